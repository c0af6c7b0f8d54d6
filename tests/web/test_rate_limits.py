"""How often one address may ask, alone and with a store that several servers share."""

import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from prescreen import create_app
from prescreen.web.document_queue import DocumentQueue
from prescreen.web.rate_limits import LOWER_LIMITS, address_hash
from prescreen.web.settings import SettingFault, Settings
from tests.conftest import KEY, NCT
from tests.support.client import CheckingClient
from tests.support.server import free_port

HOME = f"/en/{NCT}/questions/diagnosis"
MANY = 600


def asked(http: FlaskClient, path: str, times: int, address: str = "192.0.2.1") -> list[int]:
    return [http.get(path, environ_base={"REMOTE_ADDR": address}, buffered=True).status_code for _ in range(times)]


def limited(storage: str = "memory://", key: str = KEY) -> Flask:
    return create_app(key, settings=Settings(rate_limits=True, rate_limit_storage=storage))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the counters' clock shows."""
    seconds = [time.monotonic()]
    monkeypatch.setattr("prescreen.web.process_storage.time.monotonic", lambda: seconds[0])
    return seconds


def test_one_address_may_open_600_pages_a_minute_and_others_are_not_kept_waiting(clock: list[float]) -> None:
    http = limited().test_client()
    assert set(asked(http, "/en/NCT99999999/", MANY)) == {404}
    assert asked(http, HOME, 1) == [429]
    assert asked(http, HOME, 1, "192.0.2.2") == [200]
    clock[0] += 61
    assert asked(http, HOME, 1) == [200]


def test_what_is_not_there_is_counted_too(clock: list[float]) -> None:
    http = limited().test_client()
    assert set(asked(http, "/nowhere/at/all", MANY)) == {404}
    assert asked(http, "/nowhere/at/all", 1) == [429]


@pytest.mark.parametrize("path", ["/healthz", "/static/style.css"])
def test_files_and_health_checks_are_not_counted(path: str, clock: list[float]) -> None:
    http = limited().test_client()
    assert set(asked(http, "/en/NCT99999999/", MANY)) == {404}
    assert asked(http, path, 1) == [200]


@pytest.mark.parametrize(
    ("path", "times"),
    [
        (f"/en/{NCT}/result.pdf", 20),
        (f"/zh/{NCT}/worksheet.pdf", 20),
        (f"/en/{NCT}/result.png", 60),
        ("/h/AAAA", 60),
    ],
)
def test_what_costs_more_or_could_be_tried_out_has_limits_of_its_own(
    path: str, times: int, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DocumentQueue, "make", lambda *_: b"%PDF")
    http = limited().test_client()
    asked(http, HOME, 1)
    assert 429 not in asked(http, path, times)
    assert asked(http, path, 1) == [429]
    assert asked(http, HOME, 1) == [200]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_who_is_stopped_reads_when_to_go_on_in_their_language(lang: str, clock: list[float]) -> None:
    app = limited()
    asked(app.test_client(), "/nowhere", MANY, "127.0.0.1")
    page = CheckingClient(app).open(f"/{lang}/{NCT}/")
    assert (page.status, page.response.headers["Retry-After"]) == (429, "60")
    assert {"en": "Wait a minute", "zh": "请等一分钟"}[lang] in page.text("main")


def test_a_network_of_ipv6_counts_as_one_address(clock: list[float]) -> None:
    http = limited().test_client()
    for place in range(MANY):
        asked(http, "/nowhere", 1, f"2001:db8::{place:x}")
    assert asked(http, HOME, 1, "2001:db8::ffff:1") == [429]
    assert asked(http, HOME, 1, "2001:db8:0:1::1") == [200]


def test_an_operator_can_switch_limits_off() -> None:
    http = create_app(KEY, settings=Settings(rate_limits=False)).test_client()
    assert set(asked(http, "/en/NCT99999999/", MANY + 50)) == {404}


@pytest.mark.parametrize("uri", ["nonsense", "ftp://somewhere", "redis://localhost:notaport"])
def test_a_store_that_cannot_be_used_is_told_in_one_line_at_the_start(uri: str) -> None:
    with pytest.raises(SettingFault, match=r"^RATELIMIT_STORAGE_URI [^\n]+$"):
        limited(uri)


# With a real Redis


@contextmanager
def redis_server(folder: Path, port: int, signals: Sequence[int] = ()) -> Iterator[str]:
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        ready = any("Ready to accept connections" in line for line in server.stdout)
        assert ready
        for number in signals:
            server.send_signal(number)
        yield f"redis://127.0.0.1:{port}"
    finally:
        server.kill()
        server.communicate()


def test_servers_with_the_same_redis_count_together_and_never_keep_an_address(tmp_path: Path) -> None:
    with redis_server(tmp_path, free_port()) as uri:
        first, second = limited(uri).test_client(), limited(uri).test_client()
        for place in range(MANY):
            asked((first, second)[place % 2], "/nowhere", 1, "192.0.2.77")
        statuses = asked(first, HOME, 1, "192.0.2.77") + asked(second, HOME, 1, "192.0.2.77")
        store = redis.Redis.from_url(uri)
        kept = [*store.scan_iter("*")]
        assert kept
        assert all(re.fullmatch(rb"LIMITS:LIMITER/[0-9a-f]{32}/.*", key) for key in kept), kept
        assert not any(b"192.0.2" in key for key in kept)
        counted = sum(int(store.get(key) or 0) for key in kept)
        store.close()
        assert counted >= MANY
        assert statuses == [429, 429]


def test_when_redis_stops_readers_are_served_and_each_server_counts_by_itself(tmp_path: Path) -> None:
    port = free_port()
    with redis_server(tmp_path, port) as uri:
        app = limited(uri)
        http = app.test_client()
        assert asked(http, HOME, 1) == [200]
    begun = time.monotonic()
    assert asked(http, HOME, 3) == [200, 200, 200]
    assert time.monotonic() - begun < 5
    assert 429 in asked(http, "/nowhere", MANY)
    assert asked(http, HOME, 1, "192.0.2.3") == [200]
    with redis_server(tmp_path, port) as uri:
        # It asks for the store again after a while, which is over.
        app.extensions["rate limits"].retry_at = 0.0
        assert asked(http, HOME, 1) == [200]
        store = redis.Redis.from_url(uri)
        assert [*store.scan_iter("*")]
        store.close()


def test_a_server_starts_and_serves_although_redis_is_not_there() -> None:
    http = limited(f"redis://127.0.0.1:{free_port()}").test_client()
    assert asked(http, HOME, 2) == [200, 200]


def test_a_redis_that_takes_connections_and_never_answers_keeps_nobody_waiting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        http = limited(f"redis://127.0.0.1:{silent.getsockname()[1]}").test_client()
        begun = time.monotonic()
        assert asked(http, HOME, 5) == [200] * 5
        assert time.monotonic() - begun < 5


def test_a_redis_that_hangs_under_a_crowd_costs_nobody_a_page(tmp_path: Path) -> None:
    port = free_port()
    with redis_server(tmp_path, port, signals=[signal.SIGSTOP]) as uri:
        app = limited(uri)
        app.test_client().get(HOME)  # what is cached is not measured
        begun = time.monotonic()
        with ThreadPoolExecutor(16) as crowd:
            given = [crowd.submit(asked, app.test_client(), HOME, 3, f"192.0.2.{place}") for place in range(50)]
            statuses = [status for one in given for status in one.result()]
        assert statuses == [200] * 150
        assert time.monotonic() - begun < 20


def test_another_key_makes_another_hash() -> None:
    first, same, other = (address_hash(key)("192.0.2.1") for key in (KEY, KEY, KEY[:-1] + "2"))
    assert first == same != other


def test_counters_that_have_expired_take_no_memory(clock: list[float]) -> None:
    app = limited()
    for place in range(50):
        asked(app.test_client(), "/nowhere", 1, f"192.0.2.{place}")
    storage = app.extensions["rate limits"].storage
    assert len(storage.counters) == 50
    clock[0] += 61
    asked(app.test_client(), "/nowhere", 1)
    assert len(storage.counters) == 1


def test_each_lower_limit_is_of_endpoints_that_there_are() -> None:
    named = {endpoint for _, endpoints in LOWER_LIMITS.values() for endpoint in endpoints}
    assert named <= limited().view_functions.keys()
