"""The pages that belong to no trial: the site's root, the list of trials, and the state of the session."""

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from prescreen.i18n.locale import current_language
from prescreen.pages.listing import list_page
from prescreen.pages.wizard import start_page
from prescreen.screening.shared_answers import number_of_answers
from prescreen.web import other_studies
from prescreen.web.request_context import (
    LANGUAGE_RULE,
    Page,
    catalogue,
    complete,
    frame_of_request,
    page_of,
    study_of,
)
from prescreen.web.session import current_session, seconds_left, set_renewal

bp = Blueprint("listing", __name__)


@bp.get("/")
def home() -> Response:
    return redirect(f"/{current_language()}/")


@bp.get(f"{LANGUAGE_RULE}/")
def trials(lang: str) -> Page:
    """The list of trials; with one trial, its start page."""
    cleared = "cleared" in request.args
    summaries = list(catalogue().summaries())
    if len(summaries) == 1:
        study = study_of(summaries[0].heading.id)
        if lang not in study.trial.languages:
            frame = frame_of_request(study)
            return redirect(frame.url_for("wizard.start", lang=study.trial.languages[0]))
        return complete(start_page(page_of(study), cleared))
    number = request.args.get("page", 1, int)
    overview_of = other_studies.overview_of if number_of_answers(current_session().entries) else _no_overview
    query = request.args.get("q", "")
    return complete(list_page(frame_of_request(), summaries, query, number, cleared, overview_of))


def _no_overview(_nct: str) -> None:
    return None


@bp.get("/session")
def session_state() -> dict[str, Any]:
    """For scripts: whose answers this browser holds, and for how many seconds more. With `?renew` they are kept for
    another lifetime; without, asking is no use of them."""
    set_renewal("renew" in request.args)
    person = current_session().person
    return {"person": person.label if person else "", "seconds": seconds_left()}
