"""Pasting a laboratory report. It is read in memory; nothing is kept before the reader has looked at it."""

from flask import redirect, request

from prescreen.i18n.locale import lazy_gettext as _
from prescreen.interop.laboratory_report.recognition import (
    MAX_BYTES,
    LaboratoryReportError,
    Recognized,
    recognize,
    text_of,
)
from prescreen.pages import report as pages
from prescreen.pages.context import PageContext
from prescreen.pages.core_field import NOT_SAID, read_shown
from prescreen.pages.forms import has_results
from prescreen.pages.report import STAFF
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.provenance import Provenance, Source, StaffNotes, read_date
from prescreen.web.request_context import Page, complete, keep_answers, trial_pages
from prescreen.web.submission import keep_input
from prescreen.web.views import staff, wizard

bp = trial_pages("report")

NOTHING = _("Paste the text of a report into the box, or choose a file of text.")
NO_TEXT = _("This can’t be read as text. Choose a file of text, or copy the text of the report and paste it.")
TOO_LONG = _("This is too long. Paste only the part with the results.")


@bp.get("/report")
def show(page: PageContext) -> Page:
    return complete(pages.report_page(page, _origin(page, request.args.get("origin"))))


@bp.post("/report")
def read(page: PageContext) -> Page:
    """Shows what a report says. What was typed on the page that it came from is kept as its links keep it."""
    origin = _origin(page, request.form.get("origin"))
    page = _keep_input(page, origin)
    text, problem = _text()
    recognized = None if problem else recognize(page.trial, text)
    if recognized and "switch" in request.form:
        return complete(pages.report_page(page, origin, text, recognized))
    status = 422 if recognized is None or not (recognized.takes or recognized.asks) else 200
    return complete(pages.report_page(page, origin, text, recognized, problem=problem)), status


def _keep_input(page: PageContext, origin: str) -> PageContext:
    if origin == STAFF:
        return keep_input(page, staff.submission(page))
    step = page.journey.visible_step(origin)
    return keep_input(page, wizard.submission(page, step)) if step else page


@bp.post("/report/take")
def take(page: PageContext) -> Page:
    """Keeps the results that are ticked, unless they were changed on another page since the table was shown."""
    origin = _origin(page, request.form.get("origin"))
    chosen = pages.chosen_answers(page.trial, request.form.getlist("take"))
    shown = {name: read_shown(request.form.get(f"{name}-shown")) for name in chosen}
    shown = {name: value for name, value in shown.items() if value is not NOT_SAID}
    refused = pages.changed_elsewhere(chosen, page.journey.answers, shown)
    before = page.journey.answers
    taken = {name: answer for name, answer in chosen.items() if name not in refused}
    notes = _notes(page, {name for name in taken if taken[name] != before.get(name)}) if origin == STAFF else None
    page = keep_answers(page, {**before, **taken}, notes)
    if refused:
        text, problem = _text()
        recognized = Recognized((), (), None) if problem else recognize(page.trial, text)
        return complete(pages.report_page(page, origin, text, recognized, refused)), 409
    is_staff = origin == STAFF
    return redirect(page.url_for("staff.staff") if is_staff else page.url_for("wizard.step", step_id=origin), 303)


def _notes(page: PageContext, changed: set[str]) -> StaffNotes:
    try:
        collected = read_date(request.form.get("collected", ""), page.frame.today)
    except AnswerError:
        collected = None
    sources = {name: Provenance(Source.REPORT, collected) for name in changed}
    return StaffNotes({**page.notes.provenance, **sources}, page.notes.team)


def _origin(page: PageContext, name: str | None) -> str:
    """The step, or the staff view, that the reader came from; else the first step with results."""
    if name == STAFF or name in page.trial.step:
        return str(name)
    return next((step.id for step in page.trial.steps if has_results(step)), STAFF)


def _text() -> tuple[str, str]:
    """The text that was pasted or is in the file, and why it can't be read."""
    file = request.files.get("report-file")
    content = file.read() if file else b""
    text = request.form.get("report", "")
    try:
        text = text if text.strip() or not content else text_of(content)
    except LaboratoryReportError:
        return "", str(NO_TEXT)
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return "", str(TOO_LONG)
    return text, "" if text.strip() else str(NOTHING)
