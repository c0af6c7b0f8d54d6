"""The values of a question that a search tries, by type."""

from fractions import Fraction
from typing import Any

import pytest

from prescreen.rules.parser import parse
from prescreen.screening.answers import read, value_of
from prescreen.screening.examples import example_answers
from prescreen.trial.candidates import candidate_values, variables
from tests.support.every_type import trial_with

F = Fraction
NUMBERS: list[tuple[str, str, set[Fraction]]] = [
    ("platelets", "platelets < 20", {F(0), F(20), F(2000), F(10), F(1010)}),
    ("platelets", "platelets < 20 or platelets >= 2000", {F(0), F(20), F(2000), F(10), F(1010)}),
    ("platelets", "platelets < 5000", {F(0), F(2000), F(1000)}),
    ("base_excess", "base_excess > -10", {F(-30), F(-20), F(-10), F(10), F(30)}),
    ("alt", "alt <= 3", {F(0), F(3, 2), F(3), F(203, 2), F(200)}),
    ("bmi", "bmi < 30", {F(8), F(19), F(30), F(90), F(150)}),
    ("last_treatment", "last_treatment >= 28", {F(0), F(14), F(28), F(21929), F(43830)}),
    # Ages are whole; on both sides of a limit that is none, the next ones are tried.
    ("age", "age < 18", {F(0), F(9), F(18), F(69), F(120)}),
    ("age", "17.2 < age < 18.7", {F(0), F(8), F(9), F(17), F(18), F(19), F(69), F(70), F(120)}),
    ("age", "known(age)", {F(0), F(60), F(120)}),
]


@pytest.mark.parametrize(("name", "rule", "values"), NUMBERS)
def test_a_number_is_tried_at_its_limits_its_ends_and_between_them(name: str, rule: str, values: set[Fraction]) -> None:
    found = candidate_values(trial_with().questions[name], parse(rule).uses)
    assert set(found) == values
    assert len(found) == len(values)


def test_a_whole_number_is_tried_only_inside_its_range() -> None:
    question = trial_with(age={"range": [0.5, 17.5]}).questions["age"]
    assert set(candidate_values(question, ())) == {F(1), F(9), F(17)}


def test_a_choice_is_tried_with_each_option_that_is_known() -> None:
    assert candidate_values(trial_with().questions["level"], parse('level == "low"').uses) == ["low", "high"]


@pytest.mark.parametrize(
    ("rule", "sets"),
    [
        ('"fever" in signs', [{"fever"}, {"rash"}, {"none"}]),
        ('"fever" in signs and "rash" in signs', [{"fever"}, {"rash"}, {"none"}, {"fever", "rash"}]),
        ('"none" in signs and "rash" in signs', [{"fever"}, {"rash"}, {"none"}]),
    ],
)
def test_options_that_are_read_are_tried_together_unless_one_is_exclusive(rule: str, sets: list[set[str]]) -> None:
    assert candidate_values(trial_with().questions["signs"], parse(rule).uses) == sets


def test_what_rules_say_of_other_questions_makes_no_candidate() -> None:
    uses = parse('platelets < 20 and alt < 3 and level == "low"').uses
    assert F(3) not in candidate_values(trial_with().questions["platelets"], uses)


def test_variables_are_the_questions_that_a_rule_depends_on_in_the_order_they_are_asked() -> None:
    trial = trial_with(ask_if={"alt": "age > 17", "age": 'level == "low"', "bmi": 'level == "low"'})
    found = variables(trial, parse("alt < 3 and platelets < 20"))
    assert [variable.name for variable in found] == ["level", "platelets", "age", "alt"]
    by_name = {variable.name: variable for variable in found}
    assert by_name["age"].ask_if == parse('level == "low"')
    assert by_name["platelets"].ask_if is None
    assert F(17) in by_name["age"].candidates


@pytest.mark.parametrize("name", trial_with().questions)
def test_every_candidate_is_the_value_of_an_answer(name: str) -> None:
    trial = trial_with()
    rules = {"age": "age > 17.5", "alt": "alt < 0.333", "bmi": "bmi > 18.5", "signs": '"fever" in signs'}
    for value in candidate_values(trial.questions[name], parse(rules.get(name, f"known({name})")).uses):
        answer: Any = example_answers(trial, {name: value})[name]
        assert value_of(trial.questions[name], read(trial.questions[name], answer)) == value
