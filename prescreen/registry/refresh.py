"""Fetches trials' records from the registry into a folder of their own. If anything fails, the record on file is
unchanged."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from prescreen.registry.client import Fetched, RefreshError, Registry
from prescreen.registry.record import MAX_FILE_BYTES, Record, RecordError, read_record
from prescreen.registry.text_file import UnreadableFileError, read_text, replace_file

# Less than a day, so that a daily job with a varying start fetches each time.
MIN_AGE = timedelta(hours=20)


def envelope(nct: str, fetched: Fetched, day: date, now: datetime) -> dict[str, Any]:
    """A fetched study in the format of record.json. Raises RefreshError if it is another study or can't be read."""
    study = fetched.study
    protocol = study.get("protocolSection") if isinstance(study, dict) else None
    content = {
        "source": f"ClinicalTrials.gov API v2, https://clinicaltrials.gov/study/{nct}",
        "as_of": {"study": day.isoformat()},
        "fetched": {"at": now.isoformat(timespec="seconds"), **fetched.tags},
        "study": {"protocolSection": protocol},
    }
    try:
        record = read_record(content)
    except RecordError as error:
        raise RefreshError(f"the registry’s answer is not a study’s record: {error}") from error
    if record.nct_id != nct:
        raise RefreshError(f"the registry lists this study as {record.nct_id} now: install it under that id")
    return content


@dataclass(frozen=True)
class Refreshed:
    """The result of a refresh. `summary` is for operators; `changes` are the names of the parts of the record that
    changed."""

    summary: str
    changes: list[str] = field(default_factory=list)


def refresh(
    file: Path, shipped: Path, registry: Registry, day: date | None, now: datetime, force: bool = False
) -> Refreshed:
    """Fetches a trial's record into a file, which the trial's id names. The first time it is compared with the record
    in `shipped`. `day` is the date of the registry's data, None if unknown. Raises RefreshError, and then the file is
    unchanged."""
    nct = file.stem
    as_of = min(day or now.date(), now.date())
    with _locked(file.parent):
        before = _stored(file, nct) or _stored(shipped, nct)
        notes = before["fetched"] if isinstance(before.get("fetched"), dict) else {}
        if not force and _is_recent(notes, now):
            return Refreshed("fetched less than 20 hours ago: --force fetches it all the same")
        tags = _tags(notes)
        answer = registry.study(nct, tags)
        if answer.is_unchanged and not tags:
            raise RefreshError("the registry returned 304 although we hold no copy: try again later")
        if answer.is_unchanged:
            notes = {**notes, "at": now.isoformat(timespec="seconds")}
            _write(file, {**before, "as_of": {"study": as_of.isoformat()}, "fetched": notes})
            return Refreshed("unchanged")
        after = envelope(nct, answer, as_of, now)
        changes = _changed_parts(before, after)
        _write(file, after)
    return Refreshed("updated" if changes else "unchanged", changes)


def _stored(file: Path, nct: str) -> dict[str, Any]:
    """The content of a record's file, empty if it is not a readable record of this trial."""
    try:
        content: dict[str, Any] = json.loads(read_text(file, MAX_FILE_BYTES))
        return content if read_record(content).nct_id == nct else {}
    except (UnreadableFileError, ValueError, RecursionError):
        return {}


def _tags(notes: dict[str, Any]) -> dict[str, str]:
    """The ETag and Last-Modified of the copy on file, if they are valid in a header."""
    return {
        name: tag
        for name, tag in notes.items()
        if name != "at" and isinstance(tag, str) and tag.isascii() and tag.isprintable()
    }


def _is_recent(fetched: Any, now: datetime) -> bool:
    try:
        return timedelta(0) <= now - datetime.fromisoformat(fetched["at"]).astimezone(UTC) < MIN_AGE
    except (KeyError, TypeError, ValueError):
        return False


def _changed_parts(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The names of the parts that changed. Raises RefreshError if an essential part is missing now."""
    if not before:
        return ["there was none that could be read"]
    old, new = read_record(before), read_record(after)
    lost = [name for name, value in _essentials(old).items() if value and not _essentials(new)[name]]
    if lost:
        raise RefreshError(
            f"the registry’s answer lacks the {' and the '.join(lost)}, which were there: try again later"
        )
    parts = {**_essentials(old), **_rest(old)}, {**_essentials(new), **_rest(new)}
    return [name for name in parts[0] if parts[0][name] != parts[1][name]]


def _essentials(record: Record) -> dict[str, Any]:
    known = record.protocol.model_fields_set
    return {
        "criteria": record.criteria,
        "status": record.status if "status" in known else "",
        "title": record.protocol.identification.official_title or record.protocol.identification.brief_title,
    }


def _rest(record: Record) -> dict[str, Any]:
    return {"contacts": record.protocol.contacts, "dates": record.dates}


def _write(file: Path, content: Any) -> None:
    """Replaces a file atomically. Raises RefreshError."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    if len(text.encode("utf-8", "surrogatepass")) > MAX_FILE_BYTES:
        raise RefreshError(f"the record is larger than {MAX_FILE_BYTES:,} bytes")
    try:
        replace_file(file, text.encode())
    except (OSError, UnicodeEncodeError) as error:
        problem = getattr(error, "strerror", None) or str(error)
        raise RefreshError(f"{file} can’t be written: {problem}") from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds a lock, so that two refreshes don't write at the same time. Raises RefreshError."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise RefreshError(f"{folder} can’t be read: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise RefreshError("another refresh is running") from error
    finally:
        os.close(descriptor)
