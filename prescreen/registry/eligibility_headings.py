"""The headings of an eligibility text that say whether inclusion or exclusion criteria follow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from prescreen.registry.eligibility_lines import Line, rest_of_heading

INCLUSION, EXCLUSION = "inclusion", "exclusion"


@dataclass(frozen=True)
class Heading:
    """`title` is what it says beside the kind, in full; `rest` is what follows on its line. `doubt` says why the kind
    may be another."""

    kind: str
    title: str
    rest: str
    doubt: str = ""


@dataclass
class Section:
    """A heading's kind and title, with the lines below it. `doubts` are about the whole list."""

    kind: str
    title: str
    lines: list[Line]
    doubts: list[str] = field(default_factory=list)


KIND = re.compile(
    r"\b(?P<non>non[- ]?)?(?P<en>inclusion|exclusion)s?(?: criteri(?:a|on|um))?\b"
    "|(?P<not>[非不])?(?P<zh>纳入|入选|排除)标?准?",
    re.I,
)
OPPOSITE = {INCLUSION: EXCLUSION, EXCLUSION: INCLUSION}
PLAIN = {
    "key", "main", "major", "general", "primary", "principal", "study", "patient", "subject", "participant", "the",
    "trial", "and", "or", "criteria", "主要", "关键",
}  # fmt: skip
MAX_TITLE = 300
MAX_WORDS_BEFORE = 16
# Words before “exclusion criteria” in a sentence about them.
SENTENCE = re.compile(
    r"\b(?:meets?|meeting|met|fulfil\w*|satisf\w*|violat\w*|no|not|any|one|with|without|of|see|per|than|other|which|"
    r"who|that|is|are|as|from)\b|符合|满足|不",
    re.I,
)
OPENS = re.compile(r"\s*(?:\(|（|for|at|in|of|during|specific|apply|to)\b|\s*[(（-]", re.I)
BARE_EXCLUSION = re.compile(
    r"(?:(?:patients?|subjects?|participants?|those|people) )?(?:(?:who )?(?:is|are|will be) )?"
    r"(?:not (?:be )?eligible|ineligible|excluded?|ineligibility(?: criteria)?|reasons? for exclusion|exclusionary)"
    r"(?: if| when)?(?: (?:they|any)\b.*)?"
    r"|who (?:can ?not|can['’]t|may not|should not) (?:take part|participate|join)\??|不符合条件|不能参加|不可参加",
    re.I,
)
BARE_INCLUSION = re.compile(
    r"(?:who (?:can|may) (?:take part|participate|join)\??|(?:patients |subjects |participants )?included|eligible"
    r"(?: patients| subjects| participants)?|eligibility(?: criteria)?|可以参加)(?: if)?",
    re.I,
)
PEOPLE = (
    "(?:an?|the|any|all)? ?(?:patient|subject|participant|individual|person|people|candidate|volunteer|women|men|those|"
    "anyone|they)s?"
)
EXCLUDING = re.compile(
    rf"{PEOPLE} (?:(?:who|that|meeting|fulfilling|with) [^:]{{0,20}}\b(?:any|one|either)\b[^:]{{0,80}} )?"
    r"(?:(?:will|are|is|must|should|may|can|would) not (?:be )?(?:considered )?(?:eligible|included|enrolled)"
    r"|(?:will|are|is|must|should) (?:be )?(?:considered )?(?:excluded|ineligible))\b[^:：]*",
    re.I,
)
UNNAMED = "this list is taken as {} because of the words above it"
PLAIN_HEADING = re.compile(r"(?:\w+ ){0,3}(?:in|ex)clusions?(?: criteri(?:a|on))? ?:?", re.I)
MIXED = "this heading names inclusion and exclusion: say of each criterion below which it is"


def heading_of(line: Line, kind: str) -> Heading | None:
    """The heading that a line is, below a heading of this kind; None if it is none."""
    if not line.after_blank and line.whole[0].islower() and not PLAIN_HEADING.fullmatch(line.whole):
        return None  # the words of a line before
    if len(line.whole) > 5000 or not (found := KIND.search(line.whole[:MAX_TITLE])):
        return _unnamed(line, kind)
    title, rest, colon = _parts(line.whole, found.end())
    if len(title) > MAX_TITLE:
        return None
    bare = _bare(title)
    kinds = {_kind(match) for match in KIND.finditer(bare)}
    other = " ".join(KIND.sub(" ", bare).replace("/", " ").split()).strip(" -–—,()（）").lower()
    is_plain = all(word in PLAIN for word in other.split())
    if len(kinds) != 1:
        return Heading(INCLUSION, bare, rest, MIXED) if is_plain and kinds and (colon or not rest) else None
    if not _is_title(line, title, found, bool(colon), is_plain):
        return None
    # “Part 1: Key Exclusion Criteria” is for part 1.
    whom = re.sub(rf"\s*[:：]\s*(?:\w+ )?(?:{KIND.pattern})$", "", bare, flags=re.I)
    return Heading(kinds.pop(), "" if is_plain else whom, rest)


def _kind(found: re.Match[str]) -> str:
    kind = EXCLUSION if (found["en"] or found["zh"]).lower() in (EXCLUSION, "排除") else INCLUSION
    return OPPOSITE[kind] if found["non"] or found["not"] else kind


def _parts(whole: str, end: int) -> tuple[str, str, str]:
    """The title, the rest of the line and the sign between them. A sign counts where it follows the kind outside
    brackets."""
    depth = 0
    for place, sign in enumerate(whole[end:], end):
        depth += (sign in "(（") - (sign in ")）")
        full_stop = sign in ".。" and place == end and whole[place + 1 : place + 2] in ("", " ")
        if (sign in ":：" and depth <= 0) or full_stop:
            return whole[:place], whole[place + 1 :].strip(" *_"), sign
    return whole, "", ""


def _bare(title: str) -> str:
    """A title without list markers, emphasis and brackets around the whole."""
    bare = re.sub(r"^[\s*_#\-–—•]+|[\s*_\-–—]+$", "", title)
    bare = re.sub(r"^(?:\d{1,2}[.)、]|[一二三四五六七八九十][、.])\s*", "", bare)
    bare = re.sub(r"^[【\[](.*)[】\]]$", r"\1", bare)
    return " ".join(bare.split())


def _is_title(line: Line, title: str, found: re.Match[str], colon: bool, is_plain: bool) -> bool:
    if is_plain:
        return True
    is_full_name = "criteri" in found[0].lower() or "标准" in found[0]
    before, after = _bare(title[: found.start()]), title[found.end() :]
    opens = all(word.lower() in PLAIN for word in before.split())
    if not is_full_name or (not opens and (line.marker_kind == "bullet" or SENTENCE.search(before))):
        return False
    if len(before.split()) > MAX_WORDS_BEFORE:
        return False
    begins = opens and len(_bare(after).split()) <= 5
    phrase = not line.marker and (not after.strip(" *_") or (opens and bool(OPENS.match(after))))
    return colon or begins or phrase


def _unnamed(line: Line, kind: str) -> Heading | None:
    """A heading that says who is eligible or not, without the name of its kind."""
    title, colon, rest = line.whole.replace("：", ":").partition(":")
    bare = _bare(title)
    if BARE_EXCLUSION.fullmatch(bare) and (colon or not line.marker):
        return Heading(EXCLUSION, "", rest.strip(" *_"), UNNAMED.format(EXCLUSION))
    is_asked = bare.lower().startswith("who ")
    if BARE_INCLUSION.fullmatch(bare) and (colon or not line.marker) and (is_asked or kind == EXCLUSION):
        return Heading(INCLUSION, "", rest.strip(" *_"), UNNAMED.format(INCLUSION) if kind == EXCLUSION else "")
    generic = EXCLUDING.fullmatch(bare) and not re.search(r"\b(?:unless|except)\b", bare, re.I)
    if generic and colon and not rest and not line.marker and kind == INCLUSION:
        return Heading(EXCLUSION, bare, "", UNNAMED.format(EXCLUSION))
    return None


GROUP = re.compile(
    r"\b(?:cohorts?|groups?|arms?|parts?|phases?|stages?|population|sub-?study|patients?|subjects?|participants?|"
    r"donors?|recipients?|controls?|caregivers?|physicians?|healthy)\b|队列|部分|组|阶段|供者|患者",
    re.I,
)
OVER_HEADING = "“{}” stands over a heading, and is taken as part of it: if it is a criterion, add it by hand"


def sections(lines: list[Line]) -> Iterator[Section]:
    """The text's parts, each below a heading of its kind. Lines before the first heading count as inclusion."""
    section, whom, doubts = Section(INCLUSION, "", []), "", list[str]()
    is_first = True
    for line in lines:
        heading = heading_of(line, section.kind)
        if heading is None:
            section.lines.append(line)
            continue
        if title := _taken_title(section, is_first):
            whom, doubts = title, [OVER_HEADING.format(title)]
        yield section
        is_first = False
        title = " – ".join(filter(None, (whom, heading.title)))
        section = Section(heading.kind, title, rest_of_heading(heading.rest), [*doubts, *filter(None, [heading.doubt])])
        doubts = []
    yield section


def _taken_title(section: Section, is_first: bool) -> str:
    """Removes the last line of a section and returns it, if it says for whom the next heading is."""
    last = section.lines[-1] if section.lines else None
    if (
        last is None
        or last.marker
        or not last.after_blank
        or re.search(r"[.;,。；，]$", last.text)
        or len(last.text) > 250
    ):
        return ""
    is_over = len(section.lines) == 1 if is_first else section.lines[0].marker and GROUP.search(last.text)
    if not is_over:
        return ""
    section.lines.pop()
    return last.text.rstrip(":：")
