"""The reader's pages: start, steps, check, result."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from prescreen import forms
from prescreen.errors import error_page
from prescreen.i18n import LANGUAGES
from prescreen.journey import Journey, Stop, follow
from prescreen.loader import Study
from prescreen.pdf import pdf, weasyprint
from prescreen.report import Given, given_answers, report
from prescreen.session import (
    LIFETIME,
    RENEWED_AFTER,
    answered_trials,
    drop_unopened,
    forget_answers,
    forget_token,
    keep_answers,
    kept_answers,
    session_ended,
)
from prescreen.trial import Section, Step

bp = Blueprint("wizard", __name__, url_prefix=f"/<any({','.join(LANGUAGES)}):lang>/<nct>")
Page = str | tuple[str, int] | Response


@bp.url_value_preprocessor
def _find_study(endpoint: str | None, values: dict[str, Any] | None) -> None:
    values = values or {}
    g.lang = values.pop("lang")
    g.study = studies().get(values.pop("nct"))


@bp.before_request
def _know_study() -> None:
    if g.study is None:
        abort(404)


@bp.url_defaults
def _same_study(endpoint: str, values: dict[str, Any]) -> None:
    if g.get("study"):
        values.setdefault("lang", g.lang)
        values.setdefault("nct", g.study.trial.id)


def studies() -> dict[str, Study]:
    """The trials on offer, by id."""
    offered: dict[str, Study] = current_app.extensions["prescreen"]
    return offered


def so_far() -> Journey:
    answers, _ = kept_answers(g.study.trial)
    return follow(g.study.trial, answers)


@bp.app_context_processor
def _shown_everywhere() -> dict[str, Any]:
    shown: dict[str, Any] = {
        "answered": answered_trials(),
        # Answers are cleared below any trial that is installed.
        "clear_in": g.study.trial.id if g.get("study") else next(iter(studies()), None),
        "ended": session_ended() or g.get("ended", False),
        "stale": "stale" in g,
    }
    if g.get("study"):
        _, changed = kept_answers(g.study.trial)
        shown |= {
            "trial": g.study.trial,
            "record": g.study.record,
            "changed": changed,
            "lifetime": LIFETIME - RENEWED_AFTER,
        }
    return shown


@bp.get("/")
def start() -> str:
    return render_template("start.html", journey=so_far(), cleared="cleared" in request.args)


@bp.get("/questions")
def questions() -> Page:
    """All questions, to read or print beforehand; those that hang on an earlier answer too."""
    return render_template("questions.html", by_section=_by_section(g.study.trial.steps))


def _by_section(steps: list[Step]) -> list[tuple[Section, list[Step]]]:
    sections = g.study.trial.sections
    return [(section, [step for step in steps if step.section == section.id]) for section in sections]


@bp.get("/questions/<step_id>")
def step(step_id: str) -> Page:
    journey = so_far()
    stop = _stop_or_elsewhere(journey, step_id)
    if not isinstance(stop, Stop):
        return stop
    return _render_step(journey, stop, forms.show(stop.questions, journey.answers, g.lang))


@bp.post("/questions/<step_id>")
def answer(step_id: str) -> Page:
    if session_ended() and "told" not in request.form:
        forget_token()
        return _shown_again(step_id)
    journey = so_far()
    stop = _stop_or_elsewhere(journey, step_id)
    if not isinstance(stop, Stop):
        return stop
    if "switch" in request.form:
        return _render_step(journey, stop, forms.show_typed(stop.questions, request.form))
    inputs, taken = forms.take(stop.questions, forms.corrected(stop.questions, request.form))
    if any(shown.error for shown in inputs):
        return _render_step(journey, stop, inputs), 422
    answers = {**journey.answers, **taken}
    keep_answers(g.study.trial, answers)
    return redirect(_next_url(follow(g.study.trial, answers)), 303)


@bp.errorhandler(CSRFError)
def _ended(error: CSRFError) -> Any:
    """A step posted after its session ended is shown again with what was typed, and clearing what is gone is done;
    any other forged post is refused."""
    if g.study is None:
        return error_page(error)
    if request.endpoint == "wizard.clear" and not answered_trials():
        return clear()
    gone = "csrf_token" in request.form and "csrf_token" not in session
    # Signed by us, for a session before the one that is open now.
    replaced = error.description == "The CSRF tokens do not match."
    if request.endpoint != "wizard.answer" or not (gone or replaced):
        return error_page(error)
    g.ended = gone
    return _shown_again((request.view_args or {})["step_id"])


def _shown_again(step_id: str) -> Page:
    """A step that was posted after its session ended, with what was typed and nothing kept."""
    journey = so_far()
    asked = g.study.trial.step.get(step_id)
    if asked is None:
        return redirect(_next_url(journey), 303)
    drop_unopened()
    # The answers that opened this step are gone with the session, so it may be off the path: show all of it.
    stop = journey.stop(asked.id) or Stop(asked, asked.questions)
    g.stale = True
    return _render_step(journey, stop, forms.show_typed(stop.questions, request.form)), 422


def _stop_or_elsewhere(journey: Journey, step_id: str) -> Stop | Response:
    """The step on the path, or a redirect to where the reader should be."""
    _, changed = kept_answers(g.study.trial)
    if step_id not in g.study.trial.step and not changed:
        abort(404)
    return journey.stop(step_id) or redirect(_next_url(journey), 303 if request.method == "POST" else 302)


def _next_url(journey: Journey) -> str:
    """The one rule for where to go: the first step with an unanswered question, else check your answers."""
    stop = journey.next_unanswered()
    return url_for("wizard.step", step_id=stop.step.id) if stop else url_for("wizard.check")


def _render_step(journey: Journey, stop: Stop, inputs: list[forms.Inputs]) -> str:
    before = journey.before(stop) if stop in journey.stops else None
    if "change" in request.args:
        back = url_for("wizard.check")
    else:
        back = url_for("wizard.step", step_id=before.step.id) if before else url_for("wizard.start")
    sections = [section.id for section in g.study.trial.sections]
    place = sections.index(stop.step.section)
    return render_template(
        "step.html",
        step=stop.step,
        inputs=inputs,
        back=back,
        section=g.study.trial.sections[place],
        section_number=place + 1,
    )


@bp.get("/check")
def check() -> Page:
    journey = so_far()
    asked = given_answers(journey)
    rows: list[tuple[Section, list[tuple[Step, list[Given]]]]] = []
    for section in g.study.trial.sections:
        stops = [stop for stop in journey.stops if stop.step.section == section.id]
        given = [(stop.step, [asked[question.id] for question in stop.questions]) for stop in stops]
        rows.append((section, given))
    last = journey.before(None)
    return render_template(
        "check.html",
        sections=rows,
        next_stop=journey.next_unanswered(),
        back=url_for("wizard.step", step_id=last.step.id) if last else url_for("wizard.start"),
    )


@bp.get("/result")
def result() -> Page:
    journey = so_far()
    return render_template("result.html", **_result(journey))


@bp.get("/result.pdf")
def result_pdf() -> Page:
    """The sheet for the doctor, for phones that can't print."""
    if weasyprint() is None:
        abort(404)
    sheet = pdf(render_template("sheet.html", **_result(so_far())))
    name = f"{g.study.trial.id}-{g.lang}.pdf"
    headers = {"Content-Type": "application/pdf", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(sheet, headers=headers)


def _result(journey: Journey) -> dict[str, Any]:
    return {
        "report": report(journey),
        "next_stop": journey.next_unanswered(),
        "has_pdf": weasyprint() is not None,
        "today": datetime.now(UTC).date(),
    }


@bp.post("/clear")
def clear() -> Page:
    forget_answers()
    return redirect(url_for("wizard.start", cleared=""), 303)
