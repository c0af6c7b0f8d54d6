"""A log handler that never blocks: a thread of its own writes, and what a full queue can't take is dropped."""

import logging
from queue import Full, Queue
from threading import Thread
from typing import TextIO

SIZE = 10_000  # lines
FLUSH_TIMEOUT = 2.0  # seconds


class QueuedHandler(logging.Handler):
    """Formats records in the caller's thread and writes them in another. `dropped` counts lines that were dropped."""

    def __init__(self, stream: TextIO, size: int = SIZE) -> None:
        super().__init__()
        self.stream = stream
        self.lines: Queue[str] = Queue(size)
        self.dropped = self._reported = 0
        Thread(target=self._write, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.lines.put_nowait(self.format(record))
        except Full:
            self.dropped += 1

    def flush(self) -> None:
        """Waits until everything is written, but not long."""
        with self.lines.all_tasks_done:
            self.lines.all_tasks_done.wait_for(lambda: not self.lines.unfinished_tasks, FLUSH_TIMEOUT)

    def _write(self) -> None:
        while True:
            line = self.lines.get()
            try:
                self.stream.write(f"{line}\n")
                self.stream.flush()
                self._report_dropped()
            except (OSError, ValueError):  # the stream is closed
                self.dropped += 1
            finally:
                self.lines.task_done()

    def _report_dropped(self) -> None:
        """Logs how many lines were dropped, once the queue is empty again."""
        if self.dropped > self._reported and self.lines.empty():
            count, self._reported = self.dropped - self._reported, self.dropped
            text = "%s log lines were dropped, since they were not read in time"
            # Not by a logger, whose settings could keep the line from this handler.
            self.emit(logging.LogRecord(__name__, logging.WARNING, __file__, 0, text, (count,), None))
