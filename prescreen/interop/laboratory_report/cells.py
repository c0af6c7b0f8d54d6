"""Divides the text of a laboratory report into cells: numbers, units, ranges, limits, flags, dates and other text.

Brackets, columns and punctuation between cells are dropped. Every cell is one match of a pattern at the place where the
last one ended, so that the time is linear in the length of the text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from prescreen.interop.circumstances.dates import YEAR_LAST, day_in, day_with_year_last
from prescreen.interop.laboratory_report.lines import separated
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.dates import DATE_AND_TIME
from prescreen.screening.number_input import read_measurement
from prescreen.screening.typed_text import COMPARING_ENDS, COMPARING_WORDS, NUMBER, TO, UPWARD_SIGNS, read_flag


class Kind(StrEnum):
    NUMBER = "number"
    UNIT = "unit"
    RANGE = "range"
    LIMIT = "limit"  # a number with a comparison sign
    FLAG = "flag"
    DATE = "date"
    COMPARING_END = "comparing end"  # 以下, or less
    BLANK = "blank"  # a dash in an empty column
    TEXT = "text"
    GARBLED = "garbled"  # text that begins with a digit, or a number with letters in it


@dataclass(frozen=True)
class Cell:
    """A part of a line. By kind it has `number`, both ends of a range (`low`, `high`; of a limit, one of them), the
    `flag`'s direction, or the `day` of a date, which is None if it can't be told."""

    kind: Kind
    text: str
    line: int
    number: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    flag: int = 0
    day: date | None = None
    is_strict: bool = False


NORMAL = {"N", "正常"}
NORMAL_FLAG = 2

# A power of ten with its volume. Without a sign between them, as a copy loses superscripts, nothing may stand before /.
POWER_UNIT = (
    r"(?:(?<![0-9.,])|(?=[xX×*·]))(?:[xX×*·] ?)?10"
    r"(?: ?(?:\^|\*{1,2}|[eE]) ?[0-9]{1,2} ?| ?[0-9]{1,2}(?=/)|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2} ?)"
    r"/ ?[A-Za-zµμ微升][A-Za-zμµ³²^0-9.升]*"
)
BODY_SURFACE = r"mL ?/ ?min ?/ ?1\.73 ?(?:m ?\^?[2²]|㎡|平方米)?"
SIGN = rf"[<>≤≥≦≧〈〉《》]=?|{'|'.join(word for word in COMPARING_WORDS)}"
# A range of longer numbers is a telephone number.
BOUND = r"[0-9]{1,7}(?:[.,][0-9]{1,7})?"
CELL = re.compile(
    rf"(?P<unit>{POWER_UNIT}|{BODY_SURFACE})"
    rf"|(?P<date>{DATE_AND_TIME.pattern})"
    rf"|(?P<year_last>{YEAR_LAST})"
    r"|(?P<time>(?<![0-9])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9]))"
    rf"|(?P<range>(?<![0-9.,])(?P<low>{BOUND}){TO}(?P<high>{BOUND})(?![0-9.,]|[-/][0-9]))"
    rf"|(?P<limit>(?P<sign>{SIGN}) ?(?P<bound>{NUMBER})(?![0-9]))"
    r"|(?P<number>(?<![0-9.,])[+-]?(?:[0-9]+(?:[.,][0-9]+)*|\.[0-9]+))"
    r"|(?P<word>[^\s|;、=:,.][^\s|;、=:,]*)"
    r"|(?P<between>.)",
    re.I,
)
GLUED = re.compile(r"[^\s|;、=:,]*")
# No result is printed so: it is the number of the laboratory beside the result.
LABORATORY_CODE = re.compile("0[0-9]")
MISREAD_DIGITS = re.compile(r"(?=.*[0-9])[0-9OolIS.,]+")


def cells_of(line: str, number: int, is_unit: Callable[[str], bool]) -> Iterator[Cell]:
    """The cells of one line, the `number`-th of the report. `is_unit` tells whether a word is a unit."""
    text = separated(line)
    position = 0
    while position < len(text):
        found = CELL.match(text, position)
        if found is None:
            return
        cell, position = _cell(found, number, is_unit)
        if cell is not None:
            yield cell


def _cell(found: re.Match[str], line: int, is_unit: Callable[[str], bool]) -> tuple[Cell | None, int]:
    """The cell that a match is, if it is one, and where it ends."""
    text, end = found[0], found.end()
    if found["unit"]:
        return Cell(Kind.UNIT, text.rstrip("."), line), end
    if found["date"]:
        return Cell(Kind.DATE, text, line, day=day_in(text)), end
    if found["year_last"]:
        return Cell(Kind.DATE, text, line, day=day_with_year_last(text)), end
    if found["range"]:
        return Cell(Kind.RANGE, text, line, low=_number(found["low"]), high=_number(found["high"])), end
    if found["limit"]:
        return _limit(found, line), end
    if found["number"]:
        return _number_cell(found, line, is_unit)
    if found["word"]:
        return _word(text.strip("。."), line, is_unit), end
    return None, end


def _limit(found: re.Match[str], line: int) -> Cell:
    sign = COMPARING_WORDS.get(found["sign"].casefold(), found["sign"])
    bound, is_strict = _number(found["bound"]), sign in ("<", ">", "〈", "〉", "《", "》")
    if sign[0] in UPWARD_SIGNS:
        return Cell(Kind.LIMIT, found[0], line, low=bound, is_strict=is_strict)
    return Cell(Kind.LIMIT, found[0], line, high=bound, is_strict=is_strict)


def _number_cell(found: re.Match[str], line: int, is_unit: Callable[[str], bool]) -> tuple[Cell | None, int]:
    """A number, unless other text than a unit or a flag is written against it, as in 24h."""
    end = found.end()
    glued = GLUED.match(found.string, end)
    behind = glued[0].rstrip(".") if glued else ""
    if behind.startswith("."):  # 1.PLT: the number of a line
        behind = ""
    number = _number(found[0])
    if LABORATORY_CODE.fullmatch(found[0]) and not behind:
        return None, end
    if number is not None and (not behind or behind[0] in "xX×*·" or read_flag(behind) is not None or is_unit(behind)):
        return Cell(Kind.NUMBER, found[0], line, number=number), end
    return Cell(Kind.GARBLED, found[0] + behind, line), end + len(behind)


def _word(word: str, line: int, is_unit: Callable[[str], bool]) -> Cell | None:
    if not word:
        return None
    if not word.strip("-/~…"):
        return Cell(Kind.BLANK, word, line)
    if word in COMPARING_ENDS:
        return Cell(Kind.COMPARING_END, word, line)
    flag = NORMAL_FLAG if word.upper() in NORMAL else read_flag(word)
    if flag is not None:
        return Cell(Kind.FLAG, word, line, flag=flag)
    if is_unit(word):
        return Cell(Kind.UNIT, word, line)
    return Cell(Kind.GARBLED if MISREAD_DIGITS.fullmatch(word) else Kind.TEXT, word, line)


def _number(text: str) -> Decimal | None:
    try:
        return read_measurement(text).number
    except AnswerError:
        return None
