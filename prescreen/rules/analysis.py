"""Static analysis of rules: which questions a rule reads, and whether it can be unknown."""

import typing
from collections.abc import Iterator
from dataclasses import dataclass
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

UseKind = typing.Literal["number", "time", "option", "member", "question", "known"]


@dataclass(frozen=True)
class Use:
    """One place where a rule reads a question. `kind` is what the question is compared with: a number, a time, an
    option, an option among those picked (member), another question, or nothing (known). `sign` is that of a comparison
    with `literals`, with the question on its left; else it is empty."""

    question: str
    kind: UseKind
    literals: tuple[Literal, ...] = ()
    sign: str = ""


def uses_of(node: Node) -> Iterator[Use]:
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
        case Unknown() | Not() | AllOf() | AnyOf() | AtLeast():
            yield from chain.from_iterable(map(uses_of, parts_of(node)))
        case never:
            assert_never(never)


def _literal_use(question: str, sign: str, literal: Literal) -> Use:
    match literal:
        case str():
            return Use(question, "option", (literal,), sign)
        case Duration():
            return Use(question, "time", (literal,), sign)
        case Fraction():
            return Use(question, "number", (literal,), sign)
        case never:
            assert_never(never)


def says_unknown(node: Node) -> bool:
    """Whether the node contains the constant `unknown`."""
    return isinstance(node, Unknown) or any(map(says_unknown, parts_of(node)))


def never_unknown(node: Node, known: frozenset[str] = frozenset()) -> bool:
    """Whether the node is always true or false, provided that the questions in `known` are known. `known(a) and a < 1`
    is, whatever is known. A comparison with a time may be too close to call."""
    if isinstance(node, Known):
        return True
    if isinstance(node, AllOf):
        known |= {part.question for part in node.parts if isinstance(part, Known)}
    parts = parts_of(node)
    if parts:
        return all(never_unknown(part, known) for part in parts)
    uses = list(uses_of(node))
    is_close = any(use.kind == "time" for use in uses)
    return not isinstance(node, Unknown) and not is_close and {use.question for use in uses} <= known


def can_be_settled(node: Node) -> bool:
    """Whether a positive tree can be true or false at all: `unknown` can't, `a < 1 or unknown` can."""
    return _can_be(node, True) or _can_be(node, False)


def _can_be(node: Node, truth: bool) -> bool:
    match node:
        case Unknown():
            return False
        case AllOf(parts):
            return _enough(parts, truth, len(parts) if truth else 1)
        case AnyOf(parts):
            return _enough(parts, truth, 1 if truth else len(parts))
        case AtLeast(needed, parts):
            return _enough(parts, truth, needed if truth else len(parts) - needed + 1)
        case Comparison() | CompareQuestions() | OneOf() | Contains() | Known() | Not():
            return True
        case never:
            assert_never(never)


def _enough(parts: tuple[Node, ...], truth: bool, needed: int) -> bool:
    return sum(_can_be(part, truth) for part in parts) >= needed


def without_guards(node: Node) -> Node:
    """The node without each `known(a)` that is joined by `and` to a statement about `a`. For descriptions only: a
    reader takes the statement to imply that `a` is known."""
    if not isinstance(node, AllOf):
        return node
    statements = [part for part in node.parts if not isinstance(part, Known) and not parts_of(part)]
    read = {use.question for part in statements for use in uses_of(part)}
    kept = tuple(part for part in node.parts if not (isinstance(part, Known) and part.question in read))
    return kept[0] if len(kept) == 1 else AllOf(kept)
