"""The forms of a step and of the staff view, with a field for each question."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NoReturn, assert_never

from wtforms.form import BaseForm

from prescreen.pages.fields import CoreField, FormData, QuestionField, question_field
from prescreen.pages.note_fields import ProvenanceField, TeamJudgementField
from prescreen.screening.answers import Answer, Answers
from prescreen.screening.provenance import StaffNotes
from prescreen.trial.questions import UNKNOWN, Question
from prescreen.trial.trial import Trial


class QuestionForm(BaseForm):
    """The questions of a page, bound to a posted form or, without one, to the kept answers. A `partial` form may post
    only some of the questions: the others are bound to their kept answers, and a blank question is no error."""

    def __init__(
        self,
        questions: Iterable[Question],
        formdata: FormData | None = None,
        answers: Answers | None = None,
        partial: bool = False,
    ) -> None:
        super().__init__({question.id: question_field(question, not partial) for question in questions})
        kept = answers or {}
        for field in self.fields:
            is_named = formdata is not None and (not partial or _is_named(field.question, formdata))
            field.process(formdata if is_named else None, kept.get(field.name))

    @property
    def fields(self) -> list[QuestionField]:
        return [field for field in self._fields.values() if isinstance(field, QuestionField)]

    @property
    def wrong(self) -> list[QuestionField]:
        return [field for field in self.fields if field.problem]

    @property
    def answers(self) -> dict[str, Answer]:
        """After validation: the answers that can be kept."""
        return {field.name: field.answer for field in self.fields if field.answer is not None}


class NotesForm(BaseForm):
    """Staff's notes: the source and date of each answer, and the study team's judgements. A note that is not posted, or
    is invalid, is left unchanged."""

    def __init__(self, trial: Trial, today: date, kept: StaffNotes, formdata: FormData | None = None) -> None:
        self.kept = kept
        judged = [requirement.id for requirement in trial.requirements if requirement.study_team]
        fields: dict[str, Any] = {f"provenance of {name}": ProvenanceField(name, today) for name in trial.questions} | {
            f"judgement of {name}": TeamJudgementField(name) for name in judged
        }
        super().__init__(fields)
        for field in self.provenance_fields:
            field.process(formdata, kept.provenance.get(field.question))
        for judgement in self.judgement_fields:
            judgement.process(formdata, kept.team.get(judgement.requirement))

    @property
    def provenance_fields(self) -> list[ProvenanceField]:
        return [field for field in self._fields.values() if isinstance(field, ProvenanceField)]

    @property
    def judgement_fields(self) -> list[TeamJudgementField]:
        return [field for field in self._fields.values() if isinstance(field, TeamJudgementField)]

    @property
    def wrong(self) -> list[CoreField]:
        return [field for field in [*self.provenance_fields, *self.judgement_fields] if field.problem]

    @property
    def notes(self) -> StaffNotes:
        """After validation: the notes to keep."""
        provenance = {field.question: field.value for field in self.provenance_fields if _is_valid(field)}
        team = {field.requirement: field.value for field in self.judgement_fields if _is_valid(field)}
        return StaffNotes({**self.kept.provenance, **provenance}, {**self.kept.team, **team})


def _is_valid(field: CoreField) -> bool:
    return field.is_posted and not field.problem


def blank_field(question: Question) -> QuestionField:
    """A question's field with nothing posted and nothing kept."""
    [field] = QuestionForm([question]).fields
    return field


def blank_fields(trial: Trial, questions: Iterable[str]) -> list[QuestionField]:
    return [blank_field(trial.questions[name]) for name in questions]


def option_keys(question: Question) -> dict[str, str]:
    """Option id → the key that picks it in the staff view: its place in the list, or the id itself where every
    id is a single digit."""
    match question.type:
        case "choice" | "choices":
            is_graded = all(len(option.id) == 1 and option.id in "0123456789" for option in question.options)
            places = {option.id: str(place) for place, option in enumerate(question.options, 1) if place < 10}
            return ({option: option for option in question.option} if is_graded else places) | {UNKNOWN: "?"}
        case "quantity" | "age" | "ago" | "ratio" | "body_mass_index":
            return {UNKNOWN: "?"}
        case never:
            assert_never(never)


def no_such_type(question_type: str) -> NoReturn:
    """For templates that have no inputs for a type of question. Raises NotImplementedError."""
    raise NotImplementedError(question_type)


def _is_named(question: Question, formdata: FormData) -> bool:
    """Whether a posted form has an input of the question. The staff view always posts at least its source."""
    return any(name == question.id or name.startswith(f"{question.id}-") for name in formdata)


def unit_correction(questions: Iterable[Question], formdata: FormData) -> dict[str, str]:
    """Input name → unit, where the button that corrects a unit was pressed (its value is “QUESTION UNIT”); else {}."""
    name, _, unit = (formdata.get("correct") or "").partition(" ")
    units = {question.id: _units(question) for question in questions}
    return {f"{name}-unit": unit} if unit in units.get(name, ()) else {}


def _units(question: Question) -> Collection[str]:
    """The units in a question's menu."""
    match question.type:
        case "quantity" | "age" | "ago":
            return question.units
        case "choice" | "choices" | "ratio" | "body_mass_index":
            return ()
        case never:
            assert_never(never)


CONTROL_CHARACTERS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\t"), ord("\n")})


def without_controls(typed: str) -> str:
    """The text without control characters, which HTML may not contain."""
    return typed.translate(CONTROL_CHARACTERS)
