"""What can be taken away: PDF, worksheet, table, JSON, FHIR and hand-over, all with the statuses of the pages."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from flask import Flask
from pypdf import PdfReader

from tests.support.client import CheckingClient
from tests.support.everything import (
    ANSWER_SETS,
    FAILING,
    LANGUAGES,
    NCT,
    TRIAL,
    answering,
    assessed,
    outcome_and_statuses,
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def items(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every item of a FHIR resource, in order."""
    for item in element.get("item", []):
        yield item
        yield from items(item)


def rows(browser: CheckingClient, lang: str) -> list[dict[int, str]]:
    """The worksheet's table without its head, by the number of the column."""
    text = browser.open(f"/{lang}/{NCT}/worksheet.csv").response.data.decode("utf-8-sig")
    return [dict(enumerate(row)) for row in csv.reader(io.StringIO(text))][1:]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_has_a_row_for_each_requirement_and_answer(app: Flask, lang: str) -> None:
    found = rows(answering(app, FAILING), lang)
    assert [row[3] for row in found] == [part.id for part in TRIAL.requirements for _ in asked_beside(part)]
    assert "'-4 mEq/L" in {row[8] for row in found}, "a negative number could be taken for a formula"


def asked_beside(requirement: Any) -> list[str]:
    """The questions that stand beside a requirement and are asked of someone with the failing answers."""
    beside = requirement.fits.reads | set(requirement.shows)
    return [name for name in TRIAL.questions if name in beside and name != "told_again"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["result", "worksheet"])
def test_a_pdf_holds_every_criterion_and_what_does_not_fit(app: Flask, name: str, lang: str) -> None:
    page = answering(app, FAILING).open(f"/{lang}/{NCT}/{name}.pdf")
    assert (page.status, page.response.mimetype) == (200, "application/pdf")
    text = squeezed("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.response.data)).pages))
    failing = [part for part in TRIAL.requirements if assessed(FAILING)[1][part.id] == "does_not_fit"]
    assert [part.id for part in failing if squeezed(part.means[lang]) not in text] == []
    assert [part.id for part in TRIAL.criteria if squeezed(part.registry) not in text] == []
    answers = {"en": ("90kgand170cm", "200,withanupperlimitof50", "66yearsold", "1week"),
               "zh": ("体重90公斤", "66岁", "1周", "-4mEq/L")}  # fmt: skip
    assert [answer for answer in answers[lang] if answer not in text] == []


def test_the_questionnaire_is_valid_fhir_with_every_question_once(app: Flask) -> None:
    content = CheckingClient(app).open(f"/{NCT}/questionnaire.fhir.json").response.data
    Questionnaire.model_validate_json(content)
    links = [item["linkId"] for item in items(json.loads(content))]
    assert len(links) == len(set(links))
    assert [link for link in links if link in TRIAL.questions] == list(TRIAL.questions)


def test_the_questionnaire_codes_tests_and_units(app: Flask) -> None:
    content = json.loads(CheckingClient(app).open(f"/{NCT}/questionnaire.fhir.json").response.data)
    item = {item["linkId"]: item for item in items(content)}
    assert item["value"]["code"][0]["code"] == "11555-0"
    assert item["body_mass_index"]["type"] == "group"
    codes = [found["valueCoding"]["code"] for found in item["last_treatment"]["extension"] if "valueCoding" in found]
    assert codes == ["d", "wk"]
    assert [condition["answerCoding"]["code"] for condition in item["pregnant"]["enableWhen"][:2]] == [
        "female", "unknown"
    ]  # fmt: skip
    assert "enableWhen" not in item["acid_kind"], "FHIR has no condition on a number that may be unknown"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ANSWER_SETS)
def test_answers_are_valid_fhir_that_names_items_of_the_questionnaire(app: Flask, name: str, lang: str) -> None:
    browser = answering(app, ANSWER_SETS[name])
    content = browser.open(f"/{lang}/{NCT}/response.fhir.json").response.data
    QuestionnaireResponse.model_validate_json(content)
    questionnaire = json.loads(browser.open(f"/{NCT}/questionnaire.fhir.json").response.data)
    asked = {item["linkId"] for item in items(questionnaire)}
    assert {item["linkId"] for item in items(json.loads(content))} <= asked


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["may_fit", "all_failing", "all_unknown"])
@pytest.mark.parametrize("go", ["check", "staff"])
def test_answers_are_handed_over_whole(app: Flask, name: str, lang: str, go: str) -> None:
    giver, taker = answering(app, ANSWER_SETS[name]), CheckingClient(app, accept=lang)
    [link] = [link for link in giver.open(f"/{lang}/{NCT}/handover").links() if "/h/" in link]
    taker.open("/h/" + link.partition("/h/")[2])
    assert taker.open(taker.page.location).lang == lang
    assert taker.fill({"go": go}, follow=True).url == f"/{lang}/{NCT}/{go}"
    assert outcome_and_statuses(taker.open(f"/{lang}/{NCT}/assessment.json").response.json) == assessed(
        ANSWER_SETS[name]
    )
