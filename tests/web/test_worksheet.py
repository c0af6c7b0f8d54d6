"""The worksheet as a coordinator files it: on paper, as a table and as JSON."""

import csv
import io
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader

from prescreen import create_app
from prescreen.web.settings import Settings
from tests.conftest import KEY
from tests.support.client import CheckingClient, Page, reader_with, text_of
from tests.support.core import FITTING, NCT, TRIAL, assessment

NOW = "2026-11-26T20:30:00Z"  # on the 27th in Hangzhou


@pytest.fixture(scope="module")
def hangzhou() -> Flask:
    return create_app(KEY, settings=Settings(timezone=ZoneInfo("Asia/Shanghai")))


def filled(app: Flask, lang: str, answers: dict[str, Any], notes: dict[str, str]) -> CheckingClient:
    """A reader with these answers, to which staff have added these notes."""
    browser = reader_with(app, TRIAL, answers)
    page = browser.open(f"/{lang}/{NCT}/staff")
    assert browser.fill({**page.content(), **notes}).status == 303
    return browser


def status(page: Page, requirement: str) -> str:
    [row] = page.all(f"tr[@data-requirement='{requirement}']")
    return text_of(row.findall("td")[0])


@pytest.mark.parametrize(
    ("source", "en", "zh"),
    [
        ("", "Not present", "无此情况"),
        ("patient", "Not present (from: patient)", "无此情况（依据：自述）"),
        ("chart", "Not present (from: chart)", "无此情况（依据：病历）"),
    ],
)
def test_a_status_says_whose_word_it_rests_on(app: Flask, source: str, en: str, zh: str) -> None:
    browser = filled(app, "en", FITTING, {"allergy-source": source})
    for lang, words in (("en", en), ("zh", zh)):
        assert status(browser.open(f"/{lang}/{NCT}/worksheet"), "allergy").endswith(words)


def test_a_status_that_rests_on_several_sources_names_each(app: Flask) -> None:
    browser = filled(app, "en", FITTING, {"infections-source": "report"})
    assert status(browser.open(f"/en/{NCT}/worksheet"), "other_infection").endswith(
        "Not present (from: source not said/report)"
    )


def test_a_wish_to_hear_more_is_no_consent(app: Flask) -> None:
    page = reader_with(app, TRIAL, FITTING).open(f"/zh/{NCT}/worksheet")
    assert status(page, "consent").endswith("愿意了解，尚未签署知情同意")
    [row] = page.all("tr[@data-requirement='consent']")
    assert row.get("data-status") == "fits"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Nothing is open that an answer could settle. 1 point is still not known."),
        ("zh", "没有可通过提问确定的项目。仍有1项尚不清楚。"),
    ],
)
def test_what_no_answer_settles_is_still_counted(app: Flask, lang: str, words: str) -> None:
    answers = FITTING | {"recent_treatment": ["other_medicines"]}
    for path in ("worksheet", "staff"):
        assert words in reader_with(app, TRIAL, answers).open(f"/{lang}/{NCT}/{path}").text("main")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "未见不符合项"),
        ({"recent_treatment": ["other_medicines"]}, "未见不符合项；1项待核实"),
        ({"oxygen": {"value": "90"}}, "1项可能不相符（目前）"),
        ({"diagnosis": "not_severe"}, "1项可能不相符（预计不会改变）"),
    ],
)
def test_the_outcome_is_told_in_numbers(app: Flask, answers: dict[str, Any], words: str) -> None:
    page = reader_with(app, TRIAL, FITTING | answers).open(f"/zh/{NCT}/staff")
    assert page.text("*[@id='outcome']").strip() == words


def test_staff_read_grades_and_multiples_of_the_limit(app: Flask) -> None:
    answers = FITTING | {"alt": {"value": "60", "limit": "40"}, "activity": "1"}
    text = reader_with(app, TRIAL, answers).open(f"/zh/{NCT}/worksheet").text("main")
    assert "体力状况（ECOG）：1分：重活做不了" in text
    assert "1.5×ULN" in text


def test_an_alert_stands_on_the_staff_view_and_on_the_worksheet(app: Flask) -> None:
    browser = reader_with(app, TRIAL, FITTING | {"oxygen": {"value": "85"}})
    for path in ("worksheet", "staff"):
        assert "Get help now" in browser.open(f"/en/{NCT}/{path}").text("main")


BY_HAND = {
    "en": ["Screening number", "initials", "Protocol version", "Consent form version", "Investigator’s conclusion",
           "Does not go on to screening. Reason", "Investigator, signature and date", "Initials and date"],
    "zh": ["筛选号", "姓名缩写", "方案版本号", "知情同意书版本号", "研究者结论", "不进入筛选，原因", "研究者签名/日期",
           "核对人签名/日期"],
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
@time_machine.travel(NOW, tick=False)
def test_every_page_of_the_worksheet_says_what_it_is_and_leaves_room_to_sign(hangzhou: Flask, lang: str) -> None:
    browser = reader_with(hangzhou, TRIAL, FITTING)
    version = json.loads(browser.open(f"/{lang}/{NCT}/worksheet.json").response.data)["version"]
    document = PdfReader(io.BytesIO(browser.open(f"/{lang}/{NCT}/worksheet.pdf").response.data))
    sheets = ["".join(sheet.extract_text().split()) for sheet in document.pages]
    assert len(sheets) > 2
    for mark in (NCT, version, "2026-11-2704:30(UTC+08:00)", "".join(BY_HAND[lang][0].split())):
        assert [mark in sheet for sheet in sheets] == [True] * len(sheets), mark
    assert [words for words in BY_HAND[lang] if "".join(words.split()) not in "".join(sheets)] == []


def rows(browser: CheckingClient) -> list[dict[str, str]]:
    text = browser.open(f"/en/{NCT}/worksheet.csv").response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("note", ["3-5", "1234567890123456", "5/6", "1e5", "3 Mar", "00123", "10:30"])
def test_a_note_that_a_spreadsheet_would_change_is_marked_as_text(app: Flask, note: str) -> None:
    [row] = [row for row in rows(filled(app, "en", FITTING, {"opinion-note": note})) if row["Part"] == "opinion"]
    assert row["Note"] == f"'{note}"


@time_machine.travel(NOW, tick=False)
def test_table_and_json_say_which_study_which_version_and_when(hangzhou: Flask) -> None:
    browser = reader_with(hangzhou, TRIAL, FITTING)
    content = json.loads(browser.open(f"/en/{NCT}/worksheet.json").response.data)
    assert (content["trial"], content["made"]) == (NCT, "2026-11-27T04:30:00+08:00")
    made = {
        (row["Study"], row["Version"], row["Made at"], row["Date of the registry’s record"]) for row in rows(browser)
    }
    assert made == {(NCT, content["version"], "2026-11-27T04:30+08:00", content["record"])}


def test_one_version_stands_on_pages_and_in_every_export(app: Flask) -> None:
    browser = reader_with(app, TRIAL, FITTING)
    version = json.loads(browser.open(f"/en/{NCT}/worksheet.json").response.data)["version"]
    assert json.loads(browser.open(f"/{NCT}/questionnaire.fhir.json").response.data)["version"] == version
    answers = json.loads(browser.open(f"/en/{NCT}/response.fhir.json").response.data)
    assert answers["questionnaire"].endswith(f"|{version}")
    assert {row["Version"] for row in rows(browser)} == {version}
    for path in ("worksheet", "staff", "result", ""):
        assert f"Version: {version}" in browser.open(f"/en/{NCT}/{path}").text("body"), path


@pytest.mark.parametrize(
    ("version", "cell"),
    [("358618294100", "'358618294100"), ("3586182941e1", "'3586182941e1"), ("358e182941ea", "358e182941ea")],
)
def test_a_version_that_a_spreadsheet_would_read_as_a_number_stays_a_text(
    app: Flask, version: str, cell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prescreen.pages.context.content_version", lambda *_: version)
    assert {row["Version"] for row in rows(reader_with(app, TRIAL, FITTING))} == {cell}


@pytest.mark.parametrize(
    ("lang", "judged", "words"),
    [
        ("en", {"opinion-judgement": "not_met"}, "Judged against by the study team: E9; Nothing else found against"),
        ("zh", {"opinion-judgement": "not_met"}, "研究者判断不符合：E9；其他未见不符合项"),
        ("en", {"opinion-judgement": "met"}, "Nothing found against"),
    ],
)
def test_what_the_study_team_judged_against_stands_in_the_headline(
    app: Flask, lang: str, judged: dict[str, str], words: str
) -> None:
    browser = filled(app, lang, FITTING, judged)
    assert browser.open(f"/{lang}/{NCT}/staff").text("p[@id='outcome']") == words
    page = browser.open(f"/{lang}/{NCT}/worksheet")
    assert words in page.text("body")
    assert page.one("main").get("data-outcome") == "may_fit", "a judgement doesn't change the outcome"


def test_what_was_refused_and_waits_is_told_on_the_worksheet(app: Flask) -> None:
    browser = reader_with(app, TRIAL, FITTING)
    page = browser.open(f"/en/{NCT}/staff")
    assert browser.fill({**page.content(), "platelets-value": "<5"}).status == 422
    assert "Typed, but not counted yet: Platelets “<5”" in browser.open(f"/en/{NCT}/worksheet").text("body")


def test_the_json_holds_answers_sources_and_judgements(app: Flask) -> None:
    notes = {"oxygen-source": "report", "oxygen-date": "2026-01-31", "opinion-judgement": "met", "opinion-note": "3-5"}
    browser = filled(app, "en", FITTING | {"marrow": "under_25", "residual_cells": "under_30"}, notes)
    content = json.loads(browser.open(f"/zh/{NCT}/worksheet.json").response.data)
    assert content["answers"].keys() == FITTING.keys() - {"residual_cells"}, "what is not asked is left out"
    assert assessment(content["answers"]) == {name: content[name] for name in ("trial", "outcome", "criteria")}
    assert content["sources"] == {"oxygen": {"source": "report", "date": "2026-01-31"}}
    assert content["judgements"] == {"opinion": {"judgement": "met", "note": "3-5"}}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_last_button_of_staff_pages_is_for_the_next_patient(app: Flask, lang: str) -> None:
    words = {"en": "Clear, and begin with the next patient", "zh": "清除并开始下一位患者"}[lang]
    browser = reader_with(app, TRIAL, FITTING)
    for path in ("staff", "worksheet"):
        page = browser.open(f"/{lang}/{NCT}/{path}")
        assert words in page.text("footer")
    page = browser.fill({}, form="footer//form")
    assert (page.status, page.location) == (303, f"/{lang}/{NCT}/staff")
    assert browser.open(f"/{lang}/{NCT}/staff").content().get("diagnosis") is None


def test_section_titles_and_requirements_are_in_words_for_staff(app: Flask) -> None:
    page = reader_with(app, TRIAL, FITTING).open(f"/zh/{NCT}/staff")
    titles = {text_of(title) for title in page.all("form[@id='staff']//h2")}
    assert "病情" in titles
    assert not {title for title in titles if "您" in title}
    assert "常规移植不适合患者" in page.text("main")
