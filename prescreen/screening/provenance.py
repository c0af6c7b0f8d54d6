"""What staff add beside the answers: where each came from and when the test was made, and the study team's own
judgement. No rule reads any of it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.number_input import FULL_WIDTH
from prescreen.trial.trial import Trial

MAX_NOTE = 80  # characters, so that the session stays within its cookie


class Source(StrEnum):
    PATIENT = "patient"
    REPORT = "report"
    CHART = "chart"


class Judgement(StrEnum):
    MET = "met"
    NOT_MET = "not_met"


@dataclass(frozen=True)
class Provenance:
    """Where an answer came from, and the date of its test."""

    source: Source | None = None
    taken: date | None = None

    def age(self, today: date) -> int | None:
        """Days since the test."""
        return max((today - self.taken).days, 0) if self.taken else None


NOT_SAID = Provenance()


@dataclass(frozen=True)
class TeamJudgement:
    """What the study team itself says of a requirement that only it can judge; it stands beside the status."""

    judgement: Judgement | None = None
    note: str = ""


NOT_JUDGED = TeamJudgement()


@dataclass(frozen=True)
class StaffNotes:
    """All that staff have added: by question, and by requirement."""

    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    team: Mapping[str, TeamJudgement] = field(default_factory=dict)

    def about(self, questions: Collection[str]) -> "StaffNotes":
        """These notes, without the provenance of any other question."""
        return StaffNotes({name: found for name, found in self.provenance.items() if name in questions}, self.team)

    def as_json(self) -> dict[str, dict[str, list[str]]]:
        """Only what is filled in, as it is kept."""
        kept = {
            "sources": {
                name: [found.source or "", found.taken.isoformat() if found.taken else ""]
                for name, found in self.provenance.items()
                if found != NOT_SAID
            },
            "team": {
                name: [found.judgement or "", found.note] for name, found in self.team.items() if found != NOT_JUDGED
            },
        }
        return {name: content for name, content in kept.items() if content}


def kept_notes(trial: Trial, kept: Mapping[str, Any]) -> StaffNotes:
    """What `as_json` kept; what belongs to a question or requirement that the trial no longer has is dropped."""
    team_judged = {requirement.id for requirement in trial.requirements if requirement.study_team}
    return StaffNotes(
        {
            name: Provenance(Source(source) if source else None, date.fromisoformat(day) if day else None)
            for name, (source, day) in kept.get("sources", {}).items()
            if name in trial.questions
        },
        {
            name: TeamJudgement(Judgement(judgement) if judgement else None, note)
            for name, (judgement, note) in kept.get("team", {}).items()
            if name in team_judged
        },
    )


def read_source(typed: str) -> Source | None:
    return Source(typed) if typed in set(Source) else None


def read_judgement(typed: str) -> Judgement | None:
    return Judgement(typed) if typed in set(Judgement) else None


DATE = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?")


def read_date(typed: str, today: date) -> date | None:
    """A date as staff type it, year first; None where nothing was typed. Raises AnswerError.

    One day ahead is taken, since the clinic may be in another time zone than the server."""
    text = "".join(typed.translate(FULL_WIDTH).split())
    if not text:
        return None
    found = DATE.fullmatch(text)
    # Without signs between them, only eight digits tell the month from the day.
    if not found or (text.isdigit() and len(text) != 8):
        raise AnswerError("not_a_date", "date")
    try:
        taken = date(*map(int, found.groups()))
    except ValueError as error:
        raise AnswerError("not_a_date", "date") from error
    if taken > today + timedelta(days=1):
        raise AnswerError("date_ahead", "date", date=taken)
    if taken.year < 1900:
        raise AnswerError("not_a_date", "date")
    return taken


def read_note(typed: str) -> str:
    """A note on one line. Raises AnswerError where it is longer than 80 characters."""
    note = " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())
    if len(note) > MAX_NOTE:
        raise AnswerError("note_too_long", "note", most=MAX_NOTE, length=len(note))
    return note
