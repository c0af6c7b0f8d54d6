"""What all WTForms fields of answers and notes share. They bind raw input, and call `screening` to parse and validate
it."""

import json
from collections.abc import Iterator
from typing import Any, Protocol

from wtforms import Field
from wtforms.utils import unset_value

from prescreen.i18n.error_messages import CONFLICT, error_message
from prescreen.screening.answer_error import AnswerError
from prescreen.trial.questions import Question


class FormData(Protocol):
    """The posted form that fields bind: a mapping of names to one or more texts."""

    def __contains__(self, name: object) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def get(self, name: str) -> str | None: ...
    def getlist(self, name: str) -> list[str]: ...


# In place of the value that a page was shown with, where a posted form does not say it.
NOT_SAID = object()


class CoreField(Field):
    """A field that `screening` validates. After a failed validation `problem` is its error, and `errors` holds the
    message in the current language. `value` is what was parsed, None if it is empty.

    `kept` is the value in the session, and `shown` the one that the posted page was opened with, as JSON: only a field
    whose value differs from `shown` was changed on the page. `is_blank` means that nothing was posted and nothing is
    kept."""

    def __init__(self, *, about: Question | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.about = about
        self.problem: AnswerError | None = None
        self.value: Any = None
        self.kept: Any = None
        self.shown: Any = NOT_SAID
        self.confirmed: list[str] = []
        self.is_posted = False
        self.is_blank = False
        self.was_applied = False

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.kept = None if data is unset_value else data
        self.is_blank = formdata is None and self.kept is None
        self.is_posted = formdata is not None and any(name in formdata for name in self.input_names)
        self.shown = NOT_SAID if formdata is None else read_shown(formdata.get(self.shown_name))
        self.confirmed = [] if formdata is None else formdata.getlist("confirm")
        self.data = self.from_kept(self.kept) if formdata is None else self.bind(formdata)

    @property
    def input_names(self) -> list[str]:
        """The names of the inputs. A form that has one of them counts as having posted the field."""
        raise NotImplementedError

    @property
    def all_names(self) -> list[str]:
        """The names of all inputs, including those that mean nothing alone."""
        return self.input_names

    @property
    def shown_name(self) -> str:
        """The name of the hidden input with the value that the page is shown with."""
        raise NotImplementedError

    @property
    def shown_text(self) -> str:
        """What that input holds."""
        return write_shown(self.as_json(self.kept) if self.shown is NOT_SAID else self.shown)

    @property
    def is_changed(self) -> bool:
        """After validation: whether a valid value was posted that is not the one shown."""
        return self.is_posted and self.problem is None and self.as_json(self.value) != self.shown

    @property
    def is_conflict(self) -> bool:
        """After validation: whether the value was changed on this page, and differently elsewhere since it was
        opened."""
        kept = self.as_json(self.kept)
        if self.shown is NOT_SAID or kept == self.shown:
            return False
        return self.is_changed and kept != self.as_json(self.value)

    @property
    def is_applied(self) -> bool:
        """After validation: whether the posted value is to be kept."""
        return self.is_changed and not self.is_conflict

    def message(self, problem: AnswerError) -> str:
        """The message for a refused value, in the current language."""
        return error_message(self.about, problem)

    def settle(self) -> None:
        """After the form was kept: shows what is kept now, except where the reader must look again."""
        self.was_applied = self.is_applied
        if self.problem or self.is_conflict:
            return
        if self.is_changed:
            self.kept = self.value
        self.value, self.data = self.kept, self.from_kept(self.kept)
        self.shown = self.as_json(self.kept)

    def prefer_posted(self, kept: Any) -> None:
        """The reader has seen that `kept` (JSON) was kept elsewhere, and prefers what is on this page."""
        self.shown = kept

    def prefer_kept(self) -> None:
        """The reader prefers what is kept to what is on this page."""
        self.data, self.shown = self.from_kept(self.kept), self.as_json(self.kept)

    def raw(self, formdata: FormData) -> dict[str, list[str]]:
        """What a posted form has in the field's inputs."""
        return {name: texts for name in self.all_names if any(texts := formdata.getlist(name))}

    def as_json(self, value: Any) -> Any:
        """A value as JSON; None if it is empty."""
        return value

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

    def validate(self, form: Any = None, extra_validators: Any = ()) -> bool:
        try:
            self.parse()
        except AnswerError as problem:
            self.problem = problem
            self.errors = [self.message(problem)]
        if self.is_conflict:
            self.errors = [CONFLICT]
        return self.problem is None


def write_shown(value: Any) -> str:
    """The text of a hidden input for a value as JSON."""
    return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read_shown(text: str | None) -> Any:
    """The JSON in a hidden input; NOT_SAID if there is none, or it can't be read."""
    if text is None:
        return NOT_SAID
    try:
        value = json.loads(text) if text else None
        json.dumps(value, ensure_ascii=False).encode()  # a page can't show what has no encoding
    except (ValueError, RecursionError):
        return NOT_SAID
    return value
