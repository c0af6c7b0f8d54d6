"""The lines of an eligibility text, each with its list marker."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TypeVar


@dataclass(frozen=True)
class Line:
    """A line that is not blank. `marker` is the style of its list marker, such as “number .”, or empty; `number` is the
    marker's number. `text` is the line without the marker, `whole` with it."""

    indent: int
    marker: str
    text: str
    whole: str
    after_blank: bool = False
    number: int = 0

    @property
    def marker_kind(self) -> str:
        """Bullet, number, letter or chinese; empty without a marker."""
        return self.marker.partition(" ")[0]

    @property
    def ends_in_colon(self) -> bool:
        return self.text.endswith((":", "："))


T = TypeVar("T")


def with_next(items: Sequence[T]) -> Iterator[tuple[T, T | None]]:
    """Each item with the one that follows it, if there is one."""
    yield from zip_longest(items, items[1:])


def unescaped(markdown: str) -> str:
    """Text without the backslashes with which the registry escapes ASCII punctuation, and with HTML's entities
    decoded."""
    plain = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)
    return re.sub(r"&#?\w{2,10};", lambda found: html.unescape(found[0]), plain)


# A heading in the middle of a line, after the end of a sentence.
INLINE_HEADING = re.compile(
    r"(?<=[.;:。；)])[ \t]*("
    r"(?:\w{1,20} ){0,2}(?:non[- ]?)?(?:in|ex)clusion criteria[ \t]*[:：]"
    r"|[\u4e00-\u9fff]{0,6}(?:纳入|入选|排除)标准[ \t]*[:：])",
    re.I,
)
COMMENT = re.compile(r"<!--.{0,200}?-->")
# Names of species, whose genus is abbreviated to a letter.
SPECIES = "coli|difficile|aureus|pylori|aeruginosa|fumigatus|pneumoniae|jirovecii|cruzi|albicans"
MARKERS = {
    "bullet": re.compile(r"[*•·‣▪●○◦✓➢][ \t]*|§(?!\s*\d)[ \t]*|[-–—](?:[ \t]+|(?=[^\W\d_]))|o[ \t]+"),
    "number": re.compile(r"\(?(\d{1,3})\)[ \t]*|（(\d{1,3})）[ \t]*|(\d{1,3})[.、．）](?!\d)[ \t]*|([①-⑳])[ \t]*"),
    "letter": re.compile(rf"\([A-Za-z]\)[ \t]*|[A-Za-z]\)[ \t]*|[A-Za-z]\.[ \t]+(?!(?:{SPECIES})\b)"),
    "roman": re.compile(r"\([ivx]{1,5}\)[ \t]*|[ivx]{1,5}[.)][ \t]+|\([IVX]{1,5}\)[ \t]*|[IVX]{1,5}[.)][ \t]+"),
    "chinese": re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．][ \t]*"),
}


def lines_of(eligibility: str) -> list[Line]:
    """The lines that are not blank. Several items of a list on one line become a line each."""
    plain = unescaped(eligibility).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    plain = INLINE_HEADING.sub(_on_its_own_line, COMMENT.sub("", plain))
    rows = _with_lone_markers(list(_with_tables(_rows(plain))))
    return [_line(row) for row in rows]


def _on_its_own_line(found: re.Match[str]) -> str:
    """A heading found within a line, on a line of its own, unless only a list marker stands before it, or brackets do
    and nothing follows."""
    before = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]
    after = found.string[found.end() :].partition("\n")[0]
    is_marker = re.fullmatch(r"[\s*•\-(]*[\w一-十]{0,3}[.)、）]?", before)
    return found[0] if is_marker or (before.endswith(")") and not after.strip()) else f"\n{found[1]}\n"


@dataclass(frozen=True)
class _Row:
    indent: int
    whole: str
    after_blank: bool


def _rows(plain: str) -> Iterator[_Row]:
    after_blank = True
    for line in plain.split("\n"):
        whole = line.strip()
        if whole:
            yield _Row(len(line) - len(line.lstrip()), whole, after_blank)
        after_blank = not whole


def _with_tables(rows: Iterator[_Row]) -> Iterator[_Row]:
    """The rows, with those of a table joined into one."""
    table: _Row | None = None
    for row in rows:
        if row.whole.count("|") < 2:
            if table:
                yield table
            table = None
            yield row
        else:
            table = replace(table, whole=f"{table.whole} {row.whole}") if table else row
    if table:
        yield table


def _with_lone_markers(rows: list[_Row]) -> list[_Row]:
    """The rows, where a marker that stands alone on its line belongs to the next line, or, where it is a number that
    ends a sentence, to the line before."""
    kept: list[_Row] = []
    pending: _Row | None = None
    for row, following in with_next(rows):
        if pending:
            row = replace(row, indent=pending.indent, whole=f"{pending.whole} {row.whole}", after_blank=True)
            pending = None
        marker, text, number = _unmarked(row.whole)
        if text or not marker:
            kept.append(row)
        elif kept and marker.startswith("number") and not row.after_blank and not _is_next(kept[-1], number):
            kept[-1] = replace(kept[-1], whole=f"{kept[-1].whole} {row.whole}")
        elif following and not following.after_blank and not _unmarked(following.whole)[0]:
            pending = row
    return kept


def _is_next(row: _Row, number: int) -> bool:
    return bool(re.search(r"[.;:。；：]$", row.whole)) or _unmarked(row.whole)[2] == number - 1


def _line(row: _Row) -> Line:
    """A line of two markers, such as “* 1.”, counts as one of the second, at the second's place."""
    marker, text, number = _unmarked(row.whole)
    if not marker.startswith("bullet"):
        return Line(row.indent, marker, text, row.whole, row.after_blank, number)
    inner, inner_text, number = _unmarked(text)
    if inner_text and inner.startswith(("bullet", "number")) and not text.startswith(("-", "o ")):
        style = marker if inner.startswith("bullet") else inner
        indent = row.indent + len(row.whole) - len(text)
        return Line(indent, style, inner_text, row.whole, row.after_blank, number)
    return Line(row.indent, marker, text, row.whole, row.after_blank)


def _unmarked(whole: str) -> tuple[str, str, int]:
    """The style of a text's list marker, the text after it, and the marker's number."""
    for name, pattern in MARKERS.items():
        found = pattern.match(whole)
        if found:
            # “1.” and “1)” belong to different lists, as do “a.” and “A.”. “i.” is a letter, since it may follow “h.”.
            style = re.sub(r"[\w\s]", "", found[0]) if name != "bullet" else found[0].strip()
            case = "upper" if found[0].isupper() else ""
            number = _number(next(filter(None, found.groups()), "")) if name == "number" else 0
            return f"{'letter' if name == 'roman' else name} {style}{case}", whole[found.end() :].strip(), number
    return "", whole, 0


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() else ord(digits) - ord("①") + 1 if digits else 0


def rest_of_heading(rest: str) -> list[Line]:
    """The line that follows a heading on the heading's own line."""
    row = _Row(0, rest, True)
    return [_line(row)] if rest else []


def with_items_apart(lines: list[Line]) -> list[Line]:
    """The lines, where a line that holds several items of a list becomes one line for each."""
    found: list[Line] = []
    for line, following in with_next(_without_numbers(lines)):
        found += _items_in(line, following, alone=len(lines) == 1)
    return found


def _without_numbers(lines: list[Line]) -> list[Line]:
    """The lines without bare numbers that count the bullets, as in “* 1 Adults”, “* 2 Consent”."""
    bullets = [line for line in lines if line.marker_kind == "bullet"]
    counted = [re.match(r"(\d{1,2}) +(?=\D)", line.text) for line in bullets]
    numbers = [int(found[1]) for found in counted if found]
    if len(bullets) < 3 or numbers != list(range(1, len(bullets) + 1)):
        return lines
    return [replace(line, text=line.text.split(maxsplit=1)[1]) if line in bullets else line for line in lines]


BULLETS = "•·‣▪●○◦✓➢"


def _items_in(line: Line, following: Line | None, alone: bool) -> list[Line]:
    bullet = line.whole[0]
    if bullet in BULLETS and not line.number:
        texts = [text.strip() for text in re.split(rf"(?<=\s){re.escape(bullet)}\s", line.text)]
        return [replace(line, text=text, whole=f"{bullet} {text}") for text in texts if text]
    if line.marker_kind != "number":
        return [line]
    starts = list(_inline_starts(line, following, alone))
    texts = [line.text[begin:end].strip() for begin, end in _spans(starts, len(line.text))]
    if not all(texts):
        return [line]
    first = replace(line, text=texts[0], whole=line.whole.removesuffix(line.text) + texts[0])
    return [
        first,
        *(replace(line, text=text, whole=text, number=line.number + n) for n, text in enumerate(texts[1:], 1)),
    ]


def _spans(starts: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Where each item begins and ends, from where the markers between them do."""
    begins = [0, *(after for _, after in starts)]
    return list(zip(begins, [*(before for before, _ in starts), length], strict=True))


# What follows a number that is no marker: “stage 2. or 3.”.
NO_ITEM = re.compile(r"(?:or|and|to|of|in|und|x)\b")


def _inline_starts(line: Line, following: Line | None, alone: bool) -> Iterator[tuple[int, int]]:
    """Where the markers of the next items stand in a line. Before another numbered line they must follow the end of a
    sentence, or stand before a capital."""
    place, number = 0, line.number
    while True:
        number += 1
        if following and following.marker_kind == "number" and following.number == number:
            return
        circled = chr(ord("①") + number - 1) if number <= 20 else "①"
        found = re.compile(rf"(?<![\w.,/])(?:[(（]?{number}[.、．)）](?!\d)|{circled})\s*").search(line.text, place)
        if not found:
            return
        before, after = line.text[: found.start()].rstrip(), line.text[found.end() :]
        begins = after[:1].isupper() or "\u4e00" <= after[:1] <= "\u9fff" or before.endswith(tuple(".;；。，,"))
        is_last = following is None and not found[0].rstrip().endswith((")", "）"))
        if not before or NO_ITEM.match(after) or not (alone or begins or is_last):
            return
        yield found.start(), found.end()
        place = found.end()
