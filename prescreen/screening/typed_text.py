"""Text as people and laboratory systems write it: plain characters, flags, comparison signs and ranges."""

import re
import unicodedata

FULL_WIDTH = {ordinal: ordinal - 0xFEE0 for ordinal in range(0xFF01, 0xFF5F)}
LOOKALIKES = (
    FULL_WIDTH
    | {ord("。"): ".", ord("｡"): ".", ord("﹪"): "%"}
    | dict.fromkeys(map(ord, "−﹣\u2010\u2011\u2012\u2013"), "-")
    | dict.fromkeys(map(ord, "\u223c\u301c"), "~")
)

# How a flag beside a result is printed → whether it says high (1) or low (-1), or only that the result is abnormal (0).
FLAGS = {
    "↑": 1, "↓": -1, "⬆": 1, "⬇": -1, "▲": 1, "▼": -1, "△": 1, "▽": -1, "↗": 1, "↘": -1,
    "H": 1, "HH": 1, "L": -1, "LL": -1, "HIGH": 1, "LOW": -1, "HI": 1, "LO": -1,
    "高": 1, "低": -1, "偏高": 1, "偏低": -1,
    "升高": 1, "降低": -1, "增高": 1, "减低": -1, "过高": 1, "过低": -1, "CRITICAL": 0, "ABNORMAL": 0, "PANIC": 0,
    "ALERT": 0, "CRIT": 0, "A": 0, "危急": 0, "危急值": 0, "异常": 0, "!": 0, "*": 0, "**": 0,
}  # fmt: skip
ARROWS = re.compile("([↑↓⬆⬇▲▼△▽↗↘])[\ufe0e\ufe0f]?")
# Words before or after a number that compare it, with the sign that each is. Longer ones stand first.
COMPARING_WORDS = {
    "greater than or equal to": "≥", "less than or equal to": "≤", "not more than": "≤", "no more than": "≤",
    "not less than": "≥", "no less than": "≥", "greater than": ">", "fewer than": "<", "more than": ">",
    "less than": "<", "at least": "≥", "at most": "≤",
    "up to": "≤", "under": "<", "below": "<", "above": ">", "over": ">",
    "小于或等于": "≤", "大于或等于": "≥", "小于等于": "≤", "大于等于": "≥",
    "不超过": "≤", "不高于": "≤", "不大于": "≤", "不低于": "≥", "不小于": "≥", "至少": "≥", "最多": "≤", "最高": "≤",
    "小于": "<", "低于": "<", "少于": "<", "不到": "<", "不足": "<", "大于": ">", "高于": ">", "多于": ">", "超过": ">",
}  # fmt: skip
COMPARING_ENDS = {
    "或以下": "≤", "及以下": "≤", "或以上": "≥", "及以上": "≥", "or less": "≤", "or more": "≥",
    "以下": "≤", "以内": "≤", "以上": "≥",
}  # fmt: skip
# Sign → whether it means numbers below the one after it (-1), above it (1), or that number too (0). Chinese keyboards
# have brackets that look like < and >.
COMPARISON_SIGNS = {"<": -1, "〈": -1, "《": -1, ">": 1, "〉": 1, "》": 1, "≤": 0, "≥": 0, "≦": 0, "≧": 0}
UPWARD_SIGNS = frozenset(">〉》≥≧")
NOT_KNOWN = {
    "不知道", "不清楚", "不详", "不明", "未知", "未查", "没查", "没有查", "没测", "未测", "未做", "没做", "没有", "无",
    "未检出", "未检测", "未检测到", "检测不到", "测不出", "测不到", "低于检测限", "低于检测下限", "低于检出限",
    "belowdetection", "dontknow", "idontknow", "idk", "donotknow", "unknown", "notknown", "notsure",
    "notdone", "nottested", "notdetected", "undetected", "undetectable", "none", "n/a", "na", "nd", "nil", "?", "??",
    "/", "-", "--",
}  # fmt: skip

NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
TO = r"\s*(?:-{1,3}|[–—―~至到]|to)\s*"
RANGE = re.compile(rf"[(\[]?\s*({NUMBER}){TO}({NUMBER})\s*[)\]]?", re.I)


def plain_text(typed: str) -> str:
    """Text without invisible characters, and with full-width ones in half width."""
    if typed.isascii():
        return typed.strip()
    visible = "".join(character for character in typed if unicodedata.category(character) != "Cf")
    return visible.translate(LOOKALIKES).strip()


def read_flag(word: str) -> int | None:
    """Whether a word beside a result says high (1), low (-1) or abnormal (0); None if it is no flag."""
    bare = word.strip("()[]")
    if len(bare) > 1 and not bare.strip(bare[0]) and bare[0] in "↑↓⬆⬇▲▼!*":
        bare = bare[0]
    elif len(bare) > 1:  # L* and H! are critical ones
        bare = bare.rstrip("*!")
    # A small l may be the digit 1.
    return FLAGS.get(bare if len(bare) < 3 else bare.upper())


def comparison(text: str) -> tuple[str, str, str] | None:
    """The comparison that a text begins or ends with: as it is written, its sign, and the rest of the text."""
    if text[:1] in COMPARISON_SIGNS:
        sign = {"<=": "≤", ">=": "≥"}.get(text[:2], text[0])
        return sign, sign, text[1:].lstrip("=").strip()
    lower = text.casefold()
    for word, sign in COMPARING_WORDS.items():
        if lower.startswith(word):
            return word, sign, text[len(word) :].strip()
    for word, sign in COMPARING_ENDS.items():
        if text.endswith(word):
            return word, sign, text[: -len(word)].strip()
    return None


def says_not_known(text: str) -> bool:
    """Whether a text says that the number is not known, or that none was found."""
    return re.sub(r"[\s'’.,。，!！]", "", text.casefold()) in NOT_KNOWN
