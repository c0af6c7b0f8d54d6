"""The values of a question that a search over rules tries: those that can change a rule's truth."""

from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import chain, combinations, pairwise
from math import ceil, floor
from typing import assert_never

from prescreen.rules.analysis import Use
from prescreen.rules.evaluation import Rule, Value
from prescreen.rules.nodes import Literal
from prescreen.rules.satisfiability import Variable
from prescreen.rules.times import Duration, is_close
from prescreen.trial.questions import Age, MultipleChoice, NumberQuestion, Question, TimeSince
from prescreen.trial.times import in_first_unit, unit_of, value_beside, value_in
from prescreen.trial.trial import Trial

MAX_COMBINED_OPTIONS = 8


def variables(trial: Trial, rule: Rule) -> list[Variable]:
    """The questions that a rule depends on, directly or through an `ask_if`, in the order in which they are asked."""
    questions = _dependencies(trial, rule)
    uses = [use for question in questions if question.ask_if for use in question.ask_if.uses] + list(rule.uses)
    return [Variable(question.id, candidate_values(question, uses), question.ask_if) for question in questions]


def _dependencies(trial: Trial, rule: Rule) -> list[Question]:
    needed: set[str] = set()
    pending = set(rule.reads)
    while pending:
        name = pending.pop()
        needed.add(name)
        ask_if = trial.questions[name].ask_if
        pending |= (ask_if.reads if ask_if else frozenset()) - needed
    return [question for question in trial.questions.values() if question.id in needed]


def candidate_values(question: Question, uses: Collection[Use]) -> list[Value]:
    """Each known option; several options together if rules read them; for a number, the limits in `uses`, the ends of
    the range, and the midpoints between neighbours, without times that are too close to a limit to call. Uses of other
    questions are ignored."""
    literals = [literal for use in uses if use.question == question.id for literal in use.literals]
    match question.type:
        case "choice":
            return [option.id for option in question.options if not option.unknown]
        case "choices":
            return list(_option_sets(question, {str(literal) for literal in literals}))
        case "age":
            return list(_times(question, literals, _whole_numbers(question, literals)))
        case "ago":
            return list(_times(question, literals, _numbers(question, literals)))
        case "count":
            return list(_whole_numbers(question, literals))
        case "quantity" | "ratio" | "body_mass_index":
            return list(_numbers(question, literals))
        case never:
            assert_never(never)


def _option_sets(question: MultipleChoice, read: set[str]) -> Iterator[frozenset[str]]:
    known = [option for option in question.options if not option.unknown]
    yield from (frozenset({option.id}) for option in known)
    combined = [option.id for option in known if option.id in read and not option.exclusive][:MAX_COMBINED_OPTIONS]
    sizes = range(2, len(combined) + 1)
    yield from map(frozenset, chain.from_iterable(combinations(combined, size) for size in sizes))


def _numbers(question: NumberQuestion, literals: Collection[Literal]) -> Iterator[Fraction]:
    low, high = question.range
    limits = sorted({low, high, *(in_first_unit(question, limit) for limit in literals if not isinstance(limit, str))})
    between = [(left + right) / 2 for left, right in pairwise(limits)]
    yield from (number for number in (*limits, *between) if low <= number <= high)


def _whole_numbers(question: NumberQuestion, literals: Collection[Literal]) -> Iterator[Fraction]:
    low, high = question.range
    rounded = chain.from_iterable((floor(number), ceil(number)) for number in _numbers(question, literals))
    yield from (Fraction(number) for number in dict.fromkeys(rounded) if low <= number <= high)


def _times(question: Age | TimeSince, literals: Collection[Literal], numbers: Iterator[Fraction]) -> Iterator[Value]:
    """Numbers in the first unit, and each limit that is a time in its own unit, with the ages beside it."""
    limits = [limit for limit in literals if isinstance(limit, Duration)]
    for number in numbers:
        value = value_in(question, Fraction(floor(number)) if limits else number, question.base_unit)
        if not any(is_close(value, limit) for limit in limits):
            yield value
    low, high = question.range
    for limit in limits:
        sides = (-1, 0, 1) if question.whole else (0,)
        beside = [value_beside(question, limit, Fraction(side)) for side in sides]
        if unit_of(question, limit.unit):
            yield from (value for value in beside if low <= value <= high)
