"""Which answers a rule's truth hangs on."""

from collections.abc import Iterator
from itertools import combinations

from prescreen.rules.evaluation import Rule, Truth, Values

MAX_SEARCHED = 8


def deciding_sets(rule: Rule, values: Values) -> list[frozenset[str]]:
    """Each smallest set of answers that is enough for the rule's truth, as questions. None if it is unknown; with more
    than 8 known answers, all of them as one set."""
    truth = rule(values)
    known = sorted(rule.reads & values.keys())
    if truth is Truth.UNKNOWN:
        return []
    if len(known) > MAX_SEARCHED:
        return [frozenset(known)]
    return list(_smallest(rule, values, known, truth))


def deciding_questions(rule: Rule, values: Values) -> frozenset[str]:
    """The questions of all of these sets."""
    return frozenset().union(*deciding_sets(rule, values))


def _smallest(rule: Rule, values: Values, known: list[str], truth: Truth) -> Iterator[frozenset[str]]:
    found: list[frozenset[str]] = []
    for size in range(len(known) + 1):
        for names in map(frozenset, combinations(known, size)):
            if not any(smaller <= names for smaller in found) and rule({name: values[name] for name in names}) is truth:
                found.append(names)
                yield names
