"""Replaces texts in a definition's file, and nothing else: comments, order and layout stay as they are."""

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import Node, ScalarNode

from prescreen.definitions.text_rows import Spot, TextRow, text_rows
from prescreen.definitions.yaml_file import YamlFile, read_yaml

WIDTH = 116
# Place → language → the new text.
Edits = dict[str, dict[str, str]]
# A scalar may have an anchor and a tag before it, and a block scalar a comment behind its sign.
PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
BLOCK_HEADER = re.compile(r"[|>][-+0-9]*(?P<comment>[ \t]+#[^\n\r]*)?")
# Line breaks and a byte order mark, which YAML reads from double quotes only.
ESCAPES = {0x85: "\\N", 0x2028: "\\L", 0x2029: "\\P", 0xFEFF: "\\uFEFF"}


class EditError(Exception):
    """A text can't be written into the file. The message says which one."""


def with_texts(file: YamlFile, edits: Edits) -> str:
    """The file's text with these texts in place of its own. Raises EditError if anything else would change."""
    rows = text_rows(file)
    changes: list[tuple[int, int, str]] = []
    for row in rows:
        for language, text in edits.get(row.place, {}).items():
            start, end, comment = _span(file.text, row.spots[language].node)
            changes.append((start, end, _scalar(file, row, language, text, comment)))
    edited = file.text
    for start, end, scalar in sorted(changes, reverse=True):
        edited = edited[:start] + scalar + edited[end:]
    _check(file, read_yaml(file.path, text=edited), rows, edits)
    return edited


def _span(text: str, node: ScalarNode) -> tuple[int, int, str]:
    """The start and end of a scalar without its anchor and tag, and the comment in the first line of a block."""
    start, end = node.start_mark.index, node.end_mark.index
    found = PROPERTIES.match(text, start, end)
    start = found.end() if found else start
    header = BLOCK_HEADER.match(text, start, end) if node.style in ("|", ">") else None
    if header is None:
        return start, end, ""
    # Blank lines below a block belong to what follows.
    end = start + len(text[start:end].rstrip())
    line_end = re.compile(r"[ \t]*").match(text, end)
    return start, line_end.end() if line_end else end, header["comment"] or ""


def _scalar(file: YamlFile, row: TextRow, language: str, text: str, comment: str) -> str:
    """The text as YAML: in the style of the one that it replaces, if that can hold it."""
    spot = row.spots[language]
    for candidate, is_block in _candidates(spot, text):
        first, _, rest = candidate.partition("\n")
        scalar = f"{first}{comment}\n{rest}" if is_block else f"{candidate}{comment}"
        if _reads(spot, scalar, text):
            return scalar.replace("\n", "\r\n") if "\r\n" in file.text else scalar
    raise EditError(f"{row.place}: the text in {language} can't be written as YAML")


def _candidates(spot: Spot, text: str) -> Iterator[tuple[str, bool]]:
    """Ways to write a text, the preferred first, and whether each is a block scalar."""
    indent = " " * (spot.column + 2)
    literal = "|-\n" + "\n".join(indent + line if line else "" for line in text.split("\n")), True
    wrapped = textwrap.wrap(text, WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
    folded = ">-\n" + "\n".join(indent + line for line in wrapped), True
    plain, single = (text, False), ("'" + text.replace("'", "''") + "'", False)
    double = json.dumps(text, ensure_ascii=False).translate(ESCAPES), False
    by_style = {None: [plain], "'": [single], '"': [double], "|": [literal], ">": [folded, literal]}
    if spot.in_flow:
        yield from (way for way in (*by_style[spot.node.style], plain, single) if not way[1] and "\n" not in text)
    elif "\n" in text:
        yield literal
    else:
        is_long = len(text) + spot.column > WIDTH and spot.node.style is None and len(wrapped) > 1
        yield from (*([folded] if is_long else []), *by_style[spot.node.style], plain, single)
    yield double


def _reads(spot: Spot, scalar: str, text: str) -> bool:
    """Whether YAML reads the scalar as this text, as the value of a key in the same column."""
    document = f"{{k: {scalar}, l: m}}" if spot.in_flow else f"{' ' * spot.column}k: {scalar}\n"
    try:
        root = YAML(typ="safe", pure=True).compose(document)
        value: Node = root.value[0][1]
    except (MarkedYAMLError, AttributeError, IndexError, TypeError):
        return False
    is_text = isinstance(value, ScalarNode) and str(value.tag) == "tag:yaml.org,2002:str"
    return is_text and value.value.strip() == text and len(root.value) == 1 + spot.in_flow


def _check(before: YamlFile, after: YamlFile, rows: list[TextRow], edits: Edits) -> None:
    """Reads both files and compares all that they hold, so that an edit can change no rule, id or unit."""
    wanted = {id(row.spots[language].node): text for row in rows for language, text in edits.get(row.place, {}).items()}
    if _plain(before.root, wanted) != _plain(after.root, {}):
        raise EditError("the texts can't be written without changing something else in the file")


def _plain(node: Node | None, wanted: dict[int, str]) -> Any:
    """A node with all below it as plain tuples, with the texts that are wanted in place of its own."""
    if node is None or isinstance(node.value, str):
        return None if node is None else (str(node.tag), wanted.get(id(node), node.value.strip()))
    parts = [part if isinstance(part, tuple) else (part,) for part in node.value]
    return str(node.tag), [tuple(_plain(below, wanted) for below in part) for part in parts]
