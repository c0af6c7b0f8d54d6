"""What `flask trial check` says of a rule that forgets an option that the words name, or lets another one in."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import one_rule
from tests.support.one_rule import ASKS, YES_NO, Case, but_useless_options, definition, problems, text


def asked(kind: str, *options: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    listed = [
        {"id": name, "label": text(en, zh)} | ({"exclusive": True} if kind == "choices" and name == "none" else {})
        for name, en, zh in options
    ]
    return {"type": kind, "options": listed, **ASKS, **more}


QUESTIONS: dict[str, Any] = {
    "severity": asked(
        "choice",
        ("saa", "Severe aplastic anemia (SAA)", "重型再生障碍性贫血（SAA）"),
        ("vsaa", "Very severe aplastic anemia (VSAA)", "极重型再生障碍性贫血（VSAA）"),
        ("nsaa", "Aplastic anemia that is not severe (NSAA)", "非重型再生障碍性贫血（NSAA）"),
        ("other", "Another illness", "其他疾病"),
    ),
    "extent": asked(
        "choice",
        ("one", "Stage I", "Ⅰ期"),
        ("two", "Stage II", "Ⅱ期"),
        ("three", "Stage III", "Ⅲ期"),
        ("four", "Stage IV", "Ⅳ期"),
    ),
    "diabetes": asked(
        "choice", ("type_1", "Type 1", "1型"), ("type_2", "Type 2", "2型"), ("none", "No diabetes", "没有糖尿病")
    ),
    "receptor": asked(
        "choice", ("her2_positive", "HER2-positive", "HER2阳性"), ("her2_negative", "HER2-negative", "HER2阴性")
    ),
    "transplant": asked(
        "choice",
        ("not_suitable", "It is not suitable for me", "不适合我"),
        ("unwilling", "I do not want one", "我不愿意做"),
        ("suitable_and_willing", "It is suitable for me, and I am willing to have one", "适合我，我也愿意做"),
    ),
    "marrow": asked(
        "choice",
        ("under_25", "Less than 25%", "低于25%"),
        ("25_to_50", "From 25% to 50%", "25%至50%"),
        ("over_50", "More than 50%", "高于50%"),
    ),
    "grade": asked("choice", *((str(n), f"Line {n}", f"第{n}行") for n in range(5))),
    "gvhd": asked(
        "choices",
        ("acute", "Acute GVHD", "急性移植物抗宿主病"),
        ("chronic_mild", "Chronic GVHD, mild", "慢性移植物抗宿主病，轻度"),
        ("chronic_severe", "Chronic GVHD, severe", "慢性移植物抗宿主病，重度"),
        ("none", "None of these", "都没有"),
    ),
    "heart": asked(
        "choices",
        ("long_qt", "A long QT", "QT间期延长"),
        ("arrhythmia", "A severe arrhythmia", "严重心律失常"),
        ("heart_attack", "A heart attack", "心肌梗死"),
        ("none", "None of these", "都没有"),
    ),
    "failure": asked(
        "choice",
        ("failure_1", "Heart failure of NYHA grade 1", "NYHA 1级的心力衰竭"),
        ("failure_2_to_4", "Heart failure of NYHA grade 2 or higher", "NYHA 2级或以上的心力衰竭"),
        ("none", "No heart failure", "没有心力衰竭"),
    ),
    "smoking": asked(
        "choice", ("now", "I smoke", "吸烟"), ("past", "I have stopped", "已戒烟"), ("never", "Never", "从不")
    ),
    "donor": YES_NO,
}


def found(folder: Path, case: Case, **more: Any) -> list[str]:
    return but_useless_options(one_rule.found(folder, case, questions=QUESTIONS, **more))


SEVERE = Case(
    'severity in ("saa", "vsaa")',
    "Severe or very severe aplastic anemia",
    "Severe or very severe aplastic anemia.",
    "重型或极重型再生障碍性贫血。",
)
STAGE = Case('extent in ("three", "four")', "Stage III or IV disease", "Stage III or stage IV.", "Ⅲ期或Ⅳ期。")
GRADE = Case('grade in ("0", "1")', "ECOG performance status 0-1", "ECOG 0 or 1.", "体力状况评分0至1分。")
GVHD = Case(
    'not ("acute" in gvhd or "chronic_severe" in gvhd)',
    "Acute GVHD or severe chronic GVHD",
    "No acute GVHD and no severe chronic GVHD.",
    "没有急性或重度慢性移植物抗宿主病。",
    "exclusion",
)
HEART = Case(
    '"none" in heart',
    "Long QT, severe arrhythmia or a heart attack",
    "No heart problem of this kind.",
    "没有这类心脏问题。",
    "exclusion",
)
FAILURE = Case(
    'failure != "failure_2_to_4"',
    "Heart failure of NYHA grade 2 or higher",
    "No failure beyond NYHA grade 1.",
    "没有超过NYHA 1级的心力衰竭。",
    "exclusion",
)
RIGHT = {
    "both": SEVERE,
    "a broader name": SEVERE._replace(registry="Diagnosis of severe aplastic anemia"),
    "abbreviations": SEVERE._replace(registry="SAA or VSAA by the consensus", en="SAA or VSAA.", zh="SAA或VSAA。"),
    "not named at all": SEVERE._replace(registry="Bone marrow failure", en="Bone marrow that fails.", zh="骨髓衰竭。"),
    "what is not meant": SEVERE._replace(registry="Severe aplastic anemia, but not NSAA", en="Severe or very severe."),
    "excluded by name": Case(
        'severity != "nsaa"',
        "Aplastic anemia that is not severe",
        "No NSAA.",
        "没有非重型再生障碍性贫血。",
        "exclusion",
    ),
    "the severe ones excluded": Case(
        'severity not in ("saa", "vsaa")', "SAA or VSAA", "No SAA or VSAA.", "没有SAA或VSAA。", "exclusion"
    ),
    "stages": STAGE,
    "advanced stages": STAGE._replace(
        registry="Advanced disease (stage III or higher)", en="An advanced stage.", zh="晚期。"
    ),
    "a type": Case('diabetes == "type_2"', "Type 2 diabetes", "Type 2 diabetes.", "2型糖尿病。"),
    "no diabetes": Case('diabetes == "none"', "Diabetes mellitus", "No diabetes.", "没有糖尿病。", "exclusion"),
    "type 1 excluded": Case(
        'diabetes != "type_1"', "Type 1 diabetes", "No type 1 diabetes.", "没有1型糖尿病。", "exclusion"
    ),
    "other than": Case(
        'diabetes != "type_1"', "Diabetes other than type 1", "Type 2 diabetes, or none.", "2型糖尿病或没有糖尿病。"
    ),
    "a negative name": Case(
        'receptor == "her2_negative"', "HER2-negative breast cancer", "HER2-negative.", "HER2阴性。"
    ),
    "names that begin with not": Case(
        'transplant in ("not_suitable", "unwilling")',
        "Patients who are not suitable or unwilling to have a transplant",
        "People for whom a transplant is not suitable, or who do not want one.",
        "不适合或不愿意做移植的人。",
    ),
    "a limit": Case('marrow == "under_25"', "Cellularity < 25%", "Less than 25% full.", "低于25%。"),
    "an excluded limit": Case(
        'marrow != "over_50"', "Cellularity of more than 50%", "At most 50% full.", "不高于50%。", "exclusion"
    ),
    "grades": GRADE,
    "grades up to": GRADE._replace(registry="ECOG ≤ 1", en="ECOG of 1 or better.", zh="ECOG不超过1分。"),
    "grades in a list": GRADE._replace(
        rule='grade in ("0", "1", "2")',
        registry="Performance status (ECOG) of 0, 1 or 2",
        en="ECOG 0, 1 or 2.",
        zh="ECOG评分0、1或2分。",
    ),
    "grades excluded": GRADE._replace(registry="ECOG > 1", kind="exclusion", en="ECOG 0 to 1.", zh="体力状况0至1分。"),
    "beyond a grade": FAILURE,
    "beyond a grade of a scale": GRADE._replace(
        registry="Activity above ECOG grade 1",
        kind="exclusion",
        en="No activity above ECOG grade 1.",
        zh="没有高于ECOG 1分的情况。",
    ),
    "some of the options": GVHD,
    "none of the options": HEART,
    "such as": HEART._replace(
        registry="Severe heart disease such as a heart attack",
        en="No severe heart disease, such as a heart attack.",
        zh="没有心肌梗死等严重心脏病。",
    ),
    "smoking, stopped or not": Case(
        'smoking != "now"', "Current smoker", "You do not smoke now.", "现在不吸烟。", "exclusion"
    ),
    "smokers wanted": Case('smoking == "now"', "Current smokers", "People who smoke.", "吸烟者。"),
    "with another question": SEVERE._replace(
        rule='severity in ("saa", "vsaa") and donor == "yes"',
        registry="Severe or very severe aplastic anemia with a donor",
        en="Severe or very severe aplastic anemia, and a donor.",
        zh="重型或极重型再生障碍性贫血，并有供者。",
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_rule_with_the_options_that_the_words_name_is_left_alone(name: str, tmp_path: Path) -> None:
    assert found(tmp_path, RIGHT[name]) == []


OUT = "does not fit, and"
WRONG = {
    "one of two": (SEVERE._replace(rule='severity == "saa"'), f"vsaa to severity {OUT} the text names it"),
    "one of two, by the registry": (
        SEVERE._replace(rule='severity == "saa"', en="Bone marrow that fails.", zh="骨髓衰竭。"),
        f"vsaa to severity {OUT} the registry’s words name it",
    ),
    "one of two, in Chinese": (
        SEVERE._replace(rule='severity == "saa"', registry="Bone marrow failure", en="Bone marrow that fails."),
        f"vsaa to severity {OUT} the text names (zh) it",
    ),
    "all others": (SEVERE._replace(rule='severity in ("nsaa", "other")'), f"saa to severity {OUT} the text names it"),
    "all but one": (SEVERE._replace(rule='severity != "saa"'), f"saa to severity {OUT} the text names it"),
    "one more": (
        SEVERE._replace(rule='severity in ("saa", "vsaa", "nsaa")'),
        "nsaa to severity fits, and the text names only saa, vsaa",
    ),
    "all but the other": (
        SEVERE._replace(rule='severity != "other"'),
        "nsaa to severity fits, and the text names only saa, vsaa",
    ),
    "the other type": (
        Case('diabetes == "type_1"', "Type 2 diabetes", "Type 2 diabetes.", "2型糖尿病。"),
        f"type_2 to diabetes {OUT} the text names it",
    ),
    "excluded the wrong way": (
        Case('severity in ("saa", "vsaa")', "SAA or VSAA", "No SAA or VSAA.", "没有SAA或VSAA。", "exclusion"),
        "saa to severity fits, and the text names it as what keeps a person out",
    ),
    "one of two excluded": (
        GVHD._replace(rule='"acute" not in gvhd'),
        "chronic_severe to gvhd fits, and the text names it as what keeps a person out",
    ),
    "one of three excluded, by the registry": (
        HEART._replace(rule='"long_qt" not in heart'),
        "arrhythmia to heart fits, and the registry’s words name it as what keeps a person out",
    ),
    "one more excluded": (
        GVHD._replace(rule='"none" in gvhd'),
        "chronic_mild to gvhd does not fit, and the text names only acute, chronic_severe",
    ),
    "the other side of a limit": (
        Case('marrow == "over_50"', "Cellularity < 25%", "Less than 25% full.", "低于25%。"),
        f"under_25 to marrow {OUT} the text names it",
    ),
    "a limit excluded the wrong way": (
        Case('marrow == "over_50"', "Cellularity of more than 50%", "Not over 50% full.", "不高于50%。", "exclusion"),
        "over_50 to marrow fits, and the text names it as what keeps a person out",
    ),
    "a grade that is not allowed": (
        FAILURE._replace(en="No failure of NYHA grade 1.", zh="没有NYHA 1级的心力衰竭。"),
        "failure_1 to failure fits, and the text names it as what keeps a person out",
    ),
    "a grade above which people are kept out": (
        GRADE._replace(rule='grade in ("1", "2")', registry="Good activity", en="ECOG not above grade 1."),
        f"0 to grade {OUT} the text names it",
    ),
    "the wrong grades": (GRADE._replace(rule='grade in ("1", "2")'), f"0 to grade {OUT} the text names it"),
    "one grade more": (
        GRADE._replace(rule='grade in ("0", "1", "2")'),
        "2 to grade fits, and the text names only 0, 1",
    ),
    "a grade that is forgotten": (
        GRADE._replace(rule='grade == "0"', en="An active life.", zh="能走动。"),
        f"1 to grade {OUT} the registry’s words name it",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_rule_with_other_options_is_told_once(name: str, tmp_path: Path) -> None:
    case, problem = WRONG[name]
    assert found(tmp_path, case) == [f"whoever answers {problem}"]
    assert found(tmp_path, case, differs="The study team said so.") == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_trial_in_one_language_is_checked_too(language: str, tmp_path: Path) -> None:
    means = {language: text(SEVERE.en, SEVERE.zh)[language]}
    named = "the text names" if language == "en" else "the text names (zh)"
    for rule, told in (
        (SEVERE.rule, []),
        ('severity == "saa"', [f"whoever answers vsaa to severity does not fit, and {named} it"]),
    ):
        content = definition(rule, SEVERE.registry, means, questions=QUESTIONS)
        assert but_useless_options(problems(tmp_path, content)) == told
