"""The shipped trial: its content, every status and outcome, and its rules against a second implementation."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from prescreen.definitions.loader import TRIALS
from prescreen.trial.questions import Choice, MultipleChoice, Quantity, Ratio
from tests.support.core import (
    ANSWER,
    FITTING,
    NCT,
    TRIAL,
    any_answers,
    asked,
    assessment,
    nearly_fitting,
    outcome,
    statuses,
    steady,
)

# Requirement → its marks: "may change" and "study team".
CRITERIA: dict[str, dict[str, str]] = {
    "I1": {"diagnosis": "", "marrow": "", "blood_counts": ""},
    "I2": {"donor": ""},
    "I3": {"standard_transplant": ""},
    "I4": {"kidney": "may change", "bilirubin": "may change", "alt": "may change", "ast": "may change"},
    "I5": {"lvef": ""},
    "I6": {"lung_infection": "may change", "oxygen": "may change"},
    "I7": {"outlook": "study team"},
    "I8": {"activity": "may change"},
    "I9": {"contraception": ""},
    "I10": {"consent": ""},
    "E1": {"allergy": ""},
    "E2": {"gvhd": "may change", "gvhd_treatment": "may change"},
    "E3": {"nervous_system": ""},
    "E4": {"heart": ""},
    "E5": {"recent_transplant": "may change"},
    "E6": {"hiv": "", "hepatitis": "may change", "other_infection": "may change"},
    "E7": {"t_cell_test": "study team"},
    "E8": {"chemotherapy": "may change", "other_medicines": "may change"},
    "E9": {"opinion": "study team"},
}
MARKS = {name: mark for requirements in CRITERIA.values() for name, mark in requirements.items()}

# Question → its options in order; ? marks an unknown one, ! an exclusive one.
CHOICE = {
    "diagnosis": "severe very_severe not_severe other",
    "marrow": "under_25 25_to_50 over_50",
    "residual_cells": "under_30 30_or_more",
    "donor": "yes testing? no",
    "standard_transplant": "not_suitable unwilling suitable_and_willing",
    "transplant_before": "no under_100_days 100_days_or_more",
    "gvhd_treatment": "yes no",
    "liver_involved": "yes no",
    "lung_infection": "yes no",
    "outlook": "yes not_sure_talk?",
    "activity": "0 1 2 3 4",
    "could_have_children": "yes no",
    "contraception": "agree talk_first? not_agree",
    "consent": "yes talk_first? no",
    "allergy": "yes no",
    "nervous_system": "yes no",
    "t_cell_test": "not_tested? under_5_times 5_times_or_more",
    "other_concerns": "yes no",
}
CHOICES = {
    "gvhd": "acute chronic_mild chronic_moderate_or_severe none!",
    "heart": "long_qt severe_arrhythmia other_severe_heart_disease none!",
    "infections": "hiv active_hepatitis_b active_hepatitis_c other_infection none!",
    "recent_treatment": "chemotherapy other_medicines none!",
}
QUANTITY: dict[str, tuple[dict[str, str], int, int]] = {
    "neutrophils": ({"10^9/L": "1", "10^3/uL": "1", "/uL": "0.001"}, 0, 30),
    "platelets": ({"10^9/L": "1", "10^3/uL": "1", "/uL": "0.001", "10^4/uL": "10"}, 0, 2000),
    "reticulocytes": ({"10^9/L": "1", "10^12/L": "1000", "/uL": "0.001", "10^3/uL": "1"}, 0, 1000),
    "creatinine_clearance": ({"mL/min": "1", "mL/s": "60"}, 0, 300),
    "lvef": ({"%": "1"}, 5, 90),
    "oxygen": ({"%": "1"}, 50, 100),
}
RATIO = {"bilirubin": (0, 50), "alt": (0, 200), "ast": (0, 200)}
SENSITIVE = {"outlook", "could_have_children", "infections"}


def test_the_criteria_and_requirements_are_the_contracts_in_order() -> None:
    assert TRIAL.id == NCT
    found = [(criterion.id, criterion.kind) for criterion in TRIAL.criteria]
    assert found == [(name, "inclusion" if name.startswith("I") else "exclusion") for name in CRITERIA]
    assert [kind for _, kind in found] == ["inclusion"] * 10 + ["exclusion"] * 9
    requirements = {
        criterion.id: [requirement.id for requirement in criterion.requirements] for criterion in TRIAL.criteria
    }
    assert requirements == {name: list(listed) for name, listed in CRITERIA.items()}
    assert len(TRIAL.requirements) == len(MARKS) == 29


def test_each_requirement_has_the_contracts_marks() -> None:
    assert {requirement.id for requirement in TRIAL.requirements if requirement.may_change} == {
        name for name, mark in MARKS.items() if mark == "may change"
    }
    assert {requirement.id for requirement in TRIAL.requirements if requirement.study_team} == {
        name for name, mark in MARKS.items() if mark == "study team"
    }


def test_the_31_questions_are_the_contracts() -> None:
    assert set(TRIAL.questions) == CHOICE.keys() | CHOICES.keys() | QUANTITY.keys() | RATIO.keys()
    assert len(TRIAL.questions) == len([question for step in TRIAL.steps for question in step.questions]) == 31
    assert {name for name, question in TRIAL.questions.items() if question.sensitive} == SENSITIVE


@pytest.mark.parametrize("name", [*CHOICE, *CHOICES])
def test_each_question_has_the_contracts_options(name: str) -> None:
    question = TRIAL.questions[name]
    assert isinstance(question, Choice if name in CHOICE else MultipleChoice)
    found = [option.id + "?" * option.unknown + "!" * option.exclusive for option in question.options]
    assert " ".join(found) == (CHOICE | CHOICES)[name]


@pytest.mark.parametrize("name", QUANTITY)
def test_each_quantity_has_the_contracts_units_and_range(name: str) -> None:
    question = TRIAL.questions[name]
    units, low, high = QUANTITY[name]
    assert isinstance(question, Quantity)
    assert list(question.units.items()) == [(unit, Fraction(factor)) for unit, factor in units.items()]
    assert question.range == [low, high]


@pytest.mark.parametrize("name", RATIO)
def test_each_ratio_has_the_contracts_range(name: str) -> None:
    question = TRIAL.questions[name]
    assert isinstance(question, Ratio)
    low, high = RATIO[name]
    assert question.range == [low, high]


def test_the_registrys_words_are_quoted_unchanged() -> None:
    record = json.loads((TRIALS / NCT / "record.json").read_text("utf-8"))
    text = record["study"]["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
    for escaped in "<>^":
        text = text.replace("\\" + escaped, escaped)
    assert "\\" not in text
    inclusion, exclusion = text.split("\n\nExclusion Criteria:\n\n")
    quoted = [
        line.removeprefix("* ")
        for part in (inclusion.removeprefix("Inclusion Criteria:\n\n"), exclusion)
        for line in part.split("\n")
    ]
    assert [criterion.registry for criterion in TRIAL.criteria] == quoted
    for slip in ("20×109/L", "erythrambirubin", "proiferation"):
        assert any(slip in criterion.registry for criterion in TRIAL.criteria)


def _texts(node: object) -> list[dict[str, str]]:
    if isinstance(node, BaseModel):
        # Names of LOINC codes are not shown to readers.
        names = type(node).model_fields.keys() - {"ucum", "loinc", "also_loinc"}
        return [text for name in names for text in _texts(getattr(node, name))]
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    return [node] if isinstance(node, dict) and all(isinstance(value, str) for value in node.values()) else []


def test_every_text_stands_in_every_language() -> None:
    assert TRIAL.languages == ["en", "zh"]
    texts = _texts(TRIAL)
    assert len(texts) > 29 + 31 * 3
    assert all(set(text) == {"en", "zh"} and all(text.values()) for text in texts)


def test_a_warning_about_several_answers_names_the_one_that_it_means() -> None:
    several = [alert for alert in TRIAL.alerts if len({use.question for use in alert.when.uses}) > 1]
    assert len(several) == 2
    for alert in several:
        assert not alert.text["en"].startswith("This")
        assert not alert.text["zh"].startswith("这")


def test_who_was_not_tested_for_infections_is_told_to_say_so() -> None:
    hint = TRIAL.questions["infections"].hint
    assert hint
    assert "not tested" in hint["en"]
    assert "没查过" in hint["zh"]


def test_the_row_of_other_infections_is_true_beside_active_hepatitis() -> None:
    requirement = next(found for found in TRIAL.requirements if found.id == "other_infection")
    assert "other" in requirement.means["en"]
    assert "其他" in requirement.means["zh"]
    assert "其他部位" not in requirement.means["zh"]


def test_daily_activity_tells_light_work_from_none() -> None:
    activity = TRIAL.questions["activity"]
    assert isinstance(activity, Choice)
    labels = {option.id: option.label for option in activity.options}
    assert "light work" in labels["1"]["en"]
    assert "any work" in labels["2"]["en"]
    assert "轻活也做不了" in labels["2"]["zh"]


def count(value: str, unit: str = "10^9/L") -> dict[str, str]:
    return {"value": value, "unit": unit}


def ratio(value: str, limit: str) -> dict[str, str]:
    return {"value": value, "limit": limit}


LOW = {"neutrophils": count("0.4"), "platelets": count("19"), "reticulocytes": count("19")}
HIGH = {"neutrophils": count("0.6"), "platelets": count("21"), "reticulocytes": count("21")}
NO_COUNTS: dict[str, Any] = dict.fromkeys(LOW, "unknown")

# Requirement → each status that its rule allows, with changes to the fitting answers that lead there; None takes an
# answer away.
REACHED: dict[str, dict[str, list[dict[str, Any]]]] = {
    "diagnosis": {
        "fits": [{"diagnosis": "severe"}, {"diagnosis": "very_severe"}],
        "does_not_fit": [{"diagnosis": "not_severe"}, {"diagnosis": "other"}],
        "unknown": [{"diagnosis": None}, {"diagnosis": "unknown"}],
    },
    "marrow": {
        "fits": [
            {"marrow": "under_25"},
            {"marrow": "25_to_50", "residual_cells": "under_30"},
            {"marrow": "under_25", "residual_cells": "30_or_more"},
        ],
        "does_not_fit": [
            {"marrow": "over_50"},
            {"marrow": "25_to_50", "residual_cells": "30_or_more"},
            {"marrow": "over_50", "residual_cells": "under_30"},
        ],
        "unknown": [
            {"marrow": None},
            {"marrow": "unknown"},
            {"marrow": "25_to_50"},
            {"marrow": "25_to_50", "residual_cells": "unknown"},
            {"marrow": "unknown", "residual_cells": "under_30"},
        ],
    },
    "blood_counts": {
        "fits": [
            LOW,
            LOW | {"reticulocytes": "unknown"},
            LOW | {"neutrophils": None},
            LOW | {"platelets": HIGH["platelets"]},
        ],
        "does_not_fit": [
            HIGH,
            HIGH | {"neutrophils": LOW["neutrophils"]},
            HIGH | {"neutrophils": "unknown"},
            HIGH | {"reticulocytes": None},
        ],
        "unknown": [
            NO_COUNTS,
            NO_COUNTS | {"neutrophils": LOW["neutrophils"]},
            NO_COUNTS | {"platelets": HIGH["platelets"]},
            {"neutrophils": LOW["neutrophils"], "platelets": HIGH["platelets"], "reticulocytes": "unknown"},
        ],
    },
    "donor": {
        "fits": [{"donor": "yes"}],
        "does_not_fit": [{"donor": "no"}],
        "unknown": [{"donor": None}, {"donor": "unknown"}, {"donor": "testing"}],
    },
    "standard_transplant": {
        "fits": [{"standard_transplant": "not_suitable"}, {"standard_transplant": "unwilling"}],
        "does_not_fit": [{"standard_transplant": "suitable_and_willing"}],
        "unknown": [{"standard_transplant": None}, {"standard_transplant": "unknown"}],
    },
    "kidney": {
        "fits": [{"creatinine_clearance": count("60.1", "mL/min")}],
        "does_not_fit": [{"creatinine_clearance": count("60", "mL/min")}],
        "unknown": [{"creatinine_clearance": None}, {"creatinine_clearance": "unknown"}],
    },
    "bilirubin": {
        "fits": [
            {"bilirubin": ratio("30", "20")},
            {"bilirubin": ratio("30", "20"), "liver_involved": "unknown"},
            {"bilirubin": ratio("60", "20"), "liver_involved": "yes"},
        ],
        "does_not_fit": [
            {"bilirubin": ratio("31", "20"), "liver_involved": "no"},
            {"bilirubin": ratio("61", "20"), "liver_involved": "yes"},
            {"bilirubin": ratio("61", "20"), "liver_involved": "unknown"},
        ],
        "unknown": [
            {"bilirubin": None},
            {"bilirubin": "unknown", "liver_involved": "yes"},
            {"bilirubin": ratio("31", "20"), "liver_involved": "unknown"},
            {"bilirubin": ratio("60", "20"), "liver_involved": None},
        ],
    },
    "lvef": {
        "fits": [{"lvef": count("50", "%")}],
        "does_not_fit": [{"lvef": count("49", "%")}],
        "unknown": [{"lvef": None}, {"lvef": "unknown"}],
    },
    "lung_infection": {
        "fits": [{"lung_infection": "no"}],
        "does_not_fit": [{"lung_infection": "yes"}],
        "unknown": [{"lung_infection": None}, {"lung_infection": "unknown"}],
    },
    "oxygen": {
        "fits": [{"oxygen": count("92", "%")}],
        "does_not_fit": [{"oxygen": count("91", "%")}],
        "unknown": [{"oxygen": None}, {"oxygen": "unknown"}],
    },
    "outlook": {
        "for_study_team": [{}, {"outlook": None}, {"outlook": "not_sure_talk"}, {"outlook": "unknown"}],
    },
    "activity": {
        "fits": [{"activity": "0"}, {"activity": "1"}, {"activity": 0}],
        "does_not_fit": [{"activity": "2"}, {"activity": "3"}, {"activity": "4"}],
        "unknown": [{"activity": None}, {"activity": "unknown"}],
    },
    "contraception": {
        "fits": [
            {"could_have_children": "no"},
            {"could_have_children": "yes", "contraception": "agree"},
            {"could_have_children": "unknown", "contraception": "agree"},
            {"could_have_children": None, "contraception": "agree"},
            {"could_have_children": "no", "contraception": "not_agree"},
        ],
        "does_not_fit": [{"could_have_children": "yes", "contraception": "not_agree"}],
        "unknown": [
            {"could_have_children": "yes"},
            {"could_have_children": "yes", "contraception": "talk_first"},
            {"could_have_children": "yes", "contraception": "unknown"},
            {"could_have_children": "unknown", "contraception": "not_agree"},
            {"could_have_children": None},
        ],
    },
    "consent": {
        "fits": [{"consent": "yes"}],
        "does_not_fit": [{"consent": "no"}],
        "unknown": [{"consent": None}, {"consent": "unknown"}, {"consent": "talk_first"}],
    },
    "allergy": {
        "fits": [{"allergy": "no"}],
        "does_not_fit": [{"allergy": "yes"}],
        "unknown": [{"allergy": None}, {"allergy": "unknown"}],
    },
    "gvhd": {
        "fits": [
            {"transplant_before": "no"},
            {"transplant_before": "no", "gvhd": ["acute"]},
            {"transplant_before": "100_days_or_more", "gvhd": ["none"]},
            {"transplant_before": "under_100_days", "gvhd": ["chronic_mild"]},
            {"transplant_before": "unknown", "gvhd": ["none"]},
        ],
        "does_not_fit": [
            {"transplant_before": "100_days_or_more", "gvhd": ["acute"]},
            {"transplant_before": "under_100_days", "gvhd": ["chronic_moderate_or_severe"]},
            {"transplant_before": "100_days_or_more", "gvhd": ["chronic_mild", "acute"]},
        ],
        "unknown": [
            {"transplant_before": "100_days_or_more"},
            {"transplant_before": "100_days_or_more", "gvhd": "unknown"},
            {"transplant_before": "unknown", "gvhd": ["acute"]},
            {"transplant_before": None},
        ],
    },
    "gvhd_treatment": {
        "fits": [
            {"transplant_before": "no"},
            {"transplant_before": "no", "gvhd_treatment": "yes"},
            {"transplant_before": "100_days_or_more", "gvhd_treatment": "no"},
            {"transplant_before": "unknown", "gvhd_treatment": "no"},
        ],
        "does_not_fit": [{"transplant_before": "100_days_or_more", "gvhd_treatment": "yes"}],
        "unknown": [
            {"transplant_before": "100_days_or_more"},
            {"transplant_before": "under_100_days", "gvhd_treatment": "unknown"},
            {"transplant_before": "unknown", "gvhd_treatment": "yes"},
        ],
    },
    "nervous_system": {
        "fits": [{"nervous_system": "no"}],
        "does_not_fit": [{"nervous_system": "yes"}],
        "unknown": [{"nervous_system": None}, {"nervous_system": "unknown"}],
    },
    "heart": {
        "fits": [{"heart": ["none"]}],
        "does_not_fit": [
            {"heart": ["long_qt"]},
            {"heart": ["severe_arrhythmia"]},
            {"heart": ["other_severe_heart_disease", "long_qt"]},
        ],
        "unknown": [{"heart": None}, {"heart": []}, {"heart": "unknown"}, {"heart": ["unknown"]}],
    },
    "recent_transplant": {
        "fits": [{"transplant_before": "no"}, {"transplant_before": "100_days_or_more"}],
        "does_not_fit": [{"transplant_before": "under_100_days"}],
        "unknown": [{"transplant_before": None}, {"transplant_before": "unknown"}],
    },
    "hiv": {
        "fits": [{"infections": ["none"]}, {"infections": ["active_hepatitis_b"]}],
        "does_not_fit": [{"infections": ["hiv"]}, {"infections": ["other_infection", "hiv"]}],
        "unknown": [{"infections": None}, {"infections": "unknown"}],
    },
    "hepatitis": {
        "fits": [{"infections": ["none"]}, {"infections": ["hiv", "other_infection"]}],
        "does_not_fit": [{"infections": ["active_hepatitis_b"]}, {"infections": ["hiv", "active_hepatitis_c"]}],
        "unknown": [{"infections": None}, {"infections": "unknown"}],
    },
    "other_infection": {
        "fits": [{"infections": ["none"]}, {"infections": ["hiv"]}],
        "does_not_fit": [
            {"infections": ["other_infection"]},
            {"lung_infection": "yes"},
            {"infections": "unknown", "lung_infection": "yes"},
            {"infections": ["other_infection"], "lung_infection": "unknown"},
        ],
        "unknown": [{"infections": "unknown"}, {"lung_infection": "unknown"}, {"lung_infection": None}],
    },
    "t_cell_test": {
        "fits": [{"t_cell_test": "5_times_or_more"}],
        "does_not_fit": [{"t_cell_test": "under_5_times"}],
        "for_study_team": [{"t_cell_test": "not_tested"}, {"t_cell_test": "unknown"}, {"t_cell_test": None}],
    },
    "chemotherapy": {
        "fits": [{"recent_treatment": ["none"]}, {"recent_treatment": ["other_medicines"]}],
        "does_not_fit": [
            {"recent_treatment": ["chemotherapy"]},
            {"recent_treatment": ["other_medicines", "chemotherapy"]},
        ],
        "unknown": [{"recent_treatment": None}, {"recent_treatment": "unknown"}],
    },
    "other_medicines": {
        "fits": [{"recent_treatment": ["none"]}, {"recent_treatment": ["chemotherapy"]}],
        "unknown": [
            {"recent_treatment": ["other_medicines"]},
            {"recent_treatment": ["chemotherapy", "other_medicines"]},
            {"recent_treatment": None},
            {"recent_treatment": "unknown"},
        ],
    },
    "opinion": {
        "for_study_team": [{}, {"other_concerns": "yes"}, {"other_concerns": "unknown"}, {"other_concerns": None}],
    },
}
for enzyme in ("alt", "ast"):
    REACHED[enzyme] = {
        "fits": [
            {enzyme: ratio("120", "40")},
            {enzyme: ratio("120", "40"), "liver_involved": None},
            {enzyme: ratio("200", "40"), "liver_involved": "yes"},
        ],
        "does_not_fit": [
            {enzyme: ratio("121", "40"), "liver_involved": "no"},
            {enzyme: ratio("201", "40"), "liver_involved": "yes"},
            {enzyme: ratio("201", "40"), "liver_involved": "unknown"},
        ],
        "unknown": [{enzyme: None}, {enzyme: "unknown"}, {enzyme: ratio("121", "40"), "liver_involved": "unknown"}],
    }


def test_the_table_of_statuses_has_every_requirement() -> None:
    assert REACHED.keys() == MARKS.keys()


@pytest.mark.parametrize(
    ("name", "status", "changes"),
    [
        (name, status, changes)
        for name, reached in REACHED.items()
        for status, several in reached.items()
        for changes in several
    ],
)
def test_a_requirement_reaches_each_status_that_its_rule_allows(
    name: str, status: str, changes: dict[str, Any]
) -> None:
    assert statuses(FITTING | changes)[name] == status


# Requirement, the answer just inside its limit and just outside, and any other answers that it needs.
BOUNDARIES: list[tuple[str, str, dict[str, str], dict[str, str], dict[str, Any]]] = []
ONE_LOW = {"neutrophils": HIGH["neutrophils"], "platelets": LOW["platelets"], "reticulocytes": HIGH["reticulocytes"]}
for unit, inside, at in (("10^9/L", "0.499", "0.5"), ("10^3/uL", "0.4999", "0.500"), ("/uL", "499.9", "500")):
    BOUNDARIES.append(("blood_counts", "neutrophils", count(inside, unit), count(at, unit), ONE_LOW))
ONE_LOW = HIGH | {"neutrophils": LOW["neutrophils"]}
for unit, inside, at in (
    ("10^9/L", "19.999", "20"),
    ("10^3/uL", "19.9", "20.0"),
    ("/uL", "19999", "20,000"),
    ("10^4/uL", "1.999", "2"),
):
    BOUNDARIES.append(("blood_counts", "platelets", count(inside, unit), count(at, unit), ONE_LOW))
for unit, inside, at in (
    ("10^9/L", "19.999", "20"),
    ("10^12/L", "0.019999", "0.02"),
    ("/uL", "19,999", "20000"),
    ("10^3/uL", "19.9", "20"),
):
    BOUNDARIES.append(("blood_counts", "reticulocytes", count(inside, unit), count(at, unit), ONE_LOW))
for unit, inside, at in (("mL/min", "60.0001", "60"), ("mL/s", "1.00001", "1")):
    BOUNDARIES.append(("kidney", "creatinine_clearance", count(inside, unit), count(at, unit), {}))
for name, low, high in (("bilirubin", "1.5", "3"), ("alt", "3", "5"), ("ast", "3", "5")):
    for liver, times in (("no", low), ("yes", high)):
        for limit in ("40", "0.7", "17.1", "20.9999"):
            at = str(Decimal(times) * Decimal(limit))
            outside = ratio(f"{Decimal(at) + Decimal('0.00001')}", limit)
            BOUNDARIES.append((name, name, ratio(at, limit), outside, {"liver_involved": liver}))
BOUNDARIES.append(("lvef", "lvef", count("50", "%"), count("49.9999", "%"), {}))
BOUNDARIES.append(("oxygen", "oxygen", count("92", "%"), count("91.9999", "%"), {}))


@pytest.mark.parametrize(("name", "question", "inside", "outside", "others"), BOUNDARIES)
def test_a_limit_is_exact_on_both_sides_in_every_unit(
    name: str, question: str, inside: dict[str, str], outside: dict[str, str], others: dict[str, Any]
) -> None:
    assert statuses(FITTING | others | {question: inside})[name] == "fits"
    assert statuses(FITTING | others | {question: outside})[name] == "does_not_fit"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "may_fit"),
        ({"t_cell_test": "not_tested"}, "may_fit"),
        ({"outlook": None, "other_concerns": "yes"}, "may_fit"),
        ({"donor": "testing"}, "check_with_doctor"),
        ({"recent_treatment": ["other_medicines"]}, "check_with_doctor"),
        ({"oxygen": None}, "check_with_doctor"),
        ({"oxygen": count("90", "%")}, "not_now"),
        ({"oxygen": count("90", "%"), "donor": "unknown"}, "not_now"),
        ({"lung_infection": "yes", "transplant_before": "under_100_days"}, "not_now"),
        ({"donor": "no"}, "may_not_fit"),
        ({"donor": "no", "oxygen": count("90", "%")}, "may_not_fit"),
        ({"t_cell_test": "under_5_times"}, "may_not_fit"),
        ({"infections": ["hiv"], "marrow": "unknown"}, "may_not_fit"),
    ],
)
def test_the_outcome_follows_from_all_requirements(changes: dict[str, Any], expected: str) -> None:
    assert outcome(FITTING | changes) == expected


def test_nothing_answered_is_for_the_doctor() -> None:
    assert outcome({}) == "check_with_doctor"
    by_study_team = {name for name, mark in MARKS.items() if mark == "study team"}
    assert statuses({}) == {name: "for_study_team" if name in by_study_team else "unknown" for name in MARKS}


@pytest.mark.parametrize("name", [name for name, reached in REACHED.items() if "does_not_fit" in reached])
def test_one_failing_requirement_decides_by_whether_it_may_change(name: str) -> None:
    for changes in REACHED[name]["does_not_fit"]:
        found = statuses(FITTING | changes)
        failing = {requirement for requirement, status in found.items() if status == "does_not_fit"}
        assert name in failing
        lasting = any(MARKS[requirement] != "may change" for requirement in failing)
        assert outcome(FITTING | changes) == ("may_not_fit" if lasting else "not_now")


def test_a_criterions_status_is_the_worst_of_its_requirements() -> None:
    worst = {"does_not_fit": 0, "unknown": 1, "for_study_team": 2, "fits": 3}
    for changes in ({}, {"infections": ["hiv"]}, {"infections": "unknown", "lung_infection": "yes"}, {"marrow": None}):
        for criterion in assessment(FITTING | changes)["criteria"]:
            found = [requirement["status"] for requirement in criterion["requirements"]]
            assert criterion["status"] == min(found, key=worst.__getitem__)


@steady
@given(any_answers())
def test_other_medicines_never_fail(answers: dict[str, Any]) -> None:
    assert statuses(answers)["other_medicines"] in ("fits", "unknown")


@steady
@given(any_answers(), st.data())
def test_outlook_and_other_concerns_never_change_a_status(answers: dict[str, Any], data: st.DataObject) -> None:
    beside = {name: data.draw(st.one_of(st.none(), ANSWER[name])) for name in ("outlook", "other_concerns")}
    assert assessment(answers | beside) == assessment(answers)


# The contract implemented a second time, in plain Python: True, False, or None for unknown.
Maybe = bool | None


def both(*parts: Maybe) -> Maybe:
    return False if False in parts else None if None in parts else True


def either(*parts: Maybe) -> Maybe:
    return True if True in parts else None if None in parts else False


def opposite(part: Maybe) -> Maybe:
    return None if part is None else not part


UNKNOWN_OPTIONS = {"unknown", "testing", "not_sure_talk", "talk_first", "not_tested", None}


class Person:
    """Answers as the contract reads them: those to questions that are not asked are unknown."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = dict(answers)
        if answers.get("marrow") != "25_to_50":
            self.answers.pop("residual_cells", None)
        if answers.get("transplant_before") == "no":
            self.answers.pop("gvhd", None)
            self.answers.pop("gvhd_treatment", None)
        if answers.get("could_have_children") == "no":
            self.answers.pop("contraception", None)

    def says(self, name: str, *options: str) -> Maybe:
        answer = self.answers.get(name)
        return None if answer in UNKNOWN_OPTIONS else str(answer) in options

    def has(self, name: str, option: str) -> Maybe:
        answer = self.answers.get(name)
        return option in answer if isinstance(answer, list) and answer not in (["unknown"], []) else None

    def number(self, name: str) -> Fraction | None:
        answer = self.answers.get(name)
        if not isinstance(answer, dict):
            return None
        if "limit" in answer:
            return Fraction(answer["value"]) / Fraction(answer["limit"])
        return Fraction(answer["value"]) * Fraction(QUANTITY[name][0][answer["unit"]])

    def below(self, name: str, limit: str) -> Maybe:
        number = self.number(name)
        return None if number is None else number < Fraction(limit)

    def above(self, name: str, limit: str) -> Maybe:
        number = self.number(name)
        return None if number is None else number > Fraction(limit)

    def two_low_counts(self) -> Maybe:
        low = [self.below("neutrophils", "0.5"), self.below("platelets", "20"), self.below("reticulocytes", "20")]
        if low.count(True) >= 2:
            return True
        return False if low.count(False) >= 2 else None

    def liver(self, name: str, limit: str, with_liver: str) -> Maybe:
        within, within_more = opposite(self.above(name, limit)), opposite(self.above(name, with_liver))
        return either(within, both(self.says("liver_involved", "yes"), within_more))

    def fits(self) -> dict[str, Maybe]:
        never = self.says("transplant_before", "no")
        gvhd = either(self.has("gvhd", "acute"), self.has("gvhd", "chronic_moderate_or_severe"))
        hepatitis = either(self.has("infections", "active_hepatitis_b"), self.has("infections", "active_hepatitis_c"))
        residual = both(self.says("marrow", "25_to_50"), self.says("residual_cells", "under_30"))
        return {
            "diagnosis": self.says("diagnosis", "severe", "very_severe"),
            "marrow": either(self.says("marrow", "under_25"), residual),
            "blood_counts": self.two_low_counts(),
            "donor": self.says("donor", "yes"),
            "standard_transplant": self.says("standard_transplant", "not_suitable", "unwilling"),
            "kidney": self.above("creatinine_clearance", "60"),
            "bilirubin": self.liver("bilirubin", "1.5", "3"),
            "alt": self.liver("alt", "3", "5"),
            "ast": self.liver("ast", "3", "5"),
            "lvef": opposite(self.below("lvef", "50")),
            "lung_infection": self.says("lung_infection", "no"),
            "oxygen": opposite(self.below("oxygen", "92")),
            "outlook": None,
            "activity": self.says("activity", "0", "1"),
            "contraception": either(self.says("could_have_children", "no"), self.says("contraception", "agree")),
            "consent": self.says("consent", "yes"),
            "allergy": self.says("allergy", "no"),
            "gvhd": either(never, opposite(gvhd)),
            "gvhd_treatment": either(never, self.says("gvhd_treatment", "no")),
            "nervous_system": self.says("nervous_system", "no"),
            "heart": self.has("heart", "none"),
            "recent_transplant": opposite(self.says("transplant_before", "under_100_days")),
            "hiv": opposite(self.has("infections", "hiv")),
            "hepatitis": opposite(hepatitis),
            "other_infection": both(
                opposite(self.has("infections", "other_infection")), self.says("lung_infection", "no")
            ),
            "t_cell_test": self.says("t_cell_test", "5_times_or_more"),
            "chemotherapy": opposite(self.has("recent_treatment", "chemotherapy")),
            "other_medicines": True if self.has("recent_treatment", "other_medicines") is False else None,
            "opinion": None,
        }

    def statuses(self) -> dict[str, str]:
        words = {True: "fits", False: "does_not_fit"}
        team = {name for name, mark in MARKS.items() if mark == "study team"}
        return {
            name: "for_study_team" if fits is None and name in team else "unknown" if fits is None else words[fits]
            for name, fits in self.fits().items()
        }

    def outcome(self) -> str:
        found = self.statuses()
        failing = [name for name, status in found.items() if status == "does_not_fit"]
        if failing:
            return "not_now" if all(MARKS[name] == "may change" for name in failing) else "may_not_fit"
        return "check_with_doctor" if "unknown" in found.values() else "may_fit"


@steady
@given(st.one_of(any_answers(), nearly_fitting()))
def test_the_product_judges_as_a_second_reading_of_the_contract_does(answers: dict[str, Any]) -> None:
    assert statuses(answers) == Person(answers).statuses()
    assert outcome(answers) == Person(answers).outcome()


@pytest.mark.parametrize("wanted", ["may_fit", "check_with_doctor", "not_now", "may_not_fit"])
def test_the_random_answers_reach_every_outcome(wanted: str) -> None:
    reached = [FITTING | changes for several in REACHED.values() for listed in several.values() for changes in listed]
    assert wanted in {outcome(answers) for answers in reached}


@steady
@given(st.one_of(any_answers(), nearly_fitting()), st.data())
def test_one_more_answer_never_changes_what_was_decided(answers: dict[str, Any], data: st.DataObject) -> None:
    open_questions = sorted(name for name in asked(answers) if answers.get(name) is None)
    if not open_questions:
        return
    name = data.draw(st.sampled_from(open_questions))
    before = statuses(answers)
    after = statuses(answers | {name: data.draw(ANSWER[name])})
    decided = {requirement: status for requirement, status in before.items() if status in ("fits", "does_not_fit")}
    assert {requirement: after[requirement] for requirement in decided} == decided
