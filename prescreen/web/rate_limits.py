"""How often one address may ask. Counted by a keyed hash of the address, which is not kept itself."""

from collections.abc import Callable
from hashlib import blake2b
from ipaddress import IPv6Address, IPv6Network
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from limits.errors import ConfigurationError

from prescreen.web.settings import SettingFault, Settings, derive_key

# A clinic may share one address.
ALL_PAGES = "600 per minute"
# What costs more, or could be tried out: endpoints that are counted together, and how often.
TIGHT = {
    "pdf": ("20 per minute", ("wizard.result_pdf", "downloads.worksheet_pdf")),
    "handover": ("60 per minute", ("handover.show", "opening.receive", "opening.ask", "opening.load")),
}
SECONDS = 0.25  # for which a request waits at most for a shared store that does not answer


def init_app(app: Flask, keys: list[str]) -> None:
    """Count before anything else is done with a request. Raises SettingFault where the store can't be used; while it
    does not answer, each process counts by itself."""
    settings: Settings = app.config["SETTINGS"]
    if not settings.rate_limits:
        return
    limiter = Limiter(
        _hashed_address(derive_key(keys[0], "address")),
        application_limits=[ALL_PAGES],
        storage_uri=settings.rate_limit_storage,
        storage_options=_options(settings.rate_limit_storage),
        in_memory_fallback_enabled=True,
        # What is not found is counted too.
        request_identifier=lambda: request.endpoint or "none",
    )
    limiter.request_filter(lambda: request.endpoint == "listing.healthz")
    try:
        limiter.init_app(app)
    except (ConfigurationError, ValueError) as error:
        raise SettingFault(f"RATELIMIT_STORAGE_URI can't be used: {error}") from error
    app.extensions["rate limits"] = limiter


def tighten(app: Flask) -> None:
    """Give the views that are registered by now their own limits."""
    limiter: Limiter | None = app.extensions.get("rate limits")
    if limiter is None:
        return
    views: dict[str, Any] = app.view_functions
    for scope, (limit, endpoints) in TIGHT.items():
        shared = limiter.shared_limit(limit, scope=scope)
        views.update({endpoint: shared(views[endpoint]) for endpoint in endpoints})


def _options(uri: str) -> dict[str, Any]:
    is_remote = uri.startswith(("redis", "valkey"))
    return {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS} if is_remote else {}


def _hashed_address(key: str) -> Callable[[], str]:
    secret = key.encode()

    def hashed() -> str:
        return blake2b(_network(request.remote_addr or "").encode(), key=secret, digest_size=16).hexdigest()

    return hashed


def _network(address: str) -> str:
    """What one household has: an address, or an IPv6 network of 64 bits."""
    if ":" not in address:
        return address
    try:
        parsed = IPv6Address(address)
    except ValueError:
        return address
    return str(parsed.ipv4_mapped or IPv6Network((parsed, 64), strict=False))
