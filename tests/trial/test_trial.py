"""What a definition says of itself."""

import pytest

from prescreen.trial.trial import Criterion, Requirement, Trial
from tests.support.every_type import QUESTIONS, trial_with


def reading(trial: Trial, question: str) -> list[str]:
    return [criterion.id for criterion in trial.criteria_reading(question)]


def with_criteria(trial: Trial, **shows: list[str]) -> Trial:
    """The trial with its first requirement as criterion I1, its second as I2 and so on; `shows` by criterion."""
    criteria = [
        Criterion(
            id=f"I{number}",
            kind="inclusion",
            registry="…",
            requirements=[Requirement(**dict(r) | {"shows": shows.get(f"I{number}", [])})],
        )
        for number, r in enumerate(trial.requirements, 1)
    ]
    return trial.model_copy(update={"criteria": criteria})


def test_a_question_is_asked_for_the_criteria_that_read_or_show_it() -> None:
    trial = with_criteria(trial_with("age > 17", "alt < 3 and age < 65", "bmi < 30"), I3=["alt"])
    assert reading(trial, "age") == ["I1", "I2"]
    assert reading(trial, "alt") == ["I2", "I3"]
    assert reading(trial, "bmi") == ["I3"]
    assert reading(trial, "platelets") == []


def test_one_requirement_that_reads_a_question_is_enough_for_its_criterion() -> None:
    trial = trial_with("age > 17", "alt < 3")
    assert (reading(trial, "alt"), reading(trial, "bmi")) == (["I1"], [])


def test_what_is_left_out_of_a_definition_counts_as_no() -> None:
    trial = trial_with("age > 17")
    [requirement] = trial.requirements
    assert (trial.draft, requirement.may_change, requirement.study_team, requirement.shows) == (False, False, False, [])
    assert {question.sensitive for question in trial.questions.values()} == {False}


def test_a_question_is_asked_for_the_criteria_that_read_what_it_leads_to() -> None:
    branches = {"platelets": 'level == "low"', "alt": "platelets < 20"}
    trial = with_criteria(trial_with("alt < 3", "age > 17", ask_if=branches))
    assert reading(trial, "level") == ["I1"]
    assert reading(trial, "platelets") == ["I1"]
    assert reading(trial, "age") == ["I2"]


@pytest.mark.parametrize("name", [question["id"] for question in QUESTIONS])
def test_a_question_is_named_by_its_test_or_else_by_itself(name: str) -> None:
    question = trial_with().questions[name]
    named = {"level": question.ask, "signs": question.ask}
    assert question.short_name == named.get(name, {"en": name.upper(), "zh": f"{name.upper()}（中文）"})
