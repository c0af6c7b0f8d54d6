"""The shipped trial, answers that fit it, and strategies for random answers."""

import json
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from prescreen.definitions.loader import TRIALS, load
from prescreen.screening.answers import Answer
from prescreen.screening.assessment import assess
from prescreen.screening.journey import Journey, follow
from tests.support.answers import read_valid

NCT = "NCT06633328"
STUDY = load(TRIALS / NCT)
TRIAL = STUDY.trial

# No deadline, because machines may be busy, and the same examples in every run.
steady = settings(deadline=None, max_examples=200, derandomize=True)

# Answers every question on its path, and fits every requirement whose rule can be true.
FITTING: dict[str, Any] = {
    "diagnosis": "severe",
    "marrow": "under_25",
    "neutrophils": {"value": "0.3", "unit": "10^9/L"},
    "platelets": {"value": "12", "unit": "10^9/L"},
    "reticulocytes": {"value": "15", "unit": "10^9/L"},
    "donor": "yes",
    "standard_transplant": "not_suitable",
    "transplant_before": "no",
    "creatinine_clearance": {"value": "90", "unit": "mL/min"},
    "liver_involved": "no",
    "bilirubin": {"value": "15", "limit": "21"},
    "alt": {"value": "30", "limit": "50"},
    "ast": {"value": "30", "limit": "40"},
    "lvef": {"value": "60", "unit": "%"},
    "lung_infection": "no",
    "oxygen": {"value": "98", "unit": "%"},
    "outlook": "yes",
    "activity": "1",
    "could_have_children": "no",
    "consent": "yes",
    "allergy": "no",
    "nervous_system": "no",
    "heart": ["none"],
    "infections": ["none"],
    "t_cell_test": "5_times_or_more",
    "recent_treatment": ["none"],
    "other_concerns": "no",
}


def stored(given: dict[str, Any]) -> dict[str, Answer]:
    """The answers as they are stored. Fails if one is refused."""
    return read_valid(TRIAL, given)


def journey(given: dict[str, Any]) -> Journey:
    return follow(TRIAL, stored(given))


def asked(given: dict[str, Any]) -> set[str]:
    return {question.id for question in journey(given).asked()}


def assessment(given: dict[str, Any]) -> dict[str, Any]:
    """The assessment as another program would read it from JSON."""
    found: dict[str, Any] = json.loads(json.dumps(assess(TRIAL, journey(given).values).as_json()))
    return found


def statuses(given: dict[str, Any]) -> dict[str, str]:
    """Each requirement's status, by its id."""
    return {
        requirement["id"]: requirement["status"]
        for criterion in assessment(given)["criteria"]
        for requirement in criterion["requirements"]
    }


def outcome(given: dict[str, Any]) -> str:
    return str(assessment(given)["outcome"])


OPTIONS = {
    "diagnosis": ["severe", "very_severe", "not_severe", "other"],
    "marrow": ["under_25", "25_to_50", "over_50"],
    "residual_cells": ["under_30", "30_or_more"],
    "donor": ["yes", "testing", "no"],
    "standard_transplant": ["not_suitable", "unwilling", "suitable_and_willing"],
    "transplant_before": ["no", "under_100_days", "100_days_or_more"],
    "gvhd_treatment": ["yes", "no"],
    "liver_involved": ["yes", "no"],
    "lung_infection": ["yes", "no"],
    "outlook": ["yes", "not_sure_talk"],
    "activity": ["0", "1", "2", "3", "4"],
    "could_have_children": ["yes", "no"],
    "contraception": ["agree", "talk_first", "not_agree"],
    "consent": ["yes", "talk_first", "no"],
    "allergy": ["yes", "no"],
    "nervous_system": ["yes", "no"],
    "t_cell_test": ["under_5_times", "5_times_or_more", "not_tested"],
    "other_concerns": ["yes", "no"],
}
# Options that may be picked together. Each of these questions also has `none`, which is exclusive.
MULTIPLE = {
    "gvhd": ["acute", "chronic_mild", "chronic_moderate_or_severe"],
    "heart": ["long_qt", "severe_arrhythmia", "other_severe_heart_disease"],
    "infections": ["hiv", "active_hepatitis_b", "active_hepatitis_c", "other_infection"],
    "recent_treatment": ["chemotherapy", "other_medicines"],
}
# Numbers on both sides of the limits, with their units.
NUMBERS = {
    "neutrophils": [("0", "10^9/L"), ("0.49", "10^3/uL"), ("0.5", "10^9/L"), ("499", "/uL"), ("500", "/uL")],
    "platelets": [("19.9", "10^9/L"), ("20", "10^3/uL"), ("19999", "/uL"), ("2", "10^4/uL"), ("1.9", "10^4/uL")],
    "reticulocytes": [("19.9", "10^3/uL"), ("20", "10^9/L"), ("0.0199", "10^12/L"), ("0.02", "10^12/L")],
    "creatinine_clearance": [("60", "mL/min"), ("60.1", "mL/min"), ("1", "mL/s"), ("1.01", "mL/s")],
    "lvef": [("49.9", "%"), ("50", "%"), ("61", "%")],
    "oxygen": [("91.9", "%"), ("92", "%"), ("99", "%")],
}
RATIOS = {
    "bilirubin": [("31.5", "21"), ("31.6", "21"), ("63", "21"), ("63.1", "21")],
    "alt": [("150", "50"), ("150.1", "50"), ("250", "50"), ("251", "50")],
    "ast": [("120", "40"), ("121", "40"), ("200", "40"), ("200.5", "40")],
}
ANSWER: dict[str, st.SearchStrategy[Any]] = (
    {name: st.sampled_from([*options, "unknown"]) for name, options in OPTIONS.items()}
    | {
        name: st.one_of(
            st.lists(st.sampled_from(options), min_size=1, unique=True), st.sampled_from([["none"], "unknown"])
        )
        for name, options in MULTIPLE.items()
    }
    | {
        name: st.sampled_from(["unknown", *({"value": value, "unit": unit} for value, unit in numbers)])
        for name, numbers in NUMBERS.items()
    }
    | {
        name: st.sampled_from(["unknown", *({"value": value, "limit": limit} for value, limit in ratios)])
        for name, ratios in RATIOS.items()
    }
)


def any_answers() -> st.SearchStrategy[dict[str, Any]]:
    """Any valid answers to any of the questions, including those that would not be asked."""
    return st.fixed_dictionaries({}, optional=ANSWER)


def nearly_fitting() -> st.SearchStrategy[dict[str, Any]]:
    """FITTING with a few answers changed or removed, so that every outcome is frequent."""
    changes = st.lists(st.sampled_from(sorted(ANSWER)), max_size=4, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: st.one_of(st.none(), ANSWER[name]) for name in names})
    )
    return changes.map(lambda changed: FITTING | changed)
