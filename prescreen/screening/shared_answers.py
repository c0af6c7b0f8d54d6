"""The entries of a session, in which each answer is kept once for all trials that ask its question. It stands in the
entry of the trial in which it was given, by the question's fingerprint, with its source and date.

Earlier releases kept question ids instead. Those are read for their own trial only, until it is kept anew."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from prescreen.screening.journey import follow
from prescreen.screening.provenance import Provenance, Source, StaffNotes
from prescreen.screening.session_entry import BY_QUESTION, SessionEntry, read_entry
from prescreen.trial.trial import Trial

# Trial id → its entry, as `valid_entries` returns them.
Entries = Mapping[str, Mapping[str, Any]]


def entry_of(trial: Trial, entries: Entries) -> SessionEntry:
    """What the session holds for a trial: its own entry, with the answers that were given in other trials."""
    held = _by_fingerprint(trial, entries)
    names = trial.question_of_fingerprint
    content = {"version": trial.version, **held.get(trial.id, {}), "who": who_answers(entries)}
    for part in BY_QUESTION:
        merged = {key: value for entry in held.values() for key, value in entry.get(part, {}).items()}
        # In the order in which they were given: the staff view lists noted sources so.
        content[part] = {names[key]: value for key, value in merged.items() if key in names}
    holders = {*origins_of(trial, entries).values(), *({trial.id} & held.keys())}
    content["loaded"] = bool(holders) and all(held[name].get("loaded") is True for name in holders)
    return read_entry(trial, content)


def origins_of(trial: Trial, entries: Entries) -> dict[str, str]:
    """Question id → the other trial in which its answer was given."""
    holders = {key: name for name, entry in entries.items() if name != trial.id for key in entry.get("answers", {})}
    if not holders:
        return {}
    return {name: holders[key] for name, key in trial.fingerprints.items() if key in holders}


def who_answers(entries: Entries) -> str:
    """Who is answering, which is kept once for all trials. Empty if nobody said."""
    return next((str(entry["who"]) for entry in entries.values() if entry.get("who")), "")


def entries_with(trial: Trial, entries: Entries, entry: SessionEntry) -> dict[str, Any]:
    """The entries once `entry` is kept. An answer that was given in another trial stays there; one that differs is
    removed there and kept here. Answers to questions that this trial no longer asks stay, since others may ask them."""
    origins, content = origins_of(trial, entries), entry.as_json()
    before = entry_of(trial, entries) if origins else entry
    stays = {
        trial.fingerprints[name]
        for name in origins
        if before.answers.get(name) == entry.answers.get(name)
        and before.notes.provenance.get(name) == entry.notes.provenance.get(name)
    }
    asked, own = {*trial.fingerprints.values()}, _by_fingerprint(trial, entries).get(trial.id, {})
    for part in BY_QUESTION:
        given = {trial.fingerprints[name]: value for name, value in content.get(part, {}).items()}
        not_asked = {key: value for key, value in own.get(part, {}).items() if key not in asked and key == key.upper()}
        content[part] = not_asked | {key: value for key, value in given.items() if key not in stays}
    others = {name: _without(other, asked - stays) for name, other in entries.items() if name != trial.id}
    if not content["sources"]:
        del content["sources"]
    return {**others, trial.id: content}


def asked_entries(
    trials: Sequence[Trial], entries: Entries, who: str = "", from_patient: bool = False
) -> dict[str, Any]:
    """Entries with the answers alone that these trials ask for, each in the trial where it was given if that is among
    them. `from_patient` says that the patient has passed them on."""
    found: dict[str, Any] = {}
    for with_carried in (False, True):
        for trial in trials:
            entry = entry_of(trial, entries)
            left_out = {} if with_carried else origins_of(trial, entries)
            given = {
                question.id: entry.answers[question.id]
                for question in follow(trial, entry.answers).asked()
                if question.id in entry.answers and question.id not in left_out
            }
            answers = {**entry_of(trial, found).answers, **given}
            sources = {name: Provenance(Source.PATIENT) for name in answers if from_patient}
            kept = SessionEntry(entry.version, answers, StaffNotes(sources), who, loaded=from_patient)
            found = entries_with(trial, found, kept)
    return found


def number_of_answers(entries: Entries) -> int:
    return sum(len(entry.get("answers", {})) for entry in entries.values())


def with_fingerprints(trial: Trial, entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry that has question ids, as it is kept."""
    return _mapped(entry, lambda name: trial.fingerprints.get(name, name))


def _by_fingerprint(trial: Trial, entries: Entries) -> dict[str, Mapping[str, Any]]:
    """The entries, with the trial's own last, and without the question ids of earlier releases. An answer that was
    given since in another trial is the newer one."""
    others: dict[str, Mapping[str, Any]] = {name: entry for name, entry in entries.items() if name != trial.id}
    own = entries.get(trial.id)
    if own is None:
        return others
    if all(trial.questions.keys().isdisjoint(own.get(part, ())) for part in BY_QUESTION):
        return {**others, trial.id: own}
    newer = {key for entry in others.values() for part in BY_QUESTION for key in entry.get(part, {})}
    keys = {name: key for name, key in trial.fingerprints.items() if key not in newer}
    return {**others, trial.id: _mapped(own, lambda name: keys.get(name, name))}


def _without(entry: Mapping[str, Any], fingerprints: set[str]) -> dict[str, Any]:
    """Another trial's entry without these answers, and without who is answering."""
    kept = _mapped(entry, lambda key: None if key in fingerprints else key)
    return {name: value for name, value in kept.items() if name != "who"}


def _mapped(entry: Mapping[str, Any], key_of: Callable[[str], str | None]) -> dict[str, Any]:
    """An entry with other keys for its questions, and without those for which there is none."""
    mapped = dict(entry)
    for part in BY_QUESTION:
        if part in entry:
            mapped[part] = {new: value for key, value in entry[part].items() if (new := key_of(key))}
    return mapped
