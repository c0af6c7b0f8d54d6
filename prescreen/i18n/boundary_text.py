"""A requirement's boundary cases as a table in words, in the current language."""

from dataclasses import dataclass

from prescreen.i18n.labels import STATUS, answer_label
from prescreen.i18n.locale import current_language, gettext
from prescreen.screening.boundaries import boundary_cases
from prescreen.trial.trial import Requirement, Trial


@dataclass(frozen=True)
class BoundaryRow:
    """The answer that is varied, the answers that stay, and what the result says of them."""

    answer: str
    beside: str
    status: str


def boundary_rows(trial: Trial, requirement: Requirement) -> list[BoundaryRow]:
    rows = []
    for case in boundary_cases(trial, requirement):
        told = {name: _told(trial, name, answer) for name, answer in case.answers.items()}
        varied = told.pop(case.question.id)
        rows.append(BoundaryRow(varied, gettext("; ").join(told.values()), str(STATUS[case.status])))
    return rows


def _told(trial: Trial, name: str, answer: object) -> str:
    question = trial.questions[name]
    return f"{question.short_name[current_language()]}{gettext(': ')}{answer_label(question, answer, exact=True)}"
