"""Slips that YAML's own messages tell in its jargon, and often lines later: what they are and what to write."""

import re
from dataclasses import dataclass

from ruamel.yaml.error import MarkedYAMLError

from prescreen.trial.trial import Alert, Criterion, Requirement, Section, Step, Trial


@dataclass(frozen=True)
class Slip:
    """A slip's place, counted from 1, with the problem and the fix."""

    line: int
    column: int
    problem: str
    fix: str


KEYS = {name for model in (Trial, Section, Step, Criterion, Requirement, Alert) for name in model.model_fields} | {
    *("en", "zh", "type", "ask", "hint", "why", "find_out", "ask_if", "options", "label", "units", "range", "include"),
    *("usual", "printed", "name", "unknown", "exclusive", "talk_about", "sensitive", "implausible", "ucum", "loinc"),
}
WIDE_COLON = re.compile(rf"\s*(?:- )?(?P<key>{'|'.join(sorted(KEYS))})(?P<colon>：)")
KEY = re.compile(rf"(?P<indent> *(?:- +)?)(?P<key>{'|'.join(sorted(KEYS))}):(?P<value>$| .*)")
CLOSED_EARLY = re.compile(r"\s*(?:- )?(?P<key>[\w-]+): +(?P<quoted>\"[^\"]*\"|'[^']*') *(?P<rest>[^\s#].*)")


def wide_colon(lines: list[str]) -> Slip | None:
    """The first line whose key ends in a full-width colon, which YAML takes for part of a text."""
    for number, line in enumerate(lines, 1):
        if found := WIDE_COLON.match(line):
            fix = f"Write “{found['key']}: ”, with a half-width colon and a space"
            return Slip(number, found.start("colon") + 1, f"a full-width colon stands after {found['key']}", fix)
    return None


def slip_of(error: MarkedYAMLError, lines: list[str]) -> Slip | None:
    """The slip behind an error of the YAML parser, if it is one of the common ones."""
    if slip := wide_colon(lines):
        return slip
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return None
    line, column = mark.line + 1, mark.column + 1
    text = lines[mark.line] if mark.line < len(lines) else ""
    said = f"{error.context or ''} {error.problem or ''}"
    if found := CLOSED_EARLY.match(text):
        whole = f"{found['quoted']} {found['rest']}".replace("'", "''")
        fix = f"Put single quotes around the whole: {found['key']}: '{whole}'"
        return Slip(line, found.start("quoted") + 1, "the text goes on after its closing quote", fix)
    if (opened := _open_quote(lines[:line])) and "block" in said:
        return Slip(*opened, "this quote is not closed", "Close it at the end of the text")
    if (found := KEY.match(text)) and (slip := _misindented(found, _line_before(lines, mark.line), said, line, column)):
        return slip
    if "mapping values are not allowed" in said:
        return Slip(line, column, "a colon with a space stands within a text", "Put quotes around the whole text")
    if "'\\t'" in said or "\t" in text[: column + 1]:
        return Slip(line, column, "a tab stands where spaces belong", "Indent with spaces")
    if "flow sequence" in said or "flow mapping" in said:
        begun = error.context_mark or mark
        fix = "Close it on the same line, and put quotes around texts with a colon or a comma in it"
        return Slip(begun.line + 1, begun.column + 1, "this bracket is not closed, or what is in it is no list", fix)
    if found := re.search(r'duplicate key "([^"]*)"', said):
        return Slip(line, column, f"the key {found[1]} appears twice", "Remove one of the two")
    if "quoted scalar" in said:
        begun = error.context_mark or mark
        return Slip(begun.line + 1, begun.column + 1, "this quote is not closed", "Close it at the end of the text")
    if "could not find expected ':'" in said:
        return Slip(
            line - 1, 1, "this line has no key", "Begin it with a key and a colon, or indent it as part of a text"
        )
    return None


def _misindented(found: re.Match[str], line_before: str, said: str, line: int, column: int) -> Slip | None:
    """A key with more or fewer spaces than the keys beside it."""
    key, before = found["key"], KEY.match(line_before)
    goes_on = before and before["value"].strip() and len(found["indent"]) > len(before["indent"])
    if "mapping values are not allowed" in said and goes_on:
        problem = f"{key} is indented more than the line before it, as if it went on with its text"
        return Slip(line, found.start("key") + 1, problem, "Indent it as that line")
    if "expected <block end>" in said and found.end("indent") == column - 1:
        problem = f"{key} is indented otherwise than the keys that it belongs beside"
        return Slip(line, column, problem, "Give it as many spaces as they have")
    return None


def _line_before(lines: list[str], index: int) -> str:
    return next((line for line in reversed(lines[:index]) if line.strip() and not line.strip().startswith("#")), "")


def _open_quote(lines: list[str]) -> tuple[int, int] | None:
    """The place of the last quote that a value begins with and that its line doesn't close."""
    for number in range(len(lines), 0, -1):
        if found := re.fullmatch(r"\s*(?:- )?[\w-]+: +(?P<quote>['\"])(?P<rest>.*)", lines[number - 1]):
            is_open = found["quote"] not in found["rest"]
            return (number, found.start("quote") + 1) if is_open else None
    return None
