"""Which open question to find out first."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from prescreen.rules.evaluation import Truth
from prescreen.screening.close_calls import close_calls
from prescreen.screening.journey import Journey
from prescreen.trial.candidates import candidate_values
from prescreen.trial.questions import Question
from prescreen.trial.trial import Requirement


@dataclass(frozen=True)
class Asking:
    """A question whose answer is not known or not exact enough, with the open requirements that its answer alone could
    decide. `studies` is how many studies those belong to."""

    question: Question
    decides: list[Requirement]
    studies: int = 1


@dataclass(frozen=True)
class _Bearing:
    """In one study: how many open requirements read a question, and which of them it could decide alone."""

    question: Question
    read_by: int
    decides: list[Requirement]


def ask_next(journey: Journey, others: Sequence[Journey] = ()) -> list[Asking]:
    """The questions that open requirements of this study read and that are unknown or too close to a limit, those that
    can decide the most requirements of all these studies first."""
    bearing_here = list(_bearing(journey))
    wanted = {journey.trial.fingerprints[own.question.id] for own in bearing_here}
    elsewhere = [
        {other.trial.fingerprints[bearing.question.id]: bearing for bearing in _bearing(other, wanted)}
        for other in others
    ]
    found = []
    for own in bearing_here:
        fingerprint = journey.trial.fingerprints[own.question.id]
        same = [own, *(bearings[fingerprint] for bearings in elsewhere if fingerprint in bearings)]
        decides = [requirement for bearing in same for requirement in bearing.decides]
        asking = Asking(own.question, decides, sum(bool(bearing.decides) for bearing in same))
        found.append((sum(bearing.read_by for bearing in same), asking))
    # The sort is stable: ties keep the order in which the questions are asked.
    return [asking for reads, asking in sorted(found, key=lambda pair: (-len(pair[1].decides), -pair[0]))]


def _bearing(journey: Journey, wanted: Collection[str] | None = None) -> Iterator[_Bearing]:
    """The questions that open requirements of a study read and that are unknown or too close to a limit, in the order
    in which they are asked; only those with these fingerprints, if they are given."""
    open_requirements = [
        requirement
        for requirement in journey.trial.requirements
        if not requirement.study_team and requirement.fits(journey.values) is Truth.UNKNOWN
    ]
    close = {name for requirement in open_requirements for name in close_calls(requirement.fits, journey.values)}
    for question in journey.asked():
        if wanted is not None and journey.trial.fingerprints[question.id] not in wanted:
            continue
        reading = [requirement for requirement in open_requirements if question.id in requirement.fits.reads]
        if reading and (question.id not in journey.values or question.id in close):
            decided = [requirement for requirement in reading if _could_decide(journey, requirement, question)]
            yield _Bearing(question, len(reading), decided)


def _could_decide(journey: Journey, requirement: Requirement, question: Question) -> bool:
    return any(
        requirement.fits({**journey.values, question.id: value}) is not Truth.UNKNOWN
        for value in candidate_values(question, requirement.fits.uses)
    )
