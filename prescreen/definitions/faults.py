"""Faults in an author's file: the place, the problem and the fix."""

from dataclasses import dataclass
from pathlib import Path

MAX_SHOWN = 300  # characters of a problem, which may quote the file


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a file. Line and column count from 1; 0 means the whole file."""

    file: Path
    line: int
    column: int
    place: str
    problem: str
    fix: str

    def __str__(self) -> str:
        """The fault in one line of printable characters, whatever it quotes."""
        place = f" {self.place[:MAX_SHOWN]}:" if self.place else ""
        problem = self.problem if len(self.problem) <= MAX_SHOWN else f"{self.problem[:MAX_SHOWN]}…"
        return _printable(f"{self.file}:{self.line}:{self.column}:{place} {problem}. {self.fix}.")


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


class DefinitionError(Exception):
    """A trial can't be loaded. The message has a line for each fault."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults
