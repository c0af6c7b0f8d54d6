"""Pasting a laboratory report: nothing is kept before it was looked at, and only what was certain."""

import io
import json
from typing import Any

import pytest
from flask import Flask

from prescreen import create_app
from prescreen.web.settings import Settings
from tests.conftest import KEY, NCT
from tests.support.client import LANGUAGES, CheckingClient, Page, reader_with, text_of
from tests.support.core import FITTING, TRIAL

REPORT = """采集时间: 2026-11-18 08:10
中性粒细胞百分比 NEUT% 22.1 ↓ % 40.0-75.0
中性粒细胞绝对值 NEUT# 0.32 ↓ 10^9/L 1.80-6.30
血小板计数 PLT 12 ↓ 10^9/L 125-350
网织红细胞绝对值 RET# 14.6
总胆红素(TBIL) 14.2 umol/L ≤21
"""
STAFF, CHECK, WORKSHEET = f"/en/{NCT}/staff", f"/en/{NCT}/check", f"/en/{NCT}/worksheet"
COUNTS = f"/en/{NCT}/questions/blood-counts"
TAKE = {"take": ["neutrophils 0.32 10^9/L", "platelets 12 10^9/L", "bilirubin 14.2 21"]}


def read(browser: CheckingClient, path: str, text: str = REPORT, **more: Any) -> Page:
    """Paste a report on a page."""
    page = browser.open(path)
    [origin] = [field.get("value", "") for field in page.all("main//input[@name='origin']")]
    return browser.fill(page.content() | {"origin": origin, "report": text, "go": "report"} | more, path="report")


def offered(page: Page) -> list[str]:
    return [box.get("value", "") for box in page.all("main//input[@name='take']") if box.get("checked") is not None]


def kept(browser: CheckingClient) -> dict[str, list[str]]:
    return browser.open(STAFF).content()


@pytest.mark.parametrize("path", [COUNTS, STAFF])
def test_a_report_is_shown_as_a_table_and_nothing_is_kept_yet(browser: CheckingClient, path: str) -> None:
    page = read(browser, path)
    assert page.status == 200
    assert offered(page) == TAKE["take"]
    assert "There is no unit beside it." in page.text("ul[@class='plain']")
    assert "line 5" in page.text("ul[@class='plain']")
    assert "November 18, 2026" in page.text("main")
    assert "answers" not in browser.cookies() or "neutrophils-value" not in kept(browser)


@pytest.mark.parametrize(("lang", "told"), [("en", "of more than one person"), ("zh", "来自不同的人")])
def test_a_report_of_several_people_says_why_nothing_is_taken(browser: CheckingClient, lang: str, told: str) -> None:
    text = f"姓名：张三\n{REPORT}姓名：李四\n白细胞 WBC 1.45 10^9/L"
    page = read(browser, f"/{lang}/{NCT}/staff", text)
    assert offered(page) == []
    assert told in page.text("main//*[@role='alert']")
    assert not read(browser, f"/{lang}/{NCT}/staff").all("main//p[@role='alert']")


def test_what_is_ticked_is_kept_and_nothing_else(browser: CheckingClient) -> None:
    page = read(browser, COUNTS)
    page = browser.fill({"take": TAKE["take"][:2]}, path="report/take")
    assert (page.status, page.location.partition("?")[0]) == (303, COUNTS)
    told = browser.open(page.location).text("main//*[@role='status']")
    assert told.startswith("Taken from the report: Neutrophils 0.32 × 10⁹/L")
    now = kept(browser)
    assert (now["neutrophils-value"], now["platelets-value"]) == (["0.32"], ["12"])
    assert "bilirubin-value" not in now
    assert "reticulocytes-value" not in now


def test_for_staff_a_report_brings_its_source_and_date(browser: CheckingClient) -> None:
    read(browser, STAFF)
    assert browser.fill(TAKE, path="report/take").location.partition("?")[0] == STAFF
    assert "seen on a report, 2026-11-18" in browser.open(WORKSHEET).text("tr[@data-requirement='blood_counts']")


def test_a_result_that_is_kept_already_gets_the_source_and_date_of_the_report(app: Flask) -> None:
    browser = reader_with(app, TRIAL, {"platelets": {"value": "12"}})
    for day, noted in (("2026-11-18", "2026-11-18"), ("2026-11-20", "2026-11-20"), ("2026-11-02", "2026-11-20")):
        read(browser, STAFF, REPORT.replace("2026-11-18", day))
        browser.fill({"take": ["platelets 12 10^9/L"]}, path="report/take")
        assert f"seen on a report, {noted}" in browser.open(WORKSHEET).text("tr[@data-requirement='blood_counts']")


def test_what_was_typed_beside_it_is_kept_as_the_links_keep_it(browser: CheckingClient) -> None:
    read(browser, COUNTS, **{"reticulocytes-value": "15", "platelets-value": "q7q"})
    page = browser.open(COUNTS)
    assert page.content()["reticulocytes-value"] == ["15"]
    assert page.content()["platelets-value"] == ["q7q"]


def test_the_table_says_what_a_result_takes_the_place_of(app: Flask) -> None:
    browser = reader_with(app, TRIAL, {"platelets": {"value": "30"}, "neutrophils": {"value": "0.32"}})
    text = read(browser, STAFF).text("table")
    assert "In place of: 30 × 10⁹/L" in text
    assert "The same is kept already." in text


def test_a_result_that_was_changed_on_another_page_since_is_asked(browser: CheckingClient) -> None:
    table = read(browser, STAFF)
    browser.open(STAFF)
    browser.fill({"platelets-value": "25"})
    browser.page = table
    page = browser.fill(TAKE | {"report": REPORT}, path="report/take")
    assert page.status == 409
    assert "In place of: 25 × 10⁹/L" in page.text("tr[@class='wrong']")
    assert "platelets 12 10^9/L" not in offered(page)
    now = kept(browser)
    assert (now["platelets-value"], now["neutrophils-value"]) == (["25"], ["0.32"])
    browser.page = page
    assert browser.fill(TAKE, path="report/take").status == 303
    assert kept(browser)["platelets-value"] == ["12"]


def test_a_table_of_an_earlier_person_is_refused(browser: CheckingClient) -> None:
    table = read(browser, STAFF)
    browser.open(STAFF)
    browser.fill({}, form="form[@id='new-patient']")
    browser.page = table
    assert browser.fill(TAKE, path="report/take").status == 409
    assert "platelets-value" not in kept(browser)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_file_of_text_is_read_too(browser: CheckingClient, encoding: str) -> None:
    file = (io.BytesIO(REPORT.encode(encoding)), "report.txt")
    files: dict[str, Any] = {"report-file": file}
    page = read(browser, COUNTS, "", **files)
    assert offered(page) == TAKE["take"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "file"), [("", b""), (" \n ", b""), ("", b"\x00\x01\x02"), ("", b"%PDF-1.7\x00"), ("a" * 60_001, b"")]
)
def test_what_cannot_be_read_says_why(browser: CheckingClient, lang: str, text: str, file: bytes) -> None:
    browser.open(f"/{lang}/{NCT}/report")
    data: dict[str, Any] = {"report": text, "report-file": (io.BytesIO(file), "x")}
    page = browser.fill(data, path="report")
    assert page.status == 422
    assert page.text("main//*[@role='alert']")
    assert not page.all("table")


def test_a_text_without_results_says_so(browser: CheckingClient) -> None:
    page = read(browser, COUNTS, "Dear doctor, thank you.")
    assert page.status == 422
    assert "No result that this study asks for" in page.text("main")
    assert "Dear doctor" in page.text("textarea")


def test_the_language_switch_keeps_the_report(browser: CheckingClient) -> None:
    read(browser, COUNTS)
    browser.page = browser.open(f"/zh/{NCT}/report")
    page = browser.fill({"report": REPORT, "switch": "zh", "origin": "blood-counts"}, path="report")
    assert (page.status, page.lang) == (200, "zh")
    assert offered(page) == TAKE["take"]
    assert "旁边没有单位" in page.text("main")


@pytest.mark.parametrize(
    "take",
    [
        "",
        "x",
        "platelets",
        "platelets x 10^9/L",
        "platelets 12 mg",
        "platelets 99999 10^9/L",
        "donor maybe",
        "donor",
        "heart none long_qt",
    ],
)
def test_a_choice_that_was_not_offered_is_passed_over(browser: CheckingClient, take: str) -> None:
    read(browser, STAFF)
    assert browser.fill({"take": take, "collected": "soon", "origin": "nowhere"}, path="report/take").status == 303
    found = json.loads(browser.open(f"/en/{NCT}/response.fhir.json").response.data)
    assert "answer" not in json.dumps(found.get("item", []))


def test_a_report_is_never_logged(browser: CheckingClient, caplog: pytest.LogCaptureFixture) -> None:
    read(browser, COUNTS, REPORT + "SECRET-NAME-7f")
    browser.fill(TAKE, path="report/take")
    assert "SECRET-NAME-7f" not in caplog.text
    assert "0.32" not in caplog.text


def test_what_was_typed_before_does_not_hide_what_the_report_gave(browser: CheckingClient) -> None:
    read(browser, COUNTS, **{"neutrophils-value": "23.5", "platelets-value": "12 or so"})
    browser.fill({"take": TAKE["take"][:1]}, path="report/take")
    page = browser.open(COUNTS)
    assert page.content()["neutrophils-value"] == ["0.32"]
    assert page.content()["platelets-value"] == ["12 or so"], "it was not taken, so it stays"
    assert "23.5" not in browser.open(CHECK).text("main")


def test_a_line_that_was_unticked_stays_so(browser: CheckingClient) -> None:
    read(browser, COUNTS)
    page = browser.fill({"report": REPORT, "switch": "zh", "take": TAKE["take"][:1]}, path="report")
    assert offered(page) == TAKE["take"][:1]


def test_a_file_that_was_chosen_is_read_instead_of_the_box(browser: CheckingClient) -> None:
    read(browser, COUNTS)
    data: dict[str, Any] = {"report": REPORT, "report-file": (io.BytesIO(b"PLT 22 10^9/L"), "x.txt")}
    assert offered(browser.fill(data, path="report")) == ["platelets 22 10^9/L"]


def test_the_table_shows_each_line_in_its_order(browser: CheckingClient) -> None:
    rows = [" ".join(text_of(row).split()) for row in read(browser, STAFF).all("table/tbody/tr")]
    assert [row.split()[0] for row in rows] == ["3", "4", "6"]
    assert "血小板计数 PLT 12 ↓ 10^9/L 125-350" in rows[1]


@pytest.mark.parametrize("path", ["report", "report/take"])
def test_a_report_that_is_posted_after_the_answers_ended_is_shown_again(app: Flask, path: str) -> None:
    browser = reader_with(app, TRIAL, {"donor": "yes"})
    read(browser, STAFF)
    for name in [name for name in browser.jar() if name.startswith("alive")]:
        browser.http.delete_cookie(name, domain=browser.host)
    page = browser.fill({"report": REPORT, "take": TAKE["take"][:1]}, path=path)
    assert page.status == 422
    assert "no longer here" in page.text()
    assert offered(page) == TAKE["take"][:1]
    assert "neutrophils-value" not in kept(browser)
    browser.page = page
    assert browser.fill({"take": TAKE["take"][:1]}, path="report/take").status == 303
    assert kept(browser)["neutrophils-value"] == ["0.32"]


@pytest.mark.parametrize("path", ["report", "report/take"])
def test_on_a_shared_device_a_late_report_leads_to_the_start(path: str) -> None:
    kiosk = CheckingClient(create_app(KEY, settings=Settings(kiosk=True)))
    kiosk.open(COUNTS)
    kiosk.fill({"neutrophils-value": "0.4", "go": "check"})
    read(kiosk, COUNTS)
    for name in [name for name in kiosk.jar() if name != "form"]:
        kiosk.http.delete_cookie(name, domain=kiosk.host)
    page = kiosk.fill({"report": REPORT, **TAKE}, path=path)
    assert (page.status, page.location) == (303, f"/en/{NCT}/")
    assert "answers" not in kiosk.cookies()


def test_a_report_of_60_kb_is_read_beside_a_full_staff_view(app: Flask) -> None:
    browser = reader_with(app, TRIAL, FITTING)
    page = browser.open(STAFF)
    text = REPORT + "备注：无\n" * ((60_000 - len(REPORT.encode())) // 13)
    data: dict[str, Any] = page.content() | {"origin": "staff", "report": text}
    data["report-file"] = (io.BytesIO(b""), "")
    assert browser.fill(data, path="report").status == 200


def test_a_date_of_collection_in_the_future_is_none(browser: CheckingClient) -> None:
    assert "2099" not in read(browser, STAFF, REPORT.replace("2026-11-18", "2099-11-18")).text("main//form/p")
