"""Which versions of resources count: the newest of each, unless it was deleted or its report was withdrawn."""

import re
from datetime import datetime
from typing import Literal

from prescreen.interop.fhir_input.contents import element, elements, string
from prescreen.interop.fhir_input.moments import instant_of
from prescreen.interop.fhir_input.resources import READ, Sent, unversioned

WITHDRAWN = ("entered-in-error", "cancelled")
NUMBER = re.compile("[0-9]{1,18}")
# A version that is withdrawn isn't read; one that may be an earlier one is asked.
Standing = Literal["current", "withdrawn", "unclear"]


def standings(found: list[Sent]) -> list[tuple[Sent, Standing]]:
    """The Observations and QuestionnaireResponses that no newer version replaces, with what each counts."""
    deleted = [sent for sent in found if sent.is_deleted]
    withdrawn = _withdrawn_by_reports(found)
    versions: dict[str, list[Sent]] = {}
    for place, sent in enumerate(found):
        if sent.type in READ:
            versions.setdefault(next(iter(sent.names), f"#{place}"), []).append(sent)
    standing: list[tuple[Sent, Standing]] = []
    for several in versions.values():
        newest = _newest([sent for sent in several if not sent.is_deleted] or several)
        for sent in newest:
            gone = sent.is_deleted or _is_withdrawn(sent, withdrawn) or any(_deletes(one, sent) for one in deleted)
            standing.append((sent, "withdrawn" if gone else "unclear" if len(newest) > 1 else "current"))
    return standing


def _newest(versions: list[Sent]) -> list[Sent]:
    """The version that is newer than all others; all of them where that can't be told."""
    newest = versions[0]
    for sent in versions:
        newest = sent if _is_newer(sent, newest) else newest
    is_certain = all(newest.resource == other.resource or _is_newer(newest, other) for other in versions)
    return [newest] if is_certain else versions


def _is_newer(sent: Sent, other: Sent) -> bool:
    numbers = [string(element(one.resource, "meta"), "versionId") for one in (sent, other)]
    if all(NUMBER.fullmatch(number) for number in numbers):
        return int(numbers[0]) > int(numbers[1])
    return _is_after(_updated(sent), _updated(other))


def _is_after(first: datetime | None, second: datetime | None) -> bool:
    return first is not None and second is not None and first > second


def _updated(sent: Sent) -> datetime | None:
    return instant_of(string(element(sent.resource, "meta"), "lastUpdated"))


def _deletes(deleted: Sent, sent: Sent) -> bool:
    """Whether a resource was deleted, and not surely written again later."""
    if set(deleted.names).isdisjoint(sent.names):
        return False
    return not _is_after(_updated(sent), instant_of(string(element(deleted.entry, "response"), "lastModified")))


def _withdrawn_by_reports(found: list[Sent]) -> set[str]:
    """What references call the results of reports that were withdrawn, and of no other."""
    withdrawn, standing = set[str](), set[str]()
    for report in found:
        if report.type == "DiagnosticReport":
            named = {unversioned(string(result, "reference")) for result in elements(report.resource, "result")}
            (withdrawn if string(report.resource, "status") in WITHDRAWN else standing).update(named)
    return withdrawn - standing


def _is_withdrawn(sent: Sent, names: set[str]) -> bool:
    reports = [outer.resource for outer in sent.outward() if outer.type == "DiagnosticReport"]
    is_in_one = any(string(report, "status") in WITHDRAWN for report in reports)
    return is_in_one or not names.isdisjoint(sent.names)
