"""Finds texts whose numbers differ between the languages, such as hints and notes."""

import re
from collections.abc import Iterator

from prescreen.definitions.locations import Finding, texts
from prescreen.trial.trial import Trial

NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
# Texts whose numbers `language_checks` compares with their units, and the unit that laboratories of a country print.
LEFT_OUT = ("means", "ask", "label", "text", "usual_unit")


def digit_findings(trial: Trial) -> Iterator[Finding]:
    for place, text in texts(trial):
        if place[-1] in LEFT_OUT or text.keys() != {"en", "zh"}:
            continue
        en, zh = (sorted(found.replace(",", "") for found in NUMBER.findall(text[name])) for name in ("en", "zh"))
        # Where one language has a number more, such as that of an emergency call, it may be meant.
        if len(en) == len(zh) and en != zh:
            problem = f"en has {', '.join(en)}, and zh {', '.join(zh)}"
            yield Finding((*place, "zh"), problem, "Correct one of the two, or write the number in words")
