"""The spreadsheet of a trial's texts for translators, and what of it is to be written into the definition."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from prescreen.authoring.spreadsheets import NotText, Row
from prescreen.definitions.text_edits import Edits
from prescreen.definitions.text_rows import TextRow, text_version
from prescreen.definitions.yaml_limits import FORBIDDEN

LANGUAGE_NAMES = {"en": "English", "zh": "中文"}
# The names of the columns that are looked for, in lower case.
PLACE, VERSION = "place", "version"
HEADERS = {"en": {"english", "en"}, "zh": {"中文", "chinese", "zh"}}
WIDTHS = {PLACE: 34, "kind": 24, "text": 60, "changed": 10, VERSION: 12}


def sheet(
    rows: list[TextRow], languages: list[str], earlier: list[Row] | None = None
) -> tuple[list[list[str]], list[int]]:
    """The table, with its header, and the widths of its columns. `earlier` are the rows of an earlier spreadsheet:
    `changed` then says of each text what happened since."""
    before = None if earlier is None else _versions(earlier)
    names = [LANGUAGE_NAMES[language] for language in languages]
    table = [[PLACE, "kind", *names, "changed", VERSION]]
    for row in rows:
        version = text_version(row.place, row.texts)
        kind = f"{row.kind} (used in several places: change it in the file)" if row.is_shared else row.kind
        texts = [row.texts[language] for language in languages]
        table.append([row.place, kind, *texts, _change(before, row.place, version), version])
    widths = [WIDTHS[PLACE], WIDTHS["kind"], *[WIDTHS["text"]] * len(names), WIDTHS["changed"], WIDTHS[VERSION]]
    return table, widths


def _versions(earlier: list[Row]) -> dict[str, str]:
    columns = {name.casefold(): index for index, name in enumerate(earlier[0][1])} if earlier else {}
    if not {PLACE, VERSION} <= columns.keys():
        return {}
    wide = [cells for _, cells in earlier[1:] if len(cells) > max(columns[PLACE], columns[VERSION])]
    return {cells[columns[PLACE]]: cells[columns[VERSION]] for cells in wide}


def _change(before: dict[str, str] | None, place: str, version: str) -> str:
    if before is None or before.get(place) == version:
        return ""
    return "changed" if place in before else "new"


@dataclass(frozen=True)
class Refusal:
    """Why a row can't be taken, and what to do. Row 0 is the whole file."""

    row: int
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.problem}. {self.fix}." if self.row else f"{self.problem}. {self.fix}."


@dataclass(frozen=True)
class _Typed:
    """One row of the spreadsheet, as it was typed."""

    number: int
    place: str
    version: str
    texts: dict[str, str]


@dataclass(frozen=True)
class Reading:
    """The texts that were changed in a spreadsheet, with the row of each place, and what is refused. Nothing may be
    written if anything is."""

    edits: Edits
    row_of: dict[str, int]
    refusals: list[Refusal]


def read_sheet(found: list[Row], rows: list[TextRow], languages: list[str]) -> Reading:
    """Compares a spreadsheet with the definition's texts."""
    columns, refusals = _columns(found, languages)
    if refusals:
        return Reading({}, {}, refusals)
    known = {row.place: row for row in rows}
    typed = [_typed(number, cells, columns, languages) for number, cells in found[1:]]
    counts = Counter(line.place for line in typed)
    edited: dict[str, _Typed] = {}
    for line in typed:
        refused = list(_refusals(line, counts, known))
        refusals += refused
        if not refused and _is_edited(line, known[line.place]):
            edited[line.place] = line
    refusals += _misplaced(edited, known)
    refusals += _lost_signs(edited, known)
    edits = {place: _edits(line, known[place]) for place, line in edited.items()}
    row_of = {line.place: line.number for line in typed}
    return Reading(edits, row_of, sorted(refusals, key=lambda refusal: refusal.row))


def _columns(found: list[Row], languages: list[str]) -> tuple[dict[str, int], list[Refusal]]:
    """Where each column is. Order, extra columns and blanks around names don't matter."""
    if not found:
        return {}, [Refusal(0, "the spreadsheet is empty", "Export the texts again with --out")]
    number, header = found[0]
    wanted = {PLACE: {PLACE}, VERSION: {VERSION}} | {language: HEADERS[language] for language in languages}
    columns, refusals = dict[str, int](), list[Refusal]()
    for column, names in wanted.items():
        places = [index for index, name in enumerate(header) if name.casefold() in names]
        name = LANGUAGE_NAMES.get(column, column)
        if len(places) == 1:
            columns[column] = places[0]
        else:
            problem = f"the column “{name}” is {'missing' if not places else 'there twice'}"
            refusals.append(Refusal(number, problem, "Keep the header of the export, with each of its columns once"))
    return columns, refusals


def _typed(number: int, cells: list[str], columns: dict[str, int], languages: list[str]) -> _Typed:
    def cell(column: str) -> str:
        return cells[columns[column]] if columns[column] < len(cells) else ""

    return _Typed(number, cell(PLACE), cell(VERSION), {language: cell(language) for language in languages})


def _refusals(line: _Typed, counts: Counter[str], known: dict[str, TextRow]) -> Iterator[Refusal]:
    """What is wrong with one row by itself."""
    if line.place not in known:
        if not line.place:
            yield Refusal(line.number, "the row has no place", "Copy its place from the export, or remove the row")
            return
        close = get_close_matches(line.place, known, 1)
        fix = f"Write {close[0]}, or export the texts again" if close else "Export the texts again"
        yield Refusal(line.number, f"the definition has no text {line.place}", fix)
    elif counts[line.place] > 1:
        yield Refusal(line.number, f"{line.place} stands in {counts[line.place]} rows", "Keep the one that is meant")
    elif not line.version:
        yield Refusal(line.number, f"{line.place} has no version", "Copy its version from the export")
    else:
        yield from _text_refusals(line, known[line.place])


def _text_refusals(line: _Typed, row: TextRow) -> Iterator[Refusal]:
    for language, text in line.texts.items():
        name = LANGUAGE_NAMES[language]
        if isinstance(text, NotText):
            yield Refusal(line.number, text, "Format the cell as text, and type it again")
        elif not text:
            yield Refusal(line.number, f"{line.place} has no text in {name}", "Type one; no text can be removed here")
        elif (lost := FORBIDDEN.search(text)) or "\ufffd" in text:
            code = ord(lost[0]) if lost else 0xFFFD
            yield Refusal(line.number, f"{name} has the character U+{code:04X}", "Remove it, and type what is meant")
    if _is_edited(line, row):
        if line.version != text_version(row.place, row.texts):
            fix = "Export the texts again, and make the change there"
            yield Refusal(line.number, f"{row.place} was changed in the definition since the export", fix)
        elif row.is_shared:
            fix = "Change it in the file, where an alias (*) repeats it"
            yield Refusal(line.number, f"{row.place} is used in several places", fix)


def _is_edited(line: _Typed, row: TextRow) -> bool:
    """Whether a row was changed since it was exported. One that was not is left alone, whatever the definition says by
    now."""
    return line.texts != row.texts and text_version(line.place, line.texts) != line.version


def _edits(line: _Typed, row: TextRow) -> dict[str, str]:
    return {language: text for language, text in line.texts.items() if text != row.texts[language]}


def _misplaced(edited: dict[str, _Typed], known: dict[str, TextRow]) -> Iterator[Refusal]:
    """Texts that stood in another cell that was changed too, as when some columns are sorted or two exchanged."""
    changed = [(place, language) for place, line in edited.items() for language in _edits(line, known[place])]
    before = {known[place].texts[language]: (place, language) for place, language in changed}
    for place, language in changed:
        other = before.get(edited[place].texts[language], (place, language))
        if other != (place, language):
            name, its_name = LANGUAGE_NAMES[language], LANGUAGE_NAMES[other[1]]
            problem = f"{place} has in {name} what was the {its_name} of {other[0]}"
            fix = "If columns were sorted by themselves or exchanged, undo that; else import the two one by one"
            yield Refusal(edited[place].number, problem, fix)


def _lost_signs(edited: dict[str, _Typed], known: dict[str, TextRow]) -> Iterator[Refusal]:
    """Texts in which signs became question marks, as when a program saves in a narrower encoding."""
    for place, line in edited.items():
        for language, text in _edits(line, known[place]).items():
            before = known[place].texts[language]
            other = [(old, new) for old, new in zip(before, text, strict=False) if old != new]
            if len(before) == len(text) and all(new == "?" and not old.isascii() for old, new in other):
                lost = "".join(old for old, _ in other[:5])
                problem = f"{place}: “{lost}” became “?” in {LANGUAGE_NAMES[language]}"
                yield Refusal(line.number, problem, "Save the spreadsheet as UTF-8 or .xlsx, from the export")
