"""Three invented trials of one invented illness, which share questions, differ in some, and collide on purpose. None of
them exists, and nothing in them is medical advice."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from prescreen import create_app
from prescreen.web.settings import Settings
from tests.conftest import KEY

FIRST, SECOND, THIRD = "NCT90000001", "NCT90000002", "NCT90000003"
STUDIES = (FIRST, SECOND, THIRD)
ILLNESS = {"en": "Invented anemia", "zh": "虚构的贫血"}


def text(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


WHY = text("The study looks at it.", "研究需要了解这一点。")
FIND_OUT = text("Ask your doctor.", "问医生。")


def choice(name: str, ask: dict[str, str], options: Mapping[str, dict[str, str]], **more: Any) -> dict[str, Any]:
    listed = [
        {"id": id_, "label": label, **({"exclusive": True} if id_ == "none" else {})} for id_, label in options.items()
    ]
    kind = "choices" if "none" in options else "choice"
    return {"id": name, "type": kind, "ask": ask, "why": WHY, "find_out": FIND_OUT, "options": listed, **more}


YES_NO = {"yes": text("Yes", "是"), "no": text("No", "不是")}
NONE = {"none": text("None of these", "以上都没有")}
DONOR = choice("donor", text("Is there a donor in your family?", "您有亲属可以做供者吗？"), YES_NO)
RHYTHM = choice(
    "heart",
    text("Which of these do you have?", "您有下面哪些情况？"),
    {"long_qt": text("Long QT", "QT间期延长"), **NONE},
)
PUMP = choice(
    "heart",
    text("Which of these do you have?", "您有下面哪些情况？"),
    {"weak": text("A weak heart", "心力衰竭"), **NONE},
)
PILL = choice("pill", text("Do you take water pills?", "您在吃利尿药吗？"), YES_NO)
SINCE = choice("since", text("Was it long ago?", "是很久以前吗？"), YES_NO, ask_if='"none" not in heart')
CONSENT = {"include": "consent"}
BIRTH = choice("birth", text("Would you use birth control?", "您愿意避孕吗？"), YES_NO)

# Trial → its steps: title, introduction, questions.
STEPS: dict[str, list[tuple[dict[str, str], dict[str, str] | None, list[dict[str, Any]]]]] = {
    FIRST: [
        (text("Your family", "您的家人"), None, [DONOR]),
        (text("Your blood", "您的血常规"), None, [{"include": "neutrophils"}, {"include": "platelets"}]),
        (text("Your heart", "您的心脏"), None, [RHYTHM]),
        (text("More", "更多"), None, [SINCE]),
        (text("Taking part", "参加"), None, [CONSENT, BIRTH]),
    ],
    SECOND: [
        (text("Donor", "供者"), None, [DONOR]),
        (
            text("Blood counts", "血常规"),
            None,
            [{"include": "platelets"}, {"include": "neutrophils", "hint": text("Look at the chart.", "请看病历。")}],
        ),
        (text("Your heart", "您的心脏"), None, [PUMP]),
        (text("More", "更多"), None, [SINCE]),
        (text("Taking part", "参加"), None, [CONSENT, BIRTH]),
    ],
    THIRD: [
        (text("Your blood", "您的血常规"), None, [{"include": "platelets", "id": "plt"}]),
        (
            text("Your white cells", "您的白细胞"),
            text("Use the report from your relapse.", "请用复发时的报告。"),
            [{"include": "neutrophils"}],
        ),
        (text("Your medicines", "您的用药"), None, [PILL, DONOR]),
    ],
}
# Trial → the rule of each requirement.
RULES: dict[str, dict[str, str]] = {
    FIRST: {
        "donor": 'donor == "yes"',
        "neutrophils": "neutrophils < 0.5",
        "platelets": "platelets < 20",
        "heart": '"none" in heart or since == "yes"',
        "consent": 'consent == "yes"',
        "birth": 'birth == "yes"',
    },
    SECOND: {
        "donor": 'donor == "no"',
        "platelets": "platelets < 50",
        "neutrophils": "neutrophils < 1",
        "heart": '"none" in heart or since == "yes"',
        "consent": 'consent == "yes"',
        "birth": 'birth == "yes"',
    },
    THIRD: {
        "plt": "plt >= 10",
        "neutrophils": "neutrophils < 0.5",
        "pill": 'pill == "no"',
        "donor": 'donor == "yes" or pill == "yes"',
    },
}
TITLES = {
    FIRST: text("Invented study one", "虚构研究一"),
    SECOND: text("Invented study two", "虚构研究二"),
    THIRD: text("Invented study three", "虚构研究三"),
}
# An answer to every question that is the same in the first and the second, and to those that only look alike.
SHARED = {"donor": "yes", "platelets": {"value": "12", "unit": "10^9/L"}}


def definition(nct: str, steps: Any = None, rules: Mapping[str, str] | None = None) -> dict[str, Any]:
    """By default that of one of the three."""
    parts = steps or STEPS[nct if nct in STEPS else FIRST]
    title = TITLES.get(nct, text(f"Invented study {nct}", f"虚构研究{nct}"))
    whom = text(f"Invented people for {nct}", f"{nct}的虚构人群")
    place = text("An invented hospital", "虚构的医院")
    listed = [
        {"id": f"step-{number}", "section": "all", "title": title, "questions": questions}
        | ({"intro": intro} if intro else {})
        for number, (title, intro, questions) in enumerate(parts, 1)
    ]
    criteria = [
        {
            "id": f"I{number}",
            "kind": "inclusion",
            "registry": f"Invented criterion {name}",
            "requirements": [{"id": name, "means": text(f"What fits {name}", f"符合{name}"), "fits": rule}],
        }
        for number, (name, rule) in enumerate((rules or RULES[nct if nct in RULES else FIRST]).items(), 1)
    ]
    return {
        "id": nct,
        "languages": ["en", "zh"],
        "title": title,
        "condition": ILLNESS,
        "about": text("An invented study, for tests.", "供测试用的虚构研究。"),
        "for_whom": whom,
        "facility": place,
        "sponsor": place,
        "at_hand": [],
        "sections": [{"id": "all", "title": text("All", "全部")}],
        "steps": listed,
        "criteria": criteria,
    }


def record(content: Mapping[str, Any]) -> dict[str, Any]:
    """A record of the same trial, in the registry's shape."""
    words = "Inclusion Criteria:\n\n" + "\n".join(f"* {criterion['registry']}" for criterion in content["criteria"])
    sections = {
        "identificationModule": {"nctId": content["id"], "briefTitle": content["title"]["en"]},
        "statusModule": {"overallStatus": "RECRUITING"},
        "eligibilityModule": {"eligibilityCriteria": words},
    }
    return {"source": "invented", "as_of": {"study": "2026-11-01"}, "study": {"protocolSection": sections}}


def write_study(root: Path, content: Mapping[str, Any]) -> Path:
    """Writes a definition and its record into a folder of trials. JSON is YAML too."""
    folder = root / content["id"]
    folder.mkdir(parents=True)
    (folder / "definition.yaml").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    (folder / "record.json").write_text(json.dumps(record(content)), "utf-8")
    return folder


def app_with(root: Path, *contents: Mapping[str, Any], **settings: Any) -> Flask:
    """An app with these definitions, by default the three."""
    for content in contents or map(definition, STUDIES):
        write_study(root, content)
    return create_app(KEY, root, Settings(rate_limits=False, **settings))
