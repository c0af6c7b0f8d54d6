"""How far each at_least(…) of a rule is met."""

from dataclasses import dataclass

from prescreen.rules.evaluation import Rule, Truth
from prescreen.screening.journey import Journey
from prescreen.trial.questions import Question


@dataclass(frozen=True)
class AtLeastProgress:
    """The state of an at_least(needed, …): each part's questions and truth."""

    needed: int
    parts: list[tuple[list[Question], Truth]]


def at_least_progress(journey: Journey, rule: Rule) -> list[AtLeastProgress]:
    return [
        AtLeastProgress(found.needed, [(_questions(journey, part), part(journey.values)) for part in found.parts])
        for found in rule.at_least
    ]


def _questions(journey: Journey, rule: Rule) -> list[Question]:
    return [question for name, question in journey.trial.questions.items() if name in rule.reads]
