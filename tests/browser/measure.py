"""`make measure`: how long the pages are, and how much there is to read, tap and type. Writes docs/measures.md."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from prescreen import create_app
from prescreen.pages.duration import SPEED, amount, minutes_to_answer
from tests.browser.staff_keys import enter_visit, staff_screens, visit_day
from tests.support.browsing import FITTING, FLAGS, HEADLESS_SHELL, NCT, OUTCOMES, PHONE, answered, fill, opened, press
from tests.support.core import TRIAL

TABLE = Path(__file__).parents[2] / "docs" / "measures.md"
# A reader with the ordinary uncertainties.
WALKED = FITTING | {"donor": "testing", "recent_treatment": ["other_medicines"], "could_have_children": "yes"}
WALKED |= {"contraception": "agree"}
RESULTS: dict[str, dict[str, Any]] = {
    **{outcome: FITTING | answers for outcome, answers in OUTCOMES.items()},
    "warnings": FITTING | {"oxygen": {"value": "88"}, "lung_infection": "yes"},
    "nothing known": dict.fromkeys(TRIAL.questions, "unknown"),
}
SECONDS_PER_TAP, SECONDS_PER_CHARACTER = 2, 1
SECONDS_PER_NUMBER = 15  # to find it on a report at hand

# The text that a reader sees before anything is opened, without what is for screen readers only.
VISIBLE_TEXT = """() => {
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const fold = parent.closest("details:not([open])");
    const isSummary = fold && parent.closest("summary") && !fold.parentElement.closest("details:not([open])");
    const isHidden = parent.closest("script, template, .hidden, .skip") || !parent.getClientRects().length;
    if (!isHidden && (!fold || isSummary)) texts.push(walker.currentNode.textContent);
  }
  return texts.join(" ");
}"""


@dataclass(frozen=True)
class Measure:
    """Of one page: its height in screens, the words (Chinese: characters) outside of what is folded, and what a reader
    taps and types on it."""

    page: str
    screens: float
    text: int
    taps: int = 0
    typed: int = 0


def measure(page: Page, name: str, lang: str) -> Measure:
    height = page.evaluate("document.documentElement.scrollHeight")
    return Measure(name, height / PHONE["height"], amount(page.evaluate(VISIBLE_TEXT), lang))


def walk(chromium: Browser, site: str, lang: str) -> Iterator[Measure]:
    """Every page from the start page to the result."""
    page = opened(chromium, site, viewport=PHONE)
    page.goto(f"/{lang}/{NCT}/")
    yield replace(measure(page, "start", lang), taps=1)
    press(page.locator(".go .primary").first)
    while "/questions/" in page.url:
        found = measure(page, re.sub(r".*/questions/([a-z-]+).*", r"\1", page.url), lang)
        taps, typed = to_answer(page)
        yield replace(found, taps=taps + 1, typed=typed)
        fill(page, WALKED)
        press(page.locator("main form button.primary"))
    yield replace(measure(page, "check", lang), taps=1)
    press(page.locator(".go .primary").first)
    yield measure(page, "result", lang)
    page.context.close()


def to_answer(page: Page) -> tuple[int, int]:
    """The taps and characters that the answers on a page take."""
    names = [str(found.get_attribute("id")) for found in page.locator("fieldset.question").all()]
    given = [WALKED.get(name, "unknown") for name in names]
    typed = [str(part) for answer in given if isinstance(answer, dict) for key, part in answer.items() if key != "unit"]
    taps = sum(len(answer) if isinstance(answer, dict | list) else 1 for answer in given)
    return taps, sum(map(len, typed))


def results(chromium: Browser, app: Flask, site: str, lang: str) -> Iterator[Measure]:
    """“Check your answers” and the result, for each outcome and for someone who knows nothing."""
    for name, answers in RESULTS.items():
        page = answered(chromium, app, site, answers, viewport=PHONE)
        for kind in ("check", "result"):
            page.goto(f"/{lang}/{NCT}/{kind}")
            yield measure(page, f"{kind}: {name}", lang)
        page.context.close()


def minutes(walked: list[Measure], lang: str) -> float:
    """How long such a walk takes, with the reports at hand."""
    numbers = sum(isinstance(answer, dict) for answer in WALKED.values())
    seconds = sum(page.taps * SECONDS_PER_TAP + page.typed * SECONDS_PER_CHARACTER for page in walked)
    return sum(page.text for page in walked) / SPEED[lang] + (seconds + numbers * SECONDS_PER_NUMBER) / 60


def table(lang: str, walked: list[Measure], ends: list[Measure]) -> str:
    unit = "characters" if lang == "zh" else "words"
    total = Measure("**the whole walk**", *(sum(getattr(page, name) for page in walked) for name in
                                            ("screens", "text", "taps", "typed")))  # fmt: skip
    rows = [f"| {p.page} | {p.screens:.1f} | {p.text} | {p.taps} | {p.typed} |" for p in [*walked, total, *ends]]
    promised, found = minutes_to_answer(TRIAL, lang), minutes(walked, lang)
    said = f"Such a walk takes {found:.0f} minutes; the start page says {promised}."
    head = [f"## {lang}", "", f"| page | screens | {unit} | taps | characters typed |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, "", said, ""])


def staff_table(chromium: Browser, app: Flask, site: str) -> str:
    """The keys that one patient takes on the staff view, and its height."""
    lines = [STAFF_HEADING]
    with visit_day():
        for lang in ("en", "zh"):
            for pasted, how in ((False, "typed"), (True, "results pasted")):
                keys = enter_visit(chromium, site, lang, pasted).keys
                counts = [keys[purpose] for purpose in ("answers", "source and date", "pasting", "asked again")]
                lines.append("| " + " | ".join(map(str, (lang, how, sum(counts[:3]), *counts))) + " |")
        lines += ["", "| screens high | 1280 × 800 | 1920 × 1080 | 390 × 844 |", "|---|---|---|---|"]
        for lang in ("en", "zh"):
            heights = staff_screens(chromium, app, site, lang).values()
            lines.append(f"| {lang} | " + " | ".join(f"{height:.1f}" for height in heights) + " |")
    return "\n".join([*lines, ""])


STAFF_HEADING = """## The staff view
The keys that a nurse presses for the patient of `tests/support/visit.json`: 31 answers with source and date, from seven
reports and the patient. Each key of a chord counts. Numbers that are asked again are counted apart from the sum.

| language | results | keys | for answers | for source and date | for pasting | asked again |
|---|---|---|---|---|---|---|"""

HEADING = """# How long the pages are
Written by `make measure`, on a phone of 390 × 844 pixels: heights in screens, and text outside of what is folded.
`tests/browser/test_measure.py` holds the limits. The minutes are reading at 200 words or 300 characters a minute, 2 s a
tap, 1 s a character typed and 15 s to find each number on a report.

"""


def main() -> None:
    from tests.conftest import KEY, served

    app = create_app(KEY)
    with served(app) as site, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=HEADLESS_SHELL, args=FLAGS)
        parts = [
            table(lang, list(walk(chromium, site, lang)), list(results(chromium, app, site, lang)))
            for lang in ("en", "zh")
        ]
        parts.append(staff_table(chromium, app, site))
        chromium.close()
    TABLE.write_text(HEADING + "\n".join(parts), "utf-8")


if __name__ == "__main__":
    main()
