"""Which number to type where a report prints one with a comparison sign, such as <20."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from prescreen.screening.answer_error import AnswerError
from prescreen.trial.questions import Number, Quantity
from prescreen.trial.ranges import in_spans


def with_advice(question: Number, error: AnswerError, factor: Fraction | None = None) -> AnswerError:
    """The same error. If it is about a comparison sign, `instead` is the number that the question would accept, or None
    if there is none. `factor` is the size of the chosen unit."""
    if error.code == "comparison_sign":
        error.details["instead"] = _accepted(question, error, factor)
    return error


def _accepted(question: Number, error: AnswerError, factor: Fraction | None) -> Decimal | None:
    number, instead, upward = (error.details[name] for name in ("number", "instead", "upward"))
    if error.part == "limit":
        # The reference range <40 ends at 40. That of >40 has no upper limit.
        return None if upward else number
    if instead is None or not isinstance(question, Quantity):
        return None if instead is None or instead < 0 else instead
    if question.whole:
        instead = Decimal(ceil(instead) if upward else floor(instead))
    is_possible = factor is not None and in_spans(Fraction(instead) * factor, [question.range])
    return instead if is_possible else None
