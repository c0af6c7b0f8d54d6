"""The WTForms fields of questions, a class for each kind of input."""

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from wtforms.utils import unset_value

from prescreen.i18n.locale import current_language
from prescreen.pages.core_field import CoreField, FormData
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import Answer, read
from prescreen.trial.questions import (
    UNKNOWN,
    Age,
    BodyMassIndex,
    Choice,
    LabValue,
    MultipleChoice,
    Question,
    Ratio,
    TimeSince,
)


class QuestionField(CoreField):
    """The inputs of one question. `value` is the parsed answer, or None if the question was left blank, which is an
    error where it is `required`."""

    def __init__(self, question: Question, required: bool, **kwargs: Any) -> None:
        super().__init__(about=question, **kwargs)
        self.question, self.required = question, required

    @property
    def shown_name(self) -> str:
        return f"{self.name}-shown"

    def parse(self) -> None:
        self.value = read(self.question, self.given())
        # Blank as it was shown, the question may have been answered on another page since.
        was_answered_elsewhere = self.shown is None and self.kept is not None
        if self.value is None and self.required and not was_answered_elsewhere:
            raise AnswerError("unanswered")

    def given(self) -> Any:
        """The input in the shape that `read` takes. Raises AnswerError."""
        return self.data


class ChoiceField(QuestionField):
    """Radio buttons. `data` is the picked option's id, or None."""

    question: Choice

    @property
    def input_names(self) -> list[str]:
        return [self.name]

    def bind(self, formdata: FormData) -> str | None:
        return formdata.get(self.name)

    def from_kept(self, kept: Answer | None) -> str | None:
        return kept

    @property
    def picked(self) -> list[str]:
        return [self.data] if self.data else []

    @property
    def first_input_id(self) -> str:
        return f"{self.name}--{self.question.options[0].id}"


class MultipleChoiceField(QuestionField):
    """Checkboxes. `data` is the list of the ticked options' ids."""

    question: MultipleChoice

    @property
    def input_names(self) -> list[str]:
        return [self.name]

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        # Unticked boxes post nothing, so any posted form counts.
        self.is_posted = formdata is not None

    def bind(self, formdata: FormData) -> list[str]:
        return formdata.getlist(self.name)

    def from_kept(self, kept: Answer | None) -> list[str]:
        return [UNKNOWN] if kept == UNKNOWN else kept or []

    @property
    def picked(self) -> list[str]:
        return list(self.data)

    @property
    def first_input_id(self) -> str:
        return f"{self.name}--{self.question.options[0].id}"


class NumberField(QuestionField):
    """Text inputs for numbers, and a checkbox for “I don’t know”. `data` maps each part to its text, and UNKNOWN to
    whether the box is ticked."""

    question: LabValue | Age | TimeSince | Ratio | BodyMassIndex

    @property
    def parts(self) -> Sequence[str]:
        return self.question.parts

    @property
    def input_names(self) -> list[str]:
        return [*(f"{self.name}-{part}" for part in self.parts), f"{self.name}-{UNKNOWN}"]

    def bind(self, formdata: FormData) -> dict[str, Any]:
        typed = {part: formdata.get(f"{self.name}-{part}") or "" for part in self.parts}
        return {**typed, UNKNOWN: formdata.get(f"{self.name}-{UNKNOWN}") not in (None, "", "false")}

    def from_kept(self, kept: Answer | None) -> dict[str, Any]:
        numbers = kept if isinstance(kept, Mapping) else {}
        return {**{part: numbers.get(part, "") for part in self.parts}, UNKNOWN: kept == UNKNOWN}

    def given(self) -> Any:
        typed = {part: self.data[part] for part in self.parts}
        is_typed = any(text.strip() for text in typed.values())
        if self.data[UNKNOWN]:
            if is_typed:
                raise AnswerError("unknown_beside_number", self.parts[0])
            return UNKNOWN
        return typed if is_typed else None

    @property
    def first_input_id(self) -> str:
        return f"{self.name}-{(self.problem.part if self.problem else '') or self.parts[0]}"


class QuantityField(NumberField):
    """A number with a menu of units. A unit that is not posted means the first one."""

    question: LabValue | Age | TimeSince

    @property
    def parts(self) -> Sequence[str]:
        return ("value",)

    @property
    def all_names(self) -> list[str]:
        return [*super().all_names, f"{self.name}-unit"]

    def bind(self, formdata: FormData) -> dict[str, Any]:
        return {**super().bind(formdata), "unit": formdata.get(f"{self.name}-unit")}

    def from_kept(self, kept: Answer | None) -> dict[str, Any]:
        usual = self.question.usual_unit[current_language()] if self.question.usual_unit else None
        return {**super().from_kept(kept), "unit": kept["unit"] if isinstance(kept, Mapping) else usual}

    def given(self) -> Any:
        found = super().given()
        return {**found, "unit": self.data["unit"]} if isinstance(found, dict) else found

    @property
    def first_input_id(self) -> str:
        # A question with a single unit has no menu to link to.
        has_menu = len(self.question.units) > 1
        is_unit = has_menu and self.problem is not None and self.problem.part == "unit"
        return f"{self.name}-unit" if is_unit else f"{self.name}-value"


def question_field(question: Question, required: bool = True) -> Any:
    """The unbound field for a question's type."""
    match question.type:
        case "choice":
            return ChoiceField(question, required)
        case "choices":
            return MultipleChoiceField(question, required)
        case "quantity" | "age" | "ago":
            return QuantityField(question, required)
        case "ratio" | "body_mass_index":
            return NumberField(question, required)
        case never:
            assert_never(never)
