"""Parses numbers as people type them, with what reports print behind them, without rounding."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from prescreen.screening.answer_error import AnswerError, ErrorCode
from prescreen.screening.typed_text import (
    ARROWS,
    COMPARISON_SIGNS,
    RANGE,
    UPWARD_SIGNS,
    comparison,
    plain_text,
    read_flag,
    says_not_known,
)

MAX_DIGITS = 20
MAX_TYPED = 10 * MAX_DIGITS

# What may stand between groups of three digits: no tab and no line break, which stand between two numbers.
GAP = "[ \u00a0\u2002-\u200a\u202f\u205f\u3000]"
GROUPED = re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:{GAP}[0-9]{{3}})+(?:[.,][0-9]+)?(?![0-9.,])")
# A minus sign as a dash or in words: without it, -3 would be typed as 3.
MINUS = re.compile(r"(?:[—―]|(?:minus|negative|负|零下)\s*)(?=[0-9.,])", re.I)
UNBROKEN = re.compile(r"[+-]?[0-9.,]+")
TWO_NUMBERS = re.compile(r"[0-9]\s+[0-9]")
RANGE_BEHIND = re.compile(rf"(?:(?<=\s)|(?=[(\[])){RANGE.pattern}(?!\S)", re.I)

PLAIN = re.compile(rf"(?=[0-9.]{{1,{MAX_DIGITS}}}$)[0-9]+(\.[0-9]+)?")
THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
POINT = re.compile(r"[+-]?([0-9]+\.?|[0-9]*\.[0-9]+)")
COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")


class Measurement(NamedTuple):
    """A number, and the unit as it was typed behind it; empty if there was none."""

    number: Decimal
    unit: str = ""


def no_unit(text: str) -> bool:
    return False


def read_measurement(given: Any, part: str = "value", is_unit: Callable[[str], bool] = no_unit) -> Measurement:
    """The number in any JSON value. Raises AnswerError with `part` if there is none, or more than one.

    Text may have full-width digits, a comma for thousands or decimals, and behind the number flags, a unit (a text for
    which `is_unit` is true) and, after the unit or a tab, the reference range. Superscripts outside of a unit are
    refused: normalised, 10⁹ would become 109."""
    match given:
        case None:
            raise AnswerError("missing", part)
        case str() if PLAIN.fullmatch(given):  # a kept answer, which is read at each request
            return Measurement(Decimal(given))
        case str():
            found = _read_text(given, part, is_unit)
            return Measurement(_bounded(found.number, part), found.unit)
        case int() if not isinstance(given, bool):
            return Measurement(_bounded(Decimal(given), part))
        case float():
            return Measurement(_bounded(Decimal(str(given)), part))
        case Decimal():
            return Measurement(_bounded(given, part))
        case _:
            raise AnswerError("not_a_number", part)


def _read_text(typed: str, part: str, is_unit: Callable[[str], bool]) -> Measurement:
    if len(typed) > MAX_TYPED:
        raise AnswerError("too_long", part, digits=MAX_DIGITS)
    text = plain_text(typed)
    if found := MINUS.match(text):
        text = "-" + text[found.end() :]
    if not text:
        raise AnswerError("missing", part)
    if says_not_known(text):
        raise AnswerError("says_not_known", part, typed=text)
    if compared := comparison(text):
        raise _comparison_error(*compared, part, is_unit)
    if (found := RANGE.match(text)) and (not (rest := text[found.end() :].strip()) or is_unit(rest)):
        low, high = sorted((_decimal(found[1]), _decimal(found[2])))
        raise AnswerError("range_typed", part, low=low, high=high)
    readings = list(_readings(text, is_unit))
    if len(readings) != 1:
        code: ErrorCode = "two_numbers" if readings or TWO_NUMBERS.search(text) else "not_a_number"
        raise AnswerError(code, part, typed=" ".join(text.split()))
    plain, unit = readings[0]
    # Leading zeros count too, which Decimal would drop.
    if sum(character.isdigit() for character in plain) > MAX_DIGITS:
        raise AnswerError("too_long", part, digits=MAX_DIGITS)
    return Measurement(Decimal(plain), unit)


def _readings(text: str, is_unit: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Each way to divide a text into a number and what stands behind it: the plain number, and the unit."""
    for pattern in (GROUPED, UNBROKEN):
        if found := pattern.match(text):
            plain = _with_point(re.sub(GAP, "", found[0]))
            unit = _unit_behind(text[found.end() :], is_unit)
            if plain is not None and unit is not None:
                yield plain, unit


def _unit_behind(rest: str, is_unit: Callable[[str], bool]) -> str | None:
    """The unit in what stands behind a number; empty if only flags do, None if anything else does."""
    without_ranges, ranges = RANGE_BEHIND.subn(" ", ARROWS.sub(r" \1 ", rest))
    unit = " ".join(word for word in without_ranges.split() if read_flag(word) is None)
    if ranges and not unit and "\t" not in rest:
        return None
    return unit if not unit or is_unit(unit) else None


def _with_point(text: str) -> str | None:
    """The number without thousands separators and with a decimal point; None if the text is no number."""
    if THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    if COMMA.fullmatch(text):
        return text.replace(",", ".")
    return text if POINT.fullmatch(text) else None


def _decimal(text: str) -> Decimal:
    return Decimal(_with_point(text) or text.replace(",", "."))


def _comparison_error(word: str, sign: str, rest: str, part: str, is_unit: Callable[[str], bool]) -> AnswerError:
    """`instead` is the number to type: 5 for ≤5, and 19.9 for <20, with one more digit. None if no number follows.
    `unit` is the unit as it was typed behind it."""
    number, unit = _only_number(rest, is_unit)
    instead, direction = number, COMPARISON_SIGNS[sign]
    if number is not None and direction:
        instead = number + direction * Decimal((0, (1,), int(number.as_tuple().exponent) - 1))
    upward = sign in UPWARD_SIGNS
    return AnswerError("comparison_sign", part, sign=word, number=number, unit=unit, instead=instead, upward=upward)


def _only_number(text: str, is_unit: Callable[[str], bool]) -> tuple[Decimal | None, str]:
    readings = list(_readings(text, is_unit))
    if len(readings) == 1 and len(readings[0][0]) <= MAX_DIGITS:
        return Decimal(readings[0][0]), readings[0][1]
    return None, ""


def _bounded(number: Decimal, part: str) -> Decimal:
    if not number.is_finite():
        raise AnswerError("not_a_number", part)
    _, digits, exponent = number.as_tuple()
    if len(digits) > MAX_DIGITS or not -MAX_DIGITS <= int(exponent) <= MAX_DIGITS:
        raise AnswerError("too_long", part, digits=MAX_DIGITS)
    return number + 0  # so that -0 is 0
