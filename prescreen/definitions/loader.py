"""Loads a trial's folder into a validated trial with its record, or raises its faults."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from prescreen.definitions.checks.checklist import checked_findings
from prescreen.definitions.checks.consistency import consistency
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.positions import located
from prescreen.definitions.record_file import latest_record
from prescreen.definitions.shared_questions import expand, shared_questions
from prescreen.definitions.validation import findings_of
from prescreen.definitions.yaml_file import YamlFile, faults_of, misread_key, read_yaml
from prescreen.registry.record import Record, comparable
from prescreen.screening.journey import Journey, follow
from prescreen.trial.trial import Heading, Trial

TRIALS = Path(__file__).parents[1] / "trials"
DEFINITION = "definition.yaml"
UNVERSIONED = ("approval", "draft")


@dataclass(frozen=True, eq=False)
class Study:
    """A trial with its registry record. Studies are compared by identity, so a reloaded one is a new cache key, and
    nothing that is cached for the old files is served."""

    trial: Trial
    record: Record

    @cached_property
    def unanswered(self) -> Journey:
        """The journey of a reader without answers."""
        return follow(self.trial, {})

    @cached_property
    def changed_criteria(self) -> list[str]:
        """The ids of the criteria in which the record differs from what the definition quotes."""
        quoted = {criterion.id: comparable(criterion.registry) for criterion in self.trial.criteria}
        ids = [*quoted, *(name for name in self.record.criteria if name not in quoted)]
        return [name for name in ids if quoted.get(name) != self.record.criteria.get(name)]


@dataclass(frozen=True)
class TrialSummary:
    """What the list of trials needs of one."""

    heading: Heading
    record: Record


def load(
    folder: Path,
    checked: bool = False,
    records: Path | None = None,
    others: Sequence[Trial] = (),
    text: str | None = None,
) -> Study:
    """One trial from its folder. `checked` also searches its rules for results that no answers lead to, checks its
    texts, which takes a second, and compares its questions with those of `others`. `records` is the folder of refreshed
    records. `text` replaces that of the definition's file. Raises only DefinitionError."""
    with faults_of(folder / DEFINITION):
        record = latest_record(folder, records)
        file = read_yaml(folder / DEFINITION, text=text)
        expanded = expand(file.content, shared_questions(TRIALS, folder.parent))
        if expanded.findings:
            raise DefinitionError(located(file, expanded.findings))
        try:
            trial = _validated(expanded.content)
        except ValidationError as error:
            misread = misread_key(file)
            faults = [misread] if misread else located(file, findings_of(error), expanded.origins)
            raise DefinitionError(faults) from error
        name = folder.name
        findings = checked_findings(trial, record, name, others) if checked else consistency(trial, record, name)
        if faults := located(file, findings, expanded.origins):
            raise DefinitionError(faults)
        return Study(trial, record)


def read_summary(folder: Path, records: Path | None = None) -> TrialSummary:
    """A trial's heading and record. It skips the rest of the definition, which takes a hundred times as long to read.
    Raises only DefinitionError."""
    with faults_of(folder / DEFINITION):
        record = latest_record(folder, records)
        try:
            file = read_yaml(folder / DEFINITION, only=frozenset(Heading.model_fields))
            return TrialSummary(Heading.model_validate(file.content), record)
        except (DefinitionError, ValidationError):
            # The heading has another layout or is invalid. Parsing the whole file finds where.
            return TrialSummary(_heading(read_yaml(folder / DEFINITION)), record)


def _heading(file: YamlFile) -> Heading:
    content = file.content
    if isinstance(content, dict):
        content = {name: value for name, value in content.items() if name in Heading.model_fields}
    try:
        return Heading.model_validate(content)
    except ValidationError as error:
        raise DefinitionError(located(file, findings_of(error))) from error


def _validated(content: Any) -> Trial:
    if not isinstance(content, dict):
        return Trial.model_validate(content)
    # A hash of the content, so that changes of layout don't change the version. What is written when a committee has
    # approved a version doesn't make another one.
    versioned = {name: part for name, part in content.items() if name not in UNVERSIONED}
    version = hashlib.sha256(json.dumps(versioned, sort_keys=True).encode()).hexdigest()[:12]
    return Trial.model_validate(content | {"version": version})
