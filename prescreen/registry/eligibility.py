"""Splits a record's eligibility text, which is free text with lists of any style, into criteria."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from prescreen.registry.eligibility_doubts import doubts_of, doubts_of_all
from prescreen.registry.eligibility_headings import Section, sections
from prescreen.registry.eligibility_items import NO_CRITERION, Entry, Group, items_and_groups, opened, paragraphs
from prescreen.registry.eligibility_joins import joined
from prescreen.registry.eligibility_lines import lines_of, with_items_apart


@dataclass(frozen=True)
class Stated:
    """A criterion in the registry's own words, without its list marker. A nested list keeps its lines and markers.
    `kind` is inclusion or exclusion; `group` is the text of the headings above it, if they say more than the kind.
    `doubts` say why the split may be wrong here."""

    kind: str
    group: str
    text: str
    doubts: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Eligibility:
    """The criteria in order. `remarks` are texts that are none, such as “None” or “Other criteria may apply”; `doubts`
    are about the whole."""

    criteria: list[Stated]
    remarks: list[str]
    doubts: list[str]


def split(eligibility: str) -> list[Stated]:
    """The criteria of an eligibility text, in order."""
    return read_eligibility(eligibility).criteria


def read_eligibility(eligibility: str) -> Eligibility:
    """Text before the first heading counts as inclusion. Nothing but headings and list markers is dropped."""
    found = [stated for section in sections(lines_of(eligibility)) for stated in _stated(section)]
    none = [stated for stated in found if NO_CRITERION.fullmatch(stated.text)]
    criteria = [stated for stated in found if stated not in none]
    remarks = [f"{stated.group}: {stated.text}".removeprefix(": ") for stated in none if re.search(r"\w", stated.text)]
    return Eligibility(criteria, remarks, doubts_of_all(eligibility, [stated.kind for stated in found]))


def _stated(section: Section) -> Iterator[Stated]:
    outer, inner, doubts = "", "", section.doubts
    for entry in _entries(section):
        if isinstance(entry, Group):
            outer, inner = (outer, entry.title) if entry.inner else (entry.title, "")
            doubts = [*doubts, entry.doubt] if entry.doubt else doubts
        else:
            group = " – ".join(filter(None, (section.title, outer, inner)))
            found = [*doubts, *entry.doubts, *doubts_of(entry.text, section.kind)]
            yield Stated(section.kind, group, entry.text, tuple(dict.fromkeys(found)))
            doubts = []


def _entries(section: Section) -> list[Entry]:
    lines = with_items_apart(section.lines)
    if not any(line.marker for line in lines):
        return paragraphs(lines)
    return joined(opened(items_and_groups(lines), section.kind), section.kind)
