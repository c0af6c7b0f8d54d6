"""The pages for clinic staff: all questions at once, and the worksheet."""

import re
from dataclasses import replace
from typing import Any

from flask import request

from prescreen.pages import staff as pages
from prescreen.pages.context import PageContext
from prescreen.pages.staff import StaffForm
from prescreen.screening.session_entry import Refused
from prescreen.web.csrf import LateFormError
from prescreen.web.errors import error_page
from prescreen.web.other_studies import journeys_of_others
from prescreen.web.request_context import Page, complete, current_page, keep_answers, now, trial_pages
from prescreen.web.submission import Submission, show_again, submit

bp = trial_pages("staff")


@bp.get("/staff")
def staff(page: PageContext) -> Page:
    filled = request.args.get("filled", "").split(",")
    return complete(pages.staff_page(page, filled=filled, others=journeys_of_others(page)))


@bp.post("/staff")
def save(page: PageContext) -> Page:
    """Keeps what is valid, and shows errors beside their questions."""
    return submit(page, submission(page))


def submission(page: PageContext) -> Submission[StaffForm]:
    return Submission(
        bind=lambda posted, _: pages.staff_form(page, posted),
        render=lambda page, form: pages.staff_page(page, form, others=journeys_of_others(page)),
        keep=_keep,
        keeps_valid_part=True,
        next_url=lambda _, page, __: page.url_for("staff.staff", _anchor=_pressed(page)),
        kiosk_url=page.url_for("wizard.start"),
    )


def _pressed(page: PageContext) -> str | None:
    """The question whose button was pressed."""
    values = [request.form.get(name, "") for name in ("pick", "correct", "confirm")]
    found = [re.match(r'(?:\[")?(\w+)', value) for value in values]
    return next((match[1] for match in found if match and match[1] in page.trial.questions), None)


def _keep(page: PageContext, form: StaffForm, refused: Refused) -> PageContext:
    if page.frame.who == "me":
        page = replace(page, frame=replace(page.frame, who="staff"))
    answers, notes = form.questions.applied_to(page.journey.answers), form.notes.applied_to(page.notes)
    return keep_answers(page, answers, notes, refused)


@bp.errorhandler(LateFormError)
def _late(error: LateFormError) -> Any:
    """A form whose session has ended is shown again. Any other such post is refused."""
    page = current_page()
    if page is None or request.endpoint != "staff.save":
        return error_page(error)
    return show_again(page, submission(page), error)


@bp.get("/worksheet")
def worksheet(page: PageContext) -> Page:
    return complete(pages.worksheet_page(page, now()))
