"""Our questions filled in with LHC-Forms, which ignores translations and drops what it does not know, and read back."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from prescreen.interop.fhir_input.reading import read_fhir
from tests.conftest import served
from tests.support import lforms
from tests.support.client import LANGUAGES, CheckingClient
from tests.support.core import FITTING, MULTIPLE, NCT, NUMBERS, RATIOS, TRIAL, assessment, stored

pytestmark = pytest.mark.audit

KNOWN = FITTING | {
    "marrow": "25_to_50",
    "residual_cells": "under_30",
    "neutrophils": {"value": "400", "unit": "/uL"},
    "reticulocytes": {"value": "0.015", "unit": "10^12/L"},
    "transplant_before": "100_days_or_more",
    "gvhd": ["acute", "chronic_mild"],
    "gvhd_treatment": "no",
    "heart": ["long_qt", "severe_arrhythmia", "other_severe_heart_disease"],
    "infections": ["hiv", "other_infection"],
    "could_have_children": "yes",
    "contraception": "talk_first",
    "outlook": "unknown",
}
UNKNOWN = dict.fromkeys([*NUMBERS, *RATIOS, *MULTIPLE, "donor", "outlook", "activity"], "unknown") | {
    "transplant_before": "unknown"
}


@pytest.fixture(scope="module")
def lforms_site() -> Iterator[str]:
    with served(lforms.lforms_site()) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, lforms_site: str) -> Page:
    page = chromium.new_page(base_url=lforms_site)
    page.set_default_timeout(20_000)
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.goto("/")
    return page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("answers", [KNOWN, UNKNOWN], ids=["known", "unknown"])
def test_what_is_filled_in_with_lhc_forms_is_read_back_whole(
    page: Page, app: Flask, site: str, lang: str, answers: dict[str, Any]
) -> None:
    lforms.show(page, f"{site}/{lang}/{NCT}/questionnaire.fhir.json")
    lforms.fill(page, TRIAL, answers, lang)
    response = lforms.filled(page)
    read = read_fhir(TRIAL, response["questionnaire"].partition("|")[2], json.dumps(response))
    assert (read.asks, read.unread, read.warnings) == ((), (), ())
    assert {taken.question: taken.answer for taken in read.takes} == stored(answers)
    browser = CheckingClient(app)
    browser.open(f"/{lang}/{NCT}/staff")
    table = browser.fill({"report": json.dumps(response), "origin": "staff"}, path="report")
    boxes = table.all("main//input[@name='take']")
    assert all(box.get("checked") is not None for box in boxes)
    browser.fill({"take": [box.get("value", "") for box in boxes]}, path="report/take")
    assert browser.open(f"/{lang}/{NCT}/assessment.json").response.json == assessment(answers)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_saturation_that_is_not_possible_is_refused_there(page: Page, site: str, lang: str) -> None:
    lforms.show(page, f"{site}/{lang}/{NCT}/questionnaire.fhir.json")
    lforms.fill(page, TRIAL, {"oxygen": {"value": "970", "unit": "%"}}, lang)
    page.locator("[id^='oxygen/'][type=text]").blur()
    page.locator(".validation-error, .lhc-invalid, .ant-form-item-explain-error").first.wait_for(state="attached")
