"""What is said and offered where a number is asked again, in the current language."""

from typing import assert_never

from prescreen.i18n.formatting import format_number, format_quantity
from prescreen.i18n.labels import space, unknown_label
from prescreen.i18n.locale import current_language, gettext
from prescreen.screening.answers import Answer
from prescreen.screening.doubt import Doubt, Reading
from prescreen.trial.questions import UNKNOWN, NumberQuestion


def doubt_text(question: NumberQuestion, doubt: Doubt) -> str:
    """Why an unusual answer is asked again, with what it may be. Without that, it is likely the unit, which the
    author's own explanation is about. A number that was refused has its error message instead."""
    if doubt.why == "two_scales":
        return gettext(
            "%(value)s with an upper limit of %(limit)s is unusual for this test. Perhaps they are in different units. "
            "Please look at your report again.",
            **{part: format_number(number) for part, number in (doubt.answer or {}).items()},
        )
    explained = [kind.means[current_language()] for kind in doubt.kinds]
    if not explained and question.type == "quantity":
        explained = [question.implausible[current_language()]]
    return space().join(dict.fromkeys([_unusual(question, doubt.answer), *explained]))


def _unusual(question: NumberQuestion, answer: Answer) -> str:
    match question.type:
        case "quantity":
            typed = format_quantity(answer["value"], answer["unit"])
            return gettext("%(quantity)s is unusual for this test. Please look at your report again.", quantity=typed)
        case "ratio":
            limit = format_number(answer["limit"])
            return gettext(
                "An upper limit of %(limit)s is unusual for this test. Please look at your report again.", limit=limit
            )
        case "count" | "age" | "ago":
            typed = format_quantity(answer["value"], answer["unit"])
            return gettext("%(quantity)s is unusual. Please check it.", quantity=typed)
        case "body_mass_index":
            numbers = {part: format_number(number) for part, number in answer.items()}
            return gettext("%(weight)s kg with a height of %(height)s cm is unusual. Please check it.", **numbers)
        case never:
            assert_never(never)


def reading_label(question: NumberQuestion, reading: Reading) -> str:
    """The button of a likely reading."""
    if reading.kind is not None:
        kind = reading.kind.label[current_language()]
        return gettext("It is another number (%(kind)s): I don’t know", kind=kind)
    if reading.answer == UNKNOWN:
        return unknown_label(question)
    return gettext("It is %(quantity)s", quantity=_said(question, reading.answer))


def confirm_label(question: NumberQuestion, answer: Answer) -> str:
    """The button that keeps an unusual answer as it was typed."""
    match question.type:
        case "quantity" | "ratio":
            return gettext("Yes, my report says %(quantity)s", quantity=_said(question, answer))
        case "count" | "age" | "ago" | "body_mass_index":
            return gettext("Yes, it is %(quantity)s", quantity=_said(question, answer))
        case never:
            assert_never(never)


def _said(question: NumberQuestion, answer: Answer) -> str:
    match question.type:
        case "quantity" | "count" | "age" | "ago":
            return format_quantity(answer["value"], answer["unit"])
        case "ratio":
            numbers = {part: format_number(number) for part, number in answer.items()}
            return gettext("%(value)s, with an upper limit of %(limit)s", **numbers)
        case "body_mass_index":
            numbers = {part: format_number(number) for part, number in answer.items()}
            return gettext("%(weight)s kg and %(height)s cm", **numbers)
        case never:
            assert_never(never)
