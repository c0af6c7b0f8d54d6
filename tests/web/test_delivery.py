"""What pages weigh, and how they are delivered."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.client import CheckingClient
from tests.support.core import FITTING, NCT, TRIAL

KB = 1024


def weight(http: FlaskClient, path: str) -> int:
    return len(http.get(path, headers={"Accept-Encoding": "gzip"}, buffered=True).data)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_first_visit_weighs_under_30_kb_and_each_step_under_8(browser: CheckingClient, lang: str) -> None:
    start = browser.open(f"/{lang}/{NCT}/")
    files = {link.get("href", "") for link in start.all("link")} | {link.get("src", "") for link in start.all("script")}
    assert files
    first = sum(weight(browser.http, path) for path in files | {f"/{lang}/{NCT}/", "/static/session.js"})
    assert first < 30 * KB
    for step in TRIAL.steps:
        assert weight(browser.http, f"/{lang}/{NCT}/questions/{step.id}") < 8 * KB


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_fullest_pages_after_the_steps_are_light_too(browser: CheckingClient, lang: str) -> None:
    browser.answer_all(FITTING, f"/{lang}/{NCT}/")
    assert weight(browser.http, f"/{lang}/{NCT}/check") < 8 * KB
    assert weight(browser.http, f"/{lang}/{NCT}/result") < 12 * KB


def test_static_files_are_fingerprinted_and_cached_for_a_year(browser: CheckingClient) -> None:
    for link in browser.open(f"/en/{NCT}/").all("link"):
        address = link.get("href", "")
        assert "?v=" in address
        assert (
            browser.http.get(address, buffered=True).headers["Cache-Control"] == "public, max-age=31536000, immutable"
        )


@pytest.mark.parametrize("address", ["/static/style.css", "/static/style.css?v=0000000000"])
def test_a_file_with_another_fingerprint_is_not_cached_for_a_year(app: Flask, address: str) -> None:
    assert app.test_client().get(address, buffered=True).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", ["/static/none.css", "/static/none.css?v=0000000000", "/static/style.css?v={v}"])
def test_an_error_in_place_of_a_file_is_not_cached(browser: CheckingClient, address: str) -> None:
    current = browser.open(f"/en/{NCT}/").all("link")[0].get("href", "").partition("?v=")[2]
    response = browser.http.post(address.format(v=current)) if "{v}" in address else browser.http.get(address)
    assert response.status_code in (400, 404, 405)
    assert response.headers["Cache-Control"] == "no-store"


def test_pages_are_compressed_for_browsers_that_ask(app: Flask) -> None:
    http = app.test_client()
    plain = http.get(f"/en/{NCT}/")
    packed = http.get(f"/en/{NCT}/", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data
    refused = http.get(f"/en/{NCT}/", headers={"Accept-Encoding": "gzip;q=0"})
    assert refused.data == plain.data


def test_files_are_compressed_once_and_better_than_pages(app: Flask) -> None:
    http = app.test_client()
    sent = [http.get("/static/style.css", headers={"Accept-Encoding": "gzip"}, buffered=True) for _ in range(3)]
    plain = http.get("/static/style.css", buffered=True).data
    assert {response.data for response in sent} == {gzip.compress(plain, 9, mtime=0)}
    assert {response.headers["Content-Encoding"] for response in sent} == {"gzip"}


def test_a_compressed_pages_size_does_not_tell_its_content_exactly(app: Flask) -> None:
    http = app.test_client()
    sizes = {weight(http, f"/en/{NCT}/") for _ in range(20)}
    assert len(sizes) > 1
