"""The forms of a step and of the staff view, with a field for each question."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn, assert_never

from wtforms.form import BaseForm

from prescreen.i18n.locale import current_language, gettext
from prescreen.pages.core_field import CoreField, FormData, write_shown
from prescreen.pages.fields import QuantityField, QuestionField, question_field
from prescreen.pages.note_fields import ProvenanceField, TeamJudgementField
from prescreen.pages.refused import show_refused
from prescreen.screening.answers import Answer, Answers
from prescreen.screening.doubt import answer_of_button, button_value
from prescreen.screening.provenance import StaffNotes
from prescreen.screening.session_entry import Refused
from prescreen.trial.questions import UNKNOWN, LabValue, Question, Ratio
from prescreen.trial.trial import Step, Trial


class QuestionForm(BaseForm):
    """The questions of a page, bound to a posted form or, without one, to the kept answers and to `refused` input.
    Where an answer is not `required`, the form may post only some of the questions: the others are bound to their kept
    answers, and a blank question is no error. `is_step` says that a question is posted if what it was shown with is."""

    def __init__(
        self,
        questions: Iterable[Question],
        formdata: FormData | None = None,
        answers: Answers | None = None,
        required: bool = True,
        refused: Refused | None = None,
        is_step: bool = False,
    ) -> None:
        super().__init__({question.id: question_field(question, required) for question in questions})
        kept = answers or {}
        for field in self.fields:
            is_named = formdata is not None and (required or _is_named(field.question, formdata, is_step))
            field.process(formdata if is_named else None, kept.get(field.name))
        if formdata is None:
            show_refused(self.fields, refused or {})

    @property
    def fields(self) -> list[QuestionField]:
        return [field for field in self._fields.values() if isinstance(field, QuestionField)]

    @property
    def took_units(self) -> list[str]:
        """After validation: the questions whose unit was typed behind the number."""
        return [field.name for field in self.fields if field.took_unit]

    @property
    def confirmed(self) -> list[str]:
        """After validation: the buttons that confirmed unusual numbers, to be posted again until they are kept."""
        return [button_value(field.question, field.value) for field in self.fields if field.is_confirmed]

    @property
    def wrong(self) -> list[QuestionField]:
        """The fields that the reader must look at again."""
        return [field for field in self.fields if field.errors]

    def applied_to(self, answers: Answers) -> dict[str, Answer]:
        """After validation: the answers, with those that were changed on the page."""
        changes = {field.name: field.value for field in self.fields if field.is_applied}
        return {name: answer for name, answer in {**answers, **changes}.items() if answer is not None}


class NotesForm(BaseForm):
    """Staff's notes: the source and date of each answer, and the study team's judgements. A note that is not posted, or
    is invalid, is left unchanged."""

    def __init__(
        self,
        trial: Trial,
        today: date,
        kept: StaffNotes,
        formdata: FormData | None = None,
        refused: Refused | None = None,
    ) -> None:
        fields: dict[str, Any] = {f"provenance of {name}": ProvenanceField(name, today) for name in trial.questions} | {
            f"judgement of {name}": TeamJudgementField(name) for name in trial.judged_by_team
        }
        super().__init__(fields)
        for field in self.provenance_fields:
            field.process(formdata, kept.provenance.get(field.question))
        for judgement in self.judgement_fields:
            judgement.process(formdata, kept.team.get(judgement.requirement))
        if formdata is None:
            show_refused(self.fields, refused or {})

    @property
    def provenance_fields(self) -> list[ProvenanceField]:
        return [field for field in self._fields.values() if isinstance(field, ProvenanceField)]

    @property
    def judgement_fields(self) -> list[TeamJudgementField]:
        return [field for field in self._fields.values() if isinstance(field, TeamJudgementField)]

    @property
    def fields(self) -> list[CoreField]:
        return [*self.provenance_fields, *self.judgement_fields]

    @property
    def wrong(self) -> list[CoreField]:
        """The fields that must be looked at again."""
        return [field for field in self.fields if field.errors]

    def applied_to(self, notes: StaffNotes) -> StaffNotes:
        """After validation: the notes, with those that were changed on the page."""
        provenance = {field.question: field.value for field in self.provenance_fields if field.is_applied}
        team = {field.requirement: field.value for field in self.judgement_fields if field.is_applied}
        return StaffNotes({**notes.provenance, **provenance}, {**notes.team, **team})


def has_results(step: Step) -> bool:
    """Whether a step asks for laboratory results."""
    return any(isinstance(question, LabValue | Ratio) for question in step.questions)


def kept_text(answer: Answer | None) -> str:
    """The text of a hidden input for the answer that a page was shown with."""
    return write_shown(answer)


def note_label(trial: Trial, field: CoreField) -> str:
    """What a field of staff's notes is about, for a list of errors."""
    if isinstance(field, ProvenanceField):
        about = trial.questions[field.question].short_name[current_language()]
        return gettext("Source and date: %(about)s", about=about)
    return gettext("The study team’s own judgement")


def blank_field(question: Question) -> QuestionField:
    """A question's field with nothing posted and nothing kept."""
    [field] = QuestionForm([question]).fields
    return field


def blank_fields(trial: Trial, questions: Iterable[str]) -> list[QuestionField]:
    return [blank_field(trial.questions[name]) for name in questions]


def field_to_fill(question: Question) -> QuestionField:
    """The same, with nothing chosen in its menu."""
    field = blank_field(question)
    if isinstance(field, QuantityField):
        field.data["unit"] = None
    return field


def option_keys(question: Question) -> dict[str, str]:
    """Option id → the key that picks it in the staff view: its place in the list, or the id itself where every
    id is a single digit."""
    match question.type:
        case "choice" | "choices":
            places = {option.id: str(place) for place, option in enumerate(question.options, 1) if place < 10}
            return ({option: option for option in question.option} if question.is_graded else places) | {UNKNOWN: "?"}
        case "quantity" | "count" | "age" | "ago" | "ratio" | "body_mass_index":
            return {UNKNOWN: "?"}
        case never:
            assert_never(never)


def no_such_type(question_type: str) -> NoReturn:
    """For templates that have no inputs for a type of question. Raises NotImplementedError."""
    raise NotImplementedError(question_type)


def _is_named(question: Question, formdata: FormData, is_step: bool) -> bool:
    """Whether a posted form has an input of the question. The staff view always posts at least its source."""
    hidden = [f"{question.id}-noted", *([] if is_step else [f"{question.id}-shown"])]
    return any(name == question.id or (name.startswith(f"{question.id}-") and name not in hidden) for name in formdata)


def chosen_reading(questions: Iterable[Question], formdata: FormData) -> dict[str, list[str]]:
    """Input name → texts, where the button of a likely reading was pressed (its value is that of `button_value`); else
    {}."""
    pressed = formdata.get("correct")
    for question in questions if pressed else ():
        answer = answer_of_button(question, pressed or "")
        if answer is not None:
            names = [f"{question.id}-{part}" for part in question.parts]
            texts = [[""] if answer == UNKNOWN else [answer[part]] for part in question.parts]
            unknown = [UNKNOWN] if answer == UNKNOWN else []
            inputs = dict(zip(names, texts, strict=True)) | {f"{question.id}-{UNKNOWN}": unknown}
            # The menu stays where it is, so that its unit is not lost with the number.
            return {name: texts for name, texts in inputs.items() if name != f"{question.id}-unit" or texts != [""]}
    return {}


CONTROL_CHARACTERS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\t"), ord("\n")})


def without_controls(typed: str) -> str:
    """The text without control characters, which HTML may not contain."""
    return typed.translate(CONTROL_CHARACTERS)
