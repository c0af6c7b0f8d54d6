"""Values that were changed on two pages at the same time: the reader picks one."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from prescreen.i18n.labels import answer_label
from prescreen.i18n.locale import gettext
from prescreen.i18n.staff_labels import provenance_label, team_label
from prescreen.pages.core_field import CoreField, read_shown, write_shown
from prescreen.screening.provenance import Provenance, TeamJudgement


def pick_between(fields: Iterable[CoreField], picked: str | None) -> None:
    """Applies the button that says which of two values is right. Its value is a JSON list: the name of the field's
    hidden input, "here" or "kept", and the value that was kept elsewhere."""
    match read_shown(picked):
        case [str(name), ("here" | "kept") as choice, kept]:
            for field in (field for field in fields if field.shown_name == name):
                field.prefer_posted(kept) if choice == "here" else field.prefer_kept()


def pick_value(field: CoreField, choice: str) -> str:
    """The value of that button."""
    return write_shown([field.shown_name, choice, field.as_json(field.kept)])


def value_label(field: CoreField, value: Any, today: date) -> str:
    """One of the two values in words."""
    match value:
        case Provenance():
            words = provenance_label(value, today)
        case TeamJudgement():
            words = team_label(value)
        case _:
            words = answer_label(field.about, value) if field.about and value is not None else ""
    return words or gettext("nothing")
