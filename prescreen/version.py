"""The running version: release, commit, and a hash of what is installed."""

from hashlib import sha256
from pathlib import Path

VERSION = "1.0.0"
LOCK = Path(__file__).parents[1] / "requirements.lock"


def lock_hash() -> str:
    """The start of the SHA-256 of requirements.lock, or empty where the file is not installed."""
    return sha256(LOCK.read_bytes()).hexdigest()[:12] if LOCK.is_file() else ""
