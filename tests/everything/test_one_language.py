"""The same trial in English only, with questions that it shares with other trials."""

from pathlib import Path

import pytest
from flask import Flask

from prescreen import create_app
from tests.conftest import KEY
from tests.support.client import CheckingClient
from tests.support.everything import ENGLISH_ONLY, FITTING, TRIAL, in_english_only, paths

STEPS = list(TRIAL.step)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(KEY, in_english_only(tmp_path_factory.mktemp("trials")))


def test_shared_questions_leave_out_the_languages_that_the_trial_lacks(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["trial", "check", ENGLISH_ONLY])
    assert printed.output == f"{ENGLISH_ONLY}: nothing found\n"


def test_a_text_of_the_authors_own_in_another_language_is_still_a_fault(tmp_path: Path) -> None:
    file = in_english_only(tmp_path) / ENGLISH_ONLY / "definition.yaml"
    text = file.read_text("utf-8")
    assert "condition: {en: an invented illness}" in text
    file.write_text(text.replace("{en: an invented illness}", "{en: an invented illness, zh: 虚构的疾病}"), "utf-8")
    printed = create_app(KEY, tmp_path).test_cli_runner().invoke(args=["trial", "check", ENGLISH_ONLY])
    assert printed.exit_code == 1
    assert len(printed.output.splitlines()) == 1
    assert "condition.zh" in printed.output


def test_it_can_be_walked_to_the_result(app: Flask) -> None:
    browser = CheckingClient(app)
    walked = browser.answer_all(FITTING, f"/en/{ENGLISH_ONLY}/")
    assert len(walked) == len(STEPS) - 1
    assert browser.open(f"/en/{ENGLISH_ONLY}/result").one("main").get("data-outcome") == "may_fit"
    for path in paths(app, ENGLISH_ONLY, "en"):
        assert browser.http.get(path).status_code < 500, path


def test_every_chinese_address_of_it_leads_to_the_english_one(app: Flask) -> None:
    browser = CheckingClient(app)
    for path in paths(app, ENGLISH_ONLY, "zh"):
        if path.startswith(f"/zh/{ENGLISH_ONLY}/"):
            assert browser.http.get(path).location == path.replace("/zh/", "/en/", 1), path


@pytest.mark.parametrize("token", [None, "", "a stale token", "of another session"])
@pytest.mark.parametrize(
    "page", ["questions/about-you", "questions/medicines", "questions/no-such-step", "staff", "clear"]
)
@pytest.mark.parametrize("with_session", [False, True])
def test_a_post_to_its_chinese_address_is_answered_calmly(
    app: Flask, page: str, token: str | None, with_session: bool
) -> None:
    browser = CheckingClient(app)
    posted = {"age-value": "40", "value-value": "-3", "opinion-note": "a note"}
    if with_session:
        browser.open(f"/en/{ENGLISH_ONLY}/questions/about-you")
        browser.fill_step(FITTING)
    if token == "of another session":
        token = CheckingClient(app).open(f"/en/{ENGLISH_ONLY}/questions/about-you").token
    if token is not None:
        posted["csrf_token"] = token
    response = browser.http.post(f"/zh/{ENGLISH_ONLY}/{page}", data=posted)
    assert response.status_code in (302, 303, 307, 308, 400, 404, 409, 422)


@pytest.mark.parametrize("step", STEPS)
def test_a_post_with_a_good_token_to_its_chinese_address_leads_to_the_english_step(app: Flask, step: str) -> None:
    browser = CheckingClient(app)
    token = browser.open(f"/en/{ENGLISH_ONLY}/questions/about-you").token
    response = browser.http.post(f"/zh/{ENGLISH_ONLY}/questions/{step}", data={"csrf_token": token, "age-value": "40"})
    assert response.status_code in (302, 303)
    assert response.location.startswith(f"/en/{ENGLISH_ONLY}/")
