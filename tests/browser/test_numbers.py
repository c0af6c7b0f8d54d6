"""A number that is asked again, and a report that is pasted, in real Chromium: on a phone and by keyboard, with and
without script."""

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browsing import DESK, NCT, PHONE, go_on, opened, press
from tests.web.test_report import REPORT

COUNTS, KIDNEY, STAFF = f"/en/{NCT}/questions/blood-counts", f"/en/{NCT}/questions/kidney", f"/en/{NCT}/staff"
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@SCRIPT
def test_two_unusual_numbers_are_confirmed_one_after_the_other(chromium: Browser, site: str, script: bool) -> None:
    page = opened(chromium, site, viewport=PHONE, java_script_enabled=script)
    page.goto(COUNTS)
    page.locator("[name=neutrophils-value]").fill("6.5")
    page.locator("[name=platelets-value]").fill("12")
    page.locator("[name=reticulocytes-value]").fill("450")
    go_on(page)
    assert page.locator(".summary:focus a").count() == 2
    press(page.get_by_role("button", name="Yes, my report says 6.5 × 10³/µL"))
    assert page.locator(".summary a").count() == 1
    press(page.get_by_role("button", name="Yes, my report says 450 × 10³/µL"))
    assert "/blood-counts" not in page.url
    page.goto(COUNTS)
    assert page.locator("[name=neutrophils-value]").input_value() == "6.5"
    # What is kept is not asked again.
    go_on(page)
    assert "/blood-counts" not in page.url


@SCRIPT
def test_a_likely_reading_is_one_tap(chromium: Browser, site: str, script: bool) -> None:
    page = opened(chromium, site, viewport=PHONE, java_script_enabled=script)
    page.goto(COUNTS)
    page.locator("[name=neutrophils-value]").fill("45.2")
    page.locator("[name=platelets-value]").fill("150")
    page.locator("[name=platelets-unit]").select_option("/uL")
    page.locator("[name=reticulocytes-value]").fill("8")
    go_on(page)
    press(page.get_by_role("button", name="It is 150 × 10³/µL"))
    press(page.locator("#neutrophils").get_by_role("button", name="I don’t know"))
    assert "/blood-counts" not in page.url
    page.goto(COUNTS)
    assert page.locator("#neutrophils-unknown").is_checked()
    assert page.locator("[name=platelets-unit]").input_value() == "10^3/uL"


def test_the_unit_of_the_clearance_is_chosen_and_one_of_another_kind_explains_itself(
    chromium: Browser, site: str
) -> None:
    page = opened(chromium, site, viewport=PHONE)
    page.goto(KIDNEY)
    page.locator("[name=creatinine_clearance-value]").fill("68")
    go_on(page)
    expect(page.locator("#creatinine_clearance-error")).to_contain_text("Choose the unit")
    page.locator("[name=creatinine_clearance-unit]").select_option("umol/L")
    go_on(page)
    expect(page.locator("#creatinine_clearance-error")).to_contain_text("Serum creatinine")
    press(page.locator("#creatinine_clearance").get_by_role("button", name="I don’t know"))
    page.goto(KIDNEY)
    assert page.locator("#creatinine_clearance-unknown").is_checked()


@SCRIPT
def test_a_report_is_pasted_and_taken_by_keyboard(chromium: Browser, site: str, script: bool) -> None:
    page = opened(chromium, site, viewport=DESK, java_script_enabled=script)
    page.goto(STAFF)
    page.locator("details.paste summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(REPORT)
    for _ in range(2):  # past the file
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("[name=take]:checked").count() == 3
    with page.expect_navigation():
        page.keyboard.press("Enter")  # the focus is on the button that takes them
    assert page.locator("#platelets-value").input_value() == "12"
    assert page.locator("#platelets-source").input_value() == "report"
    assert page.locator("#platelets-date").input_value() == "2026-11-18"


def test_a_report_is_pasted_on_a_phone(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    page.goto(COUNTS)
    page.locator("[name=reticulocytes-value]").fill("15")
    page.locator("details.paste summary").click()
    page.locator("#report").fill(REPORT)
    press(page.get_by_role("button", name="Read the report"))
    page.locator("[name=take]").nth(1).uncheck()
    press(page.get_by_role("button", name="Take these results"))
    assert page.locator("[name=neutrophils-value]").input_value() == "0.32"
    assert page.locator("[name=platelets-value]").input_value() == ""
    assert page.locator("[name=reticulocytes-value]").input_value() == "15"
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


def test_back_opens_pages_that_answered_a_post(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    page.goto(COUNTS)
    page.locator("[name=platelets-value]").fill("<5")
    go_on(page)
    page.locator("details.paste summary").click()
    page.locator("#report").fill(REPORT)
    press(page.get_by_role("button", name="Read the report"))
    press(page.get_by_role("button", name="Take these results"))
    for heading in ("Results from a report", "Your blood counts"):
        page.go_back()  # an error if the browser would ask to send the form again
        expect(page.locator("h1")).to_contain_text(heading)
