"""Answers on both sides of each limit of a requirement."""

from decimal import Decimal
from typing import Any

import pytest

from prescreen.screening.answers import read_all
from prescreen.screening.assessment import Status, status_of
from prescreen.screening.boundaries import boundary_cases
from prescreen.screening.journey import follow
from prescreen.trial.trial import Requirement, Trial
from tests.support.core import TRIAL
from tests.support.everything import TRIAL as EVERYTHING

ALL = [(trial, requirement) for trial in (TRIAL, EVERYTHING) for requirement in trial.requirements]


@pytest.mark.parametrize(("trial", "requirement"), ALL, ids=lambda part: part.id)
def test_each_case_leads_to_the_status_that_it_names(trial: Trial, requirement: Requirement) -> None:
    refused: list[str] = []
    cases = boundary_cases(trial, requirement)
    for case in cases:
        answers = read_all(trial, case.answers, lambda name, error: refused.append(f"{name} {error.code}"))
        assert status_of(requirement, follow(trial, answers).values) is case.status
        assert case.question.id in case.answers
    assert refused == []
    assert len({repr((case.question.id, case.answers)) for case in cases}) == len(cases)
    if requirement.fits.reads and not requirement.fits.says_unknown:
        assert {Status.FITS, Status.DOES_NOT_FIT} <= {case.status for case in cases}, cases


def values(requirement: str) -> list[tuple[Any, Status]]:
    found = next(part for part in EVERYTHING.requirements if part.id == requirement)
    return [
        (Decimal(case.answers[case.question.id]["value"]), case.status) for case in boundary_cases(EVERYTHING, found)
    ]


@pytest.mark.parametrize(
    ("requirement", "around"),
    [
        ("age", [17, 18, 19, 64, 65, 66]),
        ("wait", [3, 4, 5]),
        ("base_excess", [Decimal("-3.1"), -3, Decimal("-2.9")]),
        ("lvef", [Decimal("89.9"), 90]),
    ],
)
def test_the_answers_are_the_limit_and_those_just_beside_it(requirement: str, around: list[Any]) -> None:
    assert [value for value, _ in values(requirement)] == around
    assert len({status for _, status in values(requirement)}) == 2


def test_the_other_questions_are_answered_so_that_this_one_decides() -> None:
    requirement = next(part for part in TRIAL.requirements if part.id == "blood_counts")
    for case in boundary_cases(TRIAL, requirement):
        assert len(case.answers) == 3
        assert case.status in (Status.FITS, Status.DOES_NOT_FIT)
