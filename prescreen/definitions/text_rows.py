"""The texts that a definition's file holds, each with its place, for translators."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from prescreen.definitions.yaml_file import YamlFile

LANGUAGES = frozenset({"en", "zh"})
# Mappings by language that are not translations: units and names are compared with reports, and an approval is a fact.
NO_TEXTS = frozenset({"usual_unit", "printed", "approval", "<<"})
# Places are named from the lists in which ids are unique, so that a question keeps its place when its step changes.
NAMED_FROM = frozenset({"questions", "requirements"})
# What a text is, by the end of its place.
KINDS = {
    "title": "title of the study",
    "condition": "name of the illness",
    "search_for": "illness to search other studies for",
    "about": "what the study is",
    "for_whom": "for whom the study is",
    "facility": "where the study takes place",
    "sponsor": "who runs the study",
    "at_hand": "a thing to have at hand",
    "sections.title": "title of a part of the questionnaire",
    "sections.staff": "the same title for staff",
    "steps.title": "heading of a page",
    "steps.intro": "words under the heading",
    "steps.find_out": "how to get the results of this page",
    "ask": "the question",
    "hint": "hint under the question",
    "why": "why it is asked",
    "find_out": "how to find out, for who does not know",
    "name": "short name for rows and lists",
    "implausible": "message for a number that can't be right",
    "options.label": "an answer to pick",
    "options.talk_about": "what to raise with the doctor after this answer",
    "mistaken.label": "name of another number that is often typed here",
    "mistaken.means": "what that number is, and what to do",
    "requirements.means": "what the study asks for, in plain words",
    "requirements.staff": "the same for staff",
    "requirements.staff_fits": "status for staff when it matches",
    "requirements.if_not": "stands with it where it does not match",
    "note": "note beside the registry's words",
    "ask_clinician": "question for the clinician",
    "alerts.text": "urgent warning",
    "glossary.term": "a term that is explained",
    "glossary.means": "what the term means",
}


@dataclass(frozen=True)
class Spot:
    """A text's scalar in the file, the column of its key, and whether it is in a flow mapping, `{en: …, zh: …}`."""

    node: ScalarNode
    column: int
    in_flow: bool


@dataclass(frozen=True)
class TextRow:
    """One text in all of its languages. One `is_shared` that the file uses in several places by an alias."""

    place: str
    kind: str
    spots: dict[str, Spot]
    is_shared: bool

    @property
    def texts(self) -> dict[str, str]:
        """Language → text, without white space around it, as the trial shows it."""
        return {language: spot.node.value.strip() for language, spot in self.spots.items()}


def text_rows(file: YamlFile) -> list[TextRow]:
    """The texts of a definition, in the file's order. Those of included questions are not in the file."""
    if file.root is None:
        return []
    uses = Counter(id(node) for node in _scalars(file.root))
    rows: dict[str, TextRow] = {}
    for place, spots in _texts(file.root, (), False):
        is_shared = any(uses[id(spot.node)] > 1 for spot in spots.values())
        rows.setdefault(".".join(place), TextRow(".".join(place), _kind(place), spots, is_shared))
    return list(rows.values())


def text_place(place: str) -> str:
    """The place of a text as a row names it, from that of a fault in one of its languages."""
    parts = [part for part in place.split(".") if part not in LANGUAGES]
    named = [index for index, part in enumerate(parts) if part in NAMED_FROM]
    return ".".join(parts[named[-1] :] if named else parts)


def text_version(place: str, texts: dict[str, str]) -> str:
    """A short hash of a place with its texts, which tells whether they have changed since. The letter before it keeps
    spreadsheets from reading it as a number."""
    said = "\0".join([place, *(f"{language}={texts[language]}" for language in sorted(texts))])
    return f"v{sha256(said.encode()).hexdigest()[:10]}"


def _scalars(node: Node) -> Iterator[ScalarNode]:
    """Every scalar value, as often as aliases repeat it. `yaml_limits` bounds how many there are."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, MappingNode):
        for _, value in node.value:
            yield from _scalars(value)


def _texts(node: Node, place: tuple[str, ...], in_flow: bool) -> Iterator[tuple[tuple[str, ...], dict[str, Spot]]]:
    in_flow = in_flow or bool(getattr(node, "flow_style", False))
    if isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield from _texts(item, (*place, _name(item) or str(index)), in_flow)
    elif isinstance(node, MappingNode):
        pairs = {key.value: (key, value) for key, value in node.value}
        if pairs and pairs.keys() <= LANGUAGES:
            spots = {
                language: Spot(value, key.start_mark.column, in_flow)
                for language, (key, value) in pairs.items()
                if isinstance(value, ScalarNode)
            }
            if spots:
                yield place, spots
            return
        for name, (_, value) in pairs.items():
            if name not in NO_TEXTS:
                yield from _texts(value, (name,) if name in NAMED_FROM else (*place, name), in_flow)


def _name(item: Node) -> str:
    """The id of an entry in a list, or the shared question that it includes. Empty if it has neither."""
    if not isinstance(item, MappingNode):
        return ""
    named = {key.value: str(value.value) for key, value in item.value if isinstance(value, ScalarNode)}
    return named.get("id") or named.get("include", "")


def _kind(place: tuple[str, ...]) -> str:
    lists = [part for part in place[:-1] if f"{part}.{place[-1]}" in KINDS]
    last = place[-2] if place[-1].isdigit() and len(place) > 1 else place[-1]
    return KINDS.get(f"{lists[-1]}.{last}" if lists else last, last.replace("_", " "))
