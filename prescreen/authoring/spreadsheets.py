"""Tables of texts as CSV and XLSX files, as spreadsheet programs write and read them."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any
from unicodedata import normalize
from zipfile import BadZipFile

# The number of a row, counted as spreadsheets do, and its cells.
Row = tuple[int, list[str]]
MAX_CELL = 32_000  # characters; spreadsheets cut off what is beyond 32,767
# What spreadsheets read as a formula, also full-width, …
FORMULA = re.compile("[=+@\t\r\n-]")
# … and as a number, a date, a time or a truth value, which they then show and save otherwise.
MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
NUMBER = re.compile(rf"(?=.*\d)(?:[\W\d_年月日时分秒上下午]|(?:{MONTH})[a-z]*|[ap]m|e)+|true|false", re.I)
SAVE_AS_UTF8 = "In Excel save it as “CSV UTF-8 (逗号分隔)”, or use .xlsx"


class SpreadsheetError(Exception):
    """A file can't be read as a table, or a text can't stand in a cell. The message has a cure."""


class NotText(str):
    """What stands for a cell that is no text: its place, and what it is."""

    __slots__ = ()


def as_csv(table: Sequence[Sequence[str]]) -> bytes:
    """The table as UTF-8 with a byte order mark, which tells spreadsheets that it is UTF-8."""
    written = StringIO()
    writer = csv.writer(written)
    for row in table:
        writer.writerow([f"'{cell}" if _is_taken_otherwise(cell) else cell for cell in _checked(row)])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _is_taken_otherwise(cell: str) -> bool:
    """Whether a spreadsheet would make something else of this text in a CSV file. An apostrophe before it keeps it, and
    stays visible; ones that it has itself don't count, so that each is kept."""
    text = normalize("NFKC", cell.lstrip("'"))
    return bool(FORMULA.match(text) or NUMBER.fullmatch(text))


def as_xlsx(table: Sequence[Sequence[str]], widths: Sequence[int]) -> bytes:
    """The table as a workbook with one sheet, in which every cell is text. `widths` are those of the columns."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "texts"
    for number, row in enumerate(table, 1):
        for column, text in enumerate(_checked(row), 1):
            cell = sheet.cell(number, column)
            cell.value, cell.data_type, cell.number_format = text, "s", "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _checked(row: Iterable[str]) -> list[str]:
    cells = list(row)
    if long := next((cell for cell in cells if len(cell) > MAX_CELL), None):
        raise SpreadsheetError(f"the text “{long[:40]}…” is too long for a spreadsheet. Shorten it")
    return cells


def rows_of(content: bytes) -> list[Row]:
    """The rows of a CSV or XLSX file, blank ones left out. Raises SpreadsheetError."""
    rows = _xlsx_rows(content) if content.startswith(b"PK\x03\x04") else _csv_rows(content)
    cleaned = [(number, [_clean(cell) for cell in cells]) for number, cells in rows]
    return [(number, cells) for number, cells in cleaned if any(cells)]


def _clean(cell: str) -> str:
    return cell if isinstance(cell, NotText) else cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def _csv_rows(content: bytes) -> list[Row]:
    text = _decoded(content)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SpreadsheetError(f"this is not CSV: {error}. Save it again from the spreadsheet") from error
    return [(number, [_without_apostrophe(cell) for cell in row]) for number, row in enumerate(rows, 1)]


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _is_taken_otherwise(cell) else cell


def _decoded(content: bytes) -> str:
    """The text of a CSV file. GBK is refused, since a text that was saved in it has lost signs such as ⁹."""
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):  # “Unicode text”, which holds every character
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        is_gbk = "中文" in content.decode("gb18030")
    except UnicodeDecodeError:
        is_gbk = False
    kind = "this file is GBK, in which signs such as ⁹ are lost" if is_gbk else "this file is not UTF-8"
    raise SpreadsheetError(f"{kind}. {SAVE_AS_UTF8}")


def _xlsx_rows(content: bytes) -> list[Row]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(BytesIO(content)).worksheets[0]
    except (BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError, TypeError) as error:
        raise SpreadsheetError(f"this is no workbook that can be read: {error}. Save it again as .xlsx") from error
    rows = enumerate(sheet.iter_rows(), 1)
    return [(number, [_text(cell.value, cell.data_type, cell.coordinate) for cell in row]) for number, row in rows]


def _text(value: Any, data_type: str, coordinate: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and data_type != "f" and data_type != "e":
        return value
    kind = {"f": "a formula", "e": "an error"}.get(data_type, "a number or a date")
    return NotText(f"{coordinate} is {kind}, not text")
