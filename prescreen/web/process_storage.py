"""Rate limit counters in the memory of one process."""

import time
from threading import Lock

from limits.storage import Storage

SWEEP_INTERVAL = 60  # seconds between two searches for expired counters


class ProcessStorage(Storage):
    """Does the same as the library's own MemoryStorage, but starts no thread: that one starts a hundred a second, which
    cost as much as a quarter of a page."""

    STORAGE_SCHEME = None

    def __init__(self) -> None:
        super().__init__()
        self.lock = Lock()
        self.counters: dict[str, tuple[int, float]] = {}  # the count, and when it expires
        self.swept_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.monotonic()
        with self.lock:
            if not 0 <= now - self.swept_at < SWEEP_INTERVAL:
                self.swept_at = now
                self.counters = {kept: found for kept, found in self.counters.items() if found[1] > now}
            count, expires_at = self.counters.get(key, (0, 0.0))
            if expires_at <= now:
                count, expires_at = 0, now + expiry
            self.counters[key] = count + amount, expires_at
            return count + amount

    def get(self, key: str) -> int:
        count, expires_at = self.counters.get(key, (0, 0.0))
        return count if expires_at > time.monotonic() else 0

    def get_expiry(self, key: str) -> float:
        return self.counters.get(key, (0, time.monotonic()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        count = len(self.counters)
        self.counters = {}
        return count

    def clear(self, key: str) -> None:
        self.counters.pop(key, None)
