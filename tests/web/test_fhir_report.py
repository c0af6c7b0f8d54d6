"""FHIR on the page of a report: looked at in the same table before anything is kept."""

import io
import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import stream_encode_multipart

from tests.conftest import NCT
from tests.support.client import LANGUAGES, CheckingClient, Page, reader_with
from tests.support.core import FITTING, TRIAL, assessment
from tests.support.fhir import bundle, observation, quantity
from tests.support.hostile_fhir import hostile

STAFF, WORKSHEET = f"/en/{NCT}/staff", f"/en/{NCT}/worksheet"
RESULTS = [
    observation("751-8", quantity(0.32, "10*9/L")),
    observation("777-3", quantity(12, "10*9/L")),
    observation("777-3", quantity(30, "10*9/L"), effectiveDateTime="2026-10-01"),
    observation("1742-6", quantity(38, "U/L"), quantity(50, "U/L"), effectiveDateTime="2026-11-02T10:00:00+08:00"),
    observation("60474-4", quantity(15)),
    observation("770-8", quantity(22, "%"), code={"text": "NEUT%", "coding": []}),
]
REPORT = json.dumps(bundle(*RESULTS))
XML = '<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/></Bundle>'


def read(browser: CheckingClient, text: str = REPORT, path: str = STAFF, **more: Any) -> Page:
    browser.open(path)
    return browser.fill({"report": text, "origin": "staff"} | more, path="report")


def boxes(page: Page, is_ticked: bool = True) -> dict[str, list[str]]:
    """Input name → the values of the boxes that are ticked, or of those that are not."""
    found: dict[str, list[str]] = {}
    for box in page.all("main//table//input"):
        if box.get("type") != "hidden" and (box.get("checked") is not None) is is_ticked:
            found.setdefault(box.get("name", ""), []).append(box.get("value", ""))
    return found


def response_of(browser: CheckingClient, lang: str = "en") -> str:
    return browser.open(f"/{lang}/{NCT}/response.fhir.json").response.text


def test_results_are_shown_and_nothing_is_kept_yet(browser: CheckingClient) -> None:
    page = read(browser)
    assert page.status == 200
    assert boxes(page) == {
        "take": ["neutrophils 0.32 10^9/L", "alt 38 50"],
        "take-platelets": ["platelets 12 10^9/L"],
    }
    assert boxes(page, is_ticked=False) == {"take-platelets": ["platelets 30 10^9/L", ""]}
    assert "There is no unit beside it." in page.text("ul[@class='plain']")
    assert "NEUT%: This study does not ask for it." in page.text("details")
    assert "2026-11-18" in page.text("table")
    assert '"answer"' not in response_of(browser)


def test_what_is_ticked_is_kept_with_its_own_date(browser: CheckingClient) -> None:
    read(browser)
    browser.fill({"take": ["alt 38 50"], "take-platelets": "platelets 30 10^9/L"}, path="report/take")
    text = browser.open(WORKSHEET).text("main")
    assert "seen on a report, 2026-11-02" in text
    assert "seen on a report, 2026-10-01" in text
    assert "2026-11-18" not in text, "of what was not taken"


def test_none_of_several_results_can_be_kept(browser: CheckingClient) -> None:
    read(browser)
    assert browser.fill({"take-platelets": ""}, path="report/take").status == 303
    assert '"answer"' not in response_of(browser)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", [STAFF, f"/en/{NCT}/questions/blood-counts"])
def test_our_own_answers_come_back_whole(app: Flask, lang: str, path: str) -> None:
    answers = FITTING | {"alt": "unknown", "heart": ["long_qt", "severe_arrhythmia"], "donor": "unknown"}
    sent = response_of(reader_with(app, TRIAL, answers), lang)
    browser = CheckingClient(app)
    page = read(browser, sent, path)
    assert page.status == 200
    browser.fill(boxes(page), path="report/take")
    assert browser.open(f"/{lang}/{NCT}/assessment.json").response.json == assessment(answers)


def test_staffs_notes_come_back_too(browser: CheckingClient, app: Flask) -> None:
    browser.open(STAFF)
    noted = {"oxygen-value": "97", "oxygen-source": "chart", "oxygen-date": "2026-11-03"}
    browser.fill(noted)
    other = CheckingClient(app)
    page = read(other, response_of(browser))
    other.fill(boxes(page), path="report/take")
    assert "in the chart, 2026-11-03" in other.open(WORKSHEET).text("main")


def test_results_that_staff_have_seen_can_be_taken_elsewhere(app: Flask, browser: CheckingClient) -> None:
    browser.fill(boxes(read(browser)), path="report/take")
    page = browser.open(WORKSHEET)
    [link] = [link for link in page.links() if "observations.fhir.json" in link]
    sent = browser.open(link).response
    assert sent.mimetype == "application/fhir+json"
    assert boxes(read(CheckingClient(app), sent.text)) == {
        "take": ["neutrophils 0.32 10^9/L", "platelets 12 10^9/L", "alt 38 50"]
    }


def test_a_file_is_read_too(browser: CheckingClient) -> None:
    files: dict[str, Any] = {"report-file": (io.BytesIO(REPORT.encode()), "results.json")}
    page = read(browser, "", **files)
    assert boxes(page)["take-platelets"] == ["platelets 12 10^9/L"]
    assert json.loads(page.text("textarea")) == json.loads(REPORT), "it is read again with the table"


def test_the_language_switch_keeps_what_was_picked(browser: CheckingClient) -> None:
    read(browser)
    picked: dict[str, Any] = {"take": ["alt 38 50"], "take-platelets": "platelets 30 10^9/L"}
    page = browser.fill({"report": REPORT, "switch": "zh", **picked}, path="report")
    assert boxes(page) == {"take": ["alt 38 50"], "take-platelets": ["platelets 30 10^9/L"]}


def test_results_of_two_people_are_not_ticked(browser: CheckingClient) -> None:
    both = [found | {"subject": {"reference": f"Patient/{n}"}} for n, found in enumerate(RESULTS)]
    page = read(browser, json.dumps(bundle(*both)))
    assert boxes(page) == {}
    assert "more than one person" in page.text("main//*[@role='alert']")


@pytest.mark.parametrize(("lang", "warning"), [("en", "More results follow"), ("zh", "还有结果")])
def test_a_part_of_the_results_is_not_ticked_and_says_why(browser: CheckingClient, lang: str, warning: str) -> None:
    page = read(browser, json.dumps(bundle(*RESULTS) | {"total": 50}), f"/{lang}/{NCT}/staff")
    assert boxes(page) == {}
    assert warning in page.text("main//*[@role='alert']")


def test_a_result_that_is_not_final_yet_is_shown_at_once_with_its_date(browser: CheckingClient) -> None:
    newer = observation("777-3", quantity(8, "10*9/L"), status="preliminary", effectiveDateTime="2026-11-20")
    page = read(browser, json.dumps(bundle(*RESULTS, newer)))
    assert page.all("form//details")[0].get("open") is not None
    assert "777-3 (2026-11-20): It is not final" in page.text("details")
    assert read(browser).all("form//details")[0].get("open") is None


def test_a_date_in_the_future_is_not_taken(browser: CheckingClient) -> None:
    page = read(
        browser, json.dumps(bundle(observation("777-3", quantity(12, "10*9/L"), effectiveDateTime="2199-01-01")))
    )
    assert boxes(page) == {}
    assert "2199" not in page.text("table")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", ["{", "{}", '{"a": 1, "a": 2}', '{"a": ' + "9" * 99 + "}", '{"a": ' + "[" * 99, XML])
def test_what_cannot_be_read_says_why(browser: CheckingClient, lang: str, text: str) -> None:
    browser.open(f"/{lang}/{NCT}/report")
    page = browser.fill({"report": text}, path="report")
    assert page.status == 422
    assert page.text("main//*[@role='alert']")
    assert not page.all("table")


def padded(size: int) -> str:
    note = {"resourceType": "Basic", "id": "&" * 2000 + "x" * (size - len(REPORT) - 2060)}
    return json.dumps(bundle(*RESULTS, note))


def post(browser: CheckingClient, path: str, text: str, file: bytes = b"", **more: Any) -> Page:
    """Post a form in parts, as a browser does; the test client would write large ones to the disk."""
    token = browser.open(f"/en/{NCT}/{path.partition('/')[0]}").token
    upload = FileStorage(io.BytesIO(file), "x.json", "report-file")
    data: dict[str, Any] = {"csrf_token": token, "origin": "staff", "report": text, "report-file": upload} | more
    body, length, boundary = stream_encode_multipart(MultiDict(data), use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.open(f"/en/{NCT}/{path}", method="POST", input_stream=body, content_length=length, content_type=kind)


@pytest.fixture
def no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", None)


@pytest.mark.usefixtures("no_disk")
def test_a_megabyte_is_read_in_memory_there_and_nowhere_else(browser: CheckingClient) -> None:
    text = padded(990_000)
    for page in (post(browser, "report", text), post(browser, "report", "", text.encode())):
        assert page.status == 200
        assert boxes(page)["take-platelets"] == ["platelets 12 10^9/L"]
    taken = post(browser, "report/take", text, take="alt 38 50")
    assert taken.status == 303
    assert post(browser, "staff", text).status == 413
    assert post(browser, "report", padded(1_100_000)).status == 413


def check_page(app: Flask, content: Any, lang: str) -> None:
    """Whatever is sent, a page is shown, and what it offers can be kept."""
    browser = CheckingClient(app)
    browser.open(f"/{lang}/{NCT}/report")
    page = browser.fill({"report": json.dumps(content), "origin": "staff"}, path="report")
    assert page.status in (200, 422)
    if page.status == 200 and page.all("table"):
        assert browser.fill(boxes(page), path="report/take").status == 303
        browser.open(page.url.replace("/report", "/staff"))


@settings(deadline=None, max_examples=10, derandomize=True)
@given(hostile(), st.sampled_from(LANGUAGES))
def test_whatever_is_sent_a_page_is_shown(app: Flask, content: Any, lang: str) -> None:
    check_page(app, content, lang)


@pytest.mark.audit
@pytest.mark.timeout(600)
@settings(deadline=None, max_examples=150)
@given(hostile(), st.sampled_from(LANGUAGES))
def test_whatever_is_sent_a_page_is_shown_hundreds_of_times(app: Flask, content: Any, lang: str) -> None:
    check_page(app, content, lang)


def test_answers_to_all_steps_are_told_on_the_step_that_they_came_from(app: Flask, browser: CheckingClient) -> None:
    page = read(browser, response_of(reader_with(app, TRIAL, FITTING)), f"/en/{NCT}/questions/blood-counts")
    taken = browser.fill(boxes(page) | {"origin": "blood-counts"}, path="report/take")
    assert taken.location.startswith(f"/en/{NCT}/questions/blood-counts")
    assert "Taken from the report: " in browser.open(taken.location).text("main//*[@role='status']")
    assert browser.page.content()["platelets-value"] == ["12"]


def test_answers_of_a_response_are_never_logged(browser: CheckingClient, caplog: pytest.LogCaptureFixture) -> None:
    read(browser, REPORT.replace("NEUT%", "SECRET-NAME-7f"))
    assert "SECRET-NAME-7f" in browser.page.text("details")
    assert "SECRET-NAME-7f" not in caplog.text
