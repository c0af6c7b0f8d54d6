"""Laboratory reports as text: what is taken, what is asked, and that no other value is ever read."""

import json
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prescreen.interop.laboratory_report.recognition import MAX_BYTES, LaboratoryReportError, recognize, text_of
from prescreen.screening.answers import read_all
from prescreen.trial.questions import LabValue
from prescreen.trial.units import matching_unit
from tests.support.core import TRIAL
from tests.support.every_type import trial_with
from tests.support.report_layouts import LAYOUTS, LINE_ENDS, Result, written

HERE = Path(__file__).parent
OTHER_CASES = Path(__file__).parents[3] / "shared" / "findings" / "reports.jsonl"


def reading(text: str) -> dict[str, Any]:
    return recognize(TRIAL, text).as_json()


def cases() -> list[dict[str, Any]]:
    files = [file for file in (HERE / "reports.jsonl", OTHER_CASES) if file.exists()]
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", cases(), ids=lambda case: str(case.get("layout") or case["trap"]))
def test_each_known_report_is_read_as_it_was_meant(case: dict[str, Any]) -> None:
    found = reading(case["text"])
    if "takes" in case:
        assert found["takes"] == case["takes"]
        assert found["asks"] == []
    else:
        assert case["question"] not in found["takes"]


# Texts, the answers that are taken, and the question, line and reason of each that is asked.
PLT, ALT = {"value": "12", "unit": "10^9/L"}, {"value": "38", "limit": "50"}
READ: list[tuple[str, dict[str, Any], list[tuple[str, int, str]]]] = [
    ("", {}, []),
    ("血小板减少，建议复查PLT、ALT。", {}, []),
    ("PLT 12 10^9/L", {"platelets": PLT}, []),
    ("PLT 12 109/L 125-350", {"platelets": PLT}, []),
    ("PLT: 12 x 10 9/L (Ref: 125-350)", {"platelets": PLT}, []),
    ("PLT 12×10(9)/L", {"platelets": PLT}, []),
    ("血小板12×10^9/L", {"platelets": PLT}, []),
    ("PLT 12,000 /µL 125,000-350,000", {"platelets": {"value": "12000", "unit": "/uL"}}, []),
    ("PLT 1.2 万/μL", {"platelets": {"value": "1.2", "unit": "10^4/uL"}}, []),
    ("PLT 12 G/L", {"platelets": PLT}, []),
    ("PLT 12 thou/mm³", {"platelets": {"value": "12", "unit": "10^3/uL"}}, []),
    ("NEUT# 0,32 10^9/L 1,8-6,3", {"neutrophils": {"value": "0.32", "unit": "10^9/L"}}, []),
    ("RET 0.61 % 0.5-1.5\nRET 24.6 10^9/L 24-84", {"reticulocytes": {"value": "24.6", "unit": "10^9/L"}}, []),
    ("Reticulocyte Count 1.5 %\nRetic Abs 45 K/uL", {"reticulocytes": {"value": "45", "unit": "10^3/uL"}}, []),
    ("Retic Abs 0.045 10^12/L", {"reticulocytes": {"value": "0.045", "unit": "10^12/L"}}, []),
    ("ALT 38 U/L 9-50", {"alt": ALT}, []),
    ("ALT 38 9-50", {"alt": ALT}, []),
    ("ALT 38 U/L <50", {"alt": ALT}, []),
    ("ALT 38 U/L up to 50", {"alt": ALT}, []),
    ("ALT Reference Range: <50 38 U/L", {"alt": ALT}, []),
    ("谷丙转氨酶38U/L(9-50)", {"alt": ALT}, []),
    ("ALT 38 U/L 9-50\nALT 38 U/L 9-50", {"alt": ALT}, []),
    ("ALT 38 U/L 9-50 IFCC法", {"alt": ALT}, []),
    ("ALT 38 IU/L 9-50 U/L", {"alt": ALT}, []),
    ("PLT 12 ↓ 10^9/L\nALT 380 U/L 9-50 (9-50)", {"platelets": PLT}, [("alt", 2, "flag")]),
    ("LVEF 62%\nSpO₂：98%", {"lvef": {"value": "62", "unit": "%"}, "oxygen": {"value": "98", "unit": "%"}}, []),
    ("内生肌酐清除率 90 ml/min 80-120", {"creatinine_clearance": {"value": "90", "unit": "mL/min"}}, []),
    ("24小时内生肌酐清除率 90 ml/min", {"creatinine_clearance": {"value": "90", "unit": "mL/min"}}, []),
    ("* ALT 38 U/L 9-50\n* MCV 90 fL 80-100", {"alt": ALT}, []),
    ("ALT 38 U/L 9-50\nHigh sensitivity CRP 1.2 mg/L", {"alt": ALT}, []),
    ("PLT 12 ↓ 10^9/L 125-350 16 MCV 90 fL 80-100", {}, [("platelets", 1, "two_values")]),
    ("1 PLT 12 ↓ 10^9/L 125-350 16 MCV 90 fL 80-100", {"platelets": PLT}, []),
    ("PLT,12,10^9/L,125-350,L\nALT,38,U/L,9-50", {"platelets": PLT, "alt": ALT}, []),
    ("Platelets (01)  01  12  Low  x10E9/L  150-400", {"platelets": PLT}, []),
    ("↓ 血小板 PLT 12 10^9/L 125-350", {"platelets": PLT}, []),
    ("项目代码 PLT 项目名称 血小板计数 结果 12 单位 10^9/L 参考范围 125-350 提示 ↓", {"platelets": PLT}, []),
    ("丙氨酸氨基转移酶 Alanine aminotransferase(ALT) 38 U/L 9-50", {"alt": ALT}, []),
    ("血清谷丙转氨酶测定 38 U/L 9-50", {"alt": ALT}, []),
    ("NEUT绝对值 0.32 10^9/L", {"neutrophils": {"value": "0.32", "unit": "10^9/L"}}, []),
    ("中性粒细胞\n绝对值 0.32 10^9/L", {"neutrophils": {"value": "0.32", "unit": "10^9/L"}}, []),
    ("ALT 38 U/L 9-50\n说明：↑偏高 ↓偏低", {"alt": ALT}, []),
    ("ALT 38 U/L 9-50\n(L) Low (H) High", {"alt": ALT}, []),
    ("0571-87236114\nPLT 12 10^9/L 125-350", {"platelets": PLT}, []),
    ("ALT 38 U/L < or = 50", {"alt": ALT}, []),
    ("ALT\nNormal range: below <=50 U/L\n38", {"alt": ALT}, []),
    ("异常结果：PLT 12↓\n血小板计数 PLT 12 ↓ 10^9/L 125-350", {"platelets": PLT}, []),
    ("①PLT 12 10^9/L", {"platelets": PLT}, []),
    ("标本号\n118\nPLT\n12\n10^9/L", {"platelets": PLT}, []),
    ("20261118001\nPLT 12 10^9/L", {"platelets": PLT}, []),
    ("1 PLT 12 10^9/L\n2 MCV 90 fL\n1 ALT 38 U/L 9-50\n2 GGT 20 U/L 10-60", {"platelets": PLT, "alt": ALT}, []),
    ("PLT 12 25 10^9/L\nALT 38 41 U/L 9-50\nMCV 90 91 fL\nAST 29 U/L 15-40", {}, [
        ("platelets", 1, "two_values"), ("alt", 2, "two_values"), ("ast", 4, "unclear"),
    ]),
    ("中性粒细胞\n百分比\n22.1\n%", {}, []),
    ("血小板\n压积 0.01 %", {}, []),
    ("PLT 12 10°/L 125-350", {}, [("platelets", 1, "no_unit")]),
    ("PLT 12 10^9/1 125-350", {}, [("platelets", 1, "no_unit")]),
    ("PLT 10 9/L 125-350", {}, [("platelets", 1, "unclear")]),
    ("PLT 12 10^9/L 350-125", {}, [("platelets", 1, "unclear")]),
    ("ALT 38 U/L 9 50", {}, [("alt", 1, "two_values")]),
    ("ALT 38 U/L [9,50]", {}, [("alt", 1, "two_values")]),
    ("LVEF 55-60%", {}, [("lvef", 1, "unclear")]),
    ("Component 11/18/2026 11/11/2026\nPLT 25 10^9/L", {}, [("platelets", 2, "unclear")]),
    ("项目 上次结果 本次结果 单位\nPLT 25 10^9/L", {}, [("platelets", 2, "unclear")]),
    ("PLT 25 10^9/L 更正为 12 10^9/L", {}, [("platelets", 1, "two_values")]),
    ("PLT 12 10^9/L (复查 15)", {}, [("platelets", 1, "two_values")]),
    ("PLT 上次 25 10^9/L", {}, [("platelets", 1, "unclear")]),
    ("PLT 上次 25 本次 12 10^9/L", {"platelets": PLT}, []),
    # Which reason comes first.
    ("WBC 1\nPLT 12 125-350", {}, [("platelets", 2, "no_unit")]),
    ("PLT <5 125-350", {}, [("platelets", 1, "no_unit")]),
    ("PLT 12 25 lakh/cumm", {}, [("platelets", 1, "other_unit")]),
    ("NEU 22.1 % 40-75", {}, [("neutrophils", 1, "other_unit")]),
    ("CCr 90 mL/min/1.73 m²", {}, [("creatinine_clearance", 1, "other_unit")]),
    ("CCr 90 μmol/L", {}, [("creatinine_clearance", 1, "other_unit")]),
    ("ALT 38 % 9-50", {}, [("alt", 1, "other_unit")]),
    ("PLT <5 10^9/L 125-350", {}, [("platelets", 1, "sign")]),
    ("PLT 小于5 10^9/L", {}, [("platelets", 1, "sign")]),
    ("ALT <5 U/L", {}, [("alt", 1, "sign")]),
    ("PLT 12 25 10^9/L 125-350", {}, [("platelets", 1, "two_values")]),
    ("ALT 38 41 U/L", {}, [("alt", 1, "two_values")]),
    ("PLT 12 10^9/L\nPLT 25 10^9/L", {}, [("platelets", 1, "two_values")]),
    ("项目 本次 上次 单位\n血小板 12 25 10^9/L", {}, [("platelets", 2, "two_values")]),
    ("PLT 12 000 10^9/L", {}, [("platelets", 1, "two_values")]),
    ("ALT 38 U/L", {}, [("alt", 1, "no_limit")]),
    ("ALT 38 U/L >9", {}, [("alt", 1, "no_limit")]),
    ("ALT 38 U/L 男:9-50 女:7-40", {}, [("alt", 1, "no_limit")]),
    ("ALT 38 U/L 球蛋白 20-40", {}, [("alt", 1, "no_limit")]),
    ("NEUT# 32 ↓ 10^9/L 1.80-6.30", {}, [("neutrophils", 1, "flag")]),
    ("TBIL 14.2 ↑ umol/L ≤21", {}, [("bilirubin", 1, "flag")]),
    ("PLT 12 N 10^9/L 125-350", {}, [("platelets", 1, "flag")]),
    ("PLT 12 A 10^9/L 5-350", {}, [("platelets", 1, "flag")]),
    ("PLT 12 ↓ 10^9/L 125-350\nTBIL 142 umol/L ≤21", {"platelets": PLT}, [("bilirubin", 2, "flag")]),
    ("NEUT# 45.2 10^9/L", {}, [("neutrophils", 1, "unusual")]),
    ("PLT 12000 10^9/L", {}, [("platelets", 1, "unusual")]),
    ("PLT 12.000 /µL", {}, [("platelets", 1, "unusual")]),
    ("RET# 0.035 10^9/L", {}, [("reticulocytes", 1, "unusual")]),
    ("ALT 38 U/L 0-9", {}, [("alt", 1, "unusual")]),
    ("PLT O.32 10^9/L 125-350", {}, [("platelets", 1, "unclear")]),
    ("PLT - 25 10^9/L", {}, [("platelets", 1, "unclear")]),
    ("项目 2026-11-18 2026-11-11\nPLT 25 10^9/L", {}, [("platelets", 2, "unclear")]),
    ("ALT\nAST\n38 U/L 9-50\n", {}, [("alt", 1, "no_limit"), ("ast", 2, "unclear")]),
    ("12 10^9/L 125-350 血小板计数", {}, []),
    ("12 10^9/L 血小板\n38 U/L 9-50 ALT", {}, [("platelets", 1, "other_unit"), ("alt", 2, "no_limit")]),
    ("12\n10^9/L\n血小板计数\n24.6\n10^9/L\n网织红细胞", {}, [("platelets", 3, "unclear")]),
    # What only looks alike.
    *((text, {}, []) for text in (
        "NEUT% 22.1 % 40-75", "中性粒细胞百分比 22.1 %", "RET% 0.61 % 0.5-1.5", "IRF 12 % 3-15", "PCT 0.01 % 0.1-0.3",
        "血小板压积 0.01 %", "MPV 9.8 fL 7-12", "平均血小板体积 9.8 fL", "PDW 12 fL 9-17", "P-LCR 30.9 % 13-43",
        "DBIL 3.2 μmol/L 0-8", "直接胆红素 3.2 μmol/L 0-8", "IBIL 11 μmol/L 0-17", "TBA 5 μmol/L 0-10",
        "Bilirubin, Direct 0.3 mg/dL 0-0.4", "AST/ALT 0.76 0.8-1.5", "AST : ALT 0.76 0.8-1.5", "谷草/谷丙 0.76 0.8-1.5",
        "肌酐 68 μmol/L 57-97", "Creatinine 0.8 mg/dL 0.6-1.2", "eGFR 96 mL/min/1.73m2 >90", "IPF 12 % 1-7",
        "Immature Platelet Fraction 12 %", "PLT-F 12 10^9/L", "RET-He 30 pg", "m-AST 8 U/L 0-15", "胸水ALT 38 U/L 9-50",
        "Mean Platelet Volume 9.8 fL", "尿胆红素 1 umol/L 0-2", "FS 32 %", "SaO2 98 %", "IG# 0.01 10^9/L",
    )),
]  # fmt: skip


@pytest.mark.parametrize(("text", "takes", "asks"), READ)
def test_a_result_is_taken_asked_or_left_alone(text: str, takes: Any, asks: list[tuple[str, int, str]]) -> None:
    found = reading(text)
    assert found["takes"] == takes
    if asks:
        assert [(ask["question"], ask["line"], ask["why"]) for ask in found["asks"]] == asks
    else:
        assert {ask["question"] for ask in found["asks"]} & set(takes) == set()


DATES: list[tuple[str, str | None]] = [
    ("采集时间：2026-11-18 08:10  报告时间：2026-11-19 10:20", "2026-11-18"),
    ("采样日期 2026年11月18日", "2026-11-18"),
    ("标本采集时间\n2026/11/18 08:10", "2026-11-18"),
    ("姓名 张某 采血时间 2026.11.18", "2026-11-18"),
    ("Collected: Nov 18, 2026 7:05 AM", "2026-11-18"),
    ("Collected on 18-Nov-2026", "2026-11-18"),
    ("Date Collected: 11/18/2026", "2026-11-18"),
    ("Collection Date/Time: 20261118", "2026-11-18"),
    ("Specimen Collected: 2026-11-18T07:05:00Z Received: 2026-11-19", "2026-11-18"),
    ("采集时间：2026-11-18\n采集时间：2026-11-18 08:10", "2026-11-18"),
    ("采集时间：2026-11-18\n采集时间：2026-11-19", None),
    ("Collected: 02/03/2026", None),
    ("采集时间：2026-02-30", None),
    ("报告时间：2026-11-18", None),
    ("2026-11-18", None),
    ("采集时间：", None),
]


@pytest.mark.parametrize(("text", "day"), DATES)
def test_the_date_of_collection_is_read_where_exactly_one_stands(text: str, day: str | None) -> None:
    assert reading(text).get("collected") == day


# Layouts with varied values

COUNTS = (
    "10^9/L",
    "×10⁹/L",
    "x10E9/L",
    "109/L",
    "10*9/L",
    "K/µL",
    "K/uL",
    "10^3/uL",
    "x10E3/uL",
    "thou/mm³",
    "/nL",
    "G/L",
)
NOISE = [
    Result(None, "白细胞计数", "WBC", "White Blood Cell Count", "1.45", "10^9/L", "3.5", "9.5"),
    Result(None, "中性粒细胞百分比", "NEUT%", "Neutrophils %", "22.1", "%", "40", "75"),
    Result(None, "网织红细胞百分比", "RET%", "Reticulocyte %", "0.61", "%", "0.5", "1.5"),
    Result(None, "平均血小板体积", "MPV", "Mean Platelet Volume", "9.8", "fL", "7.4", "12.5"),
    Result(None, "血小板压积", "PCT", "Plateletcrit", "0.01", "%", "0.11", "0.28"),
    Result(None, "直接胆红素", "DBIL", "Bilirubin, Direct", "3.2", "μmol/L", "0", "8"),
    Result(None, "总胆汁酸", "TBA", "Total Bile Acids", "5", "μmol/L", "0", "10"),
    Result(None, "谷草/谷丙", "AST/ALT", "AST/ALT Ratio", "0.76", "U/L", "0.8", "1.5"),
    Result(None, "肌酐", "CREA", "Creatinine", "68", "μmol/L", "57", "97"),
    Result(None, "血红蛋白", "HGB", "Hemoglobin", "61", "g/L", "115", "150"),
]
NAMES = {
    "neutrophils": ("中性粒细胞绝对值", "NEUT#", "Absolute Neutrophils"),
    "platelets": ("血小板计数", "PLT", "Platelets"),
    "reticulocytes": ("网织红细胞绝对值", "RET#", "Absolute Reticulocytes"),
    "bilirubin": ("总胆红素", "TBIL", "Bilirubin, Total"),
    "alt": ("丙氨酸氨基转移酶", "ALT", "Alanine Aminotransferase"),
    "ast": ("天门冬氨酸氨基转移酶", "AST", "Aspartate Aminotransferase"),
}


def _numbers(low: int, high: int, places: int) -> st.SearchStrategy[str]:
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False).map(str)


@st.composite
def results(draw: Any) -> list[Result]:
    unit = draw(st.sampled_from(COUNTS))
    found = [
        Result("neutrophils", *NAMES["neutrophils"], draw(_numbers(0, 9, 2)), unit, "1.80", "6.30"),
        Result("platelets", *NAMES["platelets"], draw(_numbers(0, 500, 0)), unit, "125", "350"),
        Result("reticulocytes", *NAMES["reticulocytes"], draw(_numbers(0, 120, 1)), unit, "24.0", "84.0"),
        Result("bilirubin", *NAMES["bilirubin"], draw(_numbers(1, 60, 1)), "μmol/L", "5.0", draw(_numbers(17, 26, 1))),
        Result("alt", *NAMES["alt"], draw(_numbers(4, 400, 0)), "U/L", "9", draw(_numbers(35, 60, 0))),
        Result("ast", *NAMES["ast"], draw(_numbers(4, 400, 0)), "IU/L", "15", draw(_numbers(35, 60, 0))),
    ]
    kept = draw(st.lists(st.sampled_from(found), min_size=1, unique=True))
    noise = draw(st.lists(st.sampled_from(NOISE), unique=True))
    return draw(st.permutations([*kept, *noise]))


DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
DAY_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%d-%b-%Y", "%Y%m%d")


def is_as_written(result: Result, answer: dict[str, str]) -> bool:
    """Whether an answer has the value that a report was written from."""
    if Decimal(answer["value"]) != Decimal(result.value):
        return False
    question = TRIAL.questions[result.question or ""]
    if isinstance(question, LabValue):
        unit = matching_unit(question.units, result.unit)
        return unit is not None and question.units[unit] == question.units[answer["unit"]]
    return Decimal(answer["limit"]) == Decimal(result.high)


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(deadline=None, max_examples=20, derandomize=True)
@given(results=results(), day=DAYS, form=st.sampled_from(DAY_FORMS), line_end=st.sampled_from(LINE_ENDS))
def test_a_report_in_any_layout_is_read_as_it_was_written_or_asked(
    layout: str, results: list[Result], day: Any, form: str, line_end: str
) -> None:
    found = reading(written(layout, results, day.strftime(form), line_end))
    by_question = {result.question: result for result in results if result.question}
    asked = {ask["question"] for ask in found["asks"]}
    # A percentage without its count beside it is asked too.
    assert found["takes"].keys() <= by_question.keys() <= found["takes"].keys() | asked
    for name, answer in found["takes"].items():
        assert is_as_written(by_question[name], answer)
    assert found.get("collected") in (None, day.isoformat())


PLAIN = [
    Result("neutrophils", *NAMES["neutrophils"], "0.32", "10^9/L", "1.80", "6.30"),
    NOISE[0],
    Result("platelets", *NAMES["platelets"], "12", "10^9/L", "125", "350"),
    Result("alt", *NAMES["alt"], "38", "U/L", "9", "50"),
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_plain_report_is_taken_in_every_layout(layout: str) -> None:
    found = reading(written(layout, PLAIN, "2026-11-18"))
    assert found["asks"] == []
    assert found["takes"] == {
        "neutrophils": {"value": "0.32", "unit": "10^9/L"}, "platelets": PLT, "alt": ALT
    }  # fmt: skip
    if "{day}" in LAYOUTS[layout][0]:
        assert found["collected"] == "2026-11-18"


CELLS = ("{value}", "{unit}", "{low}-{high}", "{arrow}")


@settings(deadline=None, max_examples=300, derandomize=True)
@given(
    results=results(),
    order=st.permutations(CELLS),
    between=st.sampled_from([" ", "\t", "\n", " | "]),
    is_named_first=st.booleans(),
    missing=st.lists(st.tuples(st.integers(0, 15), st.sampled_from(CELLS)), max_size=3),
)
def test_with_columns_in_any_order_and_cells_missing_no_other_value_is_read(
    results: list[Result], order: list[str], between: str, is_named_first: bool, missing: list[tuple[int, str]]
) -> None:
    lines = []
    for index, result in enumerate(results):
        cells = [cell for cell in order if (index, cell) not in missing]
        cells = ["{code}", *cells] if is_named_first else [*cells, "{code}"]
        lines.append(between.join(result.filled(cell, index) for cell in cells))
    by_question = {result.question: result for result in results}
    for name, answer in reading("\n".join(lines))["takes"].items():
        result = by_question[name]
        assert is_as_written(result, answer)
        assert (results.index(result), "{value}") not in missing


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.text(alphabet="PLTALTAST血小板计数 0123456789.,-<≤↓HL%/^×⁹uµKx()[]:：\n\t参考范围结果Previous", max_size=120))
def test_any_text_is_read_and_what_is_taken_could_stand_in_an_answers_file(text: str) -> None:
    takes = reading(text)["takes"]
    assert read_all(TRIAL, takes, lambda name, error: pytest.fail(f"{name}: {error}")) == takes


# Other trials, files, and time


def test_another_trial_is_read_by_its_own_names_and_units() -> None:
    trial = trial_with(
        platelets={
            "printed": {"en": "Thrombos; Cells, sticky", "zh": "粘粘细胞"},
            "units": {"widget/mL": 1},
            "ucum": {},
        }
    )
    found = recognize(trial, "Cells, sticky 12 widget/mL\nPLT 99 widget/mL\nBE -3 mmol/L\nSpO2 97 %").as_json()
    assert found["takes"] == {
        "platelets": {"value": "12", "unit": "widget/mL"},
        "base_excess": {"value": "-3", "unit": "mmol/L"},
        "saturation": {"value": "97", "unit": "%"},
    }


def test_a_name_that_two_tests_have_names_neither() -> None:
    trial = trial_with(base_excess={"printed": {"en": "PLT", "zh": "BE"}})
    assert recognize(trial, "PLT 12 10^9/L").as_json() == {"takes": {}, "asks": []}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_file_is_read_in_the_encodings_that_systems_write(encoding: str) -> None:
    assert text_of("血小板计数 12 ×10⁹/L".encode(encoding)) == "血小板计数 12 ×10⁹/L"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xff\xff", b"\xff\xfe\x00"])
def test_a_file_that_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(LaboratoryReportError):
        text_of(content)


def test_a_text_over_the_limit_is_refused() -> None:
    assert reading("血" * (MAX_BYTES // 3)) == {"takes": {}, "asks": []}
    with pytest.raises(LaboratoryReportError):
        reading("a" * (MAX_BYTES + 1))


LINE = "3 血小板计数 PLT 12 ↓ 10^9/L 125-350\n"
HOSTILE = {
    "lines": LINE,
    "one line": LINE.strip() + " ",
    "digits": "1",
    "spaces": " \t",
    "points": "1.",
    "dashes": "1-",
    "words": "a ",
    "one word": "血",
    "names": "PLT ",
    "brackets": "(",
    "signs": "<",
    "powers": "10^",
    "powers with spaces": "10 ",
    "dates": "2026-11-",
    "months": "Jan 1 ",
    "arrows": "↓",
    "labels": "上次 ",
    "numbers": "1 ",
    "people": "姓名 a b ",
    "patients": "Patient: a ",
    "samples": "标本 ",
    "oxygen": "on 2 L ",
    "fluids": "胸水 ",
    "ends": "12 以下 ",
    "clearances": "mL / min / 1.73 ",
    "short dates": "11/18 ",
    "days": "2026-11-18(",
    "moments": "D1 ",
    "moments without gaps": "术后第3天",
    "numbers of samples": "request no 123 ",
    "beds": "3床 ",
    "ages": "34岁 男 ",
    "labelled days": "date of birth ",
    "quotes": '"a,',
    "thousands": "1,000,",
    "glued names": "PLT12",
    "changes": "PLT 12 现 ",
    "remarks": "标本 a",
    "limits": "标准\n",
    "numbers of rows": "1\na\n",
}


def seconds(text: str) -> float:
    started = time.perf_counter()
    recognize(TRIAL, text)
    return time.perf_counter() - started


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_time_grows_with_the_length_of_the_text(piece: str) -> None:
    size = MAX_BYTES // len(HOSTILE[piece].encode())
    short, long = HOSTILE[piece] * (size // 8), HOSTILE[piece] * size
    # The least of several runs. A quadratic reader would take 64 times as long.
    assert min(seconds(long) for _ in range(3)) < 32 * max(min(seconds(short) for _ in range(5)), 0.003)
