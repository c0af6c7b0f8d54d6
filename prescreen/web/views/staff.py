"""The pages for clinic staff: all questions at once, and the worksheet."""

from dataclasses import replace
from typing import Any

from flask import request
from flask_wtf.csrf import CSRFError

from prescreen.pages import staff as pages
from prescreen.pages.context import PageContext
from prescreen.pages.staff import StaffForm
from prescreen.web.errors import error_page
from prescreen.web.request_context import Page, complete, current_page, keep_answers, trial_pages
from prescreen.web.submission import Submission, is_late, page_after_session_end, show_again, submit

bp = trial_pages("staff")


@bp.get("/staff")
def staff(page: PageContext) -> Page:
    return complete(pages.staff_page(page))


@bp.post("/staff")
def save(page: PageContext) -> Page:
    """Keeps what is valid, and shows errors beside their questions."""
    return submit(page, _submission(page))


def _submission(page: PageContext) -> Submission[StaffForm]:
    return Submission(
        bind=lambda posted: pages.staff_form(page, posted),
        render=pages.staff_page,
        keep=_keep,
        keeps_valid_part=True,
        next_url=lambda page: page.url_for("staff.staff"),
        kiosk_url=page.url_for("staff.staff"),
    )


def _keep(page: PageContext, form: StaffForm) -> PageContext:
    cleared = {field.name for field in form.questions.fields if field.is_cleared}
    before = {name: answer for name, answer in page.journey.answers.items() if name not in cleared}
    if page.frame.who == "me":
        page = replace(page, frame=replace(page.frame, who="staff"))
    return keep_answers(page, before | form.questions.answers, form.notes.notes)


@bp.errorhandler(CSRFError)
def _refused(error: CSRFError) -> Any:
    """A form whose session has ended is shown again. Any other post without a valid token is refused."""
    page = current_page()
    if page is None or request.endpoint != "staff.save" or not is_late(error):
        return error_page(error)
    page = page_after_session_end(page)
    return show_again(page, _submission(page))


@bp.get("/worksheet")
def worksheet(page: PageContext) -> Page:
    return complete(pages.worksheet_page(page))
