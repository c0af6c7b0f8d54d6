"""Answers as rows of a page, each with where it can be changed and for which study it was given."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from markupsafe import Markup

from prescreen.i18n.labels import answer_label
from prescreen.i18n.language_tags import tagged
from prescreen.pages.context import PageContext
from prescreen.screening.journey import VisibleStep
from prescreen.trial.questions import Question


def row_id(name: str) -> str:
    """The HTML id of a question's row on the check page."""
    return f"{name}-row"


class Row(NamedTuple):
    """A question on the check page, its answer in words (None if there is none), and the step where it can be
    changed."""

    question: Question
    answer: Markup | None
    address: str
    origin: str | None  # the title of the other study for which the answer was given


def rows_of(page: PageContext, steps: list[VisibleStep], change: str) -> Iterator[Row]:
    answers = page.journey.answers
    for step in steps:
        address = page.url_for("wizard.step", step_id=step.step.id, change=change)
        for question in step.questions:
            answer = answers.get(question.id)
            words = None if answer is None else tagged(answer_label(question, answer))
            origin = page.origins.get(question.id)
            yield Row(question, words, address, origin)


# The title of another study, and the answers here that were given for it.
Carried = tuple[str, list[Row]]


def carried_answers(page: PageContext, names: Collection[str] | None = None) -> list[Carried]:
    """The answers that were given for other studies, to those of these questions that are asked here."""
    if not page.origins:
        return []
    rows = [row for row in rows_of(page, page.journey.visible_steps, "") if row.origin and row.answer is not None]
    wanted = [row for row in rows if names is None or row.question.id in names]
    titles = dict.fromkeys(row.origin for row in wanted if row.origin)
    return [(title, [row for row in wanted if row.origin == title]) for title in titles]
