"""The worksheet as a table for spreadsheets."""

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO
from unicodedata import normalize

from prescreen.i18n.labels import KIND
from prescreen.i18n.locale import current_language, gettext
from prescreen.i18n.staff_labels import JUDGEMENT, SOURCE, answer_label, status_label, to_verify
from prescreen.pages.context import PageContext
from prescreen.screening.given import Given
from prescreen.screening.report import ReportLine, report

# Spreadsheets read a cell that begins with one of these as a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
# What they may read as a number, a date or a time, and then show otherwise: any text with a digit.
DIGIT = re.compile("[0-9]")


def worksheet_csv(page: PageContext, now: datetime) -> str:
    """A row for each requirement and each answer that bears on it, in the registry's order, with the study and the time
    in each. It begins with a byte order mark, so that spreadsheets read it as UTF-8. A cell that they would read as a
    formula, and a note or version that they could change, begin with an apostrophe."""
    table, lang, today = StringIO(), current_language(), now.date()
    content = report(page.journey, page.notes)
    made = [
        page.trial.id,
        _version_text(page.frame.version),
        now.isoformat(timespec="minutes"),
        page.study.record.as_of.isoformat(),
    ]
    table.write("\ufeff")
    writer = csv.writer(table)
    writer.writerow(_header())
    for line in content.lines:
        open_questions = gettext("; ").join(to_verify(content, line))
        answers: list[Given | None] = [*line.given] or [None]
        for given in answers:
            row = [*_requirement(line, lang), *_answer(given, lang, today), open_questions, *_team(line), "", *made]
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
        gettext("Date of the test or question"),
        gettext("Age in days"),
        gettext("To verify"),
        gettext("The study team’s own judgement"),
        gettext("Note"),
        gettext("Initials and date"),
        gettext("Study"),
        gettext("Version"),
        gettext("Made at"),
        gettext("Date of the registry’s record"),
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
    return [str(JUDGEMENT[line.criterion.kind][judgement]) if judgement else "", _as_text(line.team.note)]


def _as_text(note: str) -> str:
    return f"'{note}" if DIGIT.search(normalize("NFKC", note)) else note


def _version_text(version: str) -> str:
    """A version is hexadecimal: one such as 3586182941e1 would become a number."""
    return f"'{version}" if re.fullmatch("[0-9]+(e[0-9]+)?", version) else version


def _not_a_formula(cell: str) -> str:
    # Some spreadsheets treat full-width signs like ASCII ones.
    return f"'{cell}" if normalize("NFKC", cell[:1]) in FORMULA_SIGNS else cell
