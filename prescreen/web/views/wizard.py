"""The reader's pages: start, steps, check, result."""

from functools import partial
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from prescreen.pages import forms
from prescreen.pages.fragment_cache import page_once
from prescreen.pages.pdf import pdf, weasyprint
from prescreen.screening.journey import Journey, VisibleStep, follow
from prescreen.screening.report import Given, given_answers, report
from prescreen.trial.trial import Section, Step
from prescreen.web.errors import error_page
from prescreen.web.metrics import count
from prescreen.web.request_context import (
    WHO,
    Page,
    answers_lost,
    late,
    next_url,
    settings,
    shown_everywhere,
    so_far,
    today,
    trial_pages,
    who,
)
from prescreen.web.session import (
    answered_trials,
    drop_unopened,
    forget_answers,
    forget_token,
    keep_answers,
    kept_answers,
)
from prescreen.web.views.handover import without_handover

bp = trial_pages("wizard")


@bp.get("/")
def start() -> str:
    journey, chosen = so_far(), who() if "who" in request.args else None
    stop = journey.next_unanswered()
    return page_once(
        "wizard/start.html",
        (bool(journey.answers), stop and stop.step.id, today()),
        shown_everywhere(),
        journey=journey,
        stop=stop,
        cleared="cleared" in request.args,
        people=WHO,
        chosen=chosen,
    )


@bp.get("/questions")
def questions() -> Page:
    """All questions, to read or print beforehand; those that hang on an earlier answer too."""
    return render_template("wizard/questions.html", by_section=_by_section(g.study.trial.steps))


def _by_section(steps: list[Step]) -> list[tuple[Section, list[Step]]]:
    sections = g.study.trial.sections
    return [(section, [step for step in steps if step.section == section.id]) for section in sections]


@bp.get("/questions/<step_id>")
def step(step_id: str) -> Page:
    journey = so_far()
    stop = _stop_or_elsewhere(journey, step_id)
    if not isinstance(stop, VisibleStep):
        return stop
    return render_step(journey, stop, forms.show(stop.questions, journey.answers))


@bp.post("/questions/<step_id>")
def answer(step_id: str) -> Page:
    if answers_lost():
        return _shown_again(step_id)
    journey = so_far()
    stop = _stop_or_elsewhere(journey, step_id)
    if not isinstance(stop, VisibleStep):
        return stop
    if request.form.get("switch", "judged") != "judged":
        return render_step(journey, stop, forms.show_typed(stop.questions, request.form))
    inputs, taken = forms.take(stop.questions, forms.corrected(stop.questions, request.form))
    if "switch" in request.form:  # who was told what is wrong is told in the other language too
        return render_step(journey, stop, inputs)
    if any(shown.error for shown in inputs):
        return render_step(journey, stop, inputs), 422
    answers = {**journey.answers, **taken}
    keep_answers(g.study.trial, answers, who=who())
    followed = follow(g.study.trial, answers)
    count(journey.answers, followed)
    return redirect(next_url(followed), 303)


@bp.errorhandler(CSRFError)
def _ended(error: CSRFError) -> Any:
    """A step posted after its session ended is shown again with what was typed, and clearing what is gone is done;
    any other forged post is refused."""
    if request.endpoint == "wizard.clear" and not answered_trials():
        return clear()
    if g.study is None or request.endpoint != "wizard.answer" or not late(error):
        return error_page(error)
    return _shown_again((request.view_args or {})["step_id"])


def _shown_again(step_id: str) -> Page:
    """A step that was posted after its session ended, with what was typed and nothing kept."""
    if settings().kiosk:
        # On a shared device the next reader must not see what the last one typed.
        return redirect(url_for("wizard.start"), 303)
    journey = so_far()
    asked = g.study.trial.step.get(step_id)
    if asked is None:
        return redirect(next_url(journey), 303)
    drop_unopened()
    # The answers that opened this step are gone with the session, so it may be off the path: show all of it.
    stop = journey.visible_step(asked.id) or VisibleStep(asked, asked.questions)
    g.stale = True
    return render_step(journey, stop, forms.show_typed(stop.questions, request.form)), 422


def _stop_or_elsewhere(journey: Journey, step_id: str) -> VisibleStep | Response:
    """The step on the path, or a redirect to where the reader should be."""
    _, changed = kept_answers(g.study.trial)
    if step_id not in g.study.trial.step and not changed:
        abort(404)
    return journey.visible_step(step_id) or redirect(next_url(journey), 303 if request.method == "POST" else 302)


def render_step(journey: Journey, stop: VisibleStep, inputs: list[forms.Inputs]) -> str:
    before = journey.before(stop) if stop in journey.visible_steps else None
    if "change" in request.args:
        back = url_for("wizard.check")
    else:
        back = url_for("wizard.step", step_id=before.step.id) if before else url_for("wizard.start")
    sections = [section.id for section in g.study.trial.sections]
    place = sections.index(stop.step.section)
    draw = partial(page_once, "wizard/step.html", (back, *(i.question.id for i in inputs)), shown_everywhere())
    is_blank = all(i.blank and not i.error for i in inputs)
    return (draw if is_blank else partial(render_template, "wizard/step.html"))(
        step=stop.step,
        inputs=inputs,
        back=back,
        section=g.study.trial.sections[place],
        section_number=place + 1,
    )


@bp.get("/check")
def check() -> Page:
    return render_check(so_far())


def render_check(journey: Journey) -> str:
    asked = given_answers(journey)
    rows: list[tuple[Section, list[tuple[Step, list[Given]]]]] = []
    for section in g.study.trial.sections:
        visible_steps = [stop for stop in journey.visible_steps if stop.step.section == section.id]
        given = [(stop.step, [asked[question.id] for question in stop.questions]) for stop in visible_steps]
        rows.append((section, given))
    last = journey.before(None)
    return render_template(
        "wizard/check.html",
        sections=rows,
        next_stop=journey.next_unanswered(),
        back=url_for("wizard.step", step_id=last.step.id) if last else url_for("wizard.start"),
    )


@bp.get("/result")
def result() -> Page:
    return render_result(so_far())


def render_result(journey: Journey, template: str = "wizard/result.html") -> str:
    return render_template(template, **_result(journey))


@bp.get("/result.pdf")
def result_pdf() -> Page:
    """The sheet for the doctor, for phones that can't print."""
    if not _has_pdf():
        abort(404)
    sheet = pdf(render_template("wizard/sheet.html", **_result(so_far())))
    name = f"{g.study.trial.id}-{g.lang}.pdf"
    headers = {"Content-Type": "application/pdf", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(sheet, headers=headers)


def _has_pdf() -> bool:
    """A shared device keeps no downloads."""
    return weasyprint() is not None and not settings().kiosk


def _result(journey: Journey) -> dict[str, Any]:
    return {
        "report": report(journey),
        "next_stop": journey.next_unanswered(),
        "has_pdf": _has_pdf(),
        "today": today(),
    }


@bp.post("/clear")
def clear() -> Page:
    forget_answers()
    start = "wizard.start" if g.study else "trials"
    response = without_handover(redirect(url_for(start, lang=g.lang, cleared=""), 303))
    if settings().kiosk:
        forget_token()
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
