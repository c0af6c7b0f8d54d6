"""Whether the text of a requirement states its limit with the unit in which the question is asked."""

from pathlib import Path

import pytest

from prescreen.definitions.loader import load
from prescreen.definitions.reading.units import unit_problem, unit_to_write
from prescreen.trial.questions import Question
from tests.support.one_rule import COUNT, NCT, NUMBER, definition, faults, text

ASKED = {
    "weight": COUNT | {"units": {"kg": 1, "lb": 0.45}},
    "pressure": COUNT | {"units": {"mmHg": 1}},
    "fat": COUNT | {"units": {"mg/dL": 1}},
    "cells": COUNT | {"units": {"10^9/L": 1, "/uL": 0.001}},
    "filtration": COUNT | {"units": {"mL/min": 1}},
    "share": COUNT | {"units": {"%": 1}},
    "age": NUMBER | {"type": "age"},
    "child": NUMBER | {"type": "age", "units": ["years_of_age", "months_of_age"]},
}


@pytest.fixture
def questions(tmp_path: Path) -> dict[str, Question]:
    rule = " and ".join(f"known({name})" for name in ASKED)
    faults(tmp_path, definition(rule, "Some tests", text("Some tests.", "一些检查。"), questions=ASKED))
    return dict(load(tmp_path / NCT).trial.questions)


WITH_UNIT = [
    ("weight", "A weight of 50 kg or more."),
    ("weight", "A weight of 50 kilograms or more."),
    ("weight", "体重不低于50公斤（100斤）。"),
    ("weight", "体重50千克及以上。"),
    ("pressure", "At most 150 millimetres of mercury."),
    ("pressure", "不超过150毫米汞柱。"),
    ("fat", "At most 450 milligrams per deciliter."),
    ("fat", "不高于450毫克/分升。"),
    ("cells", "At least 100 × 10⁹/L."),
    ("cells", "At least 500 per microliter."),
    ("filtration", "Over 60 millilitres per minute."),
    ("filtration", "高于60毫升/分钟。"),
    ("share", "不低于百分之五十。"),
    ("age", "Younger than 60."),
    ("age", "不满60。"),
    ("child", "At least 6 months old."),
]


@pytest.mark.parametrize(("name", "means"), WITH_UNIT)
def test_a_unit_may_be_printed_or_in_words(name: str, means: str, questions: dict[str, Question]) -> None:
    assert unit_problem(questions[name], means) == ""


WITHOUT = [
    ("weight", "A weight of 50 or more.", "without a unit"),
    ("weight", "体重不低于50。", "without a unit"),
    ("cells", "At least 100.", "without a unit"),
    ("cells", "At least 100 × 10¹²/L.", "in × 10^12/l, in which it is not asked"),
    ("fat", "At most 5 mmol/L.", "in mmol/l, in which it is not asked"),
    ("filtration", "高于60。", "without a unit"),
    ("child", "At least 6.", "without a unit"),
]


@pytest.mark.parametrize(("name", "means", "problem"), WITHOUT)
def test_no_unit_and_another_unit_are_told_apart(
    name: str, means: str, problem: str, questions: dict[str, Question]
) -> None:
    assert unit_problem(questions[name], means) == f"the limit of {name} stands here {problem}"


def test_advice_names_units_as_authors_write_them(questions: dict[str, Question]) -> None:
    assert {name: unit_to_write(question) for name, question in questions.items()} == {
        "weight": "kg",
        "pressure": "mmHg",
        "fat": "mg/dL",
        "cells": "10^9/L",
        "filtration": "mL/min",
        "share": "%",
        "age": "years",
        "child": "years or months",
    }
