"""What the tables and parts of a report are, as their headings and the numbers of their rows say."""

from collections.abc import Sequence

from prescreen.interop.laboratory_report.cells import Cell
from prescreen.interop.laboratory_report.groups import VALUES, WORDS, has_dates, is_column_date
from prescreen.interop.laboratory_report.labels import Label
from prescreen.interop.laboratory_report.words import Heading


class Tables:
    """The tables and parts so far.

    `has_columns`: a table has columns for results of several dates, so that a single result may be an earlier one.
    `has_previous`: one of its columns is for earlier results, so that only one that has a date can be told apart.
    `is_of_earlier`: the part of the report that has begun is of earlier results."""

    def __init__(self) -> None:
        self.has_columns = False
        self.has_previous = False
        self.is_of_earlier = False
        self._last_row_number = 0

    def read(
        self, groups: Sequence[list[Cell]], headings: Sequence[Heading], label: Label | None, has_results: bool
    ) -> None:
        """A line, which may be a heading: its cells in groups, and what its words say. `label` stood alone on the line
        before, and `has_results` says whether the row above has a result."""
        cells = [cell for group in groups for cell in group]
        has_values = any(cell.kind in VALUES for cell in cells)
        self.has_columns |= any(has_dates(group) for group in groups)
        self.has_previous |= any(heading.has_previous_column for heading in headings)
        if any(heading.has_result_column for heading in headings) and not has_values:
            self.has_columns |= any(is_column_date(cell) for cell in cells)
        if label is Label.RESULT:
            self.is_of_earlier = False
        elif label is Label.PREVIOUS and cells[0].kind in WORDS:
            self._read_below_previous(headings[0], has_values, has_results)

    def _read_below_previous(self, heading: Heading, has_values: bool, has_results: bool) -> None:
        """A line of words below a label of earlier results that stands alone."""
        if has_results:
            # A name with its result: a part of the report begins here.
            self.is_of_earlier |= has_values
        else:
            # Of a heading with one label a line the next label or name follows without an earlier result.
            self.has_previous |= heading.is_known or has_values

    def read_row_number(self, group: Sequence[Cell]) -> None:
        """The numbers of rows go up, and begin with 1 again in another table; results before names don't."""
        number = next((int(cell.number) for cell in group if cell.number is not None), 0)
        self.has_columns |= 1 < number <= self._last_row_number
        self._last_row_number = number or self._last_row_number
