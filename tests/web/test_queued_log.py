"""A log that nobody reads holds no reader up."""

import io
import logging
import os
import re
import time
from collections.abc import Iterator

import pytest

from prescreen.web.queued_log import QueuedHandler

LINES = 5000


@pytest.fixture
def pipe() -> Iterator[tuple[int, io.TextIOWrapper]]:
    """A pipe that nobody reads: its reading end, and a stream that writes to it."""
    reading, writing = os.pipe()
    stream = os.fdopen(writing, "w")
    yield reading, stream
    os.close(reading)


def record_of(text: str) -> logging.LogRecord:
    return logging.LogRecord("test", logging.INFO, __file__, 1, text, None, None)


def test_a_consumer_that_stalls_blocks_nobody_and_learns_what_was_lost(
    pipe: tuple[int, io.TextIOWrapper],
) -> None:
    reading, stream = pipe
    handler = QueuedHandler(stream, size=100)
    begun = time.monotonic()
    for number in range(LINES):
        handler.emit(record_of(f"{number} {'x' * 200}"))
    assert time.monotonic() - begun < 2
    assert handler.dropped > LINES / 2
    written = b""
    while sum(map(int, re.findall(rb"(\d+) log lines were dropped", written))) < handler.dropped:
        written += os.read(reading, 65536)
    kept = [line for line in written.splitlines() if b"xxx" in line]
    assert len(kept) == LINES - handler.dropped
    assert [int(line.split()[0]) for line in kept] == sorted(int(line.split()[0]) for line in kept)


def test_what_was_logged_is_written_before_the_process_ends(pipe: tuple[int, io.TextIOWrapper]) -> None:
    reading, stream = pipe
    handler = QueuedHandler(stream)
    for number in range(10):
        handler.emit(record_of(f"line {number}"))
    handler.flush()
    assert os.read(reading, 65536).decode().splitlines() == [f"line {number}" for number in range(10)]


def test_the_end_does_not_wait_for_a_consumer_that_stalls(
    pipe: tuple[int, io.TextIOWrapper], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prescreen.web.queued_log.FLUSH_TIMEOUT", 0.1)
    handler = QueuedHandler(pipe[1])
    for _ in range(LINES):
        handler.emit(record_of("x" * 200))
    begun = time.monotonic()
    handler.flush()
    assert time.monotonic() - begun < 2
    os.read(pipe[0], 1 << 20)


def test_a_stream_that_is_closed_ends_nothing() -> None:
    stream = io.StringIO()
    stream.close()
    handler = QueuedHandler(stream)
    for _ in range(3):
        handler.emit(record_of("lost"))
    handler.flush()
    assert handler.dropped == 3
