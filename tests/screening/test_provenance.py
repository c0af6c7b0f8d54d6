"""What staff add: as they type it, and as a session kept it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.provenance import (
    MAX_NOTE,
    NO_NOTES,
    Judgement,
    Provenance,
    Source,
    StaffNotes,
    TeamJudgement,
    kept_notes,
    read_date,
    read_judgement,
    read_note,
    read_source,
)
from tests.support.core import TRIAL, steady

TODAY = date(2026, 11, 20)
NOTES = StaffNotes(
    {
        "platelets": Provenance(Source.REPORT, date(2026, 11, 18)),
        "neutrophils": Provenance(Source.CHART, None),
        "alt": Provenance(None, date(2026, 1, 2)),
    },
    {"opinion": TeamJudgement(Judgement.MET, "Seen by Dr. Li, 无异常"), "outlook": TeamJudgement(None, "x" * MAX_NOTE)},
)


def test_notes_are_kept_as_json_and_come_back() -> None:
    assert kept_notes(TRIAL, NOTES.as_json()) == NOTES
    assert NO_NOTES.as_json() == {}
    assert kept_notes(TRIAL, {}) == NO_NOTES


def test_what_is_empty_is_not_kept() -> None:
    empty = StaffNotes({"platelets": Provenance()}, {"opinion": TeamJudgement()})
    assert empty.as_json() == {}


LOOKED_UP = NOTES.provenance["platelets"]
GOOD = {"platelets": ["report", "2026-11-18"]}
ODD: tuple[Any, ...] = (
    None, True, 1, 1.5, "ab", [], {}, ["report"], [1, 2], ["report", None], ["a", "b", "c"], [[], {}],
    [["platelets", "report", ""]], {"0": "a", "1": "b"}, {"version": 1},
)  # fmt: skip
# Entries of a session, and what of them is read.
KEPT: list[tuple[Any, StaffNotes]] = [
    *((odd, NO_NOTES) for odd in ODD),
    *(({"sources": odd, "team": odd}, NO_NOTES) for odd in ODD),
    *(({"sources": {"platelets": odd}, "team": {"opinion": odd}}, NO_NOTES) for odd in ODD),
    ({"sources": GOOD | {"alt": 3}, "team": {"opinion": None}}, StaffNotes({"platelets": LOOKED_UP})),
    # What belongs to nothing in the trial, and a judgement of what is not the study team's to judge.
    ({"sources": {"no_such": ["report", ""]}, "team": {"no_such": ["met", ""], "marrow": ["met", ""]}}, NO_NOTES),
    # Unknown sources and judgements, bad dates and long notes are dropped by themselves.
    ({"sources": {"alt": ["rumour", "2026-01-02"]}}, StaffNotes({"alt": NOTES.provenance["alt"]})),
    ({"sources": {"alt": ["chart", "2026-02-30"]}}, StaffNotes({"alt": Provenance(Source.CHART)})),
    ({"sources": {"alt": ["chart", "soon"]}}, StaffNotes({"alt": Provenance(Source.CHART)})),
    ({"sources": {"alt": ["chart", "1899-12-31"]}}, StaffNotes({"alt": Provenance(Source.CHART)})),
    ({"sources": {"alt": ["", "1900-01-01"]}}, StaffNotes({"alt": Provenance(None, date(1900, 1, 1))})),
    ({"sources": {"alt": ["", ""]}, "team": {"opinion": ["", ""]}}, NO_NOTES),
    ({"team": {"opinion": ["perhaps", "A note"]}}, StaffNotes({}, {"opinion": TeamJudgement(None, "A note")})),
    ({"team": {"opinion": ["not_met", "x" * 81]}}, StaffNotes({}, {"opinion": TeamJudgement(Judgement.NOT_MET)})),
    ({"team": {"opinion": ["", "a\n\x00b"]}}, StaffNotes({}, {"opinion": TeamJudgement(None, "a b")})),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "notes"), KEPT)
def test_a_session_entry_of_any_shape_is_read_or_dropped(entry: Any, notes: StaffNotes) -> None:
    assert kept_notes(TRIAL, entry) == notes


WORDS = ["report", "met", "2026-01-02"]
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(WORDS)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["sources", "team", "platelets", "opinion", ""]), inner, max_size=3),
    ),
    max_leaves=8,
)  # fmt: skip


@steady
@given(JSON)
def test_no_session_entry_raises(entry: Any) -> None:
    found = kept_notes(TRIAL, entry)
    assert kept_notes(TRIAL, found.as_json()) == found


def test_notes_about_some_questions_keep_every_judgement() -> None:
    assert NOTES.about({"alt"}) == StaffNotes({"alt": NOTES.provenance["alt"]}, NOTES.team)


@pytest.mark.parametrize(
    ("taken", "age"), [("2026-11-20", 0), ("2026-11-19", 1), ("2025-11-20", 365), ("2026-11-21", 0)]
)
def test_the_age_of_a_test_is_in_days(taken: str, age: int) -> None:
    assert Provenance(taken=date.fromisoformat(taken)).age(TODAY) == age
    assert Provenance().age(TODAY) is None


DATES = {
    "2026-11-18": date(2026, 11, 18),
    "2026/1/2": date(2026, 1, 2),
    "\uff12\uff10\uff12\uff16．１１．１８": date(2026, 11, 18),
    "2026年11月18日": date(2026, 11, 18),
    "2026年11月18号": date(2026, 11, 18),
    "20261118": date(2026, 11, 18),
    " 2026-11-18 ": date(2026, 11, 18),
    "2026。1。31": date(2026, 1, 31),
    "2026–01–31": date(2026, 1, 31),
    "2026 - 01 - 31": date(2026, 1, 31),
    "2026-01-31 10:30": date(2026, 1, 31),
    "2026-01-31T10:30:00Z": date(2026, 1, 31),
    "2026-01-31 10:30:15 AM": date(2026, 1, 31),
    "2026年1月31日 10时30分": date(2026, 1, 31),
    "2026年1月31日 10：30": date(2026, 1, 31),
    "2026\u200b-01-31": date(2026, 1, 31),
    "18-Nov-2026": date(2026, 11, 18),
    "18 November 2026": date(2026, 11, 18),
    "18NOV2026": date(2026, 11, 18),
    "Nov 18, 2026": date(2026, 11, 18),
    "Nov 18, 2026 7:05 am": date(2026, 11, 18),
    "t": TODAY,
    "今天": TODAY,
    "-8": date(2026, 11, 12),
    "\uff0d\uff12\uff10": date(2026, 10, 31),
    "\u22120": TODAY,
    "": None,
    " \u3000": None,
    # A day ahead of the server's, in another time zone.
    "2026-11-21": date(2026, 11, 21),
    "1900-01-01": date(1900, 1, 1),
}


@pytest.mark.parametrize("typed", DATES)
def test_a_date_is_read_year_first(typed: str) -> None:
    assert read_date(typed, TODAY) == DATES[typed]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2026-11-22", "date_ahead"),
        ("1899-12-31", "not_a_date"),
        ("2026-02-30", "no_such_day"),
        ("2026-13-01", "no_such_day"),
        ("2026-11", "not_a_date"),
        ("2026-112", "not_a_date"),
        ("2026年111日", "not_a_date"),
        ("18-11-2026", "not_a_date"),
        ("01/02/2026", "not_a_date"),
        ("2026-1-1 1", "not_a_date"),
        ("2026 1 31", "not_a_date"),
        ("30 February 2026", "no_such_day"),
        ("2026111", "not_a_date"),
        ("yesterday", "not_a_date"),
    ],
)
def test_what_is_no_date_of_a_test_is_refused(typed: str, code: str) -> None:
    with pytest.raises(AnswerError) as refused:
        read_date(typed, TODAY)
    assert (refused.value.code, refused.value.part) == (code, "date")


def test_a_note_is_one_line_of_up_to_80_characters() -> None:
    assert read_note("  Seen \n by\x00 Dr. Li ") == "Seen by Dr. Li"
    assert read_note("血" * 80) == "血" * 80
    assert read_note("a" + " " * 100 + "b") == "a b"
    with pytest.raises(AnswerError) as refused:
        read_note("血" * 81)
    assert (refused.value.code, refused.value.part) == ("note_too_long", "note")
    assert refused.value.details == {"most": 80, "length": 81}


@pytest.mark.parametrize(("typed", "source"), [("report", Source.REPORT), ("rumour", None), ("", None)])
def test_a_source_that_is_not_listed_is_none(typed: str, source: Source | None) -> None:
    assert read_source(typed) == source


@pytest.mark.parametrize(("typed", "judgement"), [("not_met", Judgement.NOT_MET), ("maybe", None), ("", None)])
def test_a_judgement_that_is_not_listed_is_none(typed: str, judgement: Judgement | None) -> None:
    assert read_judgement(typed) == judgement
