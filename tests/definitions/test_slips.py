"""Slips of an author that make a rule wrong for every reader: what `flask trial check` says of each."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.one_rule import (
    ASKS,
    COUNT,
    NUMBER,
    QUESTIONS,
    YES_NO,
    Case,
    but_useless_options,
    definition,
    faults,
    found,
    problems,
    text,
)

RETICULOCYTES = Case(
    "at_least(2, neutrophils < 0.5, platelets < 20, reticulocytes < 60)",
    "At least two of: neutrophils < 0.5 x 10^9/L, platelets <20x109/L, reticulocytes below 60×10⁹/L",
    "At least 2 of these: neutrophils under 0.5, platelets under 20, reticulocytes under 60 (all × 10⁹/L).",
    "至少两项：中性粒细胞低于0.5、血小板低于20、网织红细胞低于60（单位均为×10⁹/L）。",
)
ATG = Case(
    "last_atg >= 6 months",
    "Treatment with ATG within 6 months",
    "At least half a year since ATG.",
    "距离最近一次ATG至少半年。",
    "exclusion",
)

# What real criteria say, each with a rule that means it.
RIGHT = {
    "three counts": RETICULOCYTES,
    "two of three counts, with and and or": RETICULOCYTES._replace(
        rule="(neutrophils < 0.5 and platelets < 20) or (neutrophils < 0.5 and reticulocytes < 60) "
             "or (platelets < 20 and reticulocytes < 60)",
    ),
    "two of three counts, with or and and": RETICULOCYTES._replace(
        rule="(neutrophils < 0.5 or platelets < 20) and (neutrophils < 0.5 or reticulocytes < 60) "
             "and (platelets < 20 or reticulocytes < 60)",
    ),
    "months": ATG,
    "months in years": ATG._replace(rule="last_atg >= 0.5 years", zh="距离最近一次ATG至少6个月。"),
    "weeks in days": ATG._replace(rule="last_atg >= 182 days", registry="ATG in the previous 26 weeks",
                               en="At least 26 weeks since ATG.", zh="至少26周没有用ATG。"),
    "hours in days": ATG._replace(rule="last_atg >= 3 days", registry="ATG within 72 hours",
                               en="At least 3 days since ATG.", zh="至少3天没有用ATG。"),
    "a range of time": ATG._replace(rule="3 months <= last_atg <= 6 months", registry="ATG 3 to 6 months ago",
                               en="ATG 3 to 6 months ago.", zh="3至6个月前用过ATG。", kind="inclusion"),
    "weeks in words": Case(
        "last_atg >= 2 weeks", "Drugs within two weeks", "At least 14 days since.", "至少两周没有用药。", "exclusion"
    ),
    "thousands": Case(
        "platelets >= 100", "Platelets ≥ 100,000/mm3", "At least 100 × 10⁹/L.", "不低于100×10⁹/L。"
    ),
    "another unit": Case("platelets >= 100", "Platelets >= 100 K/uL", "At least 10 × 10⁴/µL.", "100×10⁹/L及以上。"),
    "words for a power": Case(
        "platelets < 20",
        "Platelets less than 20 x ten to the ninth per litre",
        "Under 20 × 10⁹/L.",
        "低于20×10⁹/L。",
    ),
    "times the limit": Case(
        "alt <= 2.5", "ALT ≤ 2.5 x ULN", "At most 2.5 times the upper limit.", "不超过正常值上限的2.5倍。"
    ),
    "twice the limit": Case(
        "alt <= 2", "ALT more than twice the upper limit", "Up to 2 times the upper limit.", "不超过上限的两倍。",
        "exclusion",
    ),
    "fold": Case("alt < 3", "ALT at least 3-fold the ULN", "Less than 3 times the upper limit.", "低于上限的3倍。",
                 "exclusion"),
    "the limit itself": Case(
        "alt <= 1", "ALT within the upper limit of normal", "Not over the upper limit.", "不超过上限。"
    ),
    "percent in words": Case("lvef >= 50", "LVEF of fifty percent or more", "A heart at 50% or more.", "不低于50%。"),
    "a part of one": Case("lvef >= 50", "LVEF at least 0.5", "At least 50%.", "至少50%。"),
    "excluded below": Case("lvef >= 50", "LVEF < 50 %", "At least 50%.", "50%及以上。", "exclusion"),
    "no more than": Case("clearance > 60", "Clearance of no more than 60 mL/min", "Over 60 mL/min.", "高于60mL/min。",
                         "exclusion"),
    "per minute": Case("clearance > 60", "Clearance more than 60 ml per minute", "Over 60 mL/min.", "高于60mL/min。"),
    "a chain": Case("18 <= bmi <= 35", "BMI 18-35 kg/m2", "A body mass index from 18 to 35.", "体重指数18至35。"),
    "no CAR-T": Case('car_t_before == "no"', "Prior CAR-T", "No CAR-T before.", "以前没有用过CAR-T。", "exclusion"),
    "a study some time ago": Case(
        "last_atg > 3 months", "ATG within the last 3 months", "No ATG in the last 3 months.",
        "最近3个月内没有用过ATG。", "exclusion",
    ),
    "an exclusion in plain words": Case('donor == "no"', "Liver illness", "A well liver.", "肝脏健康。", "exclusion"),
    "two limits": Case(
        "alt <= 3 or clearance >= 60", "ALT ≤ 3 x ULN or a clearance ≥ 60 mL/min",
        "ALT at most 3 times the upper limit, or a clearance of at least 60 mL/min.",
        "不超过正常值上限的3倍，或不低于60mL/min。",
    ),
    "numbers before their names": Case(
        "last_atg >= 3 weeks and stopped >= 2 weeks", "ATG < 3 weeks or a stop < 2 weeks ago",
        "At least 3 weeks since last atg, and at least 2 weeks since stopped.", "距离ATG至少3周，停药至少2周。",
        "exclusion",
    ),
    "no more, in an exclusion": Case(
        "alt <= 3", "ALT > 3 × ULN", "No ALT over 3 times the upper limit.", "不超过正常值上限的3倍。", "exclusion"
    ),
    "an age in other words": Case("age <= 59", "Subjects < 60 years", "Up to 59 years old.", "不满60岁。"),
    "an age in two ways": Case("age < 60", "Under the age of 60", "Under 60 years old (59 or less).", "59岁及以下。"),
    "an age in a range": Case("age < 60", "Younger than 60 years", "From 1 to 59 years.", "1至59岁。"),
    "an age that is excluded": Case("age <= 59", "Age ≥ 60 years", "Under 60 years old.", "不满60岁。", "exclusion"),
    "whole numbers in words": Case(
        "lines >= 2", "More than 1 line of therapy", "At least two treatments.", "超过1种治疗。"
    ),
    "two and a half times": Case(
        "alt <= 2.5", "ALT ≤ 2.5 x ULN", "Up to two and a half times the upper limit.", "不超过上限的两倍半。"
    ),
    "an age without a unit": Case("age < 60", "Under the age of 60", "Younger than 60.", "不满60。"),
    "a unit in words": Case(
        "clearance > 60", "Clearance > 60 mL/min", "Over 60 millilitres per minute.", "高于60毫升/分钟。"
    ),
    "percent in Chinese words": Case("lvef >= 50", "LVEF ≥ 50%", "At least fifty percent.", "不低于百分之五十。"),
    "a donor": Case('donor == "yes"', "A donor", "A relative who can give cells.", "有供者。"),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_a_rule_that_says_what_the_registry_does_is_left_alone(name: str, tmp_path: Path) -> None:
    assert found(tmp_path, RIGHT[name]) == []


WRONG = {
    "a number of the registry that no rule has": (
        RETICULOCYTES._replace(rule=RETICULOCYTES.rule.replace("< 60", "< 20")),
        "this text says < 60, which the rule does not have",
    ),
    "a count of the list that and and or do not have": (
        RETICULOCYTES._replace(
            rule="neutrophils < 0.5 and (platelets < 20 or reticulocytes < 60)",
            zh=RETICULOCYTES.zh.replace("至少两项", "需要")
        ),
        "this text says >= 2, which the rule does not have",
    ),
    "another count of the list, with and and or": (
        RETICULOCYTES._replace(
            rule=RIGHT["two of three counts, with and and or"].rule,
            en=RETICULOCYTES.en.replace("At least 2", "At least 1")
        ),
        "this text says at least 1 of them, and the rule at least 2",
    ),
    "another count of the list": (
        RETICULOCYTES._replace(en=RETICULOCYTES.en.replace("At least 2", "At least 1")),
        "this text says at least 1 of them, and the rule at least 2",
    ),
    "another count of the list, in Chinese": (
        RETICULOCYTES._replace(zh=RETICULOCYTES.zh.replace("至少两项", "至少一项")),
        "this text says at least 1 of them, and the rule at least 2",
    ),
    "ten times as many": (
        Case("platelets < 200", "Platelets < 20×10^9/L", "Under 20 × 10⁹/L.", "低于20×10⁹/L。"),
        "platelets < 200 is not in the registry’s words",
    ),
    "in the text too": (
        Case("platelets < 200", "Platelets < 20×10^9/L", "Under 200 × 10⁹/L.", "低于200×10⁹/L。"),
        "platelets < 200 is not in the registry’s words",
    ),
    "in the texts only": (
        Case("platelets < 20", "Platelets < 20×10^9/L", "Under 200 × 10⁹/L.", "低于200×10⁹/L。"),
        "platelets < 20 is not in this text (and zh)",
    ),
    "in the Chinese text only": (
        Case("platelets < 20", "Platelets < 20×10^9/L", "Under 20 × 10⁹/L.", "低于30×10⁹/L。"),
        "platelets < 20 is not in this text",
    ),
    "a number that only the registry has": (
        Case(
            "alt <= 3", "ALT ≤ 3 × ULN, bilirubin ≤ 1.5 × ULN", "At most 3 times the upper limit.", "不超过上限的3倍。"
        ),
        "no rule or question of this criterion has the registry’s <= 1.5 × uln",
    ),
    "another time, for options": (
        Case('car_t_before == "no"', "CAR-T within 6 months", "No CAR-T in the last 6 weeks.", "最近6周没有用过CAR-T。",
             "exclusion"),
        "this text says within 6 weeks, which the registry’s words do not have",
    ),
    "a time that the question does not ask for": (
        Case('car_t_before == "no"', "CAR-T within 6 months", "No CAR-T in 6 months.", "6个月内没有用过CAR-T。",
             "exclusion"),
        "no rule or question of this criterion has the registry’s within 6 months",
    ),
    "a limit that is only said to be known": (
        Case("known(alt)", "ALT ≤ 2.5 × ULN", "At most 2.5 times the upper limit.", "不超过上限的2.5倍。"),
        "no rule or question of this criterion has the registry’s <= 2.5 × uln",
    ),
    "an age at its limit": (
        Case("age <= 60", "Subjects under the age of 60", "At most 60 years old.", "不超过60岁。"),
        "age <= 60 counts the limit itself, unlike the registry’s words",
    ),
    "an age one year off": (
        Case("age < 60", "Subjects under the age of 60", "At most 58 years old.", "不超过58岁。"),
        "age < 60 is not in this text (and zh)",
    ),
    "an age in other words that leaves out one year": (
        Case("age <= 59", "Subjects under the age of 60", "Under 59 years old.", "不到59岁。"),
        "age <= 59 counts the limit itself, unlike this text (and zh)",
    ),
    "a limit of a number with decimals in other words": (
        Case("platelets <= 19", "Platelets < 20×10^9/L", "At most 19 × 10⁹/L.", "不超过19×10⁹/L。"),
        "platelets <= 19 is not in the registry’s words",
    ),
    "a whole number one off": (
        Case("lines >= 2", "At least 2 lines of therapy", "More than two treatments.", "超过2种治疗。"),
        "lines >= 2 counts the limit itself, unlike this text (and zh)",
    ),
    "a negation of the wrong side": (
        ATG._replace(rule="last_atg < 6 months", en="No ATG in the last 6 months.", zh="最近6个月内没有用过ATG。"),
        "last_atg < 6 months turns the other way than the registry’s words",
    ),
    "fewer days": (ATG._replace(rule="last_atg >= 100 days"), "last_atg >= 100 days is not in the registry’s words"),
    "days for months": (ATG._replace(rule="last_atg >= 6 days"), "last_atg >= 6 days is not in the registry’s words"),
    "a number of other things": (
        ATG._replace(rule="last_atg >= 2 weeks", registry="2 courses of ATG within 6 months"),
        "last_atg >= 2 weeks is not in the registry’s words",
    ),
    "weeks for months": (
        ATG._replace(rule="last_atg >= 26 weeks"), "last_atg >= 26 weeks is not in the registry’s words"
    ),
    "months as days": (ATG._replace(rule="last_atg > 6"), "last_atg > 6 has no unit, so it counts days"),
    "the wrong way": (
        Case("platelets <= 100", "Platelets ≥ 100×10^9/L", "At least 100 × 10⁹/L.", "不低于100×10⁹/L。"),
        "platelets <= 100 turns the other way than the registry’s words",
    ),
    "the wrong way, for exclusion": (
        Case("alt > 3", "ALT > 3 × ULN", "At most 3 times the upper limit.", "不超过上限的3倍。", "exclusion"),
        "alt > 3 turns the other way than the registry’s words",
    ),
    "the wrong way by time": (
        ATG._replace(rule="last_atg <= 6 months"), "last_atg <= 6 months turns the other way than the registry’s words"
    ),
    "the number itself": (
        Case("clearance >= 60", "Clearance > 60 mL/min", "Over 60 mL/min.", "高于60mL/min。"),
        "clearance >= 60 counts the limit itself, unlike the registry’s words",
    ),
    "the text turned": (
        Case("lvef >= 50", "LVEF ≥ 50%", "Under 50%.", "不低于50%。"), "lvef >= 50 turns the other way than this text"
    ),
    "an exclusion that fits yes": (
        Case('car_t_before == "yes"', "Prior CAR-T", "No CAR-T before.", "以前没有用过CAR-T。", "exclusion"),
        "whoever answers yes to car_t_before fits, and the text says “No CAR-T before.”",
    ),
    "an exclusion that fits yes, by its text too": (
        Case('car_t_before == "yes"', "Prior CAR-T", "CAR-T before.", "用过CAR-T。", "exclusion"),
        "whoever answers yes to car_t_before fits, although this is an exclusion criterion",
    ),
    "an inclusion that fits no": (
        Case('donor == "no"', "A donor", "A relative who can give cells.", "有供者。"),
        "whoever answers no to donor fits, and the text says “A relative who can give cells.”",
    ),
    "unlike measures": (
        Case("platelets < last_atg", "More ATG", "It is more.", "更多。"),
        "platelets and last_atg are unlike measures: 10^9/L and days ago",
    ),
    "a count and an age": (
        Case("reticulocytes < age", "More age", "It is more.", "更多。"),
        "reticulocytes and age are unlike measures: 10^9/L and years of age",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_one_slip_gives_one_message(name: str, tmp_path: Path) -> None:
    case, problem = WRONG[name]
    assert found(tmp_path, case) == [problem]


@pytest.mark.parametrize("name", [name for name in WRONG if "measure" not in name and "age" not in name])
def test_what_an_author_means_all_the_same_is_said_with_a_reason(name: str, tmp_path: Path) -> None:
    assert found(tmp_path, WRONG[name][0], differs="The study team said so.") == []


@pytest.mark.parametrize(
    ("bare", "registry", "instead"),
    [
        ("last_atg > 6", "ATG within 6 months", "last_atg > 6 months"),
        ("last_atg >= 182.625", "ATG within 6 months", "last_atg >= 6 months"),
        ("last_atg >= 183", "ATG within half a year", "last_atg >= 6 months"),
        ("last_atg >= 28", "ATG within four weeks", "last_atg >= 4 weeks"),
        ("last_atg >= 10", "Recent ATG", "last_atg >= 10 days"),
    ],
)
def test_a_time_without_a_unit_is_told_with_the_words_own_unit(
    bare: str, registry: str, instead: str, tmp_path: Path
) -> None:
    content = definition(bare, registry, text("Some time since ATG.", "用ATG以后过了一段时间。"), kind="exclusion")
    assert f"Write {instead}" in [fault.fix for fault in faults(tmp_path, content)]


@pytest.mark.parametrize(
    ("rule", "question", "problem"),
    [
        ("age >= 6 months", {"type": "age"}, "age is not asked in months"),
        ("last_atg >= 6 months", {"units": {"days": 1}}, "last_atg is not asked in months"),
        (
            "age >= 6",
            {"type": "age", "units": ["years_of_age", "months_of_age"]},
            "age may be answered in years_of_age",
        ),
        ("age >= 1.5 years", {"type": "age"}, "age counts completed units"),
        ("age >= 6 months", {"type": "age", "units": ["years", "months"]}, "an age is in years, and for children"),
        ("age >= 6 months", {"type": "age", "units": ["months_of_age"]}, "an age is in years, and for children"),
        ("age >= 6 months", {"type": "age", "units": [["years_of_age"]]}, "an age is in years, and for children"),
        ("clearance >= 6 months", {}, "clearance is no time"),
        ("donor >= 6 months", {}, "donor is no time"),
        ("last_atg >= 6 moons", {}, "“6 moons” is no time in the rule language"),
        ("last_atg >= 6 months", {"type": "count", "range": [0, 9], "units": {"a": 1}}, "a count has no units"),
        ("last_atg >= 6 months", {"type": "count", "range": [0, 9]}, "last_atg is no time"),
    ],
)
def test_a_time_that_its_question_can_not_answer_is_refused(
    rule: str, question: dict[str, Any], problem: str, tmp_path: Path
) -> None:
    name = rule.partition(" ")[0]
    case = Case(rule, "ATG within 6 months", "At least 6 months since ATG.", "距离ATG至少6个月。", "exclusion")
    told = found(tmp_path, case, questions={name: QUESTIONS[name] | question})
    assert [said.startswith(problem) for said in told] == [True]


def test_a_time_without_a_unit_is_told_where_it_decides_what_is_asked(tmp_path: Path) -> None:
    asked = {"later": QUESTIONS["donor"] | {"ask_if": "last_atg > 6"}}
    case = Case(
        'last_atg > 6 months or later == "no"', "ATG over 6 months ago", "ATG over 6 months ago.", "ATG超过6个月。"
    )
    problem = "last_atg > 6 has no unit, so it counts days"
    assert problem in found(tmp_path, case, questions=asked)
    asked["later"]["ask_if"] = "last_atg > 6 months"
    assert problem not in found(tmp_path, case, questions=asked)


def test_like_measures_may_be_compared(tmp_path: Path) -> None:
    assert found(tmp_path, Case("stopped < last_atg", "ATG first", "ATG came first.", "先用ATG。")) == []


def test_the_wrong_sex_is_found(tmp_path: Path) -> None:
    content = definition('sex == "male"', "Sex: FEMALE", text("For women.", "女性。"), name="SEX")
    study = {"eligibilityCriteria": "", "sex": "FEMALE"}
    told = ["the record says female, and the rule does not fit those only"]
    assert problems(tmp_path, content, study) == told
    content["criteria"][0]["requirements"][0]["fits"] = 'sex == "female"'
    assert problems(tmp_path, content, study) == []


def test_a_branch_that_is_never_asked_and_leaves_a_rule_unknown_is_found(tmp_path: Path) -> None:
    later = {"later": QUESTIONS["last_atg"] | {"ask_if": 'car_t_before == "yes"'}}
    case = ATG._replace(rule='later >= 6 months or (car_t_before == "yes" and later >= 6 months)')
    [problem] = found(tmp_path, case, questions=later)
    assert problem == "with car_t_before no it stays unknown, since later is not asked then"
    assert found(tmp_path, case._replace(rule='car_t_before == "no" or later >= 6 months'), questions=later) == []


UNITS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "right": (
        {"units": {"10^9/L": 1, "/uL": 0.001, "10^4/uL": 10},
         "ucum": {"10^9/L": "10*9/L", "/uL": "/uL", "10^4/uL": "10*4/uL"}},
        [],
    ),
    "an inverse factor": (
        {"units": {"mL/min": 1, "mL/s": 0.0167},
         "ucum": {"mL/min": "mL/min", "mL/s": "mL/s"}},
        ["1 mL/s is 60 mL/min by its UCUM code, and not 0.0167"],
    ),
    "a power of ten": (
        {"units": {"10^9/L": 1, "/uL": 0.01}, "ucum": {"10^9/L": "10*9/L", "/uL": "/uL"}},
        ["1 /uL is 0.001 10^9/L by its UCUM code, and not 0.01"],
    ),
    "grams and moles": ({"units": {"umol/L": 1, "mg/dL": 88.4}, "ucum": {"umol/L": "umol/L", "mg/dL": "mg/dL"}}, []),
    "degrees": (
        {"units": {"°C": 1, "°F": 0.56}, "ucum": {"°C": "Cel", "°F": "[degF]"}},
        ["°F is no multiple of °C, so no factor converts it"],
    ),
    "HbA1c": (
        {"printed": text("HbA1c", "HbA1c"), "units": {"%": 1, "mmol/mol": 0.1},
         "ucum": {"%": "%", "mmol/mol": "mmol/mol"}},
        ["mmol/mol is no multiple of %, so no factor converts it"],
    ),
    "lines of therapy": (
        {"units": {"lines": 1}},
        ["lines is no unit that a laboratory prints, and any number with decimals is taken"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNITS)
def test_units_are_compared_with_ucum(name: str, tmp_path: Path) -> None:
    question, told = UNITS[name]
    base = next(iter(question["units"]))
    unit = f"×{base}" if base.startswith("10") else base
    case = Case("it > 5", f"More than 5 {unit}", f"More than 5 {unit}.", f"高于5{unit}。")
    assert found(tmp_path, case, questions={"it": COUNT | NUMBER | question}) == told


def test_a_reason_is_no_empty_text(tmp_path: Path) -> None:
    [problem] = found(tmp_path, RIGHT["a donor"], differs=" ")
    assert "at least 1 character" in problem


CANCER = {"type": "choice", "options": [
    {"id": name, "label": text(name, name)} for name in ("now", "past", "never")
], **ASKS}  # fmt: skip
INFECTIONS = {"type": "choices", "options": [
    {"id": "hiv", "label": text("HIV", "HIV")}, {"id": "none", "label": text("None", "都没有"), "exclusive": True},
], **ASKS}  # fmt: skip
OF_OPTIONS = [
    ('cancer != "now"', "Another cancer", "No cancer now.", []),
    ('cancer == "now"', "Another cancer", "A cancer that is known.",
     ["whoever answers now to cancer fits, and never does not"]),
    ('"none" in infections', "HIV infection", "Nothing of these.", []),
    ('not "none" in infections', "HIV infection", "These infections.",
     ["whoever answers hiv to infections fits, and none does not"]),
    ('cancer in ("now", "past")', "No measurable cancer", "A cancer, now or before.", []),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "registry", "means", "problems"), OF_OPTIONS)
def test_an_exclusion_that_fits_those_who_have_it_is_found(
    rule: str, registry: str, means: str, problems: list[str], tmp_path: Path
) -> None:
    case = Case(rule, registry, means, "是这样。", "exclusion")
    findings = found(tmp_path, case, questions={"cancer": CANCER, "infections": INFECTIONS})
    assert [problem.partition(", in an")[0] for problem in findings if "fits" in problem] == problems


def options_of(*labels: tuple[str, str, str]) -> dict[str, Any]:
    options = [{"id": name, "label": text(en, zh)} for name, en, zh in labels]
    return {"questions": {"donor": YES_NO | {"options": options}}}


OPTIONS = {
    "as it should be": ([("yes", "Yes", "有"), ("no", "No", "没有")], []),
    "not to know is an answer": ([("yes", "I know", "知道"), ("no", "I do not know", "不知道")], []),
    "the same twice": ([("yes", "No", "有"), ("no", "No", "没有")],
                       ["the option yes reads “No”", "yes and no read the same: “No”"]),
    "the other way round": ([("yes", "Yes", "否"), ("no", "No", "是")],
                            ["the option yes reads “否”", "the option no reads “是”"]),
    "not known": ([("yes", "Yes", "有"), ("no", "No", "没有"), ("tested", "I am still being tested", "还在等结果")],
                  ["“I am still being tested” counts as an answer", "“还在等结果” counts as an answer"]),
}  # fmt: skip


@pytest.mark.parametrize("name", OPTIONS)
def test_options_that_read_otherwise_than_they_count_are_found(name: str, tmp_path: Path) -> None:
    labels, problems = OPTIONS[name]
    case = RIGHT["a donor"]._replace(rule='donor != "no"' if len(labels) > 2 else 'donor == "yes"')
    assert but_useless_options(found(tmp_path, case, **options_of(*labels))) == problems
