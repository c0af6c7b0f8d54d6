"""Which open question to find out first."""

from dataclasses import dataclass

from prescreen.rules.evaluation import Truth
from prescreen.screening.close_calls import close_calls
from prescreen.screening.journey import Journey
from prescreen.trial.candidates import candidate_values
from prescreen.trial.questions import Question
from prescreen.trial.trial import Requirement


@dataclass(frozen=True)
class Asking:
    """A question whose answer is not known or not exact enough, with the open requirements that it alone could
    decide."""

    question: Question
    decides: list[Requirement]


def ask_next(journey: Journey) -> list[Asking]:
    """The questions that open requirements read and that are unknown or too close to a limit, those that can decide
    the most requirements first."""
    open_requirements = [
        requirement
        for requirement in journey.trial.requirements
        if not requirement.study_team and requirement.fits(journey.values) is Truth.UNKNOWN
    ]
    close = {name for requirement in open_requirements for name in close_calls(requirement.fits, journey.values)}
    found = []
    for question in journey.asked():
        bearing = [requirement for requirement in open_requirements if question.id in requirement.fits.reads]
        if bearing and (question.id not in journey.values or question.id in close):
            decided = [requirement for requirement in bearing if _could_decide(journey, requirement, question)]
            found.append((len(bearing), Asking(question, decided)))
    # The sort is stable: ties keep the order in which the questions are asked.
    return [asking for bears, asking in sorted(found, key=lambda pair: (-len(pair[1].decides), -pair[0]))]


def _could_decide(journey: Journey, requirement: Requirement, question: Question) -> bool:
    return any(
        requirement.fits({**journey.values, question.id: value}) is not Truth.UNKNOWN
        for value in candidate_values(question, requirement.fits.uses)
    )
