"""WTForms fields: a class for each kind of input, validated by the core's own reading."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, assert_never

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.utils import unset_value

from prescreen.i18n.error_messages import error_message
from prescreen.i18n.locale import current_language
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


class FormData(Protocol):
    """What WTForms reads of a posted form: a multi-value mapping of names to texts."""

    def __contains__(self, name: object) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def get(self, name: str) -> str | None: ...
    def getlist(self, name: str) -> list[str]: ...


class CoreField(Field):
    """A field whose content is read by the core. `problem` is what is wrong with it, `errors` says so to the reader."""

    def __init__(self, *, about: Question | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.about = about
        self.problem: AnswerError | None = None
        self.is_posted = False
        self.is_blank = False

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.is_blank = formdata is None and data in (None, unset_value)
        self.is_posted = formdata is not None and any(name in formdata for name in self.input_names)
        if formdata is not None:
            self.data = self.bind(formdata)
        else:
            self.data = self.as_typed(None if data is unset_value else data)

    @property
    def input_names(self) -> list[str]:
        """The names of the inputs that are posted whenever they are shown."""
        raise NotImplementedError

    @property
    def first_input_id(self) -> str:
        """The id of the input that a link to the problem leads to."""
        raise NotImplementedError

    def bind(self, formdata: FormData) -> Any:
        """The raw content of the field's inputs, unread."""
        raise NotImplementedError

    def as_typed(self, kept: Any) -> Any:
        """What the inputs show for a kept value, or for None."""
        raise NotImplementedError

    def accept(self) -> None:
        """Reads `data`. Raises AnswerError."""
        raise NotImplementedError

    def validate(self, form: BaseForm, extra_validators: Any = ()) -> bool:
        try:
            self.accept()
        except AnswerError as problem:
            self.problem = problem
            self.errors = [error_message(self.about, problem)]
        return self.problem is None


class QuestionField(CoreField):
    """The inputs of one question. After validation `answer` is the answer as data, None where nothing was answered.
    Where a question is `required`, a blank one is an error."""

    def __init__(self, question: Question, required: bool, **kwargs: Any) -> None:
        super().__init__(about=question, **kwargs)
        self.question, self.required = question, required
        self.answer: Answer | None = None

    def accept(self) -> None:
        self.answer = read(self.question, self.given())
        if self.answer is None and self.required:
            raise AnswerError("unanswered")

    def given(self) -> Any:
        """What was typed, in the shape that `read` takes. Raises AnswerError."""
        return self.data

    @property
    def is_cleared(self) -> bool:
        """Whether the question was posted in a way that empties it: a picked radio button can't be unpicked."""
        return self.is_posted and self.answer is None and self.problem is None


class ChoiceField(QuestionField):
    """Radio buttons. `data` is the picked option's id, or None."""

    question: Choice

    @property
    def input_names(self) -> list[str]:
        return [self.name]

    def bind(self, formdata: FormData) -> str | None:
        return formdata.get(self.name)

    def as_typed(self, kept: Answer | None) -> str | None:
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
        # Unticked boxes post nothing.
        self.is_posted = formdata is not None

    def bind(self, formdata: FormData) -> list[str]:
        return formdata.getlist(self.name)

    def as_typed(self, kept: Answer | None) -> list[str]:
        return [UNKNOWN] if kept == UNKNOWN else kept or []

    @property
    def picked(self) -> list[str]:
        return list(self.data)

    @property
    def first_input_id(self) -> str:
        return f"{self.name}--{self.question.options[0].id}"


class NumberField(QuestionField):
    """Text inputs for numbers, and a checkbox for “I don’t know”. `data` maps each input to its text."""

    question: LabValue | Age | TimeSince | Ratio | BodyMassIndex

    @property
    def numbers(self) -> Sequence[str]:
        return self.question.parts

    @property
    def input_names(self) -> list[str]:
        return [f"{self.name}-{part}" for part in self.numbers]

    def bind(self, formdata: FormData) -> dict[str, Any]:
        typed = {part: formdata.get(f"{self.name}-{part}") or "" for part in self.numbers}
        return {**typed, UNKNOWN: formdata.get(f"{self.name}-{UNKNOWN}") not in (None, "", "false")}

    def as_typed(self, kept: Answer | None) -> dict[str, Any]:
        numbers = kept if isinstance(kept, Mapping) else {}
        return {**{part: numbers.get(part, "") for part in self.numbers}, UNKNOWN: kept == UNKNOWN}

    def given(self) -> Any:
        typed = {part: self.data[part] for part in self.numbers}
        is_typed = any(text.strip() for text in typed.values())
        if self.data[UNKNOWN]:
            if is_typed:
                raise AnswerError("unknown_beside_number", self.numbers[0])
            return UNKNOWN
        return typed if is_typed else None

    @property
    def first_input_id(self) -> str:
        return f"{self.name}-{(self.problem.part if self.problem else '') or self.numbers[0]}"


class QuantityField(NumberField):
    """A number and its unit's menu. A unit that is not posted stands for the first one."""

    question: LabValue | Age | TimeSince

    @property
    def numbers(self) -> Sequence[str]:
        return ("value",)

    def bind(self, formdata: FormData) -> dict[str, Any]:
        return {**super().bind(formdata), "unit": formdata.get(f"{self.name}-unit")}

    def as_typed(self, kept: Answer | None) -> dict[str, Any]:
        usual = self.question.usual_unit[current_language()] if self.question.usual_unit else None
        return {**super().as_typed(kept), "unit": kept["unit"] if isinstance(kept, Mapping) else usual}

    def given(self) -> Any:
        found = super().given()
        return {**found, "unit": self.data["unit"]} if isinstance(found, dict) else found

    @property
    def first_input_id(self) -> str:
        # A single unit has no menu to lead to.
        has_menu = len(self.question.units) > 1
        is_unit = has_menu and self.problem is not None and self.problem.part == "unit"
        return f"{self.name}-unit" if is_unit else f"{self.name}-value"


def question_field(question: Question, required: bool = True) -> Any:
    """The unbound field for a question's type."""
    match question:
        case Choice():
            return ChoiceField(question, required)
        case MultipleChoice():
            return MultipleChoiceField(question, required)
        case LabValue() | Age() | TimeSince():
            return QuantityField(question, required)
        case Ratio() | BodyMassIndex():
            return NumberField(question, required)
        case _:
            assert_never(question)
