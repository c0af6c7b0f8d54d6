"""Warnings about a trial's record: the study is not recruiting, its criteria have changed, or the record is old."""

from datetime import date
from enum import StrEnum

from prescreen.registry.record import Record


class RecordWarning(StrEnum):
    """A reason not to rely on a record."""

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
    """The warnings about a record. `criteria_changed` means that the criteria in the record differ from those
    quoted."""
    found = [BY_STATUS[record.status]] if record.status in BY_STATUS else []
    if criteria_changed:
        found.append(RecordWarning.CRITERIA_CHANGED)
    if age_in_days(record, today) > STALE_AFTER:
        found.append(RecordWarning.STALE)
    return found


def age_in_days(record: Record, today: date) -> int:
    """The age of the oldest part of a record."""
    return (today - min(record.as_of, record.status_as_of, record.contacts_as_of)).days
