"""Times in rules, judged by the calendar."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prescreen.rules.evaluation import COMPARE, Truth
from prescreen.rules.nodes import Comparison
from prescreen.rules.parser import RuleError, parse
from prescreen.rules.times import AVERAGE_DAYS, Duration, TimeValue, compare_times, days_of_months

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def answer(said: str, is_age: bool = False) -> TimeValue:
    number, unit = said.split()
    value = Duration(Fraction(number), f"{unit.removesuffix('s')}s")
    return TimeValue(value.average_days, value, is_age)


# The rule, an answer, and what the rule is with it.
AGO = [
    (">= 6 months", "6 months", T), (">= 6 months", "5.9 months", F), (">= 6 months", "0.5 years", T),
    (">= 6 months", "26 weeks", U), (">= 6 months", "182 days", U), (">= 6 months", "183 days", U),
    (">= 6 months", "180 days", F), (">= 6 months", "181 days", U), (">= 6 months", "184 days", T),
    (">= 6 months", "25 weeks", F), (">= 6 months", "27 weeks", T), (">= 6 months", "1 year", T),
    ("> 6 months", "6 months", F), ("> 6 months", "181 days", F), ("> 6 months", "184 days", U),
    ("> 6 months", "185 days", T),
    ("<= 6 months", "6 months", T), ("<= 6 months", "181 days", T), ("<= 6 months", "183 days", U),
    ("<= 6 months", "184 days", U), ("<= 6 months", "185 days", F),
    ("< 6 months", "6 months", F), ("< 6 months", "180 days", T), ("< 6 months", "181 days", U),
    ("< 6 months", "184 days", F),
    (">= 26 weeks", "6 months", U), (">= 26 weeks", "182 days", T), (">= 26 weeks", "7 months", T),
    (">= 28 days", "4 weeks", T), (">= 28 days", "1 month", T), ("> 28 days", "1 month", U),
    (">= 4 weeks", "27 days", F),
    ("< 28 days", "1 month", F), (">= 30 days", "1 month", U),
    (">= 1 year", "12 months", T), (">= 1 year", "11 months", F), (">= 12 months", "1 year", T),
    (">= 1 year", "365 days", U), (">= 1 year", "366 days", T), (">= 1 year", "364 days", F),
    (">= 1 year", "52 weeks", F),
    (">= 1.5 months", "6 weeks", U), (">= 1.5 months", "48 days", T),
    ("> 0 months", "0 days", F), (">= 0 days", "0 years", T),
]  # fmt: skip
# An age counts completed units: who is 2 years old has lived 24 to 35 months.
AGES = [
    (">= 6 months", "6 months", T), (">= 6 months", "5 months", F), (">= 6 months", "0 years", U),
    (">= 6 months", "1 year", T), (">= 6 months", "26 weeks", U), (">= 6 months", "27 weeks", T),
    (">= 6 months", "24 weeks", F), (">= 6 months", "180 days", F), (">= 6 months", "181 days", U),
    (">= 6 months", "184 days", T),
    (">= 30 months", "2 years", U), (">= 24 months", "2 years", T), (">= 36 months", "2 years", F),
    ("<= 36 months", "2 years", T), ("<= 36 months", "3 years", U), ("<= 35 months", "3 years", F),
    ("< 36 months", "3 years", F),
    # A maximum age holds until the next birthday.
    ("<= 2 years", "2 years", T), ("<= 2 years", "35 months", T), ("<= 2 years", "36 months", F),
    ("<= 2 years", "156 weeks", U), ("<= 2 years", "155 weeks", T), ("<= 2 years", "157 weeks", F),
    (">= 18 years", "17 years", F), (">= 18 years", "18 years", T), (">= 18 years", "216 months", T),
    (">= 28 days", "4 weeks", T), (">= 28 days", "3 weeks", F), (">= 28 days", "1 month", T),
    (">= 28 days", "0 months", U), ("<= 28 days", "4 weeks", U), ("<= 28 days", "3 weeks", T),
    ("<= 4 weeks", "34 days", T), ("<= 4 weeks", "35 days", F), ("<= 4 weeks", "1 month", U),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "said", "truth"), AGO)
def test_an_answer_in_another_unit_is_judged_by_the_calendar(rule: str, said: str, truth: Truth) -> None:
    assert parse(f"since {rule}")({"since": answer(said)}) is truth


@pytest.mark.parametrize(("rule", "said", "truth"), AGES)
def test_an_age_is_judged_by_its_completed_units(rule: str, said: str, truth: Truth) -> None:
    assert parse(f"age {rule}")({"age": answer(said, is_age=True)}) is truth


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return next(date(year, month + 1, number) for number in range(day.day, 0, -1) if _exists(year, month + 1, number))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("months", [1, 2, 3, 5, 6, 11, 12, 18, 48])
def test_months_have_as_many_days_as_any_calendar_has(months: int) -> None:
    starts = [date(1999, 1, 1) + timedelta(days=day) for day in range(3 * 366)]
    starts += [date(1899, 1, 1) + timedelta(days=day) for day in range(3 * 366)]
    counted = {(later(start, months) - start).days for start in starts}
    fewest, most = days_of_months(Fraction(months))
    # A month that begins on the 31st may end early, never later.
    assert fewest <= min(counted)
    assert max(counted) <= most
    if months < 48:
        assert [min(counted), max(counted)] == [fewest, most]


def completed(start: date, end: date, unit: str) -> int:
    """The full units between two days."""
    days = (end - start).days
    if unit in ("days", "weeks"):
        return days // (7 if unit == "weeks" else 1)
    months = next(months for months in range(days // 28 + 1, -1, -1) if later(start, months) <= end)
    return months // (12 if unit == "years" else 1)


DAYS = st.dates(date(1896, 1, 1), date(2104, 12, 31))
A_UNIT = st.sampled_from([*AVERAGE_DAYS])
SIGNS = st.sampled_from(["<", "<=", ">", ">="])


@given(DAYS, st.integers(0, 5000), A_UNIT, A_UNIT, SIGNS, st.integers(-1, 1))
def test_what_is_said_of_an_age_holds_for_whoever_is_of_that_age(
    born: date, lived: int, unit: str, limit_unit: str, sign: str, beside: int
) -> None:
    today = born + timedelta(days=lived)
    limit = max(completed(born, today, limit_unit) + beside, 0)
    age = answer(f"{completed(born, today, unit)} {unit}", is_age=True)
    found = compare_times(COMPARE[sign], age, Duration(Fraction(limit), limit_unit))
    assert found in (None, COMPARE[sign](completed(born, today, limit_unit), limit))
    assert found is not None or unit != limit_unit


@given(DAYS, st.integers(0, 5000), st.sampled_from(["months", "years"]), SIGNS, st.integers(-1, 1))
def test_what_is_said_of_days_holds_whenever_they_began(
    start: date, days: int, unit: str, sign: str, beside: int
) -> None:
    end = start + timedelta(days=days)
    number = max(completed(start, end, unit) + beside, 0)
    reached = (later(start, number * (12 if unit == "years" else 1)) - start).days
    said = compare_times(COMPARE[sign], answer(f"{days} days"), Duration(Fraction(number), unit))
    assert said in (None, COMPARE[sign](days, reached))


def test_a_limit_is_the_same_in_units_that_the_calendar_keeps_exact() -> None:
    for said in ("181 days", "182 days", "26 weeks", "6 months", "184 days", "1 year", "11 months"):
        value = {"since": answer(said)}
        assert parse("since >= 1 year")(value) is parse("since >= 12 months")(value)
        assert parse("since >= 26 weeks")(value) is parse("since >= 182 days")(value)


def test_a_rule_without_a_unit_of_time_judges_as_it_did() -> None:
    """By the number in the question's first unit: a month is 30.4375 days."""
    for said, truth in (("26 weeks", F), ("182 days", F), ("183 days", T), ("6 months", T)):
        assert parse("since >= 182.625")({"since": answer(said)}) is truth
    assert parse("since == 28")({"since": answer("4 weeks")}) is T
    assert parse("since in (0, 28)")({"since": answer("4 weeks")}) is T
    assert parse("since > other")({"since": answer("5 weeks"), "other": answer("1 month")}) is T


def test_an_answer_that_is_not_known_is_not_judged() -> None:
    assert parse("since >= 6 months")({}) is U
    assert parse("not since >= 6 months")({"since": answer("26 weeks")}) is U
    assert parse("not since >= 6 months")({"since": answer("5 months")}) is T


@pytest.mark.parametrize(
    ("written", "number", "unit"),
    [("6 months", "6", "months"), ("1 month", "1", "months"), ("1.5  years", "1.5", "years"),
     ("(2 weeks)", "2", "weeks"), ("30 days", "30", "days")],
)  # fmt: skip
def test_a_time_is_a_number_and_a_unit(written: str, number: str, unit: str) -> None:
    assert parse(f"since >= {written}").node == Comparison("since", ">=", Duration(Fraction(number), unit))
    assert parse(f"{written} <= since").node == Comparison("since", ">=", Duration(Fraction(number), unit))


def test_a_unit_in_quotes_or_alone_is_none() -> None:
    assert parse('"6 months" in picked').node.option == "6 months"  # type: ignore[union-attr]
    assert parse("months >= 6").limits == {"months": [(">=", Fraction(6))]}


@pytest.mark.parametrize(
    ("rule", "said", "column", "fix"),
    [
        ("since >= 6months", "“6months” is no time", 10, "Write a number, a space, and days, weeks, months or years"),
        ("since >= 6 mo", "“6 mo” is no time", 10, "Write a number, a space, and days, weeks, months or years"),
        ("since >= 72 hours", "“72 hours” is no time", 10, "Write a number, a space, and days, weeks, months or years"),
        ("since >= 6个月", "“6个月” is no time", 10, "Write a number, a space, and days, weeks, months or years"),
        ("since == 6 months", "a time is compared with <, <=, > or >=", 10, ""),
        ("since in (6 months, 1 year)", "a number or a quoted option is expected here", 11, ""),
        ("since >= -6 months", "a number or a quoted option is expected here", 10, ""),
        ("at_least(2 weeks, a < 1, b < 2)", "at_least(n, …) takes a whole number", 1, ""),
    ],
)
def test_what_is_no_time_is_refused_with_its_place(rule: str, said: str, column: int, fix: str) -> None:
    with pytest.raises(RuleError, match=r".") as refused:
        parse(rule)
    assert str(refused.value).startswith(said)
    assert (refused.value.line, refused.value.column, refused.value.fix) == (1, column, fix)


def test_a_place_after_a_time_is_still_the_place_in_the_rule() -> None:
    with pytest.raises(RuleError) as refused:
        parse("since >= 6   months and\n  other is 3")
    assert (refused.value.line, refused.value.column) == (2, 12)


def test_every_unit_has_its_average_for_drawings() -> None:
    values: dict[str, Any] = {unit: Duration(Fraction(1), unit).days for unit in AVERAGE_DAYS}
    assert all(fewest <= AVERAGE_DAYS[unit] <= most for unit, (fewest, most) in values.items())
