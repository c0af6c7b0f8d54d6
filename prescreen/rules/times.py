"""Lengths of time, compared by the calendar: 6 months are 181 to 184 days, by which months they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product
from math import floor
from operator import le, lt
from typing import Any

# How many of the smaller unit of its kind each unit is: days and weeks, or months and years. Within a kind the
# calendar is exact.
IN_DAYS = {"days": 1, "weeks": 7}
IN_MONTHS = {"months": 1, "years": 12}
UNITS = (*IN_DAYS, *IN_MONTHS)
# Days on average, for places on a line and for rules without a unit of time.
AVERAGE_DAYS = {"days": Fraction(1), "weeks": Fraction(7), "months": Fraction("30.4375"), "years": Fraction("365.25")}

# The calendar repeats itself after 400 years.
CYCLE_MONTHS, CYCLE_DAYS = 4800, 146_097
SHORTEST_MONTH, LONGEST_MONTH = 28, 31

Span = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Duration:
    """A length of time in the unit in which it was said: one of UNITS."""

    number: Fraction
    unit: str

    @cached_property
    def days(self) -> Span:
        """The fewest and the most days that it may be."""
        if self.unit in IN_DAYS:
            exact = self.number * IN_DAYS[self.unit]
            return exact, exact
        return days_of_months(self.number * IN_MONTHS[self.unit])

    @property
    def average_days(self) -> Fraction:
        return self.number * AVERAGE_DAYS[self.unit]


class TimeValue(Fraction):
    """The value of an answer that is a time. As a number it is in the question's first unit, which rules without a unit
    of time compare; rules with one compare `said`. An age counts completed units: who is 2 years old has lived 24 to 35
    full months."""

    __slots__ = ("is_age", "said")

    said: Duration
    is_age: bool

    def __new__(cls, number: Fraction, said: Duration, is_age: bool = False) -> "TimeValue":
        value = super().__new__(cls, number.numerator, number.denominator)
        value.said, value.is_age = said, is_age
        return value


def compare_times(compare: Callable[[Any, Any], bool], value: TimeValue, limit: Duration) -> bool | None:
    """How a time compares with a limit by order, in any calendar; None if that depends on the calendar."""
    answer, bound = _completed(value.said, limit) if value.is_age else _spans(value.said, limit)
    found = {compare(one, other) for one, other in product(answer, bound)}
    return found.pop() if len(found) == 1 else None


def is_close(value: Fraction, limit: Duration) -> bool:
    """Whether some comparison of a time with a limit depends on the calendar."""
    return isinstance(value, TimeValue) and None in (compare_times(compare, value, limit) for compare in (lt, le))


def _spans(said: Duration, limit: Duration) -> tuple[Span, Span]:
    """Both in months if both are said in months or years, else both in days."""
    if said.unit in IN_MONTHS and limit.unit in IN_MONTHS:
        first, second = (one.number * IN_MONTHS[one.unit] for one in (said, limit))
        return (first, first), (second, second)
    return said.days, limit.days


def _completed(age: Duration, limit: Duration) -> tuple[Span, Span]:
    """The fewest and the most completed units of the limit that someone of this age has lived."""
    sizes = IN_MONTHS if age.unit in IN_MONTHS else IN_DAYS
    first = age.number * sizes[age.unit]
    last = first + sizes[age.unit] - 1
    if age.unit in IN_MONTHS and limit.unit in IN_DAYS:
        first, last = days_of_months(first)[0], days_of_months(last + 1)[1] - 1
    if age.unit in IN_DAYS and limit.unit in IN_MONTHS:
        first, last = _full_months(first, 1), _full_months(last, 0)
    size = (IN_MONTHS | IN_DAYS)[limit.unit]
    return (Fraction(first // size), Fraction(last // size)), (limit.number, limit.number)


def _full_months(days: Fraction, end: int) -> Fraction:
    """The most months of which the fewest (0) or the most days (1) are at most these."""
    months = Fraction(floor(days / SHORTEST_MONTH) + 1)
    while days_of_months(months)[end] > days:
        months -= 1
    return months


@lru_cache(maxsize=1000)
def days_of_months(months: Fraction) -> Span:
    """The fewest and the most days that so many months in a row have; each may begin on any day."""
    whole = floor(months)
    cycles, rest = divmod(whole, CYCLE_MONTHS)
    starts = _month_starts()
    lengths = [starts[first + rest] - starts[first] for first in range(CYCLE_MONTHS)]
    days, part = cycles * CYCLE_DAYS, months - whole
    return days + min(lengths) + part * SHORTEST_MONTH, days + max(lengths) + part * LONGEST_MONTH


@lru_cache(maxsize=1)
def _month_starts() -> list[int]:
    return [date(2000 + month // 12, month % 12 + 1, 1).toordinal() for month in range(2 * CYCLE_MONTHS)]
