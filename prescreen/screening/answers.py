"""Validates answers in JSON, and converts them into the values that rules compare.

By question type, an answer is an option's id, a list of ids, {"value", "unit"}, {"value", "limit"} or
{"weight", "height"}, with numbers as decimal strings; for every type it may be "unknown"."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never

from prescreen.rules.evaluation import Value
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.number_answers import read_quantity
from prescreen.screening.pair_answers import read_pair
from prescreen.trial.questions import UNKNOWN, Choice, MultipleChoice, Option, Pair, Question
from prescreen.trial.times import value_in
from prescreen.trial.trial import Trial

MAX_ID = 40  # characters

Answer = Any  # JSON, in the shapes above
Answers = Mapping[str, Answer]  # by question id


def read_all(trial: Trial, given: Any, on_error: Callable[[str, AnswerError], None]) -> dict[str, Answer]:
    """The valid answers in any JSON. Calls `on_error` for each that is refused, with its question's id."""
    if not isinstance(given, dict):
        on_error("", AnswerError("not_an_object"))
        return {}
    answers: dict[str, Answer] = {}
    for name, raw in given.items():
        question = trial.questions.get(name)
        try:
            if question is None:
                raise AnswerError("unknown_question")
            answer = read(question, raw)
        except AnswerError as error:
            on_error(name, error)
        else:
            if answer is not None:
                answers[name] = answer
    return answers


def read(question: Question, given: Any, menu_unit: str | None = None) -> Answer | None:
    """The answer in any JSON; None if it is empty. Raises AnswerError if it is not valid.

    On a page, `menu_unit` is the unit on which the menu started, empty if it started on none: where it still stands
    there, a unit that was typed behind the number is taken. In an answers file, that must be the answer's `unit`."""
    if given is None or given == []:
        return None
    if given == UNKNOWN:
        return UNKNOWN
    match question.type:
        case "choice":
            return _read_option(question, given)
        case "choices":
            return _read_options(question, given)
        case "quantity" | "count" | "age" | "ago":
            return read_quantity(question, given, menu_unit)
        case "ratio" | "body_mass_index":
            return read_pair(question, given)
        case never:
            assert_never(never)


def value_of(question: Question, answer: Answer | None) -> Value | None:
    """What rules compare: an option, a set of options, or a number in the base unit. None if it is not known."""
    if answer is None or answer == UNKNOWN:
        return None
    match question.type:
        case "choice":
            return None if question.option[answer].unknown else str(answer)
        case "choices":
            return None if any(question.option[option].unknown for option in answer) else frozenset(answer)
        case "quantity" | "count" | "age" | "ago":
            return value_in(question, _exact(answer["value"]), answer["unit"])
        case "ratio" | "body_mass_index":
            return combined_value(question, answer)
        case never:
            assert_never(never)


def combined_value(question: Pair, answer: Answer) -> Fraction:
    """The ratio or body mass index of an answer's two numbers."""
    first, second = question.parts
    return question.combined(_exact(answer[first]), _exact(answer[second]))


def picked_options(question: Question, answer: Answer | None) -> list[Option]:
    """The options that an answer picks; none if it is unknown or a number."""
    if answer is None or answer == UNKNOWN:
        return []
    match question.type:
        case "choice":
            return [question.option[answer]]
        case "choices":
            return [question.option[option] for option in answer]
        case "quantity" | "count" | "age" | "ago" | "ratio" | "body_mass_index":
            return []
        case never:
            assert_never(never)


def _exact(number: str) -> Fraction:
    # Fraction takes ten times as long as Decimal to parse a string.
    return Fraction(Decimal(number))


def _read_option(question: Choice | MultipleChoice, given: Any) -> str:
    option = given if isinstance(given, str) else _numeric_id(given)
    if option in question.option:
        return option
    raise AnswerError("not_an_option", given=given, options=list(question.option))


def _numeric_id(given: Any) -> str:
    """The option id that a JSON number stands for: an answers file may contain 1 or 1.0 for the option "1". Empty for
    anything else."""
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        return ""
    number = Decimal(given)
    if not number.is_finite() or number.adjusted() >= MAX_ID or number != int(number):
        return ""
    return str(int(number))


def _read_options(question: MultipleChoice, given: Any) -> list[str] | str:
    if not isinstance(given, list):
        raise AnswerError("not_a_list")
    if given == [UNKNOWN]:
        return UNKNOWN
    if UNKNOWN in given:
        raise AnswerError("unknown_beside_another")
    picked = {_read_option(question, option) for option in given}
    exclusive = [option for option in question.options if option.exclusive and option.id in picked]
    if exclusive and len(picked) > 1:
        raise AnswerError("exclusive_beside_another", option=exclusive[0])
    return [option.id for option in question.options if option.id in picked]
