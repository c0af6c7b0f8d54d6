"""The session: what the browser keeps, for how long, and that nothing of it is lost or told."""

import base64
import datetime
import re
import zlib
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import pytest
import time_machine
from flask import Flask

from prescreen import create_app
from prescreen.screening.session_budget import largest_answers, largest_entry
from prescreen.trial.questions import Quantity
from prescreen.trial.trial import Trial
from prescreen.web.settings import Settings
from tests.conftest import KEY, NCT, unchanged
from tests.support.client import CheckingClient, Page, session_cookies
from tests.support.core import FITTING

OTHER_KEY = "another key for tests that is also long enough"
START = datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.UTC)
OUTCOME = f"/en/{NCT}/result"
DIAGNOSIS = {"diagnosis": "severe", "marrow": "under_25"}


def step(name: str, nct: str = NCT) -> str:
    return f"/en/{nct}/questions/{name}"


def fill(browser: CheckingClient, name: str, answers: dict[str, Any], nct: str = NCT) -> Page:
    browser.open(step(name, nct))
    return browser.fill_step(answers)


def kept(browser: CheckingClient, name: str = "diagnosis", nct: str = NCT) -> dict[str, list[str]]:
    """What a step shows as answered, units left out."""
    content = browser.open(step(name, nct)).content()
    return {field: values for field, values in content.items() if not field.endswith("-unit")}


def record_warnings(page: Page) -> int:
    return len(page.all("*[@role='status']"))


def set_cookies(page: Page) -> list[str]:
    """The names of the cookies that a response sets, without the label of the person that they are for."""
    names = [header.partition("=")[0] for header in page.response.headers.getlist("Set-Cookie")]
    return [re.sub("-[0-9a-f]{8}$", "", name) for name in names]


@pytest.fixture
def answered(browser: CheckingClient) -> CheckingClient:
    assert fill(browser, "diagnosis", DIAGNOSIS).status == 303
    return browser


# Cookies


@pytest.mark.parametrize(
    ("base", "prefix"),
    [
        ("http://localhost", ""),
        ("http://localhost:8000", ""),
        ("http://127.0.0.1:5000", ""),
        ("http://[::1]:5000", ""),
        ("https://localhost", "__Host-"),
        ("https://example.org", "__Host-"),
        ("http://example.org", "__Host-"),
        ("http://192.168.0.7:8000", "__Host-"),
        ("http://localhost.example.org", "__Host-"),
        ("http://127.0.0.1.example.org", "__Host-"),
    ],
)
def test_cookies_are_secure_everywhere_but_on_plain_http_to_loopback(app: Flask, base: str, prefix: str) -> None:
    # CheckingClient checks the flags of each cookie that it is sent.
    browser = CheckingClient(app, base=base)
    page = browser.open(step("diagnosis"))
    assert set_cookies(page) == [f"{prefix}form"]
    page = browser.post(step("diagnosis"), DIAGNOSIS | {"csrf_token": page.token})
    assert page.status == 303
    assert f"{prefix}answers" in set_cookies(page)


def test_cookies_outlive_a_closed_browser_for_as_long_as_the_answers_do(answered: CheckingClient) -> None:
    page = fill(answered, "kidney", FITTING)
    ages = {}
    for header in page.response.headers.getlist("Set-Cookie"):
        [(name, cookie)] = SimpleCookie(header).items()
        ages[name.partition("-")[0]] = int(cookie["max-age"])
    # Page views can't renew the answers, but without the other cookie they are not read.
    assert ages == {"alive": 60 * 60, "answers": 12 * 60 * 60}


def test_what_a_cookie_holds_cannot_be_read(browser: CheckingClient) -> None:
    browser.open(step("kidney"))
    page = browser.fill({"creatinine_clearance-value": "123.456789", "creatinine_clearance-unit": "mL/min"})
    assert page.status == 303
    for encrypted in browser.cookies().values():
        raw = base64.urlsafe_b64decode(encrypted + "==")
        found = [encrypted.encode(), raw]
        for start in range(len(raw)):
            for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
                try:
                    found.append(zlib.decompressobj(bits).decompress(raw[start:]))
                except zlib.error:
                    continue
        assert not [text for text in found if re.search(rb"123\.456789|creatinine|NCT0|csrf", text)]


def test_the_longest_answers_fit_into_the_cookies(browser: CheckingClient, trial: Trial) -> None:
    # CheckingClient refuses a cookie of 4,096 bytes or more.
    answers = largest_answers(trial) | {"marrow": "25_to_50"}
    for question in trial.questions.values():
        if isinstance(question, Quantity):
            number = answers[question.id]
            if question.range[0] > 1:
                number["value"] = f"{int(question.range[0]) + 1}.{number['value'][2:]}"[:21]
    steps = browser.answer_all(answers, f"/en/{NCT}/")
    assert [path.rpartition("/")[2] for path in steps] == [place.id for place in trial.steps]
    for question in trial.questions.values():
        if isinstance(question, Quantity):
            content = browser.open(step(trial.step_of[question.id].id)).content()
            assert content[f"{question.id}-value"] == [answers[question.id]["value"]]


def test_two_browsers_never_see_one_anothers_answers(app: Flask) -> None:
    one, other = CheckingClient(app), CheckingClient(app)
    for clearance in ("61.25", "33.75"):
        for browser, more in ((one, "1"), (other, "2")):
            assert (
                fill(browser, "kidney", {"creatinine_clearance": {"value": clearance + more, "unit": "mL/min"}}).status
                == 303
            )
    assert kept(one, "kidney") == {"creatinine_clearance-value": ["33.751"]}
    assert kept(other, "kidney") == {"creatinine_clearance-value": ["33.752"]}
    assert "33.752" not in one.open(OUTCOME).response.text
    assert kept(CheckingClient(one.app), "kidney") == {}


def reworded(definition: Any, record: Any) -> None:
    for question in definition["steps"][0]["questions"]:
        question["ask"]["en"] += " (in other words)"


def test_the_answers_to_two_trials_that_ask_otherwise_are_both_kept(changed_app: Callable[..., Flask]) -> None:
    browser = CheckingClient(changed_app(NCT06633328=unchanged, NCT06633329=reworded))
    fill(browser, "diagnosis", DIAGNOSIS)
    assert kept(browser, nct="NCT06633329") == {}
    fill(browser, "diagnosis", {"diagnosis": "other", "marrow": "over_50"}, "NCT06633329")
    assert kept(browser) == {"diagnosis": ["severe"], "marrow": ["under_25"]}
    assert kept(browser, nct="NCT06633329") == {"diagnosis": ["other"], "marrow": ["over_50"]}


def test_clearing_forgets_the_answers_to_every_trial(changed_app: Callable[..., Flask]) -> None:
    browser = CheckingClient(changed_app(NCT06633328=unchanged, NCT06633329=unchanged))
    fill(browser, "diagnosis", DIAGNOSIS)
    fill(browser, "diagnosis", DIAGNOSIS, "NCT06633329")
    browser.open(OUTCOME)
    browser.fill({}, form="footer//form")
    assert kept(browser) == {}
    assert kept(browser, nct="NCT06633329") == {}


# Cookies that can't be opened


def forged(encrypted: str) -> str:
    return encrypted[:40] + ("A" if encrypted[40] != "A" else "B") + encrypted[41:]


@pytest.mark.parametrize(
    "damage",
    [
        forged,
        lambda encrypted: encrypted[:-20],
        lambda encrypted: encrypted[: len(encrypted) // 2],
        lambda encrypted: "nonsense",
        lambda encrypted: "é%00;=\\",
        lambda encrypted: "g" * 8192,
    ],
    ids=["forged", "cut", "half", "nonsense", "not ascii", "8 KB"],
)
@pytest.mark.parametrize("name", ["answers", "alive"])
def test_a_damaged_cookie_is_an_ended_session_and_a_calm_message(
    answered: CheckingClient, name: str, damage: Callable[[str], str]
) -> None:
    answered.set_cookie(name, damage(answered.cookies()[name]))
    page = answered.open(f"/en/{NCT}/check")
    assert page.status == 200
    assert record_warnings(page) == 1
    assert kept(answered) == {}
    assert fill(answered, "diagnosis", DIAGNOSIS).status == 303
    assert kept(answered) == {"diagnosis": ["severe"], "marrow": ["under_25"]}
    assert record_warnings(answered.open(f"/en/{NCT}/check")) == 0


@pytest.mark.parametrize("damaged", ["nonsense", "é%00;=\\", "g" * 8192, "first.1.x"])
def test_answers_without_a_readable_id_have_ended(app: Flask, damaged: str) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = CheckingClient(app)
        fill(browser, "diagnosis", DIAGNOSIS)
        clock.shift(datetime.timedelta(minutes=20))
        browser.set_cookie("form", damaged)
        page = browser.open(f"/en/{NCT}/check")
        assert (page.status, record_warnings(page)) == (200, 1)
        assert fill(browser, "kidney", FITTING).status == 303
        assert kept(browser) == {}
        assert record_warnings(browser.open(f"/en/{NCT}/check")) == 0


def test_an_id_that_a_late_first_page_has_overwritten_is_found_again(app: Flask) -> None:
    browser = CheckingClient(app)
    late = CheckingClient(app)
    late.open(step("donor"))  # asked for before the browser had an id, and arriving after the first answer
    fill(browser, "diagnosis", DIAGNOSIS)
    browser.set_cookie("form", late.cookies()["form"])
    assert kept(browser) == {"diagnosis": ["severe"], "marrow": ["under_25"]}
    assert fill(browser, "kidney", FITTING).status == 303
    assert kept(browser) == {"diagnosis": ["severe"], "marrow": ["under_25"]}


@pytest.mark.parametrize(("source", "target"), [("answers", "form"), ("form", "answers")])
def test_one_cookie_cannot_stand_in_for_the_other(answered: CheckingClient, source: str, target: str) -> None:
    encrypted = answered.cookies()[source]
    answered.drop_cookies()
    answered.set_cookie(target, encrypted)
    page = answered.open(f"/en/{NCT}/check")
    assert page.status == 200
    assert kept(answered) == {}


def test_an_ended_session_is_told_of_once(answered: CheckingClient) -> None:
    answered.set_cookie("answers", "nonsense")
    assert record_warnings(answered.open(f"/en/{NCT}/")) == 1
    fill(answered, "kidney", FITTING)
    assert record_warnings(answered.open(f"/en/{NCT}/check")) == 0


# Time


@pytest.mark.parametrize(("minutes", "there"), [(1, True), (59, True), (61, False), (60 * 24, False)])
def test_answers_are_forgotten_60_minutes_after_the_last_use(app: Flask, minutes: int, there: bool) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = CheckingClient(app)
        fill(browser, "diagnosis", DIAGNOSIS)
        clock.shift(datetime.timedelta(minutes=minutes))
        page = browser.open(f"/en/{NCT}/check")
        assert (page.status, record_warnings(page)) == (200, 0 if there else 1)
        assert bool(kept(browser)) is there


def test_opening_pages_keeps_the_answers_alive(app: Flask) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = CheckingClient(app)
        fill(browser, "diagnosis", DIAGNOSIS)
        for _ in range(5):
            clock.shift(datetime.timedelta(minutes=50))
            browser.open(OUTCOME)
        assert kept(browser)
        assert fill(browser, "kidney", FITTING).status == 303


@pytest.mark.parametrize(("seconds", "renewed"), [(0, []), (299, []), (301, ["alive"]), (3000, ["alive"])])
def test_a_get_never_writes_answers_and_renews_how_long_they_last_after_5_minutes(
    app: Flask, seconds: int, renewed: list[str]
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = CheckingClient(app)
        fill(browser, "diagnosis", DIAGNOSIS)
        clock.shift(seconds)
        for path in (f"/en/{NCT}/check", OUTCOME, step("diagnosis")):
            assert sorted(set_cookies(browser.open(path))) == renewed
            renewed = []
        assert kept(browser) == {"diagnosis": ["severe"], "marrow": ["under_25"]}


@pytest.mark.parametrize("path", ["/healthz", "/static/style.css"])
def test_what_is_no_page_never_touches_the_session(app: Flask, path: str) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = CheckingClient(app)
        fill(browser, "diagnosis", DIAGNOSIS)
        clock.shift(datetime.timedelta(minutes=10))
        assert set_cookies(browser.open(path)) == []


def test_a_late_response_to_a_get_does_not_undo_a_newer_answer(app: Flask, answered: CheckingClient) -> None:
    late = CheckingClient(app)
    late.set_cookie("answers", answered.cookies()["answers"])
    page = late.open(step("diagnosis"))
    assert set_cookies(page) == ["form"], "a page's first token comes in a cookie of its own"


# Keys


def test_cookies_and_tokens_of_an_old_key_still_work_and_are_sealed_anew_by_the_first(app: Flask) -> None:
    browser = CheckingClient(app)
    fill(browser, "diagnosis", DIAGNOSIS)
    browser.open(step("blood-counts"))
    browser.use(create_app(f"{OTHER_KEY},{KEY}"))
    assert browser.fill_step(FITTING).location == step("donor")
    browser.use(create_app(OTHER_KEY))
    assert kept(browser) == {"diagnosis": ["severe"], "marrow": ["under_25"]}
    assert fill(browser, "donor", FITTING).status == 303


def test_a_new_key_that_is_added_last_opens_and_verifies_but_neither_seals_nor_signs_yet(app: Flask) -> None:
    browser = CheckingClient(create_app(f"{KEY},{OTHER_KEY}"))
    fill(browser, "diagnosis", DIAGNOSIS)
    browser.open(step("blood-counts"))
    browser.use(app)
    assert browser.fill_step(FITTING).location == step("donor")
    assert kept(browser) == {"diagnosis": ["severe"], "marrow": ["under_25"]}


def test_without_its_key_a_session_has_ended(app: Flask) -> None:
    browser = CheckingClient(app)
    fill(browser, "diagnosis", DIAGNOSIS)
    browser.use(create_app(OTHER_KEY))
    page = browser.open(f"/en/{NCT}/check")
    assert (page.status, record_warnings(page)) == (200, 1)
    assert kept(browser) == {}


# Posts that arrive late

Ending = Callable[[CheckingClient, Any], None]


def cookies_gone(browser: CheckingClient, clock: Any) -> None:
    browser.drop_cookies()


def an_hour_later(browser: CheckingClient, clock: Any) -> None:
    clock.shift(datetime.timedelta(minutes=61))


def new_keys(browser: CheckingClient, clock: Any) -> None:
    browser.use(create_app(OTHER_KEY))


def an_hour_later_in_another_tab(browser: CheckingClient, clock: Any) -> None:
    an_hour_later(browser, clock)
    shown = browser.page
    browser.open(step("diagnosis"))
    browser.page = shown


def answers_damaged(browser: CheckingClient, clock: Any) -> None:
    browser.set_cookie("answers", forged(browser.cookies()["answers"]))


ENDINGS = pytest.mark.parametrize(
    "end", [cookies_gone, an_hour_later, new_keys, an_hour_later_in_another_tab, answers_damaged]
)


@ENDINGS
def test_a_step_posted_after_its_session_ended_comes_back_with_what_was_typed(app: Flask, end: Ending) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = CheckingClient(app)
        fill(browser, "diagnosis", DIAGNOSIS)
        old = browser.open(step("blood-counts")).token
        end(browser, clock)
        typed = {
            "neutrophils-value": "0.4",
            "neutrophils-unit": "/uL",
            "platelets-value": "x",
            "reticulocytes-unknown": "unknown",
        }
        page = browser.fill(typed)
        assert page.status == 422
        assert record_warnings(page) >= 1
        content = page.content()
        assert {field: content[field] for field in typed} == {field: [text] for field, text in typed.items()}
        assert not page.all("*[@role='alert']"), "nothing is judged yet"
        assert "answers" not in browser.cookies() or kept(browser, "blood-counts") == {}
        browser.page = page
        assert page.token != old or end is answers_damaged, "the person is the same"
        assert browser.fill_step(FITTING).status == 303
        assert kept(browser, "blood-counts")["platelets-value"] == ["12"]


@ENDINGS
def test_a_step_that_only_ended_answers_led_to_comes_back_too(app: Flask, end: Ending) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = CheckingClient(app)
        fill(browser, "diagnosis", {"diagnosis": "severe", "marrow": "25_to_50"})
        browser.open(step("residual-cells"))
        end(browser, clock)
        page = browser.fill({"residual_cells": "under_30"})
        assert (page.status, page.content()) == (422, {"residual_cells": ["under_30"]})
        assert browser.fill(page.content()).status == 303


def test_a_step_posted_with_no_token_at_all_is_refused(answered: CheckingClient) -> None:
    assert answered.post(step("diagnosis"), DIAGNOSIS).status == 400
    answered.drop_cookies()
    assert answered.post(step("diagnosis"), DIAGNOSIS).status == 400
    assert "answers" not in answered.cookies()


def test_without_the_cookie_that_says_whose_they_are_answers_have_ended(answered: CheckingClient) -> None:
    answered.open(step("kidney"))
    answered.set_cookie("form", "nonsense")
    page = answered.fill_step(FITTING)
    assert page.status == 422
    assert "Your earlier answers are no longer here" in page.text()
    assert answered.fill_step(FITTING).status == 303
    assert kept(answered) == {}


@pytest.mark.parametrize("cookie", ["answers", "form"])
def test_a_cookie_that_cannot_be_opened_is_deleted_or_replaced_once_a_step_is_shown_again(
    answered: CheckingClient, cookie: str
) -> None:
    answered.open(step("kidney"))
    answered.set_cookie(cookie, "nonsense")
    page = answered.fill({"creatinine_clearance-value": "90"})
    assert (page.status, record_warnings(page)) == (422, 2)
    assert "nonsense" not in answered.cookies().values()
    assert record_warnings(answered.open(step("kidney"))) == 0


def test_a_reader_who_was_told_that_the_session_ended_begins_again_without_a_second_stop(
    answered: CheckingClient,
) -> None:
    answered.set_cookie("answers", "nonsense")
    page = answered.open(step("kidney"))
    assert set_cookies(page) == []
    assert answered.fill_step(FITTING).status == 303
    assert kept(answered) == {}


@ENDINGS
def test_clear_posted_after_its_session_ended_leaves_nothing_and_says_so(app: Flask, end: Ending) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = CheckingClient(app)
        fill(browser, "diagnosis", DIAGNOSIS)
        browser.open(OUTCOME)
        end(browser, clock)
        page = browser.fill({}, form="footer//form")
        assert (page.status, page.location) == (303, f"/en/{NCT}/?cleared=")
        assert "answers" not in browser.cookies()
        page = browser.open(page.location)
        assert record_warnings(page) == 1
        assert "have been cleared" in page.text("main")


def test_answers_to_a_trial_that_is_no_longer_installed_can_be_cleared(
    answered: CheckingClient, changed_app: Callable[..., Flask]
) -> None:
    answered.use(changed_app(NCT06633329=unchanged, NCT06633330=unchanged))
    answered.open("/en/")
    assert answered.fill({}, form="footer//form").location == "/en/?cleared="
    assert "answers" not in answered.cookies()


# Definitions that change


def without_other_illness(definition: Any, record: Any) -> None:
    question = definition["steps"][0]["questions"][0]
    question["options"] = [option for option in question["options"] if option["id"] != "other"]


def renamed_step(definition: Any, record: Any) -> None:
    definition["steps"][0]["id"] = "your-diagnosis"


def test_a_changed_definition_keeps_valid_answers_drops_others_and_says_so(
    app: Flask, changed_app: Callable[..., Flask]
) -> None:
    browser = CheckingClient(app)
    fill(browser, "diagnosis", {"diagnosis": "other", "marrow": "over_50"})
    fill(browser, "kidney", FITTING)
    browser.use(changed_app(NCT06633328=without_other_illness))
    for page in (browser.open(f"/en/{NCT}/check"), browser.open(f"/en/{NCT}/check")):
        assert (page.status, record_warnings(page)) == (200, 1)
    assert kept(browser) == {"marrow": ["over_50"]}
    assert kept(browser, "kidney") == {"creatinine_clearance-value": ["90"]}
    assert fill(browser, "diagnosis", {"diagnosis": "severe", "marrow": "over_50"}).location == step("blood-counts")
    assert record_warnings(browser.open(f"/en/{NCT}/check")) == 0
    assert kept(browser, "kidney") == {"creatinine_clearance-value": ["90"]}


def test_a_step_of_an_older_definition_leads_to_where_the_reader_should_be(
    answered: CheckingClient, changed_app: Callable[..., Flask]
) -> None:
    answered.open(step("diagnosis"))
    answered.use(changed_app(NCT06633328=renamed_step))
    page = answered.fill_step(DIAGNOSIS)
    assert (page.status, page.location) == (303, step("blood-counts"))
    page = answered.open(step("diagnosis"))
    assert (page.status, page.location) == (302, step("blood-counts"))
    assert kept(answered, "your-diagnosis") == {"diagnosis": ["severe"], "marrow": ["under_25"]}


@ENDINGS
def test_a_step_of_an_older_definition_posted_after_its_session_ended_leads_on(
    app: Flask, changed_app: Callable[..., Flask], end: Ending
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = CheckingClient(app)
        fill(browser, "diagnosis", DIAGNOSIS)
        browser.open(step("diagnosis"))
        end(browser, clock)
        browser.use(changed_app(OTHER_KEY if end is new_keys else KEY, NCT06633328=renamed_step))
        page = browser.fill(DIAGNOSIS)
        assert (page.status, page.location) == (303, step("your-diagnosis"))
        assert record_warnings(browser.open(page.location)) == (0 if end is cookies_gone else 1)


def test_an_unchanged_definition_on_another_server_goes_on_without_a_word(answered: CheckingClient) -> None:
    answered.use(create_app(KEY))
    assert record_warnings(answered.open(f"/en/{NCT}/check")) == 0
    assert kept(answered) == {"diagnosis": ["severe"], "marrow": ["under_25"]}


# Logs


def test_no_log_record_holds_anything_of_the_answers(
    app: Flask, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    browser = CheckingClient(app)
    browser.answer_all(FITTING | {"platelets": {"value": "17.7654321"}}, f"/en/{NCT}/")
    fill(browser, "blood-counts", {"platelets": {"value": "marked-8642"}})
    browser.set_cookie("answers", browser.cookies()["answers"][:-9])
    browser.open(step("blood-counts"))
    browser.fill({"platelets-value": "marked-8642"}, token="forged")
    printed = capfd.readouterr()
    told = [str(vars(record)) + record.getMessage() for record in caplog.records]
    told += [printed.out, printed.err]
    assert not [text for text in told if re.search(r"17\.7654321|marked-8642|under_25|very_severe", text)]


def as_long(content: Any) -> Any:
    """A session entry with other digits and signs in its numbers and notes, so that both don't compress to one."""
    if isinstance(content, dict):
        return {name: as_long(value) for name, value in content.items()}
    if isinstance(content, list):
        return [as_long(value) for value in content]
    digits = re.fullmatch(r"0\.([0-9]+)", str(content))
    if digits:
        return "0." + "".join(str(9 - int(digit)) for digit in digits[1])
    return (
        "".join(chr(ord(sign) + 50) if sign > "一" else sign for sign in content)
        if isinstance(content, str)
        else content
    )


def test_where_there_is_no_room_left_nothing_is_lost_and_the_reader_is_told(changed_app: Callable[..., Flask]) -> None:
    other, third = "NCT00000001", "NCT00000002"
    app = changed_app(**{NCT: unchanged, other: reworded})
    browser = CheckingClient(app)
    largest = largest_entry(app.extensions["prescreen"].get(NCT).trial)
    browser.set_cookies(session_cookies(app, {NCT: largest, third: as_long(largest)}))
    held = browser.jar()
    page = fill(browser, "diagnosis", {"diagnosis": "other", "marrow": "over_50"}, other)
    assert page.status == 422
    assert "There is no room for more answers" in page.text()
    assert page.content() == {"diagnosis": ["other"], "marrow": ["over_50"]}, "what was typed is shown again"
    assert page.text("*[@role='alert']").count("no room") == 1
    browser.page = page
    assert browser.fill({"go": "check"}).location == f"/en/{other}/check", "and the links lead on"
    assert {name: value for name, value in browser.jar().items() if "answers" in name} == {
        name: value for name, value in held.items() if "answers" in name
    }
    assert kept(browser, "donor")["donor"] == [largest["answers"]["donor"]]
    page = browser.open(f"/en/{other}/staff")
    page = browser.fill({"diagnosis": "other"})
    assert page.status == 422
    assert "no room" in page.text("*[@id='late']")


PLAIN: tuple[str, str, dict[str, str]] = ("http://localhost", "127.0.0.1", {})
# Where a request comes from: its base address, its peer, its headers, and the setting → whether cookies are Secure.
SECURE: dict[str, tuple[str, str, dict[str, str], bool | None, bool]] = {
    "plain http on this machine": (*PLAIN, None, False),
    "https on this machine": ("https://localhost", "127.0.0.1", {}, None, True),
    "another host": ("http://check.example", "127.0.0.1", {}, None, True),
    "a peer on another machine that claims to be local": ("http://localhost", "192.0.2.7", {}, None, True),
    "a proxy on this machine": ("http://localhost", "127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, None, True),
    "a proxy with the standard header": (
        "http://localhost",
        "::1",
        {"Forwarded": "for=192.0.2.7"},
        None,
        True,
    ),
    "always, by the setting": (*PLAIN, True, True),
    "never, by the setting": ("http://192.0.2.1", "192.0.2.7", {}, False, False),
}


@pytest.mark.parametrize("name", SECURE)
def test_cookies_are_secure_but_on_this_machine_itself(name: str) -> None:
    base, peer, headers, setting, expected = SECURE[name]
    app = create_app(KEY, settings=Settings(secure_cookies=setting, rate_limits=False))
    response = app.test_client().get(
        step("diagnosis"), base_url=base, headers=headers, environ_base={"REMOTE_ADDR": peer}
    )
    [cookie] = response.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-") is expected
    assert ("Secure" in cookie) is expected
