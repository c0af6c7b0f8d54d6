"""Groups the lines below a heading into criteria, each with its nested lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from prescreen.registry.eligibility_headings import INCLUSION
from prescreen.registry.eligibility_lines import Line, with_next

MAX_GROUP = 250
MAX_SHORT_GROUP = 60


@dataclass
class Item:
    """A criterion: its first line, and those that belong to it."""

    lines: list[Line]
    doubts: list[str] = field(default_factory=list)

    @property
    def head(self) -> Line:
        return self.lines[0]

    @property
    def nested(self) -> list[Line]:
        """The lines from the first with a marker on, below the criterion's own words."""
        first = next((n for n, line in enumerate(self.lines[1:], 1) if line.marker), len(self.lines))
        return self.lines[first:]

    @property
    def lead(self) -> str:
        """The words before what is nested."""
        own = self.lines[: len(self.lines) - len(self.nested)]
        return " ".join([self.head.text, *(line.whole for line in own[1:])])

    @property
    def text(self) -> str:
        """In the registry's words. A nested list keeps its lines and markers."""
        text = self.head.text
        for line in self.lines[1:]:
            nested = line.marker or ALTERNATIVE.fullmatch(line.text)
            text += f"\n{' ' * (line.indent - self.head.indent)}{line.whole}" if nested else f" {line.whole}"
        return text


@dataclass(frozen=True)
class Group:
    """A heading over criteria that says more than their kind. An `inner` one stands below the last outer one."""

    title: str
    inner: bool = False
    doubt: str = ""


Entry = Item | Group
ALTERNATIVE = re.compile(r"[-–—* ]*(?:and ?/ ?or|or|或者?)[-–—*:,. ]*", re.I)
NOTE = re.compile(r"[(\[]?(?:please )?note\b|https?://|www\.|[(（]?注[:：]", re.I)
# Texts that stand in place of a criterion.
NO_CRITERION = re.compile(
    r"(?:none(?: specific| specified)?|n/?a|n\.a\.?|nil|not (?:applicable|specified)|no (?:other )?exclusion criteria)"
    r"[.;, ]*|(?:无|没有)[。；]?|[\W_]+"
    r"|(?:note:? ?)?(?:other|additional|further)\b.{0,60}\bcriteria\b.{0,60}\bappl(?:y|ies|ied)[.; ]*",
    re.I,
)
TITLE = re.compile(
    r"\b(?:age|status|expectancy|hematopoietic|hepatic|renal|cardiovascular|pulmonary|therapy|chemotherapy|"
    r"radiotherapy|surgery|other|conditions|assessments|characteristics|experience|cohort|group|arm|part|phase)\b",
    re.I,
)
WITHOUT_COLON = "“{}” is taken as a heading: if it is a criterion, add it by hand"


def items_and_groups(lines: list[Line]) -> list[Entry]:
    """Items in order, with the headings between them. A line that is indented more, or has another style of marker,
    belongs to the item before it."""
    found: list[Entry] = []
    top: Line | None = None
    for line, following in with_next(lines):
        item = found[-1] if found else None
        if group := _group(line, following, top):
            found.append(group)
            top = None
        elif isinstance(item, Item) and _belongs(line, top):
            item.lines.append(line)
        else:
            found.append(Item([line]))
            if line.marker and (top is None or line.indent < top.indent):
                top = line
            elif line.marker and top:
                top = Line(top.indent, line.marker, line.text, line.whole)
    return found


def _belongs(line: Line, top: Line | None) -> bool:
    """Whether a line belongs to the item before it, in the list whose first item is `top`."""
    if NO_CRITERION.fullmatch(line.text):
        return False
    if NOTE.match(line.text) or ALTERNATIVE.fullmatch(line.text):
        return True
    if top is None:
        return not (line.marker or line.after_blank)
    if line.indent > top.indent + 1:
        return True
    return line.marker != top.marker if line.marker else not line.after_blank


def _group(line: Line, following: Line | None, top: Line | None) -> Group | None:
    """The heading that a line is over items at the level of the list whose first item is `top`."""
    if line.marker or following is None or len(line.text) > MAX_GROUP or NOTE.match(line.text):
        return None
    over_items = bool(following.marker) and (
        top is None or (following.indent <= top.indent + 1 and following.marker_kind == top.marker_kind)
    )
    if line.ends_in_colon and over_items:
        is_apart = top is None or line.indent <= top.indent or line.after_blank
        return Group(line.text.rstrip(":：")) if is_apart else None
    over_text = not following.marker and following.after_blank and (top is None or line.indent <= top.indent)
    if line.ends_in_colon and over_text and line.after_blank and len(line.text) <= 100:
        return Group(line.text.rstrip(":："))
    if over_items and top is None and is_lead_in(line.text):
        return Group(line.text)
    if over_items and line.after_blank and _is_title(line.text):
        return Group(line.text, inner=True, doubt=WITHOUT_COLON.format(line.text))
    return None


def _is_title(text: str) -> bool:
    is_short = len(text) <= MAX_SHORT_GROUP and len(text.split()) <= 7 and text[:1].isupper()
    return is_short and bool(TITLE.search(text)) and not re.search(r"[.;,:≥≤<>=0-9]", text)


PEOPLE = re.compile(
    r"\b(?:patient|subject|participant|individual|person|people|candidate|volunteer|women|men|they|everyone|anyone)s?\b",
    re.I,
)
ADMITTED = re.compile(
    r"\b(?:eligib\w*|includ\w*|exclu\w*|enrol\w*|enter|entry|particip\w*|meet\w*|fulfil\w*|satisf\w*|keeps?|criteria|apply|out)\b",
    re.I,
)
LISTED = re.compile(r"\b(?:following|criteria|below|these|if|only if)\b", re.I)
ANY_OF = re.compile(
    r"\b(?:any|one|either|at least (?:one|two|three|\d)|\d or more|one or more|some)\b[^.:]{0,40}"
    r"\b(?:of|following|criteria|these)\b|下列(?:任|其中)|(?:任意|至少)一",
    re.I,
)
ALL_OF = re.compile(r"\b(?:all|each|both)\b[^.:]{0,20}\b(?:of|following|criteria|these|apply)\b|全部|所有", re.I)


def is_lead_in(text: str) -> bool:
    """Whether a text only says that a list follows: “Patients must meet all of these criteria”."""
    generic = bool(re.match(r"(?:any|all|each|one|either|none)\b.{0,20}\bfollowing\b", text, re.I))
    return (
        len(text) <= MAX_GROUP
        and bool(LISTED.search(text) and ADMITTED.search(text))
        and (generic or bool(PEOPLE.search(text)))
    )


def is_one_criterion(text: str, kind: str) -> bool:
    """Whether the items below a lead-in can't be judged one by one: any of them is enough to be included, or all are
    needed to be excluded."""
    any_of, all_of = ANY_OF.search(text), ALL_OF.search(text)
    return bool(any_of and not all_of) if kind == INCLUSION else bool(all_of and not any_of)


def opened(entries: list[Entry], kind: str) -> list[Entry]:
    """The entries, where a single item that is only a lead-in becomes a heading over the items nested in it."""
    if len(entries) != 1 or not isinstance(item := entries[0], Item):
        return entries
    nested = [line for line in item.nested if line.marker]
    lead = item.lead
    if len(nested) < 2 or not lead.endswith((":", "：")) or not is_lead_in(lead) or is_one_criterion(lead, kind):
        return entries
    return [Group(lead.rstrip(":：")), *items_and_groups(item.nested)]


def paragraphs(lines: list[Line]) -> list[Entry]:
    """Paragraphs, separated by blank lines. Without blank lines each line is one, but a line that begins in lower case
    continues the one before, as does every line of a text that is wrapped at a width."""
    by_blank = any(line.after_blank for line in lines[1:])
    wrapped = len(lines) > 2 and all(len(line.whole) > 70 for line in lines[:-1])
    found: list[list[Line]] = []
    for line in lines:
        begins = line.after_blank if by_blank else not (line.text[:1].islower() or wrapped)
        if begins or not found:
            found.append([line])
        else:
            found[-1].append(line)
    return list(_with_titles([Item(lines) for lines in found]))


def _with_titles(items: list[Item]) -> Iterator[Entry]:
    for item, following in with_next(items):
        line = item.head
        if following and len(item.lines) == 1 and line.ends_in_colon and len(line.text) <= 100 and line.after_blank:
            yield Group(line.text.rstrip(":："))
        else:
            yield item
