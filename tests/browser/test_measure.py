"""Pages are short: on a phone, in both languages, for every outcome."""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from prescreen.pages.duration import minutes_to_answer
from tests.browser.measure import minutes, results, walk
from tests.browser.staff_keys import NOTED, VISIT, enter_visit, entered, staff_screens, visit_day
from tests.support.browsing import NCT, PHONE, opened
from tests.support.core import TRIAL

MOST_KEYS = {"typed": 175, "results pasted": 75}
MOST_SCREENS = {"1280": 4, "1920": 3}
MOST_TEXT = {"en": 4000, "zh": 6000}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_walk_is_short_and_takes_as_long_as_is_promised(chromium: Browser, site: str, lang: str) -> None:
    walked = list(walk(chromium, site, lang))
    steps = {page.page: page.screens for page in walked if page.page not in ("start", "check", "result")}
    assert len(steps) == 14
    assert {name: screens for name, screens in steps.items() if screens > 2.5} == {}
    assert sum(page.screens for page in walked) <= 35
    assert sum(page.text for page in walked) <= MOST_TEXT[lang]
    # Promised in steps of five minutes: never less than it takes, and not much more.
    assert minutes(walked, lang) <= minutes_to_answer(TRIAL, lang) <= minutes(walked, lang) + 7.5


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_check_and_result_are_short_for_every_outcome(chromium: Browser, app: Flask, site: str, lang: str) -> None:
    limits = {"check": 5, "result": 4}
    found = {page.page: page.screens for page in results(chromium, app, site, lang)}
    assert len(found) == 12
    assert {name: screens for name, screens in found.items() if screens > limits[name.split(":")[0]]} == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_first_screen_has_the_button_that_starts(chromium: Browser, site: str, lang: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    page.goto(f"/{lang}/{NCT}/")
    box = page.locator(".go .primary").bounding_box()
    assert box
    assert box["y"] + box["height"] <= PHONE["height"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("how", MOST_KEYS)
def test_a_nurse_enters_a_patient_with_few_keys(chromium: Browser, site: str, how: str, lang: str) -> None:
    with visit_day():
        nurse = enter_visit(chromium, site, lang, pasted=how == "results pasted")
        assert nurse.keys.total() - nurse.keys["asked again"] <= MOST_KEYS[how]
        assert entered(nurse.page) == {name: NOTED[name] for name in VISIT["answers"]}
        assert nurse.page.locator("#ask-next li").count() == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_staff_view_is_short_with_everything_answered(chromium: Browser, app: Flask, site: str, lang: str) -> None:
    found = staff_screens(chromium, app, site, lang)
    assert {name: found[name] for name, most in MOST_SCREENS.items() if found[name] > most} == {}
