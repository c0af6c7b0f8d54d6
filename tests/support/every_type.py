"""A trial with a question of every type, and with rules that each test gives."""

from collections.abc import Mapping
from typing import Any

from prescreen.screening.journey import Journey, follow
from prescreen.trial.trial import Trial
from tests.support.answers import read_valid


def _text(english: str) -> dict[str, str]:
    return {"en": english, "zh": f"{english}（中文）"}


def _question(id_: str, type_: str, **content: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "type": type_,
        "ask": _text(f"What about {id_}?"),
        "why": _text("It matters."),
        "find_out": _text(f"Ask about {id_}."),
        **content,
    }


def _number(id_: str, type_: str, **content: Any) -> dict[str, Any]:
    return _question(id_, type_, name=_text(id_.upper()), implausible=_text("Please check it."), **content)


def _option(id_: str, **content: Any) -> dict[str, Any]:
    return {"id": id_, "label": _text(id_), **content}


QUESTIONS = [
    _question("level", "choice", options=[_option("low"), _option("high"), _option("waiting", unknown=True)]),
    _question(
        "signs",
        "choices",
        options=[_option("fever"), _option("rash"), _option("none", exclusive=True), _option("untested", unknown=True)],
    ),
    _number(
        "platelets",
        "quantity",
        units={"10^9/L": 1, "/uL": 0.001},
        ucum={"10^9/L": "10*9/L", "/uL": "/uL"},
        range=[0, 2000],
        printed=_text("PLT"),
        loinc={"26515-7": "Platelets [#/volume] in Blood"},
    ),
    _number("base_excess", "quantity", units={"mmol/L": 1}, range=[-30, 30], printed=_text("BE")),
    _number("saturation", "quantity", units={"%": 1}, range=[50, 100], printed=_text("SpO₂")),
    _number("treatments", "count", range=[0, 20]),
    _number("age", "age"),
    _number("last_treatment", "ago"),
    _number("alt", "ratio", range=[0, 200], printed=_text("ALT"), loinc={"1742-6": "ALT in Serum or Plasma"}),
    _number("bmi", "body_mass_index", loinc={"39156-5": "Body mass index (BMI) [Ratio]"}),
]

# A valid answer to each question.
ANSWERS: dict[str, Any] = {
    "level": "low",
    "signs": ["fever", "rash"],
    "platelets": {"value": "12000", "unit": "/uL"},
    "base_excess": {"value": "-3", "unit": "mmol/L"},
    "saturation": {"value": "97", "unit": "%"},
    "treatments": {"value": "2", "unit": "1"},
    "age": {"value": "45", "unit": "years_of_age"},
    "last_treatment": {"value": "3", "unit": "weeks"},
    "alt": {"value": "60", "limit": "40"},
    "bmi": {"weight": "81", "height": "180"},
}


def trial_with(*rules: str, ask_if: Mapping[str, str] | None = None, **changed: Mapping[str, Any]) -> Trial:
    """The trial with a requirement r1, r2 … for each rule. `ask_if` and other `changed` keys of a question are given by
    its id. Each question has its own step."""
    conditions = {name: {"ask_if": rule} for name, rule in (ask_if or {}).items()}
    questions = [q | dict(changed.get(q["id"], {})) | conditions.get(q["id"], {}) for q in QUESTIONS]
    requirements = [
        {"id": f"r{number}", "means": _text(f"r{number}"), "fits": rule}
        for number, rule in enumerate(rules or ('level == "low"',), 1)
    ]
    content: dict[str, Any] = {
        "id": "NCT00000001",
        "version": "1",
        "languages": ["en", "zh"],
        **{name: _text(name) for name in ("title", "condition", "facility", "about", "for_whom", "sponsor")},
        "at_hand": [],
        "sections": [{"id": "all", "title": _text("All")}],
        "steps": [
            {"id": q["id"].replace("_", "-"), "section": "all", "title": _text(q["id"]), "questions": [q]}
            for q in questions
        ],
        "criteria": [{"id": "I1", "kind": "inclusion", "registry": "All.", "requirements": requirements}],
    }
    return Trial.model_validate(content)


def journey_with(trial: Trial, **given: Any) -> Journey:
    """The journey with these answers. Fails if one is refused."""
    return follow(trial, read_valid(trial, given))
