"""Turns a record's age limits into a rule about the age in whole years.

A limit in months, weeks, days or less can fall within a year of life. At that age the rule is unknown, since an age in
whole years can't decide it. A year counts as 365 or 366 days, whichever makes more ages unknown.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from prescreen.rules.evaluation import Truth
from prescreen.rules.parser import parse

OLDEST = 120  # the end of the range of a question of type age
DAYS = {"Week": Fraction(7), "Day": Fraction(1), "Hour": Fraction(1, 24), "Minute": Fraction(1, 1440)}


@dataclass(frozen=True)
class Bound:
    """An age limit in whole years. A maximum is met by everyone up to `certain` and by no one over `possible`; a
    minimum by everyone from `certain` on and by no one under `possible`."""

    certain: int
    possible: int

    @property
    def is_exact(self) -> bool:
        return self.certain == self.possible


def youngest(age: str) -> Bound:
    """The bound of a minimum age such as “6 Months”."""
    number, unit = _number_and_unit(age)
    match unit:
        case "Year":
            return Bound(number, number)
        case "Month":
            return Bound(-(-number // 12), number // 12)
    return Bound(ceil(number * DAYS[unit] / 365), floor(number * DAYS[unit] / 366))


def oldest(age: str) -> Bound:
    """The bound of a maximum age. A child of 3 years has lived 36 to 47 months, so a maximum of “36 Months” is certain
    only up to 2 years."""
    number, unit = _number_and_unit(age)
    match unit:
        case "Year":
            return Bound(number, number)
        case "Month":
            return Bound((number + 1) // 12 - 1, number // 12)
    last_day = ceil((number + 1) * DAYS[unit]) - 1  # as with years, a maximum holds until the next unit is complete
    return Bound((last_day + 1) // 366 - 1, last_day // 365)


def _number_and_unit(age: str) -> tuple[int, str]:
    number, unit = age.split()
    return int(number), unit.removesuffix("s")


def age_rule(ages: tuple[str, str]) -> str:
    """The rule for a record's minimum and maximum age, one of which may be empty."""
    low = youngest(ages[0]) if ages[0] else None
    high = oldest(ages[1]) if ages[1] else None
    if low and high and low.is_exact and high.is_exact:
        rule = f"{low.certain} <= age <= {high.certain}"
    else:
        parts = [_comparison(low, ">=") if low else "", _comparison(high, "<=") if high else ""]
        rule = _joined([part for part in parts if part])
    # `flask trial check` reports a rule that can't be false, unless it contains `unknown`.
    return rule if _can_fail(rule) else f"{rule} or unknown"


def _comparison(bound: Bound, sign: str) -> str:
    possible = f"age {sign} {bound.possible}"
    if bound.is_exact:
        return possible
    if sign == "<=" and bound.certain < 0:
        return f"{possible} and unknown"
    if sign == ">=" and bound.possible <= 0:
        return f"age {sign} {bound.certain} or unknown"
    return f"age {sign} {bound.certain} or ({possible} and unknown)"


def _joined(parts: list[str]) -> str:
    return " and ".join(f"({part})" if " or " in part and len(parts) > 1 else part for part in parts)


def _can_fail(rule: str) -> bool:
    fits = parse(rule)
    return fits.says_unknown or any(fits({"age": Fraction(age)}) is Truth.FALSE for age in range(OLDEST + 1))
