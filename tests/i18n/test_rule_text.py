"""Rules in words: every construct in both languages."""

import pytest

from prescreen.i18n.locale import LANGUAGES, use_language
from prescreen.i18n.rule_text import RuleText, describe_branch, describe_rule
from prescreen.rules.parser import parse
from prescreen.trial.questions import OptionQuestion
from tests.support.core import TRIAL
from tests.support.every_type import trial_with

MARROW = {
    "en": "How full of cells was your bone marrow (cellularity)?",
    "zh": "骨髓活检报告上的骨髓增生程度是百分之几？",
}


def shown(line: RuleText) -> str:
    """Lines, indented by two spaces for each level."""
    return "\n".join("  " * depth + text for depth, text in line.lines())


def worded(rule: str, lang: str) -> str:
    with use_language(lang):
        return shown(describe_rule(TRIAL, parse(rule)))


def asked(ask_if: str | None, lang: str) -> str:
    """When a question of the trial would be asked if it had this ask_if."""
    rule = None if ask_if is None else parse(ask_if)
    question = TRIAL.questions["residual_cells"].model_copy(update={"ask_if": rule})
    with use_language(lang):
        return shown(describe_branch(TRIAL, question))


SAID = {
    "platelets < 20": ("Platelets: less than 20 × 10⁹/L", "血小板：低于20×10⁹/L"),
    "20 > platelets": ("Platelets: less than 20 × 10⁹/L", "血小板：低于20×10⁹/L"),
    "platelets <= 20": ("Platelets: at most 20 × 10⁹/L", "血小板：不超过20×10⁹/L"),
    "platelets > 1000.5": ("Platelets: more than 1,000.5 × 10⁹/L", "血小板：高于1,000.5×10⁹/L"),
    "creatinine_clearance >= 60": ("Creatinine clearance: at least 60 mL/min", "肌酐清除率：不低于60 mL/min"),
    "lvef == 50": ("Ejection fraction: exactly 50%", "左室射血分数：等于50%"),
    "lvef != 50": ("Ejection fraction: not 50%", "左室射血分数：不等于50%"),
    "lvef in (50, 60)": ("Ejection fraction: one of these: 50%; 60%", "左室射血分数：是以下数值之一：50%；60%"),
    "lvef not in (50, 60)": (
        "Ejection fraction: none of these: 50%; 60%",
        "左室射血分数：不是以下任何一个数值：50%；60%",
    ),
    "alt <= 1.5": ("ALT: at most 1.5 times the upper limit", "谷丙转氨酶：不超过上限的1.5倍"),
    "alt < ast": ("ALT: less than the number for “AST”", "谷丙转氨酶：低于“谷草转氨酶”的数值"),
    'donor == "no"': (
        "Could someone in your family be your donor? The answer is “No, no relative can be my donor”",
        "您的亲属中，有人可以做您的供者吗？回答是“没有亲属能做供者”",
    ),
    '"no" == lung_infection': (
        "Do you have an infection in your lungs now? The answer is “No”",
        "您现在有肺部感染吗？回答是“没有”",
    ),
    'lung_infection != "no"': (
        "Do you have an infection in your lungs now? The answer is not “No”",
        "您现在有肺部感染吗？回答不是“没有”",
    ),
    'marrow in ("under_25", "over_50")': (
        f"{MARROW['en']} The answer is one of these: “Less than 25%”; “More than 50%”",
        f"{MARROW['zh']}回答是以下之一：“低于25%”；“高于50%”",
    ),
    'marrow not in ("under_25", "over_50")': (
        f"{MARROW['en']} The answer is none of these: “Less than 25%”; “More than 50%”",
        f"{MARROW['zh']}回答不是以下任何一项：“低于25%”；“高于50%”",
    ),
    'marrow in ("under_25",)': (
        f"{MARROW['en']} The answer is “Less than 25%”",
        f"{MARROW['zh']}回答是“低于25%”",
    ),
    'marrow not in ["under_25"]': (
        f"{MARROW['en']} The answer is not “Less than 25%”",
        f"{MARROW['zh']}回答不是“低于25%”",
    ),
    '"hiv" in infections': (
        "Do you have any of these infections now? The answers include “HIV”",
        "您现在有下面这些感染吗？回答中有“艾滋病病毒（HIV）感染”",
    ),
    '"hiv" not in infections': (
        "Do you have any of these infections now? The answers do not include “HIV”",
        "您现在有下面这些感染吗？回答中没有“艾滋病病毒（HIV）感染”",
    ),
    "marrow == donor": (
        f"{MARROW['en']} The answer is the same as to “Could someone in your family be your donor?”",
        f"{MARROW['zh']}回答与“您的亲属中，有人可以做您的供者吗？”的回答相同",
    ),
    "marrow != donor": (
        f"{MARROW['en']} The answer is not the same as to “Could someone in your family be your donor?”",
        f"{MARROW['zh']}回答与“您的亲属中，有人可以做您的供者吗？”的回答不同",
    ),
    "known(marrow)": (f"{MARROW['en']} The answer is known", f"{MARROW['zh']}已有明确回答"),
    "not known(marrow)": (f"{MARROW['en']} The answer is not known", f"{MARROW['zh']}没有明确回答"),
    "known(lvef)": ("Ejection fraction: the number is known", "左室射血分数：已有数值"),
    "not known(lvef)": ("Ejection fraction: the number is not known", "左室射血分数：没有数值"),
    "unknown": ("Not decided here: only the study team can judge", "这里不作判断，只有研究团队能判断"),
    "not lvef < 50": ("Ejection fraction: at least 50%", "左室射血分数：不低于50%"),
    "not not lvef < 50": ("Ejection fraction: less than 50%", "左室射血分数：低于50%"),
    "not alt < ast": ("ALT: at least the number for “AST”", "谷丙转氨酶：不低于“谷草转氨酶”的数值"),
    "not unknown": ("Not decided here: only the study team can judge", "这里不作判断，只有研究团队能判断"),
    "lvef > 50 and alt < 2": (
        "All of these:\n  Ejection fraction: more than 50%\n  ALT: less than 2 times the upper limit",
        "以下全部：\n  左室射血分数：高于50%\n  谷丙转氨酶：低于上限的2倍",
    ),
    "50 < lvef <= 60": (
        "All of these:\n  Ejection fraction: more than 50%\n  Ejection fraction: at most 60%",
        "以下全部：\n  左室射血分数：高于50%\n  左室射血分数：不超过60%",
    ),
    "lvef > 50 or alt < 2": (
        "At least one of these:\n  Ejection fraction: more than 50%\n  ALT: less than 2 times the upper limit",
        "以下至少一项：\n  左室射血分数：高于50%\n  谷丙转氨酶：低于上限的2倍",
    ),
    "not (lvef > 50 or alt < 2)": (
        "All of these:\n  Ejection fraction: at most 50%\n  ALT: at least 2 times the upper limit",
        "以下全部：\n  左室射血分数：不超过50%\n  谷丙转氨酶：不低于上限的2倍",
    ),
    "at_least(2, lvef > 50, alt < 2, ast < 2)": (
        "At least 2 of these 3:\n  Ejection fraction: more than 50%\n  ALT: less than 2 times the upper limit\n"
        "  AST: less than 2 times the upper limit",
        "以下3项中至少2项：\n  左室射血分数：高于50%\n  谷丙转氨酶：低于上限的2倍\n  谷草转氨酶：低于上限的2倍",
    ),
    "not at_least(3, lvef > 50, alt < 2, ast < 2)": (
        "At least one of these:\n  Ejection fraction: at most 50%\n  ALT: at least 2 times the upper limit\n"
        "  AST: at least 2 times the upper limit",
        "以下至少一项：\n  左室射血分数：不超过50%\n  谷丙转氨酶：不低于上限的2倍\n  谷草转氨酶：不低于上限的2倍",
    ),
    "at_least(1, lvef > 50)": ("Ejection fraction: more than 50%", "左室射血分数：高于50%"),
    "lvef > 50 and (alt < 2 or ast < 2)": (
        "All of these:\n  Ejection fraction: more than 50%\n  At least one of these:\n"
        "    ALT: less than 2 times the upper limit\n    AST: less than 2 times the upper limit",
        "以下全部：\n  左室射血分数：高于50%\n  以下至少一项：\n"
        "    谷丙转氨酶：低于上限的2倍\n    谷草转氨酶：低于上限的2倍",
    ),
}


@pytest.mark.parametrize("rule", SAID)
def test_every_construct_is_said_in_both_languages(rule: str) -> None:
    assert (worded(rule, "en"), worded(rule, "zh")) == SAID[rule]


# Rules of the shipped trial.
GOLDEN = {
    "blood_counts": (
        "At least 2 of these 3:\n  Neutrophils: less than 0.5 × 10⁹/L\n  Platelets: less than 20 × 10⁹/L\n"
        "  Reticulocytes: less than 20 × 10⁹/L",
        "以下3项中至少2项：\n  中性粒细胞：低于0.5×10⁹/L\n  血小板：低于20×10⁹/L\n  网织红细胞：低于20×10⁹/L",
    ),
    "bilirubin": (
        "At least one of these:\n  Total bilirubin: at most 1.5 times the upper limit\n  All of these:\n"
        "    Has a doctor said that this illness has reached your liver too (肝脏受累)? The answer is “Yes”\n"
        "    Total bilirubin: at most 3 times the upper limit",
        "以下至少一项：\n  总胆红素：不超过上限的1.5倍\n  以下全部：\n"
        "    医生有没有说过，您的病侵犯了肝脏（肝脏受累）？回答是“医生说过”\n    总胆红素：不超过上限的3倍",
    ),
    "other_medicines": (
        "At least one of these:\n"
        "  In the last 2 weeks, did you have any of these treatments? The answers do not include “Other medicines, "
        "such as ciclosporin, growth factors or antibiotics”\n"
        "  Not decided here: only the study team can judge",
        "以下至少一项：\n  最近2周，您接受过下面这些治疗吗？"
        "回答中没有“其他药物，如环孢素、升白针、升血小板药、抗生素”\n"
        "  这里不作判断，只有研究团队能判断",
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_rules_of_the_shipped_trial_read_as_they_should(name: str) -> None:
    [rule] = [requirement.fits for requirement in TRIAL.requirements if requirement.id == name]
    assert (worded(rule.source, "en"), worded(rule.source, "zh")) == GOLDEN[name]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_of_the_shipped_trial_names_what_it_reads_and_no_code(lang: str) -> None:
    for requirement in TRIAL.requirements:
        said = worded(requirement.fits.source, lang)
        for name in requirement.fits.reads:
            question = TRIAL.questions[name]
            assert (question.ask if isinstance(question, OptionQuestion) else question.short_name)[lang] in said
        for code in ("==", "!=", "_", '"', "%("):
            assert code not in said


BRANCHES = {
    None: ("Always asked", "每个人都会问到"),
    # A question is skipped only where its rule is known to be false, so the text says when that is.
    'lung_infection != "no"': (
        "Always asked, unless it is known that:\n  Do you have an infection in your lungs now? The answer is “No”",
        "除非已知以下情况，否则都会问：\n  您现在有肺部感染吗？回答是“没有”",
    ),
    "lvef < 50 and alt < 2": (
        "Always asked, unless it is known that:\n  At least one of these:\n    Ejection fraction: at least 50%\n"
        "    ALT: at least 2 times the upper limit",
        "除非已知以下情况，否则都会问：\n  以下至少一项：\n    左室射血分数：不低于50%\n"
        "    谷丙转氨酶：不低于上限的2倍",
    ),
    # A rule that is never unknown is said as it is; `known` is left out where another statement says as much.
    'known(marrow) and marrow == "under_25"': (
        f"Asked only when this is so:\n  {MARROW['en']} The answer is “Less than 25%”",
        f"只有在以下情况下才会问：\n  {MARROW['zh']}回答是“低于25%”",
    ),
    "known(lvef)": (
        "Asked only when this is so:\n  Ejection fraction: the number is known",
        "只有在以下情况下才会问：\n  左室射血分数：已有数值",
    ),
    "known(alt) and known(ast) and (alt < 2 or ast < 2)": (
        "Asked only when this is so:\n  All of these:\n    ALT: the number is known\n    AST: the number is known\n"
        "    At least one of these:\n      ALT: less than 2 times the upper limit\n"
        "      AST: less than 2 times the upper limit",
        "只有在以下情况下才会问：\n  以下全部：\n    谷丙转氨酶：已有数值\n    谷草转氨酶：已有数值\n"
        "    以下至少一项：\n      谷丙转氨酶：低于上限的2倍\n      谷草转氨酶：低于上限的2倍",
    ),
}


@pytest.mark.parametrize("ask_if", BRANCHES)
def test_a_branch_says_truly_when_its_question_is_asked(ask_if: str | None) -> None:
    assert (asked(ask_if, "en"), asked(ask_if, "zh")) == BRANCHES[ask_if]


# Each type says a limit in its own unit.
LIMITS = {
    "platelets < 20": ("PLATELETS: less than 20 × 10⁹/L", "PLATELETS（中文）：低于20×10⁹/L"),
    "base_excess > -3.5": ("BASE_EXCESS: more than -3.5 mmol/L", "BASE_EXCESS（中文）：高于-3.5 mmol/L"),
    "saturation >= 92": ("SATURATION: at least 92%", "SATURATION（中文）：不低于92%"),
    "age < 18": ("AGE: less than 18 years old", "AGE（中文）：低于18岁"),
    "age in (1, 2)": ("AGE: one of these: 1 year old; 2 years old", "AGE（中文）：是以下数值之一：1岁；2岁"),
    "last_treatment >= 28": ("LAST_TREATMENT: at least 28 days", "LAST_TREATMENT（中文）：不低于28天"),
    "alt <= 1.5": ("ALT: at most 1.5 times the upper limit", "ALT（中文）：不超过上限的1.5倍"),
    "bmi < 30": ("BMI: less than 30 kg/m²", "BMI（中文）：低于30 kg/m²"),
    "not bmi < 18.5": ("BMI: at least 18.5 kg/m²", "BMI（中文）：不低于18.5 kg/m²"),
    "age > bmi": ("AGE: more than the number for “BMI”", "AGE（中文）：高于“BMI（中文）”的数值"),
}


@pytest.mark.parametrize("rule", LIMITS)
def test_each_type_says_a_limit_in_its_own_unit(rule: str) -> None:
    trial = trial_with(rule)
    said = []
    for lang in LANGUAGES:
        with use_language(lang):
            said.append(shown(describe_rule(trial, trial.requirements[0].fits)))
    assert tuple(said) == LIMITS[rule]
