"""Records that were refreshed, in a folder of their own, are read over those beside the definitions."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from prescreen import create_app
from prescreen.definitions.catalogue import Catalogue
from prescreen.web.settings import SettingFault, Settings, settings_from_environment
from tests.conftest import KEY
from tests.definitions.test_catalogue import MINUTE, NCT, add
from tests.definitions.test_catalogue import shown as shown
from tests.support.client import CheckingClient

LATER, EARLIER = "2026-06-01", "2025-06-01"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    return folder


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    return add(tmp_path / "trials", NCT)


def refreshed(records: Path, trial: Path, day: str = LATER, nct: str = NCT, **status: str) -> Path:
    """Writes a refreshed record: the trial's own, of another day, id or status."""
    content: Any = json.loads((trial / "record.json").read_text("utf-8"))
    content["as_of"] = {"study": day}
    protocol = content["study"]["protocolSection"]
    protocol["identificationModule"]["nctId"] = nct
    protocol["statusModule"] = {"overallStatus": "RECRUITING", **status}
    file = records / f"{NCT}.json"
    file.write_text(json.dumps(content), "utf-8")
    return file


def status_in(catalogue: Catalogue) -> str:
    """The status that both a trial's pages and the list show."""
    study = catalogue.get(NCT)
    [summary] = catalogue.summaries()
    assert study
    assert study.record == summary.record
    return study.record.status


@pytest.mark.parametrize(("day", "status"), [(LATER, "WITHDRAWN"), (EARLIER, "RECRUITING")])
def test_the_later_record_counts(day: str, status: str, trial: Path, records: Path) -> None:
    refreshed(records, trial, day, overallStatus="WITHDRAWN")
    assert status_in(Catalogue([trial.parent], records=records)) == status


def test_without_a_refreshed_record_the_shipped_one_counts(trial: Path, records: Path) -> None:
    assert status_in(Catalogue([trial.parent], records=records)) == "RECRUITING"


BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "cut off": b'{"source": ',
    "a list": b"[]",
    "no UTF-8": b"\xff\xfe",
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_record_is_logged_and_the_shipped_one_stays(
    name: str, trial: Path, records: Path, shown: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    file = records / f"{NCT}.json"
    file.write_bytes(BROKEN[name])
    catalogue = Catalogue([trial.parent], records=records)
    for _ in range(3):
        assert status_in(catalogue) == "RECRUITING"
        shown[0] += MINUTE
    told = [record.getMessage() for record in caplog.records if str(file) in record.getMessage()]
    assert len(told) == 2, "once for the list and once for the trial"
    refreshed(records, trial, overallStatus="WITHDRAWN")
    shown[0] += MINUTE
    assert status_in(catalogue) == "WITHDRAWN"


def test_a_record_of_another_trial_or_with_a_date_that_is_none_is_not_read(
    trial: Path, records: Path, caplog: pytest.LogCaptureFixture
) -> None:
    refreshed(records, trial, nct="NCT00000009")
    assert status_in(Catalogue([trial.parent], records=records)) == "RECRUITING"
    assert "the record is of NCT00000009" in caplog.text
    file = refreshed(records, trial)
    content = json.loads(file.read_text("utf-8"))
    content["study"]["protocolSection"]["statusModule"]["startDateStruct"] = {"date": "0000-05"}
    file.write_text(json.dumps(content), "utf-8")
    assert status_in(Catalogue([trial.parent], records=records)) == "RECRUITING"
    assert "0000-05 is not a date" in caplog.text


@pytest.mark.parametrize("kind", ["a folder", "a pipe", "a link to nowhere"])
def test_what_is_no_file_is_not_waited_for(kind: str, trial: Path, records: Path) -> None:
    file = records / f"{NCT}.json"
    match kind:
        case "a folder":
            file.mkdir()
        case "a pipe":
            os.mkfifo(file)
        case _:
            file.symlink_to("nowhere")
    assert status_in(Catalogue([trial.parent], records=records)) == "RECRUITING"


def test_a_running_site_shows_a_refreshed_record_within_a_minute(
    trial: Path, records: Path, shown: list[float]
) -> None:
    app = create_app(KEY, trial.parent, Settings(records_path=records))
    browser = CheckingClient(app)
    assert "Looking for people" in browser.open(f"/en/{NCT}/").text("main")
    refreshed(records, trial, overallStatus="WITHDRAWN")
    shown[0] += MINUTE
    for path in (f"/en/{NCT}/", "/en/"):
        page = browser.open(path)
        assert "Withdrawn before it began" in page.text("main")
        assert "June 1, 2026" in page.text("main")


def test_check_tells_of_a_refreshed_record_that_is_not_read(trial: Path, records: Path) -> None:
    refreshed(records, trial, nct="NCT00000009")
    checked = create_app(KEY, trial.parent, Settings(records_path=records)).test_cli_runner()
    done = checked.invoke(args=["trial", "check"])
    assert done.exit_code == 1
    assert done.stdout.startswith(f"{records / NCT}.json:0:0: the record is of NCT00000009.")


def test_a_folder_of_records_that_is_not_there_is_told_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECORDS_PATH", str(tmp_path / "nowhere"))
    with pytest.raises(SettingFault, match=r"^RECORDS_PATH names .*nowhere, and there is no such folder\.$"):
        settings_from_environment()
