"""The statements of a rule, and its parts as a rule writes them."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import assert_never

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
from prescreen.rules.times import Duration


def statements_of(node: Node) -> Iterator[Node]:
    """The nodes without parts, in the order in which they are written."""
    parts = parts_of(node)
    if not parts:
        yield node
    yield from chain.from_iterable(map(statements_of, parts))


def comparisons_of_questions(node: Node) -> list[CompareQuestions]:
    """The statements that compare two questions with each other."""
    return [statement for statement in statements_of(node) if isinstance(statement, CompareQuestions)]


def written(node: Node) -> str:
    """A node as a rule writes it."""
    match node:
        case Comparison(question, sign, literal):
            return f"{question} {sign} {written_literal(literal)}"
        case CompareQuestions(question, sign, other):
            return f"{question} {sign} {other}"
        case OneOf(question, literals):
            return f"{question} in ({', '.join(map(written_literal, literals))})"
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


def written_literal(literal: Literal) -> str:
    """What a rule compares a question with, as it writes it."""
    match literal:
        case str():
            return f'"{literal}"'
        case Duration():
            return f"{float(literal.number):g} {literal.unit}"
        case Fraction():
            return f"{float(literal):.10g}"
        case never:
            assert_never(never)
