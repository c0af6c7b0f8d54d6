"""What a reader should know before relying on a trial's record."""

from datetime import date
from enum import StrEnum

from prescreen.registry.record import Record


class RecordWarning(StrEnum):
    """What a reader should know before relying on a record."""

    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    NOT_RECRUITING = "not_recruiting"
    NOT_YET = "not_yet"
    BY_INVITATION = "by_invitation"
    CRITERIA_CHANGED = "criteria_changed"
    STALE = "stale"


STALE_AFTER = 30  # days
BY_STATUS = {
    "WITHDRAWN": RecordWarning.WITHDRAWN,
    "COMPLETED": RecordWarning.ENDED,
    "TERMINATED": RecordWarning.ENDED,
    "ACTIVE_NOT_RECRUITING": RecordWarning.NOT_RECRUITING,
    "SUSPENDED": RecordWarning.NOT_RECRUITING,
    "NOT_YET_RECRUITING": RecordWarning.NOT_YET,
    "ENROLLING_BY_INVITATION": RecordWarning.BY_INVITATION,
}


def record_warnings(record: Record, criteria_changed: bool, today: date) -> list[RecordWarning]:
    """What to say of a record, whose criteria may have changed since a definition was made from them."""
    found = [BY_STATUS[record.status]] if record.status in BY_STATUS else []
    if criteria_changed:
        found.append(RecordWarning.CRITERIA_CHANGED)
    if age_in_days(record, today) > STALE_AFTER:
        found.append(RecordWarning.STALE)
    return found


def age_in_days(record: Record, today: date) -> int:
    """How old the oldest part of a record is."""
    return (today - min(record.as_of, record.status_as_of, record.contacts_as_of)).days
