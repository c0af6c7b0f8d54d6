"""Joins items of a list that are one criterion together, and finds headings among its items."""

import re

from prescreen.registry.eligibility_headings import INCLUSION
from prescreen.registry.eligibility_items import (
    ALTERNATIVE,
    ANY_OF,
    MAX_SHORT_GROUP,
    Entry,
    Group,
    Item,
    is_one_criterion,
    items_and_groups,
)
from prescreen.registry.eligibility_lines import Line, with_next

CONNECTED = re.compile(r"(?:\b(?:and|or|and ?/ ?or)|[且或])[ ,;:；，]*$", re.I)
OR_AT_END = re.compile(r"(?:\b(?:or|and ?/ ?or)|或者?)[ ,;:；，]*$", re.I)
WHO = re.compile(
    r"(?:all|(?:part|phase|cohort|group|arm|stratum)\s*[\w-]{0,3}\b.*|(?:[\w-]+ ){0,3}(?:patients|participants|"
    r"subjects|donors|recipients|controls|physicians|caregivers|parents|criteria))",
    re.I,
)
JOINED = "these lines are joined because they may be parts of one criterion: some may be criteria of their own"
ONE_OF = "one of these is enough: write a rule that any of them makes true"
ALL_OF = "only all of these together keep someone out: write a rule that each of them alone leaves true"
ENDS_IN_OR = "the words end in “or”: criteria further up may be alternatives too"


def joined(entries: list[Entry], kind: str) -> list[Entry]:
    entries = list(_with_bulleted_groups(entries))
    entries = _alternatives(entries, kind)
    found: list[Entry] = []
    left = list(entries)
    while left:
        entry = left.pop(0)
        if isinstance(entry, Item):
            _take_parts(entry, left, kind)
        found.append(entry)
    return found


def _with_bulleted_groups(entries: list[Entry]) -> list[Entry]:
    """The entries, where an item that is only a title, such as “* PHYSICIANS:”, is a heading."""
    found: list[Entry] = []
    nested = [entry for entry in entries if isinstance(entry, Item) and len(entry.lines) > 1]
    for entry, following in with_next(entries):
        if isinstance(entry, Item) and len(entry.lines) == 1 and isinstance(following, Item) and _is_title(entry):
            found.append(Group(entry.head.text.rstrip(":：")))
        elif isinstance(entry, Item) and len(nested) == len(entries) > 1 and all(map(_is_over_nested, nested)):
            found += [Group(entry.head.text.rstrip(":：")), *items_and_groups(entry.lines[1:])]
        else:
            found.append(entry)
    return found


def _is_title(item: Item) -> bool:
    text = item.head.text
    if not item.head.marker or not item.head.ends_in_colon:
        return False
    return text.isupper() or (len(text) <= MAX_SHORT_GROUP and bool(WHO.fullmatch(text.rstrip(":： "))))


def _is_over_nested(item: Item) -> bool:
    return bool(WHO.fullmatch(item.head.text.rstrip(":： "))) and len(item.head.text) <= MAX_SHORT_GROUP


def _alternatives(entries: list[Entry], kind: str) -> list[Entry]:
    """The entries, where the items below “one of the following” are one criterion."""
    found: list[Entry] = []
    left = list(entries)
    while left:
        entry = left.pop(0)
        if isinstance(entry, Group) and is_one_criterion(entry.title, kind):
            head = Line(0, "", f"{entry.title}:", f"{entry.title}:")
            entry = Item([head], [ONE_OF if kind == INCLUSION else ALL_OF])
            while left and isinstance(following := left[0], Item):
                entry.lines += following.lines
                left.pop(0)
        found.append(entry)
    return found


def _take_parts(item: Item, left: list[Entry], kind: str) -> None:
    """Moves into an item those after it that are its parts: below a lead-in that ends in a colon as long as they end in
    “and” or “or”; in inclusion criteria also what follows “or”."""
    lead = item.lead
    leads_in = not item.nested and lead.endswith((":", "：")) and bool(item.head.marker)
    if leads_in and left and isinstance(left[0], Item) and CONNECTED.search(left[0].text):
        _take_connected(item, left)
    elif leads_in and kind == INCLUSION and ANY_OF.search(lead) and left and isinstance(left[0], Item):
        while left and isinstance(following := left[0], Item):
            item.lines += following.lines
            left.pop(0)
        item.doubts += [ONE_OF, JOINED]
    elif kind == INCLUSION and OR_AT_END.search(item.text) and not ALTERNATIVE.fullmatch(item.lines[-1].text):
        _take_connected(item, left)
        item.doubts.append(ENDS_IN_OR)


def _take_connected(item: Item, left: list[Entry]) -> None:
    while left and isinstance(following := left[0], Item):
        item.lines += following.lines
        left.pop(0)
        if not CONNECTED.search(following.text):
            break
    item.doubts.append(JOINED)
