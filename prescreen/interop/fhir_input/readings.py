"""What resources say of one question: which result is the newest, which are offered, and which are asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from prescreen.interop.recognized import ORDER, Asked, Taken, Why
from prescreen.screening.answers import Answer
from prescreen.screening.provenance import EARLIEST_YEAR, Provenance, Source

MAX_OFFERED = 5


@dataclass(frozen=True)
class Moment:
    """When a test was done: the day as it was written, and the instant, if its time zone is known."""

    day: date
    instant: datetime | None = None

    def is_after(self, other: "Moment") -> bool:
        if self.instant and other.instant:
            return self.instant > other.instant
        return self.day > other.day


def moment_of(text: str) -> Moment | None:
    """The moment of a FHIR date or dateTime; None for one without a day."""
    try:
        day = date.fromisoformat(text[:10]) if len(text) >= 10 else None
    except ValueError:
        return None
    if day is None or day.year < EARLIEST_YEAR:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return Moment(day)
    return Moment(day, instant if instant.tzinfo else None)


@dataclass(frozen=True)
class Reading:
    """What a resource says of a question. Without `why` the answer can be taken; with an answer and `why`, a person may
    take it. `text` is what stands there."""

    question: str
    text: str
    answer: Answer | None = None
    why: Why | None = None
    moment: Moment | None = None
    source: Source | None = None

    @property
    def provenance(self) -> Provenance:
        return Provenance(self.source, self.moment.day if self.moment else None)

    def is_newer(self, other: "Reading") -> bool:
        return self.moment is not None and other.moment is not None and self.moment.is_after(other.moment)


def offered(readings: Iterable[Reading]) -> tuple[list[Taken], list[Asked]]:
    """What can be taken of the readings of one question, and what is asked. Only the newest is chosen; where that can't
    be told, or it is doubtful, a person has to choose."""
    found = _without_repeats(sorted(readings, key=_by_moment, reverse=True))
    if not found:
        return [], []
    newest = found[0] if all(found[0].is_newer(other) for other in found[1:]) else None
    takes = [_taken(one, newest) for one in found if one.answer is not None][:MAX_OFFERED]
    doubtful = [one for one in found if one.answer is None]
    if newest in doubtful or (doubtful and not takes):
        first = newest or min(doubtful, key=lambda one: ORDER.index(one.why or "unclear"))
        return takes, [Asked(first.question, 0, first.why or "unclear", first.text)]
    return takes, []


def _without_repeats(readings: list[Reading]) -> list[Reading]:
    """The first of the readings with the same answer, or with none for the same reason at the same time."""
    found: dict[tuple[str, Why | None, Moment | None], Reading] = {}
    for one in readings:
        found.setdefault((repr(one.answer), one.why, None if one.answer else one.moment), one)
    return list(found.values())


def _by_moment(reading: Reading) -> tuple[bool, date, float]:
    moment = reading.moment
    if moment is None:
        return False, date.min, 0
    return True, moment.day, moment.instant.timestamp() if moment.instant else 0


def _taken(one: Reading, newest: Reading | None) -> Taken:
    why: Why | None = one.why or ("two_values" if newest is None else None)
    is_chosen = one is newest and why is None
    return Taken(one.question, 0, one.answer, one.text, one.provenance, is_chosen, why)
