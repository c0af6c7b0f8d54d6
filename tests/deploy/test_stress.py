"""Short forms of `make stress`: hostile requests, a crowd, killed workers, a full disk, a clock that jumps."""

import os
import random
import signal
import tempfile
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.conftest import KEY, NCT
from tests.deploy.faults import FAULTS, served_although
from tests.support.client import CheckingClient
from tests.support.core import FITTING
from tests.support.crowd import Person, WalkResult, answering, crowd
from tests.support.hostile import attack
from tests.support.server import free_port, granian, started
from tests.support.trials import TRIAL_FIXTURES, TrialFixture

DAY = 24 * 60 * 60
NOON = 1_800_000_000
STEP = f"/en/{NCT}/questions/blood-counts"


@pytest.mark.audit
@pytest.mark.parametrize("fixture", TRIAL_FIXTURES, ids=lambda fixture: fixture.id)
def test_hostile_requests_give_no_fault_and_change_nothing_for_others(fixture: TrialFixture) -> None:
    found = attack(fixture.app(), fixture, 1000, seed=20_261_124)
    # All of these statuses occur, so the requests reach more than the first checks.
    assert {200, 303, 400, 404, 405, 409, 413, 422} <= set(found)


@pytest.mark.parametrize("query", ["who=\xed\xa0\x80", "a\r\nSet-Cookie: a=b", "\x00"])
@pytest.mark.parametrize("path", ["/", ""])
def test_a_query_that_is_not_text_is_refused_calmly(app: Flask, query: str, path: str) -> None:
    response = app.test_client().get(f"/zh/{NCT}{path}", environ_overrides={"QUERY_STRING": query})
    assert response.status_code == 400
    assert '<html lang="zh-CN"' in response.text


@pytest.mark.parametrize("host", ["[::1::2]", "[:::]", "[1:2:3.4]:80"])
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(("method", "path"), [("GET", "/en/"), ("POST", f"/en/{NCT}/clear"), ("GET", "/healthz")])
def test_a_host_in_brackets_that_is_no_address_is_refused(
    app: Flask, host: str, scheme: str, method: str, path: str
) -> None:
    environ = EnvironBuilder(path, method=method).get_environ() | {"HTTP_HOST": host, "wsgi.url_scheme": scheme}
    # Not with a test client, which can't parse this host itself.
    _, status, _ = run_wsgi_app(app.wsgi_app, environ)
    assert status == "400 BAD REQUEST"


def test_a_field_without_a_name_is_refused(app: Flask) -> None:
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"
    kind = "Multipart/Form-Data; boundary=x"
    assert app.test_client().post(f"/en/{NCT}/clear", data=body, content_type=kind).status_code == 400


@pytest.mark.audit
def test_many_people_at_once_each_get_their_own_result() -> None:
    with granian(free_port(), KEY) as address:
        walked = crowd(address, people=20, seconds=2)
    assert walked.faults == []
    assert walked.retried == 0
    assert walked.requests > 300


def killing_workers(people: int, seconds: float, times: int) -> WalkResult:
    """A crowd on a server with two workers, which are killed one after another."""
    with started(port := free_port(), KEY, "app:app", "--workers", "2", "--respawn-failed-workers") as server:
        address = f"http://127.0.0.1:{port}"

        def kill() -> None:
            killed: set[int] = set()
            while len(killed) < times:
                alive = [pid for pid in children(server.pid) if pid not in killed]
                if alive and Person(address, random.randrange(10**6)).walk().faults == []:
                    os.kill(alive[0], signal.SIGKILL)
                    killed.add(alive[0])

        return crowd(address, people, seconds, kill)


def children(process: int) -> list[int]:
    """The server's workers, without its resource tracker, or what a worker's threads have started."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    found = [pid for each in lists for pid in each.read_text("utf-8").split()]
    commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in found}
    return [pid for pid, command in commands.items() if b"resource_tracker" not in command]


@pytest.mark.audit
def test_a_killed_worker_loses_no_answer() -> None:
    walked = killing_workers(people=8, seconds=4, times=2)
    assert walked.faults == []


@pytest.mark.audit
@pytest.mark.parametrize("name", FAULTS)
def test_while_one_thing_is_broken_everything_else_is_served_and_each_answer_right(name: str, tmp_path: Path) -> None:
    walked = served_although(name, tmp_path, people=10, seconds=2)
    assert walked.faults == []
    assert walked.requests > 150


@pytest.mark.audit
def test_a_disk_that_takes_nothing_more_is_never_missed() -> None:
    folder = tempfile.mkdtemp()
    Path(folder).chmod(0o500)
    nowhere = {"TMPDIR": folder, "HOME": folder, "XDG_CACHE_HOME": folder, "PYTHONDONTWRITEBYTECODE": "1"}
    with started(port := free_port(), KEY, before=["prlimit", "--fsize=0"], **nowhere):
        address = f"http://127.0.0.1:{port}"
        for seed in range(3):
            assert Person(address, seed).walk().faults == []
        with answering(address) as reader:
            assert reader.get(f"/zh/{NCT}/result.pdf").content.startswith(b"%PDF")
    Path(folder).rmdir()


@pytest.mark.parametrize("jump", [DAY, -DAY])
def test_a_clock_that_jumps_a_day_ends_the_session_calmly_and_locks_nobody_out(app: Flask, jump: int) -> None:
    browser = CheckingClient(app)
    with time_machine.travel(NOON, tick=False):
        browser.answer_all(FITTING, f"/en/{NCT}/")
        browser.open(STEP)
    with time_machine.travel(NOON + jump, tick=False):
        late = browser.fill({"neutrophils-value": "0.3", "platelets-value": "12", "reticulocytes-value": "15"})
        assert late.status == 422
        assert "What you typed is still here" in late.text("body")
        assert late.content()["neutrophils-value"] == ["0.3"]
        # After the notice, the reader can continue to the end.
        assert browser.fill_step(FITTING).status == 303
        browser.answer_all(FITTING, f"/en/{NCT}/")
        assert browser.open(f"/en/{NCT}/result").one("main").get("data-outcome") == "may_fit"


def test_a_clock_that_is_set_right_again_lets_readers_go_on(app: Flask) -> None:
    browser = CheckingClient(app)
    with time_machine.travel(NOON + DAY, tick=False):
        browser.answer_all(FITTING, f"/en/{NCT}/")
    with time_machine.travel(NOON, tick=False):
        assert "no longer here" in browser.open(f"/en/{NCT}/").text("body")
        browser.answer_all(FITTING, f"/en/{NCT}/")
        assert browser.open(f"/en/{NCT}/result").one("main").get("data-outcome") == "may_fit"
