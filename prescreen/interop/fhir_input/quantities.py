"""Reads FHIR Quantities as answers in a question's own unit, or as a result with its upper limit."""

import re
from decimal import Context, Decimal

from prescreen.interop.elements import UCUM, Element
from prescreen.interop.fhir_input.contents import string
from prescreen.interop.recognized import Why
from prescreen.screening.answers import Answer
from prescreen.trial.questions import Quantity
from prescreen.trial.units import is_concentration, matching_unit, read_unit

# A UCUM annotation, such as {cells}, doesn't change a unit; 1.73 m² of body surface does.
ANNOTATION = re.compile(r"\.?\{(?!1\.73)[^}]*\}")
UCUM_SYSTEMS = (UCUM, "urn:oid:2.16.840.1.113883.6.8")
LONGEST_UNIT = 60  # characters; patterns take time that grows with the square of the length
# A decimal number has at most 15 digits as a binary fraction: 19.999999999999996 was 20 once.
BINARY_DIGITS, SHORT = 15, 9


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
    if not isinstance(value, Decimal) or _is_binary_fraction(value):
        raise DoubtfulQuantityError("unclear")
    return value


def _is_binary_fraction(value: Decimal) -> bool:
    """Whether a number is what a calculation with binary fractions makes of a short one."""
    if len(value.as_tuple().digits) <= BINARY_DIGITS:
        return False
    short = Context(prec=12).plus(value)
    return short != value and len(short.normalize().as_tuple().digits) <= SHORT


def measured(question: Quantity, quantity: Element) -> Answer:
    """The answer that a Quantity is, which may yet be out of range. Raises DoubtfulQuantityError."""
    return {"value": format(number_of(quantity), "f"), "unit": _own_unit(question, quantity)}


def _own_unit(question: Quantity, quantity: Element) -> str:
    """The question's unit that a Quantity is in. A UCUM code must be known; no other text may contradict it."""
    texts = _unit_texts(quantity)
    if not texts:
        raise DoubtfulQuantityError("no_unit")
    units = [_unit_of(question, text) for text in texts]
    own = [unit for unit in units if unit is not None]
    if not own or (_is_ucum(quantity) and string(quantity, "code") and units[0] is None):
        raise DoubtfulQuantityError("other_unit")
    is_other = any(unit is None and read_unit(text) is not None for unit, text in zip(units, texts, strict=True))
    if is_other or len({question.units[unit] for unit in own}) > 1:
        raise DoubtfulQuantityError("unclear")
    return own[0]


def _unit_of(question: Quantity, text: str) -> str | None:
    if text in question.units:
        return text
    own = next((unit for unit, code in question.ucum.items() if code == text and unit in question.units), None)
    return own or matching_unit(question.units, ANNOTATION.sub("", text))


def _unit_texts(quantity: Element) -> list[str]:
    """The code of a unit and what is printed, where they are there. Raises DoubtfulQuantityError."""
    texts = [text for name in ("code", "unit") if (text := string(quantity, name))]
    if any(len(text) > LONGEST_UNIT for text in texts):
        raise DoubtfulQuantityError("other_unit")
    return texts


def _is_ucum(quantity: Element) -> bool:
    return string(quantity, "system") in UCUM_SYSTEMS


def ratio(quantity: Element, limit: Element) -> Answer:
    """A result and its upper limit, which may yet be out of range. Raises DoubtfulQuantityError.

    Their unit may be any concentration, but both must have the same; one of them may leave it out."""
    texts = [text for part in (quantity, limit) for text in _printed(part)]
    if not all(map(is_concentration, texts)):
        raise DoubtfulQuantityError("other_unit")
    if len(set(map(read_unit, texts))) > 1:
        raise DoubtfulQuantityError("unclear")
    return {"value": format(number_of(quantity), "f"), "limit": format(number_of(limit), "f")}


def _printed(quantity: Element) -> list[str]:
    """What names the unit of a Quantity: of its code and what is printed those that are known, else the first."""
    texts = [ANNOTATION.sub("", text) for text in _unit_texts(quantity)]
    return [text for text in texts if read_unit(text) is not None] or texts[:1]


def have_same_unit(first: Element, second: Element) -> bool:
    """Whether two Quantities can be compared; one that names no unit is in that of the other."""
    texts = _printed(first), _printed(second)
    units = [{_size(text) for text in found} for found in texts]
    return not all(units) or (units[0] == units[1] and len(units[0]) == 1)


def _size(printed: str) -> str | int:
    """What is the same for units of the same size."""
    unit = read_unit(printed)
    if unit is None:
        return printed
    return unit.text if unit.power is None else unit.power
