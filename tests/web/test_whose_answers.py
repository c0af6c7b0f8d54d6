"""Whose answers a browser holds: a page of an earlier person is refused, a late response changes nothing, and what was
changed on two pages is asked."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from prescreen import create_app
from prescreen.web.settings import Settings
from tests.conftest import KEY, NCT
from tests.support.client import CheckingClient, Page, reader_with
from tests.support.core import FITTING, TRIAL

STAFF, CHECK = f"/en/{NCT}/staff", f"/en/{NCT}/check"
OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
FULL_WIDTH_A = "\uff21"
SECRET = "0.317"  # a number that the earlier person has typed


def step(name: str) -> str:
    return f"/en/{NCT}/questions/{name}"


def tab(browser: CheckingClient, path: str) -> Page:
    """A page of the browser that stays open while others are used."""
    return browser.open(path)


def post(browser: CheckingClient, page: Page, data: dict[str, Any], **options: Any) -> Page:
    """Post the form of a page that was opened earlier."""
    browser.page = page
    return browser.fill(page.content() | data, **options)


def answers(browser: CheckingClient) -> dict[str, Any]:
    """The answers that the browser holds, by question."""
    browser.open(CHECK)
    found: dict[str, Any] = {}
    items = json.loads(browser.open(f"/en/{NCT}/response.fhir.json").response.data).get("item", [])
    while items:
        item = items.pop()
        items += item.get("item", [])
        if "answer" in item:
            found[item["linkId"]] = item["answer"]
    return found


@pytest.fixture
def reader(app: Flask) -> CheckingClient:
    return reader_with(app, TRIAL, FITTING)


# Each way to begin the answers of another person
Beginning = Callable[[CheckingClient], Page]


def clear(browser: CheckingClient) -> Page:
    browser.open(CHECK)
    return browser.fill({}, form="footer//form")


def new_patient(browser: CheckingClient) -> Page:
    browser.open(STAFF)
    return browser.fill({}, form="form[@id='new-patient']")


def load(browser: CheckingClient) -> Page:
    giver = reader_with(browser.app, TRIAL, {"donor": "yes"})
    link = next(link for link in giver.open(f"/en/{NCT}/handover").links() if "/h/" in link)
    browser.open("/h/" + link.partition("/h/")[2], follow=True)
    return browser.fill({"go": "staff"})


BEGINNINGS = pytest.mark.parametrize("begin", [clear, new_patient, load])


@BEGINNINGS
@pytest.mark.parametrize("path", [STAFF, step("blood-counts")])
def test_a_page_of_an_earlier_person_is_refused_and_nothing_of_it_is_shown(
    reader: CheckingClient, path: str, begin: Beginning
) -> None:
    old = tab(reader, path)
    assert begin(reader).status == 303
    before = answers(reader)
    page = post(reader, old, {"neutrophils-value": SECRET})
    assert page.status == 409
    assert SECRET not in page.response.text
    assert not page.all("fieldset")
    assert page.links("main//a")
    assert "Nothing of that page was kept" in page.text("main")
    assert answers(reader) == before


@BEGINNINGS
def test_a_page_of_an_earlier_person_is_refused_after_the_next_one_has_answered_too(
    reader: CheckingClient, begin: Beginning
) -> None:
    old = tab(reader, STAFF)
    begin(reader)
    reader.open(step("donor"))
    reader.fill_step({"donor": "no", "standard_transplant": "not_suitable"})
    before = answers(reader)
    assert post(reader, old, {"oxygen-value": "91"}).status == 409
    assert answers(reader) == before


@BEGINNINGS
def test_an_earlier_persons_page_can_neither_clear_nor_load_nor_begin_anew(
    reader: CheckingClient, begin: Beginning
) -> None:
    old = tab(reader, STAFF)
    begin(reader)
    reader.open(step("donor"))
    reader.fill_step({"donor": "no", "standard_transplant": "not_suitable"})
    before = answers(reader)
    for form in ("footer//form", "form[@id='new-patient']"):
        reader.page = old
        assert reader.fill({}, form=form).status == 409
    assert answers(reader) == before


def test_each_reason_has_its_own_sentence(reader: CheckingClient) -> None:
    said = set()
    for begin in (clear, new_patient, load):
        old = tab(reader, STAFF)
        begin(reader)
        said.add(post(reader, old, {}).text("main//*[@class='lead']"))
    assert len(said) == 3


@BEGINNINGS
def test_the_next_person_starts_with_nothing_of_the_one_before(reader: CheckingClient, begin: Beginning) -> None:
    begin(reader)
    held = answers(reader)
    assert held.keys() == ({"donor"} if begin is load else set())


def test_new_patient_leads_to_an_empty_staff_view_that_says_so(reader: CheckingClient) -> None:
    assert new_patient(reader).location == STAFF
    page = reader.open(STAFF)
    assert "A new patient" in page.text("main")
    assert "oxygen" not in page.content()


def test_on_a_shared_device_the_page_of_an_earlier_person_leads_to_the_start() -> None:
    kiosk = CheckingClient(create_app(KEY, settings=Settings(kiosk=True)))
    kiosk.open(step("diagnosis"))
    kiosk.fill_step(FITTING)
    old = tab(kiosk, step("blood-counts"))
    kiosk.open(CHECK)
    kiosk.fill({}, form="form[@id='next-patient']")
    page = post(kiosk, old, {"neutrophils-value": SECRET})
    assert (page.status, page.location) == (303, f"/en/{NCT}/")
    assert SECRET not in page.response.text
    assert "answers" not in kiosk.cookies()


# Late responses


def late(browser: CheckingClient, path: str, **options: Any) -> list[tuple[str, str]]:
    """Sends a request with the cookies of now; its cookies are returned, to arrive later."""
    sender = CheckingClient(browser.app)
    sender.set_cookies(browser.jar())
    page = sender.open(path, **options)
    return [
        (header.partition("=")[0], header.partition("=")[2].partition(";")[0])
        for header in page.response.headers.getlist("Set-Cookie")
    ]


def arrive(browser: CheckingClient, cookies: list[tuple[str, str]]) -> None:
    for name, value in cookies:
        if value:
            browser.http.set_cookie(name, value, domain=browser.host)
        else:
            browser.http.delete_cookie(name, domain=browser.host)


GETS = [STAFF, CHECK, step("donor"), f"/en/{NCT}/result", f"/en/{NCT}/", "/session?renew", f"/en/{NCT}/handover"]


@pytest.mark.parametrize("path", GETS)
@pytest.mark.parametrize("minutes", [0, 10, 59])
def test_a_late_response_to_a_page_view_loses_no_answer(app: Flask, path: str, minutes: int) -> None:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False) as clock:
        browser = CheckingClient(app)
        browser.open(step("diagnosis"))
        browser.fill_step(FITTING)
        clock.shift(timedelta(minutes=minutes))
        delayed = late(browser, path)
        browser.open(step("donor"))
        browser.fill_step(FITTING)
        arrive(browser, delayed)
        assert {"diagnosis", "donor"} <= answers(browser).keys()


@BEGINNINGS
@pytest.mark.parametrize("path", GETS)
def test_a_late_response_to_a_page_view_brings_no_cleared_answer_back(app: Flask, path: str, begin: Beginning) -> None:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False) as clock:
        browser = reader_with(app, TRIAL, FITTING)
        clock.shift(timedelta(minutes=10))
        delayed = late(browser, path)
        begin(browser)
        held = answers(browser)
        arrive(browser, delayed)
        assert answers(browser) == held


@BEGINNINGS
def test_a_late_response_to_an_earlier_persons_post_changes_nothing(reader: CheckingClient, begin: Beginning) -> None:
    old = tab(reader, step("donor"))
    form = {field.get("name", ""): field.get("value", "") for field in old.fields() if field.get("type") == "hidden"}
    data = form | {"donor": "no", "standard_transplant": "unwilling"}
    delayed = late(reader, step("donor"), method="POST", data=data)
    begin(reader)
    reader.open(step("kidney"))
    reader.fill_step({"creatinine_clearance": {"value": "61", "unit": "mL/min"}})
    held = answers(reader)
    arrive(reader, delayed)
    assert answers(reader) == held


@pytest.mark.parametrize("path", GETS)
def test_no_page_view_writes_answers(app: Flask, path: str) -> None:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False) as clock:
        browser = reader_with(app, TRIAL, FITTING)
        for _ in range(3):
            clock.shift(timedelta(minutes=30))
            assert {re.sub("-.*", "", name) for name, _ in late(browser, path)} <= {"alive"}
            browser.open(path)
            assert answers(browser)["donor"]


def test_without_the_cookie_that_says_how_long_they_last_answers_are_not_read(reader: CheckingClient) -> None:
    [name] = [name for name in reader.jar() if name.startswith("alive")]
    reader.http.delete_cookie(name, domain=reader.host)
    assert "no longer here" in reader.open(CHECK).text()
    assert answers(reader) == {}


# First visits


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_first_visits_never_conflict(app: Flask, order: tuple[int, int]) -> None:
    browser = CheckingClient(app)
    pages = [tab(browser, step("diagnosis"))]
    browser.drop_cookies()  # as if the second page had been asked for before the first one had come
    pages.append(tab(browser, step("donor")))
    filled = [{"diagnosis": "severe", "marrow": "under_25"}, {"donor": "yes", "standard_transplant": "unwilling"}]
    for number in order:
        assert post(browser, pages[number], filled[number], headers=OURS).status == 303
    assert {"diagnosis", "donor"} <= answers(browser).keys()


def test_a_first_page_of_an_hour_ago_is_not_taken_for_one_of_now(app: Flask) -> None:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False) as clock:
        browser = CheckingClient(app)
        old = tab(browser, step("diagnosis"))
        browser.drop_cookies()
        clock.shift(timedelta(minutes=30))
        browser.open(step("donor"))
        browser.fill_step(FITTING)
        assert post(browser, old, {"diagnosis": "other", "marrow": "over_50"}, headers=OURS).status == 409
        assert "diagnosis" not in answers(browser)


@pytest.mark.parametrize("hours", [2, 13, 24])
def test_a_page_of_answers_that_ended_by_time_is_refused_once_others_have_begun(app: Flask, hours: int) -> None:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False) as clock:
        browser = reader_with(app, TRIAL, FITTING)
        old = tab(browser, STAFF)
        clock.shift(timedelta(hours=hours))
        for name in [name for name in browser.jar() if name.startswith("alive") or (hours > 12 and "answers" in name)]:
            browser.http.delete_cookie(name, domain=browser.host)
        browser.open(step("donor"))
        browser.fill_step({"donor": "no", "standard_transplant": "unwilling"})
        page = post(browser, old, {"oxygen-value": SECRET})
        assert page.status == 409
        assert "not used for a while" in page.text("main")
        assert answers(browser).keys() == {"donor", "standard_transplant"}


# Requests that are not ours

FOREIGN: list[dict[str, str]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "https://evil.example", "Referer": "http://localhost/"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-site"},
    {"Referer": "https://evil.example/page"},
    {"Origin": "null", "Referer": "http://localhost.evil.example/"},
    {"Origin": "http://localhost:8080"},
]


def without_headers(browser: CheckingClient, path: str, data: dict[str, Any], headers: dict[str, str]) -> Any:
    options: dict[str, Any] = {"data": data, "base_url": browser.base, "headers": headers}
    return browser.http.post(path, **options)


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("path", [STAFF, step("donor")])
@pytest.mark.parametrize("cookies", [True, False])
def test_a_post_from_another_site_is_never_shown_filled_in(
    reader: CheckingClient, path: str, cookies: bool, headers: dict[str, str]
) -> None:
    token = reader.open(path).token
    before = answers(reader)
    sender = reader if cookies else CheckingClient(reader.app)
    for posted in (token, "junk"):
        response = without_headers(sender, path, {"csrf_token": posted, "oxygen-value": SECRET}, headers)
        assert response.status_code == 400
        assert SECRET not in response.text
    assert answers(reader) == before


def test_a_forged_token_without_cookies_is_no_ended_session(app: Flask) -> None:
    response = without_headers(CheckingClient(app), STAFF, {"csrf_token": "junk", "oxygen-value": SECRET}, {})
    assert response.status_code == 400
    assert SECRET not in response.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://check.example.org"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Referer": "https://check.example.org/en/"},
        {},
    ],
)
def test_a_post_of_ours_is_taken_over_https_with_any_of_the_headers(app: Flask, headers: dict[str, str]) -> None:
    browser = CheckingClient(app, base="https://check.example.org")
    token = browser.open(step("donor")).token
    data = {"csrf_token": token, "donor": "yes", "standard_transplant": "unwilling"}
    assert without_headers(browser, step("donor"), data, headers).status_code == 303


def test_a_proxy_that_drops_the_port_is_named_in_the_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    browser = CheckingClient(app, base="https://check.example.org")
    token = browser.open(step("donor")).token
    response = without_headers(
        browser, step("donor"), {"csrf_token": token}, {"Origin": "https://check.example.org:8443"}
    )
    assert response.status_code == 400
    assert "proxy_set_header Host $http_host" in caplog.text


# What cookies that are blocked, and plain http, are told


def test_a_browser_that_keeps_no_cookie_is_told_so_each_time(app: Flask) -> None:
    browser = CheckingClient(app)
    browser.open(step("donor"))
    for _ in range(2):
        browser.drop_cookies()
        page = browser.fill({"donor": "yes", "standard_transplant": "unwilling"})
        assert page.status == 422
        assert "Allow cookies for this site" in page.text()
        assert "no longer here" not in page.text()
        assert page.content()["donor"] == ["yes"]
        assert f"/en/{NCT}/questions" in page.links("body//a"), "paper works too"


def test_plain_http_is_told_to_the_reader_and_to_the_operator(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    browser = CheckingClient(app, base="http://192.168.0.7:8000")
    browser.open(step("donor"))
    browser.drop_cookies()  # as browsers do with Secure cookies over http
    page = browser.fill(
        {"donor": "yes", "standard_transplant": "unwilling"},
    )
    assert page.status == 422
    assert "begins with “http:”" in page.text()
    assert "plain http" in caplog.text


def test_who_never_saved_anything_is_not_told_that_answers_are_gone(app: Flask) -> None:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False) as clock:
        browser = CheckingClient(app)
        browser.open(step("diagnosis"))
        clock.shift(timedelta(minutes=70))
        assert "no longer here" not in browser.open(step("diagnosis")).text()
        page = browser.fill({"diagnosis": "severe", "marrow": "under_25"})
        assert page.status == 303
        assert answers(browser).keys() == {"diagnosis", "marrow"}


# Downloads that arrive without cookies

DOWNLOADS = (
    "result.pdf",
    "result.png",
    "worksheet.pdf",
    "worksheet.csv",
    "worksheet.json",
    "assessment.json",
    "response.fhir.json",
    "observations.fhir.json",
)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", DOWNLOADS)
def test_a_download_that_arrives_without_cookies_says_so(app: Flask, name: str, lang: str) -> None:
    page = CheckingClient(app).open(f"/{lang}/{NCT}/{name}")
    assert (page.status, page.is_html) == (403, True)
    assert page.text("h1") == {"en": "There are no answers in this browser", "zh": "这个浏览器里没有您的回答"}[lang]


# Hand-over


def link_of(browser: CheckingClient) -> str:
    return next(link for link in browser.open(f"/en/{NCT}/handover").links() if "/h/" in link)


AROUND = [
    "{}", " {} ", "{}。", "{}.", "{}，", "（{}）", "{} ", "{}\n", "打开：{}", "{}）请查看", "{} thank you", "<{}>",
    "“{}”", "{}\u200b", "{}?utm_source=x", "{}%E3%80%82",
]  # fmt: skip


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("change", [str, str.lower, str.upper])
def test_a_code_is_read_whatever_sticks_to_it(
    reader: CheckingClient, around: str, change: Callable[[str], str]
) -> None:
    text = around.format(change(link_of(reader)))
    desk = CheckingClient(reader.app)
    desk.open(STAFF)
    page = desk.fill({"code": text}, form="form[@id='code-form']", follow=True)
    assert (page.status, page.text("h1")) == (200, "Load these answers?")


def test_a_code_that_was_broken_into_lines_is_read(reader: CheckingClient) -> None:
    link = link_of(reader)
    desk = CheckingClient(reader.app)
    desk.open("/en/handover/code")
    broken = "\r\n".join(link[place : place + 60] for place in range(0, len(link), 60))
    assert desk.fill({"code": broken}, form="form[@id='code-form']", follow=True).status == 200


@pytest.mark.parametrize("sticks", ["。", ".", "，", "）", "%20"])
@pytest.mark.parametrize("change", [str, str.lower])
def test_a_link_is_read_whatever_sticks_to_it(
    reader: CheckingClient, sticks: str, change: Callable[[str], str]
) -> None:
    token = change(link_of(reader).partition("/h/")[2])
    assert CheckingClient(reader.app).open(f"/h/{token}{sticks}", follow=True).status == 200


@pytest.mark.parametrize(
    "text", ["", "hello", "/h/", "https://example.org/h/AAAA", "9" * 5000, FULL_WIDTH_A * 5000, "\x00"]
)
def test_what_is_no_code_says_so_and_offers_the_box_again(app: Flask, text: str) -> None:
    desk = CheckingClient(app)
    desk.open(STAFF)
    page = desk.fill({"code": text}, form="form[@id='code-form']", follow=True)
    assert page.status == 400
    assert page.all("form[@id='code-form']")


def test_the_check_code_is_the_same_on_both_screens_and_differs_between_patients(app: Flask) -> None:
    codes = set()
    for donor in ("yes", "no", "testing", "yes"):
        reader = reader_with(app, TRIAL, {"donor": donor})
        link = link_of(reader)
        code = reader.page.text("*[@class='check-code']/strong")
        assert re.fullmatch(r"\d\d \d\d", code)
        desk = CheckingClient(app)
        assert desk.open("/h/" + link.partition("/h/")[2], follow=True).text("*[@class='check-code']/strong") == code
        codes.add(code)
    assert len(codes) > 1


def test_answers_that_were_loaded_have_the_patient_as_their_source(app: Flask) -> None:
    desk = CheckingClient(app)
    load(desk)
    assert "patient says" in desk.open(f"/en/{NCT}/worksheet").text("tr[@data-requirement='donor']")


# What a second look has found


@pytest.mark.parametrize("address", ["http://[", "http://localhost:99999", "http://localhost:abc", "//", "x"])
@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_an_address_that_is_none_is_another_sites(reader: CheckingClient, header: str, address: str) -> None:
    token = reader.open(STAFF).token
    response = without_headers(reader, STAFF, {"csrf_token": token}, {header: address})
    assert response.status_code in (303, 400)


@pytest.mark.parametrize("form", ["footer//form", "form[@id='new-patient']"])
def test_a_stale_clear_does_not_end_the_page_of_the_next_person(reader: CheckingClient, form: str) -> None:
    old = tab(reader, STAFF)
    new_patient(reader)
    page = tab(reader, STAFF)
    reader.page = old
    assert reader.fill({}, form=form).status == 303
    assert post(reader, page, {"oxygen-value": "91"}).status == 303
    assert "oxygen" in answers(reader)


def test_on_a_shared_device_a_clear_always_clears() -> None:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False) as clock:
        kiosk = CheckingClient(create_app(KEY, settings=Settings(kiosk=True)))
        old = tab(kiosk, STAFF)
        clock.shift(timedelta(minutes=4, seconds=50))
        kiosk.open(step("donor"))
        kiosk.fill_step({"donor": "yes", "standard_transplant": "unwilling"})
        kiosk.page = old
        assert kiosk.fill({}, form="form[@id='next-patient']").status == 303
        assert "answers" not in kiosk.cookies()


@pytest.mark.parametrize("form", ["form[@id='next-patient']", "form[@id='new-patient']"])
def test_on_a_shared_device_a_clear_from_an_earlier_persons_page_clears_too(form: str) -> None:
    kiosk = CheckingClient(create_app(KEY, settings=Settings(kiosk=True)))
    old = tab(kiosk, STAFF)
    kiosk.open(CHECK)
    kiosk.fill({}, form="form[@id='next-patient']")
    kiosk.open(step("donor"))
    kiosk.fill_step({"donor": "yes", "standard_transplant": "unwilling"})
    kiosk.page = old
    assert kiosk.fill({}, form=form).status == 303
    assert "answers" not in kiosk.cookies()
    page = tab(kiosk, STAFF)
    kiosk.page = old  # pressed twice
    assert kiosk.fill({}, form=form).status == 303
    assert post(kiosk, page, {"oxygen-value": "91"}).status == 303, "the next person has begun"


@pytest.mark.parametrize("is_kiosk", [False, True])
def test_no_form_brings_back_the_token_of_an_earlier_page(is_kiosk: bool) -> None:
    """Browsers restore inputs that a script has changed, hidden ones too, when a page is loaded again."""
    browser = reader_with(create_app(KEY, settings=Settings(kiosk=is_kiosk)), TRIAL, FITTING)
    for path in (STAFF, CHECK, step("donor")):
        forms = [form for form in browser.open(path).all("form") if form.get("method") == "post"]
        assert forms
        assert [form.get("action") for form in forms if form.get("autocomplete") != "off"] == []


def test_answers_last_as_long_as_they_are_used_however_old_the_browsers_id_is(app: Flask) -> None:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False) as clock:
        browser = CheckingClient(app)
        page = browser.open(step("donor"))
        [header] = [line for line in page.response.headers.getlist("Set-Cookie") if line.startswith("form=")]
        assert int(re.findall(r"Max-Age=(\d+)", header)[0]) > 365 * 24 * 60 * 60
        clock.shift(timedelta(days=200))
        browser.open(step("donor"))
        browser.fill_step(FITTING)
        assert "donor" in answers(browser)


def test_who_answered_before_is_not_taken_over_by_a_code(app: Flask) -> None:
    browser = CheckingClient(app)
    browser.open(f"{step('donor')}?who=other")
    browser.fill_step(FITTING)
    giver = reader_with(app, TRIAL, {"donor": "yes"})
    browser.open("/h/" + link_of(giver).partition("/h/")[2], follow=True)
    assert browser.fill({"go": "check"}).status == 303
    assert "the person you care for" not in browser.open(CHECK).text("main")


def test_a_code_that_is_pasted_without_cookies_says_what_is_wrong(app: Flask) -> None:
    desk = CheckingClient(app)
    desk.open("/en/handover/code")
    desk.drop_cookies()
    page = desk.fill({"code": "x"}, form="form[@id='code-form']")
    assert page.status == 400
    assert "Allow cookies" in page.text("main")


def test_a_page_that_was_opened_before_any_answer_is_told_the_truth(app: Flask) -> None:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False) as clock:
        browser = CheckingClient(app)
        old = tab(browser, step("donor"))
        clock.shift(timedelta(minutes=61))
        browser.open(step("diagnosis"))
        browser.fill_step(FITTING)
        page = post(browser, old, {"donor": "yes", "standard_transplant": "unwilling"})
        assert page.status == 409
        assert "were forgotten" not in page.text("main")


LINKS = {
    STAFF: ["worksheet", "check", "result"],
    f"/en/{NCT}/worksheet": ["worksheet.pdf", "worksheet.csv", "worksheet.json", "response.fhir.json", "staff"],
    f"/en/{NCT}/result": ["result.pdf", "picture", "handover"],
    CHECK: ["questions/kidney", "handover"],
}


@BEGINNINGS
@pytest.mark.parametrize("path", LINKS)
def test_a_link_of_an_earlier_persons_page_shows_nothing_of_the_next_one(
    reader: CheckingClient, path: str, begin: Beginning
) -> None:
    """Where scripts don't run, such a page stays as it was."""
    begin(reader)
    reader.open(step("diagnosis"))
    reader.fill_step(FITTING)
    old = tab(reader, path)
    links = {name: next(link for link in old.links() if f"/{NCT}/{name}?" in link) for name in LINKS[path]}
    assert {reader.open(link).status for link in links.values()} == {200}
    begin(reader)
    reader.open(step("donor"))
    reader.fill_step({"donor": "no", "standard_transplant": "not_suitable"})
    for link in links.values():
        page = reader.open(link)
        assert page.status == 409
        assert "That page belongs to earlier answers" in page.text("h1")
    assert reader.open(path).status == 200


def test_links_of_a_page_work_in_a_browser_that_got_another_first_id(app: Flask) -> None:
    browser = CheckingClient(app)
    browser.open(STAFF)
    browser.fill({}, form="form[@id='new-patient']")
    links = [link for link in tab(browser, STAFF).links() if "of=" in link]
    assert links
    browser.drop_cookies()
    browser.open(STAFF)
    assert {browser.open(link).status for link in links} == {200}


def test_on_a_shared_device_a_link_of_an_earlier_persons_page_leads_to_the_start() -> None:
    kiosk = CheckingClient(create_app(KEY, settings=Settings(kiosk=True)))
    kiosk.open(STAFF)
    kiosk.fill({}, form="form[@id='next-patient']")
    [link] = [link for link in tab(kiosk, STAFF).links() if "/check?" in link]
    kiosk.fill({}, form="form[@id='next-patient']")
    page = kiosk.open(link)
    assert (page.status, page.location) == (303, f"/en/{NCT}/")
