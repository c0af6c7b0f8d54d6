"""Signs that authors type for those of the rule language, such as ≥ for >=, with what to write instead."""

import re

# What is typed → what to write, if anything. Longer ones stand first. The signs in the second table are full-width.
INSTEAD = {
    "&&": "and", "||": "or", "=>": ">=", "=<": "<=", "<>": "!=", "\u2265": ">=", "\u2267": ">=", "\u2264": "<=",
    "\u2266": "<=", "\u2260": "!=", "\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\u300c": '"',
    "\u300d": '"', "\u3001": ",", "\u3002": "", "=": "==", "!": "not", "\u00d7": "", "%": "",
}  # fmt: skip
FULL_WIDTH = {chr(ord(sign) + 0xFEE0): sign for sign in "<>(),:;"} | {"\uff1d": "==", "\uff01": "not", "\u3000": " "}
WORDS = {word: word.lower() for name in ("and", "or", "not", "in", "known") for word in (name.upper(), name.title())}
TYPED = re.compile(
    "|".join(re.escape(sign) for sign in INSTEAD | FULL_WIDTH if sign not in ("=", "!"))
    + rf"|(?<![<>=!])=(?!=)|!(?!=)|\b(?:{'|'.join(WORDS)})\b"
)
# A word behind a number, where a unit of time may be meant.
UNIT_OF_TIME = re.compile(
    r"(?<![\w.])[0-9]+(?:\.[0-9]+)?\s*((?!(?:and|or|not|in|is|if)\b)[a-z]+|[\u4e00-\u9fff]+)", re.I
)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def mistyped(line: str) -> tuple[int, str, str] | None:
    """The place of the first sign outside quotes that the language doesn't have, the problem, and what to write."""
    unquoted = QUOTED.sub(lambda quoted: "_" * len(quoted[0]), line)
    found = TYPED.search(unquoted)
    if not found:
        return _mistyped_time(unquoted)
    instead = (INSTEAD | FULL_WIDTH | WORDS)[found[0]]
    fix = f"Write {instead}" if instead.strip() else "Write a space" if instead else "Leave it out"
    return found.start(), f"“{found[0]}” is not in the rule language", fix


def _mistyped_time(line: str) -> tuple[int, str, str] | None:
    for found in UNIT_OF_TIME.finditer(line):
        if not re.fullmatch(r"[0-9.]+ +(?:day|week|month|year)s?", found[0]):
            fix = "Write a number, a space, and days, weeks, months or years"
            return found.start(), f"“{found[0]}” is no time in the rule language", fix
    return None
