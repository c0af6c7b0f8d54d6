"""The examples in docs/fhir.md are what is written and read."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from prescreen.interop.elements import Publication, dumps
from prescreen.interop.fhir_input.reading import read_fhir
from prescreen.interop.observations import observations
from prescreen.interop.questionnaire import questionnaire
from prescreen.interop.response import response
from prescreen.screening.provenance import Provenance, Source, StaffNotes
from prescreen.trial.questions import Number
from tests.support.core import TRIAL, journey
from tests.support.fhir import AUTHORED, VERSION, published

DOCUMENT = (Path(__file__).parents[2] / "docs" / "fhir.md").read_text("utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCUMENT, re.S)]
PUBLISHED: Publication = replace(published(TRIAL), url="https://check.example.org/NCT06633328/questionnaire.fhir.json")
JOURNEY = journey({"alt": {"value": "38", "limit": "50"}})
NOTES = StaffNotes({"alt": Provenance(Source.REPORT, date(2026, 11, 3))})


def found(content: Any, link: str) -> Any:
    """The item with this linkId."""
    items = [item for outer in content.get("item", []) for item in (outer, found(outer, link))]
    return next((item for item in items if item and item["linkId"] == link), None)


def sent(content: Any) -> Any:
    return json.loads(dumps(content))


def test_the_example_of_a_question_is_what_is_written() -> None:
    item = found(sent(questionnaire(TRIAL, PUBLISHED, "en")), "oxygen")
    assert {name: part for name, part in item.items() if name != "item"} == EXAMPLES[0]


def test_the_example_of_an_answer_is_what_is_written() -> None:
    assert found(sent(response(JOURNEY, PUBLISHED, "en", AUTHORED, "staff", NOTES)), "alt") == EXAMPLES[1]


def test_the_example_of_a_result_is_what_is_written() -> None:
    [entry] = sent(observations(JOURNEY, PUBLISHED, "en", NOTES))["entry"]
    assert entry["resource"] == EXAMPLES[2]


def test_the_example_of_a_bundle_is_read_as_it_says() -> None:
    read = read_fhir(TRIAL, VERSION, json.dumps(EXAMPLES[3]))
    assert [(one.question, one.answer["value"]) for one in read.takes] == [("platelets", "12")]
    assert [one.name for one in read.unread] == ["NEUT%"]


def test_every_code_that_is_read_stands_in_the_table() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([0-9-]+(?:, [0-9-]+)*)", DOCUMENT, re.M))
    for question in TRIAL.questions.values():
        codes = [*question.loinc, *(question.also_loinc if isinstance(question, Number) else ())]
        assert rows.get(question.id, "").split(", ") == (codes or [""]), question.id
