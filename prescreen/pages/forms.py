"""A step's WTForms form, from one table of question types. WTForms carries what was typed, unjudged;
the core says what is wrong with it, in one place."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from flask import g
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.form import BaseForm

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import Answer, Answers, read
from prescreen.trial.questions import (
    UNKNOWN,
    Age,
    BodyMassIndex,
    Choice,
    LabValue,
    MultipleChoice,
    Quantity,
    Question,
    Ratio,
    TimeSince,
)


@cache
def _inputs(parts: tuple[str, ...], with_unit: bool) -> type[Form]:
    """The form of several inputs for one question, named ID-value, ID-unit and so on."""
    fields: dict[str, Any] = {part: StringField() for part in parts}
    unit = {"unit": SelectField()} if with_unit else {}
    return type("Inputs", (Form,), fields | unit | {UNKNOWN: BooleanField()})


def _several(question: Question, posted: MultiDict[str, str] | None, content: Any) -> Form:
    inputs = _inputs(getattr(question, "parts", ("value",)), isinstance(question, Quantity))
    return inputs(posted, prefix=f"{question.id}-", data=content)


def _one(field: Callable[[], Any]) -> Callable[[Question, MultiDict[str, str] | None, Any], Any]:
    def one(question: Question, posted: MultiDict[str, str] | None, content: Any) -> Any:
        form = BaseForm({question.id: field()})
        form.process(posted, data={question.id: content})
        return form[question.id]

    return one


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


# Question type → its field or fields with what was posted or kept, and how their content becomes an answer to read.
FIELDS: dict[type, tuple[Callable[[Any, Any, Any], Any], Callable[[Any], Any]]] = {
    Choice: (_one(RadioField), _picked),
    MultipleChoice: (_one(SelectMultipleField), _picked),
    LabValue: (_several, _typed),
    Age: (_several, _typed),
    TimeSince: (_several, _typed),
    Ratio: (_several, _typed),
    BodyMassIndex: (_several, _typed),
}


CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\t"), ord("\n")})


@dataclass(frozen=True)
class Inputs:
    """A question on the page: what was posted, or else its answer as it would be typed, and what is wrong with it."""

    question: Question
    posted: MultiDict[str, str] | None = None
    content: Any = None
    error: AnswerError | None = None

    @property
    def blank(self) -> bool:
        """Whether it is as every reader first sees it."""
        return self.posted is None and self.content is None

    @cached_property
    def field(self) -> Any:
        # A menu that was not posted stands for the first unit, and not for the usual one.
        content = _usual(self.question) if self.blank else self.content
        return FIELDS[type(self.question)][0](self.question, self.posted, content)


def without_controls(typed: str) -> str:
    """What was typed, without characters that no page may hold."""
    return typed.translate(CONTROLS)


def show(questions: list[Question], answers: Answers) -> list[Inputs]:
    """A step's inputs with the answers kept so far."""
    return [Inputs(question, None, _as_typed(question, answers.get(question.id))) for question in questions]


def show_typed(questions: list[Question], posted: MultiDict[str, str]) -> list[Inputs]:
    """A step's inputs with what was typed, unjudged."""
    return [Inputs(question, posted) for question in questions]


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
        inputs.append(replace(shown, error=error) if error else shown)
    return inputs, answers


def _usual(question: Question) -> Any:
    """What stands in the inputs before anything is typed: a unit menu starts on what reports in the language print."""
    usual = question.usual_unit[g.lang] if isinstance(question, Quantity) and question.usual_unit else None
    return {"unit": usual} if usual else None


def _as_typed(question: Question, answer: Answer | None) -> Any:
    if answer is None or isinstance(question, Choice):
        return answer
    if isinstance(question, MultipleChoice):
        return [answer] if answer == UNKNOWN else answer
    return {**(_usual(question) or {}), UNKNOWN: True} if answer == UNKNOWN else answer
