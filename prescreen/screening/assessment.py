"""Each requirement's status, and the outcome."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from prescreen.rules.evaluation import NOT_KNOWN, TRUE, Values
from prescreen.trial.trial import Criterion, Requirement, Trial


class Status(StrEnum):
    """The status of a requirement, from worst to best. A criterion's is the worst of its requirements'."""

    DOES_NOT_FIT = "does_not_fit"
    UNKNOWN = "unknown"
    FOR_STUDY_TEAM = "for_study_team"
    FITS = "fits"


class Outcome(StrEnum):
    MAY_FIT = "may_fit"
    CHECK_WITH_DOCTOR = "check_with_doctor"
    NOT_NOW = "not_now"
    MAY_NOT_FIT = "may_not_fit"


# Module-level names, because looking up a member on the enum costs more in the hot path.
FITS, DOES_NOT_FIT, UNKNOWN, FOR_STUDY_TEAM = Status.FITS, Status.DOES_NOT_FIT, Status.UNKNOWN, Status.FOR_STUDY_TEAM
WORST_FIRST = tuple(Status)


class AssessedCriterion(NamedTuple):
    criterion: Criterion
    status: Status
    requirements: list[tuple[Requirement, Status]]


@dataclass(frozen=True)
class Assessment:
    """The outcome and every criterion's status, in the definition's order."""

    trial: Trial
    outcome: Outcome
    criteria: list[AssessedCriterion]

    def as_json(self) -> dict[str, Any]:
        return {
            "trial": self.trial.id,
            "outcome": self.outcome.value,
            "criteria": [
                {
                    "id": assessed.criterion.id,
                    "kind": assessed.criterion.kind,
                    "status": assessed.status.value,
                    "requirements": [
                        {"id": requirement.id, "status": status.value} for requirement, status in assessed.requirements
                    ],
                }
                for assessed in self.criteria
            ],
        }


def assess(trial: Trial, values: Values) -> Assessment:
    """Assesses every requirement, given a journey's values."""
    criteria = [_assess_criterion(criterion, values) for criterion in trial.criteria]
    statuses = [pair for assessed in criteria for pair in assessed.requirements]
    return Assessment(trial, _outcome(statuses), criteria)


def _assess_criterion(criterion: Criterion, values: Values) -> AssessedCriterion:
    requirements = [(requirement, status_of(requirement, values)) for requirement in criterion.requirements]
    found = [status for _, status in requirements]
    worst = found[0] if len(found) == 1 else next(status for status in WORST_FIRST if status in found)
    return AssessedCriterion(criterion, worst, requirements)


def status_of(requirement: Requirement, values: Values) -> Status:
    truth = requirement.fits.evaluate(values)
    if truth is NOT_KNOWN:
        return FOR_STUDY_TEAM if requirement.study_team else UNKNOWN
    return FITS if truth is TRUE else DOES_NOT_FIT


def _outcome(statuses: list[tuple[Requirement, Status]]) -> Outcome:
    failing = [requirement for requirement, status in statuses if status is DOES_NOT_FIT]
    if any(not requirement.may_change for requirement in failing):
        return Outcome.MAY_NOT_FIT
    if failing:
        return Outcome.NOT_NOW
    if any(status is UNKNOWN for _, status in statuses):
        return Outcome.CHECK_WITH_DOCTOR
    return Outcome.MAY_FIT
