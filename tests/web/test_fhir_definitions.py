"""The questions as FHIR: public, the same for everybody, and under one name wherever they are served."""

import json
from typing import Any

import pytest
from flask import Flask

from prescreen import create_app
from prescreen.pages.content_version import content_version
from prescreen.web.settings import SettingFault, Settings, settings_from_environment
from tests.conftest import KEY, NCT
from tests.support.client import LANGUAGES, CheckingClient, reader_with
from tests.support.core import FITTING, TRIAL

DEFINITIONS = [f"/{NCT}/questionnaire.fhir.json", *(f"/{lang}/{NCT}/questionnaire.fhir.json" for lang in LANGUAGES)]
NAME = f"{NCT}/questionnaire.fhir.json"


def fetched(browser: CheckingClient, path: str) -> dict[str, Any]:
    page = browser.open(path)
    assert (page.status, page.response.mimetype) == (200, "application/fhir+json")
    found: dict[str, Any] = json.loads(page.response.data)
    return found


@pytest.mark.parametrize("path", DEFINITIONS)
def test_scripts_of_other_sites_may_read_the_definitions_and_no_session_is_touched(
    browser: CheckingClient, path: str
) -> None:
    headers = browser.open(path).response.headers
    assert headers.getlist("Access-Control-Allow-Origin") == ["*"]
    assert "Access-Control-Allow-Credentials" not in headers
    assert "Set-Cookie" not in headers


OTHERS = (
    f"/{NCT}/nowhere", "/NCT00000000/questionnaire.fhir.json", f"/en/{NCT}/response.fhir.json",
    f"/en/{NCT}/assessment.json", f"/en/{NCT}/worksheet.csv", f"/en/{NCT}/staff", f"/en/{NCT}/report", "/en/",
    f"/en/{NCT}/worksheet.json",
    "/healthz", f"/en/{NCT}/observations.fhir.json",
)  # fmt: skip


@pytest.mark.parametrize("path", OTHERS)
def test_nothing_else_is_open_to_other_sites(app: Flask, path: str) -> None:
    page = reader_with(app, TRIAL, FITTING).open(path)
    is_missing = page.status == 404 and path.endswith("questionnaire.fhir.json")
    assert is_missing or "Access-Control-Allow-Origin" not in page.response.headers


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_definition_stands_in_one_language_or_in_all(browser: CheckingClient, lang: str) -> None:
    one, every = fetched(browser, f"/{lang}/{NCT}/questionnaire.fhir.json"), fetched(browser, DEFINITIONS[0])
    assert (one["language"], one["title"]) == (lang, TRIAL.title[lang])
    assert "_title" not in one
    assert "_title" in every
    assert (one["url"], one["version"]) == (every["url"], every["version"])


def test_a_language_that_is_not_offered_has_no_definition(browser: CheckingClient) -> None:
    assert browser.open(f"/de/{NCT}/questionnaire.fhir.json").status == 404


@pytest.mark.parametrize("host", ["localhost", "evil.example", "check.example.org"])
def test_the_canonical_address_does_not_follow_the_host(app: Flask, host: str) -> None:
    browser = CheckingClient(app)
    found = json.loads(browser.http.get(DEFINITIONS[0], base_url=f"https://{host}").data)
    assert found["url"] == f"https://prescreen.invalid/{NAME}"


def test_the_canonical_address_is_a_setting() -> None:
    browser = CheckingClient(create_app(KEY, settings=Settings(canonical_url="https://check.example.org")))
    assert fetched(browser, DEFINITIONS[0])["url"] == f"https://check.example.org/{NAME}"
    browser.open(f"/en/{NCT}/staff")
    assert fetched(browser, f"/en/{NCT}/response.fhir.json")["questionnaire"].startswith(
        f"https://check.example.org/{NAME}|"
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://check.example.org", "https://check.example.org"),
        (" https://check.example.org/fhir/ ", "https://check.example.org/fhir"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_the_setting_is_an_address(typed: str, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANONICAL_URL", typed)
    assert settings_from_environment().canonical_url == kept


@pytest.mark.parametrize(
    "typed", ["check.example.org", "https://a|b", "https://a.org/?q=1", "https://a.org/#x", "urn:x"]
)
def test_what_is_no_address_stops_the_start(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANONICAL_URL", typed)
    with pytest.raises(SettingFault, match="CANONICAL_URL must be an address"):
        settings_from_environment()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_questions_answers_and_pages_show_one_version(app: Flask, lang: str) -> None:
    browser = reader_with(app, TRIAL, FITTING)
    version = content_version(TRIAL.version, app.extensions["site"].ui_texts)
    assert fetched(browser, f"/{lang}/{NCT}/questionnaire.fhir.json")["version"] == version
    assert fetched(browser, f"/{lang}/{NCT}/response.fhir.json")["questionnaire"].endswith(f"|{version}")
    for name in ("result", "staff", "worksheet"):
        assert version in browser.open(f"/{lang}/{NCT}/{name}").text()


def test_a_response_says_when_and_by_whom(app: Flask) -> None:
    found = fetched(reader_with(app, TRIAL, FITTING), f"/zh/{NCT}/response.fhir.json")
    assert found["authored"].endswith("+00:00")
    assert found["author"] == {"type": "Patient", "display": "患者"}
