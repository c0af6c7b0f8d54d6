"""The trials on offer: each one read when it is first asked for, and looked at again for changes now and then."""

import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import COMMON, Entry, Study, load, read_entry

# Seconds for which a file is taken as unchanged: a new record is shown within a minute.
LOOKED_AT_AGAIN = 30.0
NCT_ID = re.compile("NCT[0-9]{8}")
FILES = ("definition.yaml", "record.json")

Content = TypeVar("Content")
logger = logging.getLogger(__name__)


class UnreadableTrialError(Exception):
    """A trial that is there and has not been readable since the start."""


@dataclass(frozen=True)
class _Kept(Generic[Content]):
    content: Content | None
    stamp: list[tuple[int, int]]
    looked_at: float


class _Watched(Generic[Content]):
    """What was last read from each folder; where its files have broken since, what they held before."""

    def __init__(self, read: Callable[[Path], Content], every: float) -> None:
        self.read = read
        self.every = every
        self.kept: dict[Path, _Kept[Content]] = {}

    def get(self, folder: Path) -> Content | None:
        kept = self.kept.get(folder)
        if kept is None or time.monotonic() - kept.looked_at > self.every:
            kept = self.kept[folder] = self._looked_at(folder, kept)
        return kept.content

    def _looked_at(self, folder: Path, kept: _Kept[Content] | None) -> _Kept[Content]:
        stamp, content = files_stamp(folder), kept.content if kept else None
        if kept is None or stamp != kept.stamp:
            try:
                content = self.read(folder)
            except DefinitionError as error:
                logger.error("%s stays as it was:\n%s" if content else "%s can't be shown:\n%s", folder.name, error)
        return _Kept(content, stamp, time.monotonic())


def files_stamp(folder: Path) -> list[tuple[int, int]]:
    """What changes when one of a trial's files does, or the questions that are shared beside it."""
    files = [*(folder / name for name in FILES), folder.parent / COMMON]
    return [(stat.st_mtime_ns, stat.st_size) for stat in (file.stat() for file in files if file.exists())]


class Catalogue:
    """Trials by id, from folders of which an earlier one goes before a later one. Starting reads none of them, and a
    draft is offered only `with_drafts`."""

    def __init__(self, roots: Sequence[Path], with_drafts: bool = False, every: float = LOOKED_AT_AGAIN) -> None:
        self.roots = roots
        self.with_drafts = with_drafts
        self._studies = _Watched(load, every)
        self._entries = _Watched(read_entry, every)

    def get(self, nct: str) -> Study | None:
        """One trial, or None where there is none. Raises UnreadableTrialError."""
        folder = self.folder(nct)
        if folder is None:
            return None
        study = self._studies.get(folder)
        if study is None:
            raise UnreadableTrialError(nct)
        return study if self.with_drafts or not study.trial.draft else None

    def folder(self, nct: str) -> Path | None:
        """Where a trial is. One that was read before is there as long as its folder is."""
        found = (root / nct for root in self.roots) if NCT_ID.fullmatch(nct) else ()
        return next((path for path in found if self._is_there(path)), None)

    def _is_there(self, folder: Path) -> bool:
        return (folder / FILES[0]).is_file() or (folder in self._studies.kept and folder.is_dir())

    def folders(self) -> list[Path]:
        """The folder of each trial, in the order of their ids."""
        found: dict[str, Path] = {}
        for root in (root for root in reversed(self.roots) if root.is_dir()):
            found |= {path.name: path for path in root.iterdir() if (path / FILES[0]).is_file()}
        return [found[name] for name in sorted(found)]

    def entries(self) -> Iterator[Entry]:
        """What a list shows of each trial that can be read."""
        for folder in self.folders():
            entry = self._entries.get(folder)
            if entry and (self.with_drafts or not entry.heading.draft):
                yield entry
