"""Finds the limits of two numbers that changed places: what a text states after the name of one is another's limit."""

import re
from collections.abc import Iterator

from prescreen.definitions.effects.limits import Limit, is_limit
from prescreen.definitions.reading.numbers import Stated, plain, stated_numbers
from prescreen.definitions.reading.words import whole_word
from prescreen.trial.questions import NumberQuestion


def swapped(limits: list[Limit], *texts: str) -> str:
    """The problem if what a text states of one question is the limit of another; empty if not."""
    questions = list({limit.question.id: limit.question for limit in limits}.values())
    for question, number in (pair for text in texts for pair in _numbers_by_name(text, questions)):
        of_it = [limit for limit in limits if is_limit(limit, number)]
        if of_it and not any(limit.question is question for limit in of_it):
            return f"the words say {number} of {question.id}, and the rule {of_it[0]}"
    return ""


def misplaced(limits: list[Limit], others: list[NumberQuestion], means: str) -> str:
    """The problem if a text names another question with the limit of one that it does not name; empty if not."""
    own = [limit.question for limit in limits]
    named = {question.id for question, _ in _numbers_by_name(means, own)}
    for question, number in _numbers_by_name(means, [other for other in others if other not in own]):
        of_it = next((limit for limit in limits if is_limit(limit, number) and limit.question.id not in named), None)
        if of_it:
            return f"the text says {number} of {question.id}, and the rule {of_it}"
    return ""


def _numbers_by_name(text: str, questions: list[NumberQuestion]) -> Iterator[tuple[NumberQuestion, Stated]]:
    """The first number after the name of each question in an English text, in the same clause."""
    words = plain(text)
    named = [
        (match.start(), match.end(), question)
        for question in questions
        for name in _names(question)
        for match in re.finditer(whole_word(name.removesuffix("s")), words)
    ]
    for start, end, question in named:
        # “Creatinine clearance” does not name the creatinine.
        if not any(a <= start and end <= b and b - a > end - start for a, b, _ in named):
            begins = [place for place, _, _ in named if place >= end]
            clause = re.split(r"[,;]|\. |\b(?:and|or)\b", words[end : min(begins, default=len(words))])[0]
            yield from ((question, number) for number in list(stated_numbers(clause))[:1])


def _names(question: NumberQuestion) -> set[str]:
    printed = question.printed.get("en", "") if question.printed else ""
    names = [question.name.get("en", ""), question.id.replace("_", " "), *re.split("[;,]", printed)]
    return {plain(name) for name in names if len(plain(name)) > 2}
