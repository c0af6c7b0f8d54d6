"""What cells that stand beside each other in a line are, as a group."""

import re
from collections.abc import Sequence

from prescreen.interop.laboratory_report.cells import Cell, Kind

WORDS = (Kind.TEXT, Kind.GARBLED)
VALUES = (Kind.NUMBER, Kind.UNIT, Kind.RANGE, Kind.LIMIT)
# A date without its year.
SHORT_DATE = re.compile("[0-9]{1,2}(?:[/.][0-9]{1,2}|月[0-9]{1,2}日?)")
# Sex or age. An age may be written against the word: 儿童<18岁.
SEX_OR_AGE = re.compile(
    "(?:(?:成年|成人)?[男女][性士]?|成人|儿童|小儿|新生儿|婴儿|婴幼儿|青少年|老年人?|[天日月岁周]龄?|个月|周岁|males?|females?|m|f|men|women|man|woman"
    "|boys?|girls?|child|children|adults?|newborns?|neonates?|infants?|days?|weeks?|months?|years?|yrs?|y|[♂♀])(?![A-Za-z\u4e00-\u9fff])",
    re.I,
)
# Words that say, before another number, that it is of another time, or what the number before was.
OTHER_TIME = re.compile(
    "(?:今[天日晨]?|现[在为]?|目前|昨[天日]?|上周|上月|之前|以前|此前|曾|曾经|较前|原|原为|降至|降到|升至|升到|变为|至"
    "|(?:复查|复测|重测|输血|输注|治疗|用药)[后为]?.{0,3}|now|today|yesterday|was|were|then|from|down|up|ago|before|after|later|repeat|recheck(?:ed)?)",
    re.I,
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


def is_of_sex_or_age(group: Sequence[Cell]) -> bool:
    """Whether words begin with the sex or the age that a reference range is for."""
    return SEX_OR_AGE.match(group[0].text.strip("/,.")) is not None


def is_of_another_time(group: Sequence[Cell]) -> bool:
    """Whether words say that the number after them is of another time than the one before them."""
    return OTHER_TIME.fullmatch(group[0].text.strip("/,.")) is not None


def is_index(group: list[Cell]) -> bool:
    """Whether cells before a name are the number of a row, or signs."""
    numbers = [cell.number for cell in group if cell.kind is Kind.NUMBER]
    is_whole = all(
        number is not None and number == number.to_integral_value() and 0 < number < 1000 for number in numbers
    )
    return is_whole and len(numbers) <= 1 and all(cell.kind in (Kind.NUMBER, Kind.FLAG) for cell in group)
