"""Parses YAML files within limits, and keeps their nodes, which have the line of each value."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import Node

from prescreen.definitions.faults import DefinitionError, Fault
from prescreen.definitions.yaml_limits import (
    FORBIDDEN,
    MAX_BYTES,
    LimitedParser,
    LimitError,
    Unusable,
    unusable_nodes,
)
from prescreen.definitions.yaml_slips import Slip, slip_of, wide_colon
from prescreen.registry.text_file import UnreadableFileError, read_text


@dataclass(frozen=True)
class YamlFile:
    """A parsed file. `content` consists of dicts with string keys, lists, strings, numbers, booleans and None. `root`
    is the node of the whole, or None if the file is empty."""

    path: Path
    text: str
    root: Node | None
    content: Any

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def read_yaml(path: Path, only: frozenset[str] = frozenset(), text: str | None = None) -> YamlFile:
    """Parses a YAML 1.2 file; with `only`, just these top-level keys, which is faster. With `text`, parses that as if
    the file held it. Raises DefinitionError."""
    with faults_of(path):
        text = read_text(path, MAX_BYTES) if text is None else text
        if only:
            blocks = re.split(r"^(?=\w)", text, flags=re.M)
            text = "".join(block for block in blocks if block.partition(":")[0] in only)
        if found := FORBIDDEN.search(text):
            raise DefinitionError([_character_fault(path, text[: found.start()], found[0])])
        yaml = YAML(typ="safe", pure=True)
        yaml.Parser = LimitedParser
        yaml.composer.warn_double_anchors = False  # YAML allows them
        with _slips_of(path, text):
            root = yaml.compose(text)
        if faults := [_node_fault(path, found) for found in unusable_nodes(root)]:
            raise DefinitionError(sorted(faults, key=lambda fault: (fault.line, fault.column)))
        with _slips_of(path, text):
            content = None if root is None else yaml.constructor.construct_document(root)
        return YamlFile(path, text, root, content)


@contextmanager
def _slips_of(path: Path, text: str) -> Iterator[None]:
    """Turns errors of the YAML parser into the slips that are behind them, where those are known."""
    try:
        yield
    except MarkedYAMLError as error:
        if slip := slip_of(error, text.splitlines()):
            raise DefinitionError([_slip_fault(path, slip)]) from error
        raise


def _slip_fault(path: Path, slip: Slip) -> Fault:
    return Fault(path, slip.line, slip.column, "", slip.problem, slip.fix)


def misread_key(file: YamlFile) -> Fault | None:
    """The key that YAML took for part of a text, for a file that is not what was meant."""
    slip = wide_colon(file.lines)
    return _slip_fault(file.path, slip) if slip else None


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turns any exception raised within into a fault of the file, so that a broken file affects only its own trial."""
    try:
        yield
    except DefinitionError:
        raise
    except Exception as error:
        raise DefinitionError([_fault(path, error)]) from error


def _character_fault(path: Path, before: str, character: str) -> Fault:
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Fault(path, line, column, "", f"the character U+{ord(character):04X} can't be used", "Remove it")


def _node_fault(path: Path, found: Unusable) -> Fault:
    mark = found.node.start_mark
    return Fault(path, mark.line + 1, mark.column + 1, found.place, found.problem, found.fix)


YAML_FIX = "Correct the YAML there: check the indentation, the quotes, and that no key appears twice"


def _fault(path: Path, error: Exception) -> Fault:
    match error:
        case UnreadableFileError():
            fix = error.fix or "Make it a readable UTF-8 YAML file"
            return Fault(path, error.line, error.column, "", f"the file can't be read: {error}", fix)
        case LimitError():
            mark = error.mark
            return Fault(path, mark.line + 1, mark.column + 1, "", error.problem, error.fix)
        case MarkedYAMLError():
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            problem = " ".join(filter(None, (error.context, error.problem))).replace("\n", " ")
            return Fault(path, line, column, "", problem, YAML_FIX)
    problem = f"loading it failed with {type(error).__name__}: {error}"
    return Fault(path, 0, 0, "", problem, "Undo the latest change; if the file is right, report this as a bug")
