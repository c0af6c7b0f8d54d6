"""The syntax tree of a rule."""

from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from prescreen.rules.times import Duration

# What a rule compares a question with: a number in the question's first unit, a time with a unit of its own, an option.
Literal = Fraction | Duration | str


@dataclass(frozen=True)
class Comparison:
    """A question compared with a number, a time or an option. The question is on the left of the sign."""

    question: str
    sign: str
    literal: Literal


@dataclass(frozen=True)
class CompareQuestions:
    """Two questions compared with each other."""

    question: str
    sign: str
    other: str


@dataclass(frozen=True)
class OneOf:
    """The answer is one of those listed: `question in (…)`."""

    question: str
    literals: tuple[Fraction | str, ...]


@dataclass(frozen=True)
class Contains:
    """An option is among those picked: `"option" in question`."""

    option: str
    question: str


@dataclass(frozen=True)
class Known:
    """The question has an answer other than “I don't know”: `known(question)`."""

    question: str


@dataclass(frozen=True)
class Unknown:
    """The constant `unknown`."""


@dataclass(frozen=True)
class Not:
    part: "Node"


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class AtLeast:
    """At least `needed` of the parts are true: `at_least(needed, …)`."""

    needed: int
    parts: tuple["Node", ...]


QuestionStatement = Comparison | CompareQuestions | OneOf | Contains | Known
Statement = QuestionStatement | Unknown
Node = Statement | Not | AllOf | AnyOf | AtLeast

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def parts_of(node: Node) -> tuple[Node, ...]:
    """The child nodes; none for a statement."""
    match node:
        case Not(part):
            return (part,)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return parts
        case Comparison() | CompareQuestions() | OneOf() | Contains() | Known() | Unknown():
            return ()
        case never:
            assert_never(never)


def positive(node: Node) -> Node:
    """An equivalent tree in which `Not` contains OneOf, Contains or Known only, so that each comparison has the sign
    that makes the rule true."""
    match node:
        case Not(part):
            return opposite(part)
        case AllOf(parts):
            return AllOf(tuple(map(positive, parts)))
        case AnyOf(parts):
            return AnyOf(tuple(map(positive, parts)))
        case AtLeast(needed, parts):
            return AtLeast(needed, tuple(map(positive, parts)))
        case Comparison() | CompareQuestions() | OneOf() | Contains() | Known() | Unknown():
            return node
        case never:
            assert_never(never)


def opposite(node: Node) -> Node:
    """A positive tree that is true where this one is false, false where it is true, and unknown where it is unknown."""
    match node:
        case Comparison(question, sign, literal):
            return Comparison(question, OPPOSITE[sign], literal)
        case CompareQuestions(question, sign, other):
            return CompareQuestions(question, OPPOSITE[sign], other)
        case OneOf() | Contains() | Known():
            return Not(node)
        case Unknown():
            return node
        case Not(part):
            return positive(part)
        case AllOf(parts):
            return AnyOf(tuple(map(opposite, parts)))
        case AnyOf(parts):
            return AllOf(tuple(map(opposite, parts)))
        case AtLeast(needed, parts):
            return AtLeast(len(parts) - needed + 1, tuple(map(opposite, parts)))
        case never:
            assert_never(never)
