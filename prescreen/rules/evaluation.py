"""Rules in strong Kleene logic: true, false or unknown, given the values that are known."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import cached_property
from itertools import chain
from operator import eq, ge, gt, le, lt, ne
from typing import Any, assert_never

from prescreen.rules.analysis import Use, can_be_settled, says_unknown, uses_of
from prescreen.rules.nodes import (
    AllOf,
    AnyOf,
    AtLeast,
    CompareQuestions,
    Comparison,
    Contains,
    Known,
    Node,
    Not,
    OneOf,
    Unknown,
    parts_of,
    positive,
)
from prescreen.rules.times import Duration, compare_times

# The value of a question's answer: an option, a set of options, or an exact number (a TimeValue where it is a time).
Value = str | frozenset[str] | Fraction
# By question id; a question whose value is not known is absent.
Values = Mapping[str, Value]


class Truth(Enum):
    """A value of strong Kleene logic. `bool()` raises TypeError, so that unknown can't be taken for false."""

    FALSE = "false"
    UNKNOWN = "unknown"
    TRUE = "true"

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare it with `is`")


# Module-level names, because looking up a member on the enum costs more in the hot path.
TRUE, FALSE, NOT_KNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

# The sign of a comparison by order, with the question on its left, and what the question is compared with.
Limit = tuple[str, Fraction | Duration]
ORDER_SIGNS = ("<", "<=", ">", ">=")

Evaluator = Callable[[Values], Truth]
Compare = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class AtLeastRule:
    """An at_least(needed, …) within a rule, with each of its parts as a rule of its own."""

    needed: int
    parts: tuple["Rule", ...]


@dataclass(frozen=True)
class Rule:
    """A parsed rule. Called with the known values, it returns its truth. `node` is its positive form (see `positive`).
    `source` is empty for a part of a rule."""

    source: str
    node: Node
    uses: tuple[Use, ...]
    at_least: tuple[AtLeastRule, ...]
    says_unknown: bool
    evaluate: Evaluator = field(compare=False, repr=False)

    def __call__(self, values: Values) -> Truth:
        return self.evaluate(values)

    @cached_property
    def reads(self) -> frozenset[str]:
        return frozenset(use.question for use in self.uses)

    @cached_property
    def can_be_settled(self) -> bool:
        """Whether any values could make the rule true or false, its statements taken one by one."""
        return can_be_settled(self.node)

    @cached_property
    def limits(self) -> dict[str, list[Limit]]:
        """By question id, each limit that the question is compared with."""
        found: dict[str, list[Limit]] = {}
        for use in self.uses:
            for literal in use.literals:
                if use.sign in ORDER_SIGNS and not isinstance(literal, str):
                    found.setdefault(use.question, []).append((use.sign, literal))
        return found


def rule_of(node: Node, source: str = "") -> Rule:
    """Compiles a syntax tree into a rule."""
    node = positive(node)
    return Rule(source, node, tuple(uses_of(node)), tuple(at_least_of(node)), says_unknown(node), evaluator_of(node))


def at_least_of(node: Node) -> Iterator[AtLeastRule]:
    """The outermost at_least(…) nodes."""
    if isinstance(node, AtLeast):
        yield AtLeastRule(node.needed, tuple(rule_of(part) for part in node.parts))
    else:
        yield from chain.from_iterable(map(at_least_of, parts_of(node)))


COMPARE: dict[str, Compare] = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne}


def evaluator_of(node: Node) -> Evaluator:
    match node:
        case Comparison(question, sign, Fraction() as limit):
            return _number_comparison(question, COMPARE[sign], limit)
        case Comparison(question, sign, Duration() as limit):
            return _time_comparison(question, COMPARE[sign], limit)
        case Comparison(question, sign, option):
            compare = COMPARE[sign]
            return lambda values: _compared(compare, values.get(question), option)
        case CompareQuestions(question, sign, other):
            compare = COMPARE[sign]
            return lambda values: _compared(compare, values.get(question), values.get(other))
        case OneOf(question, literals):
            options = frozenset(literals)
            return lambda values: _contained(values.get(question), options)
        case Contains(option, question):
            return lambda values: _contained(option, values.get(question))
        case Known(question):
            return lambda values: TRUE if question in values else FALSE
        case Unknown():
            return lambda values: NOT_KNOWN
        case Not(part):
            return _negation(evaluator_of(part))
        case AllOf(parts):
            return _at_least(len(parts), [evaluator_of(part) for part in parts])
        case AnyOf(parts):
            return _at_least(1, [evaluator_of(part) for part in parts])
        case AtLeast(needed, parts):
            return _at_least(needed, [evaluator_of(part) for part in parts])
        case never:
            assert_never(never)


def _number_comparison(question: str, compare: Compare, limit: Fraction) -> Evaluator:
    # Integer multiplication costs a fraction of what comparing two Fractions does.
    numerator, denominator = limit.numerator, limit.denominator

    def evaluate(values: Values) -> Truth:
        value: Any = values.get(question)
        if value is None:
            return NOT_KNOWN
        return TRUE if compare(value.numerator * denominator, numerator * value.denominator) else FALSE

    return evaluate


def _time_comparison(question: str, compare: Compare, limit: Duration) -> Evaluator:
    def evaluate(values: Values) -> Truth:
        value: Any = values.get(question)
        found = None if value is None else compare_times(compare, value, limit)
        return NOT_KNOWN if found is None else TRUE if found else FALSE

    return evaluate


def _compared(compare: Compare, left: Any, right: Any) -> Truth:
    if left is None or right is None:
        return NOT_KNOWN
    return TRUE if compare(left, right) else FALSE


def _contained(member: Any, group: Any) -> Truth:
    if member is None or group is None:
        return NOT_KNOWN
    return TRUE if member in group else FALSE


def _negation(part: Evaluator) -> Evaluator:
    def evaluate(values: Values) -> Truth:
        truth = part(values)
        return NOT_KNOWN if truth is NOT_KNOWN else FALSE if truth is TRUE else TRUE

    return evaluate


def _at_least(needed: int, parts: list[Evaluator]) -> Evaluator:
    """Evaluates every connective: `and` needs all of its parts to be true, `or` one, at_least(n, …) n."""

    def evaluate(values: Values) -> Truth:
        true = possible = 0
        for part in parts:
            truth = part(values)
            if truth is TRUE:
                true += 1
                if true == needed:
                    return TRUE
            if truth is not FALSE:
                possible += 1
        return NOT_KNOWN if possible >= needed else FALSE

    return evaluate
