"""The reader's pages: start, steps, check, result."""

from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from prescreen.pages import wizard as pages
from prescreen.pages.check import check_page
from prescreen.pages.context import RESPONDENTS, PageContext
from prescreen.pages.forms import QuestionForm
from prescreen.screening.session_entry import Refused
from prescreen.trial.trial import VisibleStep
from prescreen.web.csrf import LateFormError
from prescreen.web.document_queue import make_document
from prescreen.web.errors import error_page, no_cookies_page
from prescreen.web.file_response import SELF_CHECK, file_response
from prescreen.web.other_studies import others_for
from prescreen.web.request import current_request
from prescreen.web.request_context import Page, complete, current_page, keep_answers, trial_pages
from prescreen.web.submission import Submission, answers_lost, show_again, submit

bp = trial_pages("wizard")


@bp.get("/")
def start(page: PageContext) -> Page:
    asked = request.args.get("who")
    chosen = asked if asked in RESPONDENTS else None
    return complete(pages.start_page(page, cleared="cleared" in request.args, chosen=chosen))


@bp.get("/questions")
def questions(page: PageContext) -> Page:
    return complete(pages.all_questions_page(page))


@bp.get("/questions/<step_id>")
def step(page: PageContext, step_id: str) -> Page:
    found = _step_or_redirect(page, step_id)
    if isinstance(found, Response):
        return found
    took, filled = _listed("took"), _listed("filled")
    return complete(pages.step_page(page, found, None, _came_from(), took, filled))


@bp.post("/questions/<step_id>")
def answer(page: PageContext, step_id: str) -> Page:
    find = _any_step_or_redirect if answers_lost() else _step_or_redirect
    found = find(page, step_id)
    return found if isinstance(found, Response) else submit(page, submission(page, found))


def submission(page: PageContext, step: VisibleStep) -> Submission[QuestionForm]:
    names, came_from = [question.id for question in step.questions], _came_from()
    return Submission(
        bind=lambda posted, leaves: QuestionForm(
            step.questions, posted, page.journey.answers, required=not leaves, is_step=True
        ),
        render=lambda page, form: pages.step_page(page, step, form, came_from),
        keep=_keep,
        next_url=lambda before, after, form: pages.url_after_step(before, after, names, came_from, form.took_units),
        kiosk_url=page.url_for("wizard.start"),
        link_url=lambda go: pages.step_link_url(page, step, came_from, go),
    )


def _keep(page: PageContext, form: QuestionForm, refused: Refused) -> PageContext:
    return keep_answers(page, form.applied_to(page.journey.answers), refused=refused)


def _came_from() -> pages.CameFrom:
    """The page that a single answer is changed from."""
    found = current_request().args.get("change")
    return None if found is None else "result" if found == "result" else "check"


@bp.errorhandler(LateFormError)
def _late(error: LateFormError) -> Any:
    """A step whose session has ended is shown again. Any other such post is refused."""
    page, step_id = current_page(), (request.view_args or {}).get("step_id")
    if page is None or request.endpoint != "wizard.answer":
        return error_page(error)
    step = _any_step_or_redirect(page, str(step_id))
    return step if isinstance(step, Response) else show_again(page, submission(page, step), error)


def _any_step_or_redirect(page: PageContext, step_id: str) -> VisibleStep | Response:
    """The step, or a redirect if there is none. For a session whose answers are gone: a step that is off the path is
    shown with all of its questions."""
    step = page.trial.step.get(step_id)
    if step is None:
        return redirect(page.next_url(), 303)
    return page.journey.visible_step(step_id) or VisibleStep(step, step.questions)


def _step_or_redirect(page: PageContext, step_id: str) -> VisibleStep | Response:
    """The step, or a redirect to the next one if it is off the path. Aborts with 404 for an unknown step, unless the
    definition has changed since the answers were given."""
    if step_id not in page.trial.step and not page.frame.definition_changed:
        abort(404)
    found = page.journey.visible_step(step_id)
    return found or redirect(page.next_url(), 303 if request.method == "POST" else 302)


@bp.get("/check")
def check(page: PageContext) -> Page:
    return complete(check_page(page, _listed("changed"), _listed("took"), _came_from()))


@bp.get("/result")
def result(page: PageContext) -> Page:
    return complete(pages.result_page(page, changed=_listed("changed"), others=others_for(page)))


@bp.get("/picture")
def picture(page: PageContext) -> Page:
    if not pages.has_pdf(page):
        abort(404)
    return complete(pages.save_picture_page(page)) if page.journey.answers else no_cookies_page()


def _listed(name: str) -> list[str]:
    """The ids of questions in the query: those just `changed`, or those whose unit was `took` from what was typed."""
    return current_request().args.get(name, "").split(",")


@bp.get("/result.pdf")
def result_pdf(page: PageContext) -> Page:
    """The sheet for the doctor, for phones that can't print."""
    if refused := _without_document(page):
        return refused
    sheet = make_document("pdf", pages.result_page(page, "wizard/sheet.html"))
    return file_response(page, sheet, "application/pdf", SELF_CHECK, "pdf")


@bp.get("/result.png")
def result_png(page: PageContext) -> Page:
    """The same as a picture, for browsers within apps, which can't save a PDF."""
    if refused := _without_document(page):
        return refused
    picture = make_document("png", pages.picture_page(page))
    return file_response(page, picture, "image/png", SELF_CHECK, "png", shown_as="inline")


def _without_document(page: PageContext) -> Page | None:
    """The response where there is no document, or no answers for one."""
    if not pages.has_pdf(page):
        abort(404)
    return None if page.journey.answers else no_cookies_page()
