"""Lines of a report as they are searched for words, and as they are divided into cells."""

import re
from collections.abc import Callable, Iterable

from prescreen.screening.dates import plain_date
from prescreen.screening.typed_text import ARROWS, COMPARING_ENDS

# Spaces that are no plain one, as pages and PDF have them, but for the wide one between Chinese characters.
SPACE = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")
DRAWN = re.compile(r"[-=_*~—–─━═·#+.|\s]{4,}")
# Traditional characters of the words in `circumstances` → simplified ones.
TRADITIONAL = str.maketrans(
    "標樣檢驗報結單參項總膽紅細絕對時採過歷曆號門診護醫師審異無見陰陽塊黃汙體積腦漿氣導給輸療機靜脈動運間後術預處歲齡嬰兒產婦"
    "親關聯簽監媽臍帶質複復測計數釋廢銷現約準臨變減較為週禮誤確實鏡點幹藥輕閾徵頁獻贈衛層彙姊級電區誌於與當內療證資輸註顯",
    "标样检验报结单参项总胆红细绝对时采过历历号门诊护医师审异无见阴阳块黄污体积脑浆气导给输疗机静脉动运间后术预处岁龄婴儿产妇"
    "亲关联签监妈脐带质复复测计数释废销现约准临变减较为周礼误确实镜点干药轻阈征页献赠卫层汇姐级电区志于与当内疗证资输注显",
)
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
    """The lines of a report, with plain spaces, and empty where one is only drawn."""
    lines = re.split("\r\n|\r|\n", SPACE.sub(" ", text))
    return ["" if DRAWN.fullmatch(line) else line for line in lines]


def plain_lines(text: str) -> list[str]:
    """The lines of a report with plain digits, hyphens and colons, and simplified characters, to be searched for words
    and dates."""
    return [plain_date(line).translate(TRADITIONAL) for line in lines_of(text)]


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
