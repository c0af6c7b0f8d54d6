"""Handing answers over by a code: what it carries, who asks before it is loaded, and what is left of it."""

import base64
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page

from prescreen import create_app
from prescreen.screening.session_budget import largest_answers
from prescreen.web.logs import JsonFormatter
from prescreen.web.settings import Settings
from tests.conftest import KEY, unchanged
from tests.support.browsing import DESK, FITTING, NCT, PHONE, opened, press, walk
from tests.support.client import CheckingClient, reader_with, session_cookies
from tests.support.core import FITTING as FITTING_ANSWERS
from tests.support.core import TRIAL, outcome

MAKE, OPEN = f"/en/{NCT}/handover", "/en/handover"


def link_of(client: CheckingClient) -> str:
    """The path of the link that hands this reader's answers over."""
    links = [link for link in client.open(MAKE).links() if "/h/" in link]
    assert len(links) == 1
    return "/h/" + links[0].split("/h/")[1]


@pytest.fixture
def giver(app: Flask) -> CheckingClient:
    """A reader who has answered everything."""
    return reader_with(app, TRIAL, FITTING_ANSWERS)


def outcome_of(client: CheckingClient) -> str:
    return client.open(f"/en/{NCT}/result").one("main").get("data-outcome", "")


def answered(client: CheckingClient) -> bool:
    return "answers" in {name.removeprefix("__Host-") for name in client.cookies()}


def test_answers_are_loaded_only_after_asking(giver: CheckingClient, browser: CheckingClient) -> None:
    link = link_of(giver)
    page = browser.open(link)
    assert (page.status, page.location) == (303, OPEN)
    page = browser.open(OPEN)
    assert TRIAL.title["en"] in page.text("main")
    assert not answered(browser)
    page = browser.fill({"go": "check"})
    assert (page.status, page.location) == (303, f"/en/{NCT}/check")
    assert outcome_of(browser) == outcome_of(giver) == "may_fit"
    assert browser.open(OPEN).status == 404, "the code is forgotten once it is loaded"


def test_staff_can_load_answers_into_their_own_page(giver: CheckingClient, browser: CheckingClient) -> None:
    browser.open(link_of(giver), follow=True)
    assert browser.fill({"go": "staff"}).location == f"/en/{NCT}/staff"
    assert browser.open(f"/en/{NCT}/staff").one("main").get("data-outcome") == "may_fit"


def test_answers_that_are_there_already_are_replaced_only_when_agreed_to(
    giver: CheckingClient, browser: CheckingClient
) -> None:
    browser.open(f"/en/{NCT}/questions/diagnosis")
    browser.fill_step({"diagnosis": "not_severe"})
    browser.open(f"/en/{NCT}/staff")
    browser.fill({"opinion-note": "about the one before", "opinion-judgement": "met", "diagnosis-source": "chart"})
    before = outcome_of(browser)
    page = browser.open(link_of(giver), follow=True)
    assert "already has answers" in page.text("main")
    assert outcome_of(browser) == before == "may_not_fit"
    browser.open(OPEN)
    browser.fill({"go": "check"})
    assert outcome_of(browser) == "may_fit"
    assert "about the one before" not in browser.open(f"/en/{NCT}/worksheet").text()


def test_what_staff_add_is_no_part_of_a_code(giver: CheckingClient, browser: CheckingClient) -> None:
    giver.open(f"/en/{NCT}/staff")
    giver.fill({"opinion-note": "seen by us", "platelets-source": "report", "platelets-date": "2026-01-31"})
    browser.open(link_of(giver), follow=True)
    browser.fill({"go": "staff"})
    worksheet = browser.open(f"/en/{NCT}/worksheet").text()
    assert "seen by us" not in worksheet
    assert "2026-01-31" not in worksheet
    assert outcome_of(browser) == "may_fit"


def test_a_code_crosses_languages(giver: CheckingClient, app: Flask) -> None:
    reader = CheckingClient(app, accept="zh-CN")
    page = reader.open(link_of(giver))
    assert page.location == "/zh/handover"
    assert reader.open("/zh/handover").lang == "zh"
    assert reader.open("/en/handover").lang == "en"


def test_a_code_works_for_a_day_and_then_says_that_it_has_expired(giver: CheckingClient, app: Flask) -> None:
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        giver.answer_all(FITTING_ANSWERS, f"/en/{NCT}/")
        link = link_of(giver)
        clock.shift(timedelta(hours=23, minutes=59))
        assert CheckingClient(app).open(link, follow=True).status == 200
        clock.shift(timedelta(minutes=2))
        page = CheckingClient(app).open(link, follow=True)
        assert page.status == 410
        assert "expired" in page.text("h1")


def test_an_opened_code_stays_in_a_browser_for_ten_minutes(giver: CheckingClient, browser: CheckingClient) -> None:
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False) as clock:
        giver.answer_all(FITTING_ANSWERS, f"/en/{NCT}/")
        browser.open(link_of(giver), follow=True)
        clock.shift(timedelta(minutes=11))
        assert browser.open(OPEN).status == 404


def test_a_damaged_code_is_refused_wherever_it_is_damaged(giver: CheckingClient, app: Flask) -> None:
    link = link_of(giver)
    for place in range(len("/h/"), len(link), 37):
        changed = "A" if link[place] != "A" else "B"
        reader = CheckingClient(app)
        page = reader.open(link[:place] + changed + link[place + 1 :], follow=True)
        assert page.status == 400, place
        assert "can’t be read" in page.text("h1")


@pytest.mark.parametrize("token", ["x", "A" * 9000, "%00", "a/b", "中文", "=" * 8])
def test_junk_is_refused_calmly(browser: CheckingClient, token: str) -> None:
    page = browser.open(f"/h/{token}")
    assert page.location == OPEN
    assert browser.open(OPEN).status == 400


@pytest.mark.parametrize("between", ["", " ", "\n", " and "])
@pytest.mark.parametrize("is_bare", [False, True])
def test_of_the_codes_of_two_people_none_is_taken(
    giver: CheckingClient, app: Flask, browser: CheckingClient, between: str, is_bare: bool
) -> None:
    other = reader_with(app, TRIAL, {"diagnosis": "not_severe"})
    first, second = (f"https://example.org{link_of(one)}" for one in (giver, other))
    if is_bare:
        between, (first, second) = between or " ", (link.rpartition("/")[2] for link in (first, second))
    for text in (f"{first}{between}{second}", f"{second}{between}{first}"):
        browser.open("/en/handover/code")
        browser.fill({"code": text})
        assert browser.open(OPEN).status == 400
    browser.open("/en/handover/code")
    browser.fill({"code": f"{first}{between}{first}"})
    assert browser.open(OPEN).status == 200


def test_a_code_from_another_site_is_refused(giver: CheckingClient) -> None:
    other = CheckingClient(create_app("the key of another site that is long enough"))
    assert other.open(link_of(giver), follow=True).status == 400


def test_a_code_for_a_study_that_is_not_here_is_refused(changed_app: Any) -> None:
    site = changed_app(NCT06633328=unchanged, NCT00000001=unchanged)
    giver = CheckingClient(site)
    giver.open("/en/NCT00000001/questions/diagnosis")
    giver.fill_step({"diagnosis": "severe"})
    links = [link for link in giver.open("/en/NCT00000001/handover").links() if "/h/" in link]
    reader = CheckingClient(create_app(KEY))
    page = reader.open("/h/" + links[0].split("/h/")[1], follow=True)
    assert page.status == 404
    assert "not on this site" in page.text("h1")


def test_a_code_is_opened_after_the_key_was_changed(giver: CheckingClient) -> None:
    newer = create_app(f"a newer key first in line and long enough,{KEY}")
    assert CheckingClient(newer).open(link_of(giver), follow=True).status == 200


def test_without_answers_there_is_nothing_to_hand_over(browser: CheckingClient) -> None:
    page = browser.open(MAKE)
    assert not [link for link in page.links() if "/h/" in link]
    assert f"/en/{NCT}/" in page.links("main//a")


def test_loading_needs_a_token_against_forged_posts(giver: CheckingClient, browser: CheckingClient) -> None:
    browser.open(link_of(giver), follow=True)
    assert browser.post(OPEN, {"go": "check"}).status == 400
    assert not answered(browser)


def test_on_https_the_code_travels_in_a_host_cookie(giver: CheckingClient, app: Flask) -> None:
    reader = CheckingClient(app, base="https://example.org")
    reader.open(link_of(giver))
    assert reader.http.get_cookie("__Host-handover", domain="example.org")
    reader.open(OPEN)
    reader.fill({"go": "check"})
    assert not reader.http.get_cookie("__Host-handover", domain="example.org")
    assert outcome_of(reader) == "may_fit"


def test_no_log_and_no_header_holds_a_code(caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(KEY, settings=Settings(logs=True, rate_limits=False))
    giver, browser = reader_with(app, TRIAL, FITTING_ANSWERS), CheckingClient(app)
    link = link_of(giver)
    token = link.removeprefix("/h/")
    page = browser.open(link)
    headers = [f"{name}: {value}" for name, value in page.response.headers if name != "Set-Cookie"]
    assert not any(token[:40] in header for header in headers)
    browser.open(OPEN)
    assert token[:40] not in browser.page.response.get_data(as_text=True)
    logged = [JsonFormatter().format(record) for record in caplog.records]
    assert any('"/h/' in line for line in logged), "the request with the code is logged"
    assert not any(token[:40] in line for line in logged)


def longest_reader(chromium: Browser, app: Flask, site: str, **settings: Any) -> Page:
    """A reader whose answers are all at their longest."""
    page = opened(chromium, site, viewport=PHONE, device_scale_factor=2, **settings)
    answers = largest_answers(TRIAL) | {"marrow": "25_to_50", "transplant_before": "100_days_or_more"}
    cookies = session_cookies(app, {NCT: {"version": TRIAL.version, "answers": answers}})
    page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_reads_the_code_of_the_longest_answers(chromium: Browser, app: Flask, site: str, theme: Any) -> None:
    page = longest_reader(chromium, app, site, color_scheme=theme)
    page.goto(MAKE)
    drawn = page.locator(".code img")
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.screenshot())))
    link = page.locator(".link a").evaluate("link => link.href")
    assert read.text == link
    assert len(link) > 500
    page.goto(read.text)
    assert "Number of answers 29" in " ".join(page.locator(".facts").inner_text().split())


def test_the_code_is_a_picture_that_a_phone_can_save_and_no_request_fetches(giver: CheckingClient) -> None:
    picture = giver.open(MAKE).one("div[@class='code']/img")
    assert picture.get("alt") == "QR code that opens your answers"
    kind, _, content = picture.get("src", "").partition(",")
    assert kind == "data:image/png;base64"
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(base64.b64decode(content))))
    assert [read.text] == [link for link in giver.page.links() if "/h/" in link]


def test_only_the_page_with_the_code_may_show_a_picture_that_it_holds(giver: CheckingClient) -> None:
    pictures = {"": "img-src 'self'", "/check": "img-src 'self'", "/handover": "img-src 'self' data:"}
    for path, allowed in pictures.items():
        policy = giver.open(f"/en/{NCT}{path}").response.headers["Content-Security-Policy"]
        assert [rule for rule in policy.split("; ") if rule.startswith("img-src")] == [allowed], path


def test_answers_go_from_a_phone_to_a_desk_in_the_other_language(chromium: Browser, site: str) -> None:
    phone = opened(chromium, site, viewport=PHONE, locale="zh-CN")
    walk(phone, "zh", FITTING)
    press(phone.get_by_role("link", name="出示给医护人员"))
    link = phone.locator(".link a").evaluate("link => link.href")
    desk = opened(chromium, site, viewport=DESK, locale="en-GB")
    referrers: list[str] = []
    desk.on("request", lambda request: referrers.append(request.headers.get("referer", "")))
    desk.goto(link)
    assert desk.url.endswith("/en/handover")
    press(desk.get_by_role("button", name="Load and open the staff view"))
    assert desk.url.endswith(f"/en/{NCT}/staff")
    assert desk.locator("main").get_attribute("data-outcome") == outcome(FITTING_ANSWERS)
    token = link.split("/h/")[1]
    history = desk.context.new_cdp_session(desk).send("Page.getNavigationHistory")
    assert not [entry for entry in history["entries"] if "/h/" in entry["url"]]
    assert not [referrer for referrer in referrers if token[:20] in referrer]


def test_the_drawn_code_keeps_its_promise_of_size(giver: CheckingClient) -> None:
    token = link_of(giver).removeprefix("/h/")
    assert len(base64.b32decode(token + "=" * (-len(token) % 8))) < 700


def test_loaded_answers_are_said_to_be_someone_elses_until_one_is_changed(
    giver: CheckingClient, browser: CheckingClient
) -> None:
    said = "passed on by someone else"
    browser.open(link_of(giver), follow=True)
    assert said not in browser.page.text()
    browser.fill({"go": "check"})
    for path in ("check", "result", "questions/donor"):
        assert said in browser.open(f"/en/{NCT}/{path}").text()
    browser.fill(browser.page.content())
    assert said in browser.open(f"/en/{NCT}/check").text(), "nothing was changed"
    browser.open(f"/en/{NCT}/questions/donor")
    browser.fill(browser.page.content() | {"donor": "no"})
    assert said not in browser.open(f"/en/{NCT}/check").text()
