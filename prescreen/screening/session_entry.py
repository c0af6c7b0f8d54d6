"""What a session stores for one trial: answers, staff's notes, and who is answering. `shared_answers` finds the answers
that were given in other trials."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prescreen.screening.answers import Answer, read_all
from prescreen.screening.provenance import NO_NOTES, StaffNotes, kept_notes
from prescreen.trial.trial import Trial

SCHEMA = 1
TRIAL_ID = re.compile("NCT[0-9]{8}")
BY_QUESTION = ("answers", "sources")  # the parts of an entry as JSON that have a key for each question
MAX_REFUSED = 200  # characters of a text
Refused = Mapping[str, list[str]]  # input name → what was typed or picked there


@dataclass(frozen=True)
class SessionEntry:
    """`version` is that of the definition when the answers were given; `who` is empty if nobody said. `refused` is
    input that was no valid answer or note, and is shown again until it is corrected or removed. `loaded` says that
    someone else has passed the answers on, and that none was changed since."""

    version: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    notes: StaffNotes = NO_NOTES
    who: str = ""
    refused: Refused = field(default_factory=dict)
    loaded: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "version": self.version,
            "answers": dict(self.answers),
            **self.notes.as_json(),
            **({"who": self.who} if self.who not in ("", "me") else {}),
            **({"refused": dict(self.refused)} if self.refused else {}),
            **({"loaded": True} if self.loaded else {}),
        }


def read_entry(trial: Trial, content: Any) -> SessionEntry:
    """Reads an entry of any shape, from this or an earlier release. Drops what is invalid, and everything if the schema
    is another."""
    if not isinstance(content, dict) or content.get("schema", SCHEMA) != SCHEMA:
        return SessionEntry(trial.version)
    version, who = content.get("version"), content.get("who")
    return SessionEntry(
        version if isinstance(version, str) else "",
        read_all(trial, content.get("answers"), on_error=lambda *_: None),
        kept_notes(trial, content),
        who if isinstance(who, str) else "",
        _read_refused(content.get("refused")),
        content.get("loaded") is True,
    )


def _read_refused(content: Any) -> Refused:
    items = content.items() if isinstance(content, dict) else ()
    return {name: texts for name, texts in items if isinstance(texts, list) and all(isinstance(t, str) for t in texts)}


def valid_entries(content: Mapping[Any, Any]) -> dict[str, Any]:
    """The entries of trial ids, without answers and sources that are of another shape. Others, such as those of another
    release, are dropped."""
    return {
        key: {name: part for name, part in value.items() if name not in BY_QUESTION or isinstance(part, dict)}
        for key, value in content.items()
        if isinstance(key, str) and TRIAL_ID.fullmatch(key)
        if isinstance(value, dict) and value.get("schema", SCHEMA) == SCHEMA
    }
