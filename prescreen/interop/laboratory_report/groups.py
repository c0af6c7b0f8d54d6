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
# Words that say, before another number, that it is the same result at another time or place.
OTHER_TIME = re.compile(
    "第[一二三四五六0-9]{1,2}次|[一二两三四五六七八九十0-9]{1,3}个?[天日周月年]后|[上这本此末首初一]次|最近|入院|出院|外院|[我本]院|当地|[今昨当][天日晨]"
    "|^(?:现|现在|目前|今|昨|原|约|至|到|为)$|上[周月]|[之以此][前后]|(?:治疗|用药|移植)[前后]|输[注血].{0,3}?[前后]|较前|原为|[降升减增复].{0,2}?[至到为]|变为|波动"
    "|手工|人工|复[查测]|重测|实际|[→⇒]"
    r"|\b(?:admission|discharge|initial(?:ly)?|current(?:ly)?|now|today|yesterday|was|were|then|later|ago|last|week|previous(?:ly)?|prior"
    r"|before|after|improv\w{1,5}|increas\w{1,5}|decreas\w{1,5}|ris(?:en|ing)|rose|fell|fallen|dropp\w{1,4}|to|from|down|up|repeat\w{0,3}|recheck\w{0,3})\b",
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


def is_of_another_time(group: Sequence[Cell], after: Sequence[Cell]) -> bool:
    """Whether words say that a number after them is of another time than the one before them."""
    text = " ".join(cell.text for cell in group[:6])
    has_number = any(cell.kind in (Kind.NUMBER, Kind.LIMIT, Kind.RANGE) for cell in after)
    if SHORT_DATE.match(text):
        return has_number
    return OTHER_TIME.search(text) is not None and (has_number or re.search("[0-9]", text) is not None)


def is_index(group: list[Cell]) -> bool:
    """Whether cells before a name are the number of a row, or signs."""
    numbers = [cell.number for cell in group if cell.kind is Kind.NUMBER]
    is_whole = all(
        number is not None and number == number.to_integral_value() and 0 < number < 1000 for number in numbers
    )
    return is_whole and len(numbers) <= 1 and all(cell.kind in (Kind.NUMBER, Kind.FLAG) for cell in group)
