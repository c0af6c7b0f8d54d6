"""Splits a record's eligibility text, which is free text with lists of any style, into criteria."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Stated:
    """A criterion in the registry's own words, without its list marker. A nested list keeps its lines and markers.
    `kind` is inclusion or exclusion; `group` is the text of the headings above it, if they say more than the kind."""

    kind: str
    group: str
    text: str


def unescaped(markdown: str) -> str:
    """Removes the backslashes with which the registry escapes ASCII punctuation."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)


def split(eligibility: str) -> list[Stated]:
    """The criteria in order. Text before the first heading counts as inclusion. Nothing but headings and list markers
    is dropped."""
    found = []
    for kind, heading, lines in _sections(_lines(eligibility)):
        for group, text in _criteria(lines):
            found.append(Stated(kind, " – ".join(filter(None, (heading, group))), text))
    return found


@dataclass(frozen=True)
class Line:
    """A line that is not blank. `marker` is the style of its list marker, such as “number .”, or empty. `text` is the
    line without the marker, `whole` with it."""

    indent: int
    marker: str
    text: str
    whole: str
    after_blank: bool


# A heading in the middle of a line, after the end of a sentence.
INLINE_HEADING = re.compile(r"(?<=[.;:。；)])[ \t]*((?:\w{1,20} )?(?:in|ex)clusion criteria[ \t]*[:：])", re.I)
MARKERS = {
    "bullet": re.compile(r"[*•·‣▪●○◦✓➢][ \t]*|[-–—][ \t]+"),
    "number": re.compile(r"\(?\d{1,3}\)[ \t]*|（\d{1,3}）[ \t]*|\d{1,3}[.、．）](?!\d)[ \t]*|[①-⑳][ \t]*"),
    "letter": re.compile(r"\([A-Za-z]\)[ \t]*|[A-Za-z]\)[ \t]*|[A-Za-z]\.[ \t]+"),
    "roman": re.compile(r"\([ivx]{1,5}\)[ \t]*|[ivx]{1,5}[.)][ \t]+"),
    "chinese": re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．][ \t]*"),
}


def _lines(eligibility: str) -> list[Line]:
    plain = unescaped(eligibility).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    plain = INLINE_HEADING.sub(r"\n\1\n", plain)
    lines, after_blank = [], True
    for line in plain.split("\n"):
        whole = line.strip()
        if whole:
            marker, text = _unmarked(whole)
            if text:
                indent = len(line) - len(line.lstrip())
                lines.append(Line(indent, marker, text, whole, after_blank))
        after_blank = not whole
    return lines


def _unmarked(whole: str) -> tuple[str, str]:
    """The style of a line's list marker, and the text after it."""
    if _heading(whole):
        return "", whole
    for name, pattern in MARKERS.items():
        found = pattern.match(whole)
        if found:
            # “1.” and “1)” belong to different lists, as do “a.” and “A.”. “i.” is a letter, since it may follow “h.”.
            style = re.sub(r"[\w\s]", "", found[0]) if name != "bullet" else found[0].strip()
            case = "upper" if found[0].isupper() else ""
            return f"{'letter' if name == 'roman' else name} {style}{case}", whole[found.end() :].strip()
    return "", whole


EXCLUSION = {"exclusion", "排除"}
NAMED = re.compile(r"\b(?:(inclusion|exclusion)(?: criteri(?:a|on))?)\b|(纳入|入选|排除)标?准?", re.I)
PLAIN = {"key", "main", "major", "general", "primary", "principal", "study", "patient", "subject", "participant", "the"}
MAX_HEADING = 100
MAX_OTHER_WORDS = 5


def _heading(whole: str) -> tuple[str, str, str] | None:
    """A heading's kind, its title if that says more than the kind, and the rest of its line. None if the line is not a
    heading."""
    title, colon, rest = re.match(r"([^:：]*)([:：]?)(.*)", whole, re.S).groups()  # type: ignore[union-attr]
    bare = " ".join(title.strip(" *_#-–—【】[]()（）0123456789.、").split())
    named = list(NAMED.finditer(bare)) if len(bare) <= MAX_HEADING else []
    kinds = {"exclusion" if (found[1] or found[2]).lower() in EXCLUSION else "inclusion" for found in named}
    if len(kinds) != 1:
        return None
    before, other = bare[: named[0].start()].split(), NAMED.sub(" ", bare).strip(" -–—,()（）")
    is_plain = all(word in PLAIN for word in other.lower().split())
    is_full_name = any("criteri" in found[0].lower() or "标准" in found[0] for found in named)
    opens = all(word.lower() in PLAIN for word in before) and len(other.split()) <= MAX_OTHER_WORDS
    if not ((is_full_name and (colon or opens)) or is_plain):
        return None
    return kinds.pop(), "" if is_plain else bare, rest.strip(" *_")


def _sections(lines: list[Line]) -> Iterator[tuple[str, str, list[Line]]]:
    """The kind and title of each heading, with the lines below it."""
    kind, title, below = "inclusion", "", list[Line]()
    for line in lines:
        heading = _heading(line.whole)
        if heading is None:
            below.append(line)
            continue
        yield kind, title, below
        kind, title, rest = heading
        marker, text = _unmarked(rest)
        below = [Line(0, marker, text, rest, True)] if text else []
    yield kind, title, below


def _criteria(lines: list[Line]) -> Iterator[tuple[str, str]]:
    if len(lines) == 1:
        yield from (("", text) for text in _inline(lines[0]))
    elif any(line.marker for line in lines):
        yield from _listed(lines)
    else:
        yield from (("", text) for text in _paragraphs(lines))


def _inline(line: Line) -> Iterator[str]:
    """The items of a list within one line, if they are numbered from 1; else the whole line."""
    starts = []
    place = 0
    for number in range(1, 100):
        found = re.compile(rf"(?<![\w.,])[(（]?{number}[.、．)）](?!\d)\s*").search(line.whole, place)
        if not found or (number == 1 and found.start() > 0):
            break
        starts.append(found)
        place = found.end()
    ends = [found.start() for found in starts[1:]] + [len(line.whole)]
    items = [line.whole[found.end() : end].strip() for found, end in zip(starts, ends, strict=False)]
    yield from items if len(items) > 1 and all(items) else [line.text]


def _paragraphs(lines: list[Line]) -> Iterator[str]:
    """Paragraphs, separated by blank lines. Without blank lines each line is one, but a line that begins in lower case
    continues the one before."""
    by_blank = any(line.after_blank for line in lines[1:])
    text = ""
    for line in lines:
        begins = line.after_blank if by_blank else not line.text[:1].islower()
        if begins and text:
            yield text
            text = ""
        text = f"{text} {line.text}".strip()
    if text:
        yield text


def _listed(lines: list[Line]) -> Iterator[tuple[str, str]]:
    """The group and text of each item of a list. A line that is indented more, or has another style of marker, belongs
    to the item before it."""
    group, text = "", ""
    top: Line | None = None
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else None
        if _is_group(line, following, top):
            if text:
                yield group, text
            group, text, top = line.text.rstrip(":："), "", None
        elif not text or _begins_item(line, top):
            if text:
                yield group, text
            text = line.text
            if line.marker:
                top = line if top is None or line.indent < top.indent else replace(line, indent=top.indent)
        elif line.marker:
            text += f"\n{' ' * (line.indent - (top or line).indent)}{line.whole}"
        else:
            text += f" {line.whole}"
    if text:
        yield group, text


def _begins_item(line: Line, top: Line | None) -> bool:
    """Whether a line begins an item of the list whose first item is `top`."""
    if top is None:
        return bool(line.marker) or line.after_blank
    if line.indent > top.indent + 1:
        return False
    return line.marker == top.marker if line.marker else line.after_blank


def _is_group(line: Line, following: Line | None, top: Line | None) -> bool:
    """Whether a line is a heading over items at the level of the list whose first item is `top`."""
    if line.marker or following is None or not following.marker or not line.text.endswith((":", "：")):
        return False
    if top is None:
        return len(line.text) <= MAX_HEADING
    at_level = line.indent <= top.indent and following.indent <= top.indent + 1 and following.marker == top.marker
    return at_level and len(line.text) <= MAX_HEADING
