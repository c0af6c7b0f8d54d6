"""Which number to type where a report prints one with a comparison sign, such as <20."""

from decimal import Decimal
from fractions import Fraction

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.likely_units import likely_unit
from prescreen.trial.questions import Quantity
from prescreen.trial.ranges import in_spans


def advise_pair(error: AnswerError) -> AnswerError:
    """The same error. If it is about a comparison sign, `instead` is the number that the box would accept, or None if
    there is none, and `unit` is empty."""
    if error.code == "comparison_sign":
        number, instead = error.details["number"], error.details["instead"]
        if error.part == "limit":
            # The reference range <40 ends at 40. That of >40 has no upper limit.
            instead = None if error.details["upward"] else number
        error.details |= {"instead": None if instead is None or instead < 0 else instead, "unit": ""}
    return error


def advise_quantity(question: Quantity, error: AnswerError, typed: str, menu: str) -> AnswerError:
    """The same for a number in a unit: the one that was typed behind it (empty if there was none), else the menu's
    (empty if it is not chosen), else a likely one. In the advice, `unit` is empty where the menu's is meant."""
    number, instead = error.details["number"], error.details["instead"]
    unit = typed or menu
    if number is not None and not typed and menu and not _is_possible(question, number, menu):
        unit = likely_unit(question, number, menu) or menu
    if number is not None and unit == "/uL" and instead != number and number == int(number):
        instead = number + (1 if error.details["upward"] else -1)  # reports print whole numbers of these
    is_possible = instead is not None and _is_possible(question, instead, unit or question.base_unit)
    error.details |= {"instead": instead if is_possible else None, "unit": unit if unit != menu else ""}
    return error


def _is_possible(question: Quantity, number: Decimal, unit: str) -> bool:
    return in_spans(Fraction(number) * question.units[unit], [question.range])
