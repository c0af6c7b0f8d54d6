"""The most that a session could have to hold for a trial."""

from datetime import date
from hashlib import sha256
from typing import Any

from prescreen.screening.number_input import MAX_DIGITS
from prescreen.screening.provenance import MAX_NOTE, Judgement, Provenance, Source, StaffNotes, TeamJudgement
from prescreen.trial.questions import BodyMassIndex, Choice, MultipleChoice, Quantity, Ratio
from prescreen.trial.trial import Trial


def largest_entry(trial: Trial) -> dict[str, Any]:
    """A trial's part of a session, with every answer, date and note as long as can be and hard to compress."""
    notes = StaffNotes(
        {name: Provenance(max(Source, key=len), _date(name)) for name in trial.questions},
        {r.id: TeamJudgement(max(Judgement, key=len), _note(r.id)) for r in trial.requirements if r.study_team},
    )
    return {"version": trial.version, "answers": largest_answers(trial), **notes.as_json()}


def largest_answers(trial: Trial) -> dict[str, Any]:
    """An answer to every question, each as long as can be and hard to compress."""
    answers: dict[str, Any] = {}
    for question in trial.questions.values():
        digits = str(_number(question.id))
        number = [f"0.{digits[i : i + MAX_DIGITS - 1]}" for i in (0, MAX_DIGITS)]
        match question:
            case Choice():
                answers[question.id] = max(question.option, key=len)
            case MultipleChoice():
                answers[question.id] = [option.id for option in question.options if not option.exclusive]
            case Quantity():
                answers[question.id] = {"value": number[0], "unit": max(question.units, key=len)}
            case Ratio() | BodyMassIndex():
                answers[question.id] = dict(zip(question.parts, number, strict=True))
    return answers


def _number(text: str) -> int:
    return int(sha256(text.encode()).hexdigest(), 16)


def _date(name: str) -> date:
    return date.fromordinal(date(2000, 1, 1).toordinal() + _number(name) % 10_000)


def _note(name: str) -> str:
    return "".join(chr(0x4E00 + _number(f"{name} {place}") % 20_000) for place in range(MAX_NOTE))
