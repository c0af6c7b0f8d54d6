"""The installed trials: each is loaded on first use, cached, and reloaded when its files change."""

import logging
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar

from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import DEFINITION, Study, TrialSummary, load, read_summary
from prescreen.definitions.record_file import RECORD, refreshed_file
from prescreen.definitions.shared_questions import COMMON
from prescreen.trial.trial import Trial

# Seconds between two checks for changed files, and between two looks for folders. The documentation promises that a
# change shows within half a minute.
CHECK_INTERVAL = 20.0
LOOK_INTERVAL = 5.0
NCT_ID = re.compile("NCT[0-9]{8}")
FILES = (DEFINITION, RECORD)

Content = TypeVar("Content")
FilesStamp = list[tuple[int, int]]
logger = logging.getLogger(__name__)


class UnreadableTrialError(Exception):
    """The trial is installed, but has never loaded since the process started."""


@dataclass(frozen=True)
class _Cached(Generic[Content]):
    content: Content | None  # None: never readable so far
    stamp: FilesStamp
    checked_at: float
    is_broken: bool = False


class FileCache(Generic[Content]):
    """Caches what `read` returns for each folder. While a folder's files are broken, its last readable content stays.
    One thread at a time reads a folder; meanwhile the others get what was cached, or wait where nothing was."""

    def __init__(self, read: Callable[[Path], Content], stamp: Callable[[Path], FilesStamp], every: float) -> None:
        self.read = read
        self.stamp = stamp
        self.every = every
        self.cached: dict[Path, _Cached[Content]] = {}
        self._reading: defaultdict[Path, Lock] = defaultdict(Lock)

    def get(self, folder: Path) -> Content | None:
        cached = self.cached.get(folder)
        return (self._renewed(folder, cached) if cached is None or self._is_due(cached) else cached).content

    def _renewed(self, folder: Path, cached: _Cached[Content] | None) -> _Cached[Content]:
        reading = self._reading[folder]
        if not reading.acquire(blocking=cached is None) and cached:
            return cached
        try:
            latest = self.cached.get(folder)  # another thread may have read it while this one waited
            if latest is None or self._is_due(latest):
                latest = self.cached[folder] = self._reloaded(folder, latest)
            return latest
        finally:
            reading.release()

    def _is_due(self, cached: _Cached[Content]) -> bool:
        return time.monotonic() - cached.checked_at > self.every

    def _reloaded(self, folder: Path, cached: _Cached[Content] | None) -> _Cached[Content]:
        stamp = self.stamp(folder)
        if cached and stamp == cached.stamp:
            return replace(cached, checked_at=time.monotonic())
        content = cached.content if cached else None
        try:
            return _Cached(self.read(folder), stamp, time.monotonic())
        except DefinitionError as error:
            outcome = "keeps its last readable version" if content else "can't be shown"
            logger.error("%s %s:\n%s", folder.name, outcome, error)
            return _Cached(content, stamp, time.monotonic(), is_broken=True)


def _stamp(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


class Catalogue:
    """Trials by id. Of two folders with the same id, the one in the earlier root is used. `records` is the folder of
    refreshed records. Nothing is read at startup. Drafts are left out unless `with_drafts`."""

    def __init__(
        self,
        roots: Sequence[Path],
        with_drafts: bool = False,
        every: float = CHECK_INTERVAL,
        records: Path | None = None,
    ) -> None:
        self.roots = roots
        self.with_drafts = with_drafts
        self.records = records
        self._look_interval = min(LOOK_INTERVAL, every)
        self._found: dict[str, tuple[Path, float]] = {}
        self._listed: tuple[list[Path], float] = [], 0.0
        self._studies = FileCache(self.load, self.stamp, every)
        self._summaries = FileCache(partial(read_summary, records=records), self.stamp, every)
        self._unreadable_roots: set[Path] = set()

    def get(self, nct: str) -> Study | None:
        """One trial, or None if there is none. Raises UnreadableTrialError."""
        folder = self.folder(nct)
        if folder is None:
            return None
        study = self._studies.get(folder)
        if study is None:
            raise UnreadableTrialError(nct)
        return study if self.with_drafts or not study.trial.draft else None

    def summary(self, nct: str) -> TrialSummary | None:
        """What a list shows of one trial; None if there is none, or its heading or record can't be read."""
        folder = self.folder(nct)
        summary = self._summaries.get(folder) if folder else None
        return summary if summary and (self.with_drafts or not summary.heading.draft) else None

    def load(self, folder: Path, checked: bool = False, others: Sequence[Trial] = ()) -> Study:
        """Loads a trial from its files, not from the cache. Raises only DefinitionError."""
        return load(folder, checked, self.records, others)

    def stamp(self, folder: Path) -> FilesStamp:
        """The times and sizes of a trial's files and of its shared questions, to compare with later ones. A file that
        is missing or inaccessible counts as (0, 0)."""
        refreshed = [refreshed_file(self.records, folder.name)] if self.records else []
        return [_stamp(file) for file in (*(folder / name for name in FILES), folder.parent / COMMON, *refreshed)]

    def look_again(self) -> None:
        """Looks for folders anew the next time, however short ago it was."""
        self._found, self._listed = {}, ([], 0.0)

    def loaded(self) -> list[Study]:
        """The trials that have been loaded since the process started, sorted by id."""
        studies = [cached.content for cached in list(self._studies.cached.values()) if cached.content]
        return sorted(studies, key=lambda study: study.trial.id)

    def broken(self) -> set[str]:
        """The ids of the trials whose files could not be loaded when they were last read, whether or not an earlier
        version is still shown."""
        caches: list[FileCache[Any]] = [self._studies, self._summaries]
        return {folder.name for cache in caches for folder, cached in list(cache.cached.items()) if cached.is_broken}

    def folder(self, nct: str) -> Path | None:
        """A trial's folder. A trial that was loaded before stays installed until its folder is removed."""
        found, looked_at = self._found.get(nct, (None, 0.0))
        now = time.monotonic()
        if found and now - looked_at < self._look_interval:
            return found
        candidates = (root / nct for root in self.roots) if NCT_ID.fullmatch(nct) else ()
        folder = next((folder for folder in candidates if self._is_installed(folder)), None)
        if folder:
            self._found[nct] = folder, now
        return folder

    def _is_installed(self, folder: Path) -> bool:
        return _has_definition(folder) or (folder in self._studies.cached and os.path.isdir(folder))

    def folders(self) -> list[Path]:
        """The folders of all trials, sorted by id. A root that is missing or inaccessible has none."""
        listed, looked_at = self._listed
        now = time.monotonic()
        if not listed or now - looked_at >= self._look_interval:
            found: dict[str, Path] = {}
            for root in reversed(self.roots):
                found |= {folder.name: folder for folder in self._folders_in(root)}
            listed = [found[name] for name in sorted(found)]
            self._listed = listed, now
        return listed

    def _folders_in(self, root: Path) -> list[Path]:
        try:
            found = [folder for folder in root.iterdir() if _has_definition(folder)]
        except OSError as error:
            if root not in self._unreadable_roots:  # logged once, not at every request
                logger.error("no trials can be read from %s: %s", root, error.strerror)
            self._unreadable_roots.add(root)
            return []
        self._unreadable_roots.discard(root)
        return found

    def summaries(self) -> Iterator[TrialSummary]:
        """What a list shows of each trial. Trials whose heading or record can't be read are left out."""
        for folder in self.folders():
            summary = self._summaries.get(folder)
            if summary and (self.with_drafts or not summary.heading.draft):
                yield summary


def _has_definition(folder: Path) -> bool:
    """Whether a folder holds anything named definition.yaml. An inaccessible folder counts, so that loading it reports
    why."""
    try:
        os.lstat(folder / DEFINITION)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return os.path.lexists(folder)
    return True
