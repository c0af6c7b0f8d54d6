"""An answer is kept once for all trials that ask its question, and counts in each as if it had been given there."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from prescreen.definitions.loader import load
from prescreen.screening.assessment import assess
from prescreen.screening.journey import follow
from prescreen.screening.provenance import Provenance, Source, StaffNotes
from prescreen.screening.serialization import compress, decompress
from prescreen.screening.session_entry import SessionEntry, valid_entries
from prescreen.screening.shared_answers import (
    asked_entries,
    entries_with,
    entry_of,
    number_of_answers,
    origins_of,
    who_answers,
)
from prescreen.trial.trial import Trial
from tests.support.answers import read_valid, varied_answers
from tests.support.core import steady
from tests.support.studies import FIRST, SECOND, STUDIES, THIRD, definition, write_study


def trials() -> Iterator[Trial]:
    with tempfile.TemporaryDirectory() as folder:
        for nct in STUDIES:
            yield load(write_study(Path(folder), definition(nct))).trial


ONE, TWO, THREE = trials()
BY_ID = {FIRST: ONE, SECOND: TWO, THIRD: THREE}
PLATELETS = {"value": "12", "unit": "10^9/L"}
Entries = dict[str, Any]


def answered(trial: Trial, given: dict[str, Any], entries: Entries | None = None, **more: Any) -> Entries:
    """The entries once these answers were given in a trial, beside what it holds."""
    before = entry_of(trial, entries or {})
    answers = {**before.answers, **read_valid(trial, given)}
    kept = entries_with(trial, entries or {}, SessionEntry(trial.version, answers, before.notes, **more))
    assert valid_entries(kept) == kept, "and comes back from a cookie as it is"
    return kept


def answers(trial: Trial, entries: Entries) -> dict[str, Any]:
    return dict(entry_of(trial, entries).answers)


def test_an_answer_counts_in_every_trial_that_asks_the_same_under_any_id() -> None:
    entries = answered(ONE, {"donor": "yes", "platelets": PLATELETS})
    assert answers(TWO, entries) == {"donor": "yes", "platelets": PLATELETS}
    assert answers(THREE, entries) == {"donor": "yes", "plt": PLATELETS}
    assert origins_of(THREE, entries) == {"donor": FIRST, "plt": FIRST}
    assert origins_of(ONE, entries) == {}


def test_what_only_looks_alike_is_never_carried_over() -> None:
    count = {"value": "0.3", "unit": "10^9/L"}
    entries = answered(ONE, {"heart": ["none"], "neutrophils": count, "consent": "yes", "birth": "yes"})
    assert answers(TWO, entries) == {}
    assert answers(THREE, entries) == {}


def test_a_question_that_hangs_on_another_is_carried_over_only_with_it() -> None:
    entries = answered(ONE, {"heart": ["long_qt"], "since": "yes"})
    assert "since" not in answers(TWO, entries)


def test_an_answer_that_changes_in_one_trial_changes_in_all_and_stands_where_it_was_given_last() -> None:
    entries = answered(ONE, {"donor": "yes"})
    entries = answered(THREE, {"donor": "no"}, entries)
    assert answers(ONE, entries) == answers(TWO, entries) == {"donor": "no"}
    assert origins_of(ONE, entries) == {"donor": THIRD}
    assert number_of_answers(entries) == 1


def test_an_answer_that_is_erased_in_one_trial_is_erased_in_all() -> None:
    entries = answered(ONE, {"donor": "yes", "platelets": PLATELETS})
    entries = entries_with(TWO, entries, SessionEntry(TWO.version, {"platelets": PLATELETS}))
    assert answers(ONE, entries) == {"platelets": PLATELETS}
    assert origins_of(TWO, entries) == {"platelets": FIRST}, "what was not changed stays where it was given"


def test_a_source_goes_with_its_answer() -> None:
    seen = StaffNotes({"platelets": Provenance(Source.REPORT)})
    entries = entries_with(ONE, {}, SessionEntry(ONE.version, {"platelets": PLATELETS}, seen))
    assert entry_of(THREE, entries).notes.provenance == {"plt": Provenance(Source.REPORT)}
    entries = answered(TWO, {}, entries)
    noted = StaffNotes({"plt": Provenance(Source.CHART)})
    entries = entries_with(THREE, entries, SessionEntry(THREE.version, {"plt": PLATELETS}, noted))
    assert entry_of(ONE, entries).notes.provenance == {"platelets": Provenance(Source.CHART)}


def test_sources_come_back_in_the_order_in_which_they_were_noted() -> None:
    for names in (["platelets", "donor", "heart"], ["heart", "donor", "platelets"]):
        entries: Entries = {}
        for name in names:
            before = entry_of(ONE, entries).notes.provenance
            noted = StaffNotes({**before, name: Provenance(Source.CHART)})
            entries = entries_with(ONE, entries, SessionEntry(ONE.version, {}, noted))
            entries = valid_entries(decompress(compress(entries)))
        assert list(entry_of(ONE, entries).notes.provenance) == names


def test_who_is_answering_is_kept_once() -> None:
    entries = answered(TWO, {"donor": "no"}, answered(ONE, {"donor": "yes"}, who="other"), who="staff")
    assert [who_answers(entries), entry_of(ONE, entries).who, entry_of(THREE, entries).who] == ["staff"] * 3
    assert who_answers(answered(ONE, {}, entries, who="me")) == ""


def test_the_version_is_each_trials_own() -> None:
    entries = answered(ONE, {"donor": "yes"})
    entries[FIRST] |= {"version": "older"}
    entries = answered(TWO, {"donor": "no"}, entries)
    assert [entry_of(trial, entries).version for trial in (ONE, TWO, THREE)] == ["older", TWO.version, THREE.version]


def test_an_answer_to_a_question_that_was_reworded_is_not_read_and_others_are() -> None:
    content = definition(FIRST)
    content["steps"][0]["questions"][0] |= {"hint": {"en": "In your family.", "zh": "您的亲属。"}}
    with tempfile.TemporaryDirectory() as folder:
        reworded = load(write_study(Path(folder), content)).trial
    entries = answered(ONE, {"donor": "yes", "platelets": PLATELETS})
    assert answers(reworded, entries) == {"platelets": PLATELETS}
    entries = answered(reworded, {"heart": ["none"]}, entries)
    assert answers(THREE, entries)["donor"] == "yes", "another trial still asks it so"


def test_answers_of_the_release_before_are_read_in_their_trial_unless_a_newer_one_was_given_elsewhere() -> None:
    entries: Entries = {FIRST: {"version": ONE.version, "answers": {"donor": "yes", "heart": ["none"]}}}
    assert answers(ONE, entries) == {"donor": "yes", "heart": ["none"]}
    assert answers(TWO, entries) == {}
    entries = answered(TWO, {"donor": "no"}, entries)
    assert answers(ONE, entries) == {"donor": "no", "heart": ["none"]}
    assert answers(ONE, answered(ONE, {}, entries)) == {"donor": "no", "heart": ["none"]}


def test_answers_were_passed_on_until_one_is_changed_in_any_trial() -> None:
    entries = answered(ONE, {"donor": "yes"}, loaded=True)
    assert entry_of(TWO, entries).loaded
    entries = answered(TWO, {"donor": "no"}, entries)
    assert not entry_of(ONE, entries).loaded
    assert not entry_of(TWO, {}).loaded


def test_of_entries_that_are_handed_over_each_answer_comes_once_and_from_where_it_was_given() -> None:
    entries = answered(ONE, {"donor": "yes", "heart": ["none"], "since": "yes"}, who="staff")
    entries = answered(TWO, {"platelets": PLATELETS}, entries)
    passed = asked_entries([TWO, ONE], entries, from_patient=True)
    assert answers(ONE, passed) == {"donor": "yes", "heart": ["none"], "platelets": PLATELETS}, "since is not asked"
    assert origins_of(ONE, passed) == {"platelets": SECOND}
    assert number_of_answers(passed) == 3
    assert who_answers(passed) == ""
    assert set(entry_of(ONE, passed).notes.provenance.values()) == {Provenance(Source.PATIENT)}
    alone = asked_entries([TWO], entries)
    assert list(alone) == [SECOND]
    assert answers(TWO, alone) == {"donor": "yes", "platelets": PLATELETS}


VARIED = {nct: varied_answers(trial) for nct, trial in BY_ID.items()}
GIVEN = st.sampled_from(STUDIES).flatmap(
    lambda nct: st.tuples(
        st.just(nct),
        st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VARIED[nct].items()}),
    )
)


@given(st.lists(GIVEN, max_size=6))
@steady
def test_a_result_is_the_same_whether_its_answers_were_given_in_it_or_carried_over(
    saves: list[tuple[str, dict[str, Any]]],
) -> None:
    entries: Entries = {}
    last: dict[str, Any] = {}  # fingerprint → the last answer
    for nct, given_there in saves:
        trial = BY_ID[nct]
        entries = answered(trial, given_there, entries)
        last |= {trial.fingerprints[name]: answer for name, answer in read_valid(trial, given_there).items()}
    for trial in BY_ID.values():
        own = {name: last[key] for name, key in trial.fingerprints.items() if key in last}
        assert answers(trial, entries) == own
        alone = answers(trial, answered(trial, own))
        results = [assess(trial, follow(trial, found).values).as_json() for found in (answers(trial, entries), alone)]
        assert results[0] == results[1]
    held = [key for entry in entries.values() for key in entry["answers"]]
    assert len(held) == len(set(held)), "each answer is kept once"
