"""Turns a record's age limits into a rule about the age, and into the units in which the age must be asked."""

from collections.abc import Iterator
from fractions import Fraction
from math import floor

from prescreen.rules.times import AVERAGE_DAYS, UNITS, Duration
from prescreen.trial.number_units import AGE_UNITS

OLDEST = 120  # years; the end of the range of a question of type age


def duration_of(age: str) -> Duration | None:
    """A record's age such as “6 Months”; None if it is in hours or minutes, which no rule about an age can say."""
    number, unit = age.split()
    name = f"{unit.lower().removesuffix('s')}s"
    return Duration(Fraction(number), name) if name in UNITS else None


def age_rule(ages: tuple[str, str]) -> str:
    """The rule for a record's minimum and maximum age, one of which may be empty. A limit in hours or minutes leaves
    it unknown."""
    low, high = (duration_of(age) if age else None for age in ages)
    if (ages[0] and low is None) or (ages[1] and high is None):
        return "unknown"
    bare = age_units(ages) == ["years_of_age"]
    parts = [f"{_written(low, bare)} <= " if low and high else "", "age"]
    parts += [f" >= {_written(low, bare)}" if low and not high else "", f" <= {_written(high, bare)}" if high else ""]
    rule = "".join(parts)
    can_fail = (low and low.number > 0) or (high and high.average_days < OLDEST * AVERAGE_DAYS["years"])
    # `flask trial check` reports a rule that can't be false, unless it contains `unknown`.
    return rule if can_fail else f"{rule} or unknown"


def _written(limit: Duration | None, bare: bool) -> str:
    if limit is None:
        return ""
    if bare:
        return str(limit.number)
    return f"{limit.number} {limit.unit if limit.number != 1 else limit.unit.removesuffix('s')}"


def age_units(ages: tuple[str, str]) -> list[str]:
    """The units from years down to the smallest of a record's limits."""
    limits = [limit for age in ages if age and (limit := duration_of(age))]
    smallest = max(([*AGE_UNITS].index(f"{limit.unit}_of_age") for limit in limits), default=0)
    return [*AGE_UNITS][: smallest + 1]


def ages_around(age: str, units: list[str]) -> Iterator[Duration]:
    """Ages just below, at and above a record's limit, in each of these units of time."""
    limit = duration_of(age) or Duration(Fraction(0), "days")
    for unit in units:
        number = Fraction(floor(limit.average_days / AVERAGE_DAYS[unit]))
        yield from (Duration(number + step, unit) for step in (-1, 0, 1, 2) if number + step >= 0)
