"""What `flask trial check` says of a part of a rule that changes nothing, and of a limit that a rule hides."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support import one_rule
from tests.support.one_rule import COUNT, QUESTIONS, YES_NO, Case, but_useless_options, definition, problems, text

ASKED: dict[str, Any] = QUESTIONS | {
    "liver": YES_NO,
    "extent": YES_NO | {"options": [{"id": name, "label": text(name, name)} for name in ("one", "two", "three")]},
}
LIMITS = (
    "ALT ≤ 3 x ULN, or with a liver illness ≤ 5 x ULN",
    "At most 3 times the upper limit, or 5 times.",
    "不超过上限的3倍或5倍。",
)
OTHERS = ("As the study team says", "As it is.", "是这样。")
EFFECTS: dict[str, tuple[str, tuple[str, str, str], str]] = {
    "two limits": ('alt <= 3 or (liver == "yes" and alt <= 5)', LIMITS, ""),
    "two limits, turned": ('alt <= 5 or (liver == "yes" and alt <= 3)', LIMITS, 'liver == "yes" and alt <= 3'),
    "two limits, joined by and": ('alt <= 3 and (liver == "yes" and alt <= 5)', LIMITS, "alt <= 5"),
    "the lower of two": ("alt <= 3 or alt <= 5", LIMITS, "alt <= 3"),
    "the same twice": ('donor == "yes" and donor == "yes"', OTHERS, 'donor == "yes"'),
    "an option within others": ('extent in ("one", "two") or extent == "two"', OTHERS, 'extent == "two"'),
    "what the other implies": ('extent == "one" and extent != "two"', OTHERS, 'extent != "two"'),
    "what is known already": ('known(donor) and donor == "yes"', OTHERS, ""),
    "unknown beside an answer": ('donor == "yes" or unknown', OTHERS, ""),
    "a range": ("18 <= age <= 65", ("Age 18 to 65", "Age 18 to 65 years.", "年龄18至65岁。"), ""),
    "a range from 0": ("0 <= age <= 65", ("Age 0 to 65", "Age 0 to 65 years.", "年龄0至65岁。"), ""),
    "two of three": ('at_least(2, donor == "yes", liver == "yes", extent == "one")', OTHERS, ""),
    "within at_least": (
        'at_least(1, donor == "yes", extent == "one" or (extent == "one" and liver == "no"))',
        OTHERS,
        'extent == "one" and liver == "no"',
    ),
    "two questions compared": ("stopped < last_atg and last_atg > stopped", OTHERS, ""),
}


found = partial(one_rule.found, questions=ASKED)


@pytest.mark.parametrize("name", EFFECTS)
def test_a_part_of_a_rule_that_changes_nothing_is_named(name: str, tmp_path: Path) -> None:
    rule, texts, part = EFFECTS[name]
    told = f"“{part}” has no effect: without it this rule says the same of everybody"
    assert but_useless_options(found(tmp_path, Case(rule, *texts))) == ([told] if part else [])


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ('donor == "yes" and extent in ("one", "two", "three")', 'extent in ("one", "two", "three")'),
        ('donor == "yes" or not extent in ("one", "two", "three")', 'extent in ("one", "two", "three")'),
        ('donor == "yes" and extent in ("one", "two")', ""),
        ('donor == "yes" and tested == "yes"', ""),
        ('(donor == "yes" or extent in ("one", "two", "three")) and unknown', ""),
    ],
)
def test_a_statement_that_every_answer_makes_the_same_is_named(rule: str, part: str, tmp_path: Path) -> None:
    options = [{"id": "yes", "label": text("yes", "yes")}, {"id": "no", "label": text("no", "no"), "unknown": True}]
    tested = {"tested": YES_NO | {"options": options}}  # of which only “yes” is known
    told = one_rule.found(tmp_path, Case(rule, *OTHERS), questions=ASKED | tested)
    assert [problem for problem in told if "every answer" in problem] == (
        [f"“{part}” is the same for every answer"] if part else []
    )


def test_a_part_of_a_condition_that_changes_nothing_is_named_too(tmp_path: Path) -> None:
    asked = {"later": YES_NO | {"ask_if": 'extent == "one" or extent != "two"'}}
    rule = 'extent == "two" or later == "yes"'
    problem = '“extent == "one"” has no effect: without it this rule says the same of everybody'
    assert one_rule.found(tmp_path, Case(rule, *OTHERS), questions=ASKED | asked) == [problem]


EJECTION = ("LVEF ≥ 50%", "At least 50%.", "不低于50%。")


@pytest.mark.parametrize(
    ("rule", "texts", "is_told"),
    [
        ("lvef >= 50", EJECTION, True),
        ("lvef >= 50 or unknown", EJECTION, False),
        ('donor == "yes"', ("A donor", "A donor.", "有供者。"), False),
        ("lvef >= 50", ("A good heart", "At least 50%.", "不低于50%。"), False),
    ],
)
def test_a_limit_of_the_registry_is_not_left_to_the_study_team(
    rule: str, texts: tuple[str, str, str], is_told: bool, tmp_path: Path
) -> None:
    problem = "lvef >= 50 decides this, so it is not for the study team alone, and nobody would be told to look it up"
    case = Case(rule, *texts)
    told = found(tmp_path, case, study_team=True)
    assert (problem in told) is is_told
    assert problem not in found(tmp_path, case)
    assert problem not in found(tmp_path, case, study_team=True, differs="Only the study's laboratory tests it.")


COUNTS = (
    "Neutrophils < 0.5 x 10^9/L, platelets < 20 x 10^9/L",
    "Neutrophils under 0.5 × 10⁹/L and platelets under 20 × 10⁹/L.",
    "中性粒细胞低于0.5×10⁹/L，血小板低于20×10⁹/L。",
)
NAMED = {
    "neutrophils": QUESTIONS["neutrophils"] | {"name": text("Neutrophils", "中性粒细胞")},
    "platelets": COUNT | {"units": {"10^9/L": 1}, "name": text("Platelets", "血小板")},
}


def test_the_limit_of_a_question_that_the_text_does_not_name_is_found(tmp_path: Path) -> None:
    names = {name: QUESTIONS["alt"] | {"name": text(name.upper(), name), "printed": text(name.upper(), name)}
             for name in ("alt", "ast")}  # fmt: skip
    of_alt, of_ast = (text(f"{name} at most 3 times the upper limit.", "不超过上限的3倍。") for name in ("ALT", "AST"))
    content = definition("alt <= 3", "ALT and AST ≤ 3 x ULN", of_alt, questions=names)
    other = definition("ast <= 3", "", text("", ""), questions=names)
    content["steps"] += [step | {"id": "of-ast"} for step in other["steps"]]
    second = content["criteria"][0]["requirements"][0] | {"id": "second", "fits": "ast <= 3"}
    content["criteria"][0]["requirements"].append(second | {"means": of_ast})
    assert problems(tmp_path, content) == []
    for requirement, rule in zip(content["criteria"][0]["requirements"], ("ast <= 3", "alt <= 3"), strict=True):
        requirement["fits"] = rule
    assert problems(tmp_path, content) == [
        "the text says <= 3 times the upper of alt, and the rule ast <= 3",
        "the text says <= 3 times the upper of ast, and the rule alt <= 3",
    ]


def test_limits_that_changed_places_are_found(tmp_path: Path) -> None:
    right, wrong = (
        Case(f"neutrophils < {low} and platelets < {high}", *COUNTS) for low, high in (("0.5", "20"), ("20", "0.5"))
    )
    assert one_rule.found(tmp_path, right, questions=NAMED) == []
    assert one_rule.found(tmp_path, wrong, questions=NAMED) == [
        "the words say < 0.5 x 10^9/l of neutrophils, and the rule platelets < 0.5"
    ]
