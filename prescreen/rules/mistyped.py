"""Signs that authors type for those of the rule language, such as ≥ for >=, with what to write instead."""

import re
import unicodedata

# What is typed → what to write, if anything. Longer ones stand first. The signs in the second table are full-width.
INSTEAD = {
    "&&": "and", "||": "or", "=>": ">=", "=<": "<=", "<>": "!=", "\u2265": ">=", "\u2267": ">=", "\u2264": "<=",
    "\u2266": "<=", "\u2260": "!=", "\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\u300c": '"',
    "\u300d": '"', "\u3001": ",", "\u3002": "", "=": "==", "!": "not", "\u00d7": "", "%": "",
    "并且": "and", "且": "and", "和": "and", "或者": "or", "或": "or",
}  # fmt: skip
FULL_WIDTH = {chr(ord(sign) + 0xFEE0): sign for sign in "<>(),:;"} | {"\uff1d": "==", "\uff01": "not", "\u3000": " "}
WORDS = {word: word.lower() for name in ("and", "or", "not", "in", "known") for word in (name.upper(), name.title())}
WIDE_NUMBER = "[\uff10-\uff19]+(?:[.\uff0e][\uff10-\uff19]+)?|\uff0e"
TYPED = re.compile(
    "|".join(re.escape(sign) for sign in INSTEAD | FULL_WIDTH if sign not in ("=", "!"))
    + rf"|(?<![<>=!])=(?!=)|!(?!=)|{WIDE_NUMBER}|\b(?:{'|'.join(WORDS)})\b"
)
COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SPELLED = {word: str(n) for n, word in enumerate(COUNTED, 1)}
SPELLED_TIME = re.compile(rf"\b({'|'.join(SPELLED)})(?= +(?:day|week|month|year)s?\b)", re.I)
# A word behind a number, where a unit may be meant, of time or of another measure.
TIME = "(?:d|w|mo|y|h)[a-z]*|[个小]?[天日周星期月年时岁]+"
UNIT_OF_TIME = re.compile(rf"(?<![\w.])([0-9]+(?:\.[0-9]+)?\s*|[一二两三四五六七八九十]+)(?:{TIME})(?![a-z])", re.I)
POWER = r"(?:[x×*] *)?10 *(?:(?:\^|\*\*)? *[0-9]{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)(?: */ *[a-zµμ]+)?"
UNIT = re.compile(
    rf"(?<![\w.])(?P<number>[0-9]+(?:\.[0-9]+)?)(?: +{POWER}| *[x×*] *{POWER}"
    r"| *(?!(?:and|or|not|in|is|if|e[0-9]+)\b)[a-zµμ×][a-zµμ0-9^/]*(?: +uln\b)?)",
    re.I,
)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def mistyped(line: str) -> tuple[int, str, str] | None:
    """The place of the first sign outside quotes that the language doesn't have, the problem, and what to write."""
    unquoted = QUOTED.sub(lambda quoted: "_" * len(quoted[0]), line)
    sign, unit = TYPED.search(unquoted), _unit(unquoted)
    if unit and (not sign or unit[0] <= sign.start()):
        return unit
    if not sign:
        return None
    instead = (INSTEAD | FULL_WIDTH | WORDS).get(sign[0], unicodedata.normalize("NFKC", sign[0]))
    fix = f"Write {instead}" if instead.strip() else "Write a space" if instead else "Leave it out"
    return sign.start(), f"“{sign[0]}” is not in the rule language", fix


def is_typed_on_another_keyboard(line: str) -> bool:
    """Whether a sign outside quotes is none that a rule can have. Python reads full-width letters as plain ones."""
    return not unicodedata.normalize("NFKC", QUOTED.sub("", line)).isascii()


def _unit(line: str) -> tuple[int, str, str] | None:
    """The first number with a unit that is none of time, or that is not written as a time is."""
    if spelled := SPELLED_TIME.search(line):
        return spelled.start(), f"“{spelled[0]}” is not in the rule language", f"Write {SPELLED[spelled[0].lower()]}"
    times = {found.start(): found for found in UNIT_OF_TIME.finditer(line)}
    units = {found.start(): found for found in UNIT.finditer(line)}
    for place in sorted(times | units):
        if place not in times:
            number = units[place]["number"]
            fix = f"Write {number} alone: it counts the question’s first unit, and a ratio times its upper limit"
            return place, f"“{units[place][0].strip()}” has a unit, and numbers in rules have none", fix
        if not re.fullmatch(r"[0-9.]+ +(?:day|week|month|year)s?", times[place][0]):
            fix = "Write a number, a space, and days, weeks, months or years"
            return place, f"“{times[place][0]}” is no time in the rule language", fix
    return None
