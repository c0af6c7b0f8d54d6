"""Finds terms of the glossary that stand in no text, so that nobody is told what they mean."""

import re
from collections.abc import Iterator

from prescreen.definitions.locations import Finding, texts
from prescreen.trial.trial import Trial


def glossary_findings(trial: Trial) -> Iterator[Finding]:
    others = [text for place, text in texts(trial) if place[0] != "glossary"]
    for k, term in enumerate(trial.glossary):
        for language, name in term.term.items():
            # As pages find it: in English, whole words.
            pattern = re.compile(rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name), re.I)
            if "TODO" not in name and not any(pattern.search(text.get(language, "")) for text in others):
                fix = "Correct the term or the texts, or take it out"
                yield Finding(("glossary", k, "term", language), f"“{name}” stands in no text", fix)
