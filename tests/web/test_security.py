"""What every response promises, and what is refused of a request."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from prescreen import create_app
from prescreen.web.security import MAX_ADDRESS, MAX_COOKIES, MAX_FIELDS
from prescreen.web.settings import SettingFault, Settings, settings_from_environment
from tests.conftest import KEY, NCT
from tests.support.client import CheckingClient, reader_with
from tests.support.client import Page as CheckedPage
from tests.support.core import FITTING, TRIAL

STEP = f"/en/{NCT}/questions/diagnosis"
STRICT = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def every_get(app: Flask) -> Iterator[str]:
    values = {"lang": "en", "nct": NCT, "step_id": "diagnosis", "filename": "style.css", "token": "AAAA"}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()):
                yield rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)[1]  # type: ignore[index]


@pytest.mark.parametrize("base", ["http://localhost", "https://check.example.org"])
def test_every_response_of_every_route_carries_the_headers(app: Flask, base: str) -> None:
    http = app.test_client()
    paths = [*every_get(app), "/nowhere", f"/en/{NCT}/questions/none", "/en/NCT99999999/"]
    assert len(paths) > 20
    for path in paths:
        for method in ("GET", "HEAD", "POST", "OPTIONS", "PUT"):
            response = http.open(path, method=method, base_url=base, buffered=True)
            found = {name: response.headers.get(name) for name in STRICT}
            assert found == STRICT, (method, path)
            assert "camera=()" in response.headers["Permissions-Policy"]
            assert ("Strict-Transport-Security" in response.headers) is base.startswith("https")


def test_a_fault_of_ours_carries_them_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "operations.healthz", lambda: 1 / 0)
    response = app.test_client().get("/healthz")
    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in STRICT} == STRICT


# Each address that takes a post: the page with its form, and a change that the form makes.
POSTS: dict[str, tuple[str, dict[str, str]]] = {
    STEP: (STEP, {"diagnosis": "not_severe", "marrow": "under_25"}),
    f"/en/{NCT}/staff": (f"/en/{NCT}/staff", {"diagnosis": "not_severe"}),
    f"/en/{NCT}/clear": (f"/en/{NCT}/check", {}),
    f"/en/{NCT}/report/take": (f"/en/{NCT}/report", {"take": "oxygen 91 %"}),
    f"/en/{NCT}/new-patient": (f"/en/{NCT}/staff", {}),
    "/en/handover": ("/en/handover", {"go": "check"}),
}
# They change no answer: one moves a code into a cookie, as its link does, and one shows what a report says.
HARMLESS = {"/en/handover/code", f"/en/{NCT}/report"}


@pytest.fixture
def reader(app: Flask) -> CheckingClient:
    """A reader who has given answers, and has opened another reader's code."""
    giver = reader_with(app, TRIAL, FITTING | {"donor": "no"})
    [link] = [link for link in giver.open(f"/en/{NCT}/handover").links() if "/h/" in link]
    reader = reader_with(app, TRIAL, FITTING)
    reader.open("/h/" + link.split("/h/")[1])
    return reader


def answers_of(reader: CheckingClient) -> Any:
    return json.loads(reader.open(f"/en/{NCT}/response.fhir.json").response.text).get("item")


def post_form(reader: CheckingClient, path: str, token: str | None = None) -> CheckedPage:
    """Open the page with the form that is posted there, change it and post it, with the page's own token or another."""
    page, change = POSTS[path]
    reader.open(page)
    if path.endswith("/report/take"):  # a button of the same form
        return reader.fill(change, form="form[@id='report-form']", token=token, path="report/take")
    return reader.fill(change, form=f"form[@action='{path}']", token=token)


def test_only_posts_change_anything_and_each_is_listed(app: Flask) -> None:
    values = {"lang": "en", "nct": NCT, "step_id": "diagnosis"}
    with app.test_request_context():
        rules = [rule for rule in app.url_map.iter_rules() if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}]
        paths = {rule.build({name: values[name] for name in rule.arguments})[1] for rule in rules}  # type: ignore[index]
    assert paths == set(POSTS) | HARMLESS
    assert {method for rule in rules for method in rule.methods or ()} <= {"POST", "GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", POSTS)
def test_a_post_with_its_pages_token_changes_the_answers(reader: CheckingClient, path: str) -> None:
    before = answers_of(reader)
    assert post_form(reader, path).status == 303
    assert answers_of(reader) != before


@pytest.mark.parametrize("token", ["", "forged", "another reader's"])
@pytest.mark.parametrize("path", POSTS)
def test_a_post_with_any_other_token_changes_nothing(app: Flask, reader: CheckingClient, path: str, token: str) -> None:
    before = answers_of(reader)
    if token.startswith("another"):
        hidden = CheckingClient(app).open(STEP).one("form[@id='step']").iterfind(".//input[@name='csrf_token']")
        token = next(hidden).get("value", "")
    assert post_form(reader, path, token).status == (409 if len(token) > 20 else 400)
    assert answers_of(reader) == before


@pytest.mark.parametrize("path", POSTS)
def test_a_post_without_a_token_changes_nothing(reader: CheckingClient, path: str) -> None:
    before = answers_of(reader)
    reader.open(POSTS[path][0])
    assert reader.post(path, POSTS[path][1]).status == 400
    assert answers_of(reader) == before


def test_a_known_host_is_served_and_any_other_is_refused() -> None:
    app = create_app(KEY, settings=Settings(trusted_hosts=("check.example.org",)))
    for host, status in {
        "https://check.example.org": 200,
        "https://check.example.org:8443": 200,
        "http://127.0.0.1:8000": 200,
        "http://localhost": 200,
        "https://evil.example": 400,
        "https://check.example.org.evil.example": 400,
        "https://xcheck.example.org": 400,
    }.items():
        for path in (STEP, "/healthz", "/nowhere"):
            expected = 404 if (status, path) == (200, "/nowhere") else status
            response = app.test_client().get(path, base_url=host)
            assert response.status_code == expected, (host, path)
            assert "evil" not in response.get_data(as_text=True)


@pytest.mark.parametrize("text", ["https://check.example.org", "check.example.org:443", "*", "a b", "é.org"])
def test_a_host_that_is_none_is_told_at_the_start(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_HOSTS", f"good.example, {text}")
    with pytest.raises(SettingFault, match=r"^TRUSTED_HOSTS must be names [^\n]+$"):
        settings_from_environment()


ELSEWHERE = ["//evil.example/", "//evil.example/..", "/\\evil.example", "/en//evil.example/", "/%2f%2fevil.example"]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_address_leads_to_another_site(app: Flask, path: str) -> None:
    for query in ("", "?next=//evil.example", "?who=//evil.example"):
        response = app.test_client().get(path + query)
        location = response.headers.get("Location", "/")
        assert location.startswith(("/", "http://localhost/")), location
        assert not location.startswith(("//", "/\\")), location


def test_more_than_a_form_could_hold_is_refused_before_it_is_read(browser: CheckingClient) -> None:
    browser.open(STEP)
    fields = "&".join(["a=b"] * (MAX_FIELDS + 2))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.open(STEP, method="POST", data=fields, headers=form).status == 413
    assert browser.open(STEP + "?q=" + "a" * MAX_ADDRESS).status == 414
    without_jar = browser.app.test_client(use_cookies=False)
    assert without_jar.get(STEP, headers={"Cookie": "a=" + "b" * MAX_COOKIES}).status_code == 431


def test_the_page_with_the_most_fields_is_far_from_the_limit(browser: CheckingClient) -> None:
    assert len(browser.open(f"/en/{NCT}/staff").names()) < MAX_FIELDS / 2
