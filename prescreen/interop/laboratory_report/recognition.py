"""Reads a laboratory report as text: which answers it gives, and what must be asked.

An answer is taken only where nothing about it is doubtful. Nothing of the text is kept."""

from collections.abc import Iterable

from prescreen.interop.circumstances import oxygen
from prescreen.interop.circumstances.columns import has_several_columns
from prescreen.interop.circumstances.days import has_several_days
from prescreen.interop.circumstances.people import is_of_several
from prescreen.interop.circumstances.remarks import is_remarked, remarked_lines
from prescreen.interop.circumstances.samples import is_clearance, lines_not_of_blood, without_urine
from prescreen.interop.laboratory_report.lines import plain_lines
from prescreen.interop.laboratory_report.results import is_of_other_method, result_of
from prescreen.interop.laboratory_report.rows import RowReader
from prescreen.interop.laboratory_report.words import LONGEST_WORD, Vocabulary
from prescreen.interop.recognized import Asked, Recognized, Taken
from prescreen.trial.questions import LabValue, Question, Ratio
from prescreen.trial.trial import Trial
from prescreen.trial.units import plain_unit, read_unit

MAX_BYTES = 60_000
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
    is_unclear, found = _is_unclear(lines, reader), list[Taken | Asked]()
    for question in trial.questions.values():
        rows = [row for row in reader.rows if row.question == question.id and (row.is_unclear or not row.is_empty)]
        if rows and isinstance(question, LabValue | Ratio):
            is_doubtful = is_unclear or is_of_other_method(question, reader.rows)
            found.append(result_of(question, rows, has_flags, is_doubtful))
    collected = next(iter(reader.collected)) if len(reader.collected) == 1 else None
    return Recognized(
        tuple(result for result in found if isinstance(result, Taken)),
        tuple(result for result in found if isinstance(result, Asked)),
        collected,
        warnings=("doubtful_report",) if is_unclear and found else (),
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
        or has_several_columns(lines)
        or has_several_days(lines, all_lines, single)
    )


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
            or (reader.tables.has_previous and (len(row.numbers) < 2 or row.value is None))
        )


def _units(question: Question) -> Iterable[str]:
    return question.units if isinstance(question, LabValue) else ()


def _is_unit(word: str, own: set[str]) -> bool:
    plain = plain_unit(word) if len(word) <= LONGEST_WORD else ""
    return bool(plain) and (read_unit(word) is not None or plain in own or plain in VITAL_UNITS)
