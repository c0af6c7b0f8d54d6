"""PDFs and pictures: made one at a time in a process of their own, which may be slow, full, or gone."""

import io
import logging
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from PIL import Image
from werkzeug.http import parse_options_header

from prescreen.pages import pdf
from prescreen.web import document_queue
from prescreen.web.document_queue import BusyError, DocumentQueue, FailedError, Limits
from tests.conftest import NCT
from tests.support.client import CheckingClient, reader_with
from tests.support.core import FITTING, TRIAL

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-P", str(ROOT / "tests" / "support" / "document_program.py"))
Make = Callable[..., DocumentQueue]


@pytest.fixture
def queue() -> Iterator[Make]:
    """Makes queues with a program that makes no PDFs but what a test asks for."""
    made: list[DocumentQueue] = []

    def make(**limits: float) -> DocumentQueue:
        made.append(DocumentQueue(PROGRAM, Limits(**limits)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for found in made:
        found.stop()


def make(queue: DocumentQueue, html: str = "") -> int:
    """Makes a document, which is the id of the process that made it."""
    return int(queue.make("pdf", html))


def test_one_process_makes_one_document_after_another(queue: Make) -> None:
    documents = queue()
    assert documents.process is None
    assert len({make(documents) for _ in range(3)}) == 1


@pytest.mark.parametrize(("limits", "processes"), [({"documents": 2}, 2), ({"megabytes": 1}, 4), ({}, 1)])
def test_the_process_is_replaced_after_some_documents_and_once_it_has_grown(
    queue: Make, limits: dict[str, float], processes: int
) -> None:
    documents = queue(**limits)
    assert len({make(documents) for _ in range(4)}) == processes


def test_some_wait_and_who_comes_then_is_told_at_once(queue: Make, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    documents = queue(waiting=4, seconds_waiting=60, seconds_making=60)
    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(make, documents, f"read {tmp_path / 'pipe'}")
        with (tmp_path / "pipe").open("w"):
            others = [pool.submit(make, documents) for _ in range(5)]
            [refused] = wait(others, return_when=FIRST_COMPLETED).done
            assert isinstance(refused.exception(), BusyError)
        assert {future.result() for future in others if future is not refused} == {first.result()}


def test_who_has_waited_too_long_is_told_and_leaves_a_place(queue: Make) -> None:
    documents = queue(waiting=1, seconds_waiting=0.01)
    with documents.turn:
        for _ in range(3):
            with pytest.raises(BusyError):
                make(documents)
    assert make(documents)


@pytest.mark.parametrize("what", ["hang", "die"])
def test_a_process_that_hangs_or_dies_costs_one_request_and_the_next_gets_another(queue: Make, what: str) -> None:
    documents = queue(seconds_making=0.5 if what == "hang" else 60)
    with pytest.raises(BusyError):
        make(documents, what)
    assert documents.process is None
    documents.limits = Limits()
    assert make(documents)


def test_whoever_comes_after_a_request_that_broke_off_never_gets_its_document(
    queue: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = queue()
    first = make(documents)
    assert documents.process
    monkeypatch.setattr(documents.process, "connection", BreaksOff(documents.process.connection))
    with pytest.raises(KeyboardInterrupt):
        make(documents)
    assert make(documents) != first


class BreaksOff:
    """A connection that orders a document but does not wait for it."""

    def __init__(self, connection: Connection) -> None:
        self.send, self.close = connection.send, connection.close

    def recv(self) -> None:
        raise KeyboardInterrupt


def test_a_process_that_died_unused_costs_nobody_anything(queue: Make) -> None:
    documents = queue()
    first = make(documents)
    assert documents.process
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert make(documents) != first


def test_a_process_that_is_not_used_ends(queue: Make) -> None:
    documents = queue()
    first = make(documents, "idle")
    assert documents.process
    assert documents.process.running.wait(30) == 0
    assert make(documents) != first


def test_a_stop_of_all_processes_lets_documents_be_finished(queue: Make) -> None:
    documents = queue()
    first = make(documents)
    for number in (signal.SIGTERM, signal.SIGINT):
        os.kill(first, number)
    assert make(documents) == first


def test_a_document_that_fails_is_logged_without_what_it_holds(queue: Make, caplog: pytest.LogCaptureFixture) -> None:
    documents = queue()
    first = make(documents)
    with pytest.raises(FailedError), caplog.at_level(logging.ERROR):
        make(documents, "fail for what somebody answered")
    assert "ValueError" in caplog.text
    assert "document_program.py" in caplog.text
    assert "somebody answered" not in caplog.text
    assert make(documents) == first


def test_a_program_that_cannot_be_started_is_told_like_one_that_died() -> None:
    with pytest.raises(BusyError):
        DocumentQueue(("/nowhere/python",)).make("pdf", "")


KILLED = """
import os, signal, sys
from threading import Thread
from prescreen.web.document_queue import DocumentQueue
queue = DocumentQueue(sys.argv[1:])
print(int(queue.make("pdf", "")), flush=True)
Thread(target=queue.make, args=("pdf", "hang"), daemon=True).start()
while queue.turn.acquire(blocking=False):
    queue.turn.release()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_process_ends_with_a_site_that_is_killed_even_in_the_middle_of_a_document() -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, *PROGRAM], cwd=ROOT, stdout=subprocess.PIPE) as site:
        assert site.stdout
        program = os.pidfd_open(int(site.stdout.readline()))
        # A descriptor of a process can be read once it has ended.
        assert select.select([program], [], [], 30)[0]
        os.close(program)
    assert site.returncode == -signal.SIGKILL


# The site with its own program

ALONE = f"""
import sys
from prescreen import create_app
from tests.support.client import reader_with
from tests.support.core import FITTING, TRIAL
reader = reader_with(create_app("a secret key of more than 32 characters"), TRIAL, FITTING)
assert reader.open("/en/{NCT}/result").text("main")
assert reader.open("/en/{NCT}/result.png").response.data.startswith(b"\\x89PNG")
print([name for name in ("weasyprint", "pypdfium2", "fontTools") if name in sys.modules])
"""


def test_the_site_itself_never_loads_what_makes_pdfs() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("given", [FITTING, {"diagnosis": "severe"}], ids=["all answered", "one answered"])
def test_the_picture_is_small_and_as_wide_as_a_phone(app: Flask, lang: str, given: dict[str, object]) -> None:
    response = reader_with(app, TRIAL, given).open(f"/{lang}/{NCT}/result.png").response
    assert response.mimetype == "image/png"
    assert len(response.data) <= 80_000
    drawn = Image.open(io.BytesIO(response.data)).convert("L")
    assert drawn.width == 1080
    # Black on white, with some shades in between.
    darkest, lightest = drawn.getextrema()
    assert (drawn.getpixel((0, 0)), lightest) == (255, 255)
    assert isinstance(darkest, int)
    assert darkest < 64
    assert len(drawn.getcolors() or []) > 2


def test_a_picture_with_much_on_it_has_fewer_shades(monkeypatch: pytest.MonkeyPatch) -> None:
    page = f"<html lang='en'><title>Words</title><p>{'many words ' * 500}"
    first = pdf.picture(page)
    monkeypatch.setattr(pdf, "MAX_PICTURE", len(first) - 1)
    assert len(pdf.picture(page)) < len(first)


FILES = [
    ("result.pdf", "attachment", "trial-self-check-{}.pdf", "临床研究自查-{}.pdf"),
    ("result.png", "inline", "trial-self-check-{}.png", "临床研究自查-{}.png"),
    ("worksheet.pdf", "attachment", "trial-self-check-worksheet-{}.pdf", "临床研究自查-入排标准预核对表-{}.pdf"),
    ("worksheet.csv", "attachment", "trial-self-check-worksheet-{}.csv", "临床研究自查-入排标准预核对表-{}.csv"),
]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("path", "shown_as", "english", "chinese"), FILES, ids=[file[0] for file in FILES])
def test_a_files_name_says_what_it_is_in_the_readers_language(
    app: Flask, monkeypatch: pytest.MonkeyPatch, lang: str, path: str, shown_as: str, english: str, chinese: str
) -> None:
    monkeypatch.setattr(DocumentQueue, "make", lambda *_: b"%PDF-")
    with time_machine.travel("2026-11-26T12:00:00Z", tick=False):
        response = reader_with(app, TRIAL, FITTING).open(f"/{lang}/{NCT}/{path}").response
    what = f"{NCT}-2026-11-26"
    kind, names = parse_options_header(response.headers["Content-Disposition"])
    assert kind == shown_as
    assert names["filename"] == {"en": english, "zh": chinese}[lang].format(what)
    # Clients that know no other encoding read this one.
    assert f"filename={english.format(what)};" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", ["result.pdf", "result.png", "worksheet.pdf"])
def test_who_finds_the_queue_full_is_told_calmly_when_to_come_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch, queue: Make, path: str, lang: str
) -> None:
    full = queue(seconds_waiting=0)
    monkeypatch.setattr(document_queue, "QUEUE", full)
    with full.turn:
        page = reader_with(app, TRIAL, FITTING).open(f"/{lang}/{NCT}/{path}")
    assert (page.status, page.response.headers["Retry-After"]) == (503, "60")
    assert page.text("h1") == {"en": "Many people are saving a sheet right now", "zh": "现在保存的人比较多"}[lang]


def test_a_document_that_cannot_be_made_is_an_error_of_ours(
    app: Flask, monkeypatch: pytest.MonkeyPatch, queue: Make
) -> None:
    failing = queue()
    monkeypatch.setattr(document_queue, "QUEUE", failing)
    monkeypatch.setattr("prescreen.pages.wizard.result_page", lambda *_, **__: "fail")
    page = reader_with(app, TRIAL, FITTING).open(f"/en/{NCT}/result.pdf")
    assert (page.status, page.text("h1")) == (500, "Something went wrong on our side")


def test_without_what_makes_pdfs_there_is_no_picture_either(
    browser: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prescreen.pages.wizard.can_make_pdfs", lambda: False)
    assert browser.open(f"/en/{NCT}/result.png").status == 404
