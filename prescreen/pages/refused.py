"""Input that was no valid answer or note: kept beside them, and shown again until it is corrected or removed."""

from collections import UserDict
from collections.abc import Iterable
from typing import Any

from wtforms.utils import unset_value

from prescreen.pages.core_field import CoreField, FormData
from prescreen.screening.session_entry import MAX_REFUSED, Refused


class RefusedInput(UserDict[str, list[str]]):
    """Refused input in the shape of a posted form."""

    def get(self, name: str, default: Any = None) -> Any:
        """The first text of an input."""
        return next(iter(self.data.get(name, [])), default)

    def getlist(self, name: str) -> list[str]:
        return self.data.get(name, [])


def show_refused(fields: Iterable[CoreField], refused: Refused) -> None:
    """Binds fields to input that was refused before, with its errors."""
    for field in fields:
        found = {name: refused[name] for name in field.all_names if refused.get(name)}
        if found:
            field.process(RefusedInput(found), unset_value if field.kept is None else field.kept)
            field.validate()


def refused_input(fields: Iterable[CoreField], formdata: FormData, before: Refused) -> Refused:
    """After validation: the input that is refused now, and what was refused before and was not shown on the page."""
    refused, shown = dict(before), formdata.getlist("refused")
    for field in (field for field in fields if field.is_posted):
        if field.is_changed or field.problem or field.shown_name in shown:
            refused = {name: texts for name, texts in refused.items() if name not in field.all_names}
        if field.problem and field.problem.code != "unanswered":
            refused |= _without_long_texts(field.raw(formdata))
    return refused


def _without_long_texts(raw: dict[str, list[str]]) -> dict[str, list[str]]:
    return {} if any(len(text) > MAX_REFUSED for texts in raw.values() for text in texts) else raw


def without_questions(refused: Refused, fields: Iterable[CoreField]) -> Refused:
    """What remains of refused input once these questions have been answered."""
    answered = {name for field in fields for name in field.all_names}
    return {name: texts for name, texts in refused.items() if name not in answered}
