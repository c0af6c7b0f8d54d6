"""What makes results in a laboratory report doubtful: earlier results, other people, other samples, oxygen, limits by
sex, and comparing words; and what looks like it and doesn't."""

from typing import Any

import pytest

from prescreen.interop.laboratory_report.recognition import recognize
from tests.support.core import TRIAL

PLT, ALT = {"value": "12", "unit": "10^9/L"}, {"value": "38", "limit": "50"}


def reading(text: str) -> dict[str, Any]:
    return recognize(TRIAL, text).as_json()


EARLIER_NAMES = (
    "上次", "上次结果", "上次检验结果", "上次检测结果", "前次检验结果", "上一次结果", "上次报告", "上次数值", "前次值",
    "前回值", "前一次", "上回", "旧值", "参照历史", "历次结果",
    "最近结果", "近期结果", "历史数据", "历史结果", "对比值", "既往结果",
)  # fmt: skip
EARLIER_COLUMNS = (
    "Last",
    "Prior",
    "Prev.",
    "Earlier result",
    "Old result",
    "Baseline",
    "Past",
    "Former",
    "Previous Result Date",
)


@pytest.mark.parametrize("label", EARLIER_NAMES)
def test_an_earlier_result_in_a_chinese_table_is_not_taken_as_the_present_one(label: str) -> None:
    for heading in (f"项目名称 结果 {label} 单位 参考区间", f"项目名称\t{label}\t结果\t单位", f"项目名称 {label} 单位"):
        assert reading(f"{heading}\n血小板计数  22 10^9/L 125-350")["takes"] == {}, heading
    assert reading(f"血小板 {label}：22 10^9/L")["takes"] == {}


@pytest.mark.parametrize("label", EARLIER_COLUMNS)
def test_an_earlier_result_in_an_english_table_is_not_taken_as_the_present_one(label: str) -> None:
    for heading in (f"Test Result {label} Units Range", f"Component\t{label}\tValue", f"Test Name {label} Units"):
        assert reading(f"{heading}\nPlatelets 22 K/uL 150-400")["takes"] == {}, heading


EARLIER = [
    "血小板 Prev. Result: 22 10^9/L",
    "Platelets Prev Result 22 K/uL",
    "Platelets previous result value 22 K/uL",
    "Platelets Last result value 22 K/uL",
    "Platelets\nPrevious result\n22 K/uL",
    "Test Current Result and Flag Previous Result and Date Units\nALT (SGPT) 25 10/01/2026 IU/L 0-44",
    "项目 结果 2026/10/01 单位 参考区间\n血小板 22 10^9/L 125-350",
    "项目 结果 10/01 单位 参考区间\n血小板 22 10^9/L 125-350",
    "项目 结果 10月1日 单位 参考区间\n血小板 22 10^9/L 125-350",
    "项目名称\n结果\n上次结果\n单位\n血小板\n22\n10^9/L",
    "项目名称\n结果\n单位\n上次结果\n血小板\n10^9/L\n22",
    "历史记录\n血小板 22 10^9/L",
    "上次检查结果：\n血小板 22 10^9/L",
    "Previous results:\nPLT 22 10^9/L",
    "Previous results:\n\nPLT 22 10^9/L",
    "Previous results:\nDBIL 3.2 umol/L\nPLT 22 10^9/L",
    "上次结果：\n\n白细胞 1.2 10^9/L\n血小板 22 10^9/L",
    "项目\t2026-10-01\t结果\t单位\n血小板\t22\t\t10^9/L",
    "Component Result 10/01/2026 Units\nPlatelets 22 K/uL",
]
SEVERAL = [
    "姓名 张三\n血小板 14 10^9/L\n姓名 李四\n中性粒细胞绝对值 0.41 10^9/L",
    "姓名：张三 性别：男\n血小板 14 10^9/L\n姓名：李四 性别：女\n中性粒细胞绝对值 0.41 10^9/L",
    "姓名\n张三\n血小板 14 10^9/L\n姓名\n李四\n中性粒细胞绝对值 0.41 10^9/L",
    "病历号:1001\n血小板 14 10^9/L\n病历号:1002\n中性粒细胞绝对值 0.41 10^9/L",
    "住院号 A1001\n血小板 14 10^9/L\n住院号 A1002",
    "Patient: John A\nPLT 14 10^9/L\nPatient: Mary B\nANC 0.41 10^9/L",
    "Patient Name: Doe, John  Age: 31\nPLT 14 10^9/L\nPatient Name: Doe, Mary  Age: 31",
    "MRN: 1001\nPLT 14 10^9/L\nMRN: 1002\nANC 0.41 10^9/L",
    "MRN 1001 PLT 14 10^9/L\nMRN 1002 ANC 0.41 10^9/L",
    "采集时间：2026-11-18\n血小板 14 10^9/L\n采集时间：2026-11-19\n中性粒细胞绝对值 0.41 10^9/L",
    "Collected: Nov 18, 2026\nPLT 14 10^9/L\nCollected: Nov 19, 2026\nANC 0.41 10^9/L",
    "报告日期：2026-11-18\n血小板 14 10^9/L\n报告日期：2026-11-19",
    "Reported: 11/18/2026\nPLT 14 10^9/L\nReported: 11/19/2026",
    "出生日期：1990-01-02\n血小板 14 10^9/L\n出生日期：1991-01-02",
    "性别：男\n血小板 14 10^9/L\n性别：女",
    "Age: 31\nPLT 14 10^9/L\nAge: 45",
    "供者检查结果\n血小板 214 10^9/L\nALT 38 U/L 9-50",
    "Donor results\nPLT 214 10^9/L",
]
OXYGEN = [
    "SpO2 97% (吸氧2L/min)",
    "吸氧状态下\n血氧饱和度 97%",
    "血氧饱和度:97%(鼻导管吸氧3L/min)",
    "SpO2 91% on 2 L nasal cannula",
    "SpO2 95% with 3L O2",
    "SpO2 95% 3 LPM",
    "SpO2 97 % (on oxygen)",
    "SpO2 97 % O2 2L",
    "SpO2 97 % 2LNC",
    "SpO2 97 % with oxygen",
    "SpO2 97 %\nL/min 2",
    "SpO2 97 % 吸O2 3升/分",
    "Oxygen Saturation 97 % on O2",
    "FiO2 40%\nOxygen Saturation 97 %",
    "Venous blood gas\nOxygen Saturation 65 %",
    "静脉血气\n血氧饱和度 65 %",
    "血氧饱和度 97%（面罩）",
]
FLUIDS = [
    f"{heading}\nPLT 12 10^9/L\nALT 38 U/L 9-50"
    for heading in (
        "胸水常规", "腹水生化", "尿生化", "脑脊液", "脑脊液生化 2026-11-18", "骨髓象", "标本类型：胸水",
        "标本号 118 标本：腹水",
        "Pleural fluid", "Ascitic fluid analysis", "Urine", "Urinalysis", "CSF", "Bone marrow", "羊水",
        "Specimen: Pleural Fluid", "Cord blood", "BALF",
    )
]  # fmt: skip


@pytest.mark.parametrize("text", [*EARLIER, *SEVERAL, *OXYGEN, *FLUIDS])
def test_a_result_that_may_be_of_another_day_person_or_sample_is_asked(text: str) -> None:
    found = reading(text)
    assert found["takes"] == {}
    assert found["asks"]
    assert {ask["why"] for ask in found["asks"]} <= {"unclear", "two_values"}


ASKED = [
    ("ALT 38 U/L 9-50(男) 7-40(女)", "alt", "no_limit"),
    ("ALT 38 U/L 9-50 (M) 7-40 (F)", "alt", "no_limit"),
    ("谷丙转氨酶 45 U/L 7-40(女) 9-50(男)", "alt", "no_limit"),
    ("AST 38 U/L 15-40(男性),13-35(女性)", "ast", "no_limit"),
    ("ALT 38 U/L 9-50 男 7-40 女", "alt", "no_limit"),
    ("ALT 38 U/L <50 (Male)", "alt", "no_limit"),
    ("ALT 38 U/L 9-50(成年男性)", "alt", "no_limit"),
    ("ALT 38 U/L 9-50(男)", "alt", "no_limit"),
    ("ALT 38 U/L 9-50/7-40", "alt", "no_limit"),
    ("ALT 38 U/L 男9-50 女7-40", "alt", "no_limit"),
    ("血小板 20×10^9/L 以下", "platelets", "sign"),
    ("血小板 20×10^9/L以下", "platelets", "sign"),
    ("PLT 20 以下 10^9/L", "platelets", "sign"),
    ("PLT 20以下 10^9/L", "platelets", "sign"),
    ("PLT 20 10^9/L 以上", "platelets", "sign"),
    ("PLT 20 K/µL 以内", "platelets", "sign"),
    ("PLT 20 10^9/L or less", "platelets", "sign"),
    ("PLT 20 or above 10^9/L", "platelets", "sign"),
    ("ALT 38 U/L 9-50 胸水", "alt", "unclear"),
    ("PLT 14 10^9/L\nPLT 15 K/µL", "platelets", "two_values"),
]


@pytest.mark.parametrize(("text", "question", "why"), ASKED)
def test_a_doubtful_result_is_asked_with_its_reason(text: str, question: str, why: str) -> None:
    found = reading(text)
    assert found["takes"] == {}
    assert {ask["question"]: ask["why"] for ask in found["asks"]} == {question: why}


TAKEN: list[tuple[str, dict[str, Any]]] = [
    ("PLT 12 10^9/L\nPrev. Result: 22", {"platelets": PLT}),
    ("Platelets\n12 K/uL\nPrevious:\nMCV\n90 fL", {"platelets": {"value": "12", "unit": "10^3/uL"}}),
    ("PLT 12 10^9/L 上次检验结果 22", {"platelets": PLT}),
    ("Platelets\n\n12 K/uL\n\nPrevious:\n\nMCV\n90 fL", {"platelets": {"value": "12", "unit": "10^3/uL"}}),
    ("History\nSevere aplastic anemia\nPLT 12 10^9/L", {"platelets": PLT}),
    ("Last name: Doe  First name: Jane\nPLT 12 10^9/L", {"platelets": PLT}),
    ("Clinical history: aplastic anemia\nPLT 12 10^9/L", {"platelets": PLT}),
    ("既往史：无\nPLT 12 10^9/L", {"platelets": PLT}),
    ("Test Results 11/18/2026\nPLT 12 10^9/L", {"platelets": PLT}),
    ("检验结果 2026-11-18\nPLT 12 10^9/L", {"platelets": PLT}),
    (
        "Test Current Result and Flag Previous Result and Date Units Reference Interval\n"
        "ALT (SGPT) 38 25 10/01/2026 IU/L 9-50",
        {"alt": ALT},
    ),
    ("姓名：张三 性别：男\nPLT 12 10^9/L\n姓名：张三  年龄：31\nALT 38 U/L 9-50", {"platelets": PLT, "alt": ALT}),
    ("Name: Doe, Jane  Age: 31\nPLT 12 10^9/L\nName: DOE, JANE Age: 31", {"platelets": PLT}),
    ("Patient: Jane Doe\nPLT 12 10^9/L\nPatient: Doe, Jane", {"platelets": PLT}),
    ("姓名：张三 医生姓名：李四 审核者姓名：王五\nPLT 12 10^9/L", {"platelets": PLT}),
    ("MRN: 1001\nPLT 12 10^9/L\nMRN: 1001", {"platelets": PLT}),
    ("报告日期：2026-11-18\nPLT 12 10^9/L\n报告日期：2026/11/18 10:20", {"platelets": PLT}),
    ("采集时间：2026-11-18 报告时间：2026-11-19\nPLT 12 10^9/L", {"platelets": PLT}),
    ("性别：男 年龄：31岁\nPLT 12 10^9/L\n性别：男 年龄：31岁", {"platelets": PLT}),
    ("Age: 31 Sex: F\nPLT 12 10^9/L\nAge: 31 Sex: Female", {"platelets": PLT}),
    ("SpO2 97% 未吸氧", {"oxygen": {"value": "97", "unit": "%"}}),
    ("SpO2 97% room air", {"oxygen": {"value": "97", "unit": "%"}}),
    ("标本：静脉血\nPLT 12 10^9/L", {"platelets": PLT}),
    ("科室：骨髓移植科 诊断：骨髓衰竭\nPLT 12 10^9/L", {"platelets": PLT}),
    ("泌尿外科\n尿素 5.2 mmol/L 2.9-8.2\nALT 38 U/L 9-50", {"alt": ALT}),
    ("尿常规\n尿胆红素 1 umol/L 0-2\n血生化\nALT 38 U/L 9-50", {"alt": ALT}),
    ("PLT 12 10^9/L\n尿常规\n白细胞 3 /uL", {"platelets": PLT}),
    ("ALT 38 U/L 9-50\n性别：男", {"alt": ALT}),
    ("PLT 12 10^9/L 125-350(男)", {"platelets": PLT}),
    ("PLT 12 10^9/L\n以下空白", {"platelets": PLT}),
    ("PLT 12 10^9/L\nPLT 12 K/µL", {"platelets": PLT}),
    ("Bilirubin total,0.8,,mg/dL,0.2-1.2", {"bilirubin": {"value": "0.8", "limit": "1.2"}}),
    ("PLT 12×10^9/L。", {"platelets": PLT}),
    ("ALT 38 U/L。参考 9-50。", {"alt": ALT}),
]


@pytest.mark.parametrize(("text", "takes"), TAKEN)
def test_a_result_that_only_looks_doubtful_is_taken(text: str, takes: dict[str, Any]) -> None:
    assert reading(text)["takes"] == takes


@pytest.mark.parametrize("heading", ["Previous results:", "上次结果："])
def test_only_results_below_a_heading_of_earlier_ones_are_asked(heading: str) -> None:
    found = reading(f"PLT 12 10^9/L\n{heading}\nWBC 1.1 10^9/L\nANC 0.3 10^9/L")
    assert found["takes"] == {"platelets": PLT}
    assert [ask["question"] for ask in found["asks"]] == ["neutrophils"]
    found = reading(f"PLT 12 10^9/L\n{heading}\nWBC 1.1 10^9/L\nCurrent results:\nALT 38 U/L 9-50")
    assert found["takes"] == {"platelets": PLT, "alt": ALT}


@pytest.mark.parametrize(
    "remark",
    [
        "标本无溶血，血小板聚集",
        "血小板聚集，无溶血",
        "Specimen clotted, no hemolysis",
        "Specimen: no clots; gross hemolysis",
        "Not hemolyzed. Clumps seen",
    ],
)
def test_a_fault_of_the_sample_beside_one_that_it_has_not_is_seen(remark: str) -> None:
    assert reading(f"{remark}\nPLT 12 10^9/L")["takes"] == {}


@pytest.mark.parametrize(
    "remark",
    [
        "标本无凝块，无溶血",
        "无溶血、凝块",
        "血小板聚集: 未见",
        "No clots, clumps",
        "Platelet clumps, none seen",
        "Specimen with no hemolysis",
    ],
)
def test_faults_that_a_sample_has_not_are_no_doubt(remark: str) -> None:
    assert reading(f"{remark}\nPLT 12 10^9/L")["takes"] == {"platelets": PLT}


VALUES_FIRST = "12\n10^9/L\n血小板计数\n24.6\n10^9/L\n网织红细胞"


@pytest.mark.parametrize(
    "text",
    [
        "Inclusion criteria:\n\nPLT 12 10^9/L 125-350",
        "Previous results:\n----------\nPLT 22 10^9/L",
        "Inclusion criteria:\n==========\nPLT 12 10^9/L 125-350",
        "Cord\u00a0blood\nPLT\u00a012\u00a010^9/L",
        "Case\u00a01:\nPLT 12 10^9/L 125-350\nCase\u00a02:\nALT 38 U/L 9-50",
        "PLT 12 10^9/L 125-350\n備註：標本溶血",
        "PLT 12 10^9/L 125-350\n初步報告",
        "供體檢驗結果\nPLT 214 10^9/L",
        "腦脊液\nPLT 12 10^9/L",
        "上次檢查結果：\n血小板 22 10^9/L",
        "項目 原結果 單位\nPLT 35 10^9/L 125-350",
        "MR. WANG\nPLT 12 10^9/L 125-350\nMRS. LI\nALT 38 U/L 9-50",
        f"检验报告单\n{VALUES_FIRST}\n第1页 共1页",
        f"LABORATORY REPORT\nName: Doe, Jane  Age: 31\n{VALUES_FIRST}",
    ],
)
def test_how_a_report_is_laid_out_hides_no_doubt(text: str) -> None:
    found = reading(text)
    assert found["takes"] == {}
    assert found["asks"]


@pytest.mark.parametrize(
    "text",
    [
        "检验报告单\n----------\nPLT 12 10^9/L\n==========",
        "PLT\u00a012\u00a010^9/L",
        "檢驗報告單\n\nPLT 12 10^9/L",
        "項目名稱 檢驗結果 單位 參考範圍\n血小板計數 12 10^9/L 125-350",
        "检验报告单\n标本号\n118\nPLT\n12\n10^9/L\n125-350",
        "检验报告单\nWBC\n1.45\n10^9/L\n3.5-9.5\nPLT\n12\n10^9/L\n125-350",
    ],
)
def test_how_a_report_is_laid_out_makes_no_doubt(text: str) -> None:
    assert reading(text)["takes"] == {"platelets": PLT}
