"""The pages for clinic staff: all questions at once, the worksheet, and its exports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict

from prescreen.pages import forms
from prescreen.pages.pdf import weasyprint
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.journey import Journey, follow
from prescreen.screening.provenance import (
    Judgement,
    Provenance,
    Source,
    StaffNotes,
    TeamJudgement,
    read_date,
    read_judgement,
    read_note,
    read_source,
)
from prescreen.screening.report import Report, ReportLine, ask_next, report
from prescreen.trial.questions import UNKNOWN, Choice, MultipleChoice, Question
from prescreen.trial.trial import Section, Trial
from prescreen.web.errors import error_page
from prescreen.web.metrics import count
from prescreen.web.request_context import Page, answers_lost, late, settings, so_far, today, trial_pages
from prescreen.web.session import drop_unopened, keep_answers, kept_answers, notes_so_far, who_answers

bp = trial_pages("staff")


@dataclass(frozen=True)
class Block:
    """Questions beside the criteria that they settle, each with those of its requirements that are settled here."""

    inputs: list[forms.Inputs]
    criteria: dict[str, list[ReportLine]]


@bp.get("/staff")
def staff() -> Page:
    journey = so_far()
    notes = notes_so_far(g.study.trial)
    inputs = forms.show(list(journey.trial.questions.values()), journey.answers)
    return _render(journey, notes, inputs, _as_typed(notes), {})


@bp.post("/staff")
def save() -> Page:
    """Keep what can be kept, and show what can't beside its question."""
    trial: Trial = g.study.trial
    if answers_lost():
        return _shown_again()
    if "switch" in request.form:
        return _show_typed()
    present = [question for question in trial.questions.values() if _is_on(request.form, question.id)]
    shown, taken = forms.take(present, forms.corrected(present, request.form), blank_is_error=False)
    wrong = {found.question.id for found in shown if found.error}
    blank = {question.id for question in present if _can_be_wiped(request.form, question)} - wrong
    before, _ = kept_answers(trial)
    answers = {name: answer for name, answer in before.items() if name not in blank} | taken
    notes, errors = _take_notes(trial, request.form, notes_so_far(trial))
    keep_answers(trial, answers, notes, who_answers(trial) or "staff")
    journey = follow(trial, answers)
    count(before, journey)
    if not wrong and not errors:
        return redirect(url_for("staff.staff"), 303)
    inputs = {i.question.id: i for i in forms.show(list(trial.questions.values()), answers)}
    inputs |= {found.question.id: found for found in shown}
    return _render(journey, notes, list(inputs.values()), request.form, errors), 422


def _show_typed() -> str:
    """The page with what was typed, unjudged."""
    journey = so_far()
    inputs = forms.show_typed(list(journey.trial.questions.values()), request.form)
    return _render(journey, notes_so_far(g.study.trial), inputs, request.form, {})


@bp.errorhandler(CSRFError)
def _ended(error: CSRFError) -> Any:
    """What was typed is shown again after its session has ended; any other forged post is refused."""
    return _shown_again() if g.study is not None and late(error) else error_page(error)


def _shown_again() -> Page:
    if settings().kiosk:
        # On a shared device the next patient must not see what was typed for the last one.
        return redirect(url_for("staff.staff"), 303)
    drop_unopened()
    g.stale = True
    return _show_typed(), 422


def _is_on(posted: MultiDict[str, str], question: str) -> bool:
    """Whether a question came with the form; each one on the page sends at least its source."""
    return question in posted or any(name.startswith(f"{question}-") for name in posted)


def _can_be_wiped(posted: MultiDict[str, str], question: Question) -> bool:
    """Whether a question that came blank was emptied: a radio button that was once picked can't be."""
    return isinstance(question, MultipleChoice) or f"{question.id}-value" in posted


def _take_notes(
    trial: Trial, posted: MultiDict[str, str], before: StaffNotes
) -> tuple[StaffNotes, dict[str, AnswerError]]:
    """What staff typed beside the answers, and by field what can't be taken; there, what was kept stays."""
    errors: dict[str, AnswerError] = {}
    provenance, team = dict(before.provenance), dict(before.team)
    for name in trial.questions:
        if f"{name}-source" in posted or f"{name}-date" in posted:
            try:
                taken = read_date(posted.get(f"{name}-date", ""), today())
                provenance[name] = Provenance(read_source(posted.get(f"{name}-source", "")), taken)
            except AnswerError as error:
                errors[f"{name}-date"] = error
    for name in (requirement.id for requirement in trial.requirements if requirement.study_team):
        if f"{name}-judgement" in posted or f"{name}-note" in posted:
            try:
                note = read_note(posted.get(f"{name}-note", ""))
                team[name] = TeamJudgement(read_judgement(posted.get(f"{name}-judgement", "")), note)
            except AnswerError as error:
                errors[f"{name}-note"] = error
    return StaffNotes(provenance, team), errors


def _as_typed(notes: StaffNotes) -> dict[str, str]:
    """The kept notes as the fields that they were typed in."""
    typed = {}
    for name, found in notes.provenance.items():
        typed[f"{name}-source"] = found.source or ""
        typed[f"{name}-date"] = found.taken.isoformat() if found.taken else ""
    for name, judged in notes.team.items():
        typed[f"{name}-judgement"] = judged.judgement or ""
        typed[f"{name}-note"] = judged.note
    return typed


def _render(
    journey: Journey,
    notes: StaffNotes,
    inputs: list[forms.Inputs],
    typed: Mapping[str, str],
    errors: Mapping[str, AnswerError],
) -> str:
    found = report(journey, notes)
    trial = journey.trial
    return render_template(
        "staff/questions.html",
        report=found,
        sections=[(section, _blocks(trial, found, inputs, section)) for section in trial.sections],
        asked={question.id for question in journey.asked()},
        asking=ask_next(journey),
        keys={question.id: _keys(question) for question in trial.questions.values()},
        typed=typed,
        errors=errors,
        sources=list(Source),
        judgements=list(Judgement),
    )


def _keys(question: Question) -> dict[str, str]:
    """The key that picks each option. Where options are grades, a grade is picked by its own digit."""
    if not isinstance(question, Choice | MultipleChoice):
        return {UNKNOWN: "?"}
    graded = all(option.id in "0123456789" for option in question.options)
    places = {option.id: str(place) for place, option in enumerate(question.options, 1) if place < 10}
    return ({option: option for option in question.option} if graded else places) | {UNKNOWN: "?"}


def _blocks(trial: Trial, found: Report, inputs: list[forms.Inputs], section: Section) -> list[Block]:
    """The questions of a section, in order, beside the requirements whose last question they hold. Steps of one
    criterion stand together, so that its words are read once."""
    order = {question: place for place, question in enumerate(trial.questions)}
    settled: dict[str, list[ReportLine]] = {}
    for line in (line for _, members in found.criteria for line in members):
        beside = line.requirement.fits.reads | set(line.requirement.shows)
        last = max(beside, key=lambda name: order[name], default=[*order][-1])
        settled.setdefault(trial.step_of[last].id, []).append(line)
    blocks: list[Block] = []
    for step in (step for step in trial.steps if step.section == section.id):
        members = [shown for shown in inputs if trial.step_of[shown.question.id] is step]
        criteria: dict[str, list[ReportLine]] = {}
        for line in settled.get(step.id, []):
            criteria.setdefault(line.criterion.id, []).append(line)
        if blocks and criteria.keys() == blocks[-1].criteria.keys():
            blocks[-1].inputs.extend(members)
            for name, lines in criteria.items():
                blocks[-1].criteria[name].extend(lines)
        else:
            blocks.append(Block(members, criteria))
    return blocks


@bp.get("/worksheet")
def worksheet() -> Page:
    return render_template("staff/worksheet.html", **worksheet_content())


def worksheet_content() -> dict[str, Any]:
    journey = so_far()
    return {
        "report": report(journey, notes_so_far(g.study.trial)),
        "asking": ask_next(journey),
        "has_pdf": weasyprint() is not None and not settings().kiosk,
        "today": today(),
    }
