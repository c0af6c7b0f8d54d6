"""What IBM Equal Access, HTML CodeSniffer and the Nu HTML checker find on every page, in every state."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Response

from tests.support.browsing import PHONE, answered, opened
from tests.support.engines import engine_findings, nu_findings
from tests.support.page_states import WALKS

# Findings that are no faults, by how they begin, with the reason.
ACCEPTED: dict[str, str] = {}


def _not_accepted(findings: list[str]) -> list[str]:
    return [finding for finding in findings if not finding.startswith(tuple(ACCEPTED))]


def _found_on(page: Page, lang: str, walk: str, stops: int | None = None) -> list[str]:
    """What the engines find at each stop, or at this many, of a walk."""
    shown: list[Response] = []
    page.on("response", lambda response: shown.append(response) if response.request.is_navigation_request() else None)
    found, documents = [], {}
    for place, _ in zip(WALKS[walk].stops(page, lang), range(stops or 1000)):
        found += [f"{finding} [{place}]" for finding in engine_findings(page)]
        documents[place] = shown[-1].text()
    assert documents
    return _not_accepted(found + nu_findings(documents))


@pytest.mark.audit
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("walk", WALKS)
def test_no_engine_finds_a_fault(chromium: Browser, app: Flask, site: str, lang: str, walk: str) -> None:
    page = answered(chromium, app, site, WALKS[walk].answers, viewport=PHONE)
    assert _found_on(page, lang, walk) == []


@pytest.mark.parametrize(("lang", "walk", "stops"), [("zh", "empty steps", 2), ("en", "check_with_doctor", 1), ("en", "staff", 1)])
def test_no_engine_finds_a_fault_on_main_pages(
    chromium: Browser, app: Flask, site: str, lang: str, walk: str, stops: int
) -> None:
    page = answered(chromium, app, site, WALKS[walk].answers, viewport=PHONE)
    assert _found_on(page, lang, walk, stops) == []


BROKEN = """<!doctype html><html lang="en"><head><title>Page</title></head><body><main><h1>Page</h1>
<form><p style="color: #aaa; background: #fff">Grey</p><input type="text" id="a" autofill><img src="a.png"></form>
</main></body></html>"""


def test_each_engine_finds_faults_where_there_are_some(chromium: Browser, site: str) -> None:
    page = opened(chromium, site)
    page.set_content(BROKEN)
    found = [*engine_findings(page), *nu_findings({"page": BROKEN})]
    assert {finding.split()[0] for finding in found} == {"ibm", "htmlcs", "nu"}
