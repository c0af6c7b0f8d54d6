"""Reads a laboratory report as text: which answers it gives, and what must be asked.

An answer is taken only where nothing about it is doubtful. Nothing of the text is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from prescreen.interop.laboratory_report import oxygen
from prescreen.interop.laboratory_report.days import has_columns_of_moments, has_several_days
from prescreen.interop.laboratory_report.lines import plain_lines
from prescreen.interop.laboratory_report.people import is_of_several
from prescreen.interop.laboratory_report.reference import contradicts, is_of_other_size
from prescreen.interop.laboratory_report.remarks import is_remarked, remarked_lines
from prescreen.interop.laboratory_report.row import Row
from prescreen.interop.laboratory_report.rows import RowReader
from prescreen.interop.laboratory_report.samples import is_clearance, lines_not_of_blood, without_urine
from prescreen.interop.laboratory_report.words import LONGEST_WORD, Vocabulary
from prescreen.interop.recognized import ORDER, Asked, Recognized, Taken, Why, is_unusual
from prescreen.screening.answers import Answer, read
from prescreen.trial.questions import LabValue, Question, Ratio
from prescreen.trial.trial import Trial
from prescreen.trial.units import is_concentration, matching_unit, plain_unit, read_unit

MAX_BYTES = 60_000
SHARES = ("%", "‰")
# The units of what stands in one line with oxygen saturation, and of no test.
VITAL_UNITS = {"mmhg", "次/分", "次/min", "bpm", "°c", "kg", "cm"}


class LaboratoryReportError(ValueError):
    """A file that is no text, or a text that is too long."""


def text_of(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or GB 18030. Raises LaboratoryReportError."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise LaboratoryReportError("it is not text")


def recognize(trial: Trial, text: str) -> Recognized:
    """What a report says about a trial's questions, which are listed in the trial's order. Raises
    LaboratoryReportError if the text is longer than MAX_BYTES."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise LaboratoryReportError(f"it is longer than {MAX_BYTES:,} bytes")
    own = {plain_unit(unit) for question in trial.questions.values() for unit in _units(question)}
    reader = RowReader(Vocabulary(trial), lambda word: _is_unit(word, own))
    reader.read(text)
    has_flags = any(flag.flag in (1, -1) for row in reader.rows for flag in row.flags)
    lines = plain_lines(text)
    _doubt_rows(trial, lines, reader)
    is_unclear, found = _is_unclear(lines, reader), []
    for question in trial.questions.values():
        rows = [row for row in reader.rows if row.question == question.id and (row.is_unclear or not row.is_empty)]
        if rows and isinstance(question, LabValue | Ratio):
            is_doubtful = is_unclear or _is_of_other_methods(question, reader.rows)
            found.append(_of_rows(question, rows, has_flags, is_doubtful))
    collected = next(iter(reader.collected)) if len(reader.collected) == 1 else None
    return Recognized(
        tuple(result for result in found if isinstance(result, Taken)),
        tuple(result for result in found if isinstance(result, Asked)),
        collected,
    )


def _is_unclear(lines: list[str], reader: RowReader) -> bool:
    """Whether no result can be trusted: they may be of several people or days, or the sample was bad."""
    results = [row for row in reader.rows if row.question and not row.is_empty]
    all_lines, single = {row.line for row in results}, {row.line for row in results if len(row.numbers) == 1}
    return (
        reader.is_unclear
        or len(reader.collected) > 1
        or is_of_several(lines)
        or is_remarked(lines)
        or has_columns_of_moments(lines)
        or has_several_days(lines, all_lines, single)
    )


def _is_of_other_methods(question: LabValue | Ratio, rows: list[Row]) -> bool:
    """Whether a percentage of the same name stands in a report with words that aren't known, as those of a method."""
    is_share = isinstance(question, LabValue) and set(question.units) <= set(SHARES)
    others = [row for row in rows if row.mentioned == question.id and row.numbers]
    return is_share and any(unit.text in SHARES for row in others for unit in row.units)


def _doubt_rows(trial: Trial, lines: list[str], reader: RowReader) -> None:
    """Makes the rows unclear that are of another sample than blood, of oxygen that is given, or of an earlier day, or
    that have a remark."""
    remarked, is_not_in_air_at_rest = set(remarked_lines(lines)), oxygen.is_given(lines) or oxygen.is_not_at_rest(lines)
    other, other_than_urine = set(lines_not_of_blood(lines)), set(lines_not_of_blood(map(without_urine, lines)))
    has_result_first = any(row.order == -1 for row in reader.rows)
    for row in reader.rows:
        question = trial.questions[row.question] if row.question else None
        is_oxygen, is_of_urine = question and oxygen.is_oxygen(question), question and is_clearance(question)
        row.is_unclear |= (
            row.line in remarked
            or row.line in (other_than_urine if is_of_urine else other)
            or bool(is_oxygen and is_not_in_air_at_rest)
            or (has_result_first and row.order == 1)
            or (reader.has_previous and (len(row.numbers) < 2 or row.value is None))
        )


def _units(question: Question) -> Iterable[str]:
    return question.units if isinstance(question, LabValue) else ()


def _is_unit(word: str, own: set[str]) -> bool:
    plain = plain_unit(word) if len(word) <= LONGEST_WORD else ""
    return bool(plain) and (read_unit(word) is not None or plain in own or plain in VITAL_UNITS)


def _of_rows(question: LabValue | Ratio, rows: list[Row], has_flags: bool, is_unclear: bool) -> Taken | Asked:
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
    return Asked(question.id, found[0].line, min(whys, key=ORDER.index))


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
    return Asked(question.id, row.line, min(whys or {"unclear"}, key=ORDER.index))


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
