"""WTForms fields, a class for each kind of input. They bind raw input, and call `screening` to parse and validate
it."""

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
    """The posted form that fields bind: a mapping of names to one or more texts."""

    def __contains__(self, name: object) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def get(self, name: str) -> str | None: ...
    def getlist(self, name: str) -> list[str]: ...


class CoreField(Field):
    """A field that `screening` validates. After a failed validation `problem` is its error, and `errors` holds the
    message in the current language. `is_blank` means that nothing was posted and nothing is kept."""

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
            self.data = self.from_kept(None if data is unset_value else data)

    @property
    def input_names(self) -> list[str]:
        """The names of the inputs. A form that has one of them counts as having posted the field."""
        raise NotImplementedError

    @property
    def first_input_id(self) -> str:
        """The HTML id of the input that the error summary links to."""
        raise NotImplementedError

    def bind(self, formdata: FormData) -> Any:
        """The raw input in a posted form."""
        raise NotImplementedError

    def from_kept(self, kept: Any) -> Any:
        """A kept value, or None, in the shape that the inputs show."""
        raise NotImplementedError

    def parse(self) -> None:
        """Parses `data` and stores the result. Raises AnswerError."""
        raise NotImplementedError

    def validate(self, form: BaseForm, extra_validators: Any = ()) -> bool:
        try:
            self.parse()
        except AnswerError as problem:
            self.problem = problem
            self.errors = [error_message(self.about, problem)]
        return self.problem is None


class QuestionField(CoreField):
    """The inputs of one question. After validation `answer` is the parsed answer, or None if the question was left
    blank, which is an error where it is `required`."""

    def __init__(self, question: Question, required: bool, **kwargs: Any) -> None:
        super().__init__(about=question, **kwargs)
        self.question, self.required = question, required
        self.answer: Answer | None = None

    def parse(self) -> None:
        self.answer = read(self.question, self.given())
        if self.answer is None and self.required:
            raise AnswerError("unanswered")

    def given(self) -> Any:
        """The input in the shape that `read` takes. Raises AnswerError."""
        return self.data

    @property
    def is_cleared(self) -> bool:
        """Whether the question was posted blank, which erases its kept answer. Radio buttons that post nothing don't
        count, since a picked one can't be deselected."""
        return self.is_posted and self.answer is None and self.problem is None


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
        return [f"{self.name}-{part}" for part in self.parts]

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
