"""Two tabs, two browsers and slow responses in real Chromium: nobody's answers are mixed, and none is lost."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from prescreen import create_app
from prescreen.web.settings import Settings
from tests.conftest import KEY, served
from tests.support.browsing import DESK, FITTING, NCT, PHONE, answered, fill, go_on, opened, press

STAFF, CHECK, WORKSHEET = f"/en/{NCT}/staff", f"/en/{NCT}/check", f"/en/{NCT}/worksheet"
KIDNEY = f"/en/{NCT}/questions/kidney"
GONE = re.compile("(This|That) page belongs to earlier answers")  # blanked by the script, or refused by the server


def beside(page: Page, path: str) -> Page:
    """Another tab of the same browser."""
    other = page.context.new_page()
    other.goto(path)
    return other


def change(page: Page, name: str, value: str) -> None:
    """Type a value on the staff view, and leave the field."""
    page.locator(f"[name='{name}']").fill(value)
    page.locator(f"[name='{name}']").blur()


def deaf(page: Page) -> None:
    """From the next page on, this tab hears nothing of the others."""
    page.add_init_script("addEventListener('storage', (event) => event.stopImmediatePropagation(), true)")


def heading(page: Page) -> Any:
    return expect(page.locator("h1"))


# Another person's answers


def deaf_to_next_patient(chromium: Browser, app: Flask, site: str) -> tuple[Page, Page]:
    """A patient’s staff view that hears nothing of the next patient, and the other tab, where that one was begun."""
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    deaf(page)
    page.goto(STAFF)
    other = beside(page, STAFF)
    press(other.locator("[form=new-patient]"))
    other.locator("#donor--no").check()
    expect(other.locator("#saved")).to_have_text("Saved")
    return page, other


def test_a_tab_of_an_earlier_patient_goes_blank_at_once(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(STAFF)
    wizard = beside(page, KIDNEY)
    other = beside(page, STAFF)
    press(other.locator("[form=new-patient]"))
    expect(other.locator("#oxygen-value")).to_have_value("")
    for old in (page, wizard):
        heading(old).to_have_text(GONE)
        assert old.locator("input[type=text]").count() == 0
        assert GONE.search(old.title())


def test_a_tab_that_hears_nothing_is_refused_and_shows_nothing_of_the_earlier_patient(
    chromium: Browser, app: Flask, site: str
) -> None:
    page, other = deaf_to_next_patient(chromium, app, site)
    change(page, "oxygen-value", "91.5")
    heading(page).to_have_text(GONE)
    assert "91.5" not in page.content()
    other.reload()
    assert other.locator("#donor--no").is_checked()
    assert other.locator("#oxygen-value").input_value() == ""
    press(page.get_by_role("link", name="Go to the staff view"))
    assert page.locator("#donor--no").is_checked()


def test_one_touch_of_an_old_tab_brings_no_cleared_answer_back(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    deaf(page)
    page.goto(KIDNEY)
    other = beside(page, CHECK)
    press(other.get_by_role("button", name="Leave and clear my answers"))
    go_on(page)
    heading(page).to_have_text(GONE)
    other.goto(CHECK)
    assert other.locator(".row:not(.open)").count() == 0


def test_a_code_that_is_loaded_in_another_tab_ends_the_pages_of_before(
    chromium: Browser, app: Flask, site: str
) -> None:
    giver = answered(chromium, app, site, {"donor": "no"}, viewport=PHONE)
    giver.goto(f"/en/{NCT}/handover")
    link = giver.locator(".link a").evaluate("link => link.href")
    code = giver.locator(".check-code strong").inner_text()
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(STAFF)
    other = beside(page, STAFF)
    # A scanner types the link into the box and presses Enter.
    other.locator("#code").focus()
    other.keyboard.type(f"{link.lower()}。")
    other.keyboard.press("Enter")
    other.wait_for_url("**/handover")
    assert other.locator(".check-code strong").inner_text() == code
    press(other.get_by_role("button", name="Load and open the staff view"))
    heading(page).to_have_text(GONE)
    assert other.locator("#donor-source").input_value() == "patient"
    history = other.context.new_cdp_session(other).send("Page.getNavigationHistory")
    assert not [entry for entry in history["entries"] if "/h/" in entry["url"]], "no code in the history"


def test_on_a_shared_device_an_old_tab_leads_to_the_start(chromium: Browser) -> None:
    with served(create_app(KEY, settings=Settings(kiosk=True, kiosk_minutes=60))) as site:
        page = opened(chromium, site, viewport=DESK)
        deaf(page)
        page.goto(KIDNEY)
        fill(page, FITTING)
        go_on(page)
        page.goto(KIDNEY)
        other = beside(page, STAFF)
        press(other.locator("#next-patient button").first)
        page.locator("[name=creatinine_clearance-value]").fill("33.3")
        go_on(page)
        assert page.url.endswith(f"/en/{NCT}/")
        other.goto(CHECK)
        assert "33.3" not in other.content()


# One person, two tabs


def test_a_change_elsewhere_stays_when_one_field_is_changed_here(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(STAFF)
    other = beside(page, KIDNEY)
    other.locator("[name=creatinine_clearance-value]").fill("71")
    go_on(other)
    change(page, "lvef-value", "55")
    expect(page.locator("#saved")).to_have_text("Saved")
    # The page shows what the other one has changed, and saves no more of its own.
    expect(page.locator("#creatinine_clearance-value")).to_have_value("71")
    change(page, "lvef-value", "56")
    expect(page.locator("#saved")).to_have_text("Saved")
    page.reload()
    assert page.locator("#creatinine_clearance-value").input_value() == "71"
    assert page.locator("#lvef-value").input_value() == "56"


@pytest.mark.parametrize("script", [True, False])
def test_an_answer_that_was_changed_in_two_tabs_is_asked_with_and_without_script(
    chromium: Browser, app: Flask, site: str, script: bool
) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK, java_script_enabled=script)
    page.goto(STAFF)
    other = beside(page, STAFF)
    for tab, value in ((other, "93"), (page, "95")):
        change(tab, "oxygen-value", value)
        if not script:
            press(tab.locator(".save button"))
        elif tab is other:
            expect(tab.locator("#saved")).to_have_text("Saved")
    expect(page.locator("#oxygen-error")).to_contain_text("changed on another page too")
    expect(page.locator("#faults a")).to_have_attribute("href", "#oxygen-value")
    press(page.get_by_role("button", name="From this page: 95%"))
    assert page.locator("#faults a").count() == 0
    other.reload()
    assert other.locator("#oxygen-value").input_value() == "95"


# Slow responses


def slow(page: Page, path: str, held: list[Route]) -> None:
    """Holds back the responses to posts, until they are let through."""
    page.route(f"**{path}", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())


@pytest.mark.parametrize("link", ["Worksheet", "All answers, step by step"])
def test_a_link_waits_for_the_last_entry(chromium: Browser, app: Flask, site: str, link: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(STAFF)
    held: list[Route] = []
    slow(page, STAFF, held)
    change(page, "oxygen-value", "93")
    change(page, "lvef-value", "55")
    page.locator(".pages").get_by_role("link", name=link).click()
    assert page.url.endswith("/staff"), "the first save has not come back yet"
    while "/staff" in page.url:
        for route in held[:]:
            held.remove(route)
            route.continue_()
        page.wait_for_timeout(20)
    page.wait_for_load_state()
    assert "93%" in page.locator("main").inner_text()
    assert "55%" in page.locator("main").inner_text()


def test_two_tabs_that_save_at_once_lose_nothing(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(STAFF)
    other = beside(page, STAFF)
    held: list[Route] = []
    slow(page, STAFF, held)
    change(page, "oxygen-value", "93")
    while not held:
        page.wait_for_timeout(20)
    change(other, "lvef-value", "55")
    expect(other.locator("#saved")).to_have_text("Saving …")
    held.pop().continue_()
    for tab in (page, other):
        expect(tab.locator("#saved")).to_have_text("Saved")
    page.unroute_all()
    page.goto(CHECK)
    assert "93%" in page.locator("#oxygen-row").inner_text()
    assert "55%" in page.locator("#lvef-row").inner_text()


def test_leaving_without_what_could_not_be_saved_is_asked_first(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(STAFF)
    page.route(f"**{STAFF}", lambda route: route.abort())
    change(page, "oxygen-value", "93")
    expect(page.locator("#saved")).to_contain_text("Not saved")
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.locator(".pages a").first.click()
    assert asked.value.message == "Your last change could not be saved. Leave this page without it?"
    assert page.url.endswith("/staff")


def test_a_page_view_that_comes_late_loses_no_answer(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, {"donor": "yes"}, viewport=DESK)
    page.goto(STAFF)
    held: list[Route] = []
    page.route("**/session*", lambda route: held.append(route))
    page.evaluate("void (window.late = fetch('/session?renew'))")
    change(page, "oxygen-value", "93")
    expect(page.locator("#saved")).to_have_text("Saved")
    for route in held:
        route.continue_()
    page.evaluate("window.late.then((answer) => answer.ok)")
    page.unroute("**/session*")
    page.reload()
    assert page.locator("#oxygen-value").input_value() == "93"


# Leaving a step


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("link", ["All my answers", "The result so far", "Back"])
def test_a_link_of_a_step_keeps_what_was_typed(chromium: Browser, site: str, link: str, script: bool) -> None:
    page = opened(chromium, site, viewport=PHONE, java_script_enabled=script)
    page.goto(f"/en/{NCT}/questions/blood-counts")
    page.locator("[name=neutrophils-value]").fill("0.3")
    page.locator("[name=platelets-value]").fill("many")
    press(page.get_by_role("link", name=link, exact=True))
    assert "/blood-counts" not in page.url
    page.goto(f"/en/{NCT}/questions/blood-counts")
    assert page.locator("[name=neutrophils-value]").input_value() == "0.3"
    assert page.locator("[name=platelets-value]").input_value() == "many"


def test_after_a_change_the_reader_sees_the_row_that_changed(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=PHONE)
    page.goto(CHECK)
    press(page.locator("#creatinine_clearance-row .action a"))
    page.locator("[name=creatinine_clearance-value]").fill("77")
    go_on(page)
    row = page.locator("#creatinine_clearance-row")
    expect(row).to_contain_text("Changed just now")
    expect(row).to_be_in_viewport()
    expect(row).to_be_focused()


# Cookies, and tabs that idle


def test_a_browser_that_blocks_cookies_is_told_so_on_the_first_continue(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    page.route(f"**{KIDNEY}", answer_without_cookies)
    page.goto(KIDNEY)
    page.context.clear_cookies()
    page.locator("[name=creatinine_clearance-value]").fill("77")
    page.locator("main form button.primary").click()
    expect(page.locator("body")).to_contain_text("Allow cookies for this site")
    assert page.locator("[name=creatinine_clearance-value]").input_value() == "77"
    assert "no longer here" not in page.content()


def answer_without_cookies(route: Route) -> None:
    response = route.fetch()
    headers = {name: value for name, value in response.headers.items() if name.lower() != "set-cookie"}
    route.fulfill(response=response, headers=headers)


def test_answers_outlive_a_browser_that_was_closed(chromium: Browser, app: Flask, site: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    page.goto(KIDNEY)
    page.locator("[name=creatinine_clearance-value]").fill("77")
    page.locator("[name=creatinine_clearance-unit]").select_option("mL/min")
    go_on(page)
    kept = [cookie for cookie in page.context.cookies() if cookie["expires"] > 0]
    page.context.close()
    again = opened(chromium, site, viewport=PHONE)
    again.context.add_cookies(kept)  # type: ignore[arg-type]
    again.goto(KIDNEY)
    assert again.locator("[name=creatinine_clearance-value]").input_value() == "77"


IDLE: dict[str, Callable[[Page], Any]] = {
    "result": lambda page: page.locator("h1"),
    "staff": lambda page: page.locator("#oxygen"),
}


@pytest.mark.parametrize("path", IDLE)
def test_an_idle_tab_says_nothing_while_another_one_keeps_the_answers(
    chromium: Browser, app: Flask, site: str, path: str
) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.clock.install()
    page.goto(f"/en/{NCT}/{path}")
    with page.expect_response(re.compile("/session$")):
        page.clock.fast_forward("01:00:30")  # on the server, the answers have just been used
    expect(page.locator("#ending")).to_be_hidden()
    assert page.url.endswith(path)
    expect(IDLE[path](page)).to_be_visible()


def test_new_patient_has_a_key(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(STAFF)
    with page.expect_navigation():
        page.keyboard.press("Alt+n")
    expect(page.locator("main")).to_contain_text("A new patient")
    assert page.locator("#oxygen-value").input_value() == ""


# What a second look has found


def test_a_link_does_not_leave_while_an_answer_must_be_picked(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(STAFF)
    other = beside(page, STAFF)
    change(other, "oxygen-value", "93")
    expect(other.locator("#saved")).to_have_text("Saved")
    change(page, "oxygen-value", "95")
    with page.expect_event("dialog"):
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.locator(".pages a").first.click()
    assert page.url.endswith("/staff")
    expect(page.locator("#oxygen-error")).to_contain_text("changed on another page too")


def test_a_number_that_is_normalised_while_the_next_is_typed_is_no_conflict(
    chromium: Browser, app: Flask, site: str
) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(STAFF)
    held: list[Route] = []
    slow(page, STAFF, held)
    change(page, "bilirubin-value", "013")
    page.locator("[name='bilirubin-limit']").fill("22")
    while not held:
        page.wait_for_timeout(20)
    held.pop().continue_()
    expect(page.locator("#bilirubin[data-applied], #saved:has-text('Saved')").first).to_be_attached()
    page.locator("[name='bilirubin-limit']").blur()
    while not held:
        page.wait_for_timeout(20)
    held.pop().continue_()
    expect(page.locator("#saved")).to_have_text("Saved")
    assert page.locator("#faults a").count() == 0


def test_the_staff_view_tells_a_browser_that_blocks_cookies(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.route(f"**{STAFF}", answer_without_cookies)
    page.goto(STAFF)
    page.context.clear_cookies()
    change(page, "oxygen-value", "93")
    expect(page.locator("#late")).to_contain_text("Allow cookies for this site")
    assert page.locator("#oxygen-value").input_value() == "93"


def test_on_a_shared_device_an_idle_tab_does_not_clear_what_another_one_uses(chromium: Browser) -> None:
    with served(create_app(KEY, settings=Settings(kiosk=True))) as site:
        page = opened(chromium, site, viewport=DESK)
        page.clock.install()
        page.goto(f"/en/{NCT}/")
        other = beside(page, f"/en/{NCT}/questions/donor")
        fill(other, FITTING)
        go_on(other)
        with page.expect_response("**/session"):
            page.clock.fast_forward("05:10")
        other.goto(CHECK)
        assert other.locator(".row:not(.open)").count() > 0


def test_on_a_shared_device_other_tabs_are_told_of_the_next_patient(chromium: Browser) -> None:
    with served(create_app(KEY, settings=Settings(kiosk=True, kiosk_minutes=60))) as site:
        page = opened(chromium, site, viewport=DESK)
        page.goto(STAFF)
        change(page, "oxygen-value", "91.5")
        expect(page.locator("#saved")).to_have_text("Saved")
        other = beside(page, STAFF)
        press(other.locator("#next-patient button").first)
        heading(page).to_have_text(GONE)
        assert "91.5" not in page.content()


def test_a_link_does_not_leave_the_page_that_says_another_patient_was_begun(
    chromium: Browser, app: Flask, site: str
) -> None:
    page, _ = deaf_to_next_patient(chromium, app, site)
    page.locator("[name=oxygen-value]").fill("91.5")
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_role("link", name="Worksheet").first.click()
    heading(page).to_have_text(GONE)
    heading(page).to_be_focused()
    assert page.url.endswith("/staff"), "the worksheet would be the other patient's"


def test_on_a_shared_device_a_link_of_an_old_tab_leads_to_the_start(chromium: Browser) -> None:
    with served(create_app(KEY, settings=Settings(kiosk=True, kiosk_minutes=60))) as site:
        page = opened(chromium, site, viewport=DESK)
        deaf(page)
        page.goto(STAFF)
        other = beside(page, STAFF)
        press(other.locator("#next-patient button").first)
        other.goto(STAFF)
        change(other, "oxygen-value", "95")
        expect(other.locator("#saved")).to_have_text("Saved")
        page.locator("[name=oxygen-value]").fill("91.5")
        press(page.get_by_role("link", name="Worksheet").first)
        assert page.url.endswith(f"/en/{NCT}/")


def test_the_warning_takes_no_key_from_a_number_that_is_being_typed(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.clock.install()
    page.goto(KIDNEY)
    state = {"person": page.locator("#ending").get_attribute("data-person"), "seconds": 299}
    page.route("**/session", lambda route: route.fulfill(json=state))
    page.locator("[name=creatinine_clearance-value]").fill("")
    page.keyboard.type("1")
    page.clock.fast_forward("55:01")
    expect(page.locator("#ending")).to_be_visible()
    page.keyboard.type("20")
    assert page.locator("[name=creatinine_clearance-value]").input_value() == "120"
    page.locator("h1").focus()
    with page.expect_response("**/session"):
        page.evaluate("dispatchEvent(new Event('storage'))")
    expect(page.get_by_role("button", name="Keep my answers")).to_be_focused()


def test_what_is_still_being_typed_is_not_lost_without_a_word(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(STAFF)
    page.locator("[name=oxygen-value]").fill("93")
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.evaluate("void setTimeout(() => location.reload())")
    assert asked.value.type == "beforeunload"
    expect(page.locator("#saved")).to_have_text("Saved")
    page.reload()
    assert page.locator("[name=oxygen-value]").input_value() == "93"


def test_the_key_for_a_new_patient_asks_nothing_while_a_number_is_typed(
    chromium: Browser, app: Flask, site: str
) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(STAFF)
    page.locator("[name=oxygen-value]").fill("94")
    with page.expect_navigation():
        page.keyboard.press("Alt+n")
    expect(page.locator("main")).to_contain_text("A new patient")


def test_a_browser_that_lost_its_cookies_goes_on_with_the_same_page(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(STAFF)
    page.context.clear_cookies()
    change(page, "oxygen-value", "93")
    expect(page.locator("#late")).to_contain_text("What you typed is still here")
    change(page, "oxygen-value", "94")
    expect(page.locator("#saved")).to_have_text("Saved")
    with page.expect_response("**/session"):
        page.evaluate("dispatchEvent(new Event('storage'))")
    heading(page).to_have_text("For clinic staff")
    page.goto(CHECK)
    assert "94%" in page.locator("#oxygen-row").inner_text()


def test_two_tabs_that_were_opened_at_once_both_save(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=DESK)
    page.goto(STAFF)
    page.context.clear_cookies()  # as if the other tab had been opened before this one's cookie came
    other = beside(page, STAFF)
    for tab, name, value in ((page, "oxygen-value", "93"), (other, "lvef-value", "55")):
        change(tab, name, value)
        with tab.expect_response("**/session"):
            expect(tab.locator("#saved")).to_have_text("Saved")
    for tab in (page, other):
        heading(tab).to_have_text("For clinic staff")


def test_on_a_shared_device_a_save_leaves_the_keys_where_they_are(chromium: Browser) -> None:
    with served(create_app(KEY, settings=Settings(kiosk=True))) as site:
        page = opened(chromium, site, viewport=DESK)
        page.goto(STAFF)
        page.locator("[name=oxygen-value]").fill("93")
        with page.expect_response("**/session"):
            page.keyboard.press("Enter")
        expect(page.locator("#saved")).to_have_text("Saved")
        expect(page.locator("#ending")).to_be_hidden()
        assert page.evaluate("document.activeElement.closest('fieldset.question') !== null")


def donor_options_turned_round(definition: Any, _record: Any) -> None:
    [question] = [q for step in definition["steps"] for q in step["questions"] if q.get("id") == "donor"]
    question["options"].reverse()


def test_a_definition_that_changes_while_the_page_is_open_is_shown_with_the_next_save(
    chromium: Browser, changed_app: Callable[..., Flask]
) -> None:
    before, after = create_app(KEY), changed_app(**{NCT: donor_options_turned_round})
    with served(before) as site:
        page = opened(chromium, site, viewport=DESK)
        page.goto(STAFF)
        page.locator("#donor--no").check()
        expect(page.locator("#saved")).to_have_text("Saved")
        before.wsgi_app = after.wsgi_app  # type: ignore[method-assign]
        for name, value in (("oxygen-value", "95"), ("lvef-value", "55")):
            change(page, name, value)
            expect(page.locator("#donor input[type=radio]").first).to_have_value("no")  # it was the last
            expect(page.locator(f"[name={name}]")).to_have_value(value)
        expect(page.locator("#saved")).to_have_text("Saved")
        page.reload()
        assert page.locator("#oxygen-value").input_value() == "95"
        assert page.locator("#donor input:checked").count() == 0, "a changed question is asked anew"


def test_a_clock_that_is_set_back_gives_a_shared_device_no_more_time(chromium: Browser) -> None:
    with served(create_app(KEY, settings=Settings(kiosk=True))) as site:
        page = opened(chromium, site, viewport=DESK)
        page.clock.install(time=datetime.datetime(2026, 11, 24, 9))
        page.goto(CHECK)
        page.clock.run_for(60_000)
        expect(page.get_by_role("timer")).to_have_text("4:00")
        page.clock.set_system_time(datetime.datetime(2026, 11, 24, 7))
        page.clock.run_for(60_000)
        expect(page.get_by_role("timer")).to_have_text("4:01")


def test_a_shared_device_that_is_left_in_the_middle_of_a_number_clears_itself(chromium: Browser) -> None:
    with served(create_app(KEY, settings=Settings(kiosk=True))) as site:
        page = opened(chromium, site, viewport=DESK)
        page.clock.install()
        page.goto(STAFF)
        page.locator("[name=oxygen-value]").click()
        page.keyboard.type("9")
        with page.expect_navigation(url=re.compile("cleared")):
            page.clock.run_for(301_000)
