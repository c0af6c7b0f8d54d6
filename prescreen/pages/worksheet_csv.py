"""The worksheet as a table for spreadsheets."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from unicodedata import normalize

from prescreen.i18n.labels import KIND, space
from prescreen.i18n.locale import current_language, gettext
from prescreen.i18n.staff_labels import JUDGEMENT, SOURCE, answer_label, status_label
from prescreen.screening.given import Given
from prescreen.screening.report import Report, ReportLine

# Spreadsheets read a cell that begins with one of these as a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def worksheet_csv(report: Report, today: date) -> str:
    """A row for each requirement and each answer that bears on it, in the registry's order. It begins with a byte
    order mark, so that spreadsheets read it as UTF-8, and no cell can be read as a formula."""
    table, lang = StringIO(), current_language()
    table.write("\ufeff")
    writer = csv.writer(table)
    writer.writerow(_header())
    for _, lines in report.criteria:
        for line in lines:
            to_verify = space().join(text[lang] for text in report.to_verify([line]))
            answers: list[Given | None] = [*line.given] or [None]
            for given in answers:
                row = [*_requirement(line, lang), *_answer(given, lang, today), to_verify, *_team(line), ""]
                writer.writerow(map(_not_a_formula, row))
    return table.getvalue()


def _header() -> list[str]:
    return [
        gettext("Criterion"),
        gettext("Kind"),
        gettext("The registry’s own words"),
        gettext("Part"),
        gettext("What the study asks for"),
        gettext("Status code"),
        gettext("Status"),
        gettext("Question"),
        gettext("Answer"),
        gettext("Source"),
        gettext("Date of the test"),
        gettext("Age in days"),
        gettext("To verify"),
        gettext("The study team’s own judgement"),
        gettext("Note"),
        gettext("Initials"),
    ]


def _requirement(line: ReportLine, lang: str) -> Iterator[str]:
    yield line.criterion.id
    yield str(KIND[line.criterion.kind])
    yield line.criterion.registry
    yield line.requirement.id
    yield line.requirement.staff_means[lang]
    yield line.status.value
    yield status_label(line)


def _answer(given: Given | None, lang: str, today: date) -> list[str]:
    if given is None:
        return [""] * 5
    source, taken, age = given.provenance.source, given.provenance.taken, given.provenance.age(today)
    return [
        given.question.short_name[lang],
        answer_label(given.question, given.answer),
        str(SOURCE[source]) if source else "",
        taken.isoformat() if taken else "",
        "" if age is None else str(age),
    ]


def _team(line: ReportLine) -> list[str]:
    judgement = line.team.judgement
    return [str(JUDGEMENT[line.criterion.kind][judgement]) if judgement else "", line.team.note]


def _not_a_formula(cell: str) -> str:
    # Some spreadsheets treat full-width signs like ASCII ones.
    return f"'{cell}" if normalize("NFKC", cell[:1]) in FORMULA_SIGNS else cell
