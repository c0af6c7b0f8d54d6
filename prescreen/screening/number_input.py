"""Parses numbers as people type them, without rounding."""

import re
from decimal import Decimal
from typing import Any

from prescreen.screening.answer_error import AnswerError

MAX_DIGITS = 20
MAX_TYPED = 10 * MAX_DIGITS

FULL_WIDTH = {ordinal: ordinal - 0xFEE0 for ordinal in range(0xFF01, 0xFF5F)}
LOOKALIKES = FULL_WIDTH | {ord("。"): ".", ord("｡"): ".", ord("−"): "-", ord("﹪"): "%", ord("µ"): "u", ord("μ"): "u"}

THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
POINT = re.compile(r"[+-]?([0-9]+|[0-9]*\.[0-9]+)")
COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")

# Sign → whether it means numbers below the one after it (-1), above it (1), or that number too (0). Chinese keyboards
# have brackets that look like < and >.
COMPARISON_SIGNS = {"<": -1, "〈": -1, "《": -1, ">": 1, "〉": 1, "》": 1, "≤": 0, "≥": 0, "≦": 0, "≧": 0}

# Units of time → a pattern of how people write them after a number.
TIME_UNITS = {
    "years_of_age": r"years?(old)?|周?岁",
    "days": "days?|天|日",
    "weeks": "weeks?|周|个?星期",
    "months": "months?|个?月",
    "years": "years?|年",
}


def read_number(given: Any, part: str = "value", unit: str = "") -> Decimal:
    """The number in any JSON value. Raises AnswerError with `part` if there is none. Text may have full-width digits, a
    comma for thousands or decimals, and `unit` at its end. Superscripts are refused: normalised, 10⁹ would become 109.
    """
    match given:
        case None:
            raise AnswerError("missing", part)
        case str():
            return _bounded(_read_text(given, part, unit), part)
        case int() if not isinstance(given, bool):
            return _bounded(Decimal(given), part)
        case float():
            return _bounded(Decimal(str(given)), part)
        case Decimal():
            return _bounded(given, part)
        case _:
            raise AnswerError("not_a_number", part)


def _read_text(typed: str, part: str, unit: str) -> Decimal:
    if not typed.strip():
        raise AnswerError("missing", part)
    if len(typed) > MAX_TYPED:
        raise AnswerError("too_long", part, digits=MAX_DIGITS)
    text = "".join(typed.translate(LOOKALIKES).split())
    if text[:1] in COMPARISON_SIGNS:
        raise _comparison_error(text, part)
    plain = _with_point(_without_unit(text, unit))
    if plain is None:
        raise AnswerError("not_a_number", part)
    # Leading zeros count too, which Decimal would drop.
    if sum(character.isdigit() for character in plain) > MAX_DIGITS:
        raise AnswerError("too_long", part, digits=MAX_DIGITS)
    return Decimal(plain)


def _with_point(text: str) -> str | None:
    """The number without thousands separators and with a decimal point; None if the text is no number."""
    if THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    if COMMA.fullmatch(text):
        return text.replace(",", ".")
    return text if POINT.fullmatch(text) else None


def _comparison_error(text: str, part: str) -> AnswerError:
    sign = {"<=": "≤", ">=": "≥"}.get(text[:2], text[0])
    return AnswerError("comparison_sign", part, sign=sign, instead=_just_beyond(sign, text[1:].lstrip("=")))


def _just_beyond(sign: str, text: str) -> Decimal | None:
    """The number to type instead: 5 for ≤5, and 19.9 for <20, with one more digit. None if no number follows."""
    if not POINT.fullmatch(text) or len(text) > MAX_DIGITS:
        return None
    number = Decimal(text)
    if COMPARISON_SIGNS[sign] == 0:
        return number
    return number + COMPARISON_SIGNS[sign] * Decimal((0, (1,), int(number.as_tuple().exponent) - 1))


def _without_unit(text: str, unit: str) -> str:
    if unit in TIME_UNITS:
        return re.sub(f"({TIME_UNITS[unit]})$", "", text.lower())
    # Removing a unit that contains a digit, such as 10^9/L, could remove digits of the number.
    has_digit = any(character.isdigit() for character in unit)
    if unit and not has_digit and text.lower().endswith(unit.lower()):
        return text[: -len(unit)]
    return text


def _bounded(number: Decimal, part: str) -> Decimal:
    if not number.is_finite():
        raise AnswerError("not_a_number", part)
    _, digits, exponent = number.as_tuple()
    if len(digits) > MAX_DIGITS or not -MAX_DIGITS <= int(exponent) <= MAX_DIGITS:
        raise AnswerError("too_long", part, digits=MAX_DIGITS)
    return number + 0  # so that -0 is 0
