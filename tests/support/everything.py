"""The fixture trial that has everything, and answers that lead to each of its statuses, outcomes and limits."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from flask import Flask
from ruamel.yaml import YAML

from prescreen.definitions.loader import load
from prescreen.screening.assessment import assess
from prescreen.screening.journey import follow
from prescreen.trial.questions import Number
from tests.support.answers import read_valid
from tests.support.client import CheckingClient, reader_with

NCT, ENGLISH_ONLY = "NCT99999999", "NCT99999998"
FOLDER = Path(__file__).parent / "everything"
TRIAL = load(FOLDER / NCT).trial
LANGUAGES = ("en", "zh")

# Every question except `told_again` is asked, and every requirement that can fit does.
FITTING: dict[str, Any] = {
    "age": {"value": "40", "unit": "years_of_age"},
    "sex": "female",
    "child_age": {"value": "7", "unit": "years_of_age"},
    "activity": "1",
    "body_mass_index": {"weight": "60", "height": "170"},
    "oxygen": {"value": "98", "unit": "%"},
    "lvef": {"value": "90", "unit": "%"},
    "neutrophils": {"value": "300", "unit": "/uL"},
    "platelets": {"value": "1.2", "unit": "10^4/uL"},
    "unit": {"value": "200", "unit": "/uL"},
    "liver": "no",
    "alt": {"value": "30", "limit": "50"},
    "bilirubin": {"value": "15", "limit": "21"},
    "valued": {"value": "5", "limit": "40"},
    "value": {"value": "-1", "unit": "mEq/L"},
    "temperature_change": {"value": "-0.5", "unit": "°C"},
    "drop": {"value": "-1500", "unit": "g"},
    "unknown_before": "no",
    "switches": ["pills"],
    "steroids": "never",
    "treatments": {"value": "2"},
    "first_treatment": {"value": "3", "unit": "months"},
    "last_treatment": {"value": "5", "unit": "weeks"},
    "step_id": "4",
    "told_before": "yes",
    "confirmed": "yes",
    "pregnant": "no",
    "blood_group": "a",
    "donor_group": "a",
    "infections": ["none"],
    "main_answer": "no",
    "consent": "yes",
}

# Answers to every question that the trial has, each of which keeps a requirement from fitting.
FAILING: dict[str, Any] = {
    "age": {"value": "66"},
    "sex": "female",
    "child_age": {"value": "0"},
    "activity": "2",
    "body_mass_index": {"weight": "90", "height": "170"},
    "oxygen": {"value": "50"},
    "lvef": {"value": "89.9"},
    "neutrophils": {"value": "0.5", "unit": "10^3/uL"},
    "platelets": {"value": "20000", "unit": "/uL"},
    "unit": {"value": "0", "unit": "/uL"},
    "liver": "no",
    "alt": {"value": "200", "limit": "50"},
    "bilirubin": {"value": "32", "limit": "21"},
    "valued": {"value": "0", "limit": "40"},
    "value": {"value": "-4", "unit": "mEq/L"},
    "temperature_change": {"value": "2"},
    "drop": {"value": "0", "unit": "g"},
    "unknown_before": "yes",
    "acid_kind": "other",
    "switches": ["pills", "drips"],
    "steroids": "within",
    "treatments": {"value": "4"},
    "first_treatment": {"value": "1", "unit": "days"},
    "last_treatment": {"value": "1", "unit": "weeks"},
    "step_id": "12",
    "told_before": "no",
    "confirmed": "no",
    "told_again": "no",
    "pregnant": "maybe",
    "blood_group": "a",
    "donor_group": "b",
    "infections": ["hiv", "other_infection"],
    "main_answer": "yes",
    "consent": "no",
}

# Answer sets that lead to each outcome and to each status of each requirement.
OUTCOMES: dict[str, dict[str, Any]] = {
    "may_fit": FITTING,
    "check_with_doctor": FITTING | {"lvef": "unknown", "confirmed": "unknown_x", "switches": ["unknown_x"]},
    "not_now": FITTING | {"value": {"value": "-4", "unit": "mmol/L"}, "acid_kind": "lactic", "drop": "unknown"},
    "may_not_fit": FITTING | {"sex": "male"},
}
ANSWER_SETS: dict[str, dict[str, Any]] = OUTCOMES | {
    "nothing": {},
    "all_unknown": dict.fromkeys(TRIAL.questions, "unknown"),
    "all_failing": FAILING,
    "too_high": FITTING | {"value": {"value": "10", "unit": "mEq/L"}},
    # 60 days may be 2 months, and who is 1 year old 18 months.
    "too_close": FITTING | {"first_treatment": {"value": "60", "unit": "days"}, "child_age": {"value": "1"}},
}
# Answers with which no question and no step is skipped.
ALL_ASKED = FAILING | {"confirmed": "unknown"}

# Question → the numbers that requirements compare it with, and the distance from one to an answer just beside it.
LIMITS: dict[str, tuple[tuple[str, ...], str]] = {
    "age": (("18", "65"), "1"),
    "child_age": (("1.5",), "0.5"),
    "body_mass_index": (("30",), "0.01"),
    "oxygen": (("50",), "0.1"),
    "lvef": (("90",), "0.1"),
    "neutrophils": (("0.5",), "0.001"),
    "platelets": (("20",), "0.1"),
    "unit": (("0",), "0.001"),
    "alt": (("3",), "0.02"),
    "bilirubin": (("1.5", "3"), "0.02"),
    "valued": (("0",), "0.02"),
    "value": (("-3", "10"), "0.1"),
    "temperature_change": (("-2", "2"), "0.1"),
    "drop": (("0",), "0.1"),
    "treatments": (("3",), "1"),
    "first_treatment": (("0", "1", "60.875"), "1"),
    "last_treatment": (("28",), "1"),
}


def number_answer(question: str, number: Fraction) -> dict[str, str]:
    """The answer whose value is this number, typed in the base unit, or in months for a part of a year of age."""
    typed = format(float(number), "g")
    if question == "child_age" and number.denominator != 1:
        return {"value": str(number * 12), "unit": "months_of_age"}
    match TRIAL.questions[question].type:
        case "ratio":
            return {"value": format(float(number * 50), "g"), "limit": "50"}
        case "body_mass_index":
            return {"weight": typed, "height": "100"}
        case _:
            return {"value": typed}


def beside_limits(question: str) -> list[Fraction]:
    """Numbers just below, at and just above each limit of a question, and both ends of its range."""
    number = TRIAL.questions[question]
    assert isinstance(number, Number)
    low, high = number.range
    limits, step = LIMITS[question]
    found = {Fraction(limit) + side * Fraction(step) for limit in limits for side in (-1, 0, 1)} | {low, high}
    return sorted(number for number in found if low <= number <= high)


def numbers_beside_limits() -> list[dict[str, Fraction]]:
    """Sets of question → number, which together contain each number of `beside_limits` at least once."""
    numbers = {question: beside_limits(question) for question in LIMITS}
    return [
        {question: found[index % len(found)] for question, found in numbers.items()}
        for index in range(max(map(len, numbers.values())))
    ]


def with_numbers(numbers: dict[str, Fraction]) -> dict[str, Any]:
    """The fitting answers with these numbers."""
    return FITTING | {question: number_answer(question, number) for question, number in numbers.items()}


def assessed(given: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The outcome, and each requirement's status by its id."""
    return outcome_and_statuses(assess(TRIAL, follow(TRIAL, read_valid(TRIAL, given)).values).as_json())


def outcome_and_statuses(assessment: Any) -> tuple[str, dict[str, str]]:
    """The same of an assessment in JSON."""
    parts = [requirement for criterion in assessment["criteria"] for requirement in criterion["requirements"]]
    return assessment["outcome"], {part["id"]: part["status"] for part in parts}


def answering(app: Flask, given: dict[str, Any]) -> CheckingClient:
    """A reader who has given these answers."""
    return reader_with(app, TRIAL, given)


def paths(app: Flask, nct: str, lang: str, steps: Iterable[str] = TRIAL.step) -> list[str]:
    """The path of every page and file that can be fetched, both about this trial and about none."""
    values = {"lang": lang, "nct": nct, "token": "A" * 40}
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]
    return [
        path_of(rule.rule, values | {"step_id": step})
        for rule in rules
        for step in (steps if "step_id" in rule.arguments else ("",))
    ]


def path_of(rule: str, values: Mapping[str, str]) -> str:
    """A URL rule's path with these values in place of its variables."""
    return re.sub(r"<(?:[^<>]+:)?(\w+)>", lambda variable: values[variable[1]], rule)


def in_english_only(folder: Path) -> Path:
    """Writes an English-only copy of the trial, with another id, into the folder of trials, and returns the folder."""
    yaml = YAML()
    definition = yaml.load((FOLDER / NCT / "definition.yaml").read_text("utf-8"))
    definition |= {"id": ENGLISH_ONLY, "languages": ["en"]}
    drop_chinese(definition)
    (folder / ENGLISH_ONLY).mkdir(parents=True)
    yaml.dump(definition, folder / ENGLISH_ONLY / "definition.yaml")
    record = (FOLDER / NCT / "record.json").read_text("utf-8")
    (folder / ENGLISH_ONLY / "record.json").write_text(record.replace(NCT, ENGLISH_ONLY), "utf-8")
    return folder


def drop_chinese(content: Any) -> None:
    """Removes the Chinese of every text, in place."""
    if isinstance(content, dict):
        content.pop("zh", None)
    for part in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        drop_chinese(part)
