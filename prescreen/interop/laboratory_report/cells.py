"""Divides the text of a laboratory report into cells: numbers, units, ranges, limits, flags, dates and other text.

Brackets, columns and punctuation between cells are dropped. Every cell is one match of a pattern at the place where the
last one ended, so that the time is linear in the length of the text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.dates import DATE_AND_TIME, day_of, plain_date
from prescreen.screening.number_input import read_measurement
from prescreen.screening.typed_text import ARROWS, COMPARING_ENDS, COMPARING_WORDS, NUMBER, TO, UPWARD_SIGNS, read_flag


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
SLASHED = r"(?<![0-9])[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19|20)[0-9]{2}(?![0-9])"
# A range of longer numbers is a telephone number.
BOUND = r"[0-9]{1,7}(?:[.,][0-9]{1,7})?"
CELL = re.compile(
    rf"(?P<unit>{POWER_UNIT}|{BODY_SURFACE})"
    rf"|(?P<date>{DATE_AND_TIME.pattern})"
    rf"|(?P<slashed>{SLASHED})"
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
# Brackets, and numbers in circles before a name.
BRACKETS = dict.fromkeys([*map(ord, "()[]{}【】「」『』"), *range(0x2460, 0x2474)], " ")
OR_EQUAL = re.compile("([<>]) ?or ?(?:= ?|equal to )", re.I)
# A name may be written against its result, as in 血小板12; 年11 is of a date.
HAN_BEFORE_NUMBER = re.compile("(?<=[\u4e00-\u9fff])(?<![年月日时分第])(?=[0-9])")
COMPARING_END = re.compile(rf"(?<=[0-9%A-Za-z升])\s?({'|'.join(COMPARING_ENDS)})(?![\u4e00-\u9fff])")
OR_LESS = re.compile(r"\b(?:or|and) (?:less|fewer|below|lower|under|more|above|higher|over|greater)\b", re.I)
FULL_STOP = re.compile("。(?![0-9])")
VALUE_COMMA = re.compile("(?<![0-9]),|,(?![0-9])")
# Of a sentence; between digits it is of the number, and after a space a point may be lost.
COMMA_BEFORE_NUMBER = re.compile("(?<=[^0-9\\s,]),(?=[0-9])")
BRACKETED_POWER = re.compile(r"10 ?[\^*]?(?:[({]|<sup>)([0-9]{1,2})(?:[)}]|</sup>)")
# A name may be written against its result with its unit too, as in PLT12×10^9/L.
LATIN_BEFORE_NUMBER = re.compile(
    r"(?<=[A-Za-z#])(?<![0-9][A-Za-z])(?=[0-9]{1,5}(?:\.[0-9]{1,3})?(?: ?[xX×*] ?10|[A-Za-zµμ]{1,4}/[A-Za-z]|%| ?K/))"
)
PRESSURE = re.compile("[0-9]{2,3}/[0-9]{2,3}(?= ?mmHg)", re.I)
# How the health service of a country prints a flag.
FLAG_IN_WORDS = re.compile(r"\b(?:below (low)|above (high)) reference (?:limit|range|interval)\b", re.I)
THOUSANDS = re.compile("(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])")
TIMES_BEFORE_E = re.compile("(?<![A-Za-z0-9])[xX×] (?=[eE][0-9]{1,2} ?/)")
BOLD = re.compile(r"\*\*([^*|]{1,60})\*\*")
SERUM = re.compile(r"^(\W{0,3})Sr?\. ?(?=[A-Za-z])")
CHANGE = re.compile("[-=]+>|[→⟶➔➜]")
QUOTED = re.compile('"([^"]{0,80})"')
DATE_GROUPS = re.compile(DATE_AND_TIME.pattern, re.I)


def lines_of(text: str) -> list[str]:
    return re.split("\r\n|\r|\n", text)


def plain_lines(text: str) -> list[str]:
    """The lines of a report with plain digits, hyphens and colons, to be searched for words and dates."""
    return [plain_date(line) for line in lines_of(text)]


def cells_of(line: str, number: int, is_unit: Callable[[str], bool]) -> Iterator[Cell]:
    """The cells of one line, the `number`-th of the report. `is_unit` tells whether a word is a unit."""
    text = _prepared(line)
    position = 0
    while position < len(text):
        found = CELL.match(text, position)
        if found is None:
            return
        cell, position = _cell(found, number, is_unit)
        if cell is not None:
            yield cell


def _prepared(line: str) -> str:
    """A line with single spaces, also where none is printed between a name, a result, a flag and a sentence."""
    plain = BRACKETED_POWER.sub(r"10^\1", plain_date(FULL_STOP.sub(" ", line)).replace("$", " "))
    plain = BOLD.sub(r" \1 ", plain)
    plain = SERUM.sub(r"\1Serum ", plain)
    plain = FLAG_IN_WORDS.sub(
        lambda words: (words[1] or words[2]).upper(),
        PRESSURE.sub(" ", TIMES_BEFORE_E.sub("", CHANGE.sub(" ⇒ ", plain))),
    )
    plain = QUOTED.sub(lambda field: f" {_without_commas(field[1])} " if "," in field[1] else field[1], plain)
    separated = plain.translate(BRACKETS)
    if _is_comma_separated(separated.strip()):
        plain = separated.replace(",", " ")
    else:
        plain = COMMA_BEFORE_NUMBER.sub(" ", plain).translate(BRACKETS)
    plain = COMPARING_END.sub(r" \1 ", OR_LESS.sub(" 以下 ", plain))
    plain = OR_EQUAL.sub(lambda sign: "≤" if sign[1] == "<" else "≥", plain)
    return " ".join(LATIN_BEFORE_NUMBER.sub(" ", HAN_BEFORE_NUMBER.sub(" ", ARROWS.sub(r" \1 ", plain))).split())


def _without_commas(field: str) -> str:
    """A quoted field of comma-separated values: its commas are of thousands, of decimals, or of a name."""
    plain = THOUSANDS.sub(lambda number: number[0].replace(",", ""), field)
    return re.sub("(?<=[0-9]),(?=[0-9])", ".", plain).replace(",", " ")


def _is_comma_separated(line: str) -> bool:
    """Whether a line is of comma-separated values. Commas between digits may be of the numbers where the line has
    spaces, as names may have."""
    has_spaces = re.search(r"\s", line)
    commas = len(VALUE_COMMA.findall(line)) if has_spaces else line.count(",")
    return commas >= 3 and not re.search(r",\s", line)


def _cell(found: re.Match[str], line: int, is_unit: Callable[[str], bool]) -> tuple[Cell | None, int]:
    """The cell that a match is, if it is one, and where it ends."""
    text, end = found[0], found.end()
    if found["unit"]:
        return Cell(Kind.UNIT, text.rstrip("."), line), end
    if found["date"]:
        return Cell(Kind.DATE, text, line, day=day_in(text)), end
    if found["slashed"]:
        return Cell(Kind.DATE, text, line, day=slashed_day(text)), end
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


def day_in(text: str) -> date | None:
    """The day that a date with its time is of; None if there is no such day."""
    found = DATE_GROUPS.match(text)
    try:
        return day_of(found) if found else None
    except ValueError:
        return None


def slashed_day(text: str) -> date | None:
    """A date with the year last. Month and day can be told apart only where one is over 12, or both are equal."""
    first, second, year = (int(part) for part in re.split("[-/.]", text))
    if first <= 12 and second <= 12 and first != second:
        return None
    month, day = (second, first) if first > 12 else (first, second)
    try:
        return date(year, month, day)
    except ValueError:
        return None
