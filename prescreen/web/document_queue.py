"""PDFs and pictures, made one at a time in a process of their own. Pages never wait for them, and the memory that they
take is returned."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import BoundedSemaphore, Lock, Timer
from typing import Literal

from prescreen.pages import pdf

logger = logging.getLogger(__name__)
Kind = Literal["pdf", "png"]
# -P: the program's folder holds modules with the names of others.
PROGRAM = (sys.executable, "-P", pdf.__file__)
# Several arenas would keep several times the memory.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}


class BusyError(Exception):
    """The document was not made, but may be if it is asked for again: too many wait, it took too long, or the process
    ended."""


class FailedError(Exception):
    """The document can't be made. The log says why."""


@dataclass(frozen=True)
class Limits:
    """How many requests wait at most, for how many seconds, and how long a document may take. The process is replaced
    after so many documents, or once it has taken so much memory."""

    waiting: int = 4
    seconds_waiting: float = 10
    seconds_making: float = 60
    documents: int = 50
    megabytes: int = 300


@dataclass
class Process:
    """A running program, and the connection that it is ordered through."""

    running: "subprocess.Popen[bytes]"
    connection: Connection
    documents: int = 0
    megabytes: int = 0

    def make(self, order: pdf.Order, seconds: float) -> tuple[bytes, str]:
        """The document, else what failed. Raises EOFError or OSError if the process ends, or is killed since it took
        too long."""
        deadline = Timer(seconds, self.running.kill)
        deadline.daemon = True
        deadline.start()
        try:
            self.connection.send(order)
            content, failure, self.megabytes = self.connection.recv()
        finally:
            deadline.cancel()
        self.documents += 1
        return content, failure

    def stop(self) -> int:
        """Kills the process, and returns its exit status."""
        self.connection.close()
        self.running.kill()
        return self.running.wait()


def start(program: Sequence[str]) -> Process:
    """Starts the program. It ends when this process does, however that ends, since the connection is closed then."""
    ours, theirs = Pipe()
    with theirs:
        # Its own messages, such as fontconfig's, are no JSON; failures are reported through the connection.
        running = subprocess.Popen(  # noqa: S603 - our own program, without a shell
            [*program, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=os.environ | ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    return Process(running, ours)


class DocumentQueue:
    """Requests that wait for a document, and the process that makes them. It is started when it is first needed."""

    def __init__(self, program: Sequence[str] = PROGRAM, limits: Limits | None = None) -> None:
        self.program, self.limits = program, limits or Limits()
        self.places = BoundedSemaphore(1 + self.limits.waiting)
        self.turn = Lock()
        self.process: Process | None = None

    def make(self, kind: Kind, html: str) -> bytes:
        """The document. Raises BusyError or FailedError."""
        with self._turn():
            content, failure = self._make((kind, html))
        if failure:
            logger.error("A %s can't be made: %s", kind, failure)
            raise FailedError
        return content

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self.places.acquire(blocking=False):
            raise BusyError
        try:
            if not self.turn.acquire(timeout=self.limits.seconds_waiting):
                raise BusyError
            try:
                yield
            finally:
                self.turn.release()
        finally:
            self.places.release()

    def _make(self, order: pdf.Order) -> tuple[bytes, str]:
        try:
            process = self._running()
            made = process.make(order, self.limits.seconds_making)
        except (EOFError, OSError) as error:
            logger.warning("The process that makes PDFs ended (status %s) or could not be started", self.stop())
            raise BusyError from error
        except BaseException:
            # What it may still send would be the next reader's.
            self.stop()
            raise
        if process.documents >= self.limits.documents or process.megabytes >= self.limits.megabytes:
            self.stop()
        return made

    def _running(self) -> Process:
        """The process, a new one if it has ended."""
        if self.process and self.process.running.poll() is not None:
            self.stop()
        self.process = self.process or start(self.program)
        return self.process

    def stop(self) -> int | None:
        """Ends the process if there is one, and returns its exit status."""
        process, self.process = self.process, None
        return process.stop() if process else None


QUEUE = DocumentQueue()  # of this process


def make_document(kind: Kind, html: str) -> bytes:
    """A page's HTML as a document. Raises BusyError or FailedError."""
    return QUEUE.make(kind, html)
