"""Three-valued logic over what is known: what a rule is, and how its parts are judged."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

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


Judge = Callable[[Values], Truth]


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
    """A parsed rule; calling it with the known values gives its truth."""

    source: str
    uses: tuple[Use, ...]
    counts: tuple[Count, ...]
    says_unknown: bool
    judge: Judge

    def __call__(self, values: Values) -> Truth:
        return self.judge(values)

    @property
    def reads(self) -> frozenset[str]:
        return frozenset(use.question for use in self.uses)


def compared(compare: Callable[[Any, Any], bool], left: Any, right: Any) -> Truth:
    if left is None or right is None:
        return Truth.UNKNOWN
    return Truth.TRUE if compare(left, right) else Truth.FALSE


def contained(member: Any, group: Any) -> Truth:
    if member is None or group is None:
        return Truth.UNKNOWN
    return Truth.TRUE if member in group else Truth.FALSE


def negation(part: Judge) -> Judge:
    opposite = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}
    return lambda values: opposite[part(values)]


def all_of(parts: list[Judge]) -> Judge:
    return parts[0] if len(parts) == 1 else count(len(parts), parts)


def any_of(parts: list[Judge]) -> Judge:
    return count(1, parts)


def count(needed: int, parts: list[Judge]) -> Judge:
    """Every connective is a count: `and` needs all of its parts, `or` one, at_least(n, …) n."""

    def judge(values: Values) -> Truth:
        true = possible = 0
        for part in parts:
            truth = part(values)
            if truth is Truth.TRUE:
                true += 1
                if true == needed:
                    return Truth.TRUE
            if truth is not Truth.FALSE:
                possible += 1
        return Truth.UNKNOWN if possible >= needed else Truth.FALSE

    return judge
