"""Results from a laboratory report as text, or from FHIR. They are read in memory; nothing is kept before the reader
has looked at it."""

from collections.abc import Collection
from typing import Any

from flask import redirect, request

from prescreen.i18n.labels import FHIR_PROBLEMS
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.interop.fhir_input.json_text import FhirError, is_fhir
from prescreen.interop.fhir_input.reading import read_fhir
from prescreen.interop.laboratory_report.recognition import (
    MAX_BYTES,
    LaboratoryReportError,
    recognize,
    text_of,
)
from prescreen.interop.observations import SEEN
from prescreen.interop.recognized import Recognized
from prescreen.pages import report as pages
from prescreen.pages.context import PageContext
from prescreen.pages.core_field import NOT_SAID, read_shown
from prescreen.pages.forms import QuestionForm, has_results
from prescreen.pages.refused import without_questions
from prescreen.pages.report import STAFF
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import Answers
from prescreen.screening.provenance import NO_PROVENANCE, Provenance, Source, StaffNotes, read_date
from prescreen.web.csrf import LateFormError
from prescreen.web.errors import error_page
from prescreen.web.request_context import Page, complete, current_page, keep_answers, now, trial_pages
from prescreen.web.submission import answers_lost, keep_input, with_ending
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
    if answers_lost():
        return _again(page)
    page = _keep_input(page, _posted_origin(page))
    text, recognized, problem = _recognized(page)
    if recognized and "switch" in request.form:
        return _table(page, text, recognized, _ticked())
    is_empty = recognized is None or not (recognized.takes or recognized.asks)
    return _table(page, text, recognized, problem=problem), 422 if is_empty else 200


def _keep_input(page: PageContext, origin: str) -> PageContext:
    if origin == STAFF:
        return keep_input(page, staff.submission(page))
    step = page.journey.visible_step(origin)
    return keep_input(page, wizard.submission(page, step)) if step else page


@bp.post("/report/take")
def take(page: PageContext) -> Page:
    """Keeps the results that are ticked, unless they were changed on another page since the table was shown."""
    if answers_lost():
        return _again(page)
    chosen, before = pages.chosen_answers(page.trial, _picked()), page.journey.answers
    shown = {name: read_shown(request.form.get(f"{name}-shown")) for name in chosen}
    shown = {name: value for name, value in shown.items() if value is not NOT_SAID}
    refused = pages.changed_elsewhere(chosen, before, shown)
    taken = {name: answer for name, answer in chosen.items() if name not in refused}
    page = _keep(page, taken)
    if refused:
        text, recognized, _ = _recognized(page)
        return _table(page, text, recognized, _ticked(), refused), 409
    filled = ",".join(taken) or None
    if _posted_origin(page) == STAFF:
        return redirect(page.url_for("staff.staff", filled=filled), 303)
    return redirect(page.url_for("wizard.step", step_id=_posted_origin(page), filled=filled), 303)


def _keep(page: PageContext, taken: Answers) -> PageContext:
    before = page.journey.answers
    notes = _notes(page, taken) if _posted_origin(page) == STAFF else None
    fields = QuestionForm([page.trial.questions[name] for name in taken]).fields
    return keep_answers(page, {**before, **taken}, notes, without_questions(page.refused, fields))


@bp.errorhandler(LateFormError)
def _late(error: LateFormError) -> Any:
    page = current_page()
    return error_page(error) if page is None else _again(page, error)


def _again(page: PageContext, error: LateFormError | None = None) -> Page:
    """The page of a form whose session has ended: with the text, and nothing kept."""
    if page.frame.site.kiosk:
        return redirect(page.url_for("wizard.start"), 303)
    text, recognized, problem = _recognized(page)
    return _table(with_ending(page, error), text, recognized, _ticked(), problem=problem), 422


def _table(
    page: PageContext,
    text: str,
    recognized: Recognized | None,
    ticked: Collection[str] | None = None,
    refused: Collection[str] = (),
    problem: str = "",
) -> str:
    origin = _posted_origin(page)
    return complete(pages.report_page(page, origin, text, recognized, ticked, refused, problem))


def _ticked() -> list[str] | None:
    """The boxes that are ticked on a table that was posted; None if none was."""
    return _picked() if "table" in request.form else None


def _picked() -> list[str]:
    """The boxes that are ticked, and the picked one of each question with several results."""
    names = [name for name in request.form if name == "take" or name.startswith("take-")]
    return [choice for name in names for choice in request.form.getlist(name) if choice]


def _recognized(page: PageContext) -> tuple[str, Recognized | None, str]:
    text, problem = _text()
    if problem or not is_fhir(text):
        return text, None if problem else recognize(page.trial, text), problem
    try:
        return text, read_fhir(page.trial, page.frame.version, text, now()), ""
    except FhirError as error:
        return text, None, str(FHIR_PROBLEMS[error.problem])


def _notes(page: PageContext, taken: Answers) -> StaffNotes:
    """The notes with the sources and dates of the answers that were taken: their own, else those of the report."""
    try:
        collected = read_date(request.form.get("collected", ""), page.frame.today)
    except AnswerError:
        collected = None
    noted = pages.noted_provenance(page.trial, request.form.getlist("noted"), page.frame.today)
    own = {name: provenance for name, answer, provenance in noted if taken.get(name) == answer}
    found = {name: Provenance(Source.REPORT, collected) for name in taken} | own
    before, kept = page.journey.answers, page.notes.provenance
    sources = {
        name: provenance
        for name, provenance in found.items()
        if taken[name] != before.get(name) or _says_more(provenance, kept.get(name, NO_PROVENANCE))
    }
    return StaffNotes({**kept, **sources}, page.notes.team)


def _says_more(new: Provenance, kept: Provenance) -> bool:
    """Whether a result that is the same as the kept answer was seen where that was not, or later."""
    if new.source not in SEEN or kept.source not in SEEN:
        return new.source in SEEN
    return new.taken is not None and (kept.taken is None or new.taken > kept.taken)


def _posted_origin(page: PageContext) -> str:
    return _origin(page, request.form.get("origin"))


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
        text = text_of(content) if content else text
    except LaboratoryReportError:
        return "", str(NO_TEXT)
    if not is_fhir(text) and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return "", str(TOO_LONG)
    return text, "" if text.strip() else str(NOTHING)
