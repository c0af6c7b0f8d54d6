"""Whether a result and the reference range beside it can be of one another."""

from decimal import Decimal
from fractions import Fraction

from prescreen.interop.laboratory_report.cells import NORMAL_FLAG
from prescreen.interop.laboratory_report.row import Row
from prescreen.trial.questions import LabValue, Ratio
from prescreen.trial.ranges import in_spans
from prescreen.trial.units import matching_unit, read_unit

# How many times its upper limit a count of cells, or a result that is compared with its limit, may be.
MOST_OF_COUNT, MOST_OF_RATIO = 10, 25


def is_of_other_size(question: LabValue | Ratio, row: Row, value: Decimal | None) -> bool:
    """Whether the reference range is of another unit than the result, or both have lost their decimal points."""
    highs = [Fraction(high) for high in row.upper_ends if high]
    if value is None or not highs:
        return False
    if isinstance(question, Ratio):
        return Fraction(value) > MOST_OF_RATIO * max(highs) or _has_limit_in_other_unit(question, row, max(highs))
    unit = next((unit for cell in row.units if (unit := matching_unit(question.units, cell.text))), None)
    if unit is None:
        return False
    most, printed = max(question.usual[-1] if question.usual else question.range), read_unit(unit)
    is_count = printed is not None and printed.power is not None
    return max(highs) * question.units[unit] > 2 * most or (is_count and Fraction(value) > MOST_OF_COUNT * max(highs))


def _has_limit_in_other_unit(question: Ratio, row: Row, limit: Fraction) -> bool:
    """Whether a limit is usual, but in another unit than the result: 0.8 mg/dL beside 3.4-20.5."""
    units = {found.text for cell in row.units if (found := read_unit(cell.text))}
    spans = sorted(question.usual or [])
    in_other = {"mg/dl": spans[1:], "umol/l": spans[:-1], "ukat/l": spans}
    return any(in_spans(limit, in_other.get(unit, [])) for unit in units)


def contradicts(row: Row, value: Decimal, has_flags: bool) -> bool:
    """Whether the flags say anything else than the reference range does: a decimal point may have been lost. In a
    report with flags, a result without one should be within its range."""
    flags = {cell.flag for cell in row.flags}
    if len({(cell.low, cell.high) for cell in row.ranges}) != 1:
        return {1, -1} <= flags
    low, high = row.ranges[0].low, row.ranges[0].high
    side = -1 if low is not None and value < low else 1 if high is not None and value > high else 0
    if high is not None and _lost_its_point(value, high):
        return True
    if not flags:
        return has_flags and side != 0
    if flags == {0}:
        return side == 0
    return flags - {0} != {side or NORMAL_FLAG}


def _lost_its_point(value: Decimal, high: Decimal) -> bool:
    """Whether a result is high and has no decimals, while its limit has some: 374 beside 3.4-20.5."""
    return value > 2 * high and int(high.as_tuple().exponent) < 0 <= int(value.as_tuple().exponent)
