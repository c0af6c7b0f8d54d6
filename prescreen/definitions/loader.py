"""Definition files into trials, or a list of plain faults: file, place, cause and cure."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from prescreen.definitions import checks
from prescreen.definitions.faults import DefinitionError, Fault, located
from prescreen.definitions.lint import lint, still_a_draft
from prescreen.definitions.locations import Finding
from prescreen.definitions.registry_drift import registry_drift
from prescreen.registry.record import Record, RecordError, comparable, read_record
from prescreen.rules.parser import RuleError
from prescreen.trial.trial import Heading, Trial

TRIALS = Path(__file__).parents[1] / "trials"
COMMON = "common.yaml"


@dataclass(frozen=True, eq=False)
class Study:
    """A trial with its registry record. Each that is loaded is a key of its own, so that what is cached by it is never
    served for another version of the files."""

    trial: Trial
    record: Record

    @cached_property
    def changed_criteria(self) -> list[str]:
        """The ids of the criteria of which the record says something else than the definition quotes."""
        quoted = {criterion.id: comparable(criterion.registry) for criterion in self.trial.criteria}
        ids = [*quoted, *(name for name in self.record.criteria if name not in quoted)]
        return [name for name in ids if quoted.get(name) != self.record.criteria.get(name)]


@dataclass(frozen=True)
class Entry:
    """What a list shows of a trial."""

    heading: Heading
    record: Record


def load(folder: Path, checked: bool = False) -> Study:
    """One trial from its folder; `checked` also searches its rules for what no reader could reach, which takes
    a second. Raises DefinitionError."""
    file = folder / "definition.yaml"
    record = _record(folder)
    text, written = _read_yaml(file)
    content, missing = _with_common(written, shared_questions(folder.parent))
    if missing:
        raise DefinitionError(located(file, text, missing))
    trial = _validated(file, text, content)
    findings = list(checks.consistency(trial, record, folder.name))
    if checked and not any(finding.place[:1] + finding.place[2:] == ("criteria", "id") for finding in findings):
        findings += registry_drift(trial, record)
    if checked and not findings:
        findings = [*checks.reachability(trial), *lint(trial)] or list(still_a_draft(trial))
    if findings:
        raise DefinitionError(located(file, text, findings))
    return Study(trial, record)


def read_entry(folder: Path) -> Entry:
    """A trial's heading and record, without the long part of its definition, which takes a hundred times as long.
    Raises DefinitionError."""
    file = folder / "definition.yaml"
    text, content = _read_yaml(file, only=set(Heading.model_fields))
    try:
        return Entry(Heading.model_validate(content), _record(folder))
    except ValidationError as error:
        raise DefinitionError(located(file, text, map(_finding, error.errors()))) from error


def _record(folder: Path) -> Record:
    file = folder / "record.json"
    try:
        return read_record(json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, RecursionError, RecordError) as error:
        fix = "Put the trial's record there, in the shape of the ClinicalTrials.gov API"
        raise DefinitionError([Fault(file, 0, 0, "", f"the record can't be read: {error}", fix)]) from error


def _read_yaml(file: Path, only: set[str] | None = None) -> tuple[str, Any]:
    """A file's text and content; with `only`, those of some of the keys at its top."""
    try:
        text = file.read_text("utf-8")
        if only:
            blocks = re.split(r"^(?=\w)", text, flags=re.M)
            text = "".join(block for block in blocks if block.partition(":")[0] in only)
        return text, YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        problem = " ".join(filter(None, (error.context, error.problem))).replace("\n", " ")
        fix = "Mend the YAML there: check the indentation, the quotes, and that no key stands twice"
        raise DefinitionError([Fault(file, line, column, "", problem, fix)]) from error
    except (OSError, UnicodeDecodeError, YAMLError, RecursionError) as error:
        raise DefinitionError([Fault(file, 0, 0, "", str(error), "Make it a readable UTF-8 YAML file")]) from error


def shared_questions(trials: Path) -> dict[str, Any]:
    """The questions that trials may include by name: the package's, and those beside a folder's own trials."""
    found: dict[str, Any] = {}
    for file in (TRIALS / COMMON, trials / COMMON):
        if file.is_file():
            found |= _read_common(file, file.stat().st_mtime_ns)
    return found


@lru_cache(maxsize=16)
def _read_common(file: Path, changed: int) -> dict[str, Any]:
    _, content = _read_yaml(file)
    return content if isinstance(content, dict) else {}


def _with_common(content: Any, common: dict[str, Any]) -> tuple[Any, list[Finding]]:
    """A definition with the questions that it includes; what it says itself stands in place of the shared wording."""
    findings = []
    steps = content.get("steps") if isinstance(content, dict) else None
    for i, step in enumerate(steps if isinstance(steps, list) else []):
        questions = step.get("questions") if isinstance(step, dict) else None
        for j, question in enumerate(questions if isinstance(questions, list) else []):
            if not isinstance(question, dict) or "include" not in question:
                continue
            name = question["include"]
            if not isinstance(name, str) or not isinstance(common.get(name), dict):
                fix = f"Use one of {', '.join(common)}, or write the question out"
                place = ("steps", i, "questions", j, "include")
                findings.append(Finding(place, f"no question {name} is shared in {COMMON}", fix))
                continue
            own = {key: value for key, value in question.items() if key != "include"}
            step["questions"][j] = {"id": name, **common[name], **own}
    return content, findings


def _validated(file: Path, text: str, content: Any) -> Trial:
    # Of what is said, not of how it is laid out.
    said = json.dumps(content, sort_keys=True, default=str)
    version = hashlib.sha256(said.encode()).hexdigest()[:12]
    try:
        return Trial.model_validate(content | {"version": version} if isinstance(content, dict) else content)
    except ValidationError as error:
        raise DefinitionError(located(file, text, map(_finding, error.errors()))) from error


FIXES = {
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
    problem = error.get("ctx", {}).get("error")
    if isinstance(problem, RuleError):
        fix = "Write the rule with and, or, not, comparisons, in, at_least(n, …), known(question) or unknown"
        return Finding(error["loc"], str(problem), fix, problem.line, problem.column)
    fix = FIXES.get(error["type"], "Write what the trial's definition asks for there")
    return Finding(error["loc"], error["msg"][0].lower() + error["msg"][1:], fix)
