"""Numbers in texts, in any wording that criteria use: “1.5 times”, “20 x 10^9/L”, “two weeks”, “不超过3倍”."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "ninth": 9,
    "twelfth": 12,
}  # fmt: skip
# Not before a word that counts things: “两项” is two points.
CHINESE = re.compile("[一二两三四五六七八九十]{1,3}(?![、.次项种例名位样起些定般旦直]|个(?!月|星期))")
DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
CHINESE_UNITS = {
    "公斤": "kg", "千克": "kg", "毫克": "mg", "微克": "ug", "克": "g", "分升": "dl", "毫升": "ml", "微升": "ul",
    "升": "l", "毫摩尔": "mmol", "微摩尔": "umol", "厘米": "cm", "分钟": "min",
}  # fmt: skip
PHRASES: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    (r"\b10 to the (?:power (?:of )?)?(\d{1,2})\b", r"10^\1"),
    (r"10的(\d{1,2})次方", r"10^\1"),
    (r"\s*\bper (?:cent|cents)\b|\bpercent\b", "%"),
    (r"\s*\bper (?:lit(?:re|er)|l)\b", "/l"),
    (r"\s*\bper (?:micro ?lit(?:re|er)|cubic milli ?met(?:re|er)|mm3|mcl|ul)\b", "/ul"),
    (r"\s*\bper min(?:ute)?\b", "/min"),
    (r"\s*\bper (deci|milli) ?lit(?:re|er)\b", lambda found: f"/{found[1][0]}l"),
    (r"\bmilli ?met(?:re|er)s? of mercury\b|(?<=\d)\s*毫米汞柱", "mmhg"),
    (
        r"\b(?:micro|milli|centi|kilo) ?(?:gram|lit(?:re|er)|met(?:re|er)|mol)(?:me|e)?s?\b",
        lambda found: _symbol(found[0]),
    ),
    (r"(?<=\d )gram(?:me)?s?\b", "g"),
    (r"(?<=\d) kilos?\b", " kg"),
    (r"(?<=[升克尔个])每(?=分升|毫升|微升|升|分钟)", "/"),
    (rf"([\d/]) ?({'|'.join(CHINESE_UNITS)})(?![高罗])", lambda found: f"{found[1]}{CHINESE_UNITS[found[2]]}"),
    (r"百分之(\d+(?:\.\d+)?)", r"\1%"),
    (r"\b(\d+) and a half\b", r"\1.5"),
    (r"(\d)(倍|年)半", r"\1.5\2"),
    (r"半年", "6个月"),
    (r"\bhalf (?:a|of a|an) year\b|\bhalf-year\b", "6 months"),
    (r"\b(a|an|past|last|previous) (year|month|week|day|hour)\b", r"\1 1 \2"),
    (r"\btwice\b|\bdouble\b", "2 times"),
    (r"(\d)\s*-?fold\b", r"\1 times"),
    (r"(\d{1,3}(?:,\d{3})+)(?!\d)", lambda found: found[1].replace(",", "")),
    (r"(\d),(\d{1,2})(?!\d)", r"\1.\2"),
]  # fmt: skip


def plain(text: str) -> str:
    """Text with numbers in digits and signs in ASCII. Powers of ten are written 10^9."""
    text = re.sub(r"10([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: "10^" + found[1].translate(SUPERSCRIPTS), text)
    text = " ".join(unicodedata.normalize("NFKC", text.translate(SUPERSCRIPTS)).lower().split())
    text = text.replace("≤", "<=").replace("≦", "<=").replace("≥", ">=").replace("≧", ">=")
    text = re.sub("[µμ]", "u", re.sub("[\u2010-\u2015\u2212]", "-", text)).replace("=<", "<=").replace("=>", ">=")
    text = re.sub(r"\b(" + "|".join(WORDS) + r")\b", lambda found: str(WORDS[found[1]]), text)
    text = CHINESE.sub(lambda found: _chinese(found[0]), text)
    for pattern, instead in PHRASES:
        text = re.sub(pattern, instead, text)
    return text


def _chinese(digits: str) -> str:
    if "十" not in digits:
        return "".join(str(DIGITS[digit]) for digit in digits)
    tens, _, ones = digits.partition("十")
    number = 10 * DIGITS.get(tens, 1) + DIGITS.get(ones, 0)
    return str(number)


def _symbol(unit: str) -> str:
    """A unit in English words as laboratories print it."""
    prefix = "u" if unit.startswith("micro") else unit[0]
    return prefix + ("mol" if "mol" in unit else re.sub("micro|milli|centi|kilo| ", "", unit)[0])


@dataclass(frozen=True)
class Stated:
    """A number in a text, the unit after it as printed (empty if none was recognised), and the sign that the words
    around it mean: <, <=, >, >=, or “up” or “down” where they leave open whether the number itself counts."""

    value: Fraction
    unit: str
    sign: str

    def __str__(self) -> str:
        sign = "within" if self.sign == "down" else self.sign
        return f"{sign} {float(self.value):g} {self.unit}".strip()


NUMBER = re.compile(r"(?<![a-z0-9_.^])-?(\d{1,9}(?:\.\d{1,6})?)(?!\d)")
POWER = r"(?:[x×*·.]?\s*10\s*(?:\^|\*\*|\*|e)?\s*\(?\d{1,2}\)?)"
BARE_POWER = re.compile(rf"{POWER}\s*/")
UNITS = [
    rf"{POWER}\s*(?:cells?\s*)?/\s*[a-z]{{1,4}}3?",
    r"(?:[kmg]|thousand|million|千|万)?\s*(?:cells?|个|platelets)?\s*/\s*(?:mm\^?3|cumm|ul|mcl|l|ml|微升|升)(?![a-z0-9])",
    r"[a-z%\[\]{}]{1,6}/(?:min|[a-z]{1,3})(?:/1\.73\s*m\^?2)?(?![a-z0-9])(?:/[a-z0-9.{}_]+)?|kg/m\^?2",
    r"%|‰",
    r"(?:[x×]\s*(?:the\s*)?|times|倍)(?:\s*(?:uln|the\s+(?:institutional\s+)?upper))?",
    r"(?:-\s*)?(?:hours?|hrs?|h|days?|weeks?|wks?|months?|mos?|years?|yrs?)\b|小时|天|日|个?星期|周岁?|个?月|岁|年",
    r"°\s*[cf]|(?:kg|g|cm|ms|msec)(?![a-z0-9])|mmhg|mm hg|℃",
]
# Between the two numbers of a range, of which the second has the unit: “3 to 6 months”.
RANGE = re.compile(r"\s*(?:-|to|and|~|至|到)\s*\d{1,9}(?:\.\d{1,6})?")
UNIT = re.compile(rf"\s*((?:{'|'.join(UNITS)}))")


def stated_numbers(text: str) -> Iterator[Stated]:
    """The numbers in a text. Powers of ten, which belong to units, are none."""
    words = plain(text)
    end = 0
    for found in NUMBER.finditer(words):
        if found.start() < end or BARE_POWER.match(words, found.start()):
            continue
        unit = UNIT.match(words, found.end())
        end = unit.end() if unit else found.end()
        of_range = RANGE.match(words, found.end()) if not unit else None
        unit = unit or (UNIT.match(words, of_range.end()) if of_range else None)
        yield Stated(Fraction(found[1]), unit[1].strip() if unit else "", _sign(words, found.start(), end))


def numbers_in(texts: Iterable[str]) -> list[Stated]:
    """The numbers in several texts."""
    return [number for text in texts for number in stated_numbers(text)]


# Before a number or after it → the sign. The first that matches counts, so longer phrases stand first.
LESS, MORE = "less|lower|fewer|smaller|shorter|younger", "more|higher|greater|larger|longer|older"
BEFORE = [
    (rf"equal(?: to)? or (?:{LESS}) than|(?:{LESS}) than or equal(?: to)?", "<="),
    (rf"equal(?: to)? or (?:{MORE}) than|(?:{MORE}) than or equal(?: to)?", ">="),
    (r"(?:no|not) (?:more|greater|higher|longer|older|larger) than|not (?:over|above|beyond|exceeding)|<=|at most|"
     r"up to|maximum(?: of)?|不超过|不高于|不大于|不多于|最多|至多|小于等于|小于或等于", "<="),
    (r"(?:no|not) (?:less|fewer|lower|shorter|younger|smaller) than|not (?:under|below)|>=|at least|minimum(?: age)?:?"
     r"(?: of)?|不低于|不少于|不小于|至少|大于等于|大于或等于", ">="),
    (r"<|(?:less|fewer|lower|smaller|shorter|younger) than|under|below|低于|小于|少于|不足|不到|[未不]满", "<"),
    (r">|(?:more|greater|higher|longer|larger|older) than|over|above|beyond|exceed(?:s|ing)?|高于|大于|超过|多于", ">"),
    (r"within(?: the)?(?: (?:last|past|previous))?|in the (?:last|past|previous)|最近|近", "down"),
]  # fmt: skip
AFTER = [
    (r"(?:%|years?|days?|weeks?|months?)?\s*(?:of age\s*)?(?:or|and) (?:less|lower|fewer|under|below|younger|shorter)|"
     r"及?以下|以内|或以下", "<="),
    (r"(?:%|years?|days?|weeks?|months?)?\s*(?:of age\s*)?(?:or|and) (?:more|higher|greater|over|above|older|longer)|"
     r"及以上|或以上|以上", ">="),
]  # fmt: skip


# What may stand between such words and the number.
BETWEEN = r"(?:the\s|a\s|of\s|(?:the\s)?age\sof\s|或|为|about\s|(?:正常值?)?上限的)?"


def _sign(words: str, start: int, end: int) -> str:
    before, after = words[max(0, start - 45) : start], words[end : end + 30]
    for pattern, sign in AFTER:
        if re.match(rf"\s*(?:{pattern})", after):
            return sign
    for pattern, sign in BEFORE:
        if re.search(rf"(?<![a-z])(?:{pattern})\s*{BETWEEN}\s*$", before):
            return sign
    return ""
