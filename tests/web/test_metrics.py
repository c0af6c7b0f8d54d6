"""Bare counters on a port of their own."""

import logging
import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from prescreen import create_app
from prescreen.version import VERSION, lock_hash
from prescreen.web.settings import Settings
from tests.conftest import KEY, NCT
from tests.definitions.test_catalogue import NCT as INVENTED
from tests.definitions.test_catalogue import add
from tests.support.client import CheckingClient
from tests.support.core import FITTING
from tests.support.server import free_port


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def counting(port: int) -> Flask:
    return create_app(KEY, settings=Settings(rate_limits=False, metrics_port=port))


def fetched(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as response:
        text: str = response.read().decode()
        return text


def counts(port: int) -> dict[tuple[str, ...], float]:
    """Name and labels of each counter, in the order of the labels' names, and its count."""
    samples = [sample for family in text_string_to_metric_families(fetched(port)) for sample in family.samples]
    return {
        (sample.name.removeprefix("prescreen_"), *(value for _, value in sorted(sample.labels.items()))): sample.value
        for sample in samples
        if not sample.name.endswith("_created")
    }


def test_a_journey_is_counted_once_and_bare(counting: Flask, port: int) -> None:
    browser = CheckingClient(counting)
    marked = FITTING | {"neutrophils": {"value": "0.31797"}}
    del marked["allergy"]
    browser.answer_all(marked, f"/en/{NCT}/")
    found = counts(port)
    assert found["started_total", NCT] == found["finished_total", NCT] == 1
    assert {name: number for name, number in found.items() if name[0] in ("outcomes_total", "unknown_total")} == {
        ("outcomes_total", "check_with_doctor", NCT): 1,
        ("unknown_total", "allergy", NCT): 1,
    }
    route = "/<any(en,zh):lang>/<nct>/check"
    assert found["requests_total", "GET", route, "200"] == 1
    assert found["request_seconds_count", route] == 1
    assert "0.31797" not in fetched(port)


def test_what_a_reader_changes_is_not_counted_as_another_reader(counting: Flask, port: int) -> None:
    browser = CheckingClient(counting)
    browser.answer_all(FITTING, f"/en/{NCT}/")
    for answer in ("unknown", "unknown", "yes"):
        browser.open(f"/en/{NCT}/staff")
        browser.fill({"outlook": answer})
    found = counts(port)
    assert found["started_total", NCT] == found["finished_total", NCT] == 1
    assert found["unknown_total", "outlook", NCT] == 1


def test_no_label_is_one_that_a_reader_chooses(counting: Flask, port: int) -> None:
    http = counting.test_client()
    for path in ("/nowhere/a-marked-path", "/en/NCT99999999/", f"/en/{NCT}/questions/a-marked-step", "/h/AMARKEDTOKEN"):
        http.open(path, method="MARKED")
        http.get(path + "?q=a-marked-query")
    text = fetched(port)
    assert not re.search("marked", text, re.I)
    assert 'route="none"' in text
    assert 'method="other"' in text


def test_readers_cannot_fetch_them(counting: Flask) -> None:
    assert counting.test_client().get("/metrics").status_code == 404


def test_nothing_is_counted_by_default(app: Flask) -> None:
    assert "metrics" not in app.extensions


def test_an_operator_sees_records_that_grow_old_and_trials_that_break(tmp_path: Path, port: int) -> None:
    folder = add(tmp_path, INVENTED)
    create_app(KEY, tmp_path, Settings(rate_limits=False, metrics_port=port, commit="0123abc"))
    found = counts(port)
    assert found["record_age_days", INVENTED] > 100
    assert found["broken_trials",] == 0
    assert found["build_info", "0123abc", lock_hash(), VERSION] == 1
    assert found["process_resident_memory_bytes",] > 1_000_000
    (folder / "record.json").write_text("{", "utf-8")
    app = create_app(KEY, tmp_path, Settings(rate_limits=False, metrics_port=(second := free_port())))
    app.test_client().get(f"/en/{INVENTED}/")
    assert counts(second)["broken_trials",] == 1


def test_an_operator_sees_which_definitions_are_served(counting: Flask, port: int) -> None:
    counting.test_client().get("/readyz")
    [study] = counting.extensions["prescreen"].loaded()
    assert counts(port)["definition_info", NCT, study.trial.version] == 1


def test_an_operator_sees_that_the_storage_of_limits_is_away(port: int) -> None:
    storage = f"redis://127.0.0.1:{free_port()}"
    create_app(KEY, settings=Settings(rate_limits=True, rate_limit_storage=storage, metrics_port=port))
    assert counts(port)["rate_limit_storage_up",] == 0


def test_a_port_in_use_is_told_and_the_site_serves(
    counting: Flask, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        second = create_app(KEY, settings=Settings(metrics_port=port))
    assert f"No metrics from this process: Address already in use on 127.0.0.1:{port}" in caplog.text
    assert second.test_client().get(f"/en/{NCT}/").status_code == 200
