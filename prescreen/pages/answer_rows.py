"""The answers that were given for other studies, as rows of a page, each with where it can be changed."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from markupsafe import Markup

from prescreen.i18n.labels import answer_label
from prescreen.i18n.language_tags import tagged
from prescreen.pages.context import PageContext
from prescreen.trial.questions import Question


def row_id(name: str) -> str:
    """The HTML id of a question's row on the check page."""
    return f"{name}-row"


class Row(NamedTuple):
    """A question, its answer in words, and where it can be changed."""

    question: Question
    answer: Markup
    address: str


def _rows(page: PageContext) -> Iterator[Row]:
    answers = page.journey.answers
    for visible in page.journey.visible_steps:
        address = page.url_for("wizard.step", step_id=visible.step.id, change="")
        for question in visible.questions:
            if question.id in answers:
                words = tagged(answer_label(question, answers[question.id]))
                yield Row(question, words, f"{address}#{question.id}")


# The title of another study, and the answers here that were given for it.
Carried = tuple[str, list[Row]]


def carried_answers(page: PageContext, names: Collection[str] | None = None) -> list[Carried]:
    """The answers that were given for other studies, to those of these questions that are asked here."""
    if not page.origins:
        return []
    carried: dict[str, list[Row]] = {}
    for row in _rows(page):
        if row.question.id in page.origins and (names is None or row.question.id in names):
            carried.setdefault(page.origins[row.question.id], []).append(row)
    return [*carried.items()]
