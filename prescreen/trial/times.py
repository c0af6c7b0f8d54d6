"""Times among answers and limits: which unit of time each unit of a question is, and values in it."""

from fractions import Fraction
from math import floor
from typing import TypeGuard

from prescreen.rules.times import AVERAGE_DAYS, IN_MONTHS, Duration, TimeValue
from prescreen.trial.questions import Age, NumberQuestion, Quantity, QuantityQuestion, Question, TimeSince

# A question's unit → the unit of time that it is.
TIME_OF = {unit: unit for unit in AVERAGE_DAYS} | {f"{unit}_of_age": unit for unit in AVERAGE_DAYS}


def is_time(question: Question) -> TypeGuard[Age | TimeSince]:
    """Whether rules may compare the question with a time: an age or a time since, in units of time only."""
    return isinstance(question, Age | TimeSince) and question.units.keys() <= TIME_OF.keys()


def value_in(question: QuantityQuestion, number: Fraction, unit: str) -> Fraction:
    """The value of a number in one of the question's units, as rules compare it."""
    value = number if unit == question.base_unit else number * question.units[unit]
    if not is_time(question):
        return value
    return TimeValue(value, Duration(number, TIME_OF[unit]), question.type == "age")


def unit_of(question: Quantity, unit_of_time: str) -> str | None:
    """The question's own unit for a unit of time; None if it has none."""
    return next((unit for unit in question.units if TIME_OF.get(unit) == unit_of_time), None)


def in_first_unit(question: NumberQuestion, limit: Fraction | Duration) -> Fraction:
    """A limit in the question's first unit. Of months and years that is the average, for order and drawing only."""
    if isinstance(limit, Fraction):
        return limit
    if not is_time(question):
        raise TypeError(f"{question.id} is no time")
    return limit.average_days / AVERAGE_DAYS[TIME_OF[question.base_unit]]


def value_beside(question: NumberQuestion, limit: Fraction | Duration, offset: Fraction) -> Fraction:
    """The value of a limit with an offset in its own unit."""
    if isinstance(limit, Duration):
        said = Duration(limit.number + offset, limit.unit)
        return TimeValue(in_first_unit(question, said), said, question.type == "age")
    if isinstance(question, Quantity):
        return value_in(question, limit + offset, question.base_unit)
    return limit + offset


def times_around(question: NumberQuestion, limit: Duration) -> list[TimeValue]:
    """A limit with the times just below and above it in its own unit, and those of the question's smallest unit of the
    other kind (days or months) at which the comparison turns, or depends on the calendar."""
    found = {Duration(limit.number + step, limit.unit) for step in (-1, 0, 1)}
    fewest, most = limit.days
    if limit.unit in IN_MONTHS:
        others = {Duration(day, "days") for day in (fewest - 1, fewest, most, most + 1)}
    else:
        others = {Duration(_full(limit, "months") + step, "months") for step in (0, 1, 2)}
    if question.type == "age":
        others |= {Duration(_full(limit, unit) + step, unit) for unit in ("weeks", "years") for step in (0, 1)}
    found |= {time for time in others if time.number > 0 or question.type == "age"}
    own = {TIME_OF[unit] for unit in question.units} if isinstance(question, Quantity) else set()
    said = sorted((time for time in found if time.unit in own), key=lambda time: (time.average_days, time.unit))
    return [TimeValue(in_first_unit(question, time), time, question.type == "age") for time in said]


def _full(limit: Duration, unit: str) -> Fraction:
    """The full units in a limit, about."""
    return Fraction(floor(limit.average_days / AVERAGE_DAYS[unit]))
