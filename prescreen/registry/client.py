"""A client of the ClinicalTrials.gov API that limits its request rate, and the size and duration of each response."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import httpx

from prescreen.version import VERSION

REGISTRY = "https://clinicaltrials.gov"
HEADERS = {
    "User-Agent": f"prescreen/{VERSION} (self-check for clinical trials; refreshes its records at most daily)",
    "Accept": "application/json",
    # A compressed response could decompress to any size.
    "Accept-Encoding": "identity",
}
MAX_BYTES = 5_000_000
MAX_TRIES = 3
MAX_REDIRECTS = 3
BUSY = {429, 500, 502, 503, 504}


class RefreshError(Exception):
    """A record could not be fetched or stored, and the one on file is unchanged. The message says why."""


def registry_address(text: str) -> str:
    """The validated REGISTRY_URL: https, or http on a loopback address. Raises RefreshError."""
    try:
        parts = urlsplit(text)
        is_loopback = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback)):
            return text.rstrip("/")
    except ValueError:  # not a URL
        pass
    raise RefreshError(f"REGISTRY_URL is {text}: set it to an https URL")


@dataclass(frozen=True)
class Fetched:
    """The registry's response. `study` is None if `is_unchanged`; `tags` are its ETag and Last-Modified."""

    study: Any
    is_unchanged: bool
    tags: dict[str, str]


@dataclass
class Registry:
    """The API of a registry. In seconds: requests are `pause` apart, a read takes at most `timeout`, and a whole
    response at most `total_timeout`. `sleep` and `clock` are those of `time`."""

    address: str = REGISTRY
    pause: float = 1.0
    timeout: float = 10.0
    total_timeout: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    last_request: float = field(default=float("-inf"), init=False)

    def data_date(self) -> date | None:
        """The date of the registry's data, or None if it can't be fetched."""
        try:
            _, body = self._get("/api/v2/version", {})
            return date.fromisoformat(json.loads(body)["dataTimestamp"][:10])
        except (RefreshError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def study(self, nct: str, tags: Mapping[str, str]) -> Fetched:
        """One study. `tags` are those of the copy on file: if they still match, the study is unchanged. Raises
        RefreshError."""
        names = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
        conditions = {names[name]: tag for name, tag in tags.items() if name in names}
        response, body = self._get(f"/api/v2/studies/{nct}", conditions)
        if response.status_code == 304:
            return Fetched(None, True, dict(tags))
        try:
            study = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise RefreshError("the registry’s answer is not JSON: try again later") from error
        found = {"etag": response.headers.get("ETag"), "last_modified": response.headers.get("Last-Modified")}
        return Fetched(study, False, {name: tag for name, tag in found.items() if tag and len(tag) < 200})

    def _get(self, path: str, headers: Mapping[str, str]) -> tuple[httpx.Response, bytes]:
        for attempt in range(1, MAX_TRIES + 1):
            try:
                response, body = self._follow(f"{self.address}{path}", headers)
            except (httpx.TransportError, httpx.InvalidURL) as error:
                fault, wait = f"the registry can’t be reached ({type(error).__name__}): try again later", 2.0**attempt
            else:
                if response.status_code not in BUSY:
                    return _checked(response), body
                fault = f"the registry is busy ({response.status_code}): try again later"
                wait = _retry_after(response) or 2.0**attempt
            if attempt < MAX_TRIES:
                self.sleep(wait)
        raise RefreshError(fault)

    def _follow(self, url: str, headers: Mapping[str, str]) -> tuple[httpx.Response, bytes]:
        """The response after redirects, which may only lead to the same host."""
        for _ in range(MAX_REDIRECTS + 1):
            response, body = self._fetch(url, headers)
            if not response.has_redirect_location:
                return response, body
            target = response.url.join(response.headers["Location"])
            if (target.scheme, target.netloc) != (response.url.scheme, response.url.netloc):
                raise RefreshError("the registry’s answer leads to another host, which is not followed")
            url = str(target)
        raise RefreshError("the registry’s answer redirects too often: try again later")

    def _fetch(self, url: str, headers: Mapping[str, str]) -> tuple[httpx.Response, bytes]:
        self.sleep(max(0.0, self.last_request + self.pause - self.clock()))
        self.last_request = started = self.clock()
        body = b""
        with httpx.stream("GET", url, headers={**HEADERS, **headers}, timeout=self.timeout) as response:
            if "Content-Encoding" in response.headers:
                raise RefreshError("the registry’s answer is compressed, which was not asked for")
            for chunk in response.iter_raw():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise RefreshError(f"the registry’s answer is larger than {MAX_BYTES:,} bytes")
                if self.clock() - started > self.total_timeout:
                    raise httpx.ReadTimeout("the whole answer took too long")
        return response, body


def _checked(response: httpx.Response) -> httpx.Response:
    match response.status_code:
        case 200 | 304:
            return response
        case 404:
            raise RefreshError("the registry has no study with this id: check the id")
        case 400:
            raise RefreshError("the registry can’t read this id: it is NCT and eight digits")
    raise RefreshError(f"the registry answered with the unexpected status {response.status_code}: try again later")


def _retry_after(response: httpx.Response) -> float:
    text = response.headers.get("Retry-After", "")
    return min(float(text), 60.0) if text.isascii() and text.isdigit() else 0.0
