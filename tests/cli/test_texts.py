"""`flask trial texts`: spreadsheets for translators, what of them is taken back, and what is refused."""

import csv
import os
import shutil
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from prescreen import create_app
from prescreen.authoring.spreadsheets import as_csv, as_xlsx, rows_of
from prescreen.definitions.loader import load
from tests.conftest import KEY
from tests.definitions.test_text_edits import TEXTS
from tests.support.core import steady

NAME = "NCT00000000"
BASE = Path(__file__).parents[1] / "support" / "broken" / "base"
Table = list[list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(BASE, tmp_path / "trials" / NAME)


@pytest.fixture
def app(folder: Path) -> Flask:
    return create_app(KEY, folder.parent)


def run(app: Flask, *args: object) -> Result:
    return app.test_cli_runner().invoke(args=["trial", "texts", NAME, *map(str, args)])


def exported(app: Flask, folder: Path, name: str = "out.csv") -> Path:
    file = folder.parents[1] / name
    assert run(app, "--out", file).exit_code == 0
    return file


def table_of(file: Path) -> Table:
    return list(csv.reader(StringIO(file.read_text("utf-8-sig"), newline="")))


def saved(file: Path, table: Table, encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
    written = StringIO()
    csv.writer(written, delimiter=delimiter).writerows(table)
    file.write_bytes(written.getvalue().encode(encoding, "replace"))
    return file


def row(table: Table, place: str) -> list[str]:
    return next(line for line in table if line[0] == place)


def edited(app: Flask, folder: Path, place: str, **texts: str) -> Path:
    """An export with these texts in the row of a place."""
    file = exported(app, folder)
    table = table_of(file)
    for language, text in texts.items():
        row(table, place)[{"en": 2, "zh": 3}[language]] = text
    return saved(file, table)


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_what_was_not_edited_changes_nothing(name: str, app: Flask, folder: Path) -> None:
    before = (folder / "definition.yaml").read_bytes()
    told = run(app, "--in", exported(app, folder, name))
    assert (told.exit_code, "no texts would change" in told.output) == (0, True)
    assert (folder / "definition.yaml").read_bytes() == before


def test_a_row_has_the_place_the_kind_both_languages_and_a_version(app: Flask, folder: Path) -> None:
    table = table_of(exported(app, folder))
    assert table[0] == ["place", "kind", "English", "中文", "changed", "version"]
    assert row(table, "questions.kind.ask")[:4] == [
        "questions.kind.ask", "the question", "Which kind is it?", "是哪一种？",
    ]  # fmt: skip
    assert not [line for line in table if "printed" in line[0] or "registry" in line[0]]


def test_an_edited_text_is_written_and_told_and_all_else_stays_as_it_was(app: Flask, folder: Path) -> None:
    definition = folder / "definition.yaml"
    os.chmod(definition, 0o640)
    before = definition.read_text("utf-8")
    told = run(app, "--in", edited(app, folder, "questions.kind.ask", zh="您的病是：哪一种？"))
    assert told.exit_code == 0, told.output
    assert "questions.kind.ask (中文):\n- 是哪一种？\n+ 您的病是：哪一种？" in told.output
    assert definition.read_text("utf-8") == before.replace("是哪一种？", "您的病是：哪一种？", 1)
    assert definition.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in folder.iterdir() if file.name.startswith(".")] == []


def test_a_workbook_edited_in_a_spreadsheet_program_is_taken_back(app: Flask, folder: Path) -> None:
    file = exported(app, folder, "out.xlsx")
    book = load_workbook(file)
    sheet = book.worksheets[0]
    cells = {line[0].value: line for line in sheet.iter_rows()}
    cells["questions.kind.ask"][2].value = "  Which kind,\nor “both”?  "
    cells["questions.kind.ask"][2].number_format = "General"
    sheet.insert_rows(2)
    sheet.cell(1, 7).value = "seen on"
    sheet.cell(5, 7).value = 20261127  # a number in a column of the translator's own
    book.save(file)
    assert run(app, "--in", file).exit_code == 0
    assert load(folder).trial.questions["kind"].ask["en"] == "Which kind,\nor “both”?"


def test_sorted_rows_blank_rows_other_columns_and_semicolons_do_not_matter(app: Flask, folder: Path) -> None:
    table = table_of(edited(app, folder, "questions.kind.ask", en="Which one?"))
    table = [table[0], *sorted(table[1:], reverse=True)]
    table = [[*reversed(line), "a note"] for line in table]
    table[3:3] = [[], ["", " ", ""]]
    table[0] = [f" {name.upper()} " for name in table[0]]
    assert run(app, "--in", saved(folder.parent / "in.csv", table, delimiter=";")).exit_code == 0
    assert load(folder).trial.questions["kind"].ask == {"en": "Which one?", "zh": "是哪一种？"}


def test_a_dry_run_says_what_would_change_and_writes_nothing(app: Flask, folder: Path) -> None:
    before = (folder / "definition.yaml").read_bytes()
    told = run(app, "--in", edited(app, folder, "questions.kind.ask", en="Which one?"), "--dry-run")
    assert "+ Which one?" in told.output
    assert "1 text would change; nothing was written" in told.output
    assert (folder / "definition.yaml").read_bytes() == before


Edit = Callable[[Table], object]


def typed(place: str, column: int, text: str) -> Edit:
    return lambda table: row(table, place).__setitem__(column, text)


def sorted_by_themselves(table: Table) -> None:
    """The places as they were, with each English text in the row of the next."""
    texts = [line[2] for line in table[1:]]
    for line, text in zip(table[1:], [*texts[1:], texts[0]], strict=True):
        line[2] = text


def double_a_column(table: Table) -> None:
    for line in table:
        line.append(line[2])


def exchange_languages(table: Table) -> None:
    for line in table[1:]:
        line[2:4] = line[3], line[2]


# name: (what is done to the table, what the message says)
REFUSED: dict[str, tuple[Edit, list[str]]] = {
    "unknown place": (typed("questions.kind.ask", 0, "questions.kind.aks"), ["row ", "no text", "questions.kind.ask"]),
    "no place": (typed("questions.kind.ask", 0, ""), ["row ", "no place"]),
    "doubled place": (lambda table: table.append(table[3]), ["row 4:", "stands in 2 rows", "Keep the one"]),
    "missing column": (lambda table: [line.pop(3) for line in table], ["row 1:", "“中文” is missing"]),
    "missing versions": (lambda table: [line.pop(5) for line in table], ["row 1:", "“version” is missing"]),
    "doubled column": (double_a_column, ["row 1:", "“English” is there twice"]),
    "no version": (typed("questions.kind.ask", 5, ""), ["row ", "has no version"]),
    "empty text": (typed("questions.kind.ask", 3, " "), ["row ", "no text in 中文"]),
    "control character": (typed("questions.kind.ask", 2, "Which\x07?"), ["row ", "U+0007"]),
    "replacement character": (typed("questions.kind.ask", 2, "Which \ufffd?"), ["row ", "U+FFFD"]),
    "lost signs": (typed("questions.kind.ask", 3, "?????"), ["row ", "became “?”", "UTF-8"]),
    "columns sorted by themselves": (sorted_by_themselves, ["row 2:", "title has in English what was the English of"]),
    "languages exchanged": (
        exchange_languages,
        ["title has in English what was the 中文 of title"],
    ),
    "an empty file": (lambda table: table.clear(), ["the spreadsheet is empty"]),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_one_refused_row_keeps_all_from_being_written(name: str, app: Flask, folder: Path) -> None:
    edit, said = REFUSED[name]
    before = (folder / "definition.yaml").read_bytes()
    table = table_of(edited(app, folder, "requirements.low_count.means", en="A count below 5 per microlitre."))
    edit(table)
    refused = run(app, "--in", saved(folder.parent / "in.csv", table))
    assert refused.exit_code == 1
    for part in ["nothing was written", *said]:
        assert part in refused.stderr, refused.stderr
    assert (folder / "definition.yaml").read_bytes() == before


def test_a_text_that_was_changed_in_the_file_since_the_export_is_not_overwritten(app: Flask, folder: Path) -> None:
    file = edited(app, folder, "questions.kind.ask", en="Which one?")
    definition = folder / "definition.yaml"
    definition.write_text(definition.read_text("utf-8").replace("是哪一种？", "哪一种？"), "utf-8")
    before = definition.read_bytes()
    refused = run(app, "--in", file)
    assert refused.exit_code == 1
    assert "questions.kind.ask was changed in the definition since the export" in refused.stderr
    assert definition.read_bytes() == before


def test_a_row_that_the_translator_left_alone_keeps_what_the_file_says_by_now(app: Flask, folder: Path) -> None:
    file = edited(app, folder, "questions.kind.ask", en="Which one?")
    definition = folder / "definition.yaml"
    definition.write_text(definition.read_text("utf-8").replace("It matters.", "It counts.", 1), "utf-8")
    assert run(app, "--in", file).exit_code == 0
    asked = load(folder).trial.questions["kind"]
    assert (asked.ask["en"], asked.why["en"]) == ("Which one?", "It counts.")
    assert "no texts would change" in run(app, "--in", file).output, "the same spreadsheet once more"


def test_a_text_that_an_alias_repeats_is_changed_in_the_file_only(app: Flask, folder: Path) -> None:
    definition = folder / "definition.yaml"
    text = definition.read_text("utf-8")
    definition.write_text(text.replace("  en: Nowhere", "  en: &nowhere Nowhere").replace("en: Nobody", "en: *nowhere"))
    file = edited(app, folder, "facility", en="Somewhere")
    assert "change it in the file" in row(table_of(file), "sponsor")[1]
    refused = run(app, "--in", file)
    assert refused.exit_code == 1
    assert "facility is used in several places. Change it in the file" in refused.stderr


def test_a_file_of_windows_keeps_its_byte_order_mark_and_its_line_ends(app: Flask, folder: Path) -> None:
    definition = folder / "definition.yaml"
    before = b"\xef\xbb\xbf" + definition.read_bytes().replace(b"\n", b"\r\n")
    definition.write_bytes(before)
    assert run(app, "--in", edited(app, folder, "questions.kind.ask", en="Which\none?")).exit_code == 0
    written = b"|-\r\n            Which\r\n            one?"
    assert definition.read_bytes() == before.replace(b"Which kind is it?", written)
    assert load(folder).trial.questions["kind"].ask["en"] == "Which\none?"


def test_a_later_export_marks_what_changed_since_an_earlier_one(app: Flask, folder: Path) -> None:
    earlier = exported(app, folder)
    assert run(app, "--in", edited_copy(earlier, "questions.kind.ask", "Which one?")).exit_code == 0
    later = folder.parent / "later.csv"
    assert run(app, "--out", later, "--since", earlier).exit_code == 0
    assert [line[0] for line in table_of(later)[1:] if line[4]] == ["questions.kind.ask"]


def edited_copy(file: Path, place: str, text: str) -> Path:
    table = table_of(file)
    row(table, place)[2] = text
    return saved(file.with_name("edited.csv"), table)


def test_what_the_check_finds_keeps_an_offered_trial_as_it_is_and_is_told_for_a_draft(app: Flask, folder: Path) -> None:
    definition = folder / "definition.yaml"
    file = edited(app, folder, "questions.kind.ask", en="Are you eligible?")
    before = definition.read_bytes()
    refused = run(app, "--in", file)
    assert refused.exit_code == 1
    assert "row 12: " in refused.stderr
    assert "“eligible” is not said to readers" in refused.stderr
    assert definition.read_bytes() == before
    definition.write_text(definition.read_text("utf-8").replace("languages:", "draft: true\nlanguages:"), "utf-8")
    told = run(app, "--in", file)
    assert told.exit_code == 0
    assert "the check finds: row 12: " in told.output
    assert load(folder).trial.questions["kind"].ask["en"] == "Are you eligible?"


def test_a_limit_that_was_changed_in_a_text_only_is_refused(app: Flask, folder: Path) -> None:
    means = load(folder).trial.requirements
    changed = next(part for part in means if part.id == "low_count").means["en"].replace("0.5", "5")
    refused = run(app, "--in", edited(app, folder, "requirements.low_count.means", en=changed))
    assert refused.exit_code == 1
    assert "nothing was written, since the check finds" in refused.stderr


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("gb18030", "this file is GBK, in which signs such as ⁹ are lost"), ("cp1252", "this file is not UTF-8")],
)
def test_a_file_in_a_narrower_encoding_is_refused_with_its_cure(
    encoding: str, said: str, app: Flask, folder: Path
) -> None:
    table = table_of(edited(app, folder, "questions.kind.ask", en="Which – “one”?"))
    refused = run(app, "--in", saved(folder.parent / "in.csv", table, encoding))
    assert refused.exit_code == 1
    for part in (said, "CSV UTF-8 (逗号分隔)", "Nothing was written"):
        assert part in refused.stderr


def test_unicode_text_of_excel_is_read(app: Flask, folder: Path) -> None:
    table = table_of(edited(app, folder, "questions.kind.ask", en="Which – “one”?"))
    assert run(app, "--in", saved(folder.parent / "in.txt", table, "utf-16", "\t")).exit_code == 0
    assert load(folder).trial.questions["kind"].ask["en"] == "Which – “one”?"


@pytest.mark.parametrize(("value", "kind"), [("=1+1", "a formula"), (12, "a number"), (True, "a number")])
def test_a_cell_of_a_workbook_that_is_no_text_is_refused(value: object, kind: str, app: Flask, folder: Path) -> None:
    file = exported(app, folder, "out.xlsx")
    book = load_workbook(file)
    book.worksheets[0]["C3"].value = value
    book.save(file)
    refused = run(app, "--in", file)
    assert refused.exit_code == 1
    assert f"row 3: C3 is {kind}" in refused.stderr
    assert "Format the cell as text" in refused.stderr


def test_an_export_never_replaces_a_file_that_may_hold_work(app: Flask, folder: Path) -> None:
    file = edited(app, folder, "questions.kind.ask", en="Which one?")
    before = file.read_bytes()
    assert run(app, "--out", file).exit_code == 1
    assert file.read_bytes() == before


@pytest.mark.parametrize("args", [[], ["--out", "a.csv", "--dry-run"], ["--out", "a.txt"]])
def test_options_that_do_not_go_together_are_refused(args: list[str], app: Flask) -> None:
    assert run(app, *args).exit_code == 2


@pytest.mark.parametrize("content", [b"PK\x03\x04 no workbook", b'place,"open'])
def test_a_file_that_is_no_table_is_refused(content: bytes, app: Flask, folder: Path) -> None:
    file = folder.parent / "in.xlsx"
    file.write_bytes(content)
    refused = run(app, "--in", file)
    assert (refused.exit_code, "Nothing was written" in refused.stderr) == (1, True)


TAKEN_OTHERWISE = [
    *("=1+1", '=HYPERLINK("x")', "-5", "+86", "@x", "'=1", "''5", "5", "2-3", "25%", "TRUE", "1E5", "5 May"),
    *("2026年5月", "\N{FULLWIDTH EQUALS SIGN}1"),
]
CELLS = st.one_of(TEXTS, st.sampled_from(TAKEN_OTHERWISE))


@settings(steady, max_examples=60)
@given(cell=CELLS)
def test_a_cell_comes_back_as_it_was_and_is_no_formula_or_number_in_between(cell: str) -> None:
    table = [["place", "English"], ["a", cell]]
    written = as_csv(table)
    assert rows_of(written) == [(1, ["place", "English"]), (2, ["a", cell])]
    shown = list(csv.reader(StringIO(written.decode("utf-8-sig"), newline="")))[1][1]
    assert shown.startswith("'") or cell not in TAKEN_OTHERWISE
    assert not shown.startswith(("=", "+", "-", "@"))


@settings(steady, max_examples=60)
@given(cell=CELLS)
def test_a_cell_of_a_workbook_comes_back_as_it_was_and_is_text(cell: str) -> None:
    written = as_xlsx([["place"], [cell]], [10])
    assert rows_of(written) == [(1, ["place"]), (2, [cell])]
    assert load_workbook(BytesIO(written)).worksheets[0]["A2"].data_type == "s"
