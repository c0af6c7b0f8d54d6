"""The reader's pages: start, all questions, steps, check, result, and the sheet for the doctor."""

from collections.abc import Collection, Sequence
from typing import Any, Literal

from markupsafe import escape

from prescreen.pages.answer_rows import carried_answers, row_id
from prescreen.pages.context import RESPONDENTS, PageContext
from prescreen.pages.fields import QuestionField
from prescreen.pages.forms import QuestionForm
from prescreen.pages.kept_inputs import with_answer
from prescreen.pages.pdf import can_make_pdfs
from prescreen.pages.rendering import fill
from prescreen.pages.result_parts import ResultParts
from prescreen.screening.answers import Answer
from prescreen.screening.journey import Journey
from prescreen.screening.report import report
from prescreen.trial.questions import Question, in_language
from prescreen.trial.trial import Heading, VisibleStep


def start_page(page: PageContext, cleared: bool = False, chosen: str | None = None) -> str:
    """The start page. `chosen` is the respondent that the URL names; the link to the first step repeats it."""
    step, carried = page.journey.next_unanswered(), carried_answers(page)
    content: dict[str, Any] = {
        "first_step": page.journey.visible_steps[0].step.id,
        "next_step": step.step.id if step else None,
        "has_answers": bool(page.journey.answers),
        "cleared": cleared,
        "chosen": chosen,
        "respondents": RESPONDENTS,
    }
    if carried:
        return page.frame.render("wizard/start.html", **content, carried=carried)
    return page.frame.render_cached("wizard/start.html", **content, carried=())


def all_questions_page(page: PageContext) -> str:
    """All questions, to read or print beforehand, including those that depend on an earlier answer."""
    return page.frame.render_cached("wizard/questions.html")


# The page that a single answer is changed from; None on the way through all questions.
CameFrom = Literal["check", "result"] | None


def step_page(
    page: PageContext,
    step: VisibleStep,
    form: QuestionForm | None = None,
    came_from: CameFrom = None,
    took: Collection[str] = (),
    filled: Collection[str] = (),
) -> str:
    """One step, with a form's input and errors or, without a form, with the kept answers. Where nothing else is told,
    it is cached: the whole page if no question is answered, else all but the inputs."""
    carried = carried_answers(page, [question.id for question in step.questions])
    told = {"took": took_units(page, took), "filled": given(page, filled), "carried": carried}
    answers, is_told = page.journey.answers, any(told.values())
    is_blank = not page.refused and not any(question.id in answers for question in step.questions)
    if form is None and is_blank and not is_told:
        return _cached_step(page, step, is_blank=True)
    kept = form or QuestionForm(step.questions, answers=answers, refused=page.refused)
    if form or kept.wrong or is_told:
        return page.frame.render("wizard/step.html", form=kept, step_id=step.step.id, **told)
    cached = _cached_step(page, step, is_blank=False)
    return fill(cached, [_kept_inputs(page, field) for field in kept.fields])


def _kept_inputs(page: PageContext, field: QuestionField) -> str:
    """The inputs of a question with its kept answer, and what the page is shown with."""
    inputs = page.frame.site.renderer.part(
        "wizard/_inputs_to_fill.html", study=page.study, question_id=field.name, with_keys=False
    )
    shown = f'<input type="hidden" name="{field.shown_name}" value="{escape(field.shown_text)}">\n'
    return f"{shown}{with_answer(inputs, field)}"


def _cached_step(page: PageContext, step: VisibleStep, is_blank: bool) -> str:
    """A step's page with blank inputs or, if it is not `is_blank`, with a placeholder for each question's."""
    return page.frame.render_cached(
        "wizard/step.html",
        step_id=step.step.id,
        question_ids=tuple(question.id for question in step.questions),
        form=None,
        is_blank=is_blank,
        took=(),
        filled=(),
        carried=(),
    )


def step_link_url(page: PageContext, step: VisibleStep, came_from: CameFrom, button: str) -> str | None:
    """Where the link of a step with this button leads; None if there is no such button."""
    if button == "back":
        return _back(page, step, came_from)
    endpoint = {"check": "wizard.check", "result": "wizard.result", "home": "listing.trials"}.get(button)
    return page.url_for(endpoint) if endpoint else None


def _back(page: PageContext, step: VisibleStep, came_from: CameFrom) -> str:
    if came_from:
        return page.url_for(f"wizard.{came_from}")
    before = page.journey.before(step)
    return page.url_for("wizard.step", step_id=before.step.id) if before else page.url_for("wizard.start")


def url_after_step(
    before: PageContext, after: PageContext, names: Sequence[str], came_from: CameFrom, took: Sequence[str] = ()
) -> str:
    """Where a step with these questions leads. Who came to change an answer gets back, unless the change leads to
    questions that were not asked before. `took` are the questions whose unit was typed behind the number."""
    units = ",".join(took) or None
    if came_from is None or _has_new_questions(before.journey, after.journey):
        return after.next_url(took=units)
    answers = before.journey.answers
    changed = [name for name in names if after.journey.answers.get(name) != answers.get(name)]
    row = row_id(names[0] if not changed else changed[0]) if came_from == "check" else None
    query = {"changed": ",".join(changed) or None, "took": units}
    return after.url_for(f"wizard.{came_from}", **query, _anchor=row)


def _has_new_questions(before: Journey, after: Journey) -> bool:
    """Whether questions without an answer are asked that were not asked before."""
    was_asked = {question.id for question in before.asked()}
    return any(question.id not in was_asked and question.id not in after.answers for question in after.asked())


def given(page: PageContext, names: Collection[str]) -> list[tuple[Question, Answer]]:
    """The questions among these ids that have an answer, and their answers."""
    answers, questions = page.journey.answers, page.trial.questions
    return [(questions[name], answers[name]) for name in dict.fromkeys(names) if name in questions and name in answers]


def took_units(page: PageContext, names: Collection[str]) -> list[tuple[Question, Answer]]:
    """Those whose answer is a number with a unit."""
    return [
        (question, answer) for question, answer in given(page, names) if isinstance(answer, dict) and "unit" in answer
    ]


def result_page(
    page: PageContext,
    template: str = "wizard/result.html",
    changed: Collection[str] = (),
    is_picture: bool = False,
    others: Sequence[Heading] = (),
) -> str:
    """The result. With the template `wizard/sheet.html` it is for paper. `changed` are the ids of the questions whose
    answers were just changed, `others` are the other studies for the same condition."""
    found = report(page.journey)
    return page.frame.render(
        template,
        report=found,
        parts=ResultParts(page, found),
        next_step=page.journey.next_unanswered(),
        carried=carried_answers(page),
        has_pdf=has_pdf(page),
        is_changed=any(name in page.trial.questions for name in changed),
        is_picture=is_picture,
        others=[(in_language(other.title, page.language), other.id) for other in others],
    )


def picture_page(page: PageContext) -> str:
    """What the picture of the result is made from: the first page of this, without private answers."""
    return result_page(page, "wizard/sheet.html", is_picture=True)


def save_picture_page(page: PageContext) -> str:
    """The page that shows that picture, for browsers inside other apps, which neither print nor download."""
    return page.frame.render("wizard/picture.html", hidden=report(page.journey).private_answers)


def has_pdf(page: PageContext) -> bool:
    """Whether PDFs are offered: not without WeasyPrint, and not on a shared device, where downloads would stay."""
    return can_make_pdfs() and not page.frame.site.kiosk
