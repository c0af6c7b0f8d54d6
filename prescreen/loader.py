"""Definition files into trials, or a list of plain faults: file, place, cause and cure."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from prescreen import checks
from prescreen.checks import Finding, Place
from prescreen.grammar import RuleError
from prescreen.registry import Record, RecordError, read_record
from prescreen.trial import Trial

TRIALS = Path(__file__).parent / "trials"


@dataclass(frozen=True)
class Study:
    """A trial with its registry record."""

    trial: Trial
    record: Record


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file, where, and what to do. Line and column count from 1; 0 means the whole file."""

    file: Path
    line: int
    column: int
    place: str
    cause: str
    cure: str

    def __str__(self) -> str:
        place = f" {self.place}:" if self.place else ""
        return f"{self.file}:{self.line}:{self.column}:{place} {self.cause}. {self.cure}."


class DefinitionError(Exception):
    """A trial that can't be loaded, with all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def folders(trials: Path = TRIALS) -> list[Path]:
    return sorted(path.parent for path in trials.glob("*/definition.yaml"))


def load_all(trials: Path = TRIALS) -> dict[str, Study]:
    """Every trial below a folder, by id. Raises DefinitionError."""
    studies = [load(folder) for folder in folders(trials)]
    return {study.trial.id: study for study in studies}


def load(folder: Path, checked: bool = False) -> Study:
    """One trial from its folder; `checked` also searches its rules for what no reader could reach, which takes
    a second. Raises DefinitionError."""
    file = folder / "definition.yaml"
    record_file = folder / "record.json"
    try:
        record = read_record(json.loads(record_file.read_text("utf-8")))
    except (OSError, ValueError, RecordError) as error:
        cure = "Put the trial's record there, in the shape of the ClinicalTrials.gov API"
        raise DefinitionError([Fault(record_file, 0, 0, "", f"the record can't be read: {error}", cure)]) from error
    text, content = _read_yaml(file)
    trial = _validated(file, text, content)
    findings = list(checks.consistency(trial, record, folder.name))
    if checked and not findings:
        findings = list(checks.reachability(trial))
    if findings:
        raise DefinitionError(_faults(file, text, findings))
    return Study(trial, record)


def _read_yaml(file: Path) -> tuple[str, Any]:
    try:
        text = file.read_text("utf-8")
        return text, YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        cause = " ".join(filter(None, (error.context, error.problem))).replace("\n", " ")
        cure = "Mend the YAML there: check the indentation, the quotes, and that no key stands twice"
        raise DefinitionError([Fault(file, line, column, "", cause, cure)]) from error
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise DefinitionError([Fault(file, 0, 0, "", str(error), "Make it a readable UTF-8 YAML file")]) from error


def _validated(file: Path, text: str, content: Any) -> Trial:
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    try:
        return Trial.model_validate(content | {"version": version} if isinstance(content, dict) else content)
    except ValidationError as error:
        raise DefinitionError(_faults(file, text, map(_finding, error.errors()))) from error


CURES = {
    "missing": "Add it",
    "extra_forbidden": "Remove it, or check its spelling against the other trials",
    "string_type": "Write text; put quotes around a number or a date",
    "string_pattern_mismatch": "Use lower-case letters, digits and the separator that the other ids use",
    "loinc": "Copy it from loinc.org: digits, a hyphen and the digit that checks them",
    "ucum": "Write the unit as UCUM does, such as 10*9/L for 10^9/L",
    "union_tag_invalid": "Use choice, choices, quantity or ratio",
    "union_tag_not_found": "Add type: choice, choices, quantity or ratio",
}


def _finding(error: Any) -> Finding:
    """A model's complaint in the words of an author."""
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, RuleError):
        cure = "Write the rule with and, or, not, comparisons, in, at_least(n, …), known(question) or unknown"
        return Finding(error["loc"], str(cause), cure, cause.line, cause.column)
    cure = CURES.get(error["type"], "Write what the trial's definition asks for there")
    return Finding(error["loc"], error["msg"][0].lower() + error["msg"][1:], cure)


def _faults(file: Path, text: str, findings: Any) -> list[Fault]:
    """Findings with the lines on which they stand: the safe loader drops these, so the nodes are composed again."""
    root = YAML(typ="safe", pure=True).compose(text)
    return [_fault(file, text.splitlines(), root, finding) for finding in findings]


def _fault(file: Path, lines: list[str], root: Node | None, finding: Finding) -> Fault:
    if root is None:  # an empty file
        return Fault(file, 0, 0, "", finding.cause, finding.cure)
    node, names = root, []
    for below, name in _walk(root, finding.place):
        node = below
        names.append(name)
    line, column = _position(node, lines, finding)
    return Fault(file, line, column, ".".join(names), finding.cause, finding.cure)


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


def _walk(node: Node, place: Place) -> Iterator[tuple[Node, str]]:
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
