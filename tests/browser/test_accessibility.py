"""WCAG 2.2 AA as far as axe-core can tell, on every page and step and in every state."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.support.browsing import ALL_ASKED, DESK, FITTING, NCT, OUTCOMES, PHONE, answered, fill, go_on, opened, press
from tests.support.core import TRIAL
from tests.support.page_states import WALKS

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules whose result depends on the theme.
CONTRAST = ["color-contrast"]
# A step for each layout: one choice, several choices, numbers with units, numbers with a limit.
LAYOUTS = ["diagnosis", "heart", "blood-counts", "liver"]
# Pages without answers, and whether to check them in the dark theme too: one page for each layout.
PAGES = {
    "": True, "questions": True, "check": True, "result": True, "questions/nowhere": True,
    "staff": False, "worksheet": False, "handover": False, "?who=staff": False,
}  # fmt: skip


def check(page: Page, also_dark: bool = False) -> None:
    """Check the page, with `also_dark` in the dark theme too."""
    assert page.locator("h1").count() == 1
    _run_axe(page, RULES)
    if also_dark:
        page.emulate_media(color_scheme="dark")
        _run_axe(page, CONTRAST)
        page.emulate_media(color_scheme="light")


def _run_axe(page: Page, rules: list[str]) -> None:
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    assert not found, [(fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in found]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_step_is_accessible(chromium: Browser, app: Flask, site: str, lang: str) -> None:
    page = answered(chromium, app, site, ALL_ASKED, viewport=PHONE)
    for step in TRIAL.steps:
        page.goto(f"/{lang}/{NCT}/questions/{step.id}")
        assert page.url.endswith(step.id)
        check(page)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("step", LAYOUTS)
def test_each_layout_of_a_step_is_accessible_in_every_state(chromium: Browser, site: str, lang: str, step: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    address = f"/{lang}/{NCT}/questions/{step}"
    page.goto(address)
    check(page, also_dark=True)
    go_on(page)
    assert page.locator(".summary").count() == 1
    check(page, also_dark=True)
    fill(page, FITTING)
    go_on(page)
    page.goto(address)
    check(page, also_dark=True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_without_answers_is_accessible(chromium: Browser, site: str, lang: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    for path, also_dark in PAGES.items():
        page.goto(f"/{lang}/{NCT}/{path}")
        check(page, also_dark)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_check_your_answers_is_accessible(chromium: Browser, app: Flask, site: str, lang: str) -> None:
    page = answered(chromium, app, site, ALL_ASKED, viewport=PHONE)
    page.goto(f"/{lang}/{NCT}/check")
    assert page.locator(".row").count() > 20
    check(page, also_dark=True)


@pytest.mark.audit
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("walk", WALKS)
def test_every_page_is_accessible_in_every_state(
    chromium: Browser, app: Flask, site: str, walk: str, lang: str
) -> None:
    page = answered(chromium, app, site, WALKS[walk].answers, viewport=PHONE)
    for _ in WALKS[walk].stops(page, lang):
        check(page, also_dark=True)


def walk_one(page: Page, answers: dict[str, Any]) -> None:
    fill(page, answers)
    go_on(page)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_correction_that_is_offered_is_accessible(chromium: Browser, site: str, lang: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    page.goto(f"/{lang}/{NCT}/questions/blood-counts")
    page.locator("[name=neutrophils-value]").fill("400")
    go_on(page)
    assert page.locator("button[name=correct]").is_visible()
    check(page, also_dark=True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pages_for_staff_are_accessible(chromium: Browser, app: Flask, site: str, lang: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=DESK)
    page.goto(f"/{lang}/{NCT}/staff")
    check(page)
    page.locator("#oxygen-value").fill("nearly all")
    page.locator("#oxygen-date").fill("soon")
    press(page.locator("#staff .primary").last)
    assert page.locator(".summary li").count() == 2
    check(page, also_dark=True)
    for path in ("worksheet", "handover"):
        page.goto(f"/{lang}/{NCT}/{path}")
        check(page, also_dark=True)
    link = page.locator(".link a").get_attribute("href") or ""
    page.goto(link)
    page.goto(f"/{lang}/handover")
    check(page, also_dark=True)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_result_is_accessible(chromium: Browser, app: Flask, site: str, lang: str, outcome: str) -> None:
    page = answered(chromium, app, site, FITTING | OUTCOMES[outcome], viewport=DESK)
    page.goto(f"/{lang}/{NCT}/result")
    assert page.locator("main").get_attribute("data-outcome") == outcome
    check(page, also_dark=True)


SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_text_spacing_and_400_percent_zoom_cut_nothing(chromium: Browser, app: Flask, site: str, lang: str) -> None:
    # 1280 px at 400 % is a page of 320 by 256.
    page = answered(chromium, app, site, FITTING, viewport={"width": 320, "height": 256}, bypass_csp=True)
    for path in ("", "questions/blood-counts", "questions/liver", "check", "result"):
        page.goto(f"/{lang}/{NCT}/{path}")
        page.add_style_tag(content=SPACED)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        cut = page.evaluate(
            """[...document.querySelectorAll("button, a, label, legend, p")].filter(node =>
                getComputedStyle(node).overflow === "hidden" && !node.classList.contains("hidden")
                && node.scrollWidth > node.clientWidth + 1).length"""
        )
        assert cut == 0, path


def test_focus_goes_to_the_heading_on_a_new_step(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    page.goto(f"/en/{NCT}/questions/diagnosis")
    walk_one(page, FITTING)
    page.wait_for_url("**/blood-counts")
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_forced_colors_still_show_what_is_picked_and_the_status(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=PHONE, forced_colors="active")
    page.goto(f"/en/{NCT}/questions/diagnosis")
    picked = page.locator("input:checked + label").first
    assert picked.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    page.goto(f"/en/{NCT}/result")
    assert page.locator(".group > summary").all_inner_texts()
