"""What all pages about a trial share: which trial it is, whose answers they are, and what the frame shows."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from prescreen.definitions.catalogue import Catalogue, UnreadableTrialError
from prescreen.i18n.locale import LANGUAGES
from prescreen.pages.content_version import edition
from prescreen.registry.record_warnings import record_warnings
from prescreen.screening.journey import Journey, follow
from prescreen.web.language import same_page_in
from prescreen.web.session import answered_trials, forget_token, kept_answers, seconds_left, session_ended, who_answers
from prescreen.web.settings import Settings

Page = str | tuple[str, int] | Response


def trial_pages(name: str) -> Blueprint:
    """A blueprint below /LANG/NCT, whose views find their trial in `g.study` and their language in `g.lang`."""
    pages = Blueprint(name, __name__, url_prefix=f"/<any({','.join(LANGUAGES)}):lang>/<nct>")
    pages.url_value_preprocessor(_find_study)
    pages.before_request(_know_study)
    pages.url_defaults(_same_study)
    return pages


def _find_study(endpoint: str | None, values: dict[str, Any] | None) -> None:
    values = values or {}
    g.lang = values.pop("lang")
    g.study = None
    try:
        g.study = catalogue().get(values.pop("nct"))
    except UnreadableTrialError:
        g.unreadable = True


def _know_study() -> Response | None:
    if "unreadable" in g:
        abort(503)
    # Answers can be cleared below a trial that is not offered any more.
    if g.study is None and request.endpoint != "wizard.clear":
        abort(404)
    if g.study and g.lang not in g.study.trial.languages:
        return redirect(same_page_in(g.study.trial.languages[0]))
    return None


def _same_study(endpoint: str, values: dict[str, Any]) -> None:
    if g.get("study"):
        values.setdefault("lang", g.lang)
        values.setdefault("nct", g.study.trial.id)


def catalogue() -> Catalogue:
    """The trials on offer."""
    offered: Catalogue = current_app.extensions["prescreen"]
    return offered


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def today() -> date:
    """The day where the service is used."""
    return datetime.now(settings().timezone).date()


def so_far() -> Journey:
    answers, _ = kept_answers(g.study.trial)
    return follow(g.study.trial, answers)


# Stands for a trial in an address where there is none.
NO_TRIAL = "NCT00000000"
WHO = ("me", "other", "staff")


def who() -> str:
    """Who is answering: as the address says, else as kept. It changes words, and never a rule."""
    asked = request.args.get("who", "")
    return asked if asked in WHO else who_answers(g.study.trial) or "me"


def next_url(journey: Journey) -> str:
    """The one rule for where to go: the first step with an unanswered question, else check your answers."""
    stop = journey.next_unanswered()
    return url_for("wizard.step", step_id=stop.step.id) if stop else url_for("wizard.check")


def answers_lost() -> bool:
    """Whether a post came with a session that can't be opened any more, and its sender has not been told of it."""
    lost = session_ended() and "told" not in request.form
    if lost:
        forget_token()
    return lost


def late(error: CSRFError) -> bool:
    """Whether a post was refused because its session has ended since, and not because it is forged."""
    g.ended = "csrf_token" in request.form and "csrf_token" not in session
    # Signed by us, for a session before the one that is open now.
    replaced = error.description == "The CSRF tokens do not match."
    return g.ended or replaced


def version() -> str:
    """The version of what is shown: of the trial's questions, where there is a trial, and of the pages' words."""
    definition = g.study.trial.version if g.get("study") else ""
    return edition(definition, current_app.config["WORDING"])


def shown_everywhere() -> dict[str, Any]:
    """What the frame of every page needs."""
    shown: dict[str, Any] = {
        "answered": answered_trials(),
        "clear_in": g.study.trial.id if g.get("study") else next(iter(answered_trials()), NO_TRIAL),
        "ended": session_ended() or g.get("ended", False),
        "stale": "stale" in g,
        "kiosk": settings().kiosk,
        "minutes": settings().lifetime // 60,
        "version": version(),
        "has_preview": "preview" in current_app.blueprints,
    }
    if g.get("study"):
        _, changed = kept_answers(g.study.trial)
        shown |= {"trial": g.study.trial, "record": g.study.record, "changed": changed, "seconds_left": seconds_left()}
        shown |= {
            "who": who(),
            "record_warnings": record_warnings(g.study.record, bool(g.study.changed_criteria), today()),
        }
    return shown
