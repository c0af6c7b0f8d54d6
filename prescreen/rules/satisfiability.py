"""What a rule can come to, found by trying the answers that could make a difference to it."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, combinations, islice, pairwise, product

from prescreen.rules.evaluation import Rule, Truth, Use, Value, Values
from prescreen.trial.questions import Choice, MultipleChoice, Question
from prescreen.trial.trial import Trial

MAX_TRIED = 100_000
MAX_COMBINED_OPTIONS = 8


def examples(trial: Trial, rule: Rule) -> dict[Truth, Values]:
    """For each truth that the rule can come to, known values that lead there.

    Past 100,000 combinations the search stops, and what it did not find is missing."""
    questions = _closure(trial, rule)
    uses = [use for question in questions if question.ask_if for use in question.ask_if.uses]
    uses += rule.uses
    found: dict[Truth, Values] = {}
    for values in islice(_combinations(questions, uses, {}), MAX_TRIED):
        found.setdefault(rule(values), values)
        if len(found) == len(Truth):
            break
    return found


def _closure(trial: Trial, rule: Rule) -> list[Question]:
    """The questions that a rule depends on, those of their `ask_if` included, in the order they are asked."""
    needed: set[str] = set()
    waiting = set(rule.reads)
    while waiting:
        name = waiting.pop()
        needed.add(name)
        ask_if = trial.questions[name].ask_if
        waiting |= (ask_if.reads if ask_if else frozenset()) - needed
    return [question for question in trial.questions.values() if question.id in needed]


def _combinations(questions: list[Question], uses: list[Use], values: dict[str, Value]) -> Iterator[dict[str, Value]]:
    if not questions:
        yield values
        return
    question, *later = questions
    asked = question.ask_if is None or question.ask_if(values) is not Truth.FALSE
    for value in candidates(question, [use for use in uses if use.question == question.id]) if asked else []:
        yield from _combinations(later, uses, values | {question.id: value})
    yield from _combinations(later, uses, values)


def candidates(question: Question, uses: list[Use]) -> list[Value]:
    """Values of a question that could make a difference to the rules which use it so."""
    match question:
        case Choice():
            return [option.id for option in question.options if not option.unknown]
        case MultipleChoice():
            return list(_option_sets(question, {str(literal) for use in uses for literal in use.literals}))
    low, high = question.range
    limits = sorted({low, high, *(limit for use in uses for limit in use.literals if not isinstance(limit, str))})
    between = [(left + right) / 2 for left, right in pairwise(limits)]
    if getattr(question, "whole", False):
        between = [Fraction(int(number)) for number in between]
    return [number for number in (*limits, *between) if low <= number <= high]


def _option_sets(question: MultipleChoice, read: set[str]) -> Iterator[frozenset[str]]:
    known = [option for option in question.options if not option.unknown]
    yield from (frozenset({option.id}) for option in known)
    joined = [option.id for option in known if option.id in read and not option.exclusive][:MAX_COMBINED_OPTIONS]
    sizes = range(2, len(joined) + 1)
    yield from map(frozenset, chain.from_iterable(combinations(joined, size) for size in sizes))


def changes_outcome(trial: Trial, rule: Rule, question: Question, value: Value) -> bool:
    """Whether a rule ever comes to something else with this value than without any, as far as a search can tell."""
    others = [trial.questions[name] for name in rule.reads if name != question.id]
    own = [[None, *candidates(other, [use for use in rule.uses if use.question == other.id])] for other in others]
    for values in islice(product(*own), MAX_TRIED):
        known = {other.id: value for other, value in zip(others, values, strict=True) if value is not None}
        if rule({**known, question.id: value}) is not rule(known):
            return True
    return False
