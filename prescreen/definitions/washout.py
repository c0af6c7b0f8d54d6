"""Medicines with a window in which they must not have been had: a question and a requirement for each, in a few words.

A shared question whose texts have `{medicine}` and `{window}` is filled with those that stand beside its `include`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from prescreen.definitions.locations import Finding, unchecked_entries

WINDOW = re.compile("([1-9][0-9]{0,3}) (day|week|month|year)s?")
UNITS_ZH = {"day": "天", "week": "周", "month": "个月", "year": "年"}
MEANS = {"en": "No {medicine} in the last {window}.", "zh": "最近{window}内没有用过{medicine}。"}
# The option of the shared question that says that a medicine was had within its window.
WITHIN = "within"

Texts = dict[str, dict[str, str]]  # by placeholder and language


def fill_washouts(content: Any) -> Iterator[Finding]:
    """Fills in each question and requirement of a washout, in place. Yields what is wrong with one."""
    told: dict[str, Texts] = {}
    for place, question in unchecked_entries(content, "steps", "questions"):
        has_places = "{window}" in str(question)
        if has_places or "medicine" in question or "window" in question:
            texts = _texts(question.pop("medicine", None), question.pop("window", None))
            if texts is None or not has_places:
                fix = "Write include: washout, and beside it medicine: with a text, and window: such as 6 months"
                yield Finding(place, "a medicine of a washout needs a name and a window", fix)
                continue
            told[str(question.get("id"))] = texts
            question |= _filled(question, texts)
    for place, requirement in unchecked_entries(content, "criteria", "requirements"):
        name = requirement.get("washout")
        if name is not None and not (isinstance(name, str) and name in told):
            fix = f"Use one of {', '.join(told)}" if told else "Ask for it with include: washout"
            yield Finding((*place, "washout"), f"no medicine {name} is asked for with a window", fix)
        elif name is not None:
            del requirement["washout"]
            written = {"id": f"{name}_washout", "fits": f'{name} != "{WITHIN}"', "may_change": True, "means": MEANS}
            requirement |= _filled(written, told[name]) | requirement


def _texts(medicine: Any, window: Any) -> Texts | None:
    """What the placeholders stand for, in the languages of the medicine's name."""
    found = WINDOW.fullmatch(window) if isinstance(window, str) else None
    if not found or not isinstance(medicine, dict) or not all(isinstance(name, str) for name in medicine.values()):
        return None
    number, unit = found.groups()
    english = unit if number == "1" else f"{number} {unit}s"
    return {"medicine": medicine, "window": {"en": english, "zh": f"{number}{UNITS_ZH[unit]}"}}


def _filled(written: Any, texts: Texts, language: str = "") -> Any:
    """Content with its placeholders filled, in the languages that the medicine's name has."""
    match written:
        case Mapping():
            of_languages = written.keys() <= {"en", "zh"}
            return {
                key: _filled(value, texts, key if of_languages else language)
                for key, value in written.items()
                if not of_languages or key in texts["medicine"]
            }
        case list():
            return [_filled(item, texts, language) for item in written]
        case str() if language:
            for name, said in texts.items():
                written = written.replace(f"{{{name}}}", said.get(language, ""))
    return written
