"""Puts the cells of a report together into rows, one for each result of a test.

A row is the test's name, followed by the cells of its result in any order, on the same line or on the next ones:

    row      = name cell*
    cell     = [label] (number | unit | range | limit | flag | date)
    name     = words that are all known, and name one test
    label    = "reference range", "previous" …: what the cells after it are, up to the next label or the line's end

Any other words begin a row of another test, which is left alone. A row is `unclear` where its cells may belong to
another row."""

from collections.abc import Callable
from datetime import date
from itertools import groupby

from prescreen.interop.circumstances.sex_or_age import begins_with_sex_or_age
from prescreen.interop.laboratory_report.cells import Cell, Kind, cells_of
from prescreen.interop.laboratory_report.groups import (
    VALUES,
    WORDS,
    explains_flags,
    is_index,
    is_of_another_time,
    is_title,
)
from prescreen.interop.laboratory_report.labels import Label
from prescreen.interop.laboratory_report.lines import lines_of
from prescreen.interop.laboratory_report.row import NO_LINE, Row, begins_before_name, without_row_numbers
from prescreen.interop.laboratory_report.tables import Tables
from prescreen.interop.laboratory_report.words import Heading, Vocabulary

SIDES = ("↑", "↓", "H", "L", "HH", "LL")


class RowReader:
    """Reads a report cell by cell, with the row that is open and the label before the next cells.

    `rows` are the rows so far, and `collected` the dates of collection, with None for one that can't be told."""

    def __init__(self, vocabulary: Vocabulary, is_unit: Callable[[str], bool]) -> None:
        self.vocabulary, self.is_unit = vocabulary, is_unit
        self.rows: list[Row] = []
        self.collected: set[date | None] = set()
        self.tables = Tables()
        self.row: Row | None = None
        self.label: Label | None = None
        self.last: Cell | None = None
        # Whether this line has brought cells to a row of an earlier line: a name after them may be theirs.
        self.has_carried = False
        # Names on a line behind cells of the row before: one may be a slip, several are the report's order.
        self.names_after_results = 0

    def read(self, text: str) -> None:
        for number, line in enumerate(without_row_numbers(lines_of(text)), 1):
            self._read_line(list(cells_of(line, number, self.is_unit)))

    def _read_line(self, cells: list[Cell]) -> None:
        if not cells or explains_flags(cells):
            return
        alternating = [list(found) for _, found in groupby(cells, lambda cell: cell.kind in WORDS)]
        groups = [part for group in alternating for part in self._split(group)]
        headings = [self._heading(group) for group in groups]
        is_numbered = len(groups) > 1 and is_index(groups[0]) and _begins_a_row(headings[1])
        if is_numbered:
            self.tables.read_row_number(groups[0])
        has_results = self.row is not None and bool(self.row.numbers)
        self.tables.read(groups, [found for found in headings if found is not None], self.label, has_results)
        self.has_carried, self.last = False, None
        following = [*groups, []][1:]
        for group, heading, after in list(zip(groups, headings, following, strict=True))[is_numbered:]:
            if heading is not None:
                self._mark(group, heading, after)
                self._begin(heading, group, is_numbered)
                if is_numbered and self.row is not None and group is groups[1]:
                    self.row.flags += [cell for cell in groups[0] if cell.text in SIDES]
                    self.row.is_numbered = any(cell.kind is Kind.NUMBER for cell in groups[0])
            else:
                for cell in group:
                    self._add(cell)
                    self.last = cell
        # A label alone on its line is of the next one.
        if not (len(groups) == 1 and headings[0] is not None):
            self.label = None

    def _split(self, group: list[Cell]) -> list[list[Cell]]:
        """Words, with a result that can't be read split from the name before it, as in PLT O.32."""
        place = next((i for i, cell in enumerate(group) if i and cell.kind is Kind.GARBLED), 0)
        if place == 0 or self._is_known(group):
            return [group]
        return [group[:place], group[place:]]

    def _is_known(self, group: list[Cell]) -> bool:
        return self.vocabulary.read([cell.text for cell in group]).is_known

    def _heading(self, group: list[Cell]) -> Heading | None:
        return self.vocabulary.read([cell.text for cell in group]) if group[0].kind in WORDS else None

    def _mark(self, group: list[Cell], heading: Heading, after: list[Cell]) -> None:
        """Words behind a result that say of whom its range is, or that a result of another time follows."""
        row = self.row
        if row is None:
            return
        row.is_by_sex |= bool(row.ranges) and begins_with_sex_or_age(group[0].text)
        if row.line == group[0].line and row.numbers and not heading.is_known:
            row.is_unclear |= is_of_another_time(group, after)

    def _begin(self, heading: Heading, group: list[Cell], is_numbered: bool) -> None:
        """Words: a label, or the name that begins a row or stands in it again."""
        first = group[0]
        row, self.label = self.row, heading.label
        if not _begins_a_row(heading) or (heading.question and self._is_named_again(heading.question)):
            return
        if row is not None:
            if first.kind is Kind.GARBLED and not heading.is_known and not row.numbers:
                row.is_unclear = True  # a result that can't be read
                return
            if is_numbered and row.line == first.line and is_index(row.numbers[-1:]):
                self._leave_number(row)
        self.row = Row(heading.question, first.line, mentioned=heading.mentioned)
        self.row.is_unclear = self.tables.is_of_earlier
        self.row.is_title = not heading.is_known and is_title(group)
        self.rows.append(self.row)
        self.names_after_results += self.has_carried
        if row is not None and (self.has_carried or self._is_stacked(row)):
            row.is_unclear = self.row.is_unclear = True
        self.has_carried = False

    def _leave_number(self, row: Row) -> None:
        """Leaves out the number of the next row, in a line of two. The only number may be that, or the result."""
        if len(row.numbers) > 1:
            row.numbers.pop()
        elif row.numbers and self.last is row.numbers[-1]:
            row.is_unclear = True

    def _is_named_again(self, question: str) -> bool:
        row = self.row
        if row is None or self.has_carried:
            return False
        is_again = row.question == question and not row.numbers and not row.limits
        row.has_blank &= not is_again  # a dash between two names of a test
        return is_again

    def _is_stacked(self, row: Row) -> bool:
        """Whether the open row names a test on the line after another name, as where a column of names was copied."""
        opened = self.row
        return opened is not None and bool(opened.question and row.question) and row.is_empty and row.line < opened.line

    def _add(self, cell: Cell) -> None:
        """A cell of the open row."""
        if cell.kind is Kind.DATE:
            self._add_date(cell)
            return
        if self.row is None:
            self.row = Row(None, NO_LINE)
            self.rows.append(self.row)
        if cell.kind in VALUES and self.row.line < cell.line:
            self.has_carried = True
        self._add_to(self.row, cell)

    def _add_to(self, row: Row, cell: Cell) -> None:
        match cell.kind:
            case Kind.UNIT:
                row.units.append(cell)
                if self.last is not None and row.numbers and self.last is row.numbers[-1]:
                    row.pairs.append((self.last, cell))
            case Kind.RANGE:
                row.ranges.append(cell)
                row.is_unclear |= cell.low is None or cell.high is None or cell.low >= cell.high
                self.label = None
            case _ if self.label is Label.PREVIOUS:
                pass
            case Kind.FLAG:
                row.flags.append(cell)
            case Kind.LIMIT if self.label is Label.RANGE or not cell.is_strict or row.numbers:
                row.ranges.append(cell)
                self.label = None
            case Kind.LIMIT:
                row.limits.append(cell)
            case Kind.NUMBER:
                # A row that is whole but for its result: the number of a page or a sample may follow.
                is_whole = any(found.line == row.line for found in row.ranges)
                is_below = row.line < cell.line and (is_whole or self._has_other_name(row))
                row.is_unclear |= self.label is Label.RANGE or row.has_blank or is_below
                row.numbers.append(cell)
            case Kind.COMPARING_END:
                row.limits.append(cell)
            case Kind.BLANK:
                row.has_blank |= not row.numbers

    def _has_other_name(self, row: Row) -> bool:
        """Whether two tests with their units stand on one line, as over columns."""
        return any(other is not row and other.line == row.line and bool(other.units) for other in self.rows[-2:])

    @property
    def is_unclear(self) -> bool:
        """Whether no row can be trusted: results stand before their names, or in columns of several dates."""
        printed = [row for row in self.rows if row.units or row.ranges]
        several = [row for row in printed if len(row.numbers) - len(row.dated) > 1]
        single = [row for row in printed if len(row.numbers) == 1]
        return (
            self.tables.has_columns
            or self.names_after_results > 1
            or any(begins_before_name(row) for row in (*self.rows[:1], *printed[:1]))
            or sum(row.is_numbered and not row.numbers and not row.limits for row in printed) > 1
            or (len(several) > 1 and len(several) >= len(single))
        )

    def _add_date(self, cell: Cell) -> None:
        if self.label is Label.COLLECTED:
            self.collected.add(cell.day)
            self.label = None
        elif self.row is not None and self.row.numbers and self.last is self.row.numbers[-1]:
            self.row.dated.append(self.last)


def _begins_a_row(heading: Heading | None) -> bool:
    return heading is not None and (heading.question is not None or not heading.is_known)
