"""Statuses of requirements and criteria, and the outcome."""

from itertools import permutations, product

import pytest

from prescreen.screening.assessment import WORST_FIRST, Outcome, Status, assess, status_of
from prescreen.trial.trial import Requirement, Trial
from tests.support.every_type import trial_with

# Without any values, a requirement with this rule and mark has this status.
RULES: dict[Status, tuple[str, bool]] = {
    Status.FITS: ("not known(age)", False),
    Status.DOES_NOT_FIT: ("known(age)", False),
    Status.UNKNOWN: ("age > 17", False),
    Status.FOR_STUDY_TEAM: ("age > 17", True),
}


def with_statuses(*statuses: Status, may_change: tuple[bool, ...] = ()) -> Trial:
    """A trial with one criterion, whose requirements have these statuses."""
    trial = trial_with(*(RULES[status][0] for status in statuses))
    [criterion] = trial.criteria
    changes = may_change or (False,) * len(statuses)
    requirements = [
        requirement.model_copy(update={"study_team": RULES[status][1], "may_change": change})
        for requirement, status, change in zip(criterion.requirements, statuses, changes, strict=True)
    ]
    return trial.model_copy(update={"criteria": [criterion.model_copy(update={"requirements": requirements})]})


@pytest.mark.parametrize("status", Status)
def test_a_requirements_status_follows_from_its_rule(status: Status) -> None:
    [requirement] = with_statuses(status).requirements
    assert status_of(requirement, {}) is status


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_criterions_status_is_the_worst_of_its_requirements(number: int) -> None:
    for statuses in permutations(Status, number):
        [assessed] = assess(with_statuses(*statuses), {}).criteria
        assert assessed.status is min(statuses, key=WORST_FIRST.index)
        assert [status for _, status in assessed.requirements] == list(statuses)


def expected(requirements: list[tuple[Requirement, Status]]) -> Outcome:
    """The contract's table of outcomes."""
    failing = [requirement.may_change for requirement, status in requirements if status is Status.DOES_NOT_FIT]
    if failing:
        return Outcome.NOT_NOW if all(failing) else Outcome.MAY_NOT_FIT
    unknown = any(status is Status.UNKNOWN for _, status in requirements)
    return Outcome.CHECK_WITH_DOCTOR if unknown else Outcome.MAY_FIT


def test_the_outcome_follows_from_all_requirements() -> None:
    reached = set()
    for statuses in product(Status, repeat=3):
        for may_change in product((True, False), repeat=3):
            assessment = assess(with_statuses(*statuses, may_change=may_change), {})
            [assessed] = assessment.criteria
            assert assessment.outcome is expected(assessed.requirements)
            reached.add(assessment.outcome)
    assert reached == set(Outcome)
