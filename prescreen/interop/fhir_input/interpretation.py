"""Compares the flag of a FHIR Observation with its reference range, of which it takes the upper limit."""

import re
from decimal import Decimal

from prescreen.interop.circumstances.sex_or_age import names_sex_or_age
from prescreen.interop.elements import Element
from prescreen.interop.fhir_input.contents import element, elements, string
from prescreen.interop.fhir_input.quantities import DoubtfulQuantityError, have_same_unit, number_of
from prescreen.screening.typed_text import NUMBER, read_flag

BELOW, WITHIN, ABOVE = -1, 0, 1
ANYWHERE = frozenset({BELOW, WITHIN, ABOVE})
# The codes of Observation.interpretation → where the result is then, compared with its reference range.
SIDES = (
    dict.fromkeys(("L", "LL", "LU", "LX"), frozenset({BELOW}))
    | dict.fromkeys(("H", "HH", "HU", "HX"), frozenset({ABOVE}))
    | dict.fromkeys(("A", "AA"), frozenset({BELOW, ABOVE}))
    | {"N": frozenset({WITHIN})}
)
FLAG_SIDES = {-1: SIDES["L"], 1: SIDES["H"], 0: SIDES["A"]}
NORMAL = ("normal", "within normal range", "正常")
# Off the scale of the instrument; not certain at all.
SIGNS, UNCERTAIN = ("<", ">"), ("IND", "E", "IE", "QCF", "TOX", "AC")
NORMAL_RANGE = re.compile("normal|reference|正常|参考", re.I)


def upper_limit(resource: Element) -> Element:
    """The upper end of the only normal range, which must not be of one sex or age. Raises DoubtfulQuantityError."""
    ranges = _normal_ranges(resource)
    high = element(ranges[0], "high") if len(ranges) == 1 else {}
    text = string(ranges[0], "text") if high else ""
    if not high or ranges[0].keys() & {"appliesTo", "age"} or names_sex_or_age(text):
        raise DoubtfulQuantityError("no_limit")
    low, limit = element(ranges[0], "low"), number_of(high)
    printed = {Decimal(number.replace(",", ".")) for number in re.findall(NUMBER, text)}
    if (low and number_of(low) > limit) or (printed and limit not in printed):
        raise DoubtfulQuantityError("unclear")
    return high


def check_flag(resource: Element) -> None:
    """Raises DoubtfulQuantityError where a result's flag makes it uncertain, or contradicts its reference range."""
    allowed = ANYWHERE
    for concept in elements(resource, "interpretation"):
        codes = [string(coding, "code") for coding in elements(concept, "coding")]
        if any(code in SIGNS for code in codes):
            raise DoubtfulQuantityError("sign")
        if any(code in UNCERTAIN for code in codes):
            raise DoubtfulQuantityError("unclear")
        words = [string(concept, "text"), *(string(coding, "display") for coding in elements(concept, "coding"))]
        for sides in (*(SIDES.get(code, ANYWHERE) for code in codes), *map(_sides_in_words, words)):
            allowed &= sides
    ranges = _normal_ranges(resource)
    side = _side(element(resource, "valueQuantity"), ranges[0]) if len(ranges) == 1 else None
    if not allowed or side not in (None, *allowed):
        raise DoubtfulQuantityError("flag")


def _sides_in_words(text: str) -> frozenset[int]:
    if text.strip().casefold() in NORMAL:
        return SIDES["N"]
    sides = ANYWHERE
    for flag in map(read_flag, text.split()):
        sides &= ANYWHERE if flag is None else FLAG_SIDES[flag]
    return sides


def _normal_ranges(resource: Element) -> list[Element]:
    """The reference ranges without those that are of another kind, such as a critical or a therapeutic one."""
    return [found for found in elements(resource, "referenceRange") if _is_normal(element(found, "type"))]


def _is_normal(kind: Element) -> bool:
    codings, text = elements(kind, "coding"), string(kind, "text")
    if codings:
        return any(string(coding, "code") == "normal" for coding in codings)
    return not text or NORMAL_RANGE.search(text) is not None


def _side(quantity: Element, limits: Element) -> int | None:
    """On which side of a range a result is; None where they can't be compared."""
    low, high = element(limits, "low"), element(limits, "high")
    if not quantity or not (low or high) or not all(have_same_unit(quantity, end) for end in (low, high) if end):
        return None
    value = number_of(quantity)
    if low and value < number_of(low):
        return BELOW
    if high and value > number_of(high):
        return ABOVE
    return WITHIN
