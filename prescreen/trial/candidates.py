"""The values of a question that a search over rules tries: those that can change a rule's truth."""

from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import chain, combinations, pairwise
from math import ceil, floor
from typing import assert_never

from prescreen.rules.analysis import Use
from prescreen.rules.evaluation import Rule, Value
from prescreen.rules.satisfiability import Variable
from prescreen.trial.questions import MultipleChoice, Number, Question
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
    the range, and the midpoints between neighbours. Uses of other questions are ignored."""
    literals = [literal for use in uses if use.question == question.id for literal in use.literals]
    match question.type:
        case "choice":
            return [option.id for option in question.options if not option.unknown]
        case "choices":
            return list(_option_sets(question, {str(literal) for literal in literals}))
        case "age":
            return list(_whole_numbers(question, literals))
        case "quantity" | "ago" | "ratio" | "body_mass_index":
            return list(_numbers(question, literals))
        case never:
            assert_never(never)


def _option_sets(question: MultipleChoice, read: set[str]) -> Iterator[frozenset[str]]:
    known = [option for option in question.options if not option.unknown]
    yield from (frozenset({option.id}) for option in known)
    combined = [option.id for option in known if option.id in read and not option.exclusive][:MAX_COMBINED_OPTIONS]
    sizes = range(2, len(combined) + 1)
    yield from map(frozenset, chain.from_iterable(combinations(combined, size) for size in sizes))


def _numbers(question: Number, literals: Collection[Fraction | str]) -> Iterator[Fraction]:
    low, high = question.range
    limits = sorted({low, high, *(limit for limit in literals if not isinstance(limit, str))})
    between = [(left + right) / 2 for left, right in pairwise(limits)]
    yield from (number for number in (*limits, *between) if low <= number <= high)


def _whole_numbers(question: Number, literals: Collection[Fraction | str]) -> Iterator[Fraction]:
    low, high = question.range
    rounded = chain.from_iterable((floor(number), ceil(number)) for number in _numbers(question, literals))
    yield from (Fraction(number) for number in dict.fromkeys(rounded) if low <= number <= high)
