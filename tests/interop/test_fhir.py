"""The questionnaire and the answers as FHIR: valid, in both languages, and without loss of answers.

The validating library ignores some invariants of the specification; the tests check those themselves."""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from prescreen.definitions.loader import load
from prescreen.i18n.locale import DIRECTORY, LANGUAGES
from prescreen.interop.elements import DONT_KNOW, PARTS, RATHER_NOT_SAY, dumps
from prescreen.interop.fhir_input.reading import read_fhir
from prescreen.interop.questionnaire import questionnaire
from prescreen.interop.response import response
from prescreen.pages.context import RESPONDENTS
from prescreen.screening.answers import Answer
from prescreen.screening.journey import follow
from prescreen.screening.provenance import Provenance, Source, StaffNotes
from prescreen.trial.questions import Choice, LabValue, MultipleChoice, Quantity, Ratio
from prescreen.trial.terminology import Loinc, Ucum
from prescreen.trial.trial import Trial
from tests.support.core import FITTING, TRIAL, any_answers, asked, assessment, journey, nearly_fitting, steady, stored
from tests.support.every_type import ANSWERS, journey_with, trial_with
from tests.support.fhir import AUTHORED, published

BASE = Path(__file__).parents[1] / "support" / "broken" / "base"
URL = "https://example.org/NCT06633328/questionnaire.fhir.json"
EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
PUBLISHED = published(TRIAL)
QUESTIONNAIRE = questionnaire(TRIAL, PUBLISHED)

# The value sets of R4.
PUBLICATION_STATUS = {"draft", "active", "retired", "unknown"}
RESPONSE_STATUS = {"in-progress", "completed", "amended", "entered-in-error", "stopped"}
ITEM_TYPES = {
    "group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text", "url", "choice",
    "open-choice", "attachment", "reference", "quantity",
}  # fmt: skip
OPERATORS = {"exists", "=", "!=", ">", "<", ">=", "<="}
VALUE = {"choice": "valueCoding", "quantity": "valueQuantity", "decimal": "valueDecimal", "integer": "valueInteger"}
TYPES = {
    Choice: {"choice"},
    MultipleChoice: {"choice"},
    LabValue: {"quantity", "decimal"},
    Ratio: {"group"},
}


def walk(element: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every item with the linkIds above it, in order."""
    for item in element.get("item", []):
        yield above, item
        yield from walk(item, (*above, item["linkId"]))


ITEM = {item["linkId"]: item for _, item in walk(QUESTIONNAIRE)}


def sent(content: Any) -> Any:
    """The content as another program parses it."""
    return json.loads(dumps(content), parse_float=Decimal, parse_int=Decimal)


def responded(given: dict[str, Any], lang: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = sent(response(journey(given), PUBLISHED, lang, AUTHORED))
    return found


def extensions(element: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [extension for extension in element.get("extension", []) if extension["url"] == EXTENSION + name]


def base(tmp_path: Path, *changes: tuple[str, str]) -> Trial:
    """The invented trial with some of its text changed."""
    text = (BASE / "definition.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    folder = tmp_path / BASE.name / "NCT00000000"
    folder.mkdir(parents=True)
    (folder / "definition.yaml").write_text(text, "utf-8")
    (folder / "record.json").write_bytes((BASE / "record.json").read_bytes())
    return load(folder).trial


def test_the_questionnaire_is_valid_fhir() -> None:
    Questionnaire.model_validate_json(dumps(QUESTIONNAIRE))
    assert QUESTIONNAIRE["status"] in PUBLICATION_STATUS
    assert re.fullmatch("[A-Z][A-Za-z0-9_]{0,254}", QUESTIONNAIRE["name"])
    assert {item["type"] for item in ITEM.values()} <= ITEM_TYPES
    for item in ITEM.values():
        assert item["type"] != "group" or item["item"]
        assert item["type"] != "display" or not item.keys() & {"item", "code", "required", "repeats"}
        assert ("answerOption" in item) is (item["type"] == "choice")


def test_the_questionnaire_says_what_it_is_and_of_which_version() -> None:
    assert QUESTIONNAIRE["url"] == URL
    assert QUESTIONNAIRE["version"] == PUBLISHED.version
    assert (QUESTIONNAIRE["date"], QUESTIONNAIRE["publisher"]) == ("2026-05-15", "Trial self-check")
    assert QUESTIONNAIRE["meta"]["profile"] == [f"{EXTENSION}Questionnaire|4.0.1"]
    assert QUESTIONNAIRE["language"] == "en"
    assert QUESTIONNAIRE["title"] == TRIAL.title["en"]
    assert QUESTIONNAIRE["subjectType"] == ["Patient"]
    [context] = QUESTIONNAIRE["useContext"]
    assert context["valueReference"]["identifier"] == {"system": "http://clinicaltrials.gov", "value": TRIAL.id}


def test_no_two_items_have_the_same_link_id() -> None:
    links = [item["linkId"] for _, item in walk(QUESTIONNAIRE)]
    assert len(links) == len(set(links))


def test_link_ids_stay_apart_when_ids_of_the_definition_are_alike(tmp_path: Path) -> None:
    trial = base(
        tmp_path,
        ("      zh: 类型\n", "      zh: 类型\n    intro:\n      en: The kind.\n      zh: 类型。\n"),
        ("id: level\n    section", "id: value\n    section"),
        ("id: illness", "id: value"),
        ("section: illness", "section: value"),
        ("id: enzyme", "id: step"),
        ("'enzyme <= 3'", "'step <= 3'"),
        ("id: count", "id: section"),
        ("fits: count", "fits: section"),
    )
    links = [item["linkId"] for _, item in walk(questionnaire(trial, PUBLISHED))]
    assert {"kind", "step", "step-value", "section"} <= set(links)
    assert len(links) == len(set(links))


def test_every_question_stands_in_its_step_and_section_in_order() -> None:
    found = [(above[:2], item["linkId"]) for above, item in walk(QUESTIONNAIRE) if item["linkId"] in TRIAL.questions]
    assert found == [
        ((f"section:{step.section}", f"step:{step.id}"), question.id)
        for step in TRIAL.steps
        for question in step.questions
    ]
    for question in TRIAL.questions.values():
        assert ITEM[question.id]["type"] in TYPES[type(question)]
        assert ITEM[question.id]["text"] == question.ask["en"]


def test_every_option_can_be_chosen_and_so_can_not_knowing() -> None:
    for question in TRIAL.questions.values():
        if isinstance(question, Choice | MultipleChoice):
            item = ITEM[question.id]
            codings = [option["valueCoding"] for option in item["answerOption"]]
            assert [coding["code"] for coding in codings] == [*question.option, "unknown"]
            assert {coding["system"] for coding in codings} == {f"{URL}/{question.id}"}
            assert item["repeats"] is isinstance(question, MultipleChoice)


def test_not_saying_is_offered_where_a_question_is_sensitive() -> None:
    assert ITEM["infections"]["answerOption"][-1]["valueCoding"]["display"].endswith("I would rather not say")
    assert ITEM["heart"]["answerOption"][-1]["valueCoding"]["display"] == "I don’t know"


def test_what_excludes_the_other_options_is_marked() -> None:
    marked = {
        item["linkId"]: [
            option["valueCoding"]["code"]
            for option in item["answerOption"]
            if [extension["valueBoolean"] for extension in extensions(option, "questionnaire-optionExclusive")]
            == [True]
        ]
        for item in ITEM.values()
        if item["type"] == "choice"
    }
    assert {name: codes for name, codes in marked.items() if codes} == {
        question.id: ["none", "unknown"]
        for question in TRIAL.questions.values()
        if isinstance(question, MultipleChoice)
    }


def test_hints_are_help_inside_their_question_and_intros_stand_first() -> None:
    for question in TRIAL.questions.values():
        hints = [item for item in ITEM[question.id].get("item", []) if item["type"] == "display"]
        assert [hint["text"] for hint in hints] == ([question.hint["en"]] if question.hint else [])
        for hint in hints:
            [control] = extensions(hint, "questionnaire-itemControl")
            [coding] = control["valueCodeableConcept"]["coding"]
            assert (coding["system"], coding["code"]) == ("http://hl7.org/fhir/questionnaire-item-control", "help")
    for step in TRIAL.steps:
        first = ITEM[f"step:{step.id}"]["item"][0]
        assert (first["text"] if first["type"] == "display" else None) == (step.intro["en"] if step.intro else None)


def units_in(item: dict[str, Any]) -> list[dict[str, Any]]:
    """The units that can be chosen, or the only one, which FHIR allows for plain numbers only."""
    options, fixed = extensions(item, "questionnaire-unitOption"), extensions(item, "questionnaire-unit")
    assert not (options and fixed)
    assert not fixed or item["type"] in ("decimal", "integer")
    return [unit["valueCoding"] for unit in options or fixed]


SIZE = {"": Fraction(1), "u": Fraction(1, 10**6), "m": Fraction(1, 1000)}
SECONDS = {"s": 1, "min": 60}


def worth(code: str) -> Fraction:
    """What a UCUM code is worth, in litres and seconds; only for the terms that stand in the definitions."""
    over, _, under = code.partition("/")
    return _term(over) / _term(under)


def _term(term: str) -> Fraction:
    if power := re.fullmatch(r"10\*([0-9]+)", term):
        return Fraction(10) ** int(power[1])
    if volume := re.fullmatch("([um]?)L", term):
        return SIZE[volume[1]]
    return Fraction({"": 1, "%": 1, **SECONDS}[term])


def test_units_are_offered_in_ucum_and_worth_what_the_definition_says() -> None:
    for question in TRIAL.questions.values():
        if isinstance(question, Quantity):
            units = units_in(ITEM[question.id])
            assert [unit["display"] for unit in units] == list(question.units)
            assert {unit["system"] for unit in units} == {"http://unitsofmeasure.org"}
            judged, *_ = units
            for unit in units:
                assert worth(unit["code"]) / worth(judged["code"]) == question.units[unit["display"]]


def is_taken(kind: Any, code: str) -> bool:
    try:
        return bool(TypeAdapter(kind).validate_python(code) == code)
    except ValidationError:
        return False


def test_ucum_codes_that_other_trials_may_need_are_taken() -> None:
    for code in ("mg/dL", "mm[Hg]", "cm[H2O]", "mL/min/{1.73_m2}", "[IU]/L", "umol/L", "10*6/uL", "kg/m2", "/L", "%"):
        assert is_taken(Ucum, code), code


def test_what_is_no_ucum_code_is_refused() -> None:
    for code in ("10^9/L", "mg / dL", "", "/", "µL", "mg//dL", "× 10*9/L", "[IU/L"):
        assert not is_taken(Ucum, code), code


def test_loinc_codes_are_taken_by_their_check_digit() -> None:
    for code in ("751-8", "26499-4", "2160-0", "59408-5", "100000-9"):
        number, digit = code.split("-")
        assert [other for other in "0123456789" if is_taken(Loinc, f"{number}-{other}")] == [digit]


def test_a_unit_without_a_ucum_code_is_named_in_words_only(tmp_path: Path) -> None:
    trial = base(tmp_path)
    [count] = [item for _, item in walk(questionnaire(trial, PUBLISHED)) if item["linkId"] == "count"]
    units = [unit["valueCoding"] for unit in extensions(count, "questionnaire-unitOption")]
    assert units == [{"display": "10^9/L"}, {"display": "/uL"}]
    given = response(follow(trial, {"count": {"value": "3", "unit": "/uL"}}), PUBLISHED, "en", AUTHORED)
    [answer] = [item["answer"] for _, item in walk(given) if item["linkId"] == "count"]
    assert sent(answer) == [{"valueQuantity": {"value": 3, "unit": "/uL"}}]


UNITS = {"bilirubin": ["mg/dL", "umol/L"], "alt": ["U/L"], "ast": ["U/L"]}


@pytest.mark.parametrize("name", UNITS)
def test_a_ratio_asks_for_two_quantities_in_the_units_of_its_loinc_codes(name: str) -> None:
    items = [item for item in ITEM[name]["item"] if item["type"] != "display"]
    assert [(item["linkId"], item["type"]) for item in items] == [
        (f"{name}-value", "quantity"),
        (f"{name}-limit", "quantity"),
        (f"{name}-unknown", "choice"),
    ]
    for item in items[:2]:
        assert [unit["code"] for unit in units_in(item)] == UNITS[name]


def bounds(item: dict[str, Any]) -> list[Any]:
    found = [extensions(item, name) for name in ("minValue", "maxValue")]
    return [value for [bound] in found for name, value in bound.items() if name != "url"]


def test_a_number_has_the_bounds_of_its_range_in_whichever_unit_it_is() -> None:
    assert bounds(ITEM["oxygen"]) == [50, 100]
    assert bounds(ITEM["platelets"]) == [0, 2_000_000], "2,000 × 10⁹/L in /µL"
    assert bounds(ITEM["creatinine_clearance"]) == [0, 300]


def test_an_age_is_a_whole_number_of_years() -> None:
    items = {item["linkId"]: item for _, item in walk(questionnaire(trial_with(), PUBLISHED))}
    assert items["age"]["type"] == "integer"
    assert bounds(items["age"]) == [0, 120]
    assert [unit["code"] for unit in units_in(items["bmi-weight"])] == ["kg"]


def test_not_knowing_a_number_is_a_choice_beside_it_that_clients_keep() -> None:
    for name, question in TRIAL.questions.items():
        if isinstance(question, LabValue | Ratio):
            item = ITEM[f"{name}-unknown"]
            [option] = item["answerOption"]
            assert (option["valueCoding"]["system"], option["valueCoding"]["code"]) == (f"{URL}/{name}", "unknown")
            assert item.get("enableWhen") == ITEM[name].get("enableWhen")


def test_results_carry_the_loinc_codes_of_the_definition() -> None:
    found = {
        item["linkId"]: {coding["code"]: coding["display"] for coding in item["code"]}
        for item in ITEM.values()
        if "code" in item
    }
    assert {coding["system"] for item in ITEM.values() for coding in item.get("code", [])} == {"http://loinc.org"}
    assert {name: set(codes) for name, codes in found.items()} == {
        "neutrophils": {"26499-4"},
        "platelets": {"26515-7"},
        "reticulocytes": {"14196-0"},
        "bilirubin-value": {"1975-2", "14631-6"},
        "alt-value": {"1742-6"},
        "ast-value": {"1920-8"},
        "creatinine_clearance": {"2164-2"},
        "lvef": {"10230-1"},
        "oxygen": {"59408-5"},
        "activity": {"89247-1"},
    }
    assert found["reticulocytes"]["14196-0"] == "Reticulocytes [#/volume] in Blood"


def test_every_type_carries_its_codes_and_no_code_is_lost() -> None:
    trial = trial_with()
    items = {item["linkId"]: item for _, item in walk(questionnaire(trial, PUBLISHED))}
    coded = {name: [coding["code"] for coding in item["code"]] for name, item in items.items() if "code" in item}
    assert coded == {"platelets": ["26515-7"], "alt-value": ["1742-6"], "bmi": ["39156-5"]}
    kinds = {name: items[name]["type"] for name in trial.questions}
    assert kinds == {
        "level": "choice",
        "signs": "choice",
        "platelets": "quantity",
        "base_excess": "decimal",
        "saturation": "decimal",
        "treatments": "integer",
        "age": "integer",
        "last_treatment": "quantity",
        "alt": "group",
        "bmi": "group",
    }
    Questionnaire.model_validate_json(dumps(questionnaire(trial, PUBLISHED)))


def test_answers_of_every_type_are_valid_and_complete() -> None:
    followed = journey_with(trial_with(), **ANSWERS)
    made = sent(response(followed, PUBLISHED, "en", AUTHORED))
    QuestionnaireResponse.model_validate_json(dumps(made))
    assert made["status"] == "completed"
    answered = {item["linkId"]: item.get("answer", []) for _, item in walk(made)}
    assert answered["platelets"] == [
        {
            "valueQuantity": {
                "value": 12000,
                "unit": "/uL",
                "system": "http://unitsofmeasure.org",
                "code": "/uL",
            }
        }
    ]
    assert answered["bmi-weight"] == [{"valueDecimal": 81}]
    assert [answer["valueCoding"]["code"] for answer in answered["signs"]] == ["fever", "rash"]


def test_loincs_notice_goes_with_its_codes(tmp_path: Path) -> None:
    assert "LOINC" in QUESTIONNAIRE["copyright"]
    assert "copyright" not in questionnaire(base(tmp_path), PUBLISHED)


def texts(element: Any) -> Iterator[tuple[str, str | None]]:
    """Every text for readers with its Chinese, names of other code systems left out."""
    if isinstance(element, list):
        for part in element:
            yield from texts(part)
    if not isinstance(element, dict) or element.get("system") in ("http://loinc.org", "http://unitsofmeasure.org"):
        return
    for name, content in element.items():
        if name in ("title", "description", "text", "display"):
            parts = {part["url"]: part for part in _translation(element.get(f"_{name}", {}))}
            chinese = parts and parts["lang"]["valueCode"] == "zh" and parts["content"]["valueString"]
            yield content, chinese or None
        yield from texts(content)


def _translation(element: dict[str, Any]) -> list[dict[str, Any]]:
    [translation] = extensions(element, "translation") or [{"extension": []}]
    found: list[dict[str, Any]] = translation["extension"]
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_in_one_language_no_text_is_in_another(lang: str) -> None:
    found = sent(questionnaire(TRIAL, PUBLISHED, lang))
    Questionnaire.model_validate_json(dumps(found))
    assert (found["language"], found["url"]) == (lang, URL)
    assert "_" not in {name[0] for name in names(found)}, "elements with translations begin with one"
    both = sent(QUESTIONNAIRE)
    wanted = [text if lang == "en" else chinese for text, chinese in texts(both)]
    assert [text for text, _ in texts(found)] == wanted
    assert [item["linkId"] for _, item in walk(found)] == [item["linkId"] for _, item in walk(both)]


def names(content: Any) -> Iterator[str]:
    """The name of every element."""
    if isinstance(content, dict):
        yield from content
    for inner in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from names(inner)


def test_every_text_stands_in_both_languages() -> None:
    found = list(texts(QUESTIONNAIRE))
    assert [english for english, chinese in found if not chinese] == []
    wanted = [TRIAL.title, TRIAL.about, *(section.title for section in TRIAL.sections)]
    for step in TRIAL.steps:
        wanted += [step.title, *([step.intro] if step.intro else [])]
        for question in step.questions:
            wanted += [question.ask, *([question.hint] if question.hint else [])]
            if isinstance(question, Choice | MultipleChoice):
                wanted += [option.label for option in question.options]
    assert {(text["en"], text["zh"]) for text in wanted} <= set(found)


def test_the_words_for_not_knowing_and_for_a_ratios_parts_are_those_of_the_pages() -> None:
    texts = [DONT_KNOW, RATHER_NOT_SAY, *PARTS.values()]
    for text in texts:
        assert text.keys() == LANGUAGES.keys()
    with (DIRECTORY / "zh" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="zh")
    for text in texts:
        message = catalogue.get(text["en"])
        assert message is not None
        assert message.string == text["zh"]


def test_a_trial_in_one_language_has_no_translations(tmp_path: Path) -> None:
    trial = base(tmp_path).model_copy(update={"languages": ["zh"]})
    found = questionnaire(trial, PUBLISHED)
    assert (found["language"], found["title"]) == ("zh", trial.title["zh"])
    assert "translation" not in dumps(found)
    Questionnaire.model_validate_json(dumps(found))


def enabled(item: dict[str, Any], given: dict[str, list[dict[str, Any]]]) -> bool:
    """Whether an item is enabled by the answers given, by linkId."""
    assert "enableWhen" not in item or item["enableBehavior"] == "any"
    return "enableWhen" not in item or any(_holds(condition, given) for condition in item["enableWhen"])


def _holds(condition: dict[str, Any], given: dict[str, list[dict[str, Any]]]) -> bool:
    answers = given.get(condition["question"], [])
    if condition["operator"] == "exists":
        return bool(answers) is condition["answerBoolean"]
    assert condition["operator"] == "="
    wanted = condition["answerCoding"]
    codings = [answer["valueCoding"] for answer in answers]
    return any((coding["system"], coding["code"]) == (wanted["system"], wanted["code"]) for coding in codings)


def answers_in(resource: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {item["linkId"]: item["answer"] for _, item in walk(resource) if "answer" in item}


def condition(item: dict[str, Any]) -> list[tuple[str, str, Any]]:
    return [
        (when["question"], when["operator"], when.get("answerBoolean", when.get("answerCoding", {}).get("code")))
        for when in item.get("enableWhen", [])
    ]


def test_a_question_asked_unless_something_is_known_is_enabled_by_not_knowing_too() -> None:
    assert condition(ITEM["gvhd"]) == [
        ("transplant_before", "=", "under_100_days"),
        ("transplant_before", "=", "100_days_or_more"),
        ("transplant_before", "=", "unknown"),
        ("transplant_before", "exists", False),
    ]


def test_a_question_asked_only_when_something_is_known_is_enabled_by_that_alone() -> None:
    assert condition(ITEM["residual_cells"]) == [("marrow", "=", "25_to_50")]


def test_a_heading_is_enabled_with_the_questions_below_it() -> None:
    assert condition(ITEM["step:gvhd"]) == condition(ITEM["gvhd"])
    assert condition(ITEM["step:diagnosis"]) == condition(ITEM["section:transplant"]) == []


def test_conditions_refer_to_earlier_items_and_to_options_they_have() -> None:
    links = [item["linkId"] for _, item in walk(QUESTIONNAIRE)]
    conditional = [item for item in ITEM.values() if "enableWhen" in item]
    assert {item["linkId"] for item in conditional} >= {q.id for q in TRIAL.questions.values() if q.ask_if}
    for item in conditional:
        for when in item["enableWhen"]:
            assert when["operator"] in OPERATORS
            assert links.index(when["question"]) < links.index(item["linkId"])
            options = [option["valueCoding"] for option in ITEM[when["question"]]["answerOption"]]
            assert when.get("answerCoding") in [*options, None]
            assert ("answerBoolean" in when) is (when["operator"] == "exists")


@pytest.mark.parametrize(
    "rule",
    [
        'kind != "mild"',
        'kind == "mild"',
        "known(kind)",
        "not known(kind)",
        'known(kind) and kind == "severe"',
        'known(kind) and kind in ("mild", "severe")',
        'not known(kind) or kind == "mild"',
    ],
)
def test_conditions_follow_what_a_rule_does_however_it_is_written(rule: str, tmp_path: Path) -> None:
    trial = base(tmp_path, ('ask_if: kind != "mild"', f"ask_if: {rule}"))
    [signs] = [item for _, item in walk(questionnaire(trial, PUBLISHED)) if item["linkId"] == "signs"]
    given: list[dict[str, Answer]] = [{}, *({"kind": kind} for kind in ("mild", "severe", "waiting", "unknown"))]
    for answers in given:
        followed = follow(trial, answers)
        is_asked = "signs" in [question.id for question in followed.asked()]
        assert enabled(signs, answers_in(sent(response(followed, PUBLISHED, "en", AUTHORED)))) is is_asked
    assert "enableWhen" in signs


@pytest.mark.parametrize("rule", ["count < 1", 'kind != "mild" or count < 1'])
def test_a_rule_that_fhir_cannot_say_leaves_the_question_open_to_all(rule: str, tmp_path: Path) -> None:
    trial = base(tmp_path, ('ask_if: kind != "mild"', f"ask_if: {rule}"))
    [signs] = [item for _, item in walk(questionnaire(trial, PUBLISHED)) if item["linkId"] == "signs"]
    assert not signs.keys() & {"enableWhen", "enableBehavior"}


def check_response(found: dict[str, Any]) -> None:
    """Valid, and every answer fits its item in the questionnaire."""
    QuestionnaireResponse.model_validate_json(dumps(found))
    assert found["status"] in RESPONSE_STATUS
    places = [(above, item["linkId"]) for above, item in walk(QUESTIONNAIRE)]
    given = [(above, item["linkId"]) for above, item in walk(found)]
    assert [place for place in places if place in given] == given, "the same shape, in the same order"
    for _, item in walk(found):
        asked = ITEM[item["linkId"]]
        assert ("answer" in item, "item" in item) == ((False, True) if asked["type"] == "group" else (True, False))
        assert len(item.get("answer", [0])) == 1 or asked["repeats"]
        for answer in item.get("answer", []):
            _check_answer(asked, answer)


def _check_answer(asked: dict[str, Any], answer: dict[str, Any]) -> None:
    [(name, value)] = answer.items()
    assert name == VALUE[asked["type"]]
    if name == "valueCoding":
        options = [option["valueCoding"] for option in asked["answerOption"]]
        assert (value["system"], value["code"]) in [(option["system"], option["code"]) for option in options]
    if name == "valueQuantity" and value.keys() != {"value"}:  # a ratio's unit is not known
        assert {"system": value["system"], "code": value["code"], "display": value["unit"]} in units_in(asked)


def read_back(found: dict[str, Any]) -> dict[str, Any]:
    """The answers that are read from a response."""
    recognized = read_fhir(TRIAL, PUBLISHED.version, dumps(found))
    assert (recognized.asks, recognized.unread, recognized.warnings) == ((), (), ())
    return {taken.question: taken.answer for taken in recognized.takes}


@steady
@given(st.one_of(any_answers(), nearly_fitting()), st.sampled_from(sorted(LANGUAGES)))
def test_no_answer_that_counts_is_lost(given: dict[str, Any], lang: str) -> None:
    found = responded(given, lang)
    check_response(found)
    read = read_back(found)
    counted = {name: answer for name, answer in stored(given).items() if name in asked(given)}
    assert stored(read) == counted
    assert assessment(read) == assessment(given)


@steady
@given(any_answers())
def test_the_conditions_agree_with_the_questions_that_are_asked(given: dict[str, Any]) -> None:
    answers = answers_in(responded(given))
    found = {name for name in TRIAL.questions if enabled(ITEM[name], answers)}
    assert found == asked(given)
    steps = {step.id for step in TRIAL.steps if enabled(ITEM[f"step:{step.id}"], answers)}
    assert steps == {stop.step.id for stop in journey(given).visible_steps}


def test_a_response_is_complete_when_every_question_that_is_asked_is_answered() -> None:
    assert responded(FITTING)["status"] == "completed"
    assert responded(FITTING | {"consent": None})["status"] == "in-progress"
    assert responded(FITTING | {"transplant_before": "unknown"})["status"] == "in-progress"


def test_a_response_without_answers_has_no_items() -> None:
    found = responded({})
    check_response(found)
    assert "item" not in found
    assert found["status"] == "in-progress"


def test_a_response_names_the_version_it_answers_and_no_person() -> None:
    found = responded(FITTING)
    assert found["questionnaire"] == f"{URL}|{PUBLISHED.version}"
    assert found["meta"]["profile"] == [f"{EXTENSION}QuestionnaireResponse|4.0.1"]
    assert not found.keys() & {"id", "identifier", "subject", "encounter"}
    assert found["author"].keys() == {"type", "display"}


WHO = {"me": ("Patient", "患者"), "other": ("RelatedPerson", "家属或照顾者"), "staff": ("Practitioner", "医护人员")}


@pytest.mark.parametrize("who", RESPONDENTS)
def test_a_response_says_when_it_was_made_and_what_kind_of_person_answered(who: str) -> None:
    found = sent(response(journey(FITTING), PUBLISHED, "zh", AUTHORED, who))
    QuestionnaireResponse.model_validate_json(dumps(found))
    assert found["authored"] == "2026-11-18T08:10:00+08:00"
    kind, name = WHO[who]
    assert found["author"] == found["source"] == {"type": kind, "display": name}


def test_what_staff_noted_about_an_answer_goes_with_it_and_is_read_back() -> None:
    noted = {
        "platelets": Provenance(Source.REPORT, date(2026, 11, 18)),
        "donor": Provenance(Source.PATIENT),
        "alt": Provenance(taken=date(2026, 11, 1)),
        "oxygen": Provenance(Source.CHART),
    }
    found = sent(
        response(journey(FITTING | {"oxygen": "unknown"}), PUBLISHED, "en", AUTHORED, "staff", StaffNotes(noted))
    )
    QuestionnaireResponse.model_validate_json(dumps(found))
    read = read_fhir(TRIAL, PUBLISHED.version, dumps(found))
    assert {taken.question: taken.provenance for taken in read.takes if taken.provenance != Provenance()} == noted


def test_answers_to_questions_that_are_not_asked_stay_out() -> None:
    found = answers_in(responded(FITTING | {"gvhd": ["acute"], "gvhd_treatment": "yes"}))
    assert not found.keys() & {"gvhd", "gvhd_treatment"}


def test_a_number_that_is_not_known_says_so_beside_it() -> None:
    found = answers_in(responded(FITTING | {"platelets": "unknown", "alt": "unknown"}))
    assert not found.keys() & {"platelets", "alt-value", "alt-limit"}
    for name in ("platelets", "alt"):
        [answer] = found[f"{name}-unknown"]
        assert answer == {"valueCoding": {"system": f"{URL}/{name}", "code": "unknown", "display": "I don’t know"}}


def test_not_knowing_a_choice_is_an_answer_of_its_own() -> None:
    found = answers_in(responded(FITTING | {"donor": "unknown", "heart": "unknown"}))
    for name in ("donor", "heart"):
        [answer] = found[name]
        assert (answer["valueCoding"]["code"], answer["valueCoding"]["display"]) == ("unknown", "I don’t know")


def test_a_response_speaks_the_readers_language() -> None:
    found = responded(FITTING | {"heart": ["long_qt", "severe_arrhythmia"], "infections": "unknown"}, "zh")
    assert found["language"] == "zh"
    chinese = dict(texts(QUESTIONNAIRE))
    for _, item in walk(found):
        assert item["text"] == chinese[ITEM[item["linkId"]]["text"]]
    answers = answers_in(found)
    heart = TRIAL.questions["heart"]
    assert isinstance(heart, MultipleChoice)
    assert [answer["valueCoding"]["display"] for answer in answers["heart"]] == [
        heart.option[name].label["zh"] for name in ("long_qt", "severe_arrhythmia")
    ]
    assert answers["infections"][0]["valueCoding"]["display"] == "我不知道，或不想回答"


@pytest.mark.parametrize("number", ["0.3", "0.30", "0", "12", "0.1234567890123456789", "10.000000000000000001"])
def test_numbers_keep_every_digit(number: str) -> None:
    given = {"neutrophils": {"value": number, "unit": "10^3/uL"}, "alt": {"value": number, "limit": "21.50"}}
    written = dumps(response(journey(given), PUBLISHED, "en", AUTHORED))
    assert f'{{"value":{number},"unit":"10^3/uL",' in written
    assert f'"valueQuantity":{{"value":{number}}}' in written
    assert '"valueQuantity":{"value":21.50}' in written


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inside: st.one_of(st.lists(inside), st.dictionaries(st.text(), inside)),
)


@steady
@given(JSON)
def test_what_is_written_is_json(content: Any) -> None:
    assert json.loads(dumps(content)) == content


@steady
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_a_decimal_is_written_with_its_digits_and_no_exponent(number: Decimal) -> None:
    written = dumps([number])
    assert re.fullmatch(r"\[-?(0|[1-9][0-9]*)(\.[0-9]+)?\]", written)
    assert json.loads(written, parse_float=Decimal, parse_int=Decimal) == [number]
