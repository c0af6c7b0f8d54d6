"""What cells that stand beside each other in a line are, as a group."""

import re
from collections.abc import Sequence

from prescreen.interop.laboratory_report.cells import Cell, Kind

WORDS = (Kind.TEXT, Kind.GARBLED)
VALUES = (Kind.NUMBER, Kind.UNIT, Kind.RANGE, Kind.LIMIT)
# A date without its year.
SHORT_DATE = re.compile("[0-9]{1,2}(?:[/.][0-9]{1,2}|月[0-9]{1,2}日?)")
SEX = re.compile(
    "(?:成年|成人)?[男女][性士]?|儿童|males?|females?|m|f|men|women|man|woman|boys?|girls?|children|[♂♀]", re.I
)


def explains_flags(cells: list[Cell]) -> bool:
    """Whether a line only says what the flags mean."""
    return {1, -1} <= {cell.flag for cell in cells} and not any(cell.kind in VALUES for cell in cells)


def has_dates(group: list[Cell]) -> bool:
    """Whether cells are the heading of columns for several dates."""
    dates = {cell.text for cell in group if cell.kind is Kind.DATE}
    return len(dates) > 1 and all(cell.kind is Kind.DATE for cell in group)


def is_column_date(cell: Cell) -> bool:
    return cell.kind is Kind.DATE or (cell.kind is Kind.GARBLED and SHORT_DATE.fullmatch(cell.text) is not None)


def is_of_sex(group: Sequence[Cell]) -> bool:
    """Whether words begin with the sex that a reference range is for."""
    return SEX.fullmatch(group[0].text.strip("/,.")) is not None


def is_index(group: list[Cell]) -> bool:
    """Whether cells before a name are the number of a row, or signs."""
    numbers = [cell.number for cell in group if cell.kind is Kind.NUMBER]
    is_whole = all(
        number is not None and number == number.to_integral_value() and 0 < number < 1000 for number in numbers
    )
    return is_whole and len(numbers) <= 1 and all(cell.kind in (Kind.NUMBER, Kind.FLAG) for cell in group)
