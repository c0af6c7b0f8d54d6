"""Bringing records up to date from the registry: politely, and never at the cost of what is already there."""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from prescreen.registry.client import Fetched, RefreshError, Registry
from prescreen.registry.record import Record, RecordError, read_record

DAY = timedelta(days=1)


def envelope(nct: str, fetched: Fetched, day: date, now: datetime) -> dict[str, Any]:
    """A fetched study as it is kept. Raises RefreshError where it is not that study, or can't be read."""
    study = fetched.study
    protocol = study.get("protocolSection") if isinstance(study, dict) else None
    made = {
        "source": f"ClinicalTrials.gov API v2, https://clinicaltrials.gov/study/{nct}",
        "as_of": {"study": day.isoformat()},
        "fetched": {"at": now.isoformat(timespec="seconds"), **fetched.tags},
        "study": {"protocolSection": protocol},
    }
    try:
        record = read_record(made)
    except RecordError as error:
        raise RefreshError(f"the registry’s answer is not a study’s record: {error}") from error
    if record.nct_id != nct:
        raise RefreshError(f"the registry lists this study as {record.nct_id} now: install it under that id")
    return made


@dataclass(frozen=True)
class Refreshed:
    """What came of a refresh, for an operator to read."""

    what: str
    changes: list[str] = field(default_factory=list)


def refresh(folder: Path, registry: Registry, day: date | None, now: datetime, force: bool = False) -> Refreshed:
    """Bring a trial's record up to date; `day` is that of the registry's data. Raises RefreshError, and then the record
    on file is as it was."""
    file = folder / "record.json"
    with _alone(folder):
        before = _on_file(file)
        fetched_before = before.get("fetched")
        fetched_before = fetched_before if isinstance(fetched_before, dict) else {}
        if not force and _is_recent(fetched_before, now):
            return Refreshed("fetched less than a day ago: --force fetches it all the same")
        tags = {name: str(tag) for name, tag in fetched_before.items() if name != "at"}
        answer = registry.study(folder.name, tags)
        if answer.is_unchanged and not tags:
            raise RefreshError("the registry says that nothing changed, to who has nothing yet: try again later")
        if answer.is_unchanged:
            kept = {**before, "as_of": {"study": (day or now.date()).isoformat()}}
            _write(file, {**kept, "fetched": {**fetched_before, "at": now.isoformat(timespec="seconds")}})
            return Refreshed("unchanged")
        after = envelope(folder.name, answer, day or now.date(), now)
        changes = _compared(before, after)
        _write(file, after)
    return Refreshed("updated" if changes else "unchanged", changes)


def _on_file(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _is_recent(fetched: Any, now: datetime) -> bool:
    try:
        return timedelta(0) <= now - datetime.fromisoformat(fetched["at"]).astimezone(UTC) < DAY
    except (KeyError, TypeError, ValueError):
        return False


def _compared(before: Any, after: Any) -> list[str]:
    """What changed, in a few words; raises RefreshError where a part that was there is missing."""
    new = read_record(after)
    try:
        old = read_record(before)
    except RecordError:
        return ["there was none that could be read"]
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
    """In one step, so that a reader finds the old file or the new one."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    mode = file.stat().st_mode if file.exists() else 0o644
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=".record-", dir=file.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as written:
            written.write(text)
            written.flush()
            os.fsync(descriptor)
        os.chmod(temporary, mode & 0o777)
        os.replace(temporary, file)
    except (OSError, UnicodeEncodeError) as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        problem = getattr(error, "strerror", None) or str(error)
        raise RefreshError(f"{file} can’t be written: {problem}") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keeps a second refresh of the same trial out."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise RefreshError("another refresh of this trial is under way") from error
    finally:
        os.close(descriptor)
