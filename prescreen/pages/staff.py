"""The pages for clinic staff: all questions at once, and the worksheet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from wtforms.form import BaseForm

from prescreen.pages.answer_rows import carried_answers
from prescreen.pages.check import refused_questions
from prescreen.pages.context import PageContext
from prescreen.pages.core_field import CoreField, FormData
from prescreen.pages.fields import QuestionField
from prescreen.pages.forms import NotesForm, QuestionForm
from prescreen.pages.note_fields import ProvenanceField
from prescreen.pages.wizard import given, has_pdf
from prescreen.rules.evaluation import Truth
from prescreen.screening.ask_next import ask_next
from prescreen.screening.journey import Journey
from prescreen.screening.overview import overview
from prescreen.screening.provenance import Judgement, Provenance, Source
from prescreen.screening.report import Report, ReportLine, report
from prescreen.trial.questions import Choice, in_language
from prescreen.trial.trial import Section, Trial

CURRENT = "current-report"  # no question's id has a hyphen
REPORT_KEYS = "456789abc"  # the keys that pick a source and date noted before


@dataclass(frozen=True)
class StaffForm:
    """The form of the staff view: the questions, and staff's notes on them. `current` is the source and date that the
    page's script notes for what is entered next; it is shown again, and never kept."""

    questions: QuestionForm
    notes: NotesForm
    current: ProvenanceField

    def validate(self) -> bool:
        # A list, so that the second is validated even if the first is invalid.
        is_valid = all([self.questions.validate(), self.notes.validate()])
        self.current.validate()
        self.current.settle()
        answers = {field.name: field for field in self.questions.fields}
        for note in self.notes.provenance_fields:
            # What was noted here is about the answer that was shown here.
            note.compare_with(answers[note.question])
        return is_valid

    @property
    def fields(self) -> list[CoreField]:
        return [*self.questions.fields, *self.notes.fields]

    @property
    def has_errors(self) -> bool:
        return bool(self.questions.wrong or self.notes.wrong)


@dataclass(frozen=True)
class Block:
    """Questions shown beside criteria. `criteria` maps a criterion's id to those of its requirements whose last
    question is the last one here."""

    fields: list[QuestionField]
    criteria: dict[str, list[ReportLine]]

    @property
    def lines(self) -> list[ReportLine]:
        return [line for lines in self.criteria.values() for line in lines]

    @property
    def question_ids(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def requirement_ids(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """By criterion: its id, and those of its requirements here."""
        return tuple((name, tuple(line.requirement.id for line in lines)) for name, lines in self.criteria.items())


def staff_form(page: PageContext, formdata: FormData | None = None) -> StaffForm:
    """The staff form, bound to a posted form or, without one, to the kept answers and notes."""
    questions = QuestionForm(page.trial.questions.values(), formdata, page.journey.answers, False, page.refused)
    notes = NotesForm(page.trial, page.frame.today, page.notes, formdata, page.refused)
    return StaffForm(questions, notes, _current_report(page.frame.today, formdata))


def _form_after_report(page: PageContext, filled: Collection[str]) -> StaffForm:
    """The staff form with the source and date of the report that has just answered these questions, since the rest of
    the report may be typed."""
    form, noted = staff_form(page), {page.notes.provenance.get(name) for name in filled}
    if len(noted) == 1:
        form.current.process(None, noted.pop())
    return form


def _current_report(today: date, formdata: FormData | None) -> ProvenanceField:
    form = BaseForm({CURRENT: cast(Any, ProvenanceField(CURRENT, today))})
    field = cast(ProvenanceField, form[CURRENT])
    field.process(formdata)
    return field


def staff_page(
    page: PageContext,
    form: StaffForm | None = None,
    filled: Collection[str] = (),
    others: Sequence[Journey] = (),
) -> str:
    """All questions, with a form's input and errors. `filled` are the questions that a report has just answered,
    `others` the other studies for the same condition."""
    form = form or _form_after_report(page, filled)
    content = report(page.journey, page.notes)
    return page.frame.render(
        "staff/questions.html",
        report=content,
        carried=carried_answers(page),
        form=form,
        sections=[(section, _blocks(page.trial, content, form, section)) for section in page.trial.sections],
        asked={question.id for question in page.journey.asked()},
        asking=ask_next(page.journey, others),
        others=[(in_language(other.trial.title, page.language), other.trial.id, overview(other)) for other in others],
        notes={field.question: field for field in form.notes.provenance_fields},
        judgements={field.requirement: field for field in form.notes.judgement_fields},
        filled=given(page, filled),
        opened_by=_opening_options(page.trial),
        noted_reports=list(zip(REPORT_KEYS, _noted_reports(page), strict=False)),
        all_sources=list(Source),
        all_judgements=list(Judgement),
    )


def _blocks(trial: Trial, content: Report, form: StaffForm, section: Section) -> list[Block]:
    """The blocks of a section, in the order of its questions: each ends with the last question of a requirement."""
    lines = _lines_by_question(trial, content)
    blocks: list[Block] = []
    waiting: list[QuestionField] = []
    for field in form.questions.fields:
        if trial.step_of[field.name].section == section.id:
            waiting.append(field)
            if field.name in lines:
                blocks.append(Block(waiting, lines[field.name]))
                waiting = []
    return [*blocks, *([Block(waiting, {})] if waiting else [])]


def _lines_by_question(trial: Trial, content: Report) -> dict[str, dict[str, list[ReportLine]]]:
    """Question → by criterion, the requirements of which it is the last question. A requirement that reads no question
    belongs to the last one."""
    found: dict[str, dict[str, list[ReportLine]]] = {}
    for line in content.lines:
        last = (trial.questions_of[line.requirement.id] or [*trial.questions])[-1]
        found.setdefault(last, {}).setdefault(line.criterion.id, []).append(line)
    return found


def _opening_options(trial: Trial) -> dict[str, list[str]]:
    """Question → the HTML ids of the options that alone make it be asked."""
    return {
        question.id: [
            f"{read}--{option.id}"
            for read in question.ask_if.reads
            if isinstance(other := trial.questions[read], Choice)
            for option in other.options
            if not option.unknown and question.ask_if({read: option.id}) is Truth.TRUE
        ]
        for question in trial.questions.values()
        if question.ask_if
    }


def _noted_reports(page: PageContext) -> list[Provenance]:
    """The sources and dates that were noted, each once, as many as there are keys. New ones come last, so that a key
    goes on to mean the same."""
    noted = page.notes.provenance.values()
    return list(dict.fromkeys(found for found in noted if found.source and found.taken))[: len(REPORT_KEYS)]


def worksheet_page(page: PageContext, now: datetime, template: str = "staff/worksheet.html") -> str:
    """The worksheet, made at `now`. With the template `staff/worksheet_sheet.html` it is for paper."""
    content, asking = report(page.journey, page.notes), ask_next(page.journey)
    said = {
        "now": now,
        "has_pdf": has_pdf(page),
        "carried": carried_answers(page),
        "refused": refused_questions(page),
    }
    return page.frame.render(template, report=content, asking=asking, **said)
