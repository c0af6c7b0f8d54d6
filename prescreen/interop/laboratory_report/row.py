"""A row of a report: the cells of one result of a test."""

from dataclasses import dataclass, field
from decimal import Decimal

from prescreen.interop.laboratory_report.cells import Cell

# The line of the row of cells that stand before any name: numbers in a heading, or a report that names its tests last.
NO_LINE = 0


@dataclass
class Row:
    """The cells of one result. `question` is None for another test. `numbers` are the results, without those that are
    labelled as earlier ones; `dated` are those with a date behind them, `pairs` those with a unit behind them. `limits`
    are results with a comparison sign. `mentioned` is the question that words of another test name. `has_blank` means
    that a dash stands where a result would, `is_numbered` that a number before the name was left out, `is_by_sex` that
    the range is of a sex or an age."""

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
    return is_carried and not row.numbers and not row.limits
