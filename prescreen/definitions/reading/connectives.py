"""The connective by which a text joins what it names: “both ALT and AST”, “epilepsy or stroke”, “没有甲，也没有乙”."""

import re
from collections.abc import Sequence
from typing import Literal

from prescreen.definitions.reading.numbers import plain
from prescreen.definitions.reading.options import MASK
from prescreen.definitions.reading.words import SENTENCE_END, whole_word

Connective = Literal["and", "or", ""]

# Words that join numbers, or say nothing of how two matters are joined.
ASIDE = {
    "en": re.compile(
        r"\b(?:and|or) (?:less|lower|fewer|under|below|younger|more|higher|greater|over|above|older|longer|better|equal"
        r"|worse|so|later|earlier)\b|\bor not\b|\d\S*(?: \w+)? (?:and|or) (?=[<>=]*\d)|\([^()]*\)"
    ),
    "zh": re.compile(
        "及?以[上下]|或以[上下]|以及时|[普涉]及|及时|饱和|缓和|温和|参与|与否|平均|都没有|\\([^()]*\\)|和(?=平)"
    ),
}
AND = {
    "en": re.compile(r"\band\b(?!/or)|\bboth\b|\ball of\b|\bas well as\b|\btogether with\b|\bcombined with\b|\bplus\b"),
    "zh": re.compile("和|且|以及|及|同时|[均都]|与"),
}
OR = {
    "en": re.compile(r"\bor\b|\beither\b|\bany of\b|\bat least 1 of\b|\b1 of\b"),
    "zh": re.compile("或|任[一何]|之[一1]|至少[一1]"),
}
# Of what keeps a person out: each of them does, or only all of them together.
EACH = {
    "en": re.compile(r"\bor\b|\bnor\b|\band (?:no|not|without)\b|\beither\b|\bany of\b|\bat least 1 of\b"),
    "zh": re.compile("或|也[没不未无]|[,;]且?[没不未无]|和[没不未无]|任[一何]"),
}
TOGETHER = {
    "en": re.compile(
        r"\bboth\b.*\band\b|\btogether with\b|\bcombined with\b|\bin combination with\b|\bat the same time\b"
    ),
    "zh": re.compile("同时|且|合并"),
}
# Words for all matters of a list, before it and after it.
OF_ALL = {
    "en": re.compile(r"\b(?:both|either|all of|any of|at least 1 of|1 of)\b"),
    "zh": re.compile("任[一何]|至少[一1]|同时"),
}
AFTERWARDS = {"en": re.compile(r"\bboth\b"), "zh": re.compile("[均都]|同时|任[一何]|之[一1]")}
# What follows says more than the words before it keep out, or of whom they don't.
TURNS = {
    "en": re.compile(r"[,;] (?:or|but)\b|\b(?:unless|except|if|when|who|only)\b"),
    "zh": re.compile("[,;、](?:或|但)|除非|除外|如|若|(?<!同)时"),
}


def connective_of(
    text: str, language: str, matters: Sequence[set[str]], keeps_out: bool, is_whole: bool = False
) -> Connective:
    """How a text joins these matters, each given by words that stand for it: whether a person needs all of them to fit
    (“and”) or one (“or”). Empty if the text doesn't say, or says both. `keeps_out` is for a text that names what keeps
    a person out, so that “epilepsy or stroke” needs both to be absent. `is_whole` is for one that speaks of nothing
    else, so that it need not name them as the questions do."""
    words = ASIDE[language].sub(" ", plain(text))
    if keeps_out and TURNS[language].search(words):
        return ""
    said = _between(words, language, matters)
    found = _connective(said, language, keeps_out)
    return found or (_connective(words, language, keeps_out) if is_whole else "")


def _connective(said: str, language: str, keeps_out: bool) -> Connective:
    if keeps_out:
        each, together = EACH[language].search(said), TOGETHER[language].search(said)
        return "" if bool(each) == bool(together) else "and" if each else "or"
    has_and, has_or = AND[language].search(said.replace("and/or", "or")), OR[language].search(said)
    return "" if bool(has_and) == bool(has_or) else "and" if has_and else "or"


def _between(words: str, language: str, matters: Sequence[set[str]]) -> str:
    """What stands between the first and the last matter in a sentence that names all of them, with what is said of them
    before and after; else all, if it is one short sentence with one connective. Empty for other texts."""
    for sentence in SENTENCE_END.split(words):
        places = [_places(sentence, names) for names in matters]
        if all(places):
            first, last = min(map(min, places)), max(map(min, places))
            of_all = [*OF_ALL[language].findall(sentence[:first]), *AFTERWARDS[language].findall(sentence[last:])]
            return " ".join([*of_all, sentence[first:last]])
    has_options = any(MASK in names for names in matters)
    return words if len(matters) == 2 and not has_options and _is_short(words) else ""


def _places(sentence: str, names: set[str]) -> list[int]:
    found = (re.search(whole_word(name), sentence) for name in names)
    return [match.start() for match in found if match]


def _is_short(words: str) -> bool:
    one = len([part for part in SENTENCE_END.split(words) if part.strip()]) == 1
    joined = len(re.findall(r"\b(?:and|or|nor)\b|和|且|或|及", words))
    return one and joined == 1 and not re.search("[,、:]", words) and len(words) < 80
