"""Error messages for numbers that are refused, in the current language."""

from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from prescreen.i18n.formatting import TIMES, format_number, format_quantity
from prescreen.i18n.labels import space
from prescreen.i18n.locale import current_language, gettext
from prescreen.screening.answer_error import AnswerError
from prescreen.trial.questions import Age, NumberQuestion, Pair, Quantity


def not_a_number(question: NumberQuestion, error: AnswerError) -> str:
    match question.type:
        case "quantity" | "ratio":
            return gettext("Type only the number as your report prints it, with nothing else beside it.")
        case "age" | "ago" if len(question.units) > 1:
            return gettext("Type one number, and choose its unit beside it.")
        case "age" if question.hint:  # 虚岁 is one year or two more
            said = gettext("Type only the number, with nothing else beside it.")
            return said + space() + question.hint[current_language()]
        case "body_mass_index" if error.part == "weight":
            return gettext("Type only the number, in kilograms.")
        case "body_mass_index":
            return gettext("Type only the number, in centimeters.")
        case "count" | "age" | "ago":
            return gettext("Type only the number, with nothing else beside it.")
        case never:
            assert_never(never)


def comparison_sign(question: NumberQuestion, error: AnswerError) -> str:
    match question.type:
        case "quantity" | "ratio":
            return _printed_comparison(**error.details)
        case "count" | "age" | "ago" | "body_mass_index":
            sign = error.details["sign"]
            return gettext(
                "Type one number without “%(sign)s”, as exactly as you know it, or choose “I don’t know”.", sign=sign
            )
        case never:
            assert_never(never)


def _printed_comparison(sign: str, number: Decimal | None, instead: Decimal | None, unit: str, upward: bool) -> str:
    if number is None or instead is None:
        return gettext("Type the number without the sign “%(sign)s”, or choose “I don’t know”.", sign=sign)
    advised, limit = (format_quantity(one, unit) if unit else format_number(one) for one in (instead, number))
    if instead == number:
        return gettext("Leave out “%(sign)s”: type %(number)s.", sign=sign, number=advised)
    details = {"sign": sign, "number": advised, "limit": limit}
    if upward:
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


def range_typed(question: NumberQuestion, error: AnswerError) -> str:
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


def two_numbers(question: NumberQuestion, error: AnswerError) -> str:
    return gettext("“%(typed)s” may be two numbers. Type only one.", typed=error.details["typed"])


def says_not_known(question: NumberQuestion, error: AnswerError) -> str:
    if question.type == "count":
        return gettext("If there were none, type 0. If you don’t know how many, choose “I don’t know”.")
    return gettext(
        "If you don’t know the number, or the report has none (“%(typed)s”), choose “I don’t know”. "
        "That is a good answer too.",
        typed=error.details["typed"],
    )


def other_kind(question: Quantity, error: AnswerError) -> str:
    return error.details["kind"].means[current_language()]


def unit_not_taken(question: NumberQuestion, error: AnswerError) -> str:
    if question.type not in ("quantity", "ratio"):
        return not_a_number(question, error)
    return gettext(
        "This test is not measured in “%(unit)s” here. Check that the number is from the right line of the report. "
        "If you are not sure, choose “I don’t know”.",
        **error.details,
    )


def two_units(question: NumberQuestion, error: AnswerError) -> str:
    number = error.details.get("number")
    if number is None:
        return gettext("The two numbers have different units. Take both from the same line of the report.")
    typed, chosen = (format_quantity(number, error.details[name]) for name in ("typed", "chosen"))
    return gettext(
        "You typed %(typed)s, but the unit beside it makes it %(chosen)s. Which one is right?",
        typed=typed,
        chosen=chosen,
    )


def ten_thousands(question: Quantity, error: AnswerError) -> str:
    meant = format_quantity(error.details["number"], error.details["unit"])
    return gettext("Did your report say %(quantity)s?", quantity=meant)


def year_of_birth(question: Quantity, error: AnswerError) -> str:
    return gettext("%(year)s looks like a year of birth. Type your age in years.", **error.details)


def year_typed(question: Quantity, error: AnswerError) -> str:
    return gettext("%(year)s looks like a year. Type how long ago it was.", **error.details)


def other_measure(question: Pair, error: AnswerError) -> str:
    number = format_number(error.details["number"])
    if error.part == "weight":
        return gettext("Type the weight in kilograms: %(number)s.", number=number)
    return gettext("Type the height in centimeters: %(number)s.", number=number)


def months_of_age(question: Quantity, error: AnswerError) -> str:
    years = error.details["years"]
    if years == 0:
        return gettext("Type whole years. Under 1 year old, type 0.")
    return gettext("Type whole years, such as %(number)s.", number=format_number(years))


def not_positive(question: Pair, error: AnswerError) -> str:
    match question.type:
        case "ratio":
            return gettext(
                "The upper limit must be more than 0: it is the larger number of the range printed beside the result."
            )
        case "body_mass_index":
            return gettext("The height must be more than 0.")
        case never:
            assert_never(never)


def not_whole(question: NumberQuestion, error: AnswerError) -> str:
    number = format_number(error.details["whole"])
    if isinstance(question, Age) and len(question.units) == 1:
        return gettext("Type whole years, such as %(number)s.", number=number)
    return gettext("Type a whole number, such as %(number)s.", number=number)


def out_of_range(question: Quantity, error: AnswerError) -> str:
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


def pair_out_of_range(question: Pair, error: AnswerError) -> str:
    numbers = {part: format_number(number) for part, number in error.details.items()}
    if any(number < 0 for number in error.details.values()):
        return gettext("Type the number without a minus sign.")
    return _outside(question, numbers) + space() + question.implausible[current_language()]


def _outside(question: Pair, numbers: dict[str, str]) -> str:
    match question.type:
        case "ratio":
            return gettext("%(value)s with an upper limit of %(limit)s is outside what is possible.", **numbers)
        case "body_mass_index":
            return gettext("%(weight)s kg with a height of %(height)s cm is outside what is possible.", **numbers)
        case never:
            assert_never(never)
