"""The worksheet as JSON, for other programs."""

from datetime import datetime
from typing import Any

from prescreen.pages.context import PageContext
from prescreen.screening.assessment import assess
from prescreen.screening.provenance import NO_PROVENANCE, NOT_JUDGED


def worksheet_content(page: PageContext, now: datetime) -> dict[str, Any]:
    """The assessment with all that it rests on. `answers` have the shape of an answers file, without those of questions
    that are not asked; `version` is the one that pages show, `record` the date of the registry's text."""
    asked = {question.id for question in page.journey.asked()}
    noted, judged = page.notes.provenance, page.notes.team
    return assess(page.trial, page.journey.values).as_json() | {
        "version": page.frame.version,
        "made": now.isoformat(timespec="seconds"),
        "record": page.study.record.as_of.isoformat(),
        "answers": {name: answer for name, answer in page.journey.answers.items() if name in asked},
        "sources": {
            name: {"source": found.source, "date": found.taken.isoformat() if found.taken else None}
            for name, found in noted.items()
            if name in asked and found != NO_PROVENANCE
        },
        "judgements": {
            name: {"judgement": found.judgement, "note": found.note}
            for name, found in judged.items()
            if found != NOT_JUDGED
        },
    }
