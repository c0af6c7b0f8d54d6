"""One thread reads a trial's changed files, and no other reader waits for it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest

from prescreen.definitions.catalogue import FileCache

FOLDER = Path("NCT00000000")


def test_while_one_thread_reads_changed_files_all_others_get_what_was_there() -> None:
    stamps, begun, may_end = [(0, 0)], Event(), Event()

    def read(folder: Path) -> str:
        if stamps == [(0, 0)]:
            return "old"
        begun.set()
        assert may_end.wait(30)
        return "new"

    cache = FileCache(read, lambda folder: list(stamps), every=0)
    assert cache.get(FOLDER) == "old"
    stamps[0] = (1, 1)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(cache.get, FOLDER)
        assert begun.wait(30)
        assert [cache.get(FOLDER) for _ in range(3)] == ["old"] * 3
        may_end.set()
        assert reading.result(30) == "new"
    assert cache.get(FOLDER) == "new"


def test_threads_that_ask_for_what_was_never_read_wait_for_the_first() -> None:
    read: list[Path] = []
    all_ask, all_wait = Barrier(8), Event()

    def slowly(folder: Path) -> Path:
        read.append(folder)
        all_wait.wait(0.1)  # never set: time for the others to ask
        return folder

    def get(cache: FileCache[Path]) -> Path | None:
        all_ask.wait(30)
        return cache.get(FOLDER)

    cache = FileCache(slowly, lambda folder: [(0, 0)], every=60)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(get, [cache] * 8)) == [FOLDER] * 8
    assert read == [FOLDER]


def test_a_folder_whose_reading_fails_is_read_again_by_the_next() -> None:
    answers = [OSError("gone"), "there"]

    def read(folder: Path) -> str:
        if isinstance(answer := answers.pop(0), OSError):
            raise answer
        return str(answer)

    cache = FileCache(read, lambda folder: [(0, 0)], every=60)
    with pytest.raises(OSError, match="gone"):
        cache.get(FOLDER)
    assert cache.get(FOLDER) == "there"
