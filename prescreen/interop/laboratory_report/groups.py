"""What cells that stand beside each other in a line are, as a group."""

import re
from collections.abc import Sequence

from prescreen.interop.circumstances import earlier
from prescreen.interop.circumstances.dates import WITHOUT_YEAR
from prescreen.interop.circumstances.word_lists import any_of
from prescreen.interop.laboratory_report.cells import Cell, Kind

WORDS = (Kind.TEXT, Kind.GARBLED)
# Of a report's heading, which stands above the first name.
TITLE = any_of(
    "报告", "報告", "检验单", "檢驗單", "化验单", "医院", "醫院", "姓名", "性别", "年龄", "科室",
    "标本", "样本", "时间", "日期",
    r"\breport", r"\bhospital", r"\blaborator", r"\bclinic", r"\bpatient", r"\bname\b", r"\bage\b", r"\bsex\b",
    r"\bcollected", r"\bdate\b",
)  # fmt: skip
VALUES = (Kind.NUMBER, Kind.UNIT, Kind.RANGE, Kind.LIMIT)


def explains_flags(cells: list[Cell]) -> bool:
    """Whether a line only says what the flags mean."""
    return {1, -1} <= {cell.flag for cell in cells} and not any(cell.kind in VALUES for cell in cells)


def has_dates(group: list[Cell]) -> bool:
    """Whether cells are the heading of columns for several dates."""
    dates = {cell.text for cell in group if cell.kind is Kind.DATE}
    return len(dates) > 1 and all(cell.kind is Kind.DATE for cell in group)


def is_column_date(cell: Cell) -> bool:
    return cell.kind is Kind.DATE or (cell.kind is Kind.GARBLED and WITHOUT_YEAR.fullmatch(cell.text) is not None)


def is_of_another_time(group: Sequence[Cell], after: Sequence[Cell]) -> bool:
    """Whether words say that a number after them is of another time than the one before them."""
    text = " ".join(cell.text for cell in group[:6])
    has_number = any(cell.kind in (Kind.NUMBER, Kind.LIMIT, Kind.RANGE) for cell in after)
    if WITHOUT_YEAR.match(text):
        return has_number
    return earlier.follows(text) and (has_number or re.search("[0-9]", text) is not None)


def is_title(group: Sequence[Cell]) -> bool:
    """Whether words stand above the results of a report, and name no test."""
    return TITLE.search(" ".join(cell.text for cell in group[:6])) is not None


def is_index(group: list[Cell]) -> bool:
    """Whether cells before a name are the number of a row, or signs."""
    numbers = [cell.number for cell in group if cell.kind is Kind.NUMBER]
    is_whole = all(
        number is not None and number == number.to_integral_value() and 0 < number < 1000 for number in numbers
    )
    return is_whole and len(numbers) <= 1 and all(cell.kind in (Kind.NUMBER, Kind.FLAG) for cell in group)
