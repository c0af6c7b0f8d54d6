"""Reads FHIR Quantities as answers in a question's own unit, or as a result with its upper limit."""

import re
from decimal import Decimal

from prescreen.interop.elements import UCUM, Element
from prescreen.interop.fhir_input.json_text import string
from prescreen.interop.recognized import Why
from prescreen.screening.answers import Answer
from prescreen.trial.questions import Quantity
from prescreen.trial.units import is_concentration, matching_unit, read_unit

# A UCUM annotation, such as {cells}, doesn't change a unit; 1.73 m² of body surface does.
ANNOTATION = re.compile(r"\{(?!1\.73)[^}]*\}")
LONGEST_UNIT = 60  # characters; patterns take time that grows with the square of the length


class DoubtfulQuantityError(ValueError):
    """Why a Quantity can't be taken."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def number_of(quantity: Element) -> Decimal:
    """The number of a Quantity. Raises DoubtfulQuantityError."""
    if quantity.get("comparator") is not None:
        raise DoubtfulQuantityError("sign")
    value = quantity.get("value")
    if not isinstance(value, Decimal):
        raise DoubtfulQuantityError("unclear")
    return value


def measured(question: Quantity, quantity: Element) -> Answer:
    """The answer that a Quantity is, which may yet be out of range. Raises DoubtfulQuantityError."""
    return {"value": format(number_of(quantity), "f"), "unit": _own_unit(question, quantity)}


def _own_unit(question: Quantity, quantity: Element) -> str:
    """The question's unit that a Quantity is in. Its code counts; what is printed must not contradict it."""
    code, printed = _code(quantity), _unit_text(quantity, "unit")
    by_code = _unit_with_code(question, code) if code else None
    by_print = printed if printed in question.units else matching_unit(question.units, ANNOTATION.sub("", printed))
    if not code and not printed:
        raise DoubtfulQuantityError("no_unit")
    unit = by_code if code else by_print
    if unit is None:
        raise DoubtfulQuantityError("other_unit")
    if by_print is None and read_unit(printed) is not None:
        raise DoubtfulQuantityError("unclear")
    if by_print is not None and question.units[by_print] != question.units[unit]:
        raise DoubtfulQuantityError("unclear")
    return unit


def _code(quantity: Element) -> str:
    is_ucum = string(quantity, "system") in (UCUM, "urn:oid:2.16.840.1.113883.6.8")
    return _unit_text(quantity, "code") if is_ucum else ""


def _unit_text(quantity: Element, name: str) -> str:
    text = string(quantity, name)
    if len(text) > LONGEST_UNIT:
        raise DoubtfulQuantityError("other_unit")
    return text


def _unit_with_code(question: Quantity, code: str) -> str | None:
    own = next((unit for unit, known in question.ucum.items() if known == code and unit in question.units), None)
    return own or matching_unit(question.units, ANNOTATION.sub("", code))


def ratio(quantity: Element, limit: Element) -> Answer:
    """A result and its upper limit, which may yet be out of range. Raises DoubtfulQuantityError.

    Their unit may be any concentration, but both must have the same; one of them may leave it out."""
    units = [unit for unit in (_printed(quantity), _printed(limit)) if unit]
    if not all(map(is_concentration, units)):
        raise DoubtfulQuantityError("other_unit")
    if len({read_unit(unit) for unit in units}) > 1:
        raise DoubtfulQuantityError("unclear")
    return {"value": format(number_of(quantity), "f"), "limit": format(number_of(limit), "f")}


def _printed(quantity: Element) -> str:
    return ANNOTATION.sub("", _code(quantity) or _unit_text(quantity, "unit"))


def have_same_unit(first: Element, second: Element) -> bool:
    """Whether two Quantities can be compared; one that names no unit is in that of the other."""
    units = [_printed(first), _printed(second)]
    return not all(units) or units[0] == units[1] or read_unit(units[0]) == read_unit(units[1])
