"""LHC-Forms, the National Library of Medicine's renderer of FHIR Questionnaires, in a real browser."""

import re
import sys
from pathlib import Path
from typing import Any

from flask import Flask, send_from_directory
from playwright.sync_api import Page

from prescreen.interop.elements import DONT_KNOW, RATHER_NOT_SAY
from prescreen.trial.questions import UNKNOWN, OptionQuestion, Pair, Question
from prescreen.trial.trial import Trial

# As the npm package is published; `make lforms` fetches it.
PACKAGE = Path(sys.prefix) / "lforms" / "package" / "dist" / "lforms"
PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><title>LHC-Forms</title><link rel="stylesheet" href="/webcomponent/styles.css"></head>
<body><div id="form"></div>
<script src="/webcomponent/assets/lib/zone.min.js"></script>
<script src="/webcomponent/lhc-forms.js"></script>
<script src="/fhir/R4/lformsFHIR.min.js"></script></body></html>"""
IS_READY = "() => window.LForms?.Util?.addFormToPage && !!customElements.get('wc-lhc-form')"
SHOW = """async address => {
  const questionnaire = await (await fetch(address)).json();
  await LForms.Util.addFormToPage(questionnaire, "form", {fhirVersion: "R4"});
}"""
FILLED = "() => LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4')"


def lforms_site() -> Flask:
    """A site that serves the package and a page with an empty form."""
    assert PACKAGE.is_dir(), f"{PACKAGE} is missing: run `make lforms`"
    app = Flask("lforms")
    app.add_url_rule("/<path:name>", "file", lambda name: send_from_directory(PACKAGE, name))
    app.add_url_rule("/", "page", lambda: PAGE)
    return app


def show(page: Page, address: str) -> None:
    """Shows the Questionnaire at this address, which is on another site."""
    page.wait_for_function(IS_READY)
    page.evaluate(SHOW, address)
    page.locator("[id^='label-']").first.wait_for()


def filled(page: Page) -> dict[str, Any]:
    """The QuestionnaireResponse that LHC-Forms makes of what is filled in."""
    found: dict[str, Any] = page.evaluate(FILLED)
    return found


def fill(page: Page, trial: Trial, answers: dict[str, Any], lang: str) -> None:
    """Types and picks answers as a person does, in the order of the questions."""
    for question in trial.questions.values():
        if question.id in answers:
            _answer(page, question, answers[question.id], lang)


def _answer(page: Page, question: Question, answer: Any, lang: str) -> None:
    if isinstance(question, OptionQuestion):
        for option in answer if isinstance(answer, list) else [answer]:
            _pick(page, question.id, _label(question, option, lang))
    elif answer == UNKNOWN:
        page.locator(f"label[id^='{question.id}-unknown/']").click()
    elif isinstance(question, Pair):
        for part, number in answer.items():
            page.locator(f"[id^='{question.id}-{part}/'][type=text]").fill(number)
    else:
        page.locator(f"[id^='{question.id}/'][type=text]").fill(answer["value"])
        if len(question.units) > 1:
            _pick(page, f"unit_{question.id}", answer["unit"])


def _pick(page: Page, name: str, label: str) -> None:
    """Picks from a list that suggests while one types."""
    box = page.locator(f"input[id^='{name}/']")
    box.click()
    # Each is preceded by its number.
    page.locator("#lhc-tools-searchResults li").filter(has_text=re.compile(rf"^(\d+:)?\s*{re.escape(label)}$")).click()
    box.press("Tab")


def _label(question: OptionQuestion, option: str, lang: str) -> str:
    if option == UNKNOWN:
        return (RATHER_NOT_SAY if question.sensitive else DONT_KNOW)[lang]
    return question.option[option].label[lang]
