"""Dates as reports print them, beyond those that people type: with the year last or short, or without a year.

What can't be told is None, or stays as it is written: 02/03/2026 may be in February or March."""

import re
from datetime import date

from prescreen.screening.dates import DATE_AND_TIME, MONTHS, day_of

MONTH_NAME = rf"(?:{'|'.join(MONTHS)})[a-z]{{0,6}}"
CLOCK_TIME = "[0-9]{1,2}:[0-9]{2}"
YEAR_LAST = r"(?<![0-9])[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19|20)[0-9]{2}(?![0-9])"
SHORT_YEAR = r"(?<![0-9.])(?:[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2})(?![0-9.])"
# Without a year, over a column.
WITHOUT_YEAR = re.compile("[0-9]{1,2}(?:[/.][0-9]{1,2}|月[0-9]{1,2}日?)")

DATE = re.compile(DATE_AND_TIME.pattern, re.I)
DATES_AND_TIMES = re.compile(rf"{DATE_AND_TIME.pattern}|{YEAR_LAST}|{CLOCK_TIME}", re.I)
# A day as it is told in a sentence, a heading or a list.
TOLD = (
    rf"(?:{DATE_AND_TIME.pattern}|{YEAR_LAST}|{SHORT_YEAR}"
    r"|(?<![0-9年])[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}年[0-9]{1,2}月(?![0-9])|(?<![0-9])[0-9]{4}-[0-9]{2}(?![0-9-])"
    rf"|\b{MONTH_NAME}\.? [0-9]{{1,2}}(?![0-9,.]))"
)
TOLD_DATES = re.compile(TOLD, re.I)


def day_in(text: str) -> date | None:
    """The day that a date with its time is of; None if there is no such day."""
    found = DATE.match(text)
    try:
        return day_of(found) if found else None
    except ValueError:
        return None


def day_with_year_last(text: str) -> date | None:
    """A date with the year last. Month and day can be told apart only where one is over 12, or both are equal."""
    first, second, year = (int(part) for part in re.split("[-/.]", text))
    if first <= 12 and second <= 12 and first != second:
        return None
    month, day = (second, first) if first > 12 else (first, second)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_text(text: str) -> str:
    """A date in one form, or as it is written if its day can't be told."""
    day = day_with_year_last(text) if re.fullmatch(YEAR_LAST, text) else day_in(text)
    return day.isoformat() if day else text.casefold()


def day_texts(text: str) -> list[str]:
    """The dates in a text, each as `day_text`."""
    return [day_text(found[0]) for found in TOLD_DATES.finditer(text)]


def has_digits(line: str) -> bool:
    """Whether a line has digits that are not of a date or a time."""
    return re.search("[0-9]", DATES_AND_TIMES.sub("", line)) is not None
