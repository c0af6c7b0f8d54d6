"""Error messages for refused answers, in the current language."""

from collections.abc import Callable
from typing import Any, assert_never

from flask_babel.speaklater import LazyString

from prescreen.i18n import error_messages_of_numbers as number_errors
from prescreen.i18n.locale import current_language, gettext
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.screening.answer_error import AnswerError, ErrorCode
from prescreen.trial.questions import NumberQuestion, Question

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
        case "quantity" | "count" | "age" | "ago" | "ratio" | "body_mass_index":
            return gettext("Type the number, or choose “I don’t know”. That is a good answer too.")
        case never:
            assert_never(never)


def _missing(question: NumberQuestion, error: AnswerError) -> str:
    match question.type:
        case "quantity" | "count" | "age" | "ago":
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
    "not_a_number": number_errors.not_a_number,
    "too_long": _("This number has too many digits. Type it as your report prints it."),
    "comparison_sign": number_errors.comparison_sign,
    "range_typed": number_errors.range_typed,
    "two_numbers": number_errors.two_numbers,
    "says_not_known": number_errors.says_not_known,
    "ten_thousands": number_errors.ten_thousands,
    "not_a_unit": _("Choose one of the units listed here."),
    "no_unit": _("Choose the unit that your report prints."),
    "other_kind": number_errors.other_kind,
    "unit_not_taken": number_errors.unit_not_taken,
    "two_units": number_errors.two_units,
    "not_positive": number_errors.not_positive,
    "not_whole": number_errors.not_whole,
    "year_of_birth": number_errors.year_of_birth,
    "year_typed": number_errors.year_typed,
    "other_measure": number_errors.other_measure,
    "months_of_age": number_errors.months_of_age,
    "not_a_date": _("Type the date with the year first, such as 2026-01-31."),
    "no_such_day": _("There is no such day. Type the date with the year first, such as 2026-01-31."),
    "date_ahead": _("This date is in the future. Type the date on which the test was made."),
    "note_too_long": _note_too_long,
    "out_of_range": number_errors.out_of_range,
    "pair_out_of_range": number_errors.pair_out_of_range,
}
