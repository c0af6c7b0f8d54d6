"""What is wrong in an author's file: where it stands, its cause and its cure."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from prescreen.definitions.locations import Finding, Location


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file, where, and what to do. Line and column count from 1; 0 means the whole file."""

    file: Path
    line: int
    column: int
    place: str
    problem: str
    fix: str

    def __str__(self) -> str:
        place = f" {self.place}:" if self.place else ""
        return f"{self.file}:{self.line}:{self.column}:{place} {self.problem}. {self.fix}."


class DefinitionError(Exception):
    """A trial that can't be loaded, with all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def located(file: Path, text: str, findings: Any) -> list[Fault]:
    """Findings with the lines on which they stand: the safe loader drops these, so the nodes are composed again."""
    root = YAML(typ="safe", pure=True).compose(text)
    return [_fault(file, text.splitlines(), root, finding) for finding in findings]


def _fault(file: Path, lines: list[str], root: Node | None, finding: Finding) -> Fault:
    if root is None:  # an empty file
        return Fault(file, 0, 0, "", finding.problem, finding.fix)
    node, names = root, []
    for below, name in _walk(root, finding.place):
        node = below
        names.append(name)
    line, column = _position(node, lines, finding)
    return Fault(file, line, column, ".".join(names), finding.problem, finding.fix)


def _position(node: Node, lines: list[str], finding: Finding) -> tuple[int, int]:
    """The line and column of a finding: its node's, and within a rule's text that of the slip."""
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    within = max(finding.column, 1) - 1
    match getattr(node, "style", None):
        case "|":
            line += max(finding.line, 1)
            return line, len(lines[line - 1]) - len(lines[line - 1].lstrip()) + 1 + within
        case ">":  # its lines are folded into one, so only the first can be named
            return line + 1, len(lines[line]) - len(lines[line].lstrip()) + 1
        case "'" | '"':
            return line, column + within + (finding.line > 0)
    return line, column + within


def _walk(node: Node, place: Location) -> Iterator[tuple[Node, str]]:
    """Each node on the way to a place. What the model adds to its places, such as a question's type, is passed over;
    a key that is missing ends the way."""
    for part in place:
        if isinstance(node, MappingNode):
            below = next((value for key, value in node.value if key.value == part), None)
            if below is not None:
                node = below
                yield node, str(part)
            elif part == place[-1]:
                yield node, str(part)
        elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            yield node, _name(node) or str(part)


def _name(node: Node) -> str:
    """The id of an entry in a list, which tells an author more than its number."""
    if not isinstance(node, MappingNode):
        return ""
    return next((str(value.value) for key, value in node.value if key.value == "id"), "")
