"""What a reader should know before relying on a trial's record."""

from datetime import date
from enum import StrEnum

from prescreen.registry import Record


class Notice(StrEnum):
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
    "WITHDRAWN": Notice.WITHDRAWN,
    "COMPLETED": Notice.ENDED,
    "TERMINATED": Notice.ENDED,
    "ACTIVE_NOT_RECRUITING": Notice.NOT_RECRUITING,
    "SUSPENDED": Notice.NOT_RECRUITING,
    "NOT_YET_RECRUITING": Notice.NOT_YET,
    "ENROLLING_BY_INVITATION": Notice.BY_INVITATION,
}


def notices(record: Record, criteria_changed: bool, today: date) -> list[Notice]:
    """What to say of a record, whose criteria may have changed since a definition was made from them."""
    found = [BY_STATUS[record.status]] if record.status in BY_STATUS else []
    if criteria_changed:
        found.append(Notice.CRITERIA_CHANGED)
    if age_in_days(record, today) > STALE_AFTER:
        found.append(Notice.STALE)
    return found


def age_in_days(record: Record, today: date) -> int:
    """How old the oldest part of a record is."""
    return (today - min(record.as_of, record.status_as_of, record.contacts_as_of)).days
