"""The staff view with each type of question: save, wipe, errors, sources and the team's own judgement."""

import json
from typing import Any

import pytest
from flask import Flask

from tests.support.client import CheckingClient, Page, as_fields
from tests.support.everything import (
    ALL_ASKED,
    ANSWER_SETS,
    FAILING,
    LANGUAGES,
    NCT,
    TRIAL,
    answering,
    assessed,
    outcome_and_statuses,
)

NUMBER_PARTS = ("-value", "-limit", "-weight", "-height")
ERASABLE = {question.id for question in TRIAL.questions.values() if question.type != "choice"}
# Question, one of each type → what can't be taken.
WRONG: dict[str, dict[str, Any]] = {
    "step_id": {"step_id": "no such option"},
    "switches": {"switches": ["pills", "none"]},
    "value": {"value-value": "-31"},
    "age": {"age-value": "40.5"},
    "first_treatment": {"first_treatment-value": "soon"},
    "valued": {"valued-value": "5", "valued-limit": "0"},
    "body_mass_index": {"body_mass_index-weight": "60", "body_mass_index-height": "1.7"},
}


def staff(lang: str) -> str:
    return f"/{lang}/{NCT}/staff"


def filled(browser: CheckingClient, given: dict[str, Any]) -> dict[str, str | list[str]]:
    """The fields of the page shown with these answers."""
    fields: dict[str, str | list[str]] = {}
    for question, answer in given.items():
        fields |= as_fields(question, answer, browser.page.names())
    return fields


def answered(browser: CheckingClient) -> set[str]:
    """The questions whose fields on the staff view hold something."""
    shown = browser.open(staff("en")).content()
    notes = ("-unit", "-source", "-date", "-judgement", "-note")
    return {name.partition("-")[0] for name, values in shown.items() if values != [""] and not name.endswith(notes)}


def response_items(browser: CheckingClient) -> list[dict[str, Any]]:
    """The answers that are exported, whatever their depth."""
    found: list[dict[str, Any]] = []
    open_items = json.loads(browser.open(f"/en/{TRIAL.id}/response.fhir.json").response.data)["item"]
    while open_items:
        item = open_items.pop()
        open_items += item.get("item", [])
        found += [item] if "answer" in item else []
    return found


def test_each_answer_is_picked_by_one_key_of_its_own(app: Flask) -> None:
    page = CheckingClient(app).open(staff("en"))
    for question in TRIAL.questions:
        options = page.all(f"fieldset[@id='{question}']//input[@data-key]")
        keys = [option.get("data-key", "") for option in options]
        assert all(len(key) == 1 for key in keys), keys
        assert len(keys) == len(set(keys)), keys
    grades = page.all("fieldset[@id='activity']//input[@data-key]")
    assert [grade.get("data-key") for grade in grades] == ["0", "1", "2", "3", "4", "?"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["all_failing", "all_unknown"])
def test_all_answers_are_saved_at_once(app: Flask, name: str, lang: str) -> None:
    browser = CheckingClient(app)
    browser.open(staff(lang))
    page = browser.fill(filled(browser, ANSWER_SETS[name]))
    assert (page.status, page.location) == (303, staff(lang))
    assert answered(browser) == set(ANSWER_SETS[name])
    marked = browser.page.all("*[@data-requirement]")
    assert {part.get("data-requirement"): part.get("data-status") for part in marked} == assessed(ANSWER_SETS[name])[1]


@pytest.mark.parametrize("question", sorted(WRONG.keys() & ERASABLE))
def test_an_answer_of_every_type_but_a_radio_button_can_be_erased(app: Flask, question: str) -> None:
    browser = answering(app, ALL_ASKED)
    assert browser.fill(erased(browser.open(staff("en")), {question})).status == 303
    assert answered(browser) == set(TRIAL.questions) - {question}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("given", [ALL_ASKED, ANSWER_SETS["all_unknown"]], ids=["known", "unknown"])
def test_all_that_can_be_erased_is_erased_at_once(app: Flask, given: dict[str, Any], lang: str) -> None:
    browser = answering(app, given)
    assert browser.fill(erased(browser.open(staff(lang)), ERASABLE)).status == 303
    assert answered(browser) == set(TRIAL.questions) - ERASABLE


def erased(page: Page, questions: set[str]) -> dict[str, list[str]]:
    """What a browser sends after the numbers of these questions were deleted and their boxes unticked."""
    left = {name: values for name, values in page.content().items() if name.removesuffix("-unknown") not in questions}
    numbers = {name for name in page.names() if name.endswith(NUMBER_PARTS) and name.partition("-")[0] in questions}
    return left | {name: [""] for name in numbers}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("question", WRONG)
def test_what_is_wrong_is_shown_beside_its_question_and_all_else_is_saved(app: Flask, question: str, lang: str) -> None:
    browser = CheckingClient(app)
    browser.open(staff(lang))
    page = browser.fill(filled(browser, FAILING) | WRONG[question])
    assert page.status == 422
    [wrong] = page.all("fieldset[@class='question wrong']")
    assert wrong.get("id") == question
    assert page.links("*[@class='summary']//a")[0].startswith(f"#{question}-")
    assert page.links("aside//*[@id='faults']//a") == page.links("*[@class='summary']//a")
    # It is shown until it is mended, but is no answer.
    assert answered(browser) - {question} == set(FAILING) - {question}
    assert [shown.get("id") for shown in browser.page.all("fieldset[@class='question wrong']")] == [question]
    assert question not in [row.get("linkId") for row in response_items(browser)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sources_dates_and_judgements_stand_on_the_worksheet(app: Flask, lang: str) -> None:
    browser = answering(app, FAILING)
    browser.open(staff(lang))
    notes = {f"{name}-date": "2026-01-31" for name in TRIAL.questions} | {
        f"{name}-source": "report" for name in TRIAL.questions
    }
    judged = {"opinion-judgement": "met", "opinion-note": "seen", "before-judgement": "not_met", "before-note": "old"}
    assert browser.fill(browser.page.content() | notes | judged).status == 303
    assert browser.open(staff(lang)).content()["before-note"] == ["old"]
    sheet = browser.open(f"/{lang}/{NCT}/worksheet").text("table[@class='worksheet']")
    assert sheet.count("2026-01-31") == sum(len(beside(requirement)) for requirement in TRIAL.requirements)
    assert "seen" in sheet
    assert "old" in sheet
    assert outcome_and_statuses(browser.open(f"/{lang}/{NCT}/assessment.json").response.json) == assessed(FAILING)


def beside(requirement: Any) -> set[str]:
    """The questions that are asked with these answers and stand beside a requirement."""
    return (set(requirement.fits.reads) | set(requirement.shows)) - {"told_again"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("field", "typed"),
    [("value-date", "yesterday"), ("age-date", "2999-01-01"), ("opinion-note", "x" * 81), ("before-note", "字" * 81)],
)
def test_a_note_that_cannot_be_taken_is_shown_again(app: Flask, field: str, typed: str, lang: str) -> None:
    browser = answering(app, FAILING)
    browser.open(staff(lang))
    page = browser.fill({field: typed})
    assert page.status == 422
    assert page.one(f"input[@name='{field}']").get("value") == typed
    assert f"#{field}" in page.links("*[@class='summary']//a")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_language_switch_keeps_what_staff_typed(app: Flask, lang: str) -> None:
    browser = answering(app, ALL_ASKED)
    typed = browser.open(staff(lang)).content() | {"value-value": ["nearly -3"], "opinion-note": ["a note"]}
    other = {"en": "zh", "zh": "en"}[lang]
    page = browser.post(staff(other), {**typed, "csrf_token": browser.page.token, "switch": other})
    assert (page.status, page.lang) == (200, other)
    assert page.content() == typed
