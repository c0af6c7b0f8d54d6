"""Valid answers to the questions of any trial."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from prescreen.screening.answers import Answer, read_all
from prescreen.trial.questions import BodyMassIndex, Choice, MultipleChoice, Number, Quantity, Question, Ratio
from prescreen.trial.trial import Trial


def read_valid(trial: Trial, given: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers as the app stores them. Fails if one is refused."""
    refused: list[str] = []
    answers = read_all(trial, given, lambda name, error: refused.append(f"{name}: {error.code}"))
    assert refused == []
    return answers


def varied_answers(trial: Trial) -> dict[str, list[Any]]:
    """By question: "unknown", each option, several options, and numbers at, just below and just above each limit and
    each end of the range, in each unit."""
    limits = _limits(trial)
    return {
        name: ["unknown", *(answer for answer in _answers(question, limits[name]) if _is_valid(trial, name, answer))]
        for name, question in trial.questions.items()
    }


def _is_valid(trial: Trial, question: str, answer: Any) -> bool:
    refused: list[str] = []
    read_all(trial, {question: answer}, lambda name, error: refused.append(name))
    return not refused


def _limits(trial: Trial) -> dict[str, list[Fraction]]:
    """By question, the numbers that rules compare it with."""
    rules = [requirement.fits for requirement in trial.requirements]
    rules += [question.ask_if for question in trial.questions.values() if question.ask_if]
    uses = [use for rule in rules for use in rule.uses]
    return {
        name: [limit for use in uses if use.question == name for limit in use.literals if isinstance(limit, Fraction)]
        for name in trial.questions
    }


def _answers(question: Question, limits: list[Fraction]) -> Iterator[Any]:
    match question:
        case Choice():
            yield from question.option
        case MultipleChoice():
            yield from ([option] for option in question.option)
            yield from ([*pair] for pair in pairwise(question.option))
            yield [option.id for option in question.options if not option.exclusive]
        case Quantity():
            for unit, factor in question.units.items():
                yield from ({"value": number, "unit": unit} for number in _numbers(question, limits, factor))
        case Ratio():
            yield from ({"value": number, "limit": "40"} for number in _numbers(question, limits, Fraction(1, 40)))
        case BodyMassIndex():
            yield from ({"weight": number, "height": "100"} for number in _numbers(question, limits, Fraction(1)))


def _numbers(question: Number, limits: list[Fraction], factor: Fraction) -> Iterator[str]:
    """Numbers to type: each, multiplied by `factor`, is at a limit or just beside it."""
    step = 1 if getattr(question, "whole", False) else Fraction(1, 100)
    for limit in sorted({*limits, *question.range}):
        for number in (limit - step, limit, limit + step):
            yield f"{float(number / factor):.6f}".rstrip("0").rstrip(".")
