"""Finds texts whose numbers differ between the languages, such as hints and notes."""

import re
from collections.abc import Iterator
from typing import Any

from prescreen.definitions.locations import Finding, Location
from prescreen.trial.trial import Trial

NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
OF_LANGUAGE = "usual_unit"  # laboratories of each country print a unit of their own
# Texts whose numbers `language_checks` compares with their units.
WITH_UNITS = ("means", "ask", "label", "text")


def digit_findings(trial: Trial) -> Iterator[Finding]:
    for place, text in texts_of(trial.model_dump()):
        if text.keys() != {"en", "zh"} or place[-1] in WITH_UNITS:
            continue
        en, zh = (sorted(found.replace(",", "") for found in NUMBER.findall(text[name])) for name in ("en", "zh"))
        # Where one language has a number more, such as that of an emergency call, it may be meant.
        if len(en) == len(zh) and en != zh:
            problem = f"en has {', '.join(en)}, and zh {', '.join(zh)}"
            yield Finding((*place, "zh"), problem, "Correct one of the two, or write the number in words")


def texts_of(content: Any, place: Location = ()) -> Iterator[tuple[Location, dict[str, str]]]:
    """Every text of a definition's content, with its place."""
    if isinstance(content, dict) and content and content.keys() <= {"en", "zh"}:
        yield place, content
    elif isinstance(content, dict | list):
        parts = content.items() if isinstance(content, dict) else enumerate(content)
        for key, part in parts:
            if key != OF_LANGUAGE:
                yield from texts_of(part, (*place, key))
