"""Age, how long ago, and weight with height: from the definition to the answer, the rule, the pages and FHIR."""

import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from ruamel.yaml import YAML

from prescreen import create_app
from prescreen.definitions.loader import load
from prescreen.interop.questionnaire import questionnaire
from prescreen.interop.response import response
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import read, value_of
from prescreen.screening.assessment import assess
from prescreen.screening.journey import follow
from prescreen.screening.session_budget import largest_answers
from prescreen.trial.trial import Trial
from tests.conftest import KEY
from tests.support.client import CheckingClient
from tests.support.fhir import AUTHORED, published

NCT = "NCT00000000"
BASE = Path(__file__).parents[1] / "support" / "broken" / "base"
SAME = {"why": {"en": "It matters.", "zh": "这很重要。"}, "find_out": {"en": "Ask.", "zh": "请问。"}}
QUESTIONS: list[dict[str, Any]] = [
    {"include": "age"},
    {
        "id": "last_treatment", "type": "ago", **SAME,
        "name": {"en": "Last treatment", "zh": "上次治疗"},
        "ask": {"en": "How long ago was your last treatment?", "zh": "您上次治疗是多久以前？"},
        "implausible": {"en": "Please check the unit.", "zh": "请核对单位。"},
    },
    {"include": "body_mass_index"},
]  # fmt: skip
RULES = {
    "age": ("18 <= age <= 65", {"en": "18 to 65 years old.", "zh": "18至65岁。"}),
    "wait": ("last_treatment >= 28", {"en": "At least 28 days.", "zh": "至少28天。"}),
    "weight": ("body_mass_index < 30", {"en": "Under 30 kg/m².", "zh": "低于30 kg/m²。"}),
}


def with_every_type(folder: Path) -> Path:
    shutil.copytree(BASE, folder / NCT)
    yaml = YAML()
    definition = yaml.load(folder / NCT / "definition.yaml")
    title = {"en": "About you", "zh": "您的情况"}
    definition["steps"].append({"id": "you", "section": "person", "title": title, "questions": QUESTIONS})
    definition["criteria"][0]["requirements"] += [
        {"id": name, "means": means, "fits": rule, "differs": "Invented."} for name, (rule, means) in RULES.items()
    ]
    yaml.dump(definition, folder / NCT / "definition.yaml")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_every_type(tmp_path)


@pytest.fixture
def typed(folder: Path) -> Trial:
    return load(folder / NCT, checked=True).trial


@pytest.fixture
def typed_app(folder: Path) -> Flask:
    return create_app(KEY, folder)


GOOD: list[tuple[str, Any, Any, Fraction]] = [
    ("age", {"value": "45"}, {"value": "45", "unit": "years_of_age"}, Fraction(45)),
    ("age", {"value": "４５岁"}, {"value": "45", "unit": "years_of_age"}, Fraction(45)),
    ("age", {"value": "45 周岁"}, {"value": "45", "unit": "years_of_age"}, Fraction(45)),
    ("age", {"value": "45 years old"}, {"value": "45", "unit": "years_of_age"}, Fraction(45)),
    ("age", {"value": "45.0"}, {"value": "45.0", "unit": "years_of_age"}, Fraction(45)),
    ("age", {"value": 0}, {"value": "0", "unit": "years_of_age"}, Fraction(0)),
    ("last_treatment", {"value": "20"}, {"value": "20", "unit": "days"}, Fraction(20)),
    ("last_treatment", {"value": "3 weeks", "unit": "weeks"}, {"value": "3", "unit": "weeks"}, Fraction(21)),
    ("last_treatment", {"value": "2个月", "unit": "months"}, {"value": "2", "unit": "months"}, Fraction("60.875")),
    ("last_treatment", {"value": "1.5", "unit": "years"}, {"value": "1.5", "unit": "years"}, Fraction("547.875")),
    ("body_mass_index", {"weight": "60", "height": "200"}, {"weight": "60", "height": "200"}, Fraction(15)),
    ("body_mass_index", {"weight": "８１", "height": "180"}, {"weight": "81", "height": "180"}, Fraction(25)),
]


@pytest.mark.parametrize(("name", "given", "answer", "judged"), GOOD)
def test_what_people_type_is_read_and_judged_exactly(
    name: str, given: Any, answer: Any, judged: Fraction, typed: Trial
) -> None:
    question = typed.questions[name]
    assert read(question, given) == answer
    assert value_of(question, answer) == judged


BAD: list[tuple[str, Any, str, str]] = [
    ("age", {"value": "45.5"}, "not_whole", "value"),
    ("age", {"value": "1980"}, "year_of_birth", "value"),
    ("age", {"value": "-1"}, "out_of_range", "value"),
    ("age", {"value": "45", "unit": "years"}, "not_a_unit", "unit"),
    ("last_treatment", {"value": "2 weeks", "unit": "days"}, "two_units", "value"),
    ("last_treatment", {"value": "-3", "unit": "days"}, "out_of_range", "value"),
    ("body_mass_index", {"weight": "60"}, "missing", "height"),
    ("body_mass_index", {"height": "170"}, "missing", "weight"),
    ("body_mass_index", {"weight": "60", "height": "0"}, "not_positive", "height"),
    ("body_mass_index", {"weight": "60", "height": "1.70"}, "pair_out_of_range", "weight"),
    ("body_mass_index", {"weight": "60", "limit": "170"}, "wrong_parts", ""),
]


@pytest.mark.parametrize(("name", "given", "code", "part"), BAD)
def test_what_cannot_be_meant_is_refused(name: str, given: Any, code: str, part: str, typed: Trial) -> None:
    with pytest.raises(AnswerError) as refused:
        read(typed.questions[name], given)
    assert (refused.value.code, refused.value.part) == (code, part)


@pytest.mark.parametrize(
    ("answers", "requirement", "status"),
    [
        ({"age": {"value": "17", "unit": "years_of_age"}}, "age", "does_not_fit"),
        ({"age": {"value": "18", "unit": "years_of_age"}}, "age", "fits"),
        ({"age": {"value": "65", "unit": "years_of_age"}}, "age", "fits"),
        ({"age": {"value": "66", "unit": "years_of_age"}}, "age", "does_not_fit"),
        ({"age": "unknown"}, "age", "unknown"),
        ({"last_treatment": {"value": "4", "unit": "weeks"}}, "wait", "fits"),
        ({"last_treatment": {"value": "27", "unit": "days"}}, "wait", "does_not_fit"),
        ({"body_mass_index": {"weight": "81", "height": "180"}}, "weight", "fits"),
        ({"body_mass_index": {"weight": "120", "height": "200"}}, "weight", "does_not_fit"),
    ],
)
def test_rules_judge_them(answers: Any, requirement: str, status: str, typed: Trial) -> None:
    found = assess(typed, follow(typed, answers).values).as_json()
    statuses = {part["id"]: part["status"] for criterion in found["criteria"] for part in criterion["requirements"]}
    assert statuses[requirement] == status


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_questions_are_asked_kept_and_shown(lang: str, typed_app: Flask) -> None:
    browser = CheckingClient(typed_app)
    browser.open(f"/{lang}/{NCT}/questions/you")
    names = ["age-value", "age-unknown", "last_treatment-value", "last_treatment-unit", "last_treatment-unknown",
             "body_mass_index-weight", "body_mass_index-height", "body_mass_index-unknown"]  # fmt: skip
    assert browser.page.names() == names
    typed = {"age-value": "16", "last_treatment-value": "1", "last_treatment-unit": "weeks",
             "body_mass_index-weight": "70", "body_mass_index-height": "175"}  # fmt: skip
    assert browser.fill(typed).status == 303
    check = browser.open(f"/{lang}/{NCT}/check").text("main")
    shown = {
        "en": [
            "16 years old",
            "1 week",
            "70 kg and 175 cm: about 22.86 kg/m²",
        ],
        "zh": ["16岁", "1周", "体重70公斤，身高175厘米：约22.86 kg/m²"],
    }[lang]
    for text in shown:
        assert text in check, text
    limit = {"en": "1 week; the study looks for at least 4 weeks", "zh": "1周；研究的要求是不低于4周"}[lang]
    assert limit not in check
    assert limit in browser.open(f"/{lang}/{NCT}/result").text("main")
    assert browser.open(f"/{lang}/{NCT}/staff").status == 200
    assert "16" in browser.open(f"/{lang}/{NCT}/questions/you").one("input[@name='age-value']").get("value", "")


def test_a_number_that_must_lie_between_two_limits_has_no_line_with_one_of_them(typed_app: Flask) -> None:
    browser = CheckingClient(typed_app)
    browser.open(f"/en/{NCT}/questions/you")
    browser.fill({"age-value": "16", "last_treatment-unknown": "unknown", "body_mass_index-unknown": "unknown"})
    assert not browser.open(f"/en/{NCT}/result").all("main//*[@class='measure']")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_mistakes_are_told_beside_their_inputs_with_what_was_typed(lang: str, typed_app: Flask) -> None:
    browser = CheckingClient(typed_app)
    browser.open(f"/{lang}/{NCT}/questions/you")
    typed = {"age-value": "45.5", "last_treatment-value": "soon", "body_mass_index-weight": "60",
             "body_mass_index-height": "1.70"}  # fmt: skip
    page = browser.fill(typed)
    assert page.status == 422
    for name, value in typed.items():
        field = page.one(f"input[@name='{name}']")
        assert field.get("value") == value
    for words in {"en": ["such as 45", "60 kg with a height of 1.7", "170 cm"], "zh": ["例如45", "170厘米"]}[lang]:
        assert words in page.text("main")
    links = [link for link in page.links("main//a") if link.startswith("#")]
    assert links == ["#age-value", "#last_treatment-value", "#body_mass_index-weight"]


def test_a_person_can_say_that_they_do_not_know(typed_app: Flask) -> None:
    browser = CheckingClient(typed_app)
    browser.open(f"/en/{NCT}/questions/you")
    names = ("age", "last_treatment", "body_mass_index")
    assert browser.fill({f"{name}-unknown": "unknown" for name in names}).status == 303
    browser.open(f"/en/{NCT}/questions/you")
    both = {"age-unknown": "unknown", "last_treatment-unknown": "unknown", "body_mass_index-unknown": "unknown"}
    page = browser.fill({**both, "body_mass_index-weight": "60"})
    assert page.status == 422
    assert "#body_mass_index-weight" in page.links("main//a")


def test_fhir_carries_them(typed: Trial) -> None:
    questions = json.loads(json.dumps(questionnaire(typed, published(typed)), default=str))
    kinds = {item["linkId"]: item["type"] for item in _items(questions)}
    assert (kinds["age"], kinds["last_treatment"], kinds["body_mass_index"]) == ("integer", "quantity", "group")
    answers = {
        "age": {"value": "45", "unit": "years_of_age"},
        "last_treatment": {"value": "3", "unit": "weeks"},
        "body_mass_index": {"weight": "60", "height": "170"},
    }
    made = response(follow(typed, answers), published(typed), "en", AUTHORED)
    given = {item["linkId"]: item.get("answer") for item in _items(made)}
    assert given["age"][0]["valueInteger"] == 45
    assert given["last_treatment"][0]["valueQuantity"]["code"] == "wk"
    assert str(given["body_mass_index-height"][0]["valueDecimal"]) == "170"


def _items(element: Any) -> list[Any]:
    found = []
    for item in element.get("item", []):
        found += [item, *_items(item)]
    return found


def test_the_longest_answers_are_real_answers(typed: Trial) -> None:
    longest = largest_answers(typed)
    assert longest["body_mass_index"].keys() == {"weight", "height"}
    assert longest["last_treatment"]["unit"] == "months"


def test_a_definition_may_narrow_the_units_and_must_name_real_ones(folder: Path) -> None:
    yaml = YAML()
    definition = yaml.load(folder / NCT / "definition.yaml")
    definition["steps"][-1]["questions"][1]["units"] = {"days": 1, "weeks": 7}
    yaml.dump(definition, folder / NCT / "definition.yaml")
    question = load(folder / NCT).trial.questions["last_treatment"]
    with pytest.raises(AnswerError):
        read(question, {"value": "1", "unit": "years"})
