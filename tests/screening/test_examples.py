"""Answers found by search: for values, and for each outcome."""

import pytest

from prescreen.screening.answers import value_of
from prescreen.screening.assessment import Outcome, assess
from prescreen.screening.examples import example_answers, outcome_examples
from prescreen.screening.journey import follow
from prescreen.trial.trial import Trial
from tests.support.core import TRIAL
from tests.support.every_type import ANSWERS, journey_with, trial_with


def test_example_answers_have_the_values_in_the_definitions_order() -> None:
    trial = trial_with()
    values = journey_with(trial, **ANSWERS).values
    found = example_answers(trial, dict(reversed(values.items())))
    assert list(found) == list(ANSWERS)
    assert {name: value_of(trial.questions[name], answer) for name, answer in found.items()} == values
    assert example_answers(trial, {}) == {}


def reached(trial: Trial) -> set[Outcome]:
    """The outcomes for which answers are found, each of which leads there."""
    found = outcome_examples(trial)
    for outcome, answers in found.items():
        assert assess(trial, follow(trial, answers).values).outcome is outcome
    assert list(found) == [outcome for outcome in Outcome if outcome in found]
    return set(found)


def test_the_shipped_trial_has_answers_for_every_outcome() -> None:
    assert reached(TRIAL) == set(Outcome)


@pytest.mark.parametrize(
    ("rules", "outcomes"),
    [
        # Nothing here may change, and nothing is only for the study team.
        (["age >= 18", "bmi < 30"], {Outcome.MAY_FIT, Outcome.CHECK_WITH_DOCTOR, Outcome.MAY_NOT_FIT}),
        (["unknown"], {Outcome.CHECK_WITH_DOCTOR}),
        (["known(age)"], {Outcome.MAY_FIT, Outcome.MAY_NOT_FIT}),
        # Only answers that are chosen together fit both.
        (
            ['level == "low" or age < 10', 'level == "high" or age < 10'],
            {Outcome.MAY_FIT, Outcome.CHECK_WITH_DOCTOR, Outcome.MAY_NOT_FIT},
        ),
    ],
)
def test_an_outcome_that_no_answers_lead_to_has_no_example(rules: list[str], outcomes: set[Outcome]) -> None:
    assert reached(trial_with(*rules)) == outcomes
