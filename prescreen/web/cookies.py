"""The names and flags of cookies: `__Host-` and Secure, except over plain http within this machine."""

import ipaddress
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, request
from werkzeug.exceptions import SecurityError

from prescreen.web.settings import Settings

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


def cookie_prefix() -> str:
    return "__Host-" if is_secure() else ""


def cookie_name(cookie: str) -> str:
    return f"{cookie_prefix()}{cookie}"


def cookie_flags() -> dict[str, Any]:
    return {"path": "/", "httponly": True, "samesite": "Lax", "secure": is_secure()}


def is_secure() -> bool:
    """Whether cookies are Secure. The setting SECURE_COOKIES decides. If it is unset they are, except over plain http
    where Host and peer are both loopback addresses and the request has no forwarding header."""
    known = g.get("is_secure")
    if known is None:
        known = g.is_secure = _is_secure()
    return bool(known)


def _is_secure() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    if settings.secure_cookies is not None:
        return settings.secure_cookies
    try:
        host = request.host
    except SecurityError:  # a host that is not trusted, or invalid
        return True
    return request.is_secure or is_forwarded() or not (_is_loopback(host) and _is_loopback(request.remote_addr or ""))


def is_forwarded() -> bool:
    """Whether the request came through a proxy that says so."""
    return not FORWARDING.isdisjoint(request.environ)


@lru_cache(100)
def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{f'[{host}]' if host.count(':') > 1 and '[' not in host else host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:  # not an IP address
        return False
