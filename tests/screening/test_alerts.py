"""Warnings that answers raise: which, in what order, and with which answers."""

from typing import Any

import pytest

from prescreen.screening.alerts import raised_alerts
from tests.support.core import FITTING, TRIAL, journey

OXYGEN = {name: {"oxygen": {"value": name}} for name in ("89", "89.9", "90", "91.9", "92")}
LUNG, OTHER = {"lung_infection": "yes"}, {"infections": ["other_infection"]}
FEW, MANY = {"neutrophils": {"value": "0.49"}}, {"neutrophils": {"value": "0.5"}}


def raised(given: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    found = raised_alerts(journey(FITTING | MANY | given))
    return [(one.alert.urgency, one.alert.id, [given.question.id for given in one.given]) for one in found]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, []),
        (OXYGEN["92"], []),
        (OXYGEN["91.9"], [("today", "low_oxygen", ["oxygen"])]),
        (OXYGEN["90"], [("today", "low_oxygen", ["oxygen"])]),
        (OXYGEN["89.9"], [("now", "very_low_oxygen", ["oxygen"])]),
        (LUNG, [("today", "infection", ["lung_infection"])]),
        (OTHER, [("today", "infection", ["infections"])]),
        ({"infections": ["active_hepatitis_b"]}, [("today", "infection", ["infections"])]),
        ({"infections": ["hiv"]}, []),
        (LUNG | FEW, [("now", "infection_with_few_neutrophils", ["neutrophils", "lung_infection"])]),
        (OTHER | FEW, [("now", "infection_with_few_neutrophils", ["neutrophils", "infections"])]),
        (LUNG | {"neutrophils": "unknown"}, [("today", "infection", ["lung_infection"])]),
        ({"lung_infection": "unknown", "infections": "unknown", "oxygen": "unknown"}, []),
        (
            LUNG | FEW | OXYGEN["89"],
            [
                ("now", "very_low_oxygen", ["oxygen"]),
                ("now", "infection_with_few_neutrophils", ["neutrophils", "lung_infection"]),
            ],
        ),
        (
            LUNG | OXYGEN["89"],
            [("now", "very_low_oxygen", ["oxygen"]), ("today", "infection", ["lung_infection"])],
        ),
    ],
)
def test_what_is_urgent_is_told_first_and_once(given: dict[str, Any], wanted: list[tuple[str, str, list[str]]]) -> None:
    assert raised(given) == wanted


def test_an_alert_never_speaks_of_an_answer_to_a_question_that_is_not_asked() -> None:
    asked = {question.id for question in journey({}).asked()}
    assert all(alert.when.reads <= asked for alert in TRIAL.alerts)
    assert raised_alerts(journey({})) == []


def test_an_alert_that_reads_a_sensitive_answer_says_so() -> None:
    [found] = raised_alerts(journey(FITTING | MANY | OTHER))
    assert found.is_sensitive
    [found] = raised_alerts(journey(FITTING | MANY | LUNG))
    assert not found.is_sensitive
