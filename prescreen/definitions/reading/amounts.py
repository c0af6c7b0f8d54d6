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
TIMES = {"hours": "hours?|hrs?|h|小时", "days": "days?|天|日", "weeks": "weeks?|wks?|周|个?星期"} | {
    "months": "months?|mos?|个?月",
    "years": "years?|yrs?|岁|周岁|年",
}


NOTHING = (Fraction(1), Fraction(0))


def span_of(question: NumberQuestion, number: Stated) -> tuple[Fraction, Fraction]:
    """The least and the most that a stated number may be as a value of the question; none if it is of another kind."""
    time = time_of(number)
    times = bool(re.match("times|倍|[x×]", number.unit)) and "10" not in number.unit
    own = (number.value, number.value)
    match question.type:
        case "ratio":
            return own if times or not number.unit else NOTHING
        case "age":
            return _years(number, time)
        case "count":
            return NOTHING if number.unit else own
        case "ago":
            return _days(number, time)
        case "body_mass_index":
            return own if not number.unit or number.unit.startswith("kg/m") else NOTHING
        case "quantity":
            return _in_base_unit(list(question.units), question.units, number, time, times)
        case never:
            assert_never(never)


def _years(number: Stated, time: str | None) -> tuple[Fraction, Fraction]:
    if time == "months":
        return number.value / 12, number.value / 12
    return _same(number) if time == "years" or not number.unit else NOTHING


def _days(number: Stated, time: str | None) -> tuple[Fraction, Fraction]:
    if time is None:
        return NOTHING if number.unit else (number.value, number.value)
    least, most = DAYS[time]
    return number.value * least, number.value * most


def _in_base_unit(
    names: list[str], factors: dict[str, Fraction], number: Stated, time: str | None, times: bool
) -> tuple[Fraction, Fraction]:
    if not number.unit:
        percent = names == ["%"] and number.value < 1
        value = number.value * (100 if percent else 1)
        return value, value
    unit = matching_unit(names, number.unit.lstrip("x×* "))
    if unit is None and time in names:
        unit = time
    if unit is None:
        known = any(re.fullmatch(pattern, number.unit) for pattern in TIME_UNITS.values())
        return NOTHING if known or time or times or "/" in number.unit or number.unit == "%" else _same(number)
    return number.value * factors[unit], number.value * factors[unit]


def _same(number: Stated) -> tuple[Fraction, Fraction]:
    return number.value, number.value


def is_among(number: Stated, others: Iterable[Stated]) -> bool:
    """Whether one of the others is the same amount, whatever the signs are."""
    return any(same_amount(number, other) for other in others)


def same_amount(number: Stated, other: Stated) -> bool:
    times = [time_of(stated) for stated in (number, other)]
    if None in times:
        return number.value == other.value and times == [None, None]
    spans = [_days(stated, time) for stated, time in zip((number, other), times, strict=True)]
    return spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]


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
