"""The version shown on every page: a hash of the trial's definition and of all UI texts."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The files with UI texts: what readers see and no definition holds.
UI_TEXT_FILES = ("templates/**/*.html", "translations/*/LC_MESSAGES/*.po", "prescreen/i18n/*.py")


def hash_of_ui_texts(root: Path = ROOT) -> str:
    """A hash of all files with UI texts."""
    files = sorted(file for pattern in UI_TEXT_FILES for file in root.glob(pattern))
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


@lru_cache(1000)
def content_version(definition_version: str, ui_texts: str) -> str:
    """Twelve hex digits from a definition's version (empty on pages without a trial) and the hash of the UI texts."""
    return sha256(f"{definition_version} {ui_texts}".encode()).hexdigest()[:12]
