"""Records from the registry: fetched politely, written whole or not at all, and whatever comes, the old one stays."""

import copy
import errno
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from prescreen import create_app
from prescreen.definitions.loader import TRIALS, load
from prescreen.registry import refresh as refreshing
from prescreen.registry.client import REGISTRY, RefreshError, Registry, registry_address
from prescreen.registry.record import Record
from prescreen.registry.refresh import Refreshed
from tests.conftest import KEY
from tests.support import registry_server as served

NCT = "NCT06633328"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
DATA = date(2026, 11, 20)
STUDY = json.loads((TRIALS / NCT / "record.json").read_text("utf-8"))["study"]
PATH = f"/api/v2/studies/{NCT}"


def study(**changes: Any) -> dict[str, Any]:
    """The shipped study with modules changed: `statusModule={…}` is put over what is there, None takes it away."""
    changed = copy.deepcopy(STUDY)
    protocol = changed["protocolSection"]
    for name, content in changes.items():
        if content is None:
            del protocol[name]
        else:
            protocol[name] = {**protocol.get(name, {}), **content} if isinstance(content, dict) else content
    return changed


@pytest.fixture
def server() -> Iterator[served.Registry]:
    with served.registry() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A trial's folder, beside a folder of refreshed records, which has the same record."""
    (tmp_path / "records").mkdir()
    shutil.copy(TRIALS / NCT / "record.json", tmp_path / "records" / f"{NCT}.json")
    return shutil.copytree(TRIALS / NCT, tmp_path / "trials" / NCT)


def records_of(folder: Path) -> Path:
    return folder.parents[1] / "records"


def file_of(folder: Path) -> Path:
    return records_of(folder) / f"{folder.name}.json"


def refresh(folder: Path, registry: Registry, day: date | None, now: datetime, force: bool = False) -> Refreshed:
    return refreshing.refresh(file_of(folder), folder / "record.json", registry, day, now, force)


def latest(folder: Path) -> Record:
    return load(folder, records=records_of(folder)).record


class Time:
    """A clock that only sleeping moves on."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def registry(server: served.Registry, time: Time) -> Registry:
    return Registry(server.address, timeout=2, sleep=time.sleep, clock=time.clock)


def kept(folder: Path) -> Any:
    return json.loads(file_of(folder).read_text("utf-8"))


def test_a_new_record_is_written_with_its_date_and_source(
    folder: Path, server: served.Registry, registry: Registry
) -> None:
    server.study(NCT, served.json_of(study(statusModule={"overallStatus": "SUSPENDED"}), ETag='"a1"'))
    assert refresh(folder, registry, registry.data_date(), NOW) == Refreshed("updated", ["status"])
    record = latest(folder)
    assert (record.status, record.as_of, record.status_as_of, record.contacts_as_of) == ("SUSPENDED", *[DATA] * 3)
    assert "ClinicalTrials.gov" in record.source
    assert kept(folder)["fetched"] == {"at": "2026-11-24T08:00:00+00:00", "etag": '"a1"'}
    assert [file.name for file in records_of(folder).iterdir()] == [f"{NCT}.json"]


def test_the_registry_is_told_who_asks(folder: Path, server: served.Registry, registry: Registry) -> None:
    server.study(NCT, served.json_of(STUDY))
    refresh(folder, registry, DATA, NOW)
    [headers] = server.asked_for(PATH)
    assert headers["User-Agent"].startswith("prescreen/")
    assert headers["Accept-Encoding"] == "identity"


def test_requests_are_a_second_apart(folder: Path, server: served.Registry, registry: Registry, time: Time) -> None:
    server.study(NCT, served.json_of(STUDY))
    began: list[float] = []

    def timed(handler: served.Handler) -> None:
        began.append(time.now)
        served.text(200, "{}")(handler)

    server.answers("/api/v2/version", timed)
    registry.data_date()
    registry.data_date()
    refresh(folder, registry, DATA, NOW)
    assert began == [0.0, 1.0]
    assert time.now == 2.0


def test_a_record_of_less_than_20_hours_is_not_fetched_unless_forced(
    folder: Path, server: served.Registry, registry: Registry
) -> None:
    server.study(NCT, served.json_of(STUDY))
    refresh(folder, registry, DATA, NOW)
    for hours, asked in ((0, 1), (19.9, 1), (20, 2)):
        refreshed = refresh(folder, registry, DATA, NOW + timedelta(hours=hours))
        assert ("--force" in refreshed.summary) is (asked == 1)
        assert len(server.asked_for(PATH)) == asked
    refresh(folder, registry, DATA, NOW + timedelta(hours=20), force=True)
    assert len(server.asked_for(PATH)) == 3


def test_a_clock_that_was_wrong_does_not_stop_refreshing(
    folder: Path, server: served.Registry, registry: Registry
) -> None:
    server.study(NCT, served.json_of(STUDY))
    refresh(folder, registry, DATA, NOW + timedelta(days=400))
    refresh(folder, registry, DATA, NOW)
    assert len(server.asked_for(PATH)) == 2


def test_what_has_not_changed_since_is_only_confirmed(
    folder: Path, server: served.Registry, registry: Registry
) -> None:
    server.study(NCT, served.unless_same('"v7"', study(statusModule={"overallStatus": "COMPLETED"})))
    refresh(folder, registry, date(2026, 11, 1), NOW)
    assert refresh(folder, registry, DATA, NOW + timedelta(days=2)).summary == "unchanged"
    record = latest(folder)
    assert (record.status, record.as_of) == ("COMPLETED", DATA)
    assert server.asked_for(PATH)[1]["If-None-Match"] == '"v7"'


def test_a_date_of_last_change_is_sent_back(folder: Path, server: served.Registry, registry: Registry) -> None:
    day = "Fri, 20 Nov 2026 09:00:00 GMT"
    server.study(NCT, served.json_of(STUDY, Last_Modified=day))
    refresh(folder, registry, DATA, NOW)
    refresh(folder, registry, DATA, NOW + timedelta(days=2))
    assert server.asked_for(PATH)[1]["If-Modified-Since"] == day


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_registry_is_asked_again_more_and_more_slowly(
    status: int, folder: Path, server: served.Registry, registry: Registry, time: Time
) -> None:
    server.study(NCT, served.text(status, "busy"), served.text(status, "busy"), served.json_of(STUDY))
    refresh(folder, registry, DATA, NOW)
    assert [seconds for seconds in time.slept if seconds > 1] == [2.0, 4.0]


def test_the_registry_may_say_how_long_to_wait(
    folder: Path, server: served.Registry, registry: Registry, time: Time
) -> None:
    waits = [served.text(429, "slow down", Retry_After=seconds) for seconds in ("7", "100000")]
    server.study(NCT, *waits, served.json_of(STUDY))
    refresh(folder, registry, DATA, NOW)
    assert [seconds for seconds in time.slept if seconds > 1] == [7.0, 60.0]


def test_without_a_date_of_the_data_the_day_counts(folder: Path, server: served.Registry, registry: Registry) -> None:
    server.answers("/api/v2/version", served.text(200, "<html>"))
    server.study(NCT, served.json_of(STUDY))
    refresh(folder, registry, registry.data_date(), NOW)
    assert latest(folder).as_of == NOW.date()


DEEP = b'{"protocolSection": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def _nothing_new(_: served.Registry) -> served.Answer:
    return lambda handler: handler.send(304, b"")


def _alias(server: served.Registry) -> served.Answer:
    server.study("NCT00000001", served.json_of(study(identificationModule={"nctId": "NCT00000001"})))
    return served.redirect("/api/v2/studies/NCT00000001")


HOSTILE: dict[str, tuple[Callable[[served.Registry], served.Answer], str]] = {
    "an unknown id": (lambda _: served.text(404, "NCT number not found"), "no study with this id"),
    "a malformed id": (lambda _: served.text(400, "bad"), "can’t read this id"),
    "always busy": (lambda _: served.text(503, "busy"), "busy"),
    "another status": (lambda _: served.text(418, "tea"), "418"),
    "an alias": (_alias, "NCT00000001"),
    "304 without a copy": (_nothing_new, "304 although we hold no copy"),
    "a redirect that is no address": (lambda _: served.redirect("http://[::1"), "."),
    "another host": (lambda _: served.redirect("http://localhost:9/api/v2/studies/NCT06633328"), "another host"),
    "another scheme": (lambda _: served.redirect("file:///etc/passwd"), "another host"),
    "a circle": (lambda _: served.redirect(PATH), "redirects too often"),
    "HTML": (lambda _: served.text(200, "<!doctype html><p>Down for maintenance"), "not JSON"),
    "nothing": (lambda _: served.raw(b""), "not JSON"),
    "a list": (lambda _: served.json_of([]), "not a study’s record"),
    "null": (lambda _: served.json_of(None), "not a study’s record"),
    "no protocol": (lambda _: served.json_of({"hasResults": False}), "not a study’s record"),
    "deep nesting": (lambda _: served.raw(DEEP), "not"),
    "not UTF-8": (lambda _: served.raw(b'{"protocolSection": "\xff\xfe"}'), "not"),
    "too large": (lambda _: served.raw(b'"' + b"x" * 6_000_000 + b'"'), "larger than"),
    "a bomb": (lambda _: served.bomb, "compressed"),
    "cut off": (lambda _: served.cut_off(STUDY), "can’t be reached"),
    "a closed connection": (lambda _: served.closed, "can’t be reached"),
    "another study": (lambda _: served.json_of(study(identificationModule={"nctId": "NCT00000009"})), "NCT00000009"),
    "no id": (lambda _: served.json_of(study(identificationModule={"nctId": None})), "not a study’s record"),
    "an id that is none": (lambda _: served.json_of(study(identificationModule={"nctId": "../../x"})), "not a study’s"),
    "a month of no year": (
        lambda _: served.json_of(study(statusModule={"completionDateStruct": {"date": "0000-05"}})),
        "0000-05 is not a date",
    ),
    "a status that is a list": (lambda _: served.json_of(study(statusModule={"overallStatus": []})), "overallStatus"),
    "sites that are text": (lambda _: served.json_of(study(contactsLocationsModule={"locations": "x"})), "locations"),
    "criteria that are a number": (
        lambda _: served.json_of(study(eligibilityModule={"eligibilityCriteria": 3})),
        "eligibilityCriteria",
    ),
    "criteria without end": (
        lambda _: served.json_of(study(eligibilityModule={"eligibilityCriteria": "x" * 200_000})),
        "eligibilityCriteria",
    ),
    "no criteria": (lambda _: served.json_of(study(eligibilityModule=None)), "lacks the criteria"),
    "empty criteria": (lambda _: served.json_of(study(eligibilityModule={"eligibilityCriteria": ""})), "the criteria"),
    "no status": (lambda _: served.json_of(study(statusModule=None)), "lacks the status"),
    "no title": (
        lambda _: served.json_of(study(identificationModule={"officialTitle": "", "briefTitle": ""})),
        "lacks the title",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_the_registry_answers_the_old_record_stays_and_the_cause_is_told(
    name: str, folder: Path, server: served.Registry, registry: Registry
) -> None:
    answer, problem = HOSTILE[name]
    before = file_of(folder).read_bytes()
    server.study(NCT, answer(server))
    with pytest.raises(RefreshError, match=problem) as refused:
        refresh(folder, registry, DATA, NOW)
    assert file_of(folder).read_bytes() == before
    assert [file.name for file in records_of(folder).iterdir()] == [f"{NCT}.json"]
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("answer", [served.silent, served.dripping])
def test_a_slow_registry_is_not_waited_for(answer: served.Answer, folder: Path, server: served.Registry) -> None:
    server.study(NCT, answer)
    hasty = Registry(server.address, timeout=0.1, total_timeout=0.2, pause=0, sleep=lambda _: None)
    with pytest.raises(RefreshError, match="can’t be reached"):
        refresh(folder, hasty, DATA, NOW)


def test_nothing_there_to_ask_is_told(folder: Path) -> None:
    with pytest.raises(RefreshError, match="can’t be reached"):
        refresh(folder, Registry("http://127.0.0.1:9", sleep=lambda _: None), DATA, NOW)


def test_a_redirect_within_the_registry_is_followed(folder: Path, server: served.Registry, registry: Registry) -> None:
    server.study(NCT, served.redirect("/api/v2/studies/moved"))
    server.answers("/api/v2/studies/moved", served.json_of(STUDY))
    assert refresh(folder, registry, DATA, NOW).summary == "unchanged"


def test_a_record_that_could_not_be_read_is_replaced(folder: Path, server: served.Registry, registry: Registry) -> None:
    file_of(folder).write_text("{", "utf-8")
    server.study(NCT, served.json_of(STUDY))
    assert refresh(folder, registry, DATA, NOW).summary == "unchanged"
    assert latest(folder).as_of == DATA


def test_a_copy_that_cannot_be_read_is_fetched_whole_whatever_its_notes_say(
    folder: Path, server: served.Registry, registry: Registry
) -> None:
    notes = {"at": NOW.isoformat(), "etag": '"v7"'}
    file_of(folder).write_text(json.dumps({"fetched": notes, "study": {}}), "utf-8")
    server.study(NCT, served.unless_same('"v7"', STUDY))
    assert refresh(folder, registry, DATA, NOW).summary == "unchanged"
    assert "If-None-Match" not in server.asked_for(PATH)[0]


@pytest.mark.parametrize("tag", ["\n", "é", "\udcff", 3, None])
def test_a_tag_that_cannot_stand_in_a_header_is_not_sent(
    tag: Any, folder: Path, server: served.Registry, registry: Registry
) -> None:
    file_of(folder).write_text(json.dumps({**kept(folder), "fetched": {"etag": tag}}), "utf-8")
    server.study(NCT, served.json_of(STUDY))
    assert refresh(folder, registry, DATA, NOW).summary == "unchanged"
    assert "If-None-Match" not in server.asked_for(PATH)[0]


def test_a_folder_that_is_gone_is_told(folder: Path, registry: Registry) -> None:
    shutil.rmtree(records_of(folder))
    with pytest.raises(RefreshError, match="can’t be read: No such file"):
        refresh(folder, registry, DATA, NOW)


@pytest.mark.parametrize("fetched", ["yesterday", [], 3, {"at": 3}, {"at": "soon", "etag": ["x"]}])
def test_notes_of_an_earlier_fetch_that_are_garbled_are_no_hindrance(
    fetched: Any, folder: Path, server: served.Registry, registry: Registry
) -> None:
    file_of(folder).write_text(json.dumps({**kept(folder), "fetched": fetched}), "utf-8")
    server.study(NCT, served.json_of(STUDY))
    assert refresh(folder, registry, DATA, NOW).summary == "unchanged"


def test_the_file_keeps_its_mode_and_is_replaced_in_one_step(
    folder: Path, server: served.Registry, registry: Registry
) -> None:
    file = file_of(folder)
    file.chmod(0o640)
    before = file.stat().st_ino
    server.study(NCT, served.json_of(STUDY))
    with file.open() as open_before:
        refresh(folder, registry, DATA, NOW)
        assert json.load(open_before)["as_of"]["study"] == "2026-05-15"
    assert (file.stat().st_mode & 0o777, file.stat().st_ino != before) == (0o640, True)


@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_record_and_no_rubbish(
    function: str, folder: Path, server: served.Registry, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = file_of(folder).read_bytes()
    server.study(NCT, served.json_of(study(statusModule={"overallStatus": "COMPLETED"})))
    monkeypatch.setattr(f"prescreen.registry.refresh.os.{function}", full)
    with pytest.raises(RefreshError, match="No space left"):
        refresh(folder, registry, DATA, NOW)
    assert file_of(folder).read_bytes() == before
    assert [file.name for file in records_of(folder).iterdir()] == [f"{NCT}.json"]


def test_a_second_refresh_at_the_same_time_stands_back(
    folder: Path, server: served.Registry, registry: Registry
) -> None:
    descriptor = os.open(records_of(folder), os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        with pytest.raises(RefreshError, match="is running"):
            refresh(folder, registry, DATA, NOW)
    finally:
        os.close(descriptor)
    server.study(NCT, served.json_of(STUDY))
    assert refresh(folder, registry, DATA, NOW)


@pytest.mark.parametrize(
    "address", ["http://example.org", "ftp://x", "clinicaltrials.gov", "file:///etc", "", "https://", "https://[::1"]
)
def test_an_address_without_https_is_refused(address: str) -> None:
    with pytest.raises(RefreshError, match="https"):
        registry_address(address)


def test_the_default_is_the_registrys_own_address() -> None:
    assert registry_address(REGISTRY) == "https://clinicaltrials.gov" == replace(Registry()).address


# The commands


@pytest.fixture
def app(folder: Path, server: served.Registry, monkeypatch: pytest.MonkeyPatch) -> Flask:
    file_of(folder).unlink()
    monkeypatch.setenv("RECORDS_PATH", str(records_of(folder)))
    monkeypatch.setenv("REGISTRY_URL", server.address)
    monkeypatch.setattr("prescreen.registry.client.MAX_TRIES", 1)
    monkeypatch.setattr("prescreen.cli.refresh.Registry", partial(Registry, pause=0))
    return create_app(KEY, folder.parent)


def run(app: Flask, *args: object) -> Result:
    return app.test_cli_runner().invoke(args=["trial", *map(str, args)])


def test_refresh_tells_what_came_of_each_trial_and_exits_1_when_one_failed(
    app: Flask, folder: Path, server: served.Registry
) -> None:
    other = shutil.copytree(folder, folder.parent / "NCT00000001")
    server.study(NCT, served.json_of(study(statusModule={"overallStatus": "SUSPENDED"})))
    refreshed = run(app, "refresh")
    assert refreshed.exit_code == 1
    assert refreshed.stdout == f"{NCT}: updated: status\n"
    assert refreshed.stderr.startswith(
        "NCT00000001: not refreshed, and readers see contacts as of 2026-08-22: the registry has no study"
    )
    assert not file_of(other).exists()
    assert (folder / "record.json").read_bytes() == (TRIALS / NCT / "record.json").read_bytes()
    again = run(app, "refresh", NCT)
    assert (again.exit_code, "--force" in again.stdout) == (0, True)
    assert run(app, "refresh", NCT, "--force").stdout == f"{NCT}: unchanged\n"


def test_a_trial_that_is_not_installed_is_not_asked_for(app: Flask, server: served.Registry) -> None:
    assert run(app, "refresh", "NCT00000077").exit_code == 2
    assert server.asked == []


def test_refresh_asks_for_a_folder_of_its_own(
    app: Flask, folder: Path, server: served.Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECORDS_PATH")
    refused = run(create_app(KEY, folder.parent), "refresh")
    assert (refused.exit_code, refused.stderr.startswith("Error: RECORDS_PATH is not set")) == (1, True)
    assert server.asked == []


class EndedError(Exception):
    """Ends a refresh that goes on and on."""


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The hours between runs of `refresh --every`, which ends after the fifth."""
    hours: list[float] = []

    def sleep(seconds: float) -> None:
        hours.append(seconds / 3600)
        if len(hours) == 5:
            raise EndedError

    monkeypatch.setattr("prescreen.cli.refresh.time.sleep", sleep)
    return hours


def test_refreshes_that_go_on_are_about_a_day_apart_and_begin_at_once(
    app: Flask, folder: Path, server: served.Registry, slept: list[float]
) -> None:
    server.study(NCT, served.json_of(STUDY))
    done = run(app, "refresh", "--every", "24")
    assert isinstance(done.exception, EndedError)
    assert done.stdout.startswith(f"{NCT}: unchanged\nthe next run is in 2")
    assert all(21.6 <= hours <= 26.4 for hours in slept)
    assert len(set(slept)) > 1
    assert len(server.asked_for(PATH)) == 1, "the clock stands still, so the record is current at each later run"
    assert file_of(folder).exists()


def test_a_registry_that_fails_is_asked_again_sooner_but_ever_more_slowly(
    app: Flask, folder: Path, server: served.Registry, slept: list[float]
) -> None:
    busy = served.text(503, "busy")
    server.study(NCT, busy, served.closed, busy, served.json_of(STUDY))
    done = run(app, "refresh", "--every", "24")
    for hours, expected in zip(slept, (0.1, 0.2, 0.4, 24, 24), strict=True):
        assert hours == pytest.approx(expected, rel=0.1)
    assert done.stderr.count("not refreshed, and readers see contacts as of 2026-08-22: the registry") == 3
    assert f"{NCT}: unchanged" in done.stdout
    assert file_of(folder).exists()


def test_refreshes_go_on_whatever_one_trial_does(
    app: Flask, folder: Path, server: served.Registry, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.study(NCT, served.json_of(STUDY))
    faults: list[Exception] = [MemoryError("no memory"), OSError(5, "Input/output error")]

    def failing(*given: Any) -> Refreshed:
        if faults:
            raise faults.pop()
        return refreshing.refresh(*given)

    monkeypatch.setattr("prescreen.cli.refresh.refresh", failing)
    done = run(app, "refresh", "--every", "24")
    assert len(slept) == 5
    assert "OSError: [Errno 5] Input/output error" in done.stderr
    assert f"{NCT}: unchanged" in done.stdout


def test_a_date_of_the_data_that_is_to_come_does_not_count(
    folder: Path, server: served.Registry, registry: Registry
) -> None:
    server.study(NCT, served.json_of(STUDY))
    refresh(folder, registry, date(2027, 11, 20), NOW)
    assert latest(folder).as_of == NOW.date()


def test_a_reader_never_waits_for_the_registry(folder: Path, server: served.Registry) -> None:
    """A site that is served, with a registry that never answers, asks it for nothing."""
    server.study(NCT, served.silent)
    script = f"from prescreen import create_app; print(create_app({KEY!r}).test_client().get('/en/{NCT}/').status_code)"
    variables = {**os.environ, "REGISTRY_URL": server.address, "TRIALS_PATH": str(folder.parent)}
    done = subprocess.run([sys.executable, "-c", script], env=variables, capture_output=True, text=True, check=True)
    assert done.stdout == "200\n"
    assert server.asked == []


def record_with(folder: Path, change: Callable[[str], str]) -> None:
    content = json.loads((folder / "record.json").read_text("utf-8"))
    module = content["study"]["protocolSection"]["eligibilityModule"]
    module["eligibilityCriteria"] = change(module["eligibilityCriteria"])
    file_of(folder).write_text(json.dumps(content), "utf-8")


def test_diff_says_when_nothing_changed(app: Flask) -> None:
    shown = run(app, "diff", NCT)
    assert (shown.exit_code, shown.stdout) == (
        0,
        f"{NCT}: the record of 2026-05-15 has the criteria that were reviewed\n",
    )


def test_diff_shows_words_that_went_and_came(app: Flask, folder: Path) -> None:
    record_with(folder, lambda text: text.replace("ECOG performance status 0 to 1", "ECOG performance status 0 to 2"))
    shown = run(app, "diff", NCT)
    assert shown.stdout == "I8 has changed:\n  ECOG performance status 0 to [-1;-] {+2;+}\n\n"
    colored = run(app, "diff", NCT, "--color")
    assert "\x1b[31m[-1;-]\x1b[0m" in colored.stdout
    assert "\x1b[32m{+2;+}\x1b[0m" in colored.stdout


def test_diff_follows_a_criterion_to_its_new_number(app: Flask, folder: Path) -> None:
    record_with(folder, lambda text: text.replace("* ECOG", "* Able to swallow tablets;\n* ECOG"))
    shown = run(app, "diff", NCT).stdout
    assert "I8 is I9 now, unchanged." in shown
    assert "I8 is new in the record:\n  {+Able to swallow tablets;+}" in shown
    assert "I7" not in shown


def test_diff_pairs_what_is_identical_before_what_is_alike(app: Flask, folder: Path) -> None:
    record_with(
        folder,
        lambda text: text.replace("* ECOG performance status 0 to 1;", "* ECOG status 0 to 1;\n* ECOG status 0 to 2;"),
    )
    shown = run(app, "diff", NCT).stdout
    assert "I8 has changed" in shown
    assert "I9 is new in the record" in shown
    assert "I9 is I10 now, unchanged." in shown
    assert "I10 is I11 now, unchanged." in shown


def test_diff_shows_what_is_gone(app: Flask, folder: Path) -> None:
    record_with(folder, lambda text: text.replace("* ECOG performance status 0 to 1;\n", ""))
    shown = run(app, "diff", NCT).stdout
    assert "I8 is not in the record any more:\n  [-ECOG performance status 0 to 1;-]" in shown
    assert "I9 is I8 now, unchanged." in shown


def renumbered(app: Flask, folder: Path, tmp_path: Path) -> tuple[str, str, Any]:
    """The definition as it was and as `diff` writes it, and the trial that the latter is."""
    out = tmp_path / "renumbered.yaml"
    before = (folder / "definition.yaml").read_text("utf-8")
    done = run(app, "diff", NCT, "--out", out)
    assert done.exit_code == 0, done.output
    assert (folder / "definition.yaml").read_text("utf-8") == before
    after = out.read_text("utf-8")
    return before, after, load(folder, records=file_of(folder).parent, text=after)


def test_diff_writes_new_numbers_and_what_is_new_into_another_file(app: Flask, folder: Path, tmp_path: Path) -> None:
    record_with(folder, lambda text: text.replace("* ECOG", "* Able to swallow tablets;\n* ECOG"))
    before, after, study = renumbered(app, folder, tmp_path)
    assert study.changed_criteria == []
    listed = [criterion.id for criterion in study.trial.criteria]
    assert listed[:11] == [f"I{number}" for number in range(1, 12)]
    assert study.trial.criteria[8].requirements[0].id == "activity"
    added = study.trial.criteria[7]
    assert (added.registry, added.requirements[0].fits.source) == ("Able to swallow tablets;", "unknown")
    assert "TODO" in added.requirements[0].means["en"]
    new = Counter(after.splitlines()) - Counter(before.splitlines())
    assert not Counter(before.splitlines()) - Counter(after.splitlines())
    assert "  - id: I11" in new
    assert len(new) < 12, "the new criterion, and nothing else"


def test_diff_keeps_what_is_gone_as_a_comment_and_says_what_is_left_to_do(
    app: Flask, folder: Path, tmp_path: Path
) -> None:
    record_with(folder, lambda text: text.replace("* ECOG performance status 0 to 1;\n", ""))
    out = tmp_path / "renumbered.yaml"
    told = run(app, "diff", NCT, "--out", out).stdout
    assert re.search(rf"{out}:\d+:9: steps.daily-life.questions.0.id: no rule reads activity\.", told)
    after = out.read_text("utf-8")
    assert re.findall("^  - id: (I.*)", after, re.M) == [f"I{number}" for number in range(1, 10)]
    assert "# I8 is not in the record any more:\n#   - id: I8\n" in after
    assert "#       - id: activity" in after
    assert run(app, "diff", NCT, "--out", out).exit_code == 1, "no file is replaced"


def test_changed_words_keep_the_quotation_that_was_reviewed(app: Flask, folder: Path, tmp_path: Path) -> None:
    record_with(folder, lambda text: text.replace("0 to 1;", "0 to 2;").replace("* ECOG", "* Invented;\n* ECOG"))
    _, _, study = renumbered(app, folder, tmp_path)
    assert study.changed_criteria == ["I9"]


def test_escapes_and_white_space_are_no_difference(app: Flask, folder: Path) -> None:
    record_with(folder, lambda text: text.replace("\\", "").replace(" ", "  "))
    assert "that were reviewed" in run(app, "diff", NCT).stdout


def test_no_record_can_write_to_the_terminal(app: Flask, folder: Path) -> None:
    record_with(folder, lambda text: text.replace("ECOG", "\x1b]0;owned\x07\x1b[2J\u202eECOG"))
    shown = run(app, "diff", NCT).stdout + run(app, "check").stdout
    assert not set(shown) & {"\x1b", "\x07", "\u202e"}


def test_list_has_a_line_for_what_readers_are_told(app: Flask, folder: Path) -> None:
    record_with(folder, lambda text: text.replace("0 to 1", "0 to 2"))
    listed = run(app, "list").stdout
    assert f"criteria differ from those reviewed: I8; see flask trial diff {NCT}" in listed
    assert "days old; see flask trial refresh" in listed


def test_list_tells_in_english_what_readers_are_told_of_a_study_that_is_over(app: Flask, folder: Path) -> None:
    content = json.loads((folder / "record.json").read_text("utf-8"))
    content["study"]["protocolSection"]["statusModule"]["overallStatus"] = "WITHDRAWN"
    file_of(folder).write_text(json.dumps(content), "utf-8")
    listed = run(app, "list")
    assert listed.exit_code == 0
    assert "readers are told: The study was withdrawn" in listed.stdout


def test_changed_criteria_are_told_by_check_and_do_not_stop_the_site(app: Flask, folder: Path) -> None:
    record_with(folder, lambda text: text.replace("0 to 1", "0 to 2"))
    checked = run(app, "check")
    assert checked.exit_code == 1
    assert "criteria.I8.registry: this differs from the registry's text" in checked.stdout
    assert app.test_client().get(f"/en/{NCT}/").status_code == 200
