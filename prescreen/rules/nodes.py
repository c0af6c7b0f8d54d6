"""What a rule says, as a small tree of conditions."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Comparison:
    """A question against a number or an option, read with the question on the left."""

    question: str
    sign: str
    literal: Fraction | str


@dataclass(frozen=True)
class CompareQuestions:
    """Two questions compared with each other."""

    question: str
    sign: str
    other: str


@dataclass(frozen=True)
class OneOf:
    """The answer is among those listed."""

    question: str
    literals: tuple[Fraction | str, ...]


@dataclass(frozen=True)
class Contains:
    """An option is among those picked."""

    option: str
    question: str


@dataclass(frozen=True)
class Known:
    question: str


@dataclass(frozen=True)
class Unknown:
    """The constant `unknown`: what no answer here decides."""


@dataclass(frozen=True)
class Not:
    part: "Condition"


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AtLeast:
    needed: int
    parts: tuple["Condition", ...]


Condition = Comparison | CompareQuestions | OneOf | Contains | Known | Unknown | Not | AllOf | AnyOf | AtLeast
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def parts_of(node: Condition) -> tuple[Condition, ...]:
    match node:
        case Not(part):
            return (part,)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return parts
    return ()


def opposite(node: Condition) -> Condition:
    """What is true where the condition is false, false where it is true, and unknown with it; a negation is left only
    around a single statement."""
    match node:
        case Comparison(question, sign, literal):
            return Comparison(question, OPPOSITE[sign], literal)
        case CompareQuestions(question, sign, other):
            return CompareQuestions(question, OPPOSITE[sign], other)
        case Not(part):
            return part
        case AllOf(parts):
            return AnyOf(tuple(map(opposite, parts)))
        case AnyOf(parts):
            return AllOf(tuple(map(opposite, parts)))
        case AtLeast(needed, parts):
            return AtLeast(len(parts) - needed + 1, tuple(map(opposite, parts)))
        case Unknown():
            return node
    return Not(node)
