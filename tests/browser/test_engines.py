"""What IBM Equal Access, HTML CodeSniffer and the Nu HTML checker find on every page, in every state, each state in one
of the languages: axe-core, which is faster, looks at both (test_accessibility.py)."""

from itertools import cycle, islice

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Response

from tests.support.browsing import PHONE, answered, opened
from tests.support.engines import engine_findings, nu_findings
from tests.support.page_states import WALKS

# Findings that are no faults, by how they begin, with the reason.
ACCEPTED: dict[str, str] = {}


# A language, a walk, and how many of its stops `make test` looks at.
SAMPLE = [("zh", "empty steps", 2), ("en", "check_with_doctor", 1), ("en", "staff", 1)]


def _check(page: Page, lang: str, walk: str, documents: dict[str, str], stops: int | None = None) -> list[str]:
    """What the engines find at each stop, or at this many, of a walk. Adds what was served to `documents`."""
    shown: list[Response] = []
    page.on("response", lambda response: shown.append(response) if response.request.is_navigation_request() else None)
    found = []
    for place in islice(WALKS[walk].stops(page, lang), stops):
        found += [f"{finding} [{place}]" for finding in engine_findings(page)]
        documents[place] = shown[-1].text()
    return found


def _not_accepted(findings: list[str]) -> list[str]:
    return [finding for finding in findings if not finding.startswith(tuple(ACCEPTED))]


@pytest.mark.audit
@pytest.mark.parametrize(("walk", "lang"), list(zip(WALKS, cycle(["zh", "en"]))))
def test_no_engine_finds_a_fault(chromium: Browser, app: Flask, site: str, walk: str, lang: str) -> None:
    page = answered(chromium, app, site, WALKS[walk].answers, viewport=PHONE)
    documents: dict[str, str] = {}
    found = _check(page, lang, walk, documents)
    assert _not_accepted(found + nu_findings(documents)) == []


def test_no_engine_finds_a_fault_on_main_pages(chromium: Browser, app: Flask, site: str) -> None:
    found, documents = [], dict[str, str]()
    for lang, walk, stops in SAMPLE:
        page = answered(chromium, app, site, WALKS[walk].answers, viewport=PHONE)
        found += _check(page, lang, walk, documents, stops)
    assert len(documents) == 4
    assert _not_accepted(found + nu_findings(documents)) == []


BROKEN = """<!doctype html><html lang="en"><head><title>Page</title></head><body><main><h1>Page</h1>
<form><p style="color: #aaa; background: #fff">Grey</p><input type="text" id="a" autofill><img src="a.png"></form>
</main></body></html>"""


def test_each_engine_finds_faults_where_there_are_some(chromium: Browser, site: str) -> None:
    page = opened(chromium, site)
    page.set_content(BROKEN)
    found = [*engine_findings(page), *nu_findings({"page": BROKEN})]
    assert {finding.split()[0] for finding in found} == {"ibm", "htmlcs", "nu"}
