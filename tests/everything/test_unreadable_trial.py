"""A trial whose files can't be read: its own pages say so, and nothing else is lost."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from prescreen import create_app
from tests.conftest import KEY
from tests.support.client import CheckingClient, session_cookies
from tests.support.everything import ENGLISH_ONLY, FOLDER, LANGUAGES, NCT, TRIAL, answering, paths

BROKEN = "NCT99999997"
# What is written in place of what: "" stands for the whole file.
UNREADABLE = {
    "no YAML": ("definition.yaml", "", "id: ["),
    "no definition": ("definition.yaml", "", "- a list"),
    "empty": ("definition.yaml", "", " "),
    "no title": ("definition.yaml", "title:", "subtitle:"),
    "no such shared question": ("definition.yaml", "include: age", "include: no_such_question"),
    "a rule that can't be parsed": ("definition.yaml", 'sex == "female"', 'sex is "female"'),
    "a rule that reads no question": ("definition.yaml", 'sex == "female"', 'no_such_question == "female"'),
    "no JSON": ("record.json", "", "{"),
    "no record": ("record.json", "", "[]"),
    "another trial's record": ("record.json", BROKEN, NCT),
}


def with_broken(folder: Path, why: str, others: bool) -> Flask:
    """An app with a trial that can't be read, alone or beside one that can."""
    if others:
        shutil.copytree(FOLDER / NCT, folder / NCT)
    (folder / BROKEN).mkdir()
    broken_file, old, new = UNREADABLE[why]
    for file in (FOLDER / NCT).iterdir():
        text = file.read_text("utf-8").replace(NCT, BROKEN)
        if file.name == broken_file:
            assert old in text
            text = text.replace(old, new) if old else new
        (folder / BROKEN / file.name).write_text(text, "utf-8")
    return create_app(KEY, folder)


@pytest.fixture(scope="module", params=UNREADABLE)
def alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app with no other trial than one that can't be read."""
    return with_broken(tmp_path_factory.mktemp("trials"), request.param, others=False)


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app with a trial that can't be read beside one that can."""
    return with_broken(tmp_path_factory.mktemp("trials"), "a rule that can't be parsed", others=True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_own_pages_are_503_and_calm(alone: Flask, lang: str) -> None:
    browser = CheckingClient(alone)
    for path in paths(alone, BROKEN, lang, ["about-you"]):
        if BROKEN in path:
            page = browser.open(path)
            assert page.status == 503, path
            assert page.lang == lang or not path.startswith(f"/{lang}/")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_front_page_can_be_opened_when_no_trial_can_be_read(alone: Flask, lang: str) -> None:
    browser = CheckingClient(alone)
    page = browser.open(f"/{lang}/", follow=True)
    assert page.status in (200, 503)
    assert page.lang == lang
    assert browser.open("/healthz").status == 200


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_other_trial_goes_on(beside: Flask, lang: str) -> None:
    browser = answering(beside, {"age": {"value": "40"}})
    assert TRIAL.title[lang] in browser.open(f"/{lang}/", follow=True).text("main")
    for path in paths(beside, NCT, lang, ["about-you"]):
        if path.startswith(f"/{lang}/{NCT}") and not path.endswith(".pdf"):
            assert browser.open(path).status == 200, path


def test_the_list_of_installed_trials_names_both(beside: Flask) -> None:
    printed = beside.test_cli_runner().invoke(args=["trial", "list"]).output
    assert TRIAL.title["en"] in printed
    assert f"{BROKEN}: can't be loaded" in printed


ANSWERED = {"version": "an older one", "answers": {"age": {"value": "40", "unit": "years_of_age"}}}


@pytest.mark.parametrize("nct", [NCT, BROKEN, ENGLISH_ONLY])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_clearing_always_clears(beside: Flask, nct: str, lang: str) -> None:
    browser = CheckingClient(beside)
    browser.set_cookies(session_cookies(beside, {NCT: ANSWERED, BROKEN: ANSWERED}))
    page = browser.open(f"/{lang}/no-such-page/")
    token = page.one("footer//input[@name='csrf_token']").get("value", "")
    assert browser.post(f"/{lang}/{nct}/clear", {"csrf_token": token}).status == 303
    assert "answers" not in browser.cookies()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reader_of_an_unreadable_trial_can_clear_from_its_own_page(beside: Flask, lang: str) -> None:
    browser = CheckingClient(beside)
    browser.set_cookies(session_cookies(beside, {BROKEN: ANSWERED}))
    assert browser.open(f"/{lang}/{BROKEN}/check").status == 503
    assert browser.fill({}, form="footer//form").status == 303
    assert "answers" not in browser.cookies()
