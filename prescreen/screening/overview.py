"""A study's result so far in a few numbers, for lists of studies."""

from collections.abc import Iterable
from dataclasses import dataclass

from prescreen.screening.assessment import Outcome, Status, assess
from prescreen.screening.journey import Journey
from prescreen.trial.trial import Requirement

SETTLED = (Status.FITS, Status.DOES_NOT_FIT)


@dataclass(frozen=True)
class Overview:
    """`known` of the `points` that answers can settle are settled. `left` questions that are asked have no answer
    yet. `against` requirements do not fit, and `not_known` ones are not known."""

    outcome: Outcome
    against: int
    not_known: int
    known: int
    points: int
    left: int

    @property
    def is_little_known(self) -> bool:
        """Whether fewer than half of the points are settled."""
        return 2 * self.known < self.points


def overview(journey: Journey) -> Overview:
    assessment = assess(journey.trial, journey.values)
    pairs = [pair for found in assessment.criteria for pair in found.requirements]
    statuses, (known, points) = [status for _, status in pairs], settled(pairs)
    return Overview(
        outcome=assessment.outcome,
        against=statuses.count(Status.DOES_NOT_FIT),
        not_known=statuses.count(Status.UNKNOWN),
        known=known,
        points=points,
        left=sum(question.id not in journey.answers for question in journey.asked()),
    )


def settled(statuses: Iterable[tuple[Requirement, Status]]) -> tuple[int, int]:
    """How many of these requirements are settled, and how many could be by answers."""
    found = [status in SETTLED for requirement, status in statuses if requirement.fits.can_be_settled]
    return sum(found), len(found)
