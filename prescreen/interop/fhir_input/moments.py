"""When a test was done, and when a resource was written."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from prescreen.interop.elements import Element
from prescreen.interop.fhir_input.contents import element, string
from prescreen.screening.provenance import EARLIEST_YEAR


@dataclass(frozen=True)
class Moment:
    """When a test was done: the day, and the time of day, if it is known. Some programs leave out its time zone."""

    day: date
    instant: datetime | None = None

    @property
    def is_utc(self) -> bool:
        """Whether the day may be another one where the test was done."""
        return self.instant is not None and self.instant.utcoffset() == timedelta(0)

    def is_after(self, other: "Moment") -> bool:
        if self.instant and other.instant and (self.instant.tzinfo is None) is (other.instant.tzinfo is None):
            return self.instant > other.instant
        return self.day - other.day > timedelta(days=self.is_utc or other.is_utc)


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
    return Moment(day, instant if len(text) > 10 else None)


def when(observation: Element) -> Moment | None:
    """When an Observation was made; of a period its end."""
    period = element(observation, "effectivePeriod")
    written = [string(observation, "effectiveDateTime"), string(observation, "effectiveInstant")]
    written += [string(period, "end"), string(period, "start")]
    return moment_of(next(filter(None, written), ""))


def instant_of(text: str) -> datetime | None:
    """The instant of a FHIR dateTime, which is in UTC where it names no time zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
