"""Rate limits per client address. Requests are counted by a keyed hash of the address, which itself is not stored."""

from collections.abc import Callable
from hashlib import blake2b
from ipaddress import IPv6Address, IPv6Network
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from limits.errors import ConfigurationError

from prescreen.web.keys import derive_key
from prescreen.web.settings import SettingFault, Settings

# High enough for a clinic whose devices share one address.
ALL_PAGES = "600 per minute"
OPENING = ("receive", "receive_capitals", "receive_code", "ask", "load")
# Lower limits where a request costs more or a token could be guessed: scope → limit, and endpoints that share it.
LOWER_LIMITS = {
    "pdf": ("20 per minute", ("wizard.result_pdf", "downloads.worksheet_pdf")),
    # A page shows it, so that everybody in a clinic may ask for it.
    "picture": ("60 per minute", ("wizard.result_png",)),
    "handover": (
        "60 per minute",
        ("handover.show", "opening.receive", "opening.receive_code", "opening.ask", "opening.load"),
    ),
}
PROBES = ("operations.healthz", "operations.readyz")  # asked by proxies and container engines, and not limited
STORAGE_TIMEOUT = 0.25  # seconds that a request waits for shared storage


def init_app(app: Flask, keys: list[str]) -> None:
    """Counts each request before anything else handles it. While shared storage does not respond, each process counts
    separately. Raises SettingFault if the storage's address is invalid."""
    settings: Settings = app.config["SETTINGS"]
    if not settings.rate_limits:
        return
    limiter = Limiter(
        _hashed_address(derive_key(keys[0], "address")),
        application_limits=[ALL_PAGES],
        storage_uri=settings.rate_limit_storage,
        storage_options=_options(settings.rate_limit_storage),
        in_memory_fallback_enabled=True,
        # Of several requests that wait for a storage that hangs, only the first changes over to the fallback. The
        # others are served uncounted.
        swallow_errors=True,
        # Requests that match no route are counted too.
        request_identifier=lambda: request.endpoint or "none",
    )
    limiter.request_filter(lambda: request.endpoint in PROBES)
    try:
        limiter.init_app(app)
    except (ConfigurationError, ValueError) as error:
        raise SettingFault(f"RATELIMIT_STORAGE_URI can't be used: {error}") from error
    app.extensions["rate limits"] = limiter


def add_lower_limits(app: Flask) -> None:
    """Adds the lower limits to their views. Call it after all views are registered."""
    limiter: Limiter | None = app.extensions.get("rate limits")
    if limiter is None:
        return
    views: dict[str, Any] = app.view_functions
    for scope, (limit, endpoints) in LOWER_LIMITS.items():
        shared = limiter.shared_limit(limit, scope=scope)
        views.update({endpoint: shared(views[endpoint]) for endpoint in endpoints})


def _options(uri: str) -> dict[str, Any]:
    if not is_remote(uri):
        return {}
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # By default the client tries several times, and readers would wait as often.
    once = Retry(NoBackoff(), 0)
    return {"socket_connect_timeout": STORAGE_TIMEOUT, "socket_timeout": STORAGE_TIMEOUT, "retry": once}


def is_remote(uri: str) -> bool:
    return uri.startswith(("redis", "valkey"))


def _hashed_address(key: str) -> Callable[[], str]:
    secret = key.encode()

    def hashed() -> str:
        return blake2b(_network(request.remote_addr or "").encode(), key=secret, digest_size=16).hexdigest()

    return hashed


def _network(address: str) -> str:
    """An IPv4 address, or the /64 network of an IPv6 address: either usually belongs to one household."""
    if ":" not in address:
        return address
    try:
        parsed = IPv6Address(address)
    except ValueError:
        return address
    return str(parsed.ipv4_mapped or IPv6Network((parsed, 64), strict=False))
