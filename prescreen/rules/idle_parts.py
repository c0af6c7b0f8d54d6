"""Parts of a rule without which it would judge the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from typing import assert_never

from prescreen.rules.evaluation import Rule, rule_of
from prescreen.rules.nodes import (
    AllOf,
    AnyOf,
    AtLeast,
    CompareQuestions,
    Comparison,
    Contains,
    Known,
    Literal,
    Node,
    Not,
    OneOf,
    Unknown,
    parts_of,
)
from prescreen.rules.satisfiability import Variable, combinations_of
from prescreen.rules.times import Duration

# Each is tried with every part of a rule left out.
MAX_COMBINATIONS = 20_000


def idle_part(rule: Rule, variables: Sequence[Variable]) -> str:
    """The first part of an `and` or `or` that never changes the truth, as a rule would write it; empty if each may do
    so, or if not all combinations can be tried. The variables must be in the order in which they are asked."""
    # The values that are tried for two questions need not tell what comparing them does.
    shorter = [] if _compares_questions(rule.node) else [(part, rule_of(node)) for part, node in _without(rule.node)]
    if not shorter:
        return ""
    for tried, values in enumerate(combinations_of(variables)):
        truth = rule(values)
        shorter = [(part, other) for part, other in shorter if other(values) is truth]
        if not shorter or tried == MAX_COMBINATIONS:
            return ""
    return written(shorter[0][0])


def settled_part(rule: Rule, variables: Sequence[Variable]) -> str:
    """The first statement of a rule that each answer to its question makes true, or each makes false; empty if there is
    none. A question with one known answer only is left out."""
    candidates = {variable.name: variable.candidates for variable in variables if len(variable.candidates) > 1}
    for node in _statements(rule.node):
        if isinstance(node, Comparison | OneOf | Contains) and node.question in candidates and not _is_meant(node):
            statement = rule_of(node)
            if len({statement({node.question: value}) for value in candidates[node.question]}) == 1:
                return written(node)
    return ""


def _statements(node: Node) -> Iterator[Node]:
    if not parts_of(node):
        yield node
    for part in parts_of(node):
        yield from _statements(part)


def _without(node: Node) -> Iterator[tuple[Node, Node]]:
    """Each part of an `and` or `or` within the node, with the node that is left without it."""
    for index, part in enumerate(parts_of(node)):
        rest = [*parts_of(node)[:index], *parts_of(node)[index + 1 :]]
        if isinstance(node, AllOf | AnyOf) and rest and not _is_meant(part):
            yield part, rest[0] if len(rest) == 1 else replace(node, parts=tuple(rest))
        for inner, left in _without(part):
            yield inner, _with_parts(node, (*parts_of(node)[:index], left, *parts_of(node)[index + 1 :]))


def _is_meant(part: Node) -> bool:
    """Whether a part is written for whom it reads: `unknown` beside the only known answer, or `0 <= age <= 2`."""
    return isinstance(part, Unknown) or (isinstance(part, Comparison) and _literal(part.literal).split()[0] == "0")


def _with_parts(node: Node, parts: tuple[Node, ...]) -> Node:
    match node:
        case Not():
            return Not(parts[0])
        case AllOf() | AnyOf() | AtLeast():
            return replace(node, parts=parts)
        case _:
            return node


def _compares_questions(node: Node) -> bool:
    return isinstance(node, CompareQuestions) or any(map(_compares_questions, parts_of(node)))


def written(node: Node) -> str:
    """A node as a rule writes it."""
    match node:
        case Comparison(question, sign, literal):
            return f"{question} {sign} {_literal(literal)}"
        case CompareQuestions(question, sign, other):
            return f"{question} {sign} {other}"
        case OneOf(question, literals):
            return f"{question} in ({', '.join(map(_literal, literals))})"
        case Contains(option, question):
            return f'"{option}" in {question}'
        case Known(question):
            return f"known({question})"
        case Unknown():
            return "unknown"
        case Not(part):
            return f"not {written(part)}"
        case AllOf(parts):
            return " and ".join(map(_inner, parts))
        case AnyOf(parts):
            return " or ".join(map(_inner, parts))
        case AtLeast(needed, parts):
            return f"at_least({', '.join(chain([str(needed)], map(written, parts)))})"
        case never:
            assert_never(never)


def _inner(node: Node) -> str:
    return f"({written(node)})" if isinstance(node, AllOf | AnyOf) else written(node)


def _literal(literal: Literal) -> str:
    match literal:
        case str():
            return f'"{literal}"'
        case Duration():
            return f"{float(literal.number):g} {literal.unit}"
        case Fraction():
            return f"{float(literal):.10g}"
        case never:
            assert_never(never)
