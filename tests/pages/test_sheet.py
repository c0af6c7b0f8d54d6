"""The sheet for the doctor, on paper and as a PDF."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from prescreen.i18n.locale import HTML_LANGUAGES
from prescreen.pages import wizard
from prescreen.pages.content_version import content_version
from tests.support.browsing import FITTING as BROWSED
from tests.support.browsing import OUTCOMES
from tests.support.client import CheckingClient, reader_with
from tests.support.core import FITTING, NCT, TRIAL


def test_without_weasyprint_the_link_is_hidden_and_nothing_breaks(
    browser: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wizard, "can_make_pdfs", lambda: False)
    assert not any("result.pdf" in link for link in browser.open(f"/en/{NCT}/result").links())
    assert browser.open(f"/en/{NCT}/result.pdf").status == 404


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pdf_is_tagged_in_its_language_and_refers_to_nothing_outside(browser: CheckingClient, lang: str) -> None:
    reader = reader_with(browser.app, TRIAL, FITTING)
    response = reader.http.get(f"/{lang}/{NCT}/result.pdf")
    assert response.mimetype == "application/pdf"
    assert response.headers["Cache-Control"] == "no-store"
    assert NCT in response.headers["Content-Disposition"]
    document = PdfReader(BytesIO(response.data))
    catalogue: Any = document.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == HTML_LANGUAGES[lang]
    text = "".join("".join(sheet.extract_text().split()) for sheet in document.pages)
    assert "".join(TRIAL.title[lang].split()) in text
    version = content_version(TRIAL.version, browser.app.extensions["site"].ui_texts)
    assert version in text
    assert version in browser.open(f"/{lang}/{NCT}/").text("footer")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_clinicians_table_has_every_criterion_in_the_registrys_order_and_words(
    browser: CheckingClient, lang: str
) -> None:
    table = browser.open(f"/{lang}/{NCT}/result").one("table")
    rows = table.findall(".//tbody/tr")
    assert [row.findtext(".//span") for row in rows] == [criterion.id for criterion in TRIAL.criteria]
    assert [row.findtext(".//q") for row in rows] == [criterion.registry for criterion in TRIAL.criteria]
    assert all(quotation.get("lang") == "en" for quotation in table.iter("q"))


@pytest.mark.audit
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("outcome", [*OUTCOMES, "nothing known"])
def test_no_page_of_the_sheet_is_nearly_empty(app: Flask, lang: str, outcome: str) -> None:
    unknown = dict.fromkeys(TRIAL.questions, "unknown")
    reader = reader_with(app, TRIAL, BROWSED | OUTCOMES[outcome] if outcome in OUTCOMES else unknown)
    document = PdfReader(BytesIO(reader.open(f"/{lang}/{NCT}/result.pdf").response.data))
    filled = [len("".join(sheet.extract_text().split())) for sheet in document.pages]
    assert min(filled) > max(filled) / 5, filled
