"""The site's request class, and the current request."""

import ipaddress
import re
import secrets
import time
from functools import cached_property, lru_cache
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import flask
from flask import current_app
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import SecurityError
from werkzeug.sansio.http import parse_cookie

from prescreen.web.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Headers that proxies add, as WSGI names them. With one of them the peer is a proxy, so its address says nothing about
# the reader.
FORWARDING = {
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
}
PROXY_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class Parameters(ImmutableMultiDict[str, str]):
    """A query or form. Werkzeug raises and catches an HTTP error for each name that is not there."""

    def get(self, key: str, default: Any = None, *rest: Any, **named: Any) -> Any:  # type: ignore[override]
        if key not in self:
            return default
        return super().get(key, default, *rest, **named) if rest or named else self[key]


class Request(flask.Request):
    """Uploads stay in memory: Werkzeug writes those over 500 KB to the disk."""

    parameter_storage_class = Parameters

    def __init__(self, environ: "WSGIEnvironment", *rest: Any, **named: Any) -> None:
        self.started_at = time.perf_counter()
        super().__init__(environ, *rest, **named)

    @property
    def elapsed_ms(self) -> float:
        """How long the request has taken so far."""
        return 1000 * (time.perf_counter() - self.started_at)

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """Werkzeug goes through all headers to find them."""
        return cast(Parameters, parse_cookie(self.header("Cookie"), Parameters))

    def header(self, name: str) -> str:
        """A request header, empty if there is none, for which `headers` raises and catches an HTTP error."""
        return str(self.environ.get(f"HTTP_{name.upper().replace('-', '_')}", ""))

    @cached_property
    def id(self) -> str:
        """The id that a proxy gave the request, or a random one."""
        given = self.header("X-Request-ID")
        return given if PROXY_REQUEST_ID.fullmatch(given) else secrets.token_hex(8)

    @cached_property
    def has_secure_cookies(self) -> bool:
        """Whether cookies are Secure. The setting SECURE_COOKIES decides. If it is unset they are, except over plain
        http where Host and peer are both loopback addresses and the request has no forwarding header."""
        settings: Settings = current_app.config["SETTINGS"]
        if settings.secure_cookies is not None:
            return settings.secure_cookies
        try:
            host = self.host
        except SecurityError:  # a host that is not trusted, or invalid
            return True
        return self.is_secure or self.is_forwarded or not (_is_loopback(host) and _is_loopback(self.remote_addr or ""))

    @property
    def is_forwarded(self) -> bool:
        """Whether the request came through a proxy that says so."""
        return not FORWARDING.isdisjoint(self.environ)

    def cookie_name(self, cookie: str) -> str:
        return f"__Host-{cookie}" if self.has_secure_cookies else cookie

    @property
    def cookie_flags(self) -> dict[str, Any]:
        return {"path": "/", "httponly": True, "samesite": "Lax", "secure": self.has_secure_cookies}


def current_request() -> Request:
    """The current request itself. Each use of Flask's `request` looks it up anew, which took a tenth of a page."""
    found: Request = flask.request._get_current_object()  # type: ignore[attr-defined]
    return found


@lru_cache(100)
def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{f'[{host}]' if host.count(':') > 1 and '[' not in host else host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:  # not an IP address
        return False
