"""What a number line shows: a known number and the limit that a rule compares it with."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, assert_never

from prescreen.rules.evaluation import COMPARE, Limit, Rule, Truth, Values
from prescreen.screening.journey import Journey
from prescreen.trial.questions import NumberQuestion, Question

UPWARD = (">", ">=")
# Sign → what to add to a limit to get a number just inside it.
OFFSET_INSIDE = {"<": Fraction(-1, 10**9), "<=": Fraction(0), ">": Fraction(1, 10**9), ">=": Fraction(0)}


@dataclass(frozen=True)
class NumberLine:
    """A known number in the unit of its answer, with the limit and both ends of the line in the same unit. Places run
    from 0 to 1 along the line; a number beyond its high end is placed at that end."""

    question: NumberQuestion
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
        """Whether the number lies past the line's high end."""
        return self.value > self.high

    @property
    def inside(self) -> bool:
        """Whether the number is on the side that the study looks for."""
        return COMPARE[self.sign](self.value, self.limit)

    @property
    def upward(self) -> bool:
        """Whether the study looks for numbers above the limit."""
        return self.sign in UPWARD


def number_lines(rule: Rule, journey: Journey) -> dict[str, NumberLine]:
    """By question id, the line of each known number that the rule compares with a limit."""
    found = {}
    for name in rule.limits.keys() & journey.values.keys():
        limit = limit_of(rule, name, journey.values)
        line = _number_line(journey, journey.trial.questions[name], *limit) if limit else None
        if line:
            found[name] = line
    return found


def limit_of(rule: Rule, question: str, values: Values) -> Limit | None:
    """The limit that applies to a question, given the other answers: the most generous one inside which the rule is
    true, else the strictest. None if the question has no limits, or both lower and upper ones."""
    limits = rule.limits.get(question, [])
    if len({sign in UPWARD for sign, _ in limits}) != 1:
        return None
    upward = limits[0][0] in UPWARD
    # Of two limits at the same number, the one that includes it is the more generous.
    generous_first = sorted(limits, key=lambda limit: (limit[1], limit[0] in ("<=", ">")), reverse=not upward)
    for sign, limit in generous_first:
        if rule({**values, question: limit + OFFSET_INSIDE[sign]}) is Truth.TRUE:
            return sign, limit
    return generous_first[-1]


def _number_line(journey: Journey, question: Question, sign: str, limit: Fraction) -> NumberLine | None:
    value: Any = journey.values[question.id]
    match question.type:
        case "choice" | "choices":
            return None
        case "quantity" | "age" | "ago":
            unit = str(journey.answers[question.id]["unit"])
            return _line_in_unit(question, value, sign, limit, unit, question.units[unit])
        case "ratio" | "body_mass_index":
            return _line_in_unit(question, value, sign, limit, question.base_unit, Fraction(1))
        case never:
            assert_never(never)


def _line_in_unit(
    question: NumberQuestion, value: Fraction, sign: str, limit: Fraction, unit: str, factor: Fraction
) -> NumberLine:
    low, high = _ends(question.range, limit)
    length = float(high - low)
    value_place, limit_place = min(float(value - low) / length, 1.0), float(limit - low) / length
    if factor != 1:
        value, limit, low, high = (number / factor for number in (value, limit, low, high))
    return NumberLine(question, value, unit, sign, limit, low, high, value_place, limit_place)


def _ends(range_: list[Fraction], limit: Fraction) -> tuple[Fraction, Fraction]:
    """The ends of the line. The limit is in the middle if the range allows it, else nearer to one end."""
    low, high = min(range_[0], limit), max(range_[1], limit)
    return (low, min(high, 2 * limit - low)) if limit > low else (low, high)
