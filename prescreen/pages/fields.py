"""The WTForms fields of questions, a class for each kind of input."""

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from wtforms.utils import unset_value

from prescreen.i18n.doubt_text import doubt_text
from prescreen.i18n.locale import current_language
from prescreen.pages.core_field import NOT_SAID, CoreField, FormData
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import Answer, read
from prescreen.screening.doubt import Doubt, doubt_about, doubt_of, is_confirmed, range_as_limit
from prescreen.trial.questions import (
    UNKNOWN,
    Age,
    BodyMassIndex,
    Choice,
    LabValue,
    Mistaken,
    MultipleChoice,
    Question,
    Ratio,
    TimeSince,
)


class QuestionField(CoreField):
    """The inputs of one question. `value` is the parsed answer, or None if the question was left blank, which is an
    error where it is `required`. `doubt` says what may have been meant by a number that is asked again."""

    # After parsing: whether a unit was typed behind a number, and was taken instead of the menu's.
    took_unit = False

    def __init__(self, question: Question, required: bool, **kwargs: Any) -> None:
        super().__init__(about=question, **kwargs)
        self.question, self.required = question, required
        self.doubt: Doubt | None = None

    @property
    def shown_name(self) -> str:
        return f"{self.name}-shown"

    def parse(self) -> None:
        try:
            self.value = self.read()
        except AnswerError as error:
            self.doubt = self.doubt_of(error)
            raise
        # Blank as it was shown, the question may have been answered on another page since.
        was_answered_elsewhere = self.shown is None and self.kept is not None
        if self.value is None and self.required and not was_answered_elsewhere:
            raise AnswerError("unanswered")
        if self.is_changed and self.value != self.kept and not self.is_confirmed:
            self.doubt = doubt_about(self.question, self.value)
        if self.doubt:
            raise AnswerError("unusual", self.doubt.part)

    def read(self) -> Answer | None:
        return read(self.question, self.given())

    def doubt_of(self, error: AnswerError) -> Doubt | None:
        """What may have been meant by input that was refused."""
        if isinstance(self.question, Ratio):
            return range_as_limit(self.question, {part: self.data[part] for part in self.question.parts}, error)
        return doubt_of(self.question, error)

    @property
    def is_confirmed(self) -> bool:
        """After parsing: whether the reader has said that an unusual number is right."""
        return self.value is not None and is_confirmed(self.question, self.value, self.confirmed)

    def message(self, problem: AnswerError) -> str:
        if problem.code == "unusual" and self.doubt and not isinstance(self.question, Choice | MultipleChoice):
            return doubt_text(self.question, self.doubt)
        return super().message(problem)

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
        # Unticked boxes post nothing, so what the page was shown with counts too.
        self.is_posted = self.is_posted or (formdata is not None and self.shown_name in formdata)

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
        return {**super().from_kept(kept), "unit": self._first_unit(kept)}

    def _first_unit(self, kept: Answer | None) -> str:
        """The unit on which the menu starts; empty where it must be chosen."""
        if isinstance(kept, Mapping):
            return str(kept["unit"])
        if self.question.choose_unit:
            return ""
        usual = self.question.usual_unit
        return usual[current_language()] if usual else self.question.base_unit

    def given(self) -> Any:
        found = super().given()
        return {**found, "unit": self.data["unit"]} if isinstance(found, dict) else found

    def read(self) -> Answer | None:
        shown = self.kept if self.shown is NOT_SAID else self.shown
        is_answer = isinstance(shown, Mapping) and shown.get("unit") in self.question.units
        answer = read(self.question, self.given(), self._first_unit(shown if is_answer else None))
        posted = self.data["unit"] if self.is_posted else None
        self.took_unit = isinstance(answer, Mapping) and posted not in (None, answer["unit"])
        return answer

    @property
    def units(self) -> dict[str, Mistaken | None]:
        """The units of the menu. Those of another kind come with that kind."""
        return {**dict.fromkeys(self.question.units), **self.question.other_kinds}

    @property
    def first_input_id(self) -> str:
        # A question with a single unit has no menu to link to.
        has_menu = len(self.units) > 1
        is_unit = has_menu and self.problem is not None and self.problem.part == "unit"
        return f"{self.name}-unit" if is_unit else f"{self.name}-value"


def question_field(question: Question, required: bool = True) -> Any:
    """The unbound field for a question's type."""
    match question.type:
        case "choice":
            return ChoiceField(question, required)
        case "choices":
            return MultipleChoiceField(question, required)
        case "quantity" | "count" | "age" | "ago":
            return QuantityField(question, required)
        case "ratio" | "body_mass_index":
            return NumberField(question, required)
        case never:
            assert_never(never)
