"""The reader's pages: start, all questions, steps, check, result, and the sheet for the doctor."""

from typing import Any

from prescreen.pages.context import RESPONDENTS, PageContext
from prescreen.pages.forms import QuestionForm
from prescreen.pages.pdf import weasyprint
from prescreen.screening.journey import VisibleStep
from prescreen.screening.report import given_answers, report
from prescreen.trial.trial import Section, Trial


def start_page(page: PageContext, cleared: bool = False, chosen: str | None = None) -> str:
    """The start page. `chosen` is the respondent that the URL names; the link to the first step repeats it."""
    step = page.journey.next_unanswered()
    return page.frame.render_cached(
        "wizard/start.html",
        first_step=page.journey.visible_steps[0].step.id,
        next_step=step.step.id if step else None,
        has_answers=bool(page.journey.answers),
        cleared=cleared,
        chosen=chosen,
        respondents=RESPONDENTS,
    )


def all_questions_page(page: PageContext) -> str:
    """All questions, to read or print beforehand, including those that depend on an earlier answer."""
    return page.frame.render_cached("wizard/questions.html")


def step_page(
    page: PageContext,
    step: VisibleStep,
    form: QuestionForm | None = None,
    back_to_check: bool = False,
    is_late: bool = False,
) -> str:
    """One step, with a form's input and errors or, without a form, with the kept answers. `is_late` means that the
    session ended before the form was posted. A step without any answer is cached."""
    content: dict[str, Any] = {
        "step_id": step.step.id,
        "back": _back(page, step, back_to_check),
        "is_late": is_late,
    }
    if form is None and not any(question.id in page.journey.answers for question in step.questions):
        names = tuple(question.id for question in step.questions)
        return page.frame.render_cached("wizard/step.html", question_ids=names, form=None, **content)
    form = form or QuestionForm(step.questions, answers=page.journey.answers)
    return page.frame.render("wizard/step.html", form=form, **content)


def _back(page: PageContext, step: VisibleStep, to_check: bool) -> str:
    if to_check:
        return page.url_for("wizard.check")
    before = page.journey.before(step) if step in page.journey.visible_steps else None
    return page.url_for("wizard.step", step_id=before.step.id) if before else page.url_for("wizard.start")


def check_page(page: PageContext) -> str:
    journey, given = page.journey, given_answers(page.journey)
    sections = [
        (section, [(step.step, [given[q.id] for q in step.questions]) for step in steps])
        for section, steps in _by_section(page.trial, journey.visible_steps)
    ]
    last = journey.before(None)
    return page.frame.render(
        "wizard/check.html",
        sections=sections,
        next_step=journey.next_unanswered(),
        back=page.url_for("wizard.step", step_id=last.step.id) if last else page.url_for("wizard.start"),
    )


def _by_section(trial: Trial, steps: list[VisibleStep]) -> list[tuple[Section, list[VisibleStep]]]:
    return [(section, [s for s in steps if s.step.section == section.id]) for section in trial.sections]


def result_page(page: PageContext, template: str = "wizard/result.html") -> str:
    """The result. With the template `wizard/sheet.html` it is for paper."""
    journey = page.journey
    next_step = journey.next_unanswered()
    return page.frame.render(template, report=report(journey), next_step=next_step, has_pdf=has_pdf(page))


def has_pdf(page: PageContext) -> bool:
    """Whether PDFs are offered: not without WeasyPrint, and not on a shared device, where downloads would stay."""
    return weasyprint() is not None and not page.frame.site.kiosk
