"""The largest session entry that a trial can need."""

from datetime import date
from hashlib import sha256
from typing import Any, assert_never

from prescreen.screening.answers import Answer
from prescreen.screening.number_input import MAX_DIGITS
from prescreen.screening.provenance import MAX_NOTE, Judgement, Provenance, Source, StaffNotes, TeamJudgement
from prescreen.trial.questions import Question
from prescreen.trial.trial import Trial


def largest_entry(trial: Trial) -> dict[str, Any]:
    """A trial's entry in a session, with every answer, date and note as long as possible and hard to compress."""
    notes = StaffNotes(
        {name: Provenance(max(Source, key=len), _date(name)) for name in trial.questions},
        {r.id: TeamJudgement(max(Judgement, key=len), _note(r.id)) for r in trial.requirements if r.study_team},
    )
    return {"version": trial.version, "answers": largest_answers(trial), **notes.as_json()}


def largest_answers(trial: Trial) -> dict[str, Answer]:
    """An answer to every question, each as long as possible and hard to compress."""
    return {name: _largest_answer(question) for name, question in trial.questions.items()}


def _largest_answer(question: Question) -> Answer:
    match question.type:
        case "choice":
            return max(question.option, key=len)
        case "choices":
            return [option.id for option in question.options if not option.exclusive]
        case "quantity" | "count" | "age" | "ago":
            return {"value": _number(question.id), "unit": max(question.units, key=len)}
        case "ratio" | "body_mass_index":
            return {part: _number(question.id, i) for i, part in enumerate(question.parts)}
        case never:
            assert_never(never)


def _number(name: str, index: int = 0) -> str:
    """A number of MAX_DIGITS digits, different for each name and index."""
    start = index * MAX_DIGITS
    return f"0.{str(_hash(name))[start : start + MAX_DIGITS - 1]}"


def _date(name: str) -> date:
    return date.fromordinal(date(2000, 1, 1).toordinal() + _hash(name) % 10_000)


def _note(name: str) -> str:
    return "".join(chr(0x4E00 + _hash(f"{name} {place}") % 20_000) for place in range(MAX_NOTE))


def _hash(text: str) -> int:
    return int(sha256(text.encode()).hexdigest(), 16)
