"""The version shown on every page: a hash of the trial's definition and of all UI texts."""

from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The files that hold UI texts: what readers see and no definition holds.
WORDS = ("templates/**/*.html", "translations/*/LC_MESSAGES/*.po", "prescreen/i18n/*.py")


def wording(root: Path = ROOT) -> str:
    """A hash of all files that hold UI texts."""
    files = sorted(file for pattern in WORDS for file in root.glob(pattern))
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def content_version(definition: str, wording: str) -> str:
    """Twelve hex digits for a definition's version (empty on pages without a trial) shown with a wording."""
    return sha256(f"{definition} {wording}".encode()).hexdigest()[:12]
