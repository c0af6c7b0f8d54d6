"""Dates as people type them and as laboratory and hospital systems print them.

The year has four digits, and the month is a number only after the year: 02/03/2026 may be in February or March."""

import re
from datetime import date, timedelta

from prescreen.screening.typed_text import plain_text

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")

NAME = rf"({'|'.join(MONTHS)})[a-z]*\.?"
DAY = "([0-9]{1,2})(?:st|nd|rd|th)?"
# Without separators, month and day are unambiguous in eight digits only.
DATE = (
    r"(?<![0-9])(?:"
    r"([0-9]{4})\s?[-/.年]\s?([0-9]{1,2})\s?[-/.月]\s?([0-9]{1,2})(?:\s?[日号])?"
    r"|([0-9]{4})([0-9]{2})([0-9]{2})"
    rf"|{DAY}[-\s./]{{0,2}}{NAME}[-\s.,/]{{0,2}}([0-9]{{4}})"
    rf"|{NAME}[-\s]{{0,2}}{DAY},?[-\s]{{0,2}}([0-9]{{4}})"
    r")(?![0-9])"
)
TIME = (
    r"(?:[\sT,]{1,3}(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?|[0-9]{1,2}时(?:[0-9]{1,2}分(?:[0-9]{1,2}秒)?)?)"
    r"(?:\s?[ap]\.?m\.?)?(?:\s?(?:Z|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
TODAY = ("t", "today", "今天", "今日")
DAYS_AGO = re.compile("-([0-9]{1,4})")
DATE_AND_TIME = re.compile(DATE + TIME, re.I)


def plain_date(typed: str) -> str:
    """A typed date with plain digits, hyphens and colons."""
    return plain_text(typed).translate(DASHES)


def days_ago(text: str, today: date) -> date | None:
    """Today, or some days before it, as staff type that; None if the text says neither."""
    found = DAYS_AGO.fullmatch(text)
    if found:
        return today - timedelta(days=int(found[1]))
    return today if text.casefold() in TODAY else None


def day_of(found: re.Match[str]) -> date:
    """The day that a match of DATE_AND_TIME names. Raises ValueError if there is no such day."""
    parts = [part for part in found.groups() if part]
    if parts[0].isalpha():
        month, day, year = parts
    elif parts[1].isalpha():
        day, month, year = parts
    else:
        year, month, day = parts
    return date(int(year), _month(month), int(day))


def _month(text: str) -> int:
    return MONTHS.index(text.casefold()) + 1 if text.isalpha() else int(text)
