"""The connective by which a rule joins the questions or options that it reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from prescreen.definitions.effects.options import picked
from prescreen.definitions.reading.connectives import Connective
from prescreen.definitions.reading.options import NONE
from prescreen.rules.evaluation import Rule, Truth, Value, Values
from prescreen.trial.candidates import candidate_values
from prescreen.trial.questions import MultipleChoice, Option, OptionQuestion, Question
from prescreen.trial.trial import Trial

MAX_JOINED, MAX_TRIED = 3, 1000
# What a rule says of each set of values, in the order of the questions.
Table = dict[tuple[Value, ...], Truth]


@dataclass(frozen=True)
class Joined:
    """How a rule joins questions or options. `is_absence` is set if to have none of them fits."""

    connective: Connective
    matters: Sequence[Question | Option]
    is_absence: bool


def joined(trial: Trial, rule: Rule) -> Joined | None:
    """How a rule joins the questions that it reads, or the options of the one that it reads; None if it does neither
    by one connective alone. Questions that only lead to the others are answered as it takes to ask those."""
    read = [question for question in trial.questions.values() if question.id in rule.reads]
    gates = [gate for gate in read if any(q.ask_if and gate.id in q.ask_if.reads for q in read)]
    rest = [question for question in read if question not in gates]
    if len(rest) == 1 and isinstance(rest[0], MultipleChoice):
        return _of_options(rule, rest[0], _leading_to(rest[0], gates, rule))
    return _of_questions(rule, rest) if 2 <= len(rest) <= MAX_JOINED and not gates else None


def _leading_to(question: Question, gates: list[Question], rule: Rule) -> Values:
    """Answers to earlier questions with which a question is asked."""
    rows = product(*(candidate_values(gate, rule.uses) for gate in gates))
    answers = (dict(zip((gate.id for gate in gates), row, strict=True)) for row in rows)
    asking = (values for values in answers if not question.ask_if or question.ask_if(values) is Truth.TRUE)
    return next(asking, {})


def _of_questions(rule: Rule, read: list[Question]) -> Joined | None:
    values = [candidate_values(question, rule.uses) for question in read]
    if prod(map(len, values)) > MAX_TRIED:
        return None
    ids = [question.id for question in read]
    table = {row: rule(dict(zip(ids, row, strict=True))) for row in product(*values)}
    absent = tuple(_absent(question) for question in read)
    kept = [_unlike(table, k, values[k]) for k in range(len(read))]
    connective = _connective({row: table[row] for row in product(*kept)}, len(read))
    return Joined(connective, read, table.get(absent) is Truth.TRUE) if connective else None


def _unlike(table: Table, place: int, values: list[Value]) -> list[Value]:
    """One of the values that a rule tells apart, for each of them."""
    kinds: dict[tuple[Truth, ...], Value] = {}
    for value in values:
        kinds.setdefault(tuple(truth for row, truth in table.items() if row[place] == value), value)
    return list(kinds.values())


def _absent(question: Question) -> Value:
    """The answer that says that there is nothing of what is asked; empty if it has none."""
    if not isinstance(question, OptionQuestion):
        return ""
    return picked(question, next((name for name in NONE if name in question.option), ""))


def _of_options(rule: Rule, question: MultipleChoice, given: Values) -> Joined | None:
    read = {str(literal) for use in rule.uses if use.question == question.id for literal in use.literals}
    options = [option for option in question.options if option.id in read and not option.exclusive]
    rest = next((o.id for o in question.options if o not in options and not o.unknown), None)
    if not 2 <= len(options) <= MAX_JOINED or rest is None:
        return None
    table: Table = {}
    for row in product(("", "picked"), repeat=len(options)):
        chosen = frozenset(option.id for option, is_picked in zip(options, row, strict=True) if is_picked)
        table[row] = rule({**given, question.id: chosen or frozenset({rest})})
    connective = _connective(table, len(options))
    return Joined(connective, options, table[("",) * len(options)] is Truth.TRUE) if connective else None


# What a rule says where some values are good and some bad → how it joins them.
BY_TRUTH: dict[Truth, Connective] = {Truth.TRUE: "or", Truth.FALSE: "and"}


def _connective(table: Table, count: int) -> Connective:
    """The connective that makes a rule true of some values and false of others, each of which differs: “and” if one of
    the others is always enough for it to be false, “or” if one of the former is enough for it to be true."""
    found = set[Connective]()
    true = [row for row, truth in table.items() if truth is Truth.TRUE]
    false = [row for row, truth in table.items() if truth is Truth.FALSE]
    for good, bad in product(true, false):
        if all(left != right for left, right in zip(good, bad, strict=True)):
            mixes = [
                table[tuple(good[k] if kept else bad[k] for k, kept in enumerate(of))]
                for of in product((False, True), repeat=count)
                if any(of) and not all(of)
            ]
            found.add(BY_TRUTH.get(mixes[0], "") if len(set(mixes)) == 1 else "")
        if len(found) > 1 or "" in found:
            return ""
    return found.pop() if found else ""
