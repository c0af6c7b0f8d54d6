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


def raised_alerts(journey: Journey, private: bool = True) -> list[RaisedAlert]:
    """The alerts whose rule is true, the most urgent first, without those that tell nothing beyond an earlier one.
    Without `private` they are judged as if private questions had no answer."""
    questions, hidden = journey.trial.questions, frozenset() if private else journey.trial.private_questions
    values = {name: value for name, value in journey.values.items() if name not in hidden}
    found: list[RaisedAlert] = []
    for alert in sorted(journey.trial.alerts, key=lambda alert: alert.urgency != "now"):
        names = deciding_questions(alert.when, values) if alert.when(values) is Truth.TRUE else None
        told = {given.question.id for raised in found for given in raised.given}
        if names is not None and not (names and names <= told):
            given = [Given(questions[name], journey.answers[name]) for name in questions if name in names]
            found.append(RaisedAlert(alert, given))
    return found
