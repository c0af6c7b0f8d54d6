"""What a number line shows: a known number and the limit that a rule compares it with."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, assert_never

from prescreen.rules.evaluation import COMPARE, Limit, Rule, Truth, Values
from prescreen.rules.times import Duration, compare_times
from prescreen.screening.journey import Journey
from prescreen.trial.questions import Number, NumberQuestion, Question
from prescreen.trial.times import in_first_unit, value_beside

UPWARD = (">", ">=")
# Sign → what to add to a limit to get a number just inside it.
OFFSET_INSIDE = {"<": Fraction(-1, 10**9), "<=": Fraction(0), ">": Fraction(1, 10**9), ">=": Fraction(0)}


@dataclass(frozen=True)
class NumberLine:
    """A known number in the unit of its answer, with the limit and both ends of the line: in the same unit, or in that
    of the rule where it says one (`time_limit`). `inside` says whether the number is on the side that the study looks
    for, `beyond` whether it lies past the line's high end. Places run from 0 to 1 along the line; a number beyond its
    high end is placed at that end."""

    question: NumberQuestion
    value: Fraction
    unit: str
    sign: str
    limit: Fraction
    low: Fraction
    high: Fraction
    value_place: float
    limit_place: float
    inside: bool
    beyond: bool
    time_limit: Duration | None = None

    @property
    def upward(self) -> bool:
        """Whether the study looks for numbers above the limit."""
        return self.sign in UPWARD


def number_lines(rule: Rule, journey: Journey) -> dict[str, NumberLine]:
    """By question id, the line of each known number that the rule compares with a limit."""
    found = {}
    for name in rule.limits.keys() & journey.values.keys():
        question = journey.trial.questions[name]
        limit = limit_of(rule, question, journey.values) if isinstance(question, Number) else None
        line = _number_line(journey, question, *limit) if limit else None
        if line:
            found[name] = line
    return found


def limit_of(rule: Rule, question: NumberQuestion, values: Values) -> Limit | None:
    """The limit that applies to a question, given the other answers: the most generous one inside which the rule is
    true, else the strictest. None if the question has no limits, or both lower and upper ones."""
    limits = rule.limits.get(question.id, [])
    if len({sign in UPWARD for sign, _ in limits}) != 1:
        return None
    upward = limits[0][0] in UPWARD
    # Of two limits at the same number, the one that includes it is the more generous.
    generous_first = sorted(
        limits, key=lambda limit: (in_first_unit(question, limit[1]), limit[0] in ("<=", ">")), reverse=not upward
    )
    for sign, limit in generous_first:
        offset = OFFSET_INSIDE[sign]
        if isinstance(limit, Duration) and question.type == "age":
            offset = Fraction((offset > 0) - (offset < 0))  # ages are whole
        if rule({**values, question.id: value_beside(question, limit, offset)}) is Truth.TRUE:
            return sign, limit
    return generous_first[-1]


def _number_line(journey: Journey, question: Question, sign: str, limit: Fraction | Duration) -> NumberLine | None:
    value: Any = journey.values[question.id]
    match question.type:
        case "choice" | "choices":
            return None
        case "quantity" | "count" | "age" | "ago":
            unit = str(journey.answers[question.id]["unit"])
            if isinstance(limit, Fraction):
                return _line_in_unit(question, value, sign, limit, unit, question.units[unit])
            factor = in_first_unit(question, Duration(Fraction(1), limit.unit))
            line = _line_in_unit(question, value, sign, limit.number * factor, unit, factor)
            inside = compare_times(COMPARE[sign], value, limit) is True
            return replace(line, value=value.said.number, inside=inside, time_limit=limit)
        case "ratio" | "body_mass_index":
            return _line_in_unit(question, value, sign, in_first_unit(question, limit), question.base_unit, Fraction(1))
        case never:
            assert_never(never)


def _line_in_unit(
    question: NumberQuestion, value: Fraction, sign: str, limit: Fraction, unit: str, factor: Fraction
) -> NumberLine:
    low, high = _ends(question.range, limit)
    length = float(high - low)
    value_place, limit_place = min(float(value - low) / length, 1.0), float(limit - low) / length
    inside, beyond = COMPARE[sign](value, limit), value > high
    if factor != 1:
        value, limit, low, high = (number / factor for number in (value, limit, low, high))
    return NumberLine(question, value, unit, sign, limit, low, high, value_place, limit_place, inside, beyond)


def _ends(range_: list[Fraction], limit: Fraction) -> tuple[Fraction, Fraction]:
    """The ends of the line. The limit is in the middle if the range allows it, else nearer to one end."""
    low, high = min(range_[0], limit), max(range_[1], limit)
    return (low, min(high, 2 * limit - low)) if limit > low else (low, high)
