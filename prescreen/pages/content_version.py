"""The version that readers see: of a trial's questions together with the pages' own words."""

from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Where the words stand that a trial's definition does not hold.
WORDS = ("templates/**/*.html", "translations/*/LC_MESSAGES/*.po", "prescreen/i18n/*.py")


def wording(root: Path = ROOT) -> str:
    """A hash over all pages and their words."""
    files = sorted(file for pattern in WORDS for file in root.glob(pattern))
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def content_version(definition: str, wording: str) -> str:
    """A short name for a version of a definition, which may be none, shown in pages of a wording."""
    return sha256(f"{definition} {wording}".encode()).hexdigest()[:12]
