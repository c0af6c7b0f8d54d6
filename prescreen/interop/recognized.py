"""What was recognised in results that another program wrote: a report as text, or FHIR."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import Answer, read
from prescreen.screening.doubt import doubt_about
from prescreen.screening.provenance import NO_PROVENANCE, Provenance
from prescreen.trial.questions import Question

# Why a person has to read a result again, the first that holds first.
Why = Literal["no_unit", "other_unit", "sign", "two_values", "no_limit", "flag", "unusual", "unclear"]
# Why something was left alone: it is of another test, not final or withdrawn, or an answer to another study.
WhyUnread = Literal["other_test", "status", "other_study"]
Warned = Literal["several_subjects", "other_version", "incomplete", "doubtful_report"]


@dataclass(frozen=True)
class Taken:
    """An answer. In a report as text, `line` is where its row begins; else it is 0, and `text` is what was read.
    `provenance` is its own, where the report does not have one date. `is_chosen` is false where a person has to choose
    it, because it is not the newest, or because of `why`."""

    question: str
    line: int
    answer: Answer
    text: str = ""
    provenance: Provenance = NO_PROVENANCE
    is_chosen: bool = True
    why: Why | None = None


@dataclass(frozen=True)
class Asked:
    """A question whose result is doubtful, where its row begins as in Taken, and the first reason that holds."""

    question: str
    line: int
    why: Why
    text: str = ""


@dataclass(frozen=True)
class Unread:
    """What was left alone, by the name that it has."""

    name: str
    why: WhyUnread


@dataclass(frozen=True)
class Recognized:
    """What a report says. A question may be in `takes` several times, the newest result first. `collected` is the date
    of collection, where exactly one was found."""

    takes: tuple[Taken, ...]
    asks: tuple[Asked, ...]
    collected: date | None
    unread: tuple[Unread, ...] = ()
    warnings: tuple[Warned, ...] = ()

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "takes": {taken.question: taken.answer for taken in self.takes},
            "asks": [{"question": asked.question, "line": asked.line, "why": asked.why} for asked in self.asks],
        }
        return found | ({"collected": self.collected.isoformat()} if self.collected else {})


def first_reason(whys: Iterable[Why]) -> Why:
    """The reason that is told where several hold; `unclear` where none is known."""
    return min(whys, key=get_args(Why).index, default="unclear")


def is_unusual(question: Question, answer: Answer) -> bool:
    """Whether an answer, which may yet be invalid, is outside the usual or the possible range."""
    try:
        return doubt_about(question, read(question, answer)) is not None
    except AnswerError:
        return True
