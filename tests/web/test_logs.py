"""What the site writes about itself: enough for an operator, and nothing of a reader."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from flask import Flask

from prescreen import create_app
from prescreen.web.logs import JsonFormatter
from prescreen.web.settings import Settings
from tests.conftest import KEY, NCT
from tests.support.client import CheckingClient
from tests.support.core import FITTING
from tests.support.server import free_port, started

MARKED: dict[str, Any] = FITTING | {
    "neutrophils": {"value": "0.31797"},
    "bilirubin": {"value": "13.37131", "limit": "20.09797"},
    "donor": "testing",
}
ADDRESS = "203.0.113.77"
AGENT = "MarkedAgent"


class Kept(logging.Handler):
    """Keeps the lines as they would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler = Kept()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def logging_app(**settings: Any) -> Flask:
    return create_app(KEY, settings=Settings(logs=True, rate_limits=False, **settings))


def walk(browser: CheckingClient) -> list[str]:
    """A marked journey through everything, errors too; the secrets on the way."""
    secrets = ["0.31797", "13.37131", "20.09797", "testing", "a marked note", "sought-by-me", AGENT, ADDRESS]
    browser.http.environ_base |= {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": AGENT}
    browser.answer_all(MARKED, f"/en/{NCT}/?who=other")
    for page in (
        "check",
        "result",
        "staff",
        "worksheet",
        "worksheet.csv",
        "worksheet.json",
        "assessment.json",
        "response.fhir.json",
        "observations.fhir.json",
    ):
        browser.open(f"/zh/{NCT}/{page}")
    staff = browser.open(f"/en/{NCT}/staff")
    token = {field.get("name"): field.get("value", "") for field in staff.all("input")}["csrf_token"]
    browser.fill({"oxygen-value": "ninety 0.31797", "oxygen-unit": "%", "outlook-note": "a marked note"})
    link = browser.open(f"/en/{NCT}/handover").one("p[@class='link']/a").get("href", "")
    browser.open(link.removeprefix(browser.base))
    browser.open("/en/handover")
    browser.open("/en/?q=sought-by-me")
    browser.open(f"/en/{NCT}/questions/none?q=sought-by-me")
    browser.open(f"/en/{NCT}/questions/diagnosis", method="PUT")
    browser.post(f"/en/{NCT}/questions/diagnosis", {"diagnosis": "0.31797", "csrf_token": "forged"})
    return [*secrets, token, link.rpartition("/")[2], *browser.cookies().values()]


def test_a_walk_leaves_nothing_of_the_reader_in_any_line(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    app = logging_app()
    browser = CheckingClient(app, base="https://check.example.org")
    secrets = walk(browser)

    def fail(*_: Any) -> None:
        raise ValueError(MARKED["neutrophils"]["value"])

    monkeypatch.setattr("prescreen.pages.check.answer_label", fail)
    page = browser.open(f"/en/{NCT}/check?q=sought-by-me")
    assert page.status == 500
    lines = [json.loads(line) for line in kept.lines]
    assert len(lines) > 30
    for secret in secrets:
        assert not any(secret in line for line in kept.lines), secret
    [fault] = [line for line in lines if line["level"] == "error"]
    assert "ValueError in wizard.check" in fault["message"]
    assert fault["request"] in page.text("main")
    assert lines[-1] | {"ms": 0, "time": ""} == {
        "time": "",
        "level": "info",
        "logger": "prescreen.access",
        "request": fault["request"],
        "method": "GET",
        "route": "/<any(en,zh):lang>/<nct>/check",
        "status": 500,
        "ms": 0,
    }


def test_an_address_is_logged_only_where_an_operator_switches_it_on(kept: Kept) -> None:
    for switched_on in (False, True):
        app = logging_app(log_addresses=switched_on)
        app.test_client().get("/nowhere", environ_base={"REMOTE_ADDR": ADDRESS})
        assert json.loads(kept.lines[-1]).get("address") == (ADDRESS if switched_on else None)


def test_while_debugging_the_servers_own_lines_are_left_as_they_are(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    monkeypatch.setattr(logging.getLogger("werkzeug"), "level", logging.INFO)
    logging_app().test_client().get("/nowhere")
    assert kept.lines == []
    assert logging.getLogger("werkzeug").level == logging.INFO


def test_health_checks_and_files_are_logged_only_where_they_fail(kept: Kept) -> None:
    http = logging_app().test_client()
    http.get("/healthz")
    http.get("/static/style.css", buffered=True)
    assert kept.lines == []
    http.get("/static/none.css")
    assert json.loads(kept.lines[-1])["status"] == 404


@pytest.mark.parametrize(("given", "kept_as"), [("abc-12345678", True), ("a" * 65, False), ("x y\tz{}{}", False)])
def test_a_proxys_request_id_is_taken_where_it_is_one(app: Flask, given: str, kept_as: bool) -> None:
    found = app.test_client().get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (found == given) is kept_as
    assert re.fullmatch(r"[A-Za-z0-9-]{8,64}", found)


def test_a_server_writes_lines_of_json_and_nothing_of_the_reader() -> None:
    port = free_port()
    with started(port, KEY, LOG_REQUESTS="true") as process:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"User-Agent": AGENT}) as http:
            step = http.get(f"/en/{NCT}/questions/blood-counts?q=sought-by-me")
            token = re.findall(r'name="csrf_token" value="([^"]+)"', step.text)[0]
            form = {"csrf_token": token, "neutrophils-value": "0.31797", "platelets-unknown": "unknown"}
            assert http.post(step.url.path, data=form).status_code == 422
            assert http.get("/h/MARKEDTOKEN").status_code == 303
            cookies = [*http.cookies.values()]
        process.terminate()
        told = process.stdout.read() if process.stdout else ""
    lines = [line for line in told.splitlines() if line.startswith("{")]
    assert [json.loads(line)["status"] for line in lines[-3:]] == [200, 422, 303]
    for secret in (token, "0.31797", "MARKEDTOKEN", "sought-by-me", AGENT, "127.0.0.1 ", *cookies):
        assert secret not in told, secret
