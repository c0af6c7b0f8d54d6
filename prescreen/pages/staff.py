"""The pages for clinic staff: all questions at once, and the worksheet."""

from collections.abc import Collection
from dataclasses import dataclass

from prescreen.pages.context import PageContext
from prescreen.pages.core_field import CoreField, FormData
from prescreen.pages.fields import QuestionField
from prescreen.pages.forms import NotesForm, QuestionForm
from prescreen.pages.wizard import given, has_pdf
from prescreen.screening.ask_next import ask_next
from prescreen.screening.provenance import Judgement, Source
from prescreen.screening.report import Report, ReportLine, report
from prescreen.trial.trial import Section, Trial


@dataclass(frozen=True)
class StaffForm:
    """The form of the staff view: the questions, and staff's notes on them."""

    questions: QuestionForm
    notes: NotesForm

    def validate(self) -> bool:
        # A list, so that the second is validated even if the first is invalid.
        is_valid = all([self.questions.validate(), self.notes.validate()])
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
    question is in this block."""

    fields: list[QuestionField]
    criteria: dict[str, list[ReportLine]]


def staff_form(page: PageContext, formdata: FormData | None = None) -> StaffForm:
    """The staff form, bound to a posted form or, without one, to the kept answers and notes."""
    questions = QuestionForm(page.trial.questions.values(), formdata, page.journey.answers, False, page.refused)
    return StaffForm(questions, NotesForm(page.trial, page.frame.today, page.notes, formdata, page.refused))


def staff_page(page: PageContext, form: StaffForm | None = None, filled: Collection[str] = ()) -> str:
    """All questions, with a form's input and errors. `filled` are the questions that a report has just answered."""
    form = form or staff_form(page)
    content = report(page.journey, page.notes)
    return page.frame.render(
        "staff/questions.html",
        report=content,
        form=form,
        sections=[(section, _blocks(page.trial, content, form, section)) for section in page.trial.sections],
        asked={question.id for question in page.journey.asked()},
        asking=ask_next(page.journey),
        notes={field.question: field for field in form.notes.provenance_fields},
        judgements={field.requirement: field for field in form.notes.judgement_fields},
        filled=given(page, filled),
        all_sources=list(Source),
        all_judgements=list(Judgement),
    )


def _blocks(trial: Trial, content: Report, form: StaffForm, section: Section) -> list[Block]:
    """The blocks of a section, in the order of its steps. Neighbouring steps with the same criteria share a block, so
    that each criterion's text is shown once."""
    lines_by_step = _lines_by_step(trial, content)
    fields = {field.name: field for field in form.questions.fields}
    blocks: list[Block] = []
    for step in (step for step in trial.steps if step.section == section.id):
        step_fields = [fields[question.id] for question in step.questions]
        criteria: dict[str, list[ReportLine]] = {}
        for line in lines_by_step.get(step.id, []):
            criteria.setdefault(line.criterion.id, []).append(line)
        if blocks and criteria.keys() == blocks[-1].criteria.keys():
            blocks[-1].fields.extend(step_fields)
            for name, lines in criteria.items():
                blocks[-1].criteria[name].extend(lines)
        else:
            blocks.append(Block(step_fields, criteria))
    return blocks


def _lines_by_step(trial: Trial, content: Report) -> dict[str, list[ReportLine]]:
    """Step id → the requirements whose last question is in that step. A requirement that reads no question belongs to
    the last step."""
    order = {question: place for place, question in enumerate(trial.questions)}
    found: dict[str, list[ReportLine]] = {}
    for line in (line for _, lines in content.criteria for line in lines):
        last = max(line.requirement.question_ids, key=lambda name: order[name], default=[*order][-1])
        found.setdefault(trial.step_of[last].id, []).append(line)
    return found


def worksheet_page(page: PageContext, template: str = "staff/worksheet.html") -> str:
    """The worksheet. With the template `staff/worksheet_sheet.html` it is for paper."""
    content = report(page.journey, page.notes)
    return page.frame.render(template, report=content, asking=ask_next(page.journey), has_pdf=has_pdf(page))
