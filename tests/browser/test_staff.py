"""The staff view in real Chromium: by keyboard alone, saved on each change, and a shared device that keeps nothing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, expect

from prescreen import create_app
from prescreen.web.settings import Settings
from tests.conftest import KEY, served
from tests.support.browsing import CHROMIUM, DESK, FITTING, FLAGS, NCT, PHONE, answered, fill, go_on, opened, press
from tests.support.core import TRIAL

STAFF = f"/en/{NCT}/staff"


def focused(page: Page) -> str:
    """The question that has the focus."""
    found: str = page.evaluate("document.activeElement.closest('fieldset')?.id ?? ''")
    return found


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("Saved")


def answer_by_keys(page: Page, question: str, answer: Any) -> None:
    """Type or pick an answer to the question that has the focus."""
    if isinstance(answer, dict):
        for place, (part, typed) in enumerate(answer.items()):
            if place:
                page.keyboard.press("ArrowDown" if part == "unit" else "Tab")
            page.keyboard.type(typed)
    elif answer == "unknown":
        page.keyboard.press("?")
    else:
        for option in answer if isinstance(answer, list) else [answer]:
            page.keyboard.press(page.locator(f"[id='{question}--{option}']").get_attribute("data-key") or "")


def test_all_questions_are_answered_by_keyboard_alone(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    expect(page.locator("h1")).to_be_focused()  # set with the first animation frame, after the page has loaded
    page.keyboard.press("Enter")
    seen = []
    while (question := focused(page)) and question not in seen:
        seen.append(question)
        answer_by_keys(page, question, FITTING.get(question, "unknown"))
        if focused(page) == question:  # a single choice leads on by itself
            page.keyboard.press("Enter")
        saved(page)
    assert set(FITTING) <= set(seen) <= set(TRIAL.questions)
    expect(page.locator("#main")).to_have_attribute("data-outcome", "may_fit")
    page.goto(f"/en/{NCT}/result")
    assert page.locator("main").get_attribute("data-outcome") == "may_fit"


def test_source_and_date_follow_an_answer_by_tab(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    page.locator("#oxygen-value").focus()
    page.keyboard.type("97")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.type("20261101")
    page.keyboard.press("Enter")
    saved(page)
    page.goto(f"/en/{NCT}/worksheet")
    assert "seen on a report, 2026-11-01" in page.locator("tr[data-requirement=oxygen]").inner_text()


def test_the_source_and_date_that_are_set_are_those_of_what_is_entered_next(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    expect(page.locator("h1")).to_be_focused()
    page.keyboard.type("220260131")
    page.keyboard.press("Enter")
    assert focused(page) == "diagnosis"
    page.keyboard.press("1")
    expect(page.locator("#diagnosis-source")).to_have_value("report")
    expect(page.locator("#diagnosis-date")).to_have_value("2026-01-31")
    page.keyboard.press("s")
    page.keyboard.type("1t")
    page.keyboard.press("Enter")
    assert focused(page) == "marrow", "it leads back"
    page.keyboard.press("1")
    expect(page.locator("#marrow-source")).to_have_value("patient")
    expect(page.locator("#marrow-date")).to_have_value(date.today().isoformat())
    expect(page.locator("#diagnosis-date")).to_have_value("2026-01-31")
    page.keyboard.press("s")
    page.keyboard.press("4")  # the first that was used before
    expect(page.locator("#current-report-date")).to_have_value("2026-01-31")
    assert focused(page) == "neutrophils"


def type_number(page: Page, question: str, typed: str) -> None:
    page.locator(f"#{question}-value").fill(typed)
    page.keyboard.press("Enter")


def test_after_the_source_is_set_the_next_key_changes_no_answer(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    page.locator("[id='diagnosis--severe']").check()
    saved(page)
    # From an answered row, by key; then by mouse, from a row that is open.
    page.locator("[id='diagnosis--severe']").focus()
    page.keyboard.press("s")
    page.keyboard.type("2t")
    page.keyboard.press("Enter")
    assert focused(page) == "marrow"
    page.locator("#oxygen-value").focus()
    page.locator("#current-report-date").click()
    page.keyboard.press("Enter")
    assert focused(page) == "oxygen"


@pytest.mark.parametrize(("accept", "source"), [(True, "report"), (False, "patient")])
def test_the_source_of_an_answer_that_is_corrected_is_asked(
    chromium: Browser, site: str, accept: bool, source: str
) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept() if accept else dialog.dismiss()

    page.on("dialog", answer)
    page.locator("#patient-current-report").check()
    type_number(page, "platelets", "11")
    saved(page)
    page.locator("#report-current-report").check()
    type_number(page, "platelets", "12")
    saved(page)
    expect(page.locator("#platelets-source")).to_have_value(source)
    assert len(asked) == 1
    assert "already has a source" in asked[0]


def test_an_exclusive_option_unticks_the_others_and_they_it(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    for option in ("hiv", "none", "unknown", "hiv"):
        page.locator(f"[id='infections--{option}']").click()
        assert page.eval_on_selector_all("#infections .answer :checked", "all => all.map(box => box.value)") == [option]
    saved(page)


def test_what_is_refused_is_told_again_in_the_other_language(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    type_number(page, "platelets", "<5")
    expect(page.locator("#faults a")).to_have_count(1)
    page.locator("#switch").click()
    expect(page.locator("h1")).to_have_text("医护人员专用页")
    expect(page.locator("#platelets-error")).not_to_be_empty()
    expect(page.locator("#faults a")).to_have_count(1)


def test_a_date_that_cannot_be_is_told_beside_the_source_that_is_set(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    page.locator("#current-report-date").fill("soon")
    page.locator("#current-report-date").blur()
    expect(page.locator("#current-report-error")).to_contain_text("Type the date with the year first")
    page.locator("#current-report-date").fill("t")
    page.locator("#current-report-date").blur()
    expect(page.locator("#current-report-date")).to_have_value(date.today().isoformat())
    expect(page.locator("#current-report-error")).to_be_empty()


COMPOSING = """keyCode => document.activeElement.dispatchEvent(Object.defineProperty(
  new KeyboardEvent("keydown", { key: "Enter", bubbles: true }), "keyCode", { value: keyCode }))"""


@pytest.mark.parametrize(("code", "question"), [(229, "neutrophils"), (13, "platelets")])
def test_the_key_that_ends_a_composition_stays_in_its_box(
    chromium: Browser, site: str, code: int, question: str
) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    page.locator("#neutrophils-value").focus()
    page.evaluate(COMPOSING, code)
    assert focused(page) == question


def test_after_the_last_question_what_is_open_is_next(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    page.locator("#marrow--25_to_50").focus()
    page.keyboard.press("2")
    assert focused(page) == "residual_cells", "it is shown before the server has answered"
    page.locator("#consent--yes").focus()
    page.keyboard.press("1")
    assert focused(page) == "diagnosis"
    saved(page)
    page.keyboard.press("Shift+Enter")
    assert focused(page) != "diagnosis"


def test_statuses_follow_each_change_without_a_new_page(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    page.locator("#diagnosis--not_severe").check()
    expect(page.locator("#status-diagnosis")).to_have_attribute("data-status", "does_not_fit")
    expect(page.locator("#main")).to_have_attribute("data-outcome", "may_not_fit")
    page.locator("#diagnosis--severe").check()
    expect(page.locator("#status-diagnosis")).to_have_attribute("data-status", "fits")
    expect(page.locator("#so-far")).to_contain_text("1 of 30 questions answered")


def test_a_question_appears_when_an_answer_calls_for_it(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    expect(page.locator("#residual_cells")).to_be_hidden()
    page.locator("#marrow--25_to_50").check()
    expect(page.locator("#residual_cells")).to_be_visible()


def test_a_slip_is_told_beside_its_field_and_the_rest_is_saved(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    page.locator("#oxygen-value").fill("nearly all")
    page.locator("#lvef-value").fill("60")
    page.locator("#lvef-value").blur()
    expect(page.locator("#saved")).to_have_text("Some entries are not saved. See the red text.")
    expect(page.locator("#oxygen-error")).to_contain_text("Type only the number")
    assert page.locator("#oxygen-value").input_value() == "nearly all"
    press(page.locator(".pages a").first)
    assert page.url.endswith("/worksheet")
    press(page.locator("a.back"))
    assert page.locator("#lvef-value").input_value() == "60"
    assert page.locator("#oxygen-value").input_value() == "nearly all", "it stays until it is mended"
    page.locator("#faults a").click()
    expect(page.locator("#oxygen-value")).to_be_focused()
    page.locator("#oxygen-value").fill("97")
    page.locator("#oxygen-value").blur()
    saved(page)
    expect(page.locator("#faults a")).to_have_count(0)


def test_a_lost_connection_is_told_and_the_next_save_brings_everything(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    page.context.set_offline(True)
    page.locator("#lvef-value").fill("60")
    page.locator("#lvef-value").blur()
    expect(page.locator("#saved")).to_have_text("Not saved. Choose “Save” to try again.")
    page.context.set_offline(False)
    press(page.locator(".save button"))
    assert page.locator("#lvef-value").input_value() == "60"
    page.goto(f"/en/{NCT}/check")
    assert "60%" in page.locator("main").inner_text()


def test_without_script_the_page_is_one_plain_form(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK, java_script_enabled=False)
    page.goto(STAFF)
    fill(page, FITTING)
    press(page.locator("#staff .primary").last)
    assert page.locator("main").get_attribute("data-outcome") == "may_fit"
    assert not page.locator("p.with-script").is_visible()
    assert not page.locator("kbd").first.is_visible()


@pytest.fixture
def kiosk() -> Iterator[str]:
    """A site for shared devices, with sessions of five minutes."""
    with served(create_app(KEY, settings=Settings(kiosk=True))) as site:
        yield site


def test_a_shared_device_counts_down_and_then_wipes_itself(chromium: Browser, kiosk: str) -> None:
    page = opened(chromium, kiosk, viewport=PHONE)
    page.clock.install(time=0)
    page.goto(f"/en/{NCT}/questions/blood-counts")
    page.clock.pause_at(100)
    page.clock.run_for("00:01")
    expect(page.locator("#countdown")).to_contain_text("3:")
    page.locator("[name=platelets-value]").press_sequentially("12")  # somebody is there
    page.clock.run_for("00:01")
    expect(page.locator("#countdown")).to_contain_text("4:59")
    with page.expect_navigation():
        page.clock.run_for("05:00")
    assert page.url.split("?")[0].endswith(f"/en/{NCT}/")
    assert not [cookie for cookie in page.context.cookies() if cookie["name"].endswith("answers")]
    page.goto(f"/en/{NCT}/questions/blood-counts")
    assert page.locator("[name=platelets-value]").input_value() == ""


@pytest.mark.parametrize("sign", ["keydown", "mousedown", "touchstart", "scroll"])
def test_using_a_shared_device_gives_it_its_whole_time_again(chromium: Browser, kiosk: str, sign: str) -> None:
    page = opened(chromium, kiosk, viewport=PHONE)
    page.clock.install(time=0)
    page.goto(f"/en/{NCT}/questions/blood-counts")
    page.clock.pause_at(100)
    page.clock.run_for("00:01")
    expect(page.locator("#countdown")).to_contain_text("3:")
    page.dispatch_event("h1", sign)
    page.clock.run_for("00:01")
    expect(page.locator("#countdown")).to_contain_text("4:59")


MARKS = ["0.31847", "97.53", "mark-in-a-note"]


def leave_marks(page: Page, site: str) -> None:
    """Use every page that a patient and a nurse may use, with answers that can be searched for."""
    page.goto(f"{site}/en/{NCT}/questions/blood-counts")
    page.locator("[name=neutrophils-value]").fill(f"{MARKS[0]} x")
    go_on(page)  # an error, with what was typed
    page.locator("[name=neutrophils-value]").fill(MARKS[0])
    page.locator("[name=platelets-unknown]").check()
    page.locator("[name=reticulocytes-unknown]").check()
    go_on(page)
    page.goto(f"{site}/en/{NCT}/staff")
    page.locator("#oxygen-value").fill(MARKS[1])
    page.locator("#opinion-note").fill(MARKS[2])
    page.locator("#opinion-note").blur()
    saved(page)
    for path in ("check", "result", "worksheet", "staff"):
        page.goto(f"{site}/en/{NCT}/{path}")
    assert page.locator("#opinion-note").input_value() == MARKS[2]


@pytest.mark.audit
def test_after_next_patient_nothing_is_left_on_a_shared_device(chromium: Browser, kiosk: str, tmp_path: Path) -> None:
    # A profile on disk, as on a clinic's tablet, with a history, which the headless shell doesn't keep.
    with chromium.browser_type.launch_persistent_context(tmp_path, executable_path=CHROMIUM, args=FLAGS) as context:
        page = context.pages[0]
        leave_marks(page, kiosk)
        press(page.locator("#next-patient button").first)
        assert not [cookie for cookie in context.cookies() if "form" not in cookie["name"]]
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert page.evaluate("caches.keys().then(names => names.length)") == 0
        for address in ("check", "result", "staff"):
            cached = "fetch(a, {cache: 'only-if-cached', mode: 'same-origin'}).then(r => r.ok, () => false)"
            assert page.evaluate(f"a => {cached}", f"{kiosk}/en/{NCT}/{address}") is False
        check_history(page)
    assert not found_in_files(tmp_path)


def check_history(page: Page) -> None:
    """Goes back through the browser's history, and checks that no page shows an answer."""
    addresses = []
    while page.go_back():
        addresses.append(page.url)
        typed = [field.input_value() for field in page.locator("input[type=text]").all()]
        assert not any(typed), page.url
        assert not page.locator("fieldset.question input:checked").count(), page.url
        assert not any(mark in page.content() for mark in MARKS), page.url
    assert len(addresses) >= 7
    assert not any(mark in address or "token" in address for mark in MARKS for address in addresses)


def found_in_files(folder: Path) -> list[tuple[Path, str]]:
    contents = [(file, file.read_bytes()) for file in folder.rglob("*") if file.is_file()]
    assert sum(len(content) for _, content in contents) > 100_000
    return [
        (file, mark)
        for file, content in contents
        for mark in MARKS
        if mark.encode() in content or mark.encode("utf-16-le") in content
    ]


def test_the_staff_view_fits_a_phone_in_chinese_with_the_outcome_in_view(
    chromium: Browser, app: Flask, site: str
) -> None:
    page = answered(chromium, app, site, FITTING, viewport=PHONE)
    page.goto(f"/zh/{NCT}/staff")
    assert page.locator("main").get_attribute("data-outcome") == "may_fit"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("#infections").scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > PHONE["height"]
    expect(page.locator("#outcome")).to_be_in_viewport(ratio=1)
