"""Limits on YAML files, checked before aliases are expanded.

Ten lines of YAML can expand to a billion values (aliases of aliases), and one scalar can be a number of a million
digits. A definition needs neither.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import StringMark
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.parser import Parser

MAX_BYTES = 500_000
MAX_NODES = 12_000  # an alias counts as many as it expands to
MAX_DEPTH = 50
MAX_DIGITS = 30
LARGEST = 10**MAX_DIGITS


class LimitError(Exception):
    """A file is too large or too deeply nested, or an alias contains itself. `mark` is the position in the file."""

    def __init__(self, mark: StringMark, problem: str, fix: str = "Write less") -> None:
        super().__init__(problem)
        self.mark = mark
        self.problem = problem
        self.fix = fix


class LimitedParser(Parser):
    """A parser that counts nodes, as if aliases were expanded, and their depth while they are parsed. Raises
    LimitError."""

    def __init__(self, loader: Any) -> None:
        super().__init__(loader)
        self.total = 0
        self.started: list[tuple[str | None, int]] = []  # the anchor of each open collection, and the nodes before it
        self.sizes: dict[str | None, int] = {}

    def get_event(self) -> Any:
        event = super().get_event()
        self._count(event)
        if self.total > MAX_NODES:
            problem = f"the file has more than {MAX_NODES:,} values, each alias counted in full"
            raise LimitError(event.start_mark, problem)
        if len(self.started) > MAX_DEPTH:
            raise LimitError(event.start_mark, f"this is nested more than {MAX_DEPTH} levels deep")
        return event

    def _count(self, event: Any) -> None:
        if isinstance(event, CollectionEndEvent):
            anchor, before = self.started.pop()
            self.sizes[anchor] = self.total - before
        elif isinstance(event, AliasEvent):
            if event.anchor in [anchor for anchor, _ in self.started]:
                problem = f"the alias *{event.anchor} is part of its own value"
                raise LimitError(event.start_mark, problem, "Write it out")
            self.total += self.sizes.get(event.anchor, 1)
        elif isinstance(event, NodeEvent):
            if isinstance(event, CollectionStartEvent):
                self.started.append((event.anchor, self.total))
            else:
                self.sizes[event.anchor] = 1
            self.total += 1


@dataclass(frozen=True)
class Unusable:
    """A node that a definition may not have. `place` is its path in the file, such as steps.age.title."""

    node: Node
    place: str
    problem: str
    fix: str


def unusable_nodes(root: Node | None) -> Iterator[Unusable]:
    """The nodes with a tag, a date, a key that isn't a string, a huge number, or a control character."""
    construct = YAML(typ="safe", pure=True).constructor.construct_object
    pending, seen = [(root, "")], set[int]()
    while pending:
        node, place = pending.pop()
        if node is None or id(node) in seen:  # an empty file; an alias
            continue
        seen.add(id(node))
        if wrong := _wrong_scalar(node, construct) if isinstance(node, ScalarNode) else _wrong_collection(node):
            yield Unusable(node, place, *wrong)
        elif isinstance(node, SequenceNode):
            pending += [(item, _below(place, entry_name(item) or index)) for index, item in enumerate(node.value)]
        elif isinstance(node, MappingNode):
            for key, value in node.value:
                pending.append((value, _below(place, key.value)))
                if wrong := _wrong_key(key, construct):
                    yield Unusable(key, place, *wrong)


def entry_name(node: Node) -> str:
    """The id of an entry in a list, which is clearer to an author than its index. Empty if it has none."""
    if not isinstance(node, MappingNode):
        return ""
    return next((str(value.value) for key, value in node.value if key.value == "id"), "")


def _below(place: str, part: Any) -> str:
    return f"{place}.{part}" if place else str(part)


TAG = "tag:yaml.org,2002:"
QUOTE = "Put quotes around what is meant as text"
# Characters that YAML doesn't allow in a file. An escape such as "\0" can still put one into a string.
FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _wrong_collection(node: Node) -> tuple[str, str] | None:
    if str(node.tag) in (f"{TAG}map", f"{TAG}seq"):
        return None
    return f"the tag {_short(node.tag)} can't be used", "Remove the tag"


def _wrong_key(key: Node, construct: Any) -> tuple[str, str] | None:
    if str(key.tag) == f"{TAG}merge":
        return None
    if not isinstance(key, ScalarNode):
        return "a list or a mapping can't be a key", "Write text as the key"
    if str(key.tag) != f"{TAG}str":
        return f"the key {_short(key.value)} is not text", "Put quotes around it"
    return _wrong_scalar(key, construct)


def _wrong_scalar(node: Node, construct: Any) -> tuple[str, str] | None:
    match str(node.tag).removeprefix(TAG):
        case "str":
            found = FORBIDDEN.search(node.value)
            return (f"the character U+{ord(found[0]):04X} can't be shown", "Remove it") if found else None
        case "int" | "float" | "bool":
            return _wrong_number(node, construct)
        case "null":
            return None
        case "timestamp":
            return f"the date {_short(node.value)} stands without quotes", QUOTE
    return f"the tag {_short(node.tag)} can't be used", f"Remove it. {QUOTE}"


def _wrong_number(node: Node, construct: Any) -> tuple[str, str] | None:
    if len(node.value) > MAX_DIGITS:
        return f"this number has more than {MAX_DIGITS} digits", "Write a shorter one"
    try:
        if abs(construct(node)) < LARGEST:  # false for .nan
            return None
    except (ValueError, ArithmeticError, LookupError):
        pass
    return f"{_short(node.value)} can't be used as a number", f"Write it in digits. {QUOTE}"


def _short(text: Any) -> str:
    return str(text).removeprefix(TAG)[:40]
