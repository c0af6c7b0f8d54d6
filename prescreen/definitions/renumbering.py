"""Rewrites a definition's criteria in the numbers and the order of a later record, for review."""

import re
import textwrap
from dataclasses import dataclass
from itertools import pairwise

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from prescreen.definitions.drafts.draft import criterion_to_write
from prescreen.definitions.yaml_file import YamlFile, read_yaml
from prescreen.definitions.yaml_limits import entry_name


class RenumberingError(Exception):
    """The criteria can't be moved in this file. The message has a cure."""


@dataclass(frozen=True)
class _Block:
    """A criterion's lines in the file, with the comments above it, and its id there and in the record."""

    text: str
    before: str
    now: str


def renumbered(file: YamlFile, now_of: dict[str, str], added: dict[str, str]) -> str:
    """The file's text with each criterion under the id that `now_of` gives, empty for one that the record has no more:
    that becomes a comment. `added` are the ids and texts of new criteria, which are inserted to be written. Quotations
    stay as they are, so that what has changed in one is still told."""
    start, end, indent, blocks = _blocks(file, now_of)
    new = [_Block(textwrap.indent(criterion_to_write(name, text), indent), "", name) for name, text in added.items()]
    texts = [_with_id(block) for block in sorted([*(block for block in blocks if block.now), *new], key=_order)]
    for block in blocks:
        if not block.now:
            lines = [f"{block.before} is not in the record any more:", *block.text.splitlines()]
            texts.append("".join(f"# {line}".rstrip() + "\n" for line in lines if line.strip()))
    newline = "\r\n" if "\r\n" in file.text else "\n"
    items = newline.join(text.strip("\r\n") + newline for text in texts)
    edited = file.text[:start] + items + file.text[end:]
    read_yaml(file.path, text=edited)
    return edited


def _order(block: _Block) -> tuple[int, int]:
    """Age and sex, inclusion and exclusion criteria, each by number."""
    kind = ("A", "S", "I", "E").index(block.now[0])
    return kind, int(block.now[1:]) if block.now[1:].isdigit() else 0


def _with_id(block: _Block) -> str:
    if block.now == block.before or not block.before:
        return block.text
    return re.sub(rf"^(\s*(?:- )?id: *[\"']?){block.before}\b", rf"\g<1>{block.now}", block.text, count=1, flags=re.M)


def _blocks(file: YamlFile, now_of: dict[str, str]) -> tuple[int, int, str, list[_Block]]:
    """Where the list of criteria begins and ends, its indent, and its items."""
    items = _criteria(file.root)
    lines = file.text.splitlines(keepends=True)
    first = [_first_line(lines, item.start_mark.line) for item in items]
    last = _end(lines, items[-1])
    if any(not re.match(r"\s*- ", lines[item.start_mark.line]) for item in items) or len(set(first)) < len(items):
        raise RenumberingError("the criteria don't each begin on a line of their own with “- ”. Write them so")
    bounds = [*first, last]
    texts = ["".join(lines[begin:end]) for begin, end in pairwise(bounds)]
    names = [entry_name(item) for item in items]
    blocks = [_Block(text, name, now_of[name]) for text, name in zip(texts, names, strict=True)]
    offset = [len("".join(lines[:line])) for line in (first[0], last)]
    indent = lines[items[0].start_mark.line].partition("-")[0]
    return offset[0], offset[1], indent, blocks


def _criteria(root: Node | None) -> list[Node]:
    for key, value in root.value if isinstance(root, MappingNode) else ():
        if key.value == "criteria" and isinstance(value, SequenceNode) and not value.flow_style:
            return list(value.value)
    raise RenumberingError("the criteria are not a list with a line for each key. Write them so")


def _first_line(lines: list[str], line: int) -> int:
    """The first line of an item, with the comments right above it."""
    while line and lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _end(lines: list[str], item: Node) -> int:
    """The line after the last item: the next that is neither blank nor a comment, nor indented."""
    column = item.start_mark.column
    for number in range(item.start_mark.line + 1, len(lines)):
        text = lines[number]
        if text.strip() and len(text) - len(text.lstrip()) < column:
            return number
    return len(lines)
