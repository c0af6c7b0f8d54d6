"""The criteria of a record, each with the rule that is drafted for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from prescreen.definitions.age_limits import age_rule, age_units
from prescreen.definitions.drafts.proposals import Proposal, proposal
from prescreen.registry.eligibility import read_eligibility
from prescreen.registry.record import Record


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
    proposal: Proposal | None = None


def structured_criteria(record: Record) -> Iterator[DraftCriterion]:
    """The criteria that a record has in separate fields: AGE and SEX."""
    if "AGE" in record.criteria:
        rule, text = age_rule(record.ages), record.criteria["AGE"]
        yield DraftCriterion("person", "AGE", "inclusion", text, rule, proposal=Proposal(("age",), rule, {}))
    if "SEX" in record.criteria:
        yield _sex(record.criteria["SEX"])


def _sex(text: str) -> DraftCriterion:
    sex = text.rpartition(" ")[2].lower()
    if sex not in SEXES:
        return DraftCriterion("person", "SEX", "inclusion", text, 'sex == "yes"')
    rule = f'sex == "{sex}"'
    proposed = Proposal(("sex",), rule, dict(zip(("en", "zh"), SEXES[sex], strict=True)))
    return DraftCriterion("person", "SEX", "inclusion", text, rule, proposal=proposed)


SEXES = {"female": ("A woman.", "女性。"), "male": ("A man.", "男性。")}
PROPOSED = "proposed from the registry’s words; compare the questions and the rule with them"


def listed_criteria(record: Record, with_proposals: bool = True) -> Iterator[DraftCriterion]:
    stated = read_eligibility(record.protocol.eligibility.criteria).criteria
    for kind, fitting in (("inclusion", "yes"), ("exclusion", "no")):
        for number, criterion in enumerate((found for found in stated if found.kind == kind), 1):
            name = f"{kind[0]}{number}"
            group = " ".join(criterion.group.split())
            # A criterion of which even the extent is doubtful is left to its author.
            is_clear = with_proposals and not criterion.doubts
            proposed = proposal(criterion.text, kind, record.condition) if is_clear else None
            if proposed and "age" in proposed.questions and len(age_units(record.ages)) > 1:
                proposed = None  # its rule counts years, and the question is asked in other units too
            rule = proposed.rule if proposed else f'{name} == "{fitting}"'
            doubts = (PROPOSED,) if proposed else criterion.doubts
            yield DraftCriterion(kind, name.upper(), kind, criterion.text, rule, group, doubts, proposed)
