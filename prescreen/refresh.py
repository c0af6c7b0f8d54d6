"""Bringing records up to date from the registry: politely, and never at the cost of what is already there."""

import fcntl
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from prescreen.registry import Record, RecordError, read_record

REGISTRY = "https://clinicaltrials.gov"
HEADERS = {
    "User-Agent": "prescreen/0.1 (self-check for clinical trials; refreshes its records at most daily)",
    "Accept": "application/json",
    # A compressed answer could unpack to anything.
    "Accept-Encoding": "identity",
}
MAX_BYTES = 5_000_000
MAX_TRIES = 3
MAX_REDIRECTS = 3
BUSY = {429, 500, 502, 503, 504}
DAY = timedelta(days=1)


class RefreshError(Exception):
    """Why a record could not be had; the one on file stays as it is."""


def registry_address(text: str) -> str:
    """REGISTRY_URL as it may be used: https, or http on a loopback address. Raises RefreshError."""
    parts = urlsplit(text)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")):
        return text.rstrip("/")
    raise RefreshError(f"REGISTRY_URL is {text}: give it an address with https")


@dataclass(frozen=True)
class Fetched:
    """What the registry answered; `study` is None where it is as it was."""

    study: Any
    tags: dict[str, str]


@dataclass
class Registry:
    """The registry's API, asked once a second at most. Times are in seconds; `sleep` and `clock` are those of `time`."""

    address: str = REGISTRY
    pause: float = 1.0
    timeout: float = 10.0
    longest: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    last: float = field(default=float("-inf"), init=False)

    def data_date(self) -> date | None:
        """The day of the registry's data, or None where it doesn't say."""
        try:
            answer = self._get("/api/v2/version", {})
            return date.fromisoformat(json.loads(answer[1])["dataTimestamp"][:10])
        except (RefreshError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def study(self, nct: str, tags: Mapping[str, str]) -> Fetched:
        """A study as the API gives it. `tags` are those of the copy on file, if there is one. Raises RefreshError."""
        names = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
        asked = {names[name]: tag for name, tag in tags.items() if name in names}
        response, body = self._get(f"/api/v2/studies/{nct}", asked)
        if response.status_code == 304:
            return Fetched(None, dict(tags))
        try:
            study = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise RefreshError("the registry’s answer is not JSON: try again later") from error
        found = {"etag": response.headers.get("ETag"), "last_modified": response.headers.get("Last-Modified")}
        return Fetched(study, {name: tag for name, tag in found.items() if tag and len(tag) < 200})

    def _get(self, path: str, headers: Mapping[str, str]) -> tuple[httpx.Response, bytes]:
        for tried in range(1, MAX_TRIES + 1):
            try:
                response, body = self._follow(f"{self.address}{path}", headers)
            except httpx.TransportError as error:
                fault, wait = f"the registry can’t be reached ({type(error).__name__}): try again later", 2.0**tried
            else:
                if response.status_code not in BUSY:
                    return _accepted(response), body
                fault = f"the registry is busy ({response.status_code}): try again later"
                wait = _asked_to_wait(response) or 2.0**tried
            if tried < MAX_TRIES:
                self.sleep(wait)
        raise RefreshError(fault)

    def _follow(self, url: str, headers: Mapping[str, str]) -> tuple[httpx.Response, bytes]:
        """One answer, after redirects within the registry."""
        for _ in range(MAX_REDIRECTS + 1):
            response, body = self._once(url, headers)
            if not response.has_redirect_location:
                return response, body
            target = response.url.join(response.headers["Location"])
            if (target.scheme, target.netloc) != (response.url.scheme, response.url.netloc):
                raise RefreshError("the registry’s answer leads to another host, which is not followed")
            url = str(target)
        raise RefreshError("the registry’s answer leads in a circle: try again later")

    def _once(self, url: str, headers: Mapping[str, str]) -> tuple[httpx.Response, bytes]:
        self.sleep(max(0.0, self.last + self.pause - self.clock()))
        self.last = begun = self.clock()
        body = b""
        with httpx.stream("GET", url, headers={**HEADERS, **headers}, timeout=self.timeout) as response:
            if "Content-Encoding" in response.headers:
                raise RefreshError("the registry’s answer is compressed, which was not asked for")
            for chunk in response.iter_raw():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise RefreshError(f"the registry’s answer is larger than {MAX_BYTES:,} bytes")
                if self.clock() - begun > self.longest:
                    raise httpx.ReadTimeout("the whole answer took too long")
        return response, body


def _accepted(response: httpx.Response) -> httpx.Response:
    match response.status_code:
        case 200 | 304:
            return response
        case 404:
            raise RefreshError("the registry has no study with this id: check the id")
        case 400:
            raise RefreshError("the registry can’t read this id: it is NCT and eight digits")
    raise RefreshError(f"the registry answered {response.status_code}, which was not expected: try again later")


def _asked_to_wait(response: httpx.Response) -> float:
    text = response.headers.get("Retry-After", "")
    return min(float(text), 60.0) if text.isascii() and text.isdigit() else 0.0


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
        fetched_before = before.get("fetched", {}) if isinstance(before, dict) else {}
        if not force and _is_recent(fetched_before, now):
            return Refreshed("fetched less than a day ago: --force fetches it all the same")
        tags = {name: str(tag) for name, tag in fetched_before.items() if name != "at"}
        answer = registry.study(folder.name, tags)
        if answer.study is None:
            kept = {**before, "as_of": {"study": (day or now.date()).isoformat()}}
            _write(file, {**kept, "fetched": {**fetched_before, "at": now.isoformat(timespec="seconds")}})
            return Refreshed("unchanged")
        after = envelope(folder.name, answer, day or now.date(), now)
        changes = _compared(before, after)
        _write(file, after)
    return Refreshed("updated" if changes else "unchanged", changes)


def _on_file(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}


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
        cause = getattr(error, "strerror", None) or str(error)
        raise RefreshError(f"{file} can’t be written: {cause}") from error


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
