"""Times and counts as people say them, such as 3个半月, 两次 and 1 year 2 months, with one number in digits."""

import re
from decimal import Decimal

from prescreen.screening.typed_text import plain_text

DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
DIGIT = f"[{''.join(DIGITS)}]"
NUMBER = rf"[0-9]{{1,4}}(?:\.[0-9]{{1,3}})?|{DIGIT}?十{DIGIT}?|{DIGIT}"
UNIT = "年|周岁|岁|月|周|星期|礼拜|天|次|回"
SPOKEN = re.compile(
    rf"(?P<number>{NUMBER})?(?P<piece>个)?(?P<half>半)?(?P<half_piece>个)?(?P<unit>{UNIT})?(?P<half_behind>半)?"
    "(?P<ago>以?前)?"
)
# Two units of one kind, how many of the smaller one the larger is, and what their sum is in. 2020年3月 is a month of
# the calendar.
SUMS = (
    ("years?|yrs?|年", "months?|mos?|mths?|个月", 12, "months"),
    ("周?岁", "个月", 12, "个月大"),
    ("weeks?|wks?|周|个?星期|个?礼拜", "days?|天", 7, "days"),
)


def in_digits(typed: str) -> str:
    """The same with one number in digits; the text as it is if it says no such thing."""
    if not re.search("[^0-9.]", typed):  # a kept answer, which is read at each request
        return typed
    text = plain_text(typed)
    return _sum(text) or _spoken(text) or typed


def _sum(text: str) -> str | None:
    for larger, smaller, size, unit in SUMS:
        first, second = rf"([0-9]{{1,3}}|{DIGIT}) ?(?:{larger})", rf"([0-9]{{1,2}}|{DIGIT}) ?(?:{smaller})"
        found = re.fullmatch(rf"{first},? ?(?:and |零|又)?{second}(?: ?ago|以?前)?", text, re.I)
        if found and _number(found[2]) < size:
            return f"{_number(found[1]) * size + _number(found[2])} {unit}"
    return None


def _spoken(text: str) -> str | None:
    found = SPOKEN.fullmatch(text)
    if not found or text.isascii():
        return None
    said, halves = found["number"], [name for name in ("half", "half_behind") if found[name]]
    if not (said or found["half"]) or len(halves) > 1 or (halves and not found["unit"]):
        return None
    number = _number(said or "0") + (Decimal("0.5") if halves else 0)
    piece = found["piece"] or found["half_piece"] or ""
    return f"{number}{piece}{found['unit'] or ''}{found['ago'] or ''}"


def _number(text: str) -> Decimal:
    if text[0].isdigit():
        return Decimal(text)
    tens, ten, ones = text.rpartition("十")
    return Decimal((DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0))
