"""Error messages for refused answers, in the current language."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, assert_never

from flask_babel.speaklater import LazyString

from prescreen.i18n.formatting import format_number, format_quantity
from prescreen.i18n.labels import space
from prescreen.i18n.locale import current_language, gettext
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.screening.answer_error import AnswerError, ErrorCode
from prescreen.trial.questions import NumberQuestion, Pair, Quantity, Question

# For a value that was changed on two pages at once; not an error of the answer.
CONFLICT = _("This was changed on another page too. Which one is right?")


def error_message(question: Question | None, error: AnswerError) -> str:
    """The message for an answer, or for a date or note of staff, where `question` may be None. Raises KeyError for an
    error that only an answers file can have."""
    message = MESSAGES[error.code]
    return message(question, error) if callable(message) else str(message)


def _unanswered(question: Question, error: AnswerError) -> str:
    match question.type:
        case "choice" | "choices":
            return gettext("Choose an answer. “I don’t know” is a good answer too.")
        case "quantity" | "age" | "ago" | "ratio" | "body_mass_index":
            return gettext("Type the number, or choose “I don’t know”. That is a good answer too.")
        case never:
            assert_never(never)


def _missing(question: NumberQuestion, error: AnswerError) -> str:
    match question.type:
        case "quantity" | "age" | "ago":
            return gettext("Type the number, or choose “I don’t know”.")
        case "ratio" if error.part == "limit":
            return gettext("Type the upper limit as well: the larger number of the range printed beside the result.")
        case "ratio":
            return gettext("Type the result as well, or choose “I don’t know”.")
        case "body_mass_index" if error.part == "height":
            return gettext("Type the height as well.")
        case "body_mass_index":
            return gettext("Type the weight as well, or choose “I don’t know”.")
        case never:
            assert_never(never)


def _exclusive(question: Question, error: AnswerError) -> str:
    option = error.details["option"].label[current_language()]
    return gettext("You chose “%(option)s” and another answer. Keep only what is true for you.", option=option)


def _not_a_number(question: NumberQuestion, error: AnswerError) -> str:
    match question.type:
        case "quantity" | "ratio":
            return gettext("Type only the number as your report prints it, with nothing else beside it.")
        case "age" | "ago" | "body_mass_index":
            return gettext("Type only the number, with nothing else beside it.")
        case never:
            assert_never(never)


def _comparison_sign(question: NumberQuestion, error: AnswerError) -> str:
    sign, instead = error.details["sign"], error.details["instead"]
    if instead is None or instead < 0:
        return gettext("Type the number without the sign “%(sign)s”, or choose “I don’t know”.", sign=sign)
    return gettext(
        "Type a number without the sign “%(sign)s”. If your report prints it, type %(number)s instead: "
        "that is on the same side of the limit.",
        sign=sign,
        number=format_number(instead),
    )


def _not_positive(question: Pair, error: AnswerError) -> str:
    match question.type:
        case "ratio":
            return gettext(
                "The upper limit must be more than 0: it is the larger number of the range printed beside the result."
            )
        case "body_mass_index":
            return gettext("The height must be more than 0.")
        case never:
            assert_never(never)


def _not_whole(question: NumberQuestion, error: AnswerError) -> str:
    return gettext("Type whole years, such as %(number)s.", number=format_number(error.details["whole"]))


def _out_of_range(question: Quantity, error: AnswerError) -> str:
    number, unit, likely = error.details["number"], error.details["unit"], error.details["likely_unit"]
    typed = format_quantity(number, unit)
    if Fraction(number) * question.units[unit] > question.range[1]:
        far = gettext("%(quantity)s is far more than a body can hold.", quantity=typed)
        message = far if likely else gettext("%(quantity)s is more than is possible.", quantity=typed)
    else:
        message = gettext("%(quantity)s is less than is possible.", quantity=typed)
    if likely:
        meant = gettext("Did your report say %(quantity)s?", quantity=format_quantity(number, likely))
        return message + space() + meant
    return message + space() + question.implausible[current_language()]


def _pair_out_of_range(question: Pair, error: AnswerError) -> str:
    numbers = {part: format_number(number) for part, number in error.details.items()}
    return _outside(question, numbers) + space() + question.implausible[current_language()]


def _outside(question: Pair, numbers: dict[str, str]) -> str:
    match question.type:
        case "ratio":
            return gettext("%(value)s with an upper limit of %(limit)s is outside what is possible.", **numbers)
        case "body_mass_index":
            return gettext("%(weight)s kg with a height of %(height)s cm is outside what is possible.", **numbers)
        case never:
            assert_never(never)


def _note_too_long(question: Question | None, error: AnswerError) -> str:
    return gettext("A note can be %(most)s characters long. This one has %(length)s.", **error.details)


# Each code's message, or a function that makes it. Codes of errors that only an answers file can have are missing.
MESSAGES: dict[ErrorCode, LazyString | Callable[[Any, AnswerError], str]] = {
    "unanswered": _unanswered,
    "missing": _missing,
    "not_an_option": _("Choose one of the answers listed here."),
    "exclusive_beside_another": _exclusive,
    "unknown_beside_another": _("You chose “I don’t know” and another answer. Keep only what is true for you."),
    "unknown_beside_number": _("You typed a number and chose “I don’t know”. Keep only what is true for you."),
    "not_a_number": _not_a_number,
    "too_long": _("This number has too many digits. Type it as your report prints it."),
    "comparison_sign": _comparison_sign,
    "not_a_unit": _("Choose one of the units listed here."),
    "not_positive": _not_positive,
    "not_whole": _not_whole,
    "not_a_date": _("Type the date with the year first, such as 2026-01-31."),
    "date_ahead": _("This date is in the future. Type the date on which the test was made."),
    "note_too_long": _note_too_long,
    "out_of_range": _out_of_range,
    "pair_out_of_range": _pair_out_of_range,
}
