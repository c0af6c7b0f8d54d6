"""Shared by the browser tests: a reader's page in Chromium, and journeys on it."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page

from tests.support.client import cookies_with
from tests.support.core import NCT as NCT
from tests.support.core import TRIAL

# Chromium without window, menus and history, which takes two thirds of the time to start and render.
HEADLESS_SHELL = "/usr/bin/chromium-headless-shell"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}

FITTING: dict[str, Any] = {
    "diagnosis": "severe",
    "marrow": "under_25",
    "neutrophils": {"value": "0.3"},
    "platelets": {"value": "12"},
    "reticulocytes": {"value": "8"},
    "donor": "yes",
    "standard_transplant": "unwilling",
    "transplant_before": "no",
    "creatinine_clearance": {"value": "90", "unit": "mL/min"},
    "liver_involved": "no",
    "bilirubin": {"value": "12", "limit": "21"},
    "alt": {"value": "60", "limit": "40"},
    "ast": {"value": "20", "limit": "40"},
    "lvef": {"value": "60"},
    "heart": ["none"],
    "lung_infection": "no",
    "oxygen": {"value": "97"},
    "infections": ["none"],
    "nervous_system": "no",
    "allergy": "no",
    "recent_treatment": ["none"],
    "activity": "1",
    "outlook": "yes",
    "could_have_children": "no",
    "t_cell_test": "not_tested",
    "other_concerns": "no",
    "consent": "yes",
}
# With these answers no step and no question is skipped.
ALL_ASKED = FITTING | {"marrow": "25_to_50", "transplant_before": "100_days_or_more", "could_have_children": "yes"}
OUTCOMES: dict[str, dict[str, Any]] = {
    "may_fit": {},
    "check_with_doctor": {"donor": "testing", "recent_treatment": ["other_medicines"]},
    "not_now": {"oxygen": {"value": "90"}},
    "may_not_fit": {"diagnosis": "not_severe"},
}


def opened(chromium: Browser, site: str, **settings: Any) -> Page:
    """A new reader's page. A request to any other host fails the test."""
    context = chromium.new_context(base_url=site, **settings)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.on("request", lambda request: _check_host(request.url, site))
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    return page


def answered(chromium: Browser, app: Flask, site: str, answers: dict[str, Any], **settings: Any) -> Page:
    """A page of a reader who has given these answers."""
    page = opened(chromium, site, **settings)
    cookies = cookies_with(app, TRIAL, answers)
    page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
    return page


def _check_host(url: str, site: str) -> None:
    assert url.startswith(site), f"a request left the site: {url}"


def fill(page: Page, answers: dict[str, Any]) -> None:
    """Answer every question on the page: “I don't know” where `answers` has nothing."""
    for question in page.locator("fieldset.question:not([hidden])").all():
        name = question.get_attribute("id")
        answer = answers.get(str(name), "unknown")
        if isinstance(answer, dict):
            for part, typed in answer.items():
                box = page.locator(f"[name='{name}-{part}']")
                if part == "unit":
                    box.select_option(typed)
                else:
                    box.fill(typed)
        elif question.locator(f"[name='{name}-unknown']").count():
            page.locator(f"[name='{name}-unknown']").check()
        else:
            for option in answer if isinstance(answer, list) else [answer]:
                page.locator(f"[id='{name}--{option}']").check()


def press(link: Locator) -> None:
    """Click a link or button, and wait until the next page is loaded."""
    with link.page.expect_navigation():
        link.click()


def go_on(page: Page) -> None:
    press(page.locator("main form button.primary"))


def walk(page: Page, lang: str, answers: dict[str, Any]) -> None:
    """Walk from the start page to “Check your answers”."""
    page.goto(f"/{lang}/{NCT}/")
    press(page.locator(".go .primary"))
    while "/questions/" in page.url:
        fill(page, answers)
        go_on(page)
    assert page.url.endswith(f"/{lang}/{NCT}/check")
