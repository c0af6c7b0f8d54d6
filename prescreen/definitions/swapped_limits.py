"""Finds the limits of two numbers that changed places: what a text states after the name of one is another's limit."""

import re
from collections.abc import Iterator

from prescreen.definitions.limits import Limit, is_limit, told
from prescreen.definitions.stated_numbers import Stated, plain, stated_numbers
from prescreen.trial.questions import NumberQuestion


def swapped(limits: list[Limit], *texts: str) -> str:
    """The problem if what a text states of one question is the limit of another; empty if not."""
    questions = list({limit.question.id: limit.question for limit in limits}.values())
    for question, number in (pair for text in texts for pair in _numbers_by_name(text, questions)):
        of_it = [limit for limit in limits if is_limit(limit, number)]
        if of_it and not any(limit.question is question for limit in of_it):
            return f"the words say {told(number)} of {question.id}, and the rule {of_it[0]}"
    return ""


def misplaced(limits: list[Limit], others: list[NumberQuestion], means: str) -> str:
    """The problem if a text names another question with the limit of one that it does not name; empty if not."""
    own = [limit.question for limit in limits]
    named = {question.id for question, _ in _numbers_by_name(means, own)}
    for question, number in _numbers_by_name(means, [other for other in others if other not in own]):
        of_it = next((limit for limit in limits if is_limit(limit, number) and limit.question.id not in named), None)
        if of_it:
            return f"the text says {told(number)} of {question.id}, and the rule {of_it}"
    return ""


def _numbers_by_name(text: str, questions: list[NumberQuestion]) -> Iterator[tuple[NumberQuestion, Stated]]:
    """The first number after the name of each question that an English text names once, up to the next name."""
    words = plain(text)
    found = {
        question.id: [m for name in _names(question) for m in re.finditer(_pattern(name), words)]
        for question in questions
    }
    begins = sorted(match.start() for matches in found.values() for match in matches)
    for question in questions:
        for match in found[question.id]:
            end = next((place for place in begins if place >= match.end()), len(words))
            numbers = list(stated_numbers(words[match.end() : end]))
            if numbers:
                yield question, numbers[0]


def _names(question: NumberQuestion) -> set[str]:
    printed = question.printed.get("en", "") if question.printed else ""
    names = [question.name.get("en", ""), question.id.replace("_", " "), *re.split("[;,]", printed)]
    return {plain(name) for name in names if len(plain(name)) > 2}


def _pattern(name: str) -> str:
    return rf"(?<![a-z0-9]){re.escape(name.removesuffix('s'))}s?(?![a-z0-9])"
