"""Drafts a definition from a record: each criterion in the registry's words, with a question to fill in."""

from collections.abc import Iterator
from io import StringIO
from textwrap import dedent

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString

from prescreen.definitions.age_limits import age_units
from prescreen.definitions.drafts.criteria import DraftCriterion, listed_criteria, structured_criteria
from prescreen.definitions.loader import TRIALS
from prescreen.definitions.shared_questions import shared_questions
from prescreen.registry.eligibility import read_eligibility
from prescreen.registry.record import Record

TODO = "TODO "
HEAD = """\
yaml-language-server: $schema=definition.schema.json

A draft made from the trial's registry record. To finish it:

1. Replace every text that begins with TODO, in each language. Say it in plain words, as to a neighbour.
2. Choose the type of each question and its options, and write the rule of each requirement (fits).
3. Compare each proposal that is marked with CHECK with the registry's words. Other questions begin with a title, a why
   and a find_out that are true of any question: say more where you can.
4. Run `flask trial check {nct}` after each change: it says what is left, with the line.
5. When the study team has approved it, remove the line “draft: true”. Until then only authors see it.
"""


def definition(record: Record) -> str:
    """A draft definition as YAML, which loads as it is. Texts to be written begin with TODO."""
    drafts = [*structured_criteria(record), *listed_criteria(record)]
    steps = _steps(drafts, record)
    if not steps:  # all is for the study team, and a questionnaire needs a question
        drafts = list(listed_criteria(record, with_proposals=False))
        steps = _steps(drafts, record)
    sections = list(dict.fromkeys(step["section"] for step in steps))
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
        steps=_spaced(steps),
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


def _steps(drafts: list[DraftCriterion], record: Record) -> list[CommentedMap]:
    """A page for each question. A shared one is asked once, however many criteria read it."""
    steps: dict[str, CommentedMap] = {}
    for drafted in drafts:
        asked = drafted.proposal.questions if drafted.proposal else (drafted.id.lower(),)
        for name in asked:
            if name not in steps:
                steps[name] = _step(name, drafted.section, record)
    return list(steps.values())


def _step(name: str, section: str, record: Record) -> CommentedMap:
    shared = shared_questions(TRIALS).get(name)
    title = CommentedMap(shared.content["name"] if shared else SECTIONS[section])
    question = _included(name, record) if shared else _question(name)
    return CommentedMap(id=name.replace("_", "-"), section=section, title=title, questions=[question])


def _included(name: str, record: Record) -> CommentedMap:
    if name == "diagnosed":
        known = f"Has a doctor told you that you have {record.condition}?"
        return CommentedMap(include=name, ask=_text(known, "", "医生是否说过您得了这种病（写出病名）？"))
    units = age_units(record.ages)
    if name == "age" and len(units) > 1:
        return CommentedMap(include="age_in_months", id="age", units=_flow(units))
    return CommentedMap(include=name)


def _question(name: str) -> CommentedMap:
    return CommentedMap(
        id=name,
        type="choice",
        ask=_text("", "ask this in plain words", "用通俗的话提问"),
        why=CommentedMap(en="The study looks at this.", zh="研究需要了解这一点。"),
        find_out=CommentedMap(en="Ask your doctor about this.", zh="这一点可以问医生。"),
        options=[
            CommentedMap(id=DoubleQuotedScalarString("yes"), label=CommentedMap(en="Yes", zh="是")),
            CommentedMap(id=DoubleQuotedScalarString("no"), label=CommentedMap(en="No", zh="否")),
        ],
    )


def _criterion(drafted: DraftCriterion) -> CommentedMap:
    means = _text("", "what the study asks for, in plain words", "用通俗的话说明研究的要求")
    means.update(drafted.proposal.means if drafted.proposal else {})
    requirement = CommentedMap(id=drafted.id.lower(), means=means, fits=drafted.rule)
    if drafted.proposal and not drafted.proposal.questions:
        requirement["study_team"] = True
    if drafted.proposal and drafted.proposal.may_change:
        requirement["may_change"] = True
    if drafted.id == "AGE" and "unknown" in drafted.rule:
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
