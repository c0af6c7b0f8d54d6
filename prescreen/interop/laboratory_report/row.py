"""A row of a report: the cells of one result of a test."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from prescreen.interop.laboratory_report.cells import Cell

# The line of the row of cells that stand before any name: numbers in a heading, or a report that names its tests last.
NO_LINE = 0
ROW_NUMBER = re.compile(r"\s*[0-9]{1,3}[.、]?\s*")
FEWEST_ROW_NUMBERS = 3


@dataclass
class Row:
    """The cells of one result. `question` is None for another test. `numbers` are the results, without those that are
    labelled as earlier ones; `dated` are those with a date behind them, `pairs` those with a unit behind them. `limits`
    are results with a comparison sign. `mentioned` is the question that words of another test name. `has_blank` means
    that a dash stands where a result would, `is_numbered` that a number before the name was left out, `is_title` that
    the words are of the report and name no test, `is_by_sex` that the range is of a sex or an age."""

    question: str | None
    line: int
    numbers: list[Cell] = field(default_factory=list)
    dated: list[Cell] = field(default_factory=list)
    units: list[Cell] = field(default_factory=list)
    ranges: list[Cell] = field(default_factory=list)
    limits: list[Cell] = field(default_factory=list)
    flags: list[Cell] = field(default_factory=list)
    pairs: list[tuple[Cell, Cell]] = field(default_factory=list)
    mentioned: str | None = None
    has_blank: bool = False
    is_numbered: bool = False
    is_title: bool = False
    is_by_sex: bool = False
    is_unclear: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.numbers or self.units or self.ranges or self.limits)

    @property
    def value(self) -> Decimal | None:
        """The result: the only one, or the first if all others have dates, as earlier ones do; or None."""
        numbers = self.numbers
        is_first = len(numbers) > 1 and numbers[0] not in self.dated and all(cell in self.dated for cell in numbers[1:])
        return numbers[0].number if len(numbers) == 1 or is_first else None

    @property
    def order(self) -> int:
        """Whether the result stands on a line before its range (-1) or after it (1); else 0."""
        if len(self.numbers) != 1 or not self.ranges:
            return 0
        number, reference = self.numbers[0].line, self.ranges[0].line
        return (number > reference) - (number < reference)

    @property
    def upper_ends(self) -> set[Decimal | None]:
        """The upper ends of the reference ranges; None for one without."""
        return {cell.high for cell in self.ranges}


def begins_before_name(row: Row) -> bool:
    """Whether the first row has cells of the next one, since they stand before its name. Of numbers before any name,
    only small ones may be results: others are those of a sample or a patient."""
    if row.line == NO_LINE:
        is_result = any(cell.number is not None and cell.number < 10_000 for cell in row.numbers)
        return is_result or bool(row.units or row.ranges)
    is_carried = any(cell.line > row.line for cell in (*row.units, *row.ranges))
    return is_carried and (row.is_title or not (row.numbers or row.limits))


def without_row_numbers(lines: list[str]) -> list[str]:
    """The lines of a report, empty where one has nothing but the number of a row, which goes up from 1."""
    places = [
        place for place, line in enumerate(lines[:-1]) if ROW_NUMBER.fullmatch(line) and not _is_number(lines, place)
    ]
    numbers = [int(re.sub("[^0-9]", "", lines[place])) for place in places]
    if len(numbers) < FEWEST_ROW_NUMBERS or numbers != list(range(1, len(numbers) + 1)):
        return lines
    dropped = set(places)
    return ["" if place in dropped else line for place, line in enumerate(lines)]


def _is_number(lines: list[str], place: int) -> bool:
    """Whether the next line with text begins as a result or a unit does, and not as a name."""
    following = next((line.strip() for line in lines[place + 1 : place + 4] if line.strip()), "")
    return re.match(r"[^\W\d_]|[★☆*●]", following) is None
