"""The scripts behind `make run` and `make serve`, as they are started."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from prescreen.definitions.loader import TRIALS
from tests.conftest import KEY, NCT
from tests.support import registry_server as served
from tests.support.server import ROOT, free_port, wait_for

STUDY = json.loads((TRIALS / NCT / "record.json").read_text("utf-8"))["study"]


@contextmanager
def script(name: str, folder: Path, **variables: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Runs a script of the checkout from another folder, and yields the site's address once it responds."""
    port = free_port()
    kept = {key: value for key, value in os.environ.items() if key != "RECORDS_PATH"}
    process = subprocess.Popen(
        ["sh", ROOT / name],
        cwd=folder,
        env=kept | {"PORT": str(port), "SECRET_KEY": KEY, "XDG_STATE_HOME": str(folder), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        with process, suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.audit
def test_a_site_on_ones_own_machine_fetches_records_and_leaves_nothing_behind(tmp_path: Path) -> None:
    before = (TRIALS / NCT / "record.json").read_bytes()
    with served.registry() as registry:
        registry.study(NCT, served.json_of(STUDY))
        with script("run.sh", tmp_path, REGISTRY_URL=registry.address) as (address, process):
            assert process.stdout
            said = next(line for line in process.stdout if NCT in line)
            assert said == f"{NCT}: unchanged\n"
            assert httpx.get(f"{address}/en/{NCT}/").status_code == 200
            assert [file.name for file in (tmp_path / "prescreen" / "records").iterdir()] == [f"{NCT}.json"]
            os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does
            assert process.wait(20) == 130
            # The pipe ends when the last process that writes to it has ended.
            process.stdout.read()
    assert (TRIALS / NCT / "record.json").read_bytes() == before


@pytest.mark.audit
def test_without_the_registry_it_says_which_contacts_it_has(tmp_path: Path) -> None:
    with script("run.sh", tmp_path, REGISTRY_URL="http://127.0.0.1:9") as (address, process):
        assert process.stdout
        assert any("not refreshed, and readers see contacts as of 2026-08-22: " in line for line in process.stdout)
        assert httpx.get(f"{address}/en/{NCT}/").status_code == 200


@pytest.mark.audit
def test_what_is_installed_is_served_from_anywhere(tmp_path: Path) -> None:
    with script("serve.sh", tmp_path, HOST="127.0.0.1", PATH="/usr/bin:/bin") as (address, process):
        assert httpx.get(f"{address}/readyz").json()["status"] == "ready"
        process.terminate()
        assert process.wait(40) == 0


def test_serving_installs_nothing() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "serve"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "pip" not in done.stdout
    assert done.stdout == "sh serve.sh\n"
