"""What a served site takes while many people save a PDF or picture at once."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.conftest import KEY, NCT
from tests.deploy.test_stress import children
from tests.support.crowd import answering
from tests.support.server import ROOT, free_port, started

SERVE = (ROOT / "serve.sh").read_text("utf-8")
OPTIONS = [part for option in re.findall(r"(--workers|--blocking-threads) (\d+)", SERVE) for part in option]
VARIABLES = dict(re.findall(r'export (\w+)="\$\{\w+:-(\d+)\}"', SERVE))
STEP = f"/en/{NCT}/questions/blood-counts"
DOCUMENTS = [f"/{lang}/{NCT}/{name}" for lang in ("zh", "en") for name in ("result.pdf", "result.png", "worksheet.pdf")]


@dataclass
class Measured:
    """The most megabytes that the site and the process for PDFs took, and what readers met meanwhile."""

    site: int = 0
    documents: int = 0
    statuses: list[int] = field(default_factory=list)
    seconds_of_a_step: list[float] = field(default_factory=list)
    seconds_of_a_document: list[float] = field(default_factory=list)


def megabytes(process: int) -> int:
    """The most memory that a process has had so far."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text("utf-8"))
    return int(found[1]) // 1024 if found else 0


def many_at_once(people: int, rounds: int) -> Measured:
    """So many people save a document at the same time, again and again, while another one opens steps."""
    measured, port = Measured(), free_port()
    address = f"http://127.0.0.1:{port}"
    with started(port, KEY, "app:app", *OPTIONS, **VARIABLES) as server, answering(address) as reader:
        [site] = children(server.pid)

        def save(number: int) -> None:
            begun = time.monotonic()
            measured.statuses.append(reader.get(DOCUMENTS[number % len(DOCUMENTS)]).status_code)
            measured.seconds_of_a_document.append(time.monotonic() - begun)

        for _ in range(rounds):
            with ThreadPoolExecutor(people) as pool:
                saving = [pool.submit(save, number) for number in range(people)]
                while not all(future.done() for future in saving):
                    measured.seconds_of_a_step.append(_step(address))
            [documents] = children(site)
            measured.documents = max(measured.documents, megabytes(documents))
        measured.site = megabytes(site)
    return measured


def _step(address: str) -> float:
    """The seconds until a page is there, on a connection of its own."""
    begun = time.monotonic()
    assert httpx.get(f"{address}{STEP}", timeout=60).status_code == 200
    return time.monotonic() - begun


@pytest.mark.audit
def test_many_who_save_at_once_take_little_memory_and_keep_no_page_waiting() -> None:
    measured = many_at_once(people=20, rounds=3)
    assert set(measured.statuses) == {200, 503}
    assert measured.statuses.count(200) >= 3
    assert measured.site < 120
    assert measured.documents < 300
    assert max(measured.seconds_of_a_step) < 2
    assert sorted(measured.seconds_of_a_step)[len(measured.seconds_of_a_step) // 2] < 0.2
