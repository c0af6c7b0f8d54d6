"""One thing that is broken at a time, while people use the site: everything else is served, and each answer right."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from prescreen.definitions.loader import DEFINITION, TRIALS
from tests.conftest import KEY, NCT
from tests.support.crowd import WalkResult, answering, crowd
from tests.support.registry_server import registry, silent
from tests.support.server import ROOT, free_port, granian, started
from tests.web.test_rate_limits import redis_server

# Each person has an address of their own, as behind a proxy, so that rate limits count and refuse nobody.
BEHIND_A_PROXY = {"PROXY_HOPS": "1", "SECURE_COOKIES": "false"}
Break = Callable[[], object]


@contextmanager
def healthy(folder: Path) -> Iterator[tuple[str, Break]]:
    with granian(free_port(), KEY, **BEHIND_A_PROXY) as address:
        yield address, lambda: None


@contextmanager
def broken_definition(folder: Path) -> Iterator[tuple[str, Break]]:
    installed = shutil.copytree(TRIALS / NCT, folder / NCT)
    with granian(free_port(), KEY, TRIALS_PATH=str(folder), **BEHIND_A_PROXY) as address, answering(address):
        yield address, lambda: (installed / DEFINITION).write_text("steps: [", "utf-8")


@contextmanager
def broken_record(folder: Path) -> Iterator[tuple[str, Break]]:
    """As if the registry had sent half of it."""
    with granian(free_port(), KEY, RECORDS_PATH=str(folder), **BEHIND_A_PROXY) as address:
        yield address, lambda: (folder / f"{NCT}.json").write_text('{"study": {', "utf-8")


@contextmanager
def hanging_redis(folder: Path) -> Iterator[tuple[str, Break]]:
    with ExitStack() as stack:
        uri = stack.enter_context(redis_server(folder, free_port(), signals=[signal.SIGSTOP]))
        yield (
            stack.enter_context(granian(free_port(), KEY, RATELIMIT_STORAGE_URI=uri, **BEHIND_A_PROXY)),
            lambda: None,
        )


@contextmanager
def many_documents(folder: Path) -> Iterator[tuple[str, Break]]:
    with granian(free_port(), KEY, RATELIMIT_ENABLED="false", **BEHIND_A_PROXY) as address:

        def ask(_: int) -> int:
            with answering(address) as reader:
                return reader.get(f"/en/{NCT}/result.pdf").status_code

        def ask_for_many() -> None:
            with ThreadPoolExecutor(20) as pool:
                assert set(pool.map(ask, range(20))) <= {200, 503}

        yield address, ask_for_many


@contextmanager
def unread_log(folder: Path) -> Iterator[tuple[str, Break]]:
    """Nobody reads what the site logs, as when a log's consumer stalls: the pipe is soon full."""
    with granian(free_port(), KEY, LOG_REQUESTS="true", **BEHIND_A_PROXY) as address:
        yield address, lambda: None


@contextmanager
def full_disk(folder: Path) -> Iterator[tuple[str, Break]]:
    port = free_port()
    with started(port, KEY, before=["prlimit", "--fsize=0"], PYTHONDONTWRITEBYTECODE="1", **BEHIND_A_PROXY):
        yield f"http://127.0.0.1:{port}", lambda: None


@contextmanager
def hanging_registry(folder: Path) -> Iterator[tuple[str, Break]]:
    """The registry accepts connections and sends nothing, while records are to be refreshed."""
    with registry() as hanging:
        hanging.answers("/api/v2/version", silent)
        paths = {"RECORDS_PATH": str(folder), "REGISTRY_URL": hanging.address}
        command = [sys.executable, "-m", "flask", "trial", "refresh", "--every", "24"]
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, cwd=ROOT, env=os.environ | paths, **quiet) as refreshing:
            with granian(free_port(), KEY, **paths, **BEHIND_A_PROXY) as address:
                yield address, lambda: None
            refreshing.kill()
        assert hanging.asked_for("/api/v2/version")


FAULTS = {
    "nothing": healthy,
    "a definition, half written": broken_definition,
    "a record, half received": broken_record,
    "Redis hangs": hanging_redis,
    "20 people save a PDF": many_documents,
    "nobody reads the log": unread_log,
    "the disk is full": full_disk,
    "the registry hangs": hanging_registry,
}


def served_although(name: str, folder: Path, people: int, seconds: float, pause: float = 0) -> WalkResult:
    """What a crowd meets while this is broken. Each person waits `pause` seconds before each request."""
    with FAULTS[name](folder) as (address, break_it):
        return crowd(address, people, seconds, break_it, own_addresses=True, pause=pause)
