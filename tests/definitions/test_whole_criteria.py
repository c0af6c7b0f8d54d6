"""Criteria as studies have them, with rules that mean them: `flask trial check` finds nothing in any of them."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.one_rule import ASKS, but_useless_options, definition, problems, text


class Case(NamedTuple):
    kind: str
    registry: str
    rule: str
    means: dict[str, str]
    questions: dict[str, dict[str, Any]]


def choice(*options: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    return {
        "type": "choice",
        "options": [{"id": name, "label": text(en, zh)} for name, en, zh in options],
        **ASKS,
        **more,
    }


def choices(*options: tuple[str, str, str]) -> dict[str, Any]:
    """Any of the options; the last of them is for none."""
    asked = choice(*options) | {"type": "choices"}
    asked["options"][-1]["exclusive"] = True
    return asked


def yes_no(en: str, zh: str, name: tuple[str, str] | None = None) -> dict[str, Any]:
    named = {"name": text(*name)} if name else {}
    return choice(("yes", "Yes", "有"), ("no", "No", "没有"), ask=text(en, zh), **named)


INCLUSION, EXCLUSION = "inclusion", "exclusion"
CASES = [
    Case(
        EXCLUSION,
        "Uncontrolled hypertension, unstable angina, or myocardial infarction within 6 months",
        '"none" in cardio',
        text(
            "No recent heart attack, no unstable angina, and no high blood pressure that is out of control.",
            "近期没有心肌梗死，没有不稳定型心绞痛或未控制的高血压。",
        ),
        {
            "cardio": choices(
                ("hypertension", "High blood pressure that is not under control", "未控制的高血压"),
                ("angina", "Unstable angina", "不稳定型心绞痛"),
                ("infarction", "A heart attack in the last 6 months", "最近6个月内心肌梗死"),
                ("none", "None of these", "都没有"),
            )
        },
    ),
    Case(
        EXCLUSION,
        "Active autoimmune disease, except for vitiligo or type 1 diabetes",
        'auto in ("none","vitiligo_or_diabetes")',
        text(
            "No autoimmune illness. Vitiligo and type 1 diabetes are allowed.",
            "没有自身免疫病，白癜风和1型糖尿病除外。",
        ),
        {
            "auto": choice(
                ("none", "None", "没有"),
                ("vitiligo_or_diabetes", "Vitiligo or type 1 diabetes only", "只有白癜风或1型糖尿病"),
                ("other_auto", "Another autoimmune illness", "其他自身免疫病"),
            )
        },
    ),
    Case(
        INCLUSION,
        "EGFR exon 19 deletion or L858R mutation",
        'egfr in ("exon_19","l858r")',
        text("An EGFR change: exon 19 deletion or L858R.", "EGFR 19外显子缺失或L858R突变。"),
        {
            "egfr": choice(
                ("exon_19", "Exon 19 deletion", "19外显子缺失"),
                ("l858r", "L858R", "L858R"),
                ("other_change", "Another change", "其他突变"),
                ("wild_type", "No change", "没有突变"),
            )
        },
    ),
    Case(
        EXCLUSION,
        "Previous treatment with CAR-T or bispecific antibodies",
        '"car_t" not in prior and "bispecific" not in prior',
        text("No CAR-T cells and no bispecific antibody before.", "以前没有用过CAR-T或双特异性抗体。"),
        {
            "prior": choices(
                ("car_t", "CAR-T cells", "CAR-T细胞"),
                ("bispecific", "A bispecific antibody", "双特异性抗体"),
                ("chemo", "Chemotherapy", "化疗"),
                ("none", "None", "都没有"),
            )
        },
    ),
    Case(
        INCLUSION,
        "Relapse after autologous or allogeneic transplantation",
        'tx in ("auto","allo") and relapse == "yes"',
        text(
            "An illness that came back after a transplant of your own or someone else's stem cells.",
            "自体或异基因移植后复发。",
        ),
        {
            "tx": choice(
                ("auto", "My own cells (autologous)", "自体"),
                ("allo", "Someone else's cells (allogeneic)", "异基因"),
                ("no_tx", "No transplant", "没有移植"),
            ),
            "relapse": yes_no("Did it come back?", "复发了吗？", ("Relapse", "复发")),
        },
    ),
    Case(
        EXCLUSION,
        "Pregnancy, lactation, or unwillingness to use contraception",
        'preg == "no" and contra != "not_willing"',
        text("Not pregnant or breastfeeding, and willing to use birth control.", "没有怀孕或哺乳，愿意避孕。"),
        {
            "preg": yes_no("Are you pregnant or breastfeeding?", "您怀孕或哺乳吗？", ("Pregnancy", "怀孕")),
            "contra": choice(
                ("willing", "I am willing", "愿意"),
                ("not_willing", "I am not willing", "不愿意"),
                ("not_needed", "It is not needed", "不需要"),
                name=text("Birth control", "避孕"),
            ),
        },
    ),
    Case(
        INCLUSION,
        "Child-Pugh class A or B (score ≤ 7)",
        'cp in ("a","b7")',
        text("Child-Pugh class A, or B with a score of 7.", "Child-Pugh A级，或B级7分。"),
        {
            "cp": choice(
                ("a", "Class A", "A级"),
                ("b7", "Class B, 7 points", "B级，7分"),
                ("worse", "More than 7 points", "7分以上"),
            )
        },
    ),
    Case(
        INCLUSION,
        "Life-long non-smokers",
        'smoked == "no"',
        text("People who never smoked.", "从不吸烟的人。"),
        {"smoked": yes_no("Have you ever smoked?", "您吸过烟吗？")},
    ),
    Case(
        EXCLUSION,
        "Bilateral hearing loss",
        '"left" not in ear or "right" not in ear',
        text("No hearing loss on both sides.", "没有双侧听力下降。"),
        {"ear": choices(("left", "Left", "左耳"), ("right", "Right", "右耳"), ("none", "Neither", "都没有"))},
    ),
    Case(
        EXCLUSION,
        "Simultaneous use of warfarin and aspirin",
        'warf == "no" or asp == "no"',
        text("Not warfarin together with aspirin.", "没有同时使用华法林和阿司匹林。"),
        {
            "warf": yes_no("Do you take warfarin?", "您用华法林吗？", ("Warfarin", "华法林")),
            "asp": yes_no("Do you take aspirin?", "您用阿司匹林吗？", ("Aspirin", "阿司匹林")),
        },
    ),
    Case(
        INCLUSION,
        "Able to walk with or without an aid",
        'walk in ("alone","aid")',
        text("You can walk, with or without an aid.", "能行走，可以借助器具。"),
        {
            "walk": choice(
                ("alone", "Without an aid", "不用器具"),
                ("aid", "With an aid", "借助器具"),
                ("not_able", "I cannot walk", "不能行走"),
            )
        },
    ),
    Case(
        INCLUSION,
        "Moderate to severe plaque psoriasis",
        'pso in ("moderate","severe")',
        text("Moderate or severe plaque psoriasis.", "中度至重度斑块型银屑病。"),
        {"pso": choice(("mild", "Mild", "轻度"), ("moderate", "Moderate", "中度"), ("severe", "Severe", "重度"))},
    ),
    Case(
        EXCLUSION,
        "Moderate or severe hepatic impairment",
        'liver in ("none","mild")',
        text("No liver illness, or a mild one.", "没有肝病，或只有轻度肝病。"),
        {
            "liver": choice(
                ("none", "None", "没有"),
                ("mild", "Mild", "轻度"),
                ("moderate", "Moderate", "中度"),
                ("severe", "Severe", "重度"),
            )
        },
    ),
    Case(
        INCLUSION,
        "Both English and Spanish speaking",
        '"english" in lang and "spanish" in lang',
        text("You speak both English and Spanish.", "既会说英语，也会说西班牙语。"),
        {
            "lang": choices(
                ("english", "English", "英语"), ("spanish", "Spanish", "西班牙语"), ("none", "Neither", "都不会")
            )
        },
    ),
    Case(
        EXCLUSION,
        "Chronic use of steroids (> 10 mg/day prednisone) or immunosuppressants",
        'ster in ("none","low") and immun == "no"',
        text(
            "No steroids above 10 mg a day, and no medicine that holds the immune system down.",
            "没有长期使用每天超过10mg的激素，也没有使用免疫抑制剂。",
        ),
        {
            "ster": choice(
                ("none", "None", "没有"),
                ("low", "At most 10 mg a day", "每天不超过10mg"),
                ("high", "More than 10 mg a day", "每天超过10mg"),
            ),
            "immun": yes_no(
                "Do you take medicine that holds the immune system down?",
                "您用免疫抑制剂吗？",
                ("Immune medicine", "免疫抑制剂"),
            ),
        },
    ),
    Case(
        INCLUSION,
        "Recovered from toxicity of prior therapy to grade ≤ 1",
        'tox in ("none","grade_1")',
        text("No harm left by earlier treatment, or only of grade 1.", "既往治疗的毒性已恢复至1级及以下。"),
        {
            "tox": choice(
                ("none", "None", "没有"), ("grade_1", "Grade 1", "1级"), ("grade_2", "Grade 2 or more", "2级及以上")
            )
        },
    ),
    Case(
        EXCLUSION,
        "Seizures not controlled by medication",
        'seiz in ("none","controlled")',
        text("No seizures, or seizures that medicine controls.", "没有癫痫发作，或药物能控制。"),
        {
            "seiz": choice(
                ("none", "No seizures", "没有发作"),
                ("controlled", "Medicine controls them", "药物能控制"),
                ("not_controlled", "Medicine does not control them", "药物不能控制"),
            )
        },
    ),
    Case(
        INCLUSION,
        "Symptomatic despite maximally tolerated medical therapy",
        'symp == "yes" and max == "yes"',
        text("Symptoms, though you take as much medicine as you can bear.", "虽已用最大耐受剂量，仍有症状。"),
        {
            "symp": yes_no("Do you have symptoms?", "您有症状吗？", ("Symptoms", "症状")),
            "max": yes_no("Do you take as much as you can bear?", "您已用最大耐受剂量吗？", ("Dose", "剂量")),
        },
    ),
    Case(
        EXCLUSION,
        "Contraindication to MRI (e.g., pacemaker, claustrophobia)",
        'mri == "no"',
        text(
            "Nothing that keeps you from an MRI scan, such as a pacemaker.", "没有不能做磁共振的情况，例如心脏起搏器。"
        ),
        {"mri": yes_no("Is there something that keeps you from an MRI scan?", "您有不能做磁共振的情况吗？")},
    ),
    Case(
        INCLUSION,
        "Presence of at least one of the following: fatigue, weight loss, night sweats",
        '"fatigue" in sy or "weight_loss" in sy or "night_sweats" in sy',
        text(
            "At least one of these: being tired, losing weight, night sweats.", "以下至少一项：乏力、体重下降、盗汗。"
        ),
        {
            "sy": choices(
                ("fatigue", "Being tired (fatigue)", "乏力"),
                ("weight_loss", "Losing weight", "体重下降"),
                ("night_sweats", "Night sweats", "盗汗"),
                ("none", "None", "都没有"),
            )
        },
    ),
    Case(
        EXCLUSION,
        "Gestational or secondary diabetes",
        'dm in ("type_1","type_2","none")',
        text("No diabetes of pregnancy, and none that another illness causes.", "没有妊娠糖尿病或继发性糖尿病。"),
        {
            "dm": choice(
                ("type_1", "Type 1", "1型"),
                ("type_2", "Type 2", "2型"),
                ("gestational", "In pregnancy (gestational)", "妊娠糖尿病"),
                ("secondary", "From another illness (secondary)", "继发性糖尿病"),
                ("none", "None", "没有"),
            )
        },
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.registry[:50] for case in CASES])
def test_a_rule_that_means_a_criterion_is_left_alone(case: Case, tmp_path: Path) -> None:
    content = definition(case.rule, case.registry, case.means, kind=case.kind, questions=case.questions)
    title = text("It", "它")
    content["steps"] = [
        {"id": f"step-{n}", "section": "all", "title": title, "questions": [{"id": name, **question}]}
        for n, (name, question) in enumerate(case.questions.items())
    ]
    assert but_useless_options(problems(tmp_path, content)) == []
