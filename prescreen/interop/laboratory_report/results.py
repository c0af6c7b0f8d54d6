"""The result of one test, from the rows that a report has of it: an answer, or the reason why it is asked."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from prescreen.interop.laboratory_report.reference import contradicts, is_of_other_size
from prescreen.interop.laboratory_report.row import Row
from prescreen.interop.recognized import Asked, Taken, Why, first_reason, is_unusual
from prescreen.screening.answers import Answer, read
from prescreen.trial.questions import LabValue, Ratio
from prescreen.trial.units import is_concentration, matching_unit, read_unit

SHARES = ("%", "‰")


def result_of(question: LabValue | Ratio, rows: list[Row], has_flags: bool, is_unclear: bool) -> Taken | Asked:
    """The result of a test that stands in one row or in several, such as a count and a percentage of the same name."""
    rows = [_without_percentage(question, row) for row in rows]
    results = [(row, _of_row(question, row, has_flags, is_unclear)) for row in rows]
    if own_kind := [(row, found) for row, found in results if not _is_asked(found, "other_unit")]:
        results = own_kind
    # A list of what is abnormal repeats results without their units and limits.
    values = {row.value for row, found in results if isinstance(found, Taken)}
    found = [found for row, found in results if not (_is_asked(found, "no_unit", "no_limit") and row.value in values)]
    taken = [result for result in found if isinstance(result, Taken)]
    whys: list[Why] = [result.why for result in found if isinstance(result, Asked)]
    if not whys and len({_size(question, result.answer) for result in taken}) == 1:
        return taken[0]
    if len(found) > 1:
        whys.append("two_values")
    return Asked(question.id, found[0].line, first_reason(whys))


def is_of_other_method(question: LabValue | Ratio, rows: list[Row]) -> bool:
    """Whether a percentage of the same name stands in a report with words that aren't known, as those of a method."""
    is_share = isinstance(question, LabValue) and set(question.units) <= set(SHARES)
    others = [row for row in rows if row.mentioned == question.id and row.numbers]
    return is_share and any(unit.text in SHARES for row in others for unit in row.units)


def _without_percentage(question: LabValue | Ratio, row: Row) -> Row:
    """A row without the percentage that is printed beside the count: 22.1 % 0.32 10^9/L."""
    own = question.units if isinstance(question, LabValue) else ()
    shares = [
        (number, unit) for number, unit in row.pairs if unit.text in SHARES and matching_unit(own, unit.text) is None
    ]
    if len(row.pairs) != 2 or len(shares) != 1 or len(row.numbers) != 2:
        return row
    numbers = [cell for cell in row.numbers if cell is not shares[0][0]]
    return replace(row, numbers=numbers, units=[cell for cell in row.units if cell is not shares[0][1]])


def _size(question: LabValue | Ratio, answer: Answer) -> tuple[Fraction, ...]:
    """What is equal for two answers that say the same in different units."""
    if isinstance(question, LabValue):
        return (Fraction(answer["value"]) * question.units[answer["unit"]],)
    return Fraction(answer["value"]), Fraction(answer["limit"])


def _is_asked(result: Taken | Asked, *whys: Why) -> bool:
    return isinstance(result, Asked) and result.why in whys


def _of_row(question: LabValue | Ratio, row: Row, has_flags: bool, is_unclear: bool) -> Taken | Asked:
    whys = set(_reasons(question, row))
    value = row.value
    if is_unclear or row.is_unclear or is_of_other_size(question, row, value):
        whys.add("unclear")
    if value is not None and contradicts(row, value, has_flags):
        whys.add("flag")
    answer = None if value is None else _answer(question, row, value)
    if answer is not None and is_unusual(question, answer):
        whys.add("unusual")
    if not whys and answer is not None:
        return Taken(question.id, row.line, read(question, answer))
    return Asked(question.id, row.line, first_reason(whys))


def _reasons(question: LabValue | Ratio, row: Row) -> Iterator[Why]:
    """Why a row's cells don't make an answer."""
    if isinstance(question, LabValue):
        units = {matching_unit(question.units, cell.text) for cell in row.units}
        if not units:
            yield "no_unit"
        if None in units:
            yield "other_unit"
        if len({question.units[unit] for unit in units if unit}) > 1:
            yield "unclear"
    else:
        if not all(is_concentration(cell.text) for cell in row.units):
            yield "other_unit"
        if len({read_unit(cell.text) for cell in row.units}) > 1:
            yield "unclear"
        if len(row.upper_ends) != 1 or None in row.upper_ends or row.is_by_sex:
            yield "no_limit"
    if row.limits:
        yield "sign"
    if len(row.numbers) > 1 and row.value is None:
        yield "two_values"
    if len(row.upper_ends) > 1 or not row.numbers:
        yield "unclear"


def _answer(question: LabValue | Ratio, row: Row, value: Decimal) -> Answer | None:
    """The answer in the shape of an answers file, which may yet be out of range."""
    if isinstance(question, LabValue):
        units = [unit for cell in row.units if (unit := matching_unit(question.units, cell.text))]
        return {"value": format(value, "f"), "unit": units[0]} if units else None
    limits = [limit for limit in row.upper_ends if limit is not None]
    return {"value": format(value, "f"), "limit": format(limits[0], "f")} if len(limits) == 1 else None
