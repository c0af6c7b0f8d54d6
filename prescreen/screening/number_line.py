"""A number against the study's limit: what a number line shows."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from prescreen.rules.evaluation import Rule, Truth, Values
from prescreen.screening.journey import Journey
from prescreen.trial.questions import Pair, Quantity

# A number this close to a limit is inside it without being equal.
TINY = Fraction(1, 10**9)
INSIDE = {"<": -TINY, "<=": Fraction(0), ">": TINY, ">=": Fraction(0)}


@dataclass(frozen=True)
class NumberLine:
    """A reader's number, in the unit it was given in (a ratio has none), beside the limit in the same unit.
    Places run from 0 to 1 along the line; a value beyond the line's end stands at the end."""

    question: Quantity | Pair
    value: Fraction
    unit: str
    sign: str
    limit: Fraction
    low: Fraction
    high: Fraction
    value_place: float
    limit_place: float

    @property
    def beyond(self) -> bool:
        """True where the number lies past the end of the line."""
        return self.value > self.high

    @property
    def inside(self) -> bool:
        """True where the number is on the side that the study looks for."""
        return {
            "<": self.value < self.limit,
            "<=": self.value <= self.limit,
            ">": self.value > self.limit,
            ">=": self.value >= self.limit,
        }[self.sign]

    @property
    def upward(self) -> bool:
        """True where the study looks for numbers above the limit."""
        return self.sign in (">", ">=")


def number_lines(journey: Journey) -> dict[str, NumberLine]:
    """A Measure for each number that is known and judged against a limit, by question id."""
    found = {}
    for requirement in journey.trial.requirements:
        for name in requirement.fits.reads & journey.values.keys():
            question = journey.trial.questions[name]
            if isinstance(question, Quantity | Pair):
                limit = limit_of(requirement.fits, question.id, journey.values)
                if limit:
                    judged, answer = journey.values[question.id], journey.answers[question.id]
                    found[question.id] = _measure(question, judged, answer, *limit)
    return found


def limit_of(rule: Rule, question: str, values: Values) -> tuple[str, Fraction] | None:
    """The sign and limit that count for a question, given the other answers: the most generous that would do,
    else the strictest."""
    limits = sorted(
        (
            (use.sign, limit)
            for use in rule.uses
            if use.question == question
            for limit in use.literals
            if use.sign in INSIDE and isinstance(limit, Fraction)
        ),
        key=lambda pair: pair[1] if pair[0] in (">", ">=") else -pair[1],
    )
    if len({sign in (">", ">=") for sign, _ in limits}) > 1:
        return None  # a line shows one limit, and this number has to lie between two
    for sign, limit in limits:
        if rule({**values, question: limit + INSIDE[sign]}) is Truth.TRUE:
            return sign, limit
    return limits[-1] if limits else None


def _measure(question: Quantity | Pair, judged: Any, answer: Any, sign: str, limit: Fraction) -> NumberLine:
    if isinstance(question, Quantity):
        unit, factor = answer["unit"], question.units[answer["unit"]]
    else:
        unit, factor = question.base_unit, Fraction(1)
    value = judged / factor
    low, high = question.range[0], min(question.range[1], 2 * limit)

    def place(number: Fraction) -> float:
        return float(min(max((number - low) / (high - low), Fraction(0)), Fraction(1)))

    ends = low / factor, high / factor
    return NumberLine(question, value, unit, sign, limit / factor, *ends, place(value * factor), place(limit))
