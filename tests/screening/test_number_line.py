"""A number beside its limit: which limit, on which side, and where both stand on the line."""

from fractions import Fraction
from typing import Any

import pytest

from prescreen.rules.evaluation import Value
from prescreen.rules.parser import parse
from prescreen.screening.number_line import NumberLine, limit_of, number_lines
from prescreen.screening.report import report
from prescreen.trial.questions import Ratio
from tests.support.every_type import ANSWERS, journey_with, trial_with

F = Fraction


def line(rule: str, **given: Any) -> NumberLine | None:
    """The line of the only number that is given."""
    trial = trial_with(rule)
    lines = number_lines(trial.requirements[0].fits, journey_with(trial, **given))
    assert len(lines) <= 1
    return next(iter(lines.values()), None)


def quantity(value: str, unit: str) -> dict[str, str]:
    return {"value": value, "unit": unit}


# Rule, answer; low end, limit and high end; places of limit and value.
PLACES: list[tuple[str, dict[str, Any], tuple[Any, Any, Any], tuple[float, float]]] = [
    ("platelets < 20", {"platelets": quantity("10", "10^9/L")}, (0, 20, 40), (0.5, 0.25)),
    ("platelets < 20", {"platelets": quantity("10000", "/uL")}, (0, 20_000, 40_000), (0.5, 0.25)),
    ("platelets < 20", {"platelets": quantity("0", "10^9/L")}, (0, 20, 40), (0.5, 0)),
    ("platelets < 20", {"platelets": quantity("40", "10^9/L")}, (0, 20, 40), (0.5, 1)),
    ("platelets < 20", {"platelets": quantity("1500", "10^9/L")}, (0, 20, 40), (0.5, 1)),
    # The line never ends beyond the range.
    ("platelets < 1500", {"platelets": quantity("500", "10^9/L")}, (0, 1500, 2000), (0.75, 0.25)),
    ("saturation >= 92", {"saturation": quantity("75", "%")}, (50, 92, 100), (0.84, 0.5)),
    # Limits at an end of the range.
    ("platelets > 0", {"platelets": quantity("0", "10^9/L")}, (0, 0, 2000), (0, 0)),
    ("platelets >= 0", {"platelets": quantity("500", "10^9/L")}, (0, 0, 2000), (0, 0.25)),
    ("platelets < 2000", {"platelets": quantity("2000", "10^9/L")}, (0, 2000, 2000), (1, 1)),
    ("saturation > 50", {"saturation": quantity("75", "%")}, (50, 50, 100), (0, 0.5)),
    ("saturation <= 100", {"saturation": quantity("75", "%")}, (50, 100, 100), (1, 0.5)),
    # Limits at or under 0.
    ("base_excess >= 0", {"base_excess": quantity("-15", "mmol/L")}, (-30, 0, 30), (0.5, 0.25)),
    ("base_excess > -20", {"base_excess": quantity("-25", "mmol/L")}, (-30, -20, -10), (0.5, 0.25)),
    ("base_excess < -20", {"base_excess": quantity("0", "mmol/L")}, (-30, -20, -10), (0.5, 1)),
    ("base_excess > -30", {"base_excess": quantity("0", "mmol/L")}, (-30, -30, 30), (0, 0.5)),
    # Limits outside the range lie on the line all the same.
    ("base_excess > -90", {"base_excess": quantity("0", "mmol/L")}, (-90, -90, 30), (0, 0.75)),
    ("saturation < 150", {"saturation": quantity("75", "%")}, (50, 150, 150), (1, 0.25)),
    # The other types.
    ("age >= 18", {"age": quantity("9", "years_of_age")}, (0, 18, 36), (0.5, 0.25)),
    ("last_treatment >= 28", {"last_treatment": quantity("2", "weeks")}, (0, 4, 8), (0.5, 0.25)),
    ("last_treatment >= 6 months", {"last_treatment": quantity("3", "months")}, (0, 6, 12), (0.5, 0.25)),
    ("last_treatment < 1 year", {"last_treatment": quantity("25", "months")}, (0, 1, 2), (0.5, 1)),
    ("last_treatment < 4 weeks", {"last_treatment": quantity("28", "days")}, (0, 4, 8), (0.5, 0.5)),
    ("alt <= 3", {"alt": {"value": "60", "limit": "40"}}, (0, 3, 6), (0.5, 0.25)),
    ("bmi < 30", {"bmi": {"weight": "19", "height": "100"}}, (8, 30, 52), (0.5, 0.25)),
]


@pytest.mark.parametrize(("rule", "given", "ends", "places"), PLACES)
def test_number_and_limit_stand_in_their_places(
    rule: str, given: dict[str, Any], ends: tuple[Any, Any, Any], places: tuple[float, float]
) -> None:
    found = line(rule, **given)
    assert found is not None
    assert (found.low, found.limit, found.high) == ends
    assert (found.limit_place, found.value_place) == pytest.approx(places)
    assert found.beyond is (places[1] == 1 and found.value > found.high)


@pytest.mark.parametrize(
    ("rule", "upward", "below", "at", "above"),
    [
        ("platelets < 20", False, True, False, False),
        ("platelets <= 20", False, True, True, False),
        ("platelets > 20", True, False, False, True),
        ("platelets >= 20", True, False, True, True),
        ("not platelets >= 20", False, True, False, False),
        ("not platelets < 20", True, False, True, True),
        ("not (platelets > 20 or alt > 3)", False, True, True, False),
        ("20 > platelets", False, True, False, False),
    ],
)
def test_a_number_is_inside_on_the_side_that_the_rule_asks_for(
    rule: str, upward: bool, below: bool, at: bool, above: bool
) -> None:
    for value, inside in (("19.99", below), ("20", at), ("20.01", above)):
        found = line(rule, platelets=quantity(value, "10^9/L"))
        assert found is not None
        assert (found.upward, found.inside) == (upward, inside)


@pytest.mark.parametrize(
    "rule",
    [
        "18 <= age <= 65",
        "age < 18 or age > 65",
        "age == 40",
        "age != 40",
        "age in (40, 41)",
        "known(age)",
        'level == "low"',
        "age > platelets",
    ],
)
def test_a_rule_without_one_limit_or_side_has_no_line(rule: str) -> None:
    assert line(rule, age=quantity("40", "years_of_age"), level="low") is None


def test_a_number_that_is_not_known_has_no_line() -> None:
    assert line("platelets < 20", platelets="unknown") is None
    assert line("platelets < 20") is None


ALT = trial_with().questions["alt"]
assert isinstance(ALT, Ratio)


@pytest.mark.parametrize(
    ("rule", "values", "limit"),
    [
        # The most generous limit that makes the rule true, given the other answers.
        ('alt <= 3 or (level == "low" and alt <= 5)', {"level": "low"}, ("<=", 5)),
        ('alt <= 3 or (level == "low" and alt <= 5)', {"level": "high"}, ("<=", 3)),
        ('alt <= 3 or (level == "low" and alt <= 5)', {}, ("<=", 3)),
        ('alt >= 3 or (level == "low" and alt >= 2)', {"level": "low"}, (">=", 2)),
        ('alt >= 3 or (level == "low" and alt >= 2)', {"level": "high"}, (">=", 3)),
        ('alt < 3 or (level == "low" and alt < 5)', {"level": "low"}, ("<", 5)),
        ('alt > 3 or (level == "low" and alt > 2)', {"level": "low"}, (">", 2)),
        # The strictest where none does.
        ('level == "low" and (alt <= 5 or alt <= 3)', {"level": "high"}, ("<=", 3)),
        ('level == "low" and (alt > 3 or alt > 5)', {"level": "high"}, (">", 5)),
        ("at_least(2, alt < 3, platelets < 20, bmi < 30)", {}, ("<", 3)),
        # Both must hold.
        ("alt <= 5 and alt <= 3", {}, ("<=", 3)),
        ("alt > 3 and alt > 5", {}, (">", 5)),
        # Of two signs at one limit, the one that includes it is the more generous.
        ("alt < 3 or alt <= 3", {}, ("<=", 3)),
        ("alt <= 3 or alt < 3", {}, ("<=", 3)),
        ("alt > 3 or alt >= 3", {}, (">=", 3)),
        ("alt < 3 and alt <= 3", {}, ("<", 3)),
        ("alt > 3 and alt >= 3", {}, (">", 3)),
    ],
)
def test_of_several_limits_the_one_that_counts_is_taken(
    rule: str, values: dict[str, Value], limit: tuple[str, int]
) -> None:
    sign, number = limit
    alt = trial_with().questions["alt"]
    assert isinstance(alt, Ratio)
    assert limit_of(parse(rule), alt, values) == (sign, F(number))


def test_each_requirement_that_does_not_fit_has_its_own_line() -> None:
    trial = trial_with("age >= 90", "age <= 5", "age <= 2 or age <= 3", "age <= 120")
    found = report(journey_with(trial, age=ANSWERS["age"]))
    limits = {
        line.requirement.id: given.number_line and (given.number_line.sign, given.number_line.limit)
        for _, lines in found.criteria
        for line in lines
        for given in line.given
        if given.question.id == "age"
    }
    assert limits == {"r1": (">=", F(90)), "r2": ("<=", F(5)), "r3": ("<=", F(3)), "r4": None}


def test_where_a_line_does_not_fit_the_answers_that_decide_it_are_named() -> None:
    trial = trial_with('level == "low" and platelets < 20 and alt < 3')
    given = {"level": "low", "platelets": quantity("30", "10^9/L"), "alt": ANSWERS["alt"]}
    [(_, [requirement])] = report(journey_with(trial, **given)).criteria
    assert [given.question.id for given in requirement.deciding] == ["platelets"]
    [(_, [requirement])] = report(journey_with(trial, **given | {"level": "high", "platelets": "unknown"})).criteria
    assert [given.question.id for given in requirement.deciding] == ["level"]
