"""The pages for clinic staff: all questions at once, and the worksheet."""

from dataclasses import dataclass
from typing import Any

from prescreen.pages.context import PageContext
from prescreen.pages.fields import FormData, QuestionField
from prescreen.pages.forms import NotesForm, QuestionForm
from prescreen.pages.wizard import has_pdf
from prescreen.screening.provenance import Judgement, Source
from prescreen.screening.report import Report, ReportLine, ask_next, report
from prescreen.trial.trial import Section, Trial


@dataclass(frozen=True)
class StaffForm:
    """The two halves of the staff view's form: the questions, and what staff add to them."""

    questions: QuestionForm
    notes: NotesForm

    def validate(self) -> bool:
        # Both, so that each says what is wrong.
        return all([self.questions.validate(), self.notes.validate()])

    @property
    def has_errors(self) -> bool:
        return bool(self.questions.wrong or self.notes.wrong)


@dataclass(frozen=True)
class Block:
    """Questions beside the criteria that they settle, each with those of its requirements that are settled here."""

    fields: list[QuestionField]
    criteria: dict[str, list[ReportLine]]


def staff_form(page: PageContext, formdata: FormData | None = None) -> StaffForm:
    """The form with what was posted, and where nothing was, with the answers and notes kept so far."""
    questions = QuestionForm(page.trial.questions.values(), formdata, page.journey.answers, partial=True)
    return StaffForm(questions, NotesForm(page.trial, page.frame.today, page.notes, formdata))


def staff_page(page: PageContext, form: StaffForm | None = None, is_late: bool = False) -> str:
    """All questions, with a form's content and errors. `is_late` says that the session ended before the form was
    posted."""
    form = form or staff_form(page)
    found = report(page.journey, page.notes)
    return page.frame.render(
        "staff/questions.html",
        report=found,
        form=form,
        sections=[(section, _blocks(page.trial, found, form, section)) for section in page.trial.sections],
        asked={question.id for question in page.journey.asked()},
        asking=ask_next(page.journey),
        notes={field.question: field for field in form.notes.noted},
        judgements={field.requirement: field for field in form.notes.judged},
        all_sources=list(Source),
        all_judgements=list(Judgement),
        is_late=is_late,
    )


def _blocks(trial: Trial, found: Report, form: StaffForm, section: Section) -> list[Block]:
    """The questions of a section, in order, beside the requirements whose last question they hold. Steps of one
    criterion stand together, so that its text is read once."""
    settled = _settled(trial, found)
    fields = {field.name: field for field in form.questions.fields}
    blocks: list[Block] = []
    for step in (step for step in trial.steps if step.section == section.id):
        members = [fields[question.id] for question in step.questions]
        criteria: dict[str, list[ReportLine]] = {}
        for line in settled.get(step.id, []):
            criteria.setdefault(line.criterion.id, []).append(line)
        if blocks and criteria.keys() == blocks[-1].criteria.keys():
            blocks[-1].fields.extend(members)
            for name, lines in criteria.items():
                blocks[-1].criteria[name].extend(lines)
        else:
            blocks.append(Block(members, criteria))
    return blocks


def _settled(trial: Trial, found: Report) -> dict[str, list[ReportLine]]:
    """Step id → the requirements whose last question it holds; one that reads none belongs to the last step."""
    order = {question: place for place, question in enumerate(trial.questions)}
    settled: dict[str, list[ReportLine]] = {}
    for line in (line for _, members in found.criteria for line in members):
        beside = line.requirement.fits.reads | set(line.requirement.shows)
        last = max(beside, key=lambda name: order[name], default=[*order][-1])
        settled.setdefault(trial.step_of[last].id, []).append(line)
    return settled


def worksheet_page(page: PageContext, template: str = "staff/worksheet.html") -> str:
    """The worksheet; with `staff/worksheet_sheet.html`, for paper."""
    return page.frame.render(template, **_worksheet(page))


def _worksheet(page: PageContext) -> dict[str, Any]:
    return {
        "report": report(page.journey, page.notes),
        "asking": ask_next(page.journey),
        "has_pdf": has_pdf(page),
    }
