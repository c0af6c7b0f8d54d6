"""The pages for clinic staff: the same answers as the wizard's, with sources, dates and the team's own judgement."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any, cast

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader

from prescreen import create_app
from prescreen.i18n.locale import HTML_LANGUAGES
from prescreen.pages.content_version import content_version
from prescreen.screening.session_budget import largest_entry
from prescreen.web.settings import Settings
from tests.conftest import KEY
from tests.support.client import CheckingClient, Page, reader_with, session_cookies, text_of
from tests.support.core import FITTING, NCT, TRIAL, statuses

STAFF, WORKSHEET = f"/en/{NCT}/staff", f"/en/{NCT}/worksheet"


def full_width(text: str) -> str:
    """As a Chinese keyboard types it."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def save(browser: CheckingClient, data: dict[str, Any]) -> Page:
    browser.open(STAFF)
    return browser.fill(data)


def shown(page: Page) -> dict[str, str]:
    """Each requirement's status on a page, each of them once."""
    marked = page.all("*[@data-requirement]")
    found = {element.get("data-requirement", ""): element.get("data-status", "") for element in marked}
    assert len(found) == len(marked)
    return found


def row(page: Page, requirement: str) -> str:
    [found] = page.all(f"tr[@data-requirement='{requirement}']")
    return " ".join(text_of(found).split())


def value(page: Page, name: str) -> str:
    return page.one(f"input[@name='{name}']").get("value", "")


def test_all_questions_stand_in_order_in_one_form(browser: CheckingClient) -> None:
    form = browser.open(STAFF).one("form[@id='staff']")
    fieldsets = [group.get("id") for group in form.iter("fieldset") if "question" in group.get("class", "")]
    assert fieldsets == list(TRIAL.questions)
    assert shown(browser.page) == statuses({})
    quoted = {" ".join(text_of(quote).split()) for quote in browser.page.all("blockquote")}
    assert quoted == {" ".join(criterion.registry.split()) for criterion in TRIAL.criteria}


def test_answers_are_the_same_in_the_wizard_and_for_staff(browser: CheckingClient) -> None:
    browser.open(f"/en/{NCT}/questions/diagnosis")
    browser.fill_step({"diagnosis": "severe"})
    assert browser.open(STAFF).content()["diagnosis"] == ["severe"]
    assert browser.fill({"diagnosis": "very_severe", "oxygen-value": "97"}).status == 303
    assert browser.open(f"/en/{NCT}/questions/diagnosis").content()["diagnosis"] == ["very_severe"]
    assert "97%" in browser.open(f"/en/{NCT}/check").text("main")


def test_a_slip_is_kept_on_the_page_and_all_else_is_saved(browser: CheckingClient) -> None:
    page = save(browser, {"oxygen-value": "nearly all", "lvef-value": "60", "diagnosis": "severe"})
    assert page.status == 422
    assert value(page, "oxygen-value") == "nearly all"
    assert "#oxygen-value" in page.links("*[@class='summary']//a")
    again = browser.open(STAFF)
    assert (value(again, "lvef-value"), value(again, "oxygen-value")) == ("60", "nearly all")
    assert "#oxygen-value" in again.links("aside//a"), "it stays until it is mended"
    assert again.content()["diagnosis"] == ["severe"]
    assert statuses_of(browser)["oxygen"] == "unknown"
    save(browser, {"oxygen-value": ""})
    assert value(browser.open(STAFF), "oxygen-value") == ""
    assert "#oxygen-value" not in browser.page.links("aside//a")


def test_a_slip_does_not_cost_the_answer_that_was_there(browser: CheckingClient) -> None:
    save(browser, {"oxygen-value": "97"})
    save(browser, {"oxygen-value": "9x"})
    assert statuses_of(browser)["oxygen"] == "fits"
    assert "97%" in row(browser.page, "oxygen")


def test_the_source_of_a_refused_answer_waits_for_the_corrected_one(browser: CheckingClient) -> None:
    save(browser, {"oxygen-value": "97", "oxygen-source": "chart"})
    page = save(browser, {"oxygen-value": "9x", "oxygen-source": "report"})
    assert page.content()["oxygen-source"] == ["report"]
    assert "97%" in row(browser.open(WORKSHEET), "oxygen")
    assert "in the chart" in row(browser.page, "oxygen"), "it is that of the answer which is kept"
    browser.page = page
    assert browser.fill({"oxygen-value": "96", "oxygen-source": "report"}).status == 303
    assert "seen on a report" in row(browser.open(WORKSHEET), "oxygen")


def test_a_number_that_is_wiped_out_is_forgotten(browser: CheckingClient) -> None:
    save(browser, {"oxygen-value": "97", "lvef-value": "60", "oxygen-source": "chart"})
    browser.open(STAFF)
    browser.fill({"oxygen-value": "", "lvef-value": "60", "oxygen-source": "", "lvef-source": ""})
    assert statuses_of(browser)["oxygen"] == "unknown"
    assert statuses_of(browser)["lvef"] == "fits"


def assessed(browser: CheckingClient) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(browser.open(f"/en/{NCT}/assessment.json").response.data)
    return found


def statuses_of(browser: CheckingClient) -> dict[str, str]:
    return shown(browser.open(WORKSHEET))


def test_a_post_changes_only_what_it_names(browser: CheckingClient) -> None:
    save(browser, {"oxygen-value": "97", "diagnosis": "severe", "heart": ["none"]})
    save(browser, {"lvef-value": "60"})
    page = browser.open(STAFF)
    assert page.content()["heart"] == ["none"]
    assert page.content()["diagnosis"] == ["severe"]
    assert (value(page, "oxygen-value"), value(page, "lvef-value")) == ("97", "60")


def test_a_question_that_is_not_asked_is_hidden_and_keeps_its_answer(browser: CheckingClient) -> None:
    save(browser, {"marrow": "25_to_50", "residual_cells": "under_30"})
    save(browser, {"marrow": "under_25"})
    hidden = browser.open(STAFF).one("fieldset[@id='residual_cells']")
    assert hidden.get("hidden") is not None
    save(browser, {"marrow": "25_to_50"})
    page = browser.open(STAFF)
    assert page.one("fieldset[@id='residual_cells']").get("hidden") is None
    assert page.content()["residual_cells"] == ["under_30"]


def test_a_source_and_a_date_stand_on_the_worksheet_with_the_results_age(browser: CheckingClient) -> None:
    with time_machine.travel("2026-11-24T12:00:00Z"):
        save(browser, {"platelets-value": "12", "platelets-source": "report", "platelets-date": "2026年11月1日"})
        assert "seen on a report, 2026-11-01 (23 days ago)" in row(browser.open(WORKSHEET), "blood_counts")
        assert value(browser.open(STAFF), "platelets-date") == "2026-11-01"


def test_a_changed_answer_loses_its_source_and_no_other_does(browser: CheckingClient) -> None:
    save(browser, {"diagnosis": "severe", "diagnosis-source": "chart", "oxygen-value": "97", "oxygen-source": "report"})
    browser.open(f"/en/{NCT}/questions/diagnosis")
    browser.fill_step({"diagnosis": "very_severe"})
    page = browser.open(WORKSHEET)
    assert "in the chart" not in row(page, "diagnosis")
    assert "seen on a report" in row(page, "oxygen")


@pytest.mark.parametrize("typed", ["13/1/2026", "2026-02-30", "2026111", "soon", "1899-01-01", "2999-01-01"])
def test_a_date_that_cannot_be_is_shown_until_it_is_mended_and_the_one_before_stays(
    browser: CheckingClient, typed: str
) -> None:
    save(browser, {"oxygen-value": "97", "oxygen-date": "2026-01-31"})
    page = save(browser, {"oxygen-value": "97", "oxygen-date": typed})
    assert page.status == 422
    assert value(page, "oxygen-date") == typed
    assert "#oxygen-date" in page.links("*[@class='summary']//a")
    assert "2026-01-31" in row(browser.open(WORKSHEET), "oxygen")
    assert value(browser.open(STAFF), "oxygen-date") == typed
    assert "#oxygen-date" in browser.page.links("aside//a"), "the panel lists it"
    save(browser, {"oxygen-value": "97", "oxygen-date": ""})
    assert value(browser.open(STAFF), "oxygen-date") == ""


@pytest.mark.parametrize("typed", ["2026/1/31", "20260131", full_width("2026-01-31"), " 2026.01.31 "])
def test_a_date_is_read_as_it_is_meant(browser: CheckingClient, typed: str) -> None:
    assert save(browser, {"oxygen-value": "97", "oxygen-date": typed}).status == 303
    assert value(browser.open(STAFF), "oxygen-date") == "2026-01-31"


def test_a_date_may_be_one_day_ahead_for_a_clinic_in_another_time_zone(browser: CheckingClient) -> None:
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    assert save(browser, {"oxygen-value": "97", "oxygen-date": tomorrow}).status == 303
    assert "(today)" in row(browser.open(WORKSHEET), "oxygen")


@pytest.mark.parametrize("judgement", ["met", "not_met"])
def test_the_teams_own_judgement_stands_beside_the_status_and_never_changes_it(
    browser: CheckingClient, judgement: str
) -> None:
    browser.open(STAFF)
    before = assessed(browser)
    marks = {f"{name}-judgement": judgement for name in ("outlook", "t_cell_test", "opinion", "diagnosis")}
    assert save(browser, marks | {"opinion-note": "talked on the phone"}).status == 303
    assert assessed(browser) == before
    page = browser.open(WORKSHEET)
    said = {"met": "Not present", "not_met": "Present"}[judgement]
    assert "For the investigator to judge" in row(page, "opinion")
    assert f"The study team’s own judgement: {said} talked on the phone" in row(page, "opinion")
    assert "own judgement" not in row(page, "diagnosis"), "which is not the team's to judge"


def test_a_note_takes_80_characters_and_no_more(browser: CheckingClient) -> None:
    assert save(browser, {"opinion-note": "字" * 80}).status == 303
    page = save(browser, {"opinion-note": "字" * 81})
    assert page.status == 422
    assert value(page, "opinion-note") == "字" * 81
    assert "81" in page.text("*[@class='summary']")
    assert "字" * 80 in row(browser.open(WORKSHEET), "opinion")
    assert "字" * 81 not in row(browser.page, "opinion")
    assert value(browser.open(STAFF), "opinion-note") == "字" * 81


def test_a_note_is_text_and_never_markup(browser: CheckingClient) -> None:
    save(browser, {"opinion-note": "<b>bold</b>\x00 & more"})
    assert "<b>bold</b> & more" in row(browser.open(WORKSHEET), "opinion")


def test_the_language_switch_brings_along_what_is_not_saved(browser: CheckingClient) -> None:
    browser.open(STAFF)
    page = browser.fill({"switch": "zh", "oxygen-value": "9x", "opinion-note": "draft", "oxygen-date": "soon"})
    assert page.status == 200
    page = browser.post(f"/zh/{NCT}/staff", page_data(browser, {"switch": "zh", "oxygen-value": "9x"}))
    assert page.lang == "zh"
    assert value(page, "oxygen-value") == "9x"
    assert value(browser.open(STAFF), "oxygen-value") == ""


def page_data(browser: CheckingClient, data: dict[str, Any]) -> dict[str, Any]:
    return data | {
        "csrf_token": browser.page.one("form[@id='staff']").findall(".//input[@name='csrf_token']")[0].get("value")
    }


def test_what_was_typed_is_there_after_the_session_has_ended(app: Flask) -> None:
    browser = CheckingClient(app)
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        save(browser, {"diagnosis": "severe"})
        browser.open(STAFF)
        clock.shift(timedelta(minutes=61))
        page = browser.fill({"oxygen-value": "97"})
        assert page.status == 422
        assert value(page, "oxygen-value") == "97"
        assert browser.fill({"oxygen-value": "97"}).status == 303
        assert value(browser.open(STAFF), "oxygen-value") == "97"


def test_a_forged_post_is_refused(browser: CheckingClient) -> None:
    save(browser, {"diagnosis": "severe"})
    assert browser.post(STAFF, {"diagnosis": "other"}).status == 400
    assert browser.open(STAFF).content()["diagnosis"] == ["severe"]


def test_clearing_wipes_what_staff_added(browser: CheckingClient) -> None:
    save(browser, {"opinion-note": "a note"})
    browser.open(STAFF)
    browser.fill({}, form="footer//form")
    assert value(browser.open(STAFF), "opinion-note") == ""
    assert "answers" not in browser.cookies()


def test_everything_at_its_longest_fits_into_the_cookie(app: Flask, browser: CheckingClient) -> None:
    browser.set_cookies(session_cookies(app, {NCT: largest_entry(TRIAL)}))
    page = save(browser, {"diagnosis": "severe"})
    assert page.status == 303
    assert value(browser.open(STAFF), "opinion-note") == largest_entry(TRIAL)["team"]["opinion"][1]


@pytest.mark.parametrize("who", ["other", "staff"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_who_the_answers_are_about_changes_words_and_no_rule(browser: CheckingClient, lang: str, who: str) -> None:
    mark = {"en": "“You” means", "zh": "“您”指"}[lang]
    page = browser.open(f"/{lang}/{NCT}/?who={who}")
    assert mark in page.text("main")
    browser.open(next(link for link in page.links("main//a") if "/questions/" in link))
    assert mark in browser.page.text("main")
    browser.fill_step({"diagnosis": "severe", "marrow": "under_25"})
    for path in ("questions/diagnosis", "result", ""):
        assert mark in browser.open(f"/{lang}/{NCT}/{path}").text("main"), path
    assert assessed(browser)["outcome"] == "check_with_doctor"
    assert mark not in browser.open(f"/{lang}/{NCT}/?who=me").text("main")


def test_a_who_that_is_not_offered_is_ignored(browser: CheckingClient) -> None:
    assert "“You” means" not in browser.open(f"/en/{NCT}/?who=<script>").text("main")


def test_the_worksheet_has_each_requirement_in_the_registrys_order_and_words(browser: CheckingClient) -> None:
    page = browser.open(WORKSHEET)
    assert list(shown(page)) == [requirement.id for requirement in TRIAL.requirements]
    heads = [text_of(head) for head in page.all("tbody//th")]
    assert len(heads) == len(TRIAL.criteria)
    assert all(criterion.registry in head for criterion, head in zip(TRIAL.criteria, heads, strict=True))
    assert {text_of(cell) for cell in page.all("td[@class='initials']")} == {""}


def test_what_decides_most_is_asked_next(browser: CheckingClient) -> None:
    first = browser.open(WORKSHEET).all("ol[@class='ask-next']/li")[0]
    assert text_of(first).startswith(TRIAL.questions["transplant_before"].short_name["en"])
    save(browser, {"transplant_before": "no"})
    assert TRIAL.questions["transplant_before"].short_name["en"] not in browser.open(WORKSHEET).text("ol")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_worksheet_is_a_tagged_pdf_in_the_readers_language(browser: CheckingClient, lang: str) -> None:
    save(browser, {"oxygen-value": "97", "oxygen-source": "chart"})
    document = PdfReader(io.BytesIO(browser.open(f"/{lang}/{NCT}/worksheet.pdf").response.data))
    text = "".join("".join(sheet.extract_text().split()) for sheet in document.pages)
    for words in (TRIAL.title[lang], TRIAL.requirements[0].means[lang], {"en": "in the chart", "zh": "见病历"}[lang]):
        assert "".join(words.split()) in text
    assert cast(Any, document.trailer["/Root"])["/Lang"] == HTML_LANGUAGES[lang]
    assert content_version(TRIAL.version, browser.app.extensions["site"].ui_texts) in text


def table(browser: CheckingClient, lang: str = "en") -> list[dict[str, str]]:
    text = browser.open(f"/{lang}/{NCT}/worksheet.csv").response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_table_for_spreadsheets_keeps_chinese_text_and_begins_with_its_mark(browser: CheckingClient) -> None:
    save(browser, {"opinion-note": "已与主任讨论"})
    rows = table(browser, "zh")
    assert browser.page.response.data.startswith(b"\xef\xbb\xbf")
    assert list(dict.fromkeys(row["分项"] for row in rows)) == [requirement.id for requirement in TRIAL.requirements]
    assert [row["备注"] for row in rows if row["分项"] == "opinion"] == ["已与主任讨论"]
    assert rows[0]["研究的要求"] == TRIAL.requirements[0].means["zh"]


@pytest.mark.parametrize("note", ["=1+1", "+1", "-1", "@SUM(A1)", full_width("=1"), full_width("@x")])
def test_no_cell_can_be_taken_for_a_formula(browser: CheckingClient, note: str) -> None:
    save(browser, {"opinion-note": note})
    [found] = [row["Note"] for row in table(browser) if row["Part"] == "opinion"]
    assert found == f"'{note}"


def test_the_questions_as_fhir_touch_no_session(browser: CheckingClient) -> None:
    page = browser.open(f"/{NCT}/questionnaire.fhir.json")
    assert page.response.mimetype == "application/fhir+json"
    assert "Set-Cookie" not in page.response.headers
    questionnaire = json.loads(page.response.data)
    browser.open(STAFF)
    answers = json.loads(browser.open(f"/zh/{NCT}/response.fhir.json").response.data)
    assert answers["questionnaire"] == f"{questionnaire['url']}|{questionnaire['version']}"
    assert browser.open("/NCT00000000/questionnaire.fhir.json").status == 404


@pytest.fixture
def kiosk() -> CheckingClient:
    return CheckingClient(create_app(KEY, settings=Settings(kiosk=True)))


@pytest.mark.parametrize("path", ["", "questions/diagnosis", "check", "result", "staff", "worksheet", "nowhere"])
def test_next_patient_is_one_tap_from_every_page_of_a_shared_device(kiosk: CheckingClient, path: str) -> None:
    save(kiosk, FORM)
    kiosk.open(f"/en/{NCT}/{path}")
    page = kiosk.fill({}, form="form[@id='next-patient']")
    assert page.status == 303
    assert "cookies" in page.response.headers["Clear-Site-Data"]
    assert not {"answers", "handover"} & set(kiosk.cookies())
    assert set(statuses_of(kiosk).values()) == {"unknown", "for_study_team"}


FORM = {"diagnosis": "severe", "opinion-note": "a note"}


def test_a_shared_device_keeps_no_downloads_and_its_cookies_end_by_themselves(kiosk: CheckingClient) -> None:
    page = save(kiosk, FORM)
    [alive] = [header for header in page.response.headers.getlist("Set-Cookie") if header.startswith("alive-")]
    assert "Max-Age=300" in alive, "without it, the answers are not read"
    for name in (
        "result.pdf",
        "result.png",
        "worksheet.pdf",
        "worksheet.csv",
        "worksheet.json",
        "assessment.json",
        "response.fhir.json",
        "observations.fhir.json",
    ):
        assert kiosk.open(f"/en/{NCT}/{name}").status == 404
    for path in ("result", "worksheet"):
        links = [link.partition("?")[0] for link in kiosk.open(f"/en/{NCT}/{path}").links()]
        assert not [link for link in links if link.endswith((".pdf", ".csv", ".json"))]


@pytest.mark.parametrize("path", ["staff", "questions/heart-and-lungs"])
def test_a_shared_device_never_shows_what_the_last_patient_typed(kiosk: CheckingClient, path: str) -> None:
    kiosk.open(f"/en/{NCT}/staff")
    kept = page_data(kiosk, {"oxygen-value": "97.531", "lvef-value": "61"})
    kiosk.fill({}, form="form[@id='next-patient']")
    page = kiosk.post(f"/en/{NCT}/{path}", kept)
    assert page.status in (303, 404)
    assert "97.531" not in page.response.get_data(as_text=True)


def noted_by_key(page: Page) -> list[tuple[str | None, str | None]]:
    """The reports that keys pick, each with its key."""
    [keys] = page.all("div[@id='current-report-noted']")
    return [(button.get("data-key"), button.get("value")) for button in keys.findall("button")]


def test_a_key_goes_on_to_mean_the_same_report_when_another_is_noted(app: Flask) -> None:
    browser = reader_with(app, TRIAL, FITTING)
    staff = f"/en/{NCT}/staff"
    browser.fill({**browser.open(staff).content(), "oxygen-source": "report", "oxygen-date": "2026-01-31"})
    assert noted_by_key(browser.open(staff)) == [("4", "report 2026-01-31")]
    browser.fill({**browser.open(staff).content(), "diagnosis-source": "chart", "diagnosis-date": "2025-12-01"})
    assert noted_by_key(browser.open(staff)) == [("4", "report 2026-01-31"), ("5", "chart 2025-12-01")]
