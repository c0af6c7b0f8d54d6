"""Lines of a report as they are searched for words, and as they are divided into cells."""

import re
from collections.abc import Callable, Iterable

from prescreen.screening.dates import plain_date
from prescreen.screening.typed_text import ARROWS, COMPARING_ENDS

# Brackets, and numbers in circles before a name.
BRACKETS = dict.fromkeys([*map(ord, "()[]{}【】「」『』"), *range(0x2460, 0x2474)], " ")
FULL_STOP = re.compile("。(?![0-9])")
VALUE_COMMA = re.compile("(?<![0-9]),|,(?![0-9])")
# Of a sentence; between digits it is of the number, and after a space a point may be lost.
COMMA_BEFORE_NUMBER = re.compile(r"(?<=[^0-9\s,]),(?=[0-9])")
THOUSANDS = re.compile("(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])")

Replacement = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
# What is written in another way than cells are, in the order in which it is replaced, before brackets and commas are.
SPELLINGS: tuple[Replacement, ...] = (
    (re.compile(r"10 ?[\^*]?(?:[({]|<sup>)([0-9]{1,2})(?:[)}]|</sup>)"), r"10^\1"),
    (re.compile(r"\*\*([^*|]{1,60})\*\*"), r" \1 "),  # bold in Markdown
    (re.compile(r"^(\W{0,3})Sr?\. ?(?=[A-Za-z])"), r"\1Serum "),
    (re.compile("[-=]+>|[→⟶➔➜]"), " ⇒ "),  # a change from one result to another
    (re.compile("(?<![A-Za-z0-9])[xX×] (?=[eE][0-9]{1,2} ?/)"), ""),  # × E9/L
    (re.compile("[0-9]{2,3}/[0-9]{2,3}(?= ?mmHg)", re.I), " "),  # a blood pressure
    # How the NHS prints a flag.
    (
        re.compile(r"\b(?:below (low)|above (high)) reference (?:limit|range|interval)\b", re.I),
        lambda words: (words[1] or words[2]).upper(),
    ),
    (re.compile('"([^"]{0,80})"'), lambda field: _without_commas(field[1])),
)
# The same, after that.
JOINED: tuple[Replacement, ...] = (
    (re.compile(r"\b(?:or|and) (?:less|fewer|below|lower|under|more|above|higher|over|greater)\b", re.I), " 以下 "),
    (re.compile(rf"(?<=[0-9%A-Za-z升])\s?({'|'.join(COMPARING_ENDS)})(?![\u4e00-\u9fff])"), r" \1 "),
    (re.compile("< ?or ?(?:= ?|equal to )", re.I), "≤"),
    (re.compile("> ?or ?(?:= ?|equal to )", re.I), "≥"),
    (ARROWS, r" \1 "),
    # A name may be written against its result, as in 血小板12; 年11 is of a date.
    (re.compile("(?<=[\u4e00-\u9fff])(?<![年月日时分第])(?=[0-9])"), " "),
    # With its unit too, as in PLT12×10^9/L.
    (
        re.compile(
            r"(?<=[A-Za-z#])(?<![0-9][A-Za-z])"
            r"(?=[0-9]{1,5}(?:\.[0-9]{1,3})?(?: ?[xX×*] ?10|[A-Za-zµμ]{1,4}/[A-Za-z]|%| ?K/))"
        ),
        " ",
    ),
)


def lines_of(text: str) -> list[str]:
    return re.split("\r\n|\r|\n", text)


def plain_lines(text: str) -> list[str]:
    """The lines of a report with plain digits, hyphens and colons, to be searched for words and dates."""
    return [plain_date(line) for line in lines_of(text)]


def separated(line: str) -> str:
    """A line with single spaces, also where none is printed between a name, a result, a flag and a sentence."""
    plain = _replaced(plain_date(FULL_STOP.sub(" ", line)).replace("$", " "), SPELLINGS)
    without_brackets = plain.translate(BRACKETS)
    if _is_comma_separated(without_brackets.strip()):
        plain = without_brackets.replace(",", " ")
    else:
        plain = COMMA_BEFORE_NUMBER.sub(" ", plain).translate(BRACKETS)
    return " ".join(_replaced(plain, JOINED).split())


def _replaced(text: str, replacements: Iterable[Replacement]) -> str:
    for pattern, replacement in replacements:
        text = pattern.sub(replacement, text)
    return text


def _without_commas(field: str) -> str:
    """A quoted field of comma-separated values: its commas are of thousands, of decimals, or of a name."""
    if "," not in field:
        return field
    plain = THOUSANDS.sub(lambda number: number[0].replace(",", ""), field)
    return f" {re.sub('(?<=[0-9]),(?=[0-9])', '.', plain).replace(',', ' ')} "


def _is_comma_separated(line: str) -> bool:
    """Whether a line is of comma-separated values. Commas between digits may be of the numbers where the line has
    spaces, as names may have."""
    has_spaces = re.search(r"\s", line)
    commas = len(VALUE_COMMA.findall(line)) if has_spaces else line.count(",")
    return commas >= 3 and not re.search(r",\s", line)
