"""What staff add to answers: the source of each, the date of its test, and the study team's own judgements. No rule
reads any of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.dates import DATE_AND_TIME, day_of, days_ago, plain_date
from prescreen.trial.trial import Trial

MAX_NOTE = 80  # characters, so that the session fits in its cookie
EARLIEST_YEAR = 1900


class Source(StrEnum):
    PATIENT = "patient"
    REPORT = "report"
    CHART = "chart"


class Judgement(StrEnum):
    MET = "met"
    NOT_MET = "not_met"


@dataclass(frozen=True)
class Provenance:
    """The source of an answer and the date of its test. Each may be missing."""

    source: Source | None = None
    taken: date | None = None

    def age(self, today: date) -> int | None:
        """Days since the test; 0 for a date in the future."""
        return max((today - self.taken).days, 0) if self.taken else None

    def as_json(self) -> list[str]:
        return [self.source or "", self.taken.isoformat() if self.taken else ""]


NO_PROVENANCE = Provenance()


@dataclass(frozen=True)
class TeamJudgement:
    """The study team's own judgement of a requirement. It is shown beside the status and never changes it."""

    judgement: Judgement | None = None
    note: str = ""

    def as_json(self) -> list[str]:
        return [self.judgement or "", self.note]


NOT_JUDGED = TeamJudgement()


@dataclass(frozen=True)
class StaffNotes:
    """All that staff have added: provenance by question id, judgements by requirement id."""

    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    team: Mapping[str, TeamJudgement] = field(default_factory=dict)

    def about(self, questions: Collection[str]) -> "StaffNotes":
        """These notes, but with the provenance of these questions only."""
        return StaffNotes({name: found for name, found in self.provenance.items() if name in questions}, self.team)

    def as_json(self) -> dict[str, dict[str, list[str]]]:
        """The notes as a session stores them, without empty ones; `kept_notes` reads them back."""
        kept = {
            "sources": {name: found.as_json() for name, found in self.provenance.items() if found != NO_PROVENANCE},
            "team": {name: found.as_json() for name, found in self.team.items() if found != NOT_JUDGED},
        }
        return {name: content for name, content in kept.items() if content}


NO_NOTES = StaffNotes()


def kept_notes(trial: Trial, entry: Any) -> StaffNotes:
    """The notes in a trial's session entry, which may be any JSON. Drops what is invalid, and what belongs to no
    question or requirement of the trial."""
    entry = entry if isinstance(entry, dict) else {}
    sources = {
        name: Provenance(read_source(source), _kept_date(day))
        for name, source, day in _pairs(entry.get("sources"))
        if name in trial.questions
    }
    team = {
        name: TeamJudgement(read_judgement(judgement), _kept_note(note))
        for name, judgement, note in _pairs(entry.get("team"))
        if name in trial.judged_by_team
    }
    return StaffNotes(
        {name: found for name, found in sources.items() if found != NO_PROVENANCE},
        {name: found for name, found in team.items() if found != NOT_JUDGED},
    )


def _pairs(kept: Any) -> Iterator[tuple[str, str, str]]:
    """The key and both strings of each item {key: [string, string]}; other items are dropped."""
    for name, content in kept.items() if isinstance(kept, dict) else ():
        match content:
            case [str(first), str(second)]:
                yield name, first, second


def _kept_date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= EARLIEST_YEAR else None


def _kept_note(text: str) -> str:
    try:
        return read_note(text)
    except AnswerError:
        return ""


def read_source(typed: str) -> Source | None:
    return Source(typed) if typed in set(Source) else None


def read_judgement(typed: str) -> Judgement | None:
    return Judgement(typed) if typed in set(Judgement) else None


def read_date(typed: str, today: date) -> date | None:
    """A date as staff type it or a system prints it, its time of day left out; None if nothing was typed. Staff may
    type `t` for today and -8 for eight days ago. Raises AnswerError.

    Tomorrow is accepted, because the clinic may be in another time zone than the server."""
    text = plain_date(typed)
    if not text:
        return None
    taken = days_ago(text, today) or _printed_day(text)
    if taken > today + timedelta(days=1):
        raise AnswerError("date_ahead", "date", date=taken)
    if taken.year < EARLIEST_YEAR:
        raise AnswerError("not_a_date", "date")
    return taken


def _printed_day(text: str) -> date:
    found = DATE_AND_TIME.fullmatch(text)
    if not found:
        raise AnswerError("not_a_date", "date")
    try:
        return day_of(found)
    except ValueError as error:
        raise AnswerError("no_such_day", "date") from error


def read_note(typed: str) -> str:
    """A note as one line of printable text. Raises AnswerError if it is longer than 80 characters."""
    note = " ".join("".join(character if character.isprintable() else " " for character in typed).split())
    if len(note) > MAX_NOTE:
        raise AnswerError("note_too_long", "note", most=MAX_NOTE, length=len(note))
    return note
