"""Error messages for refused answers, in the current language."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, assert_never

from flask_babel.speaklater import LazyString

from prescreen.i18n.formatting import TIMES, format_number, format_quantity
from prescreen.i18n.labels import space
from prescreen.i18n.locale import current_language, gettext
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.screening.answer_error import AnswerError, ErrorCode
from prescreen.trial.questions import Age, NumberQuestion, Pair, Quantity, Question

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


def _not_a_number(question: NumberQuestion, error: AnswerError) -> str:
    match question.type:
        case "quantity" | "ratio":
            return gettext("Type only the number as your report prints it, with nothing else beside it.")
        case "count" | "age" | "ago" | "body_mass_index":
            return gettext("Type only the number, with nothing else beside it.")
        case never:
            assert_never(never)


def _comparison_sign(question: NumberQuestion, error: AnswerError) -> str:
    sign, number, instead = error.details["sign"], error.details["number"], error.details["instead"]
    if instead is None:
        return gettext("Type the number without the sign “%(sign)s”, or choose “I don’t know”.", sign=sign)
    advised = format_number(instead)
    if instead == number:
        return gettext("Leave out “%(sign)s”: type %(number)s.", sign=sign, number=advised)
    details = {"sign": sign, "number": advised, "limit": format_number(number)}
    if error.details["upward"]:
        return gettext(
            "Type a number without the sign “%(sign)s”. If your report prints it, type %(number)s instead: "
            "that is more than %(limit)s too.",
            **details,
        )
    return gettext(
        "Type a number without the sign “%(sign)s”. If your report prints it, type %(number)s instead: "
        "that is less than %(limit)s too.",
        **details,
    )


def _range_typed(question: NumberQuestion, error: AnswerError) -> str:
    if error.part == "limit":
        return gettext(
            "Type only the larger number of the range: %(number)s.", number=format_number(error.details["high"])
        )
    match question.type:
        case "quantity" | "ratio":
            return gettext("This looks like a range. Type only your own result, as your report prints it.")
        case "count" | "age" | "ago" | "body_mass_index":
            return gettext("Type one number, not a range.")
        case never:
            assert_never(never)


def _two_numbers(question: NumberQuestion, error: AnswerError) -> str:
    return gettext("“%(typed)s” may be two numbers. Type only one.", typed=error.details["typed"])


def _says_not_known(question: NumberQuestion, error: AnswerError) -> str:
    if question.type == "count":
        return gettext("If there were none, type 0. If you don’t know how many, choose “I don’t know”.")
    return gettext(
        "If you don’t know the number, or the report has none (“%(typed)s”), choose “I don’t know”. "
        "That is a good answer too.",
        typed=error.details["typed"],
    )


def _other_kind(question: Quantity, error: AnswerError) -> str:
    return error.details["kind"].means[current_language()]


def _unit_not_taken(question: Quantity, error: AnswerError) -> str:
    return gettext(
        "This test is not measured in “%(unit)s” here. Check that the number is from the right line of the report. "
        "If you are not sure, choose “I don’t know”.",
        **error.details,
    )


def _two_units(question: NumberQuestion, error: AnswerError) -> str:
    number = error.details.get("number")
    if number is None:
        return gettext("The two numbers have different units. Take both from the same line of the report.")
    typed, chosen = (format_quantity(number, error.details[name]) for name in ("typed", "chosen"))
    return gettext(
        "You typed %(typed)s, but the unit beside it makes it %(chosen)s. Which one is right?",
        typed=typed,
        chosen=chosen,
    )


def _ten_thousands(question: Quantity, error: AnswerError) -> str:
    meant = format_quantity(error.details["number"], error.details["unit"])
    return gettext("Did your report say %(quantity)s?", quantity=meant)


def _year_of_birth(question: Quantity, error: AnswerError) -> str:
    return gettext("%(year)s looks like a year of birth. Type your age in years.", **error.details)


def _months_of_age(question: Quantity, error: AnswerError) -> str:
    years = error.details["years"]
    if years == 0:
        return gettext("Type whole years. Under 1 year old, type 0.")
    return gettext("Type whole years, such as %(number)s.", number=format_number(years))


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
    number = format_number(error.details["whole"])
    if isinstance(question, Age) and len(question.units) == 1:
        return gettext("Type whole years, such as %(number)s.", number=number)
    return gettext("Type a whole number, such as %(number)s.", number=number)


def _out_of_range(question: Quantity, error: AnswerError) -> str:
    number, unit, likely = error.details["number"], error.details["unit"], error.details["likely_unit"]
    typed, implausible = format_quantity(number, unit), question.implausible[current_language()]
    if number < 0 <= question.range[0]:
        below = gettext("%(quantity)s is less than is possible.", quantity=typed)
        return below + space() + gettext("Type the number without a minus sign.")
    if Fraction(number) * question.units[unit] < question.range[0]:
        said = [gettext("%(quantity)s is less than is possible.", quantity=typed)]
    elif likely and unit not in TIMES:
        said = [gettext("%(quantity)s is higher than is possible.", quantity=typed)]
    else:
        said = [gettext("%(quantity)s is more than is possible.", quantity=typed)]
    if likely:
        said.append(_likely_quantity(format_quantity(number, likely), unit in TIMES))
    return space().join([*said, implausible])


def _likely_quantity(meant: str, is_time: bool) -> str:
    if is_time:
        return gettext("Did you mean %(quantity)s?", quantity=meant)
    return gettext("Did your report say %(quantity)s?", quantity=meant)


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
    "range_typed": _range_typed,
    "two_numbers": _two_numbers,
    "says_not_known": _says_not_known,
    "ten_thousands": _ten_thousands,
    "not_a_unit": _("Choose one of the units listed here."),
    "no_unit": _("Choose the unit that your report prints."),
    "other_kind": _other_kind,
    "unit_not_taken": _unit_not_taken,
    "two_units": _two_units,
    "not_positive": _not_positive,
    "not_whole": _not_whole,
    "year_of_birth": _year_of_birth,
    "months_of_age": _months_of_age,
    "not_a_date": _("Type the date with the year first, such as 2026-01-31."),
    "no_such_day": _("There is no such day. Type the date with the year first, such as 2026-01-31."),
    "date_ahead": _("This date is in the future. Type the date on which the test was made."),
    "note_too_long": _note_too_long,
    "out_of_range": _out_of_range,
    "pair_out_of_range": _pair_out_of_range,
}
