"""How many keys a nurse presses on the staff view for one patient, and how high that page is. The patient of
tests/support/visit.json has 31 answers from seven reports and from their own words."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from prescreen.screening.provenance import Source
from tests.support.browsing import NCT, answered, opened

VISIT: dict[str, Any] = json.loads((Path(__file__).parents[1] / "support" / "visit.json").read_text("utf-8"))
TODAY = date.fromisoformat(VISIT["today"])
SCREENS = {"1280": (1280, 800), "1920": (1920, 1080), "390": (390, 844)}
SOURCE_KEYS = {source.value: str(place) for place, source in enumerate(Source, 1)}
FOCUSED = "document.activeElement.closest('fieldset')?.id ?? ''"


def _noted() -> dict[str, tuple[str, str]]:
    """Question → its source and date."""
    found = dict.fromkeys(VISIT["patient_says"], (Source.PATIENT.value, VISIT["patient_says_date"]))
    for report in VISIT["reports"]:
        found |= dict.fromkeys(report["questions"], (report["source"], report["date"]))
    return found


NOTED = _noted()


@dataclass
class Nurse:
    """Answers from the visit by keyboard alone, and counts the keys by what they are for."""

    page: Page
    noted: tuple[str, str] = ("", "")
    keys: Counter[str] = field(default_factory=Counter)

    def press(self, purpose: str, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys[purpose] += len(key.split("+")) if len(key) > 1 else 1

    def question(self) -> str:
        found: str = self.page.evaluate(FOCUSED)
        return found

    def paste(self, text: str) -> None:
        """Pastes a report beside the boxes, and takes what was read from it."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        with self.page.expect_navigation():
            self.press("pasting", "Control+V")
        expect(self.page.locator("[autofocus]")).to_be_focused()
        with self.page.expect_navigation():
            self.press("pasting", "Enter")
        expect(self.page.locator("h1")).to_be_focused()

    def set_source(self, noted: tuple[str, str]) -> None:
        """Sets the source and date of what is entered next: with one key if they were used before."""
        if self.question():  # at the top of the page, the keys belong to the source and date
            self.press("source and date", "s")
        used = self.page.locator(f"#current-report-noted button[value='{' '.join(noted)}']")
        if used.count():
            self.press("source and date", used.get_attribute("data-key") or "")
        else:
            days = (TODAY - date.fromisoformat(noted[1])).days
            self.press("source and date", SOURCE_KEYS[noted[0]], *(f"-{days}" if days else "t"), "Enter")
        self.noted = noted

    def answer(self, question: str) -> None:
        answer = VISIT["answers"][question]
        if isinstance(answer, dict):
            self._type(question, answer)
        else:
            for option in answer if isinstance(answer, list) else [answer]:
                key = self.page.locator(f"[id='{question}--{option}']").get_attribute("data-key")
                self.press("answers", key or "")
        if self.question() == question:  # a single choice leads on by itself
            self.press("answers", "Enter")
        expect(self.page.locator("#saved")).not_to_have_text(re.compile("…$"))
        keep = self.page.locator(f"#{question}-error button[name=confirm]")
        if keep.count():
            self._confirm(keep)

    def _confirm(self, keep: Locator) -> None:
        """Keeps a number that is asked again."""
        question = self.question()
        while not keep.evaluate("button => button === document.activeElement"):
            self.press("asked again", "Shift+Tab")
        with self.page.expect_navigation():
            self.press("asked again", "Enter")
        self.page.locator(f"#{question} input:not([type=hidden])").first.focus()

    def _type(self, question: str, answer: dict[str, str]) -> None:
        parts = [answer[part] for part in ("value", "limit") if part in answer]
        for place, typed in enumerate(parts):
            self.press("answers", *(["Tab"] if place else []), *typed)
        menu = self.page.locator(f"select[name='{question}-unit']")
        if "unit" in answer and menu.count() and menu.input_value() != answer["unit"]:
            self._choose(menu, answer["unit"])

    def _choose(self, menu: Locator, unit: str) -> None:
        units = menu.locator("option").evaluate_all("options => options.map(option => option.value)")
        self.press("answers", "ArrowDown", *["ArrowDown"] * (units.index(unit) - units.index(menu.input_value())))


def enter_visit(chromium: Browser, site: str, lang: str, pasted: bool) -> Nurse:
    """Enters the whole visit on the staff view. With `pasted`, results that reports have as text are pasted at once."""
    page = opened(chromium, site, viewport={"width": 1280, "height": 800})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    nurse = Nurse(page)
    page.goto(f"/{lang}/{NCT}/staff")
    expect(page.locator("h1")).to_be_focused()
    if pasted:
        nurse.paste("\n".join(report["text"] for report in VISIT["reports"] if "text" in report))
    while question := page.evaluate(FIRST_OPEN):
        question = nurse.question() or question
        if NOTED[question] != nurse.noted:
            nurse.set_source(NOTED[question])
        assert nurse.question() == question
        nurse.answer(question)
        expect(page.locator("#saved")).to_have_text(page.locator("#saved").get_attribute("data-saved") or "")
    return nurse


# The first question that is asked and has no answer yet.
FIRST_OPEN = """[...document.querySelectorAll("fieldset.question:not([hidden])")].find((question) =>
  ![...question.querySelectorAll(".answer input:not([type=hidden])")].some((input) =>
    input.type === "text" ? input.value : input.checked))?.id"""


def entered(page: Page) -> dict[str, tuple[str, str]]:
    """What the page notes of each question that is asked: its source and date."""
    names = page.locator("fieldset.question:not([hidden])").evaluate_all("found => found.map(part => part.id)")
    return {
        name: (
            page.locator(f"[name='{name}-source']").input_value(),
            page.locator(f"[name='{name}-date']").input_value(),
        )
        for name in names
    }


def visit_day() -> Any:
    """The day of the visit, as the server sees it."""
    return time_machine.travel(f"{TODAY}T12:00:00Z")


def staff_screens(chromium: Browser, app: Flask, site: str, lang: str) -> dict[str, float]:
    """By screen, how many screens high the staff view is with everything answered."""
    found = {}
    for name, (width, height) in SCREENS.items():
        page = answered(chromium, app, site, VISIT["answers"], viewport={"width": width, "height": height})
        page.goto(f"/{lang}/{NCT}/staff")
        found[name] = page.evaluate("document.documentElement.scrollHeight") / height
        page.context.close()
    return found
