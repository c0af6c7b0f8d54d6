"""A step's WTForms form, from one table of question types. WTForms carries what was typed, unjudged;
the core says what is wrong with it, in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, Form, FormField, RadioField, SelectField, SelectMultipleField, StringField

from prescreen.answers import Answer, AnswerError, Answers, read
from prescreen.questions import (
    UNKNOWN,
    Age,
    Ago,
    BodyMassIndex,
    Choice,
    Choices,
    Pair,
    Quantity,
    Question,
    Ratio,
    Reported,
)


def _quantity_field(question: Quantity) -> Field:
    unit = SelectField(default=question.judged_unit)
    return _inputs(value=StringField(), unit=unit, unknown=BooleanField())


def _pair_field(question: Pair) -> Field:
    return _inputs(**{part: StringField() for part in question.parts}, unknown=BooleanField())


def _inputs(**fields: Any) -> Field:
    """Several inputs for one question, named ID-value, ID-unit and so on."""
    return FormField(type("Inputs", (Form,), fields), separator="-")


def _picked(field: Any) -> Any:
    return field.data


def _typed(field: Any) -> Any:
    typed = {name: text for name, text in field.data.items() if name != UNKNOWN}
    numbers = [text for name, text in typed.items() if name != "unit" and text and text.strip()]
    if field.data[UNKNOWN]:
        if numbers:
            raise AnswerError("unknown_beside_number", next(iter(typed)))
        return UNKNOWN
    return typed if numbers else None


# Question type → its field, and how a field's content becomes an answer to read.
FIELDS: dict[type, tuple[Callable[[Any], Field], Callable[[Any], Any]]] = {
    Choice: (lambda _: RadioField(), _picked),
    Choices: (lambda _: SelectMultipleField(), _picked),
    Reported: (_quantity_field, _typed),
    Age: (_quantity_field, _typed),
    Ago: (_quantity_field, _typed),
    Ratio: (_pair_field, _typed),
    BodyMassIndex: (_pair_field, _typed),
}


CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\t"), ord("\n")})


@dataclass(frozen=True)
class Inputs:
    """A question on the page: its field, and what is wrong with what was typed."""

    question: Question
    field: Any
    error: AnswerError | None = None


def without_controls(typed: str) -> str:
    """What was typed, without characters that no page may hold."""
    return typed.translate(CONTROLS)


def show(questions: list[Question], answers: Answers, lang: str) -> list[Inputs]:
    """A step's inputs with the answers kept so far; a unit menu starts on what reports in the language print."""
    form = _form(questions, None, {q.id: _as_typed(q, answers.get(q.id), lang) for q in questions})
    return [Inputs(question, form[question.id]) for question in questions]


def show_typed(questions: list[Question], posted: MultiDict[str, str]) -> list[Inputs]:
    """A step's inputs with what was typed, unjudged."""
    form = _form(questions, posted, {})
    return [Inputs(question, form[question.id]) for question in questions]


def corrected(questions: list[Question], posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was typed, after the reader took the correction offered for a unit (“QUESTION UNIT”)."""
    name, _, unit = posted.get("correct", "").partition(" ")
    units = {question.id: question.units for question in questions if isinstance(question, Quantity)}
    return MultiDict({**posted.to_dict(flat=False), f"{name}-unit": [unit]}) if unit in units.get(name, {}) else posted


def take(
    questions: list[Question], posted: MultiDict[str, str], blank_is_error: bool = True
) -> tuple[list[Inputs], dict[str, Answer]]:
    """What was typed, with the errors found in it, and the answers that can be kept."""
    inputs, answers = [], {}
    for shown in show_typed(questions, posted):
        error = None
        try:
            answer = read(shown.question, FIELDS[type(shown.question)][1](shown.field))
            if answer is not None:
                answers[shown.question.id] = answer
            elif blank_is_error:
                raise AnswerError("unanswered")
        except AnswerError as found:
            error = found
        inputs.append(Inputs(shown.question, shown.field, error))
    return inputs, answers


def _form(questions: list[Question], posted: MultiDict[str, str] | None, content: Mapping[str, Any]) -> Form:
    fields = {question.id: FIELDS[type(question)][0](question) for question in questions}
    return type("StepForm", (Form,), fields)(formdata=posted, data=content)


def _as_typed(question: Question, answer: Answer | None, lang: str) -> Any:
    if isinstance(question, Choice):
        return answer
    if isinstance(question, Choices):
        return [answer] if answer == UNKNOWN else answer
    usual = {"unit": question.usual_unit[lang]} if isinstance(question, Quantity) and question.usual_unit else {}
    return usual | ({UNKNOWN: True} if answer == UNKNOWN else answer or {})
