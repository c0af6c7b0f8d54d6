"""Three-valued logic over what is known: what a rule reads, and how it is judged."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import cached_property
from itertools import chain
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from prescreen.rules.nodes import (
    AllOf,
    AnyOf,
    AtLeast,
    CompareQuestions,
    Comparison,
    Condition,
    Contains,
    Known,
    Not,
    OneOf,
    Unknown,
    parts_of,
)

# What a question's answer is judged as: an option, a set of options, or an exact number.
Value = str | frozenset[str] | Fraction
# Question id → value. A question that is not known is absent.
Values = Mapping[str, Value]


class Truth(Enum):
    """A value of strong Kleene logic. It refuses `bool()`, so that unknown can't pass for false."""

    FALSE = "false"
    UNKNOWN = "unknown"
    TRUE = "true"

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare it with `is`")


# By names of their own, which cost less than attributes of an enumeration.
TRUE, FALSE, NOT_KNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

Evaluator = Callable[[Values], Truth]


COMPARE: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne}


@dataclass(frozen=True)
class Use:
    """One place where a rule reads a question: compared with literals, with other questions, or asked if known.
    `sign` is that of a comparison, read with the question on its left."""

    question: str
    kind: str  # "number", "option", "member", "question" or "known"
    literals: tuple[Fraction | str, ...] = ()
    sign: str = ""


@dataclass(frozen=True)
class Count:
    """An at_least(n, …): how many of its parts are needed, and each part as a rule."""

    needed: int
    parts: tuple["Rule", ...]


@dataclass(frozen=True)
class Rule:
    """A parsed rule; calling it with the known values gives its truth. A part of a rule has no source of its own."""

    source: str
    node: Condition
    uses: tuple[Use, ...]
    counts: tuple[Count, ...]
    says_unknown: bool
    evaluate: Evaluator = field(compare=False, repr=False)

    def __call__(self, values: Values) -> Truth:
        return self.evaluate(values)

    @cached_property
    def reads(self) -> frozenset[str]:
        return frozenset(use.question for use in self.uses)


def rule_of(node: Condition, source: str = "") -> Rule:
    """What a tree comes to, worked out once: judging calls only closures."""
    return Rule(source, node, tuple(uses_of(node)), tuple(counts_of(node)), says_unknown(node), evaluator_of(node))


def uses_of(node: Condition) -> Iterator[Use]:
    match node:
        case Comparison(question, sign, literal):
            yield _literal_use(question, sign, literal)
        case OneOf(question, literals):
            yield from (_literal_use(question, "==", literal) for literal in literals)
        case CompareQuestions(question, _, other):
            yield from (Use(question, "question"), Use(other, "question"))
        case Contains(option, question):
            yield Use(question, "member", (option,))
        case Known(question):
            yield Use(question, "known")
        case _:
            yield from chain.from_iterable(map(uses_of, parts_of(node)))


def _literal_use(question: str, sign: str, literal: Fraction | str) -> Use:
    return Use(question, "option" if isinstance(literal, str) else "number", (literal,), sign)


def counts_of(node: Condition) -> Iterator[Count]:
    """Each at_least(…) that is not itself a part of another."""
    if isinstance(node, AtLeast):
        yield Count(node.needed, tuple(rule_of(part) for part in node.parts))
    else:
        yield from chain.from_iterable(map(counts_of, parts_of(node)))


def says_unknown(node: Condition) -> bool:
    return isinstance(node, Unknown) or any(map(says_unknown, parts_of(node)))


def never_unknown(node: Condition, known: frozenset[str] = frozenset()) -> bool:
    """Whether a condition is true or false whatever is not known, as `known(a) and a < 1` is."""
    match node:
        case Known():
            return True
        case AllOf(parts):
            known |= {part.question for part in parts if isinstance(part, Known)}
    parts = parts_of(node)
    if parts:
        return all(never_unknown(part, known) for part in parts)
    return not isinstance(node, Unknown) and {use.question for use in uses_of(node)} <= known


def without_guards(node: Condition) -> Condition:
    """A condition without each `known(a)` that is true wherever the statement beside it is."""
    if not isinstance(node, AllOf):
        return node
    statements = [part for part in node.parts if not isinstance(part, Known) and not parts_of(part)]
    read = {use.question for part in statements for use in uses_of(part)}
    kept = tuple(part for part in node.parts if not (isinstance(part, Known) and part.question in read))
    return kept[0] if len(kept) == 1 else AllOf(kept)


def evaluator_of(node: Condition) -> Evaluator:
    match node:
        case Comparison(question, sign, Fraction() as limit):
            return against(limit, COMPARE[sign], question)
        case Comparison(question, sign, literal):
            compare = COMPARE[sign]
            return lambda values: compared(compare, values.get(question), literal)
        case CompareQuestions(question, sign, other):
            compare = COMPARE[sign]
            return lambda values: compared(compare, values.get(question), values.get(other))
        case OneOf(question, literals):
            options = frozenset(literals)
            return lambda values: contained(values.get(question), options)
        case Contains(option, question):
            return lambda values: contained(option, values.get(question))
        case Known(question):
            return lambda values: TRUE if question in values else FALSE
        case Not(part):
            return negation(evaluator_of(part))
        case AllOf(parts):
            return at_least(len(parts), [evaluator_of(part) for part in parts])
        case AnyOf(parts):
            return at_least(1, [evaluator_of(part) for part in parts])
        case AtLeast(needed, parts):
            return at_least(needed, [evaluator_of(part) for part in parts])
        case Unknown():
            return lambda values: NOT_KNOWN


def against(limit: Fraction, compare: Callable[[Any, Any], bool], question: str) -> Evaluator:
    """Compares a number with a limit as whole numbers, which costs a fraction of what comparing fractions does."""
    above, below = limit.numerator, limit.denominator

    def evaluate(values: Values) -> Truth:
        value: Any = values.get(question)
        if value is None:
            return NOT_KNOWN
        return TRUE if compare(value.numerator * below, above * value.denominator) else FALSE

    return evaluate


def compared(compare: Callable[[Any, Any], bool], left: Any, right: Any) -> Truth:
    if left is None or right is None:
        return NOT_KNOWN
    return TRUE if compare(left, right) else FALSE


def contained(member: Any, group: Any) -> Truth:
    if member is None or group is None:
        return NOT_KNOWN
    return TRUE if member in group else FALSE


def negation(part: Evaluator) -> Evaluator:
    def evaluate(values: Values) -> Truth:
        truth = part(values)
        return NOT_KNOWN if truth is NOT_KNOWN else FALSE if truth is TRUE else TRUE

    return evaluate


def at_least(needed: int, parts: list[Evaluator]) -> Evaluator:
    """Every connective is a count: `and` needs all of its parts, `or` one, at_least(n, …) n."""

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
