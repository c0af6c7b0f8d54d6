"""Warnings that stand before a result."""

from dataclasses import dataclass

from prescreen.rules.deciding import deciding_questions
from prescreen.rules.evaluation import Truth
from prescreen.screening.given import Given
from prescreen.screening.journey import Journey
from prescreen.trial.trial import Alert


@dataclass(frozen=True)
class RaisedAlert:
    """An alert whose rule is true, with the answers that make it so."""

    alert: Alert
    given: list[Given]

    @property
    def is_sensitive(self) -> bool:
        return any(given.question.sensitive for given in self.given)


def raised_alerts(journey: Journey) -> list[RaisedAlert]:
    """The alerts whose rule is true, the most urgent first, without those that tell nothing beyond an earlier one."""
    found: list[RaisedAlert] = []
    for alert in sorted(journey.trial.alerts, key=lambda alert: alert.urgency != "now"):
        names = deciding_questions(alert.when, journey.values) if alert.when(journey.values) is Truth.TRUE else None
        told = {given.question.id for raised in found for given in raised.given}
        if names is not None and not (names and names <= told):
            questions = [question for question in journey.asked() if question.id in names]
            given = [Given(question, journey.answers[question.id]) for question in questions]
            found.append(RaisedAlert(alert, given))
    return found
