"""Sessions of an older release, or of any odd shape: every page reads what it can and drops the rest."""

from functools import reduce
from typing import Any

import pytest
from flask import Flask

from tests.support.answers import read_valid
from tests.support.client import CheckingClient, session_cookies
from tests.support.everything import FAILING, LANGUAGES, NCT, TRIAL, paths

pytestmark = pytest.mark.usefixtures("without_pdf_layout")

DEEP: Any = []
for _ in range(500):
    DEEP = [DEEP]
ODD: dict[str, Any] = {
    "nothing": None,
    "text": "odd",
    "list": [1, "odd", None, [["odd"]]],
    "object": {"odd": {"odd": 1}},
    "deep": DEEP,
}
# One answer of each type.
ANSWERS = {
    name: FAILING[name]
    for name in ("sex", "age", "switches", "value", "alt", "body_mass_index", "last_treatment", "main_answer")
}
ENTRY: dict[str, Any] = {
    "version": TRIAL.version,
    "answers": read_valid(TRIAL, ANSWERS),
    "sources": {"age": ["report", "2026-01-31"]},
    "team": {"opinion": ["met", "seen"]},
    "who": "staff",
}
# Places in a trial's part of a session that hold something odd at the same time.
PLACES: dict[str, list[tuple[str, ...]]] = {
    "entry": [()],
    "version": [("version",)],
    "answers": [("answers",)],
    "each_answer": [("answers", question) for question in (*ANSWERS, "no_such_question")],
    "part_of_an_answer": [("answers", "value", "unit"), ("answers", "body_mass_index", "height")],
    "notes": [("sources",), ("team",), ("who",), ("no_such_key",)],
    "each_note": [("sources", "age"), ("sources", "no_such"), ("team", "opinion"), ("team", "no_such")],
}
# Entries of the right shape with parts that are missing, out of date or impossible.
WRONG: dict[str, dict[str, Any]] = {
    "no_version": {name: part for name, part in ENTRY.items() if name != "version"},
    "another_version": ENTRY | {"version": "an older one"},
    "empty": {},
    "no_such_option": ENTRY | {"answers": {"sex": "no such option"}},
    "a_list_with_an_unknown_option": ENTRY | {"answers": {"switches": ["pills", "no such option"]}},
    "a_number_that_is_none": ENTRY | {"answers": {"value": {"value": "odd", "unit": "mmol/L"}}},
    "no_such_unit": ENTRY | {"answers": {"value": {"value": "1", "unit": "no such unit"}}},
    "out_of_range": ENTRY | {"answers": {"value": {"value": "1e9", "unit": "mmol/L"}}},
    "a_limit_of_0": ENTRY | {"answers": {"alt": {"value": "1", "limit": "0"}}},
    "a_height_of_0": ENTRY | {"answers": {"body_mass_index": {"weight": "1", "height": "0"}}},
    "not_a_number": ENTRY | {"answers": {"alt": {"value": "NaN", "limit": "Infinity"}}},
    "no_such_source": ENTRY | {"sources": {"age": ["no such source", ""]}},
    "no_such_day": ENTRY | {"sources": {"age": ["report", "2026-02-30"]}},
    "three_parts": ENTRY | {"sources": {"age": ["report", "", ""]}, "team": {"opinion": ["met", "", ""]}},
    "no_such_judgement": ENTRY | {"team": {"opinion": ["no such judgement", "seen"]}},
    "a_long_note": ENTRY | {"team": {"opinion": ["met", "x" * 5000]}},
    "no_such_person": ENTRY | {"who": "no such person"},
    "refused_nothing": ENTRY | {"refused": {"no-such-input": ["1"], "value-value": [], "age-value": "text"}},
    "refused_oddly": ENTRY | {"refused": {"value-value": ["\x00", 1], "sex": ["no such option"], "age-date": ["x"]}},
    "large": ENTRY | {"answers": {"sex": "x" * 50_000}},
    "too_large": ENTRY | {"answers": {"sex": "x" * 70_000}},
}


def entries() -> dict[str, Any]:
    """What a session may hold of a trial, by name."""
    odd = {
        f"{where}-{name}": reduce(lambda entry, place: replaced(entry, place, content), places, ENTRY)
        for where, places in PLACES.items()
        for name, content in ODD.items()
    }
    return odd | WRONG


def replaced(content: Any, place: tuple[str, ...], odd: Any) -> Any:
    """The content with something odd at a place."""
    if not place:
        return odd
    name, *below = place
    return content | {name: replaced(content.get(name, {}), tuple(below), odd)}


def keep(browser: CheckingClient, session: dict[str, Any]) -> None:
    """Makes these the parts of a reader's session, as they are."""
    browser.drop_cookies()
    browser.set_cookies(session_cookies(browser.app, session))


def faults_with(app: Flask, session: dict[str, Any], lang: str) -> dict[str, int]:
    """The faults that a reader meets whose session holds this."""
    browser = CheckingClient(app)
    keep(browser, session)
    return faults(browser, lang)


def faults(browser: CheckingClient, lang: str) -> dict[str, int]:
    """The pages that answer this reader with a fault of ours, and what they answer."""
    answered = {path: status_of(browser, path) for path in paths(browser.app, TRIAL.id, lang, ["about-you", "acids"])}
    return {path: status for path, status in answered.items() if status >= 500}


def status_of(browser: CheckingClient, path: str, **options: Any) -> int:
    """A page's status, and 500 where the error page itself fails."""
    try:
        return browser.http.open(path, **options).status_code
    except Exception:
        return 500


@pytest.mark.parametrize(
    ("entry", "lang"),
    [pytest.param(entry, LANGUAGES[place % 2], id=name) for place, (name, entry) in enumerate(entries().items())],
)
def test_every_page_can_be_opened_whatever_the_session_holds_of_a_trial(app: Flask, entry: Any, lang: str) -> None:
    assert faults_with(app, {NCT: entry}, lang) == {}


OTHER_PARTS: dict[str, dict[str, Any]] = {
    "a trial that is not there": {"NCT00000000": ENTRY},
    "a trial that is not there, oddly": {"NCT00000000": ["odd"]},
    "no trial": {"odd": {"odd": 1}},
    "an odd token": {"csrf_token": {"odd": 1}},
    "many trials": {f"NCT{number:08}": {"version": "1", "answers": {}} for number in range(50)},
}


@pytest.mark.parametrize("name", OTHER_PARTS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_can_be_opened_whatever_else_the_session_holds(app: Flask, name: str, lang: str) -> None:
    assert faults_with(app, {NCT: ENTRY} | OTHER_PARTS[name], lang) == {}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_can_be_opened_whatever_a_cookie_holds(app: Flask, name: str, lang: str) -> None:
    browser = CheckingClient(app)
    browser.set_cookies(session_cookies(app, ODD[name]))
    assert faults(browser, lang) == {}


POSTS: dict[str, dict[str, Any]] = {
    f"/en/{NCT}/questions/about-you": {"age-value": "40", "age-unknown": ""},
    f"/zh/{NCT}/questions/acids": {"value-value": "odd", "switch": "zh"},
    f"/en/{NCT}/staff": {"value-value": "-3", "opinion-note": "a note", "age-date": "odd"},
    f"/zh/{NCT}/staff": {"switch": "zh"},
    "/en/handover": {"shown": "odd"},
    f"/en/{NCT}/clear": {},
}


@pytest.mark.parametrize(
    "entry", [ODD["text"], ODD["list"], *(replaced(ENTRY, (part,), ODD["text"]) for part in ENTRY), *WRONG.values()]
)
def test_every_form_can_be_posted_whatever_the_session_holds_of_a_trial(app: Flask, entry: Any) -> None:
    browser = CheckingClient(app)
    answered = {}
    for path, typed in POSTS.items():
        keep(browser, {NCT: entry})
        token = browser.open(f"/en/{NCT}/questions/about-you").token
        answered[path] = status_of(browser, path, method="POST", data=typed | {"csrf_token": token})
    assert {path: status for path, status in answered.items() if status >= 500} == {}


def test_answers_of_an_older_release_are_kept_where_they_are_still_valid(app: Flask) -> None:
    older = {
        "version": "an older one",
        "answers": read_valid(TRIAL, ANSWERS) | {"sex": "no such option", "gone": "yes"},
    }
    browser = CheckingClient(app)
    keep(browser, {NCT: older})
    shown = browser.open(f"/en/{NCT}/staff").content()
    assert shown["body_mass_index-height"] == ["170"]
    assert "sex" not in shown


@pytest.mark.parametrize("entry", [ODD["text"], replaced(ENTRY, ("answers",), ODD["list"]), WRONG["no_version"]])
def test_clearing_clears_whatever_the_session_holds(app: Flask, entry: Any) -> None:
    browser = CheckingClient(app)
    keep(browser, {NCT: entry})
    page = browser.open(f"/en/{NCT}/questions/about-you")
    browser.post(f"/en/{NCT}/clear", {"csrf_token": page.token})
    assert "answers" not in browser.cookies()
