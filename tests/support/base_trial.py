"""A small well-formed trial, and what is wrong with it once a piece of one of its files is replaced."""

from pathlib import Path

from prescreen.definitions.faults import DefinitionError, Fault
from prescreen.definitions.loader import load

BASE = Path(__file__).parent / "broken" / "base"
NAME = "NCT00000000"


def faults_after(
    folder: Path, old: str, new: str, file: str = "definition.yaml", encoding: str = "utf-8"
) -> list[Fault]:
    """What the check finds after a piece of text, which must stand once, is replaced."""
    text = (folder / file).read_text("utf-8")
    assert text.count(old) == 1
    (folder / file).write_bytes(text.replace(old, new).encode(encoding, "replace"))
    try:
        load(folder, checked=True)
    except DefinitionError as error:
        return error.faults
    return []
