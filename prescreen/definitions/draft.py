"""Drafts a definition from a record: each criterion in the registry's words, with a question to fill in."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from textwrap import dedent

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString

from prescreen.definitions.age_limits import age_rule, age_units
from prescreen.registry.eligibility import read_eligibility
from prescreen.registry.record import Record

TODO = "TODO "
HEAD = """\
yaml-language-server: $schema=definition.schema.json

A draft made from the trial's registry record. To finish it:

1. Replace every text that begins with TODO, in each language. Say it in plain words, as to a neighbour.
2. Choose the type of each question and its options, and write the rule of each requirement (fits).
3. Run `flask trial check {nct}` after each change: it says what is left, with the line.
4. When the study team has approved it, remove the line “draft: true”. Until then only authors see it.
"""


def definition(record: Record) -> str:
    """A draft definition as YAML, which loads as it is. Texts to be written begin with TODO."""
    drafts = [*_structured(record), *_listed(record)]
    sections = list(dict.fromkeys(drafted.section for drafted in drafts))
    content = CommentedMap(
        id=record.nct_id,
        languages=_flow(["en", "zh"]),
        draft=True,
        title=_text(record.protocol.identification.brief_title, "the study’s name in plain words", "通俗的研究名称"),
        condition=_text(record.condition, "the illness", "疾病名称"),
        about=_text("", "what the study does; the treatment is experimental", "研究做什么；治疗是研究性的"),
        for_whom=_text("", f"for whom the study is{_volunteers(record)}", "研究面向哪些人"),
        facility=_text(record.place, "where the study takes place", "研究在哪里进行"),
        sponsor=_text(record.sponsor, "who runs the study", "研究由谁负责"),
        at_hand=[_text("", "what to have at hand, such as a report", "需要准备什么，例如化验单")],
        sections=[CommentedMap(id=section, title=CommentedMap(SECTIONS[section])) for section in sections],
        steps=_spaced([_step(drafted, record) for drafted in drafts]),
        criteria=_spaced([_criterion(drafted) for drafted in drafts]),
    )
    content.yaml_set_start_comment(HEAD.format(nct=record.nct_id))
    for key in ("title", "sections", "steps"):
        content.yaml_set_comment_before_after_key(key, before="\n")
    content.yaml_set_comment_before_after_key("criteria", before="\n".join(["", *_whole_list(record)]) or "\n")
    for place, drafted in enumerate(drafts):
        said = [*filter(None, [drafted.group]), *(f"{CHECK}{doubt}." for doubt in drafted.doubts)]
        if said:
            content["criteria"].yaml_set_comment_before_after_key(place, before="\n".join(said), indent=2)
    return _dumped(content)


def criterion_to_write(name: str, text: str) -> str:
    """A criterion with this id and text as YAML, as an item of a list, with a requirement to be written."""
    kind = "exclusion" if name.startswith("E") else "inclusion"
    drafted = _criterion(DraftCriterion(kind, name, kind, text, "unknown"))
    drafted["requirements"][0]["id"] = f"{name.lower()}_new"
    return dedent(_dumped(CommentedSeq([drafted])))


CHECK = "CHECK: "


def _whole_list(record: Record) -> Iterator[str]:
    """Comments over the criteria: texts that are none, and doubts about the whole."""
    found = read_eligibility(record.protocol.eligibility.criteria)
    yield from (f"{CHECK}{doubt}." for doubt in found.doubts)
    yield from (f"Not taken as a criterion: {' '.join(remark.split())}" for remark in found.remarks)


def _volunteers(record: Record) -> str:
    match record.protocol.eligibility.healthy_volunteers:
        case True:
            return " (the record: healthy volunteers too)"
        case False:
            return " (the record: no healthy volunteers)"
    return ""


SAYS_UNKNOWN = "The check reports a rule that can't be false, unless it says unknown."
TOO_SHORT = "TODO No rule about an age can say hours or minutes. Ask with options."
SECTIONS = {
    "person": {"en": "About you", "zh": "关于您"},
    "inclusion": {"en": "Your illness", "zh": "您的病情"},
    "exclusion": {"en": "Your health", "zh": "您的健康状况"},
}


@dataclass(frozen=True)
class DraftCriterion:
    """A criterion of the record with the rule that is drafted for it."""

    section: str
    id: str
    kind: str
    text: str
    rule: str
    group: str = ""
    doubts: tuple[str, ...] = ()


def _structured(record: Record) -> Iterator[DraftCriterion]:
    """The criteria that a record has in separate fields: AGE and SEX."""
    if "AGE" in record.criteria:
        yield DraftCriterion("person", "AGE", "inclusion", record.criteria["AGE"], age_rule(record.ages))
    if "SEX" in record.criteria:
        yield DraftCriterion("person", "SEX", "inclusion", record.criteria["SEX"], 'sex == "yes"')


def _listed(record: Record) -> Iterator[DraftCriterion]:
    stated = read_eligibility(record.protocol.eligibility.criteria).criteria
    for kind, fitting in (("inclusion", "yes"), ("exclusion", "no")):
        for number, criterion in enumerate((found for found in stated if found.kind == kind), 1):
            name = f"{kind[0]}{number}"
            group = " ".join(criterion.group.split())
            rule = f'{name} == "{fitting}"'
            yield DraftCriterion(kind, name.upper(), kind, criterion.text, rule, group, criterion.doubts)


def _step(drafted: DraftCriterion, record: Record) -> CommentedMap:
    name, title = drafted.id.lower(), _text("", "a short title", "简短的标题")
    return CommentedMap(id=name, section=drafted.section, title=title, questions=[_question(name, record)])


def _question(name: str, record: Record) -> CommentedMap:
    if name == "age":
        units = age_units(record.ages)
        in_months = CommentedMap(include="age_in_months", id="age", units=_flow(units))
        return in_months if len(units) > 1 else CommentedMap(include="age")
    return CommentedMap(
        id=name,
        type="choice",
        ask=_text("", "ask this in plain words", "用通俗的话提问"),
        why=_text("", "why it is asked", "为什么要问"),
        find_out=_text("", "how to find out, for who does not know", "不知道的人怎样弄清楚"),
        options=[
            CommentedMap(id=DoubleQuotedScalarString("yes"), label=CommentedMap(en="Yes", zh="是")),
            CommentedMap(id=DoubleQuotedScalarString("no"), label=CommentedMap(en="No", zh="否")),
        ],
    )


def _criterion(drafted: DraftCriterion) -> CommentedMap:
    means = _text("", "what the study asks for, in plain words", "用通俗的话说明研究的要求")
    requirement = CommentedMap(id=drafted.id.lower(), means=means, fits=drafted.rule)
    if "unknown" in drafted.rule:
        said = TOO_SHORT if drafted.rule == "unknown" else SAYS_UNKNOWN
        if drafted.rule == "unknown":
            requirement["shows"] = _flow(["age"])
        requirement.yaml_set_comment_before_after_key("fits", before=said, indent=8)
    return CommentedMap(id=drafted.id, kind=drafted.kind, registry=_quotation(drafted.text), requirements=[requirement])


def _text(known: str, en: str, zh: str) -> CommentedMap:
    return CommentedMap(en=_quotation(known) if known else TODO + en, zh=TODO + zh)


def _quotation(text: str) -> str:
    """The registry's text as a YAML scalar: several lines in literal style, a long line folded where that is
    lossless."""
    if "\n" in text:
        return LiteralScalarString(text)
    folds = len(text) > 80 and "  " not in text and "\t" not in text and text == text.strip()
    return FoldedScalarString(text) if folds else text


def _flow(items: list[str]) -> CommentedSeq:
    sequence = CommentedSeq(items)
    sequence.fa.set_flow_style()
    return sequence


def _spaced(items: list[CommentedMap]) -> CommentedSeq:
    """A sequence with a blank line before each item but the first."""
    sequence = CommentedSeq(items)
    for place in range(1, len(items)):
        sequence.yaml_set_comment_before_after_key(place, before="\n")
    return sequence


def _dumped(content: CommentedMap | CommentedSeq) -> str:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 110
    yaml.allow_unicode = True
    stream = StringIO()
    yaml.dump(content, stream)
    # ruamel writes the blank lines of `_spaced` as empty comments.
    return "\n".join("" if line.strip() == "#" else line for line in stream.getvalue().split("\n"))
