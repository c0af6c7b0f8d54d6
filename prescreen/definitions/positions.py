"""Finds the line and column of a place in a definition."""

from collections.abc import Iterable, Iterator, Mapping

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from prescreen.definitions.faults import Fault
from prescreen.definitions.locations import Finding, Location
from prescreen.definitions.shared_questions import Shared
from prescreen.definitions.yaml_file import YamlFile
from prescreen.definitions.yaml_limits import entry_name

QUESTION_DEPTH = len(("steps", 0, "questions", 0))  # parts of a question's place

Origins = Mapping[Location, Shared]


def located(file: YamlFile, findings: Iterable[Finding], origins: Origins | None = None) -> list[Fault]:
    """Findings as faults, each at the line of the deepest part of its place that the file has. A finding in an included
    question is a fault of the file that shares it; `origins` are those of `shared_questions.Expanded`."""
    return [_fault(finding, *_source(file, finding.place, origins or {})) for finding in findings]


def _source(file: YamlFile, place: Location, origins: Origins) -> tuple[YamlFile, Location]:
    """The file that contains a place, the definition or that of a shared question, and the place in that file."""
    question, rest = place[:QUESTION_DEPTH], place[QUESTION_DEPTH:]
    shared = origins.get(question)
    if shared is None or file.root is None or shared.file.root is None:
        return file, place
    place_there = (shared.name, *rest)
    here, there = _depth(file.root, place) - QUESTION_DEPTH, _depth(shared.file.root, place_there) - 1
    return (shared.file, place_there) if there > here else (file, place)


def _depth(root: Node, place: Location) -> int:
    """How many parts of a place a file has."""
    return len({id(node) for node, _ in _walk(root, place)} - {id(root)})


def _fault(finding: Finding, file: YamlFile, place: Location) -> Fault:
    if file.root is None:  # an empty file
        return Fault(file.path, 0, 0, "", finding.problem, finding.fix)
    node, names = file.root, []
    for below, name in _walk(file.root, place):
        node = below
        names.append(name)
    line, column = _position(node, file.lines, finding)
    return Fault(file.path, line, column, ".".join(names), finding.problem, finding.fix)


def _position(node: Node, lines: list[str], finding: Finding) -> tuple[int, int]:
    """The line and column of the node, moved to the error if the finding is within the text of a rule."""
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    within = max(finding.column, 1) - 1
    match getattr(node, "style", None):
        case "|":
            line += max(finding.line, 1)
            return line, _indent(lines, line) + 1 + within
        case ">":  # folded into one line, so only the first line can be named
            return line + 1, _indent(lines, line + 1) + 1
        case "'" | '"':
            return line, column + within + (finding.line > 0)
    return line, column + within


def _indent(lines: list[str], line: int) -> int:
    text = lines[line - 1] if line <= len(lines) else ""
    return len(text) - len(text.lstrip())


def _walk(node: Node, place: Location) -> Iterator[tuple[Node, str]]:
    """The nodes along a place, each with its name. Parts that pydantic adds to its locations, such as a question's
    type, are skipped. If the last key is missing, the node that lacks it is yielded."""
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
            yield node, entry_name(node) or str(part)
