"""Rate limits per client address. Requests are counted by a keyed hash of the address, which itself is not stored."""

import logging
import time
from collections.abc import Callable
from hashlib import blake2b
from ipaddress import IPv6Address, IPv6Network
from typing import Any

from flask import Flask, abort, request
from limits import RateLimitItem, parse
from limits.errors import ConfigurationError, StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from prescreen.web.keys import derive_key
from prescreen.web.process_storage import ProcessStorage
from prescreen.web.settings import SettingFault, Settings

# High enough for a clinic whose devices share one address.
ALL_PAGES = parse("600 per minute")
OPENING = ("receive", "receive_capitals", "receive_code", "ask", "load")
# Lower limits where a request costs more or a token could be guessed: scope → limit, and endpoints that share it.
LOWER_LIMITS = {
    "pdf": (parse("20 per minute"), ("wizard.result_pdf", "downloads.worksheet_pdf")),
    # A page shows it, so that everybody in a clinic may ask for it.
    "picture": (parse("60 per minute"), ("wizard.result_png",)),
    "handover": (parse("60 per minute"), ("handover.show", *(f"opening.{name}" for name in OPENING))),
}
# Files, and what proxies and container engines ask.
OWN_STORAGE = "memory://"
NOT_LIMITED = ("static", "operations.healthz", "operations.readyz")
STORAGE_TIMEOUT = 0.25  # seconds that a request waits for shared storage
RETRY = 10.0  # seconds until shared storage that did not respond is asked again
logger = logging.getLogger(__name__)


class RequestCounter:
    """Counts requests in the storage at this address. While it does not respond, this process counts by itself. Raises
    SettingFault if the address is invalid."""

    def __init__(self, uri: str) -> None:
        try:
            is_own = uri == OWN_STORAGE
            self.storage = (
                ProcessStorage() if is_own else storage_from_string(uri, wrap_exceptions=True, **_options(uri))
            )
        except (ConfigurationError, ValueError) as error:
            raise SettingFault(f"RATELIMIT_STORAGE_URI can't be used: {error}") from error
        self.shared = FixedWindowRateLimiter(self.storage)
        self.own = FixedWindowRateLimiter(ProcessStorage())
        self.retry_at = 0.0  # 0 while the storage responds

    def hit(self, limit: RateLimitItem, *names: str) -> bool:
        """Counts a request under these names. Returns whether it is within the limit."""
        now = time.monotonic()
        if now < self.retry_at:
            return self.own.hit(limit, *names)
        if self.retry_at:  # other requests don't wait while this one tries
            self.retry_at = now + RETRY
        try:
            is_within = self.shared.hit(limit, *names)
        except StorageError as error:
            logger.warning("The storage of rate limits does not respond: %s", type(error.storage_error).__name__)
            self.retry_at = now + RETRY
            return self.own.hit(limit, *names)
        self.retry_at = 0.0
        return is_within


def init_app(app: Flask, keys: list[str]) -> None:
    """Counts each request before anything else handles it. Raises SettingFault if the storage's address is invalid."""
    settings: Settings = app.config["SETTINGS"]
    if not settings.rate_limits:
        return
    counter = app.extensions["rate limits"] = RequestCounter(settings.rate_limit_storage)
    hash_of = address_hash(derive_key(keys[0], "address"))
    lower = {endpoint: (limit, scope) for scope, (limit, endpoints) in LOWER_LIMITS.items() for endpoint in endpoints}

    @app.before_request
    def _count() -> None:
        endpoint = request.endpoint or "none"  # requests that match no route are counted too
        if endpoint in NOT_LIMITED:
            return
        address = hash_of(request.remote_addr or "")
        is_within = counter.hit(ALL_PAGES, address, "all")
        if endpoint in lower:
            limit, scope = lower[endpoint]
            is_within &= counter.hit(limit, address, scope)
        if not is_within:
            abort(429)


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


def address_hash(key: str) -> Callable[[str], str]:
    """The function that hashes an address with this key."""
    secret = key.encode()

    def hashed(address: str) -> str:
        return blake2b(_network(address).encode(), key=secret, digest_size=16).hexdigest()

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
