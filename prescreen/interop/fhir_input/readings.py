"""What resources say of one question: which result is the newest, which are offered, and which are asked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from prescreen.interop.fhir_input.moments import Moment
from prescreen.interop.recognized import Asked, Taken, Why, first_reason
from prescreen.screening.answers import Answer
from prescreen.screening.provenance import Provenance, Source

MAX_OFFERED = 5

Key = tuple[str, Why | None, Moment | None]


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

    def seen_at(self, now: datetime) -> "Reading":
        """With the day where the reader is, and asked where that is still to come. The clinic may be in another time
        zone than the server."""
        if self.moment is None:
            return self
        if self.moment.day > now.date() + timedelta(days=1):
            return replace(self, why=self.why or "unclear", moment=None)
        if self.moment.is_utc and self.moment.instant:
            instant = self.moment.instant.astimezone(now.tzinfo)
            return replace(self, moment=Moment(instant.date(), instant))
        return self

    def is_newer(self, other: "Reading") -> bool:
        return self.moment is not None and other.moment is not None and self.moment.is_after(other.moment)


def offered(readings: Iterable[Reading]) -> tuple[list[Taken], list[Asked]]:
    """What can be taken of the readings of one question, and what is asked. Only the newest is chosen; where that can't
    be told, or it is doubtful, a person has to choose."""
    ordered = sorted(readings, key=_by_moment, reverse=True)
    if not ordered:
        return [], []
    found = _without_repeats(ordered)
    first = ordered[0]
    newest = first if all(first.is_newer(other) or _key(first) == _key(other) for other in ordered) else None
    takes = [_taken(one, newest) for one in found if one.answer is not None][:MAX_OFFERED]
    doubtful = [one for one in found if one.answer is None and (one is newest or newest is None)]
    unsettled = [one for one in doubtful if not any(other.is_newer(one) for other in ordered)]
    why = first_reason(one.why or "unclear" for one in unsettled)
    asked = next((one for one in unsettled if (one.why or "unclear") == why), None)
    return takes, [Asked(asked.question, 0, why, asked.text)] if asked else []


def _without_repeats(readings: list[Reading]) -> list[Reading]:
    """The first of the readings with the same answer, or with none for the same reason at the same time."""
    found: dict[Key, Reading] = {}
    for one in readings:
        found.setdefault(_key(one), one)
    return list(found.values())


def _key(one: Reading) -> Key:
    return repr(one.answer), one.why, None if one.answer else one.moment


def _by_moment(reading: Reading) -> tuple[bool, date, float]:
    moment = reading.moment
    if moment is None:
        return False, date.min, 0
    instant = moment.instant
    if instant and instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return True, moment.day, instant.timestamp() if instant else 0


def _taken(one: Reading, newest: Reading | None) -> Taken:
    why: Why | None = one.why or ("two_values" if newest is None else None)
    is_chosen = one is newest and why is None
    return Taken(one.question, 0, one.answer, one.text, one.provenance, is_chosen, why)
