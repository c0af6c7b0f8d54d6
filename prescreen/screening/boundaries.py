"""Answers on both sides of each limit of a requirement, with the status that each leads to."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product

from prescreen.rules.evaluation import Rule, Truth, Value, Values
from prescreen.rules.satisfiability import MAX_TRIED, Variable
from prescreen.rules.times import Duration
from prescreen.screening.answers import Answer
from prescreen.screening.assessment import Status, status_of
from prescreen.screening.examples import example_answers
from prescreen.screening.journey import follow
from prescreen.trial.candidates import variables
from prescreen.trial.questions import Number, Question
from prescreen.trial.times import times_around, value_beside
from prescreen.trial.trial import Requirement, Trial


@dataclass(frozen=True)
class BoundaryCase:
    """Answers to a requirement's questions, and the status that they lead to. `question` is the one whose answer is
    varied while the others stay."""

    question: Question
    answers: dict[str, Answer]
    status: Status


def boundary_cases(trial: Trial, requirement: Requirement) -> list[BoundaryCase]:
    """For each question that a rule reads, answers just inside and just outside each limit, or each option, beside
    answers to the other questions with which this one decides. Empty for a rule that reads no question."""
    return [
        case
        for name, question in trial.questions.items()
        if name in requirement.fits.reads
        for case in _cases(trial, requirement, question)
    ]


def _cases(trial: Trial, requirement: Requirement, question: Question) -> Iterator[BoundaryCase]:
    tried = variables(trial, requirement.fits)
    own = next(variable for variable in tried if variable.name == question.id)
    values: list[Value] = [*_around(question, requirement.fits)] or [*own.candidates]
    beside = _deciding_values(requirement.fits, question.id, values, tried)
    for value in values:
        answers = example_answers(trial, {**beside, question.id: value})
        journey = follow(trial, answers)
        if question.id in journey.values:
            kept = {name: answer for name, answer in answers.items() if name in journey.values}
            yield BoundaryCase(question, kept, status_of(requirement, journey.values))


def _around(question: Question, rule: Rule) -> Iterator[Fraction]:
    """Each limit of a number in the rule, with the numbers just below and above it; for a time also those in
    other units between which the calendar decides."""
    if not isinstance(question, Number):
        return
    literals = [literal for use in rule.uses if use.question == question.id for literal in use.literals]
    numbers = {limit + step * _step(question, limit)
               for limit in literals if isinstance(limit, Fraction) for step in (-1, 0, 1)}  # fmt: skip
    around = [value_beside(question, number, Fraction(0)) for number in sorted(numbers)]
    for limit in sorted({limit for limit in literals if isinstance(limit, Duration)}, key=lambda time: time.days):
        around += times_around(question, limit)
    low, high = question.range
    yield from (number for number in around if low <= number <= high)


def _step(question: Question, limit: Fraction) -> Fraction:
    """The least difference that is worth showing: one of a count, a day, a year, or one more decimal place than the
    limit has."""
    if question.type in ("count", "age", "ago"):
        return Fraction(1)
    places = next((places for places in range(6) if (limit * 10**places).denominator == 1), 6)
    return Fraction(1, 10 ** (places + 1))


def _deciding_values(rule: Rule, name: str, values: list[Value], tried: list[Variable]) -> Values:
    """As few values of the other questions as let this one decide between fitting and not; else the first that let it
    change the truth at all."""
    best: tuple[int, Values] = (0, {})
    others = [variable for variable in tried if variable.name != name]
    options = [[None, *variable.candidates] for variable in others]
    for combination in islice(sorted(islice(product(*options), MAX_TRIED // 10), key=_known), MAX_TRIED // 10):
        pairs = zip(others, combination, strict=True)
        beside = {other.name: value for other, value in pairs if value is not None}
        truths = {rule(_asked(tried, {**beside, name: value})) for value in values}
        score = 2 if truths >= {Truth.TRUE, Truth.FALSE} else 1 if len(truths) > 1 else 0
        if score > best[0]:
            best = (score, beside)
        if score == 2:
            break
    return best[1]


def _asked(tried: list[Variable], values: Values) -> Values:
    """The values of the questions that are asked."""
    asked: dict[str, Value] = {}
    for variable in tried:
        is_asked = variable.ask_if is None or variable.ask_if(asked) is not Truth.FALSE
        if is_asked and variable.name in values:
            asked[variable.name] = values[variable.name]
    return asked


def _known(combination: tuple[Value | None, ...]) -> int:
    return sum(value is not None for value in combination)
