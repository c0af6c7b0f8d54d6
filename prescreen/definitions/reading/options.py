"""Which options of a question a text names, by their ids, labels, abbreviations, limits or grades."""

import re
from dataclasses import dataclass

from prescreen.definitions.reading.amounts import same_amount
from prescreen.definitions.reading.grades import BEYOND, grades_named
from prescreen.definitions.reading.numbers import Stated, plain, stated_numbers
from prescreen.definitions.reading.words import words_in
from prescreen.trial.questions import Option, OptionQuestion

# Ids that answer a question without naming anything.
PLAIN = frozenset({"yes", "no", "none", "never", "other", "now", "past", "before", "within", "ago", "any", "all"})
# Ids that say that there is nothing of what is asked.
NONE = ("none", "no", "never")
TURNING = frozenset({"no", "not", "non", "without"})
# By language, how a label begins that says yes, and one that says no.
BEGINS = {
    "en": {"yes": re.compile(r"yes\b", re.I), "no": re.compile(r"no\b", re.I)},
    "zh": {"yes": re.compile("是(?!否)|有(?!没有|无)|对"), "no": re.compile("不(?!知道|清楚|确定)|没|无|否")},
}
# How labels begin that answer, in place of naming.
LEADS = {
    "en": r"(?:(?:yes|no), |i (?:have|am|had|would|was) |i (?=do )|it (?:is|was) |they |from |a |an |the )+",
    "zh": "(?:有|做过|是)，|我也?",
}
ENDS = {"en": r"(?: for me| here)$", "zh": "我$"}
MASK = "\u25a0"


def yes_and_no(question: OptionQuestion) -> dict[str, str]:
    """The option that says yes and the one that says no, by their ids or else by how they read; empty unless there is
    one of each."""
    known = [option for option in question.options if not option.unknown]
    if {"yes", "no"} <= {option.id for option in known}:
        return {"yes": "yes", "no": "no"}
    labels = {option.id: option.label.get("en", "") for option in known}
    said = {o: word for o, label in labels.items() for word, begins in BEGINS["en"].items() if begins.match(label)}
    return said if sorted(said.values()) == ["no", "yes"] else {}


@dataclass(frozen=True)
class Named:
    """The options that a text names, and the text in plain words with a mark in place of each name."""

    options: frozenset[str]
    rest: str


def options_named(question: OptionQuestion, text: str, language: str, shared: frozenset[str] = frozenset()) -> Named:
    """`shared` are options that other questions have too: only after the question's name they are its own."""
    if question.is_graded:
        return Named(grades_named(question, text), plain(text))
    words = BEYOND.sub(lambda found: found[0] if found["not"] else found["sign"] + found["scale"], plain(text))
    before = f"{plain(question.short_name.get(language, ''))} "
    names = [
        (f"{before}{name}" if option.id in shared else name, option)
        for option in question.options
        for name in _names(option, language)
    ]
    names += _shortened(names, words) if language == "en" else []
    found = set[str]()
    rest = words
    for name, option in sorted(names, key=lambda pair: -len(pair[0])):
        rest, count = re.subn(_pattern(name), MASK, rest)
        if count and not option.unknown:
            found.add(option.id)
    named = [option for option in question.options if not option.unknown and option.id not in PLAIN]
    named = [option for option in named if option.id not in shared]
    found |= {option.id for option in named if _has_limit_of(option, text, language)}
    if language == "en":
        found |= {option.id for option in named if _has_words_of(option, question, words)}
    return Named(frozenset(found - PLAIN), rest)


def _names(option: Option, language: str) -> set[str]:
    label = option.label.get(language, "")
    head = re.sub(r"\(.*?\)|（.*?）", " ", label)
    names = {plain(head).strip(" .。,，")}
    names |= {re.sub(ENDS[language], "", re.sub(f"^{LEADS[language]}", "", name)).strip() for name in names}
    bracketed = " ".join(re.findall(r"\(.*?\)|（.*?）", label))
    names |= {plain(name) for name in re.findall(r"[A-Za-z]*[A-Z][A-Z0-9-]+", bracketed)}
    if language == "en":
        names.add(plain(option.id.replace("_", " ")))
    return {name for name in names if len(name) > 1 and name not in PLAIN and option.id not in PLAIN}


def _shortened(names: list[tuple[str, Option]], words: str) -> list[tuple[str, Option]]:
    """Names without the words that they share with the end or the beginning of another option's: “severe or very severe
    anemia”, “stage III or IV”."""
    found = []
    for name, option in names:
        own = name.split()
        for other in (other.split() for other, of in names if of is not option):
            shared = range(1, len(own))
            end = max((k for k in shared if own[-k:] == other[-k:]), default=0)
            start = max((k for k in shared if own[:k] == other[:k]), default=0)
            shorter = [" ".join(own[: len(own) - end])] if end and " ".join(own[len(own) - end :]) in words else []
            shorter += [" ".join(own[start:])] if start and " ".join(own[:start]) in words else []
            found += [(short, option) for short in shorter if len(short) > 1 and short not in PLAIN | TURNING]
    return found


def _pattern(name: str) -> str:
    if re.search("[\u4e00-\u9fff]", name):
        return re.escape(name).replace(r"\ ", " ?")
    words = [re.escape(word) for word in name.split()]
    return rf"(?<![a-z0-9-]){'s?[ -]+'.join(words)}(?:s|es)?(?![a-z0-9])"


def _has_words_of(option: Option, question: OptionQuestion, words: str) -> bool:
    """Whether all words of an id stand in a text, one of which is in no other id: “moderate to severe chronic”."""
    own = words_in(plain(option.id.replace("_", " ")))
    others = [words_in(plain(other.id.replace("_", " "))) for other in question.options if other is not option]
    only = own.difference(*others) - TURNING
    return len(own) > 1 and bool(only) and own <= words_in(words)


def _has_limit_of(option: Option, text: str, language: str) -> bool:
    limits = list(stated_numbers(option.label.get(language, "")))
    if len(limits) != 1 or not limits[0].sign:
        return False
    return any(is_same_limit(limits[0], number) for number in stated_numbers(text))


def is_same_limit(limit: Stated, number: Stated) -> bool:
    return same_amount(limit, number) and limit.sign == number.sign and bool(limit.unit) == bool(number.unit)
