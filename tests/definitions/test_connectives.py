"""What `flask trial check` says of a rule with `or` where the words say “and”, and the other way round."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support import one_rule
from tests.support.one_rule import ASKS, QUESTIONS, YES_NO, Case, definition, problems, text

ILLNESSES = {"type": "choices", "options": [
    {"id": "hepatitis_b", "label": text("Hepatitis B", "乙肝")},
    {"id": "hepatitis_c", "label": text("Hepatitis C", "丙肝")},
    {"id": "hiv", "label": text("HIV", "艾滋病病毒感染")},
    {"id": "none", "label": text("None of these", "都没有"), "exclusive": True},
], **ASKS}  # fmt: skip
NAMED: dict[str, Any] = {
    "alt": QUESTIONS["alt"] | {"name": text("ALT", "谷丙转氨酶")},
    "ast": QUESTIONS["alt"] | {"name": text("AST", "谷草转氨酶"), "printed": text("AST", "AST")},
    "epilepsy": YES_NO | {"name": text("Epilepsy", "癫痫")},
    "stroke": YES_NO | {"name": text("Stroke", "脑卒中")},
    "donor": YES_NO | {"name": text("Donor", "供者")},
    "caregiver": YES_NO | {"name": text("Caregiver", "照顾者")},
    "infections": ILLNESSES | {"name": text("Infections", "感染")},
}


found = partial(one_rule.found, questions=NAMED)


BOTH_LOW = Case(
    "alt <= 3 and ast <= 3",
    "ALT and AST ≤ 3 x ULN",
    "ALT and AST at most 3 times the upper limit.",
    "谷丙转氨酶和谷草转氨酶均不超过正常值上限的3倍。",
)
NEITHER = Case(
    'epilepsy == "no" and stroke == "no"',
    "Epilepsy or stroke",
    "No epilepsy or stroke.",
    "没有癫痫，也没有脑卒中。",
    "exclusion",
)
EITHER = Case(
    'donor == "yes" or caregiver == "yes"', "A donor or a caregiver", "A donor or a caregiver.", "有供者或照顾者。"
)
NOT_TOGETHER = Case(
    'epilepsy == "no" or stroke == "no"',
    "Both epilepsy and stroke",
    "Not epilepsy together with stroke.",
    "没有同时得过癫痫和脑卒中。",
    "exclusion",
)
NO_HEPATITIS = Case(
    '"hepatitis_b" not in infections and "hepatitis_c" not in infections',
    "Hepatitis B or hepatitis C",
    "No hepatitis B and no hepatitis C.",
    "没有乙肝或丙肝。",
    "exclusion",
)
RIGHT = {
    "both low": BOTH_LOW,
    "an or that means each": BOTH_LOW._replace(registry="AST or ALT ≤ 3 x ULN"),
    "both, said afterwards": BOTH_LOW._replace(registry="ALT, AST were both ≤ 3 times the ULN"),
    "a slash": BOTH_LOW._replace(registry="ALT/AST ≤ 3 x ULN"),
    "neither": NEITHER,
    "a loose and": NEITHER._replace(registry="Patients with epilepsy and stroke", zh="没有癫痫和脑卒中。"),
    "nor": NEITHER._replace(en="Neither epilepsy nor stroke."),
    "either": EITHER,
    "at least one": EITHER._replace(registry="At least one of: donor, caregiver", zh="供者、照顾者任一即可。"),
    "not together": NOT_TOGETHER,
    "unless": NOT_TOGETHER._replace(
        rule='epilepsy == "no" or caregiver == "yes"', registry="Epilepsy, unless there is a caregiver",
        en="No epilepsy, or a caregiver who is there.", zh="没有癫痫，或有照顾者。",
    ),
    "treated": NOT_TOGETHER._replace(
        rule='epilepsy == "no" or donor == "yes"', registry="Epilepsy or fits without a donor",
        en="No epilepsy or fits, if there is no donor.", zh="没有癫痫或抽搐，有供者的除外。",
    ),
    "no hepatitis": NO_HEPATITIS,
    "by the option for none": NO_HEPATITIS._replace(
        rule='"none" in infections', registry="Any infection", en="No infection.", zh="没有感染。"
    ),
    "limits by what is so": Case(
        'alt <= 3 or (donor == "yes" and alt <= 5)', "ALT ≤ 3 x ULN, or with a donor ≤ 5 x ULN",
        "ALT at most 3 times the upper limit, or 5 times with a donor.",
        "谷丙转氨酶不超过上限的3倍；有供者时不超过5倍。",
    ),
    "ages and numbers": Case(
        'age >= 18 and donor == "yes"', "18 years or older with a donor", "At least 18 years or older, with a donor.",
        "年满18岁及以上，有供者。",
    ),
    "and of another matter": Case(
        'donor == "yes" or caregiver == "yes"', "A donor or a caregiver, and consent",
        "A donor, or a caregiver who lives near.", "有供者或照顾者。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_a_rule_that_joins_as_the_words_do_is_left_alone(name: str, tmp_path: Path) -> None:
    assert found(tmp_path, RIGHT[name]) == []


WRONG = {
    "or for and, of limits": (
        BOTH_LOW._replace(rule="alt <= 3 or ast <= 3"),
        "one of alt and ast is enough to fit, and its texts ask for both",
    ),
    "or for and, by the registry": (
        BOTH_LOW._replace(rule="alt <= 3 or ast <= 3", en="Good liver tests: at most 3 times the upper limit.",
                          zh="肝功能不超过正常值上限的3倍。"),
        "one of alt and ast is enough to fit, and the registry’s words ask for both",
    ),
    "or for and, in Chinese": (
        BOTH_LOW._replace(rule="alt <= 3 or ast <= 3", registry="Liver tests ≤ 3 x ULN",
                          en="Good liver tests: at most 3 times the upper limit."),
        "one of alt and ast is enough to fit, and its texts ask for both",
    ),
    "or for and, of what keeps out": (
        NEITHER._replace(rule='epilepsy == "no" or stroke == "no"'),
        "whoever has one of epilepsy and stroke alone fits, and its texts keep out whoever has either",
    ),
    "or for and, by the registry of what keeps out": (
        NEITHER._replace(rule='epilepsy == "no" or stroke == "no"', en="A well brain.", zh="脑部健康。"),
        "whoever has one of epilepsy and stroke alone fits, and the registry’s words keep out whoever has either",
    ),
    "written with not": (
        NEITHER._replace(rule='not (epilepsy == "yes" and stroke == "yes")'),
        "whoever has one of epilepsy and stroke alone fits, and its texts keep out whoever has either",
    ),
    "and for or": (
        EITHER._replace(rule='donor == "yes" and caregiver == "yes"'),
        "only both donor and caregiver together fit, and its texts ask for either",
    ),
    "and for or, by the registry": (
        EITHER._replace(rule='donor == "yes" and caregiver == "yes"', en="Help from a person.", zh="有人帮助。"),
        "only both donor and caregiver together fit, and the registry’s words ask for either",
    ),
    "and for or, of what keeps out together": (
        NOT_TOGETHER._replace(rule=NEITHER.rule),
        "whoever has one of epilepsy and stroke does not fit, and its texts keep out only whoever has both",
    ),
    "of options": (
        NO_HEPATITIS._replace(rule='"hepatitis_b" not in infections or "hepatitis_c" not in infections'),
        "whoever has one of hepatitis_b and hepatitis_c alone fits, and its texts keep out whoever has either",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_rule_that_joins_otherwise_is_told_once(name: str, tmp_path: Path) -> None:
    case, problem = WRONG[name]
    assert found(tmp_path, case) == [problem]
    assert found(tmp_path, case, differs="The study team said so.") == []


def test_options_that_are_asked_after_another_question_are_compared_too(tmp_path: Path) -> None:
    asked = NAMED["infections"] | {"ask_if": 'donor != "no"'}
    case = NO_HEPATITIS._replace(
        rule='donor == "no" or not ("hepatitis_b" in infections and "hepatitis_c" in infections)'
    )
    content = definition(case.rule, case.registry, text(case.en, case.zh), kind=case.kind,
                         questions={"donor": NAMED["donor"], "infections": asked})  # fmt: skip
    assert problems(tmp_path, content) == [WRONG["of options"][1]]
