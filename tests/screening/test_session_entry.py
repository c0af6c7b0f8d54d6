"""What a session stores for one trial is read back, whoever wrote it."""

from datetime import date
from typing import Any

import pytest

from prescreen.screening.provenance import NO_NOTES, Provenance, Source, StaffNotes
from prescreen.screening.session_entry import SCHEMA, SessionEntry, read_entry
from tests.support.core import TRIAL

ANSWERS = {"diagnosis": "severe", "oxygen": {"value": "97", "unit": "%"}}
NOTES = StaffNotes({"oxygen": Provenance(Source.REPORT, date(2026, 11, 18))})
ENTRY = SessionEntry(TRIAL.version, ANSWERS, NOTES, "other", loaded=True)
EMPTY = SessionEntry(TRIAL.version)


def test_an_entry_comes_back_as_it_was_stored() -> None:
    assert read_entry(TRIAL, ENTRY.as_json()) == ENTRY


@pytest.mark.parametrize(
    ("entry", "stored"),
    [
        (ENTRY, {"schema", "version", "answers", "sources", "who", "loaded"}),
        (SessionEntry("1", ANSWERS), {"schema", "version", "answers"}),
        (SessionEntry("1", ANSWERS, who="me"), {"schema", "version", "answers"}),
        (SessionEntry(), {"schema", "version", "answers"}),
    ],
)
def test_only_what_is_said_is_stored(entry: SessionEntry, stored: set[str]) -> None:
    assert set(entry.as_json()) == stored


def test_what_is_stored_is_named_as_later_releases_expect_it() -> None:
    assert ENTRY.as_json() == {
        "schema": 1,
        "version": TRIAL.version,
        "answers": ANSWERS,
        "sources": {"oxygen": ["report", "2026-11-18"]},
        "who": "other",
        "loaded": True,
    }
    assert SessionEntry().as_json() == {"schema": 1, "version": "", "answers": {}}


@pytest.mark.parametrize("content", [None, [], "text", 1, {**ENTRY.as_json(), "schema": SCHEMA + 1}])
def test_an_entry_of_another_shape_or_schema_is_an_empty_one(content: Any) -> None:
    assert read_entry(TRIAL, content) == EMPTY


def test_an_entry_without_a_schema_is_of_the_first_release() -> None:
    stored = ENTRY.as_json()
    del stored["schema"]
    assert read_entry(TRIAL, stored) == ENTRY


# What is wrong in an entry → what is read of it.
PARTLY: dict[str, tuple[dict[str, Any], SessionEntry]] = {
    "no version": ({"answers": ANSWERS}, SessionEntry("", ANSWERS)),
    "a version that is no text": ({"version": 3, "answers": ANSWERS}, SessionEntry("", ANSWERS)),
    "an older version": ({"version": "older", "answers": ANSWERS}, SessionEntry("older", ANSWERS)),
    "no answers": ({"version": "1"}, SessionEntry("1")),
    "answers that are a list": ({"version": "1", "answers": ["diagnosis"]}, SessionEntry("1")),
    "an invalid answer": ({"version": "1", "answers": ANSWERS | {"donor": "maybe"}}, SessionEntry("1", ANSWERS)),
    "an unknown question": ({"version": "1", "answers": ANSWERS | {"gone": "yes"}}, SessionEntry("1", ANSWERS)),
    "notes of another shape": ({"version": "1", "answers": ANSWERS, "sources": "x"}, SessionEntry("1", ANSWERS)),
    "who is no text": ({"version": "1", "answers": ANSWERS, "who": ["me"]}, SessionEntry("1", ANSWERS)),
    "who is staff": ({"version": "1", "answers": ANSWERS, "who": "staff"}, SessionEntry("1", ANSWERS, who="staff")),
}


@pytest.mark.parametrize("name", PARTLY)
def test_of_an_entry_that_is_partly_wrong_the_rest_is_read(name: str) -> None:
    content, expected = PARTLY[name]
    assert read_entry(TRIAL, content) == expected
    assert expected.notes == NO_NOTES
