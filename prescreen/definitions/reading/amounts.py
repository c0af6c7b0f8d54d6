"""What a number in a text is as a value of a question, in its base unit: a range, since a month has 30 or 31 days."""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from prescreen.definitions.reading.numbers import Stated
from prescreen.rules.times import IN_DAYS, IN_MONTHS, Duration
from prescreen.trial.questions import NumberQuestion
from prescreen.trial.units import TIME_UNITS, matching_unit

# Unit of time → days, from the fewest to the most that it may mean.
DAYS = {
    "hours": (Fraction(1, 24), Fraction(1, 24)),
    "days": (Fraction(1), Fraction(1)),
    "weeks": (Fraction(7), Fraction(7)),
    "months": (Fraction(30), Fraction(31)),
    "years": (Fraction(365), Fraction(366)),
}
TIMES = {
    "hours": "hours?|hrs?|h|小时",
    "days": "days?|天|日",
    "weeks": "weeks?|wks?|周|个?星期",
    "months": "months?|mos?|个?月",
    "years": "years?|yrs?|岁|周岁|年",
}
# From the least to the most that a number may be.
Span = tuple[Fraction, Fraction]
NOTHING: Span = (Fraction(1), Fraction(0))


def span_of(question: NumberQuestion, number: Stated) -> Span:
    """What a stated number may be as a value of the question; nothing if it is of another kind."""
    is_bare = not number.unit
    match question.type:
        case "ratio":
            return _exactly(number.value) if _is_times(number) or is_bare else NOTHING
        case "age":
            return _years(number)
        case "count":
            return _exactly(number.value) if is_bare else NOTHING
        case "ago":
            return _days(number)
        case "body_mass_index":
            return _exactly(number.value) if is_bare or number.unit.startswith("kg/m") else NOTHING
        case "quantity":
            return _in_base_unit(question.units, number)
        case never:
            assert_never(never)


def _exactly(value: Fraction) -> Span:
    return value, value


def _is_times(number: Stated) -> bool:
    return bool(re.match("times|倍|[x×]", number.unit)) and "10" not in number.unit


def _years(number: Stated) -> Span:
    time = time_of(number)
    if time == "months":
        return _exactly(number.value / 12)
    return _exactly(number.value) if time == "years" or not number.unit else NOTHING


def _days(number: Stated) -> Span:
    time = time_of(number)
    if time is None:
        return NOTHING if number.unit else _exactly(number.value)
    least, most = DAYS[time]
    return number.value * least, number.value * most


def _in_base_unit(factors: dict[str, Fraction], number: Stated) -> Span:
    if not number.unit:
        is_share = list(factors) == ["%"] and number.value < 1
        return _exactly(number.value * (100 if is_share else 1))
    time = time_of(number)
    unit = matching_unit(factors, number.unit.lstrip("x×* ")) or (time if time in factors else None)
    if unit is not None:
        return _exactly(number.value * factors[unit])
    is_other = time or _is_times(number) or "/" in number.unit or number.unit == "%"
    is_other = is_other or any(re.fullmatch(pattern, number.unit) for pattern in TIME_UNITS.values())
    return NOTHING if is_other else _exactly(number.value)


def is_among(number: Stated, others: Iterable[Stated]) -> bool:
    """Whether one of the others is the same amount, whatever the signs are."""
    return any(same_amount(number, other) for other in others)


def same_amount(number: Stated, other: Stated) -> bool:
    """Whether two texts state the same: the same time, or the same number of what is no time."""
    if time_of(number) and time_of(other):
        (least, most), (other_least, other_most) = _days(number), _days(other)
        return least <= other_most and other_least <= most
    return number.value == other.value and not time_of(number) and not time_of(other)


def is_stated(limit: Duration, number: Stated) -> bool:
    """Whether a text states this time, in its own unit or in one that the calendar keeps exact: 1 year for 12 months.
    Years of age may stand without a unit."""
    time = time_of(number)
    if time is None:
        return not number.unit and number.value == limit.number and limit.unit == "years"
    if time == "hours":
        return Duration(number.value / 24, "days").days == limit.days and limit.unit in IN_DAYS
    sizes = IN_DAYS if limit.unit in IN_DAYS else IN_MONTHS
    return time in sizes and number.value * sizes[time] == limit.number * sizes[limit.unit]


def time_of(number: Stated) -> str | None:
    """The unit of time of a stated number; None if it has none."""
    return next((name for name, pattern in TIMES.items() if re.fullmatch(rf"-?\s*(?:{pattern})", number.unit)), None)
