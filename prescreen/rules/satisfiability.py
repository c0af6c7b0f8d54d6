"""Searches combinations of values: which truths a rule can reach, and whether a value can change its truth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from prescreen.rules.evaluation import Rule, Truth, Value, Values

MAX_TRIED = 100_000


@dataclass(frozen=True)
class Variable:
    """A question that rules read, by its id, with the values to try for it and its `ask_if` (None: always asked)."""

    name: str
    candidates: Sequence[Value]
    ask_if: Rule | None = None


def find_examples(rule: Rule, variables: Sequence[Variable]) -> dict[Truth, Values]:
    """For each truth that the rule can reach, values with which it does. The variables must be in the order in which
    they are asked. The search stops after 100,000 combinations; a truth not found by then is missing."""
    found: dict[Truth, Values] = {}
    for values in islice(combinations_of(variables), MAX_TRIED):
        found.setdefault(rule(values), values)
        if len(found) == len(Truth):
            break
    return found


def combinations_of(variables: Sequence[Variable]) -> Iterator[Values]:
    """Every set of values of the questions that can be asked; each of them may be unknown. The variables must be in the
    order in which they are asked."""
    return _combinations(variables, {})


def _combinations(variables: Sequence[Variable], values: dict[str, Value]) -> Iterator[dict[str, Value]]:
    if not variables:
        yield values
        return
    variable, *later = variables
    if variable.ask_if is None or variable.ask_if(values) is not Truth.FALSE:
        for value in variable.candidates:
            yield from _combinations(later, values | {variable.name: value})
    yield from _combinations(later, values)


def value_matters(rule: Rule, name: str, value: Value, variables: Sequence[Variable]) -> bool:
    """Whether the rule's truth with this value differs from that without it, for any values of its other variables.
    False if the first 100,000 combinations show no difference."""
    others = [variable for variable in variables if variable.name in rule.reads - {name}]
    for values in islice(product(*([None, *variable.candidates] for variable in others)), MAX_TRIED):
        known = {other.name: value for other, value in zip(others, values, strict=True) if value is not None}
        if rule({**known, name: value}) is not rule(known):
            return True
    return False


def unknown_when_answered(rule: Rule, variables: Sequence[Variable]) -> Values | None:
    """Values with which the rule is unknown although each question that is asked is known, or None. The variables must
    be in the order in which they are asked; the search stops after 100,000 combinations."""
    for values in islice(answered_combinations(variables), MAX_TRIED):
        if rule(values) is Truth.UNKNOWN:
            return values
    return None


def answered_combinations(variables: Sequence[Variable]) -> Iterator[Values]:
    """The same, where each question that is asked has an answer."""
    return _answered(variables, {})


def _answered(variables: Sequence[Variable], values: dict[str, Value]) -> Iterator[dict[str, Value]]:
    if not variables:
        yield values
        return
    variable, *later = variables
    if variable.ask_if is not None and variable.ask_if(values) is Truth.FALSE:
        yield from _answered(later, values)
        return
    for value in variable.candidates:
        yield from _answered(later, values | {variable.name: value})
