"""Whole journeys in real Chromium: with and without script, in both languages, on a phone and on a desk."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from prescreen.i18n.locale import HTML_LANGUAGES
from tests.support.browsing import (
    ALL_ASKED,
    DESK,
    FITTING,
    NCT,
    OUTCOMES,
    PHONE,
    answered,
    fill,
    go_on,
    opened,
    press,
    walk,
)
from tests.support.core import TRIAL

# Each outcome, language and way of browsing once; all of them together take four times as long.
WALKED = {
    ("may_fit", "en", True),
    ("check_with_doctor", "zh", False),
    ("not_now", "en", False),
    ("may_not_fit", "zh", True),
}


@pytest.mark.parametrize(
    ("outcome", "lang", "script"),
    [
        pytest.param(*walk, marks=[] if walk in WALKED else pytest.mark.audit)
        for walk in product(OUTCOMES, ("en", "zh"), (True, False))
    ],
)
def test_a_reader_walks_to_each_result(chromium: Browser, site: str, lang: str, script: bool, outcome: str) -> None:
    page = opened(chromium, site, viewport=PHONE, java_script_enabled=script)
    walk(page, lang, FITTING | OUTCOMES[outcome])
    press(page.locator(".go .primary").first)
    assert page.locator("main").get_attribute("data-outcome") == outcome
    assert page.locator("[data-requirement]").count() == 29
    assert page.locator("html").get_attribute("lang") == HTML_LANGUAGES[lang]


def test_a_reader_who_knows_nothing_is_told_what_to_find_out(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, dict.fromkeys(TRIAL.questions, "unknown"), viewport=PHONE)
    page.goto(f"/en/{NCT}/result")
    assert page.locator("main").get_attribute("data-outcome") == "check_with_doctor"
    assert page.locator("[data-status=does_not_fit]").count() == 0
    assert page.locator(".bring li").count() > 20


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_switching_the_language_on_a_step_keeps_what_was_typed(chromium: Browser, site: str, script: bool) -> None:
    page = opened(chromium, site, viewport=PHONE, java_script_enabled=script)
    page.goto(f"/en/{NCT}/questions/blood-counts")
    page.locator("[name=neutrophils-value]").fill("not yet judged")
    page.locator("[name=platelets-unit]").select_option("/uL")
    page.locator("[name=reticulocytes-unknown]").check()
    press(page.locator("button.switch"))
    assert "/zh/" in page.url
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("[name=neutrophils-value]").input_value() == "not yet judged"
    assert page.locator("[name=platelets-unit]").input_value() == "/uL"
    assert page.locator("[name=reticulocytes-unknown]").is_checked()
    assert page.locator(".summary").count() == 0


def test_switching_on_the_way_keeps_every_answer(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(f"/en/{NCT}/")
    press(page.locator(".go .primary"))
    while "/questions/" in page.url:
        fill(page, FITTING)
        press(page.locator("button.switch"))
        go_on(page)
    shown = page.locator("dd:not(.action)").all_inner_texts()
    press(page.locator("a.switch"))
    assert page.url.endswith("/check")
    assert len(page.locator("dd:not(.action)").all_inner_texts()) == len(shown) == len(FITTING)
    assert page.locator(".row.open").count() == 0


def test_enter_in_a_number_continues_and_does_not_switch_the_language(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(f"/en/{NCT}/questions/kidney")
    page.locator("[name=creatinine_clearance-unit]").select_option("mL/min")
    page.locator("[name=creatinine_clearance-value]").fill("90")
    page.locator("[name=creatinine_clearance-value]").press("Enter")
    page.wait_for_url("**/en/**/questions/diagnosis")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_error_takes_focus_and_its_link_leads_to_the_field(chromium: Browser, site: str, script: bool) -> None:
    page = opened(chromium, site, viewport=PHONE, java_script_enabled=script)
    page.goto(f"/zh/{NCT}/questions/blood-counts")
    page.locator("[name=neutrophils-value]").fill("8000")
    go_on(page)
    assert page.locator(".summary:focus").count() == 1
    assert page.locator("[name=neutrophils-value]").input_value() == "8000"
    page.locator(".summary a").first.click()
    assert page.locator("[name=neutrophils-value]:focus").count() == 1


def test_the_browsers_back_shows_the_step_before_with_its_answer(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    page.goto(f"/en/{NCT}/questions/diagnosis")
    fill(page, FITTING)
    go_on(page)
    page.wait_for_url("**/blood-counts")
    page.go_back()
    assert page.locator("#diagnosis--severe").is_checked()


def test_a_change_that_opens_a_question_leads_through_just_that_one(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=PHONE)
    page.goto(f"/en/{NCT}/check")
    press(page.locator("a[href$='#marrow']"))
    page.locator("[id='marrow--25_to_50']").check()
    go_on(page)
    page.wait_for_url("**/residual-cells")
    page.locator("#residual_cells--under_30").check()
    go_on(page)
    page.wait_for_url("**/check")


def test_clearing_leaves_nothing_and_back_does_not_bring_it_back(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=PHONE)
    page.goto(f"/en/{NCT}/check")
    press(page.locator(".clear button"))
    assert page.locator("[role=status]").count() == 1
    assert [cookie["name"] for cookie in page.context.cookies()] == ["form"]
    page.go_back()
    assert page.locator(".row.open").count() > 20


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_page_scrolls_sideways(chromium: Browser, app: Flask, site: str, lang: str, width: int) -> None:
    page = answered(chromium, app, site, ALL_ASKED, viewport={"width": width, "height": 700})
    for path in ("", "questions/blood-counts", "questions/liver", "questions/gvhd", "check", "result", "none"):
        page.goto(f"/{lang}/{NCT}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_targets_are_large_enough_to_tap(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    page.goto(f"/en/{NCT}/questions/blood-counts")
    for target in page.locator(
        "button:visible, .option label, input[type=text], select, details:not(.term) > summary:visible, a.back"
    ).all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 44, target.evaluate("node => node.outerHTML")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_result_prints_with_every_criterion_in_a_whole_row(
    chromium: Browser, app: Flask, site: str, lang: str, paper: str
) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(f"/{lang}/{NCT}/result")
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert page.locator(".clear").is_hidden()
    assert page.locator(".clinician tbody tr").count() == 19
    sheets = sheets_of(page.pdf(format=paper))
    for criterion in TRIAL.criteria:
        found = [sheet for sheet in sheets if folded(criterion.registry) in sheet]
        assert len(found) == 1, f"{criterion.id} is cut, or missing"


def sheets_of(pdf: bytes) -> list[str]:
    """The text of each page, without white space, since line breaks may be anywhere."""
    return [folded(sheet.extract_text()) for sheet in PdfReader(BytesIO(pdf)).pages]


def folded(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_result_can_be_saved_as_a_pdf_whose_text_can_be_searched(
    chromium: Browser, app: Flask, site: str, lang: str
) -> None:
    page = answered(chromium, app, site, FITTING, viewport=PHONE)
    page.goto(f"/{lang}/{NCT}/result")
    heading = page.locator("h1").inner_text()
    with page.expect_download() as download:
        page.locator("a[href*='result.pdf']").click()
    sheets = sheets_of(Path(download.value.path()).read_bytes())
    assert folded(heading) in sheets[0]
    assert folded(TRIAL.requirements[0].means[lang]) in "".join(sheets)
    assert all(any(folded(c.registry) in sheet for sheet in sheets) for c in TRIAL.criteria)


def test_a_slip_in_the_unit_is_mended_with_one_tap(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=PHONE, java_script_enabled=False)
    page.goto(f"/zh/{NCT}/questions/blood-counts")
    page.locator("[name=neutrophils-value]").fill("400")
    page.locator("[name=platelets-unknown]").check()
    page.locator("[name=reticulocytes-unknown]").check()
    go_on(page)
    page.locator(".summary a").click()
    in_view(page, "#neutrophils button")
    in_view(page, "[name=neutrophils-value]")
    press(page.locator("#neutrophils button"))
    page.goto(f"/zh/{NCT}/check")
    answer = page.locator(".row", has=page.locator("a[href$='#neutrophils']")).locator("dd").first
    assert "400 /μL" in answer.inner_text()


def in_view(page: Page, selector: str) -> None:
    box = page.locator(selector).bounding_box()
    assert box
    assert box["y"] >= 0, selector
    assert box["y"] + box["height"] <= PHONE["height"], selector


def test_enter_beside_an_offered_correction_continues_and_does_not_take_it(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    page.goto(f"/en/{NCT}/questions/blood-counts")
    page.locator("[name=neutrophils-value]").fill("400")
    page.locator("[name=platelets-unknown]").check()
    page.locator("[name=reticulocytes-unknown]").check()
    go_on(page)
    with page.expect_navigation():
        page.locator("[name=neutrophils-value]").press("Enter")
    assert page.locator("#neutrophils button").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_number_line_stands_beside_its_sentence(chromium: Browser, app: Flask, site: str) -> None:
    answers = FITTING | {"oxygen": {"value": "91"}, "bilirubin": {"value": "42", "limit": "21"}}
    page = answered(chromium, app, site, answers, viewport=PHONE)
    page.goto(f"/en/{NCT}/result")
    page.locator("#points-does_not_fit summary").first.click()
    sentences = page.locator(".measure p").all_inner_texts()
    assert sentences == [
        "2 times the upper limit; the study looks for at most 1.5 times the upper limit",
        "91%; the study looks for at least 92%",
    ]
    assert page.locator(".measure svg.line:visible").count() == 2


def test_a_term_opens_in_place_without_script(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=PHONE, java_script_enabled=False)
    page.goto(f"/en/{NCT}/questions/donor")
    term = page.locator(".term").first
    assert term.locator(".meaning").is_hidden()
    term.locator("summary").click()
    assert term.locator(".meaning").is_visible()


def test_a_session_about_to_end_says_so_and_can_be_kept(chromium: Browser, site: str) -> None:
    with time_machine.travel(datetime.now(UTC)) as clock:
        page = opened(chromium, site, viewport=PHONE)
        page.clock.install()
        page.goto(f"/en/{NCT}/questions/diagnosis")
        fill(page, FITTING)
        go_on(page)
        page.wait_for_url("**/blood-counts")
        ending = page.locator("#ending")
        expect(ending).to_be_hidden()

        def wait(minutes: float) -> None:
            clock.shift(timedelta(minutes=minutes))
            with page.expect_response("**/session*"):
                page.clock.fast_forward(int(minutes * 60_000))

        wait(55.5)
        expect(ending).to_be_visible()
        ending.locator("button").click()
        expect(ending).to_be_hidden()
        wait(55.5)
        expect(ending).to_be_visible()
        page.locator("[name=neutrophils-value]").fill("0.4")
        wait(5)
        expect(page.locator("[data-when=over]")).to_be_visible()
        assert page.locator("[name=neutrophils-value]").input_value() == "0.4"


def test_a_whole_journey_by_keyboard_alone(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(f"/en/{NCT}/")
    page.locator(".go .primary").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/diagnosis")
    while "/questions/" in page.url:
        address = page.url
        for question in page.locator("fieldset.question").all():
            name = str(question.get_attribute("id"))
            _tab_to(page, f"[name='{name}'], [name='{name}-unknown']")
            if page.locator(f"[name='{name}'][type=radio]").count():
                page.keyboard.press("ArrowUp")  # from the first option round to the last: I don't know
            else:
                while page.evaluate("document.activeElement.value") != "unknown":
                    page.keyboard.press("Tab")
                page.keyboard.press("Space")
        _tab_to(page, "main form button.primary")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.press("Enter")
        page.wait_for_function("address => location.href !== address", arg=address)
    _tab_to(page, ".go .primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result")
    assert page.locator("main").get_attribute("data-outcome") == "check_with_doctor"


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")
