"""What people type into the number boxes of the shipped trial, question by question, and what becomes of it on a page:
kept, asked again with likely readings, or refused with what to do, in both languages."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from prescreen.definitions.loader import TRIALS
from prescreen.definitions.shared_questions import shared_questions
from prescreen.i18n.doubt_text import confirm_label, doubt_text, reading_label
from prescreen.i18n.error_messages import error_message
from prescreen.i18n.formatting import format_number, format_quantity, format_unit
from prescreen.i18n.locale import LANGUAGES, use_language
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import Answer, read, value_of
from prescreen.screening.doubt import answer_of_button, button_value, doubt_about, doubt_of, is_confirmed
from prescreen.trial.questions import Age, BodyMassIndex
from tests.support.core import TRIAL
from tests.support.every_type import trial_with

SHARED = shared_questions(TRIALS)
QUESTIONS: dict[str, Any] = {
    **TRIAL.questions,
    "age": Age.model_validate({"id": "age"} | SHARED["age"].content),
    "weight": BodyMassIndex.model_validate({"id": "weight"} | SHARED["body_mass_index"].content),
    "since": trial_with().questions["last_treatment"],
    "count": trial_with().questions["treatments"],
}


def wide(text: str) -> str:
    """Text as a Chinese keyboard types it, in full width."""
    return text.translate({ordinal: ordinal + 0xFEE0 for ordinal in range(0x21, 0x7F)})


# The unit on which the menu starts.
MENU = {
    "neutrophils": "10^9/L", "platelets": "10^9/L", "reticulocytes": "10^9/L", "creatinine_clearance": "", "lvef": "%",
    "oxygen": "%", "age": "years_of_age", "since": "days", "count": "1",
}  # fmt: skip


def posted(name: str, typed: str, beside: str | None) -> Any:
    """The two inputs of a question. `beside` is the unit in the menu (None: as it started), or the other number."""
    question = QUESTIONS[name]
    if name in MENU:
        return {"value": typed, "unit": MENU[name] if beside is None else beside}
    first, second = question.parts
    if typed.startswith("limit "):
        return {first: beside, second: typed.removeprefix("limit ")}
    return {first: typed, second: beside}


def answer_to(name: str, typed: str, beside: str | None) -> Answer:
    return read(QUESTIONS[name], posted(name, typed, beside), MENU.get(name))


def shown(answer: Answer) -> str:
    return answer if isinstance(answer, str) else " ".join(answer.values())


# Question, typed number, what stands beside it, and the answer that is kept without a question.
KEPT: list[tuple[str, str, str | None, str]] = [
    *(("neutrophils", typed, None, "0.32 10^9/L") for typed in (
        "0.32", ".32", "0,32", wide("0.32"), "0。32", " 0.32 ", "0.32\u200b", "\u200e0.32", "\ufeff0.32",
        "0.32↓", "0.32 ↓", "0.32↓↓", "0.32 L", "0.32L", "0.32 (L)", "0.32 LL", "0.32 Low", "0.32 偏低", "0.32*",
        "0.32×10⁹/L",
        "0.32×10^9/L", "0.32 x10^9/L", "0.32 *10^9/L", "0.32 10^9/L", "0.32 109/L", "0.32 x10E9/L", "0.32 10*9/L",
        "0.32 G/L", "0.32 ↓ 10^9/L", "0.32\t10^9/L\t1.80-6.30", "0.32 ×10⁹/L 1.8~6.3", "+0.32", "00.32",
        "0.32×10^9/L(1.8-6.3)", "0.32×10^9/L" + wide("(1.8~6.3)"), "0.32 L 10^9/L 1.8 - 6.3", "0.32\t1.8 - 6.3",
    )),
    *(("neutrophils", typed, None, "0.32 10^3/uL") for typed in (
        "0.32 K/µL", "0.32 K/uL", "0.32K/uL", "0.32 k/ul", "0.32 thou/mm³", "0.32 Thousand/uL", "0.32 x10E3/uL",
        "0.32 10^3/µL", "0.32 L K/uL", "0.32 10³/μL",
    )),
    *(("neutrophils", typed, None, "320 /uL") for typed in (
        "320 /µL", "320/uL", "320 cells/µL", "320 /mm³", "320 /cumm", "320 个/μL",
    )),
    ("neutrophils", "320", "/uL", "320 /uL"),
    ("neutrophils", "0.32 10^9/L", "10^3/uL", "0.32 10^9/L"),
    ("neutrophils", "0.32 K/µL", "10^9/L", "0.32 10^3/uL"),
    ("neutrophils", "320 /uL", "/uL", "320 /uL"),
    ("neutrophils", "0", None, "0 10^9/L"),
    ("neutrophils", "0.0", None, "0.0 10^9/L"),
    ("neutrophils", "5", None, "5 10^9/L"),
    ("neutrophils", "0.005", None, "0.005 10^9/L"),
    *(("platelets", typed, None, "12 10^9/L") for typed in (
        "12", "12.", "12。", "12 L", "12L", "12 (LL)", "12↓", wide("12"), "12\u200b", "12 ×10⁹/L", "12x10^9/L",
        "12 109/L",
    )),
    ("platelets", "12,000", "/uL", "12000 /uL"),
    ("platelets", "12 000", "/uL", "12000 /uL"),
    ("platelets", "12\u3000000", "/uL", "12000 /uL"),
    ("platelets", "12 000 /uL", None, "12000 /uL"),
    ("platelets", "12,000/µL", None, "12000 /uL"),
    ("platelets", "12000个/μL", None, "12000 /uL"),
    ("platelets", "1.2万/μL", None, "1.2 10^4/uL"),
    ("platelets", "1.2 10^4/µL", None, "1.2 10^4/uL"),
    ("platelets", "12 /nL", None, "12 10^9/L"),
    ("platelets", "1000", None, "1000 10^9/L"),
    ("platelets", "1", None, "1 10^9/L"),
    ("platelets", "0", None, "0 10^9/L"),
    ("reticulocytes", "14.6", None, "14.6 10^9/L"),
    ("reticulocytes", "0.0146 10^12/L", None, "0.0146 10^12/L"),
    ("reticulocytes", "0.0146×10¹²/L", None, "0.0146 10^12/L"),
    ("reticulocytes", "0.0146 1012/L", None, "0.0146 10^12/L"),
    ("reticulocytes", "0.0146 T/L", None, "0.0146 10^12/L"),
    ("reticulocytes", "14600 /uL", None, "14600 /uL"),
    ("reticulocytes", "400", None, "400 10^9/L"),
    ("reticulocytes", "0", None, "0 10^9/L"),
    ("creatinine_clearance", "90", "mL/min", "90 mL/min"),
    ("creatinine_clearance", "90 mL/min", None, "90 mL/min"),
    ("creatinine_clearance", "90ml/min", None, "90 mL/min"),
    ("creatinine_clearance", "90 毫升/分", None, "90 mL/min"),
    ("creatinine_clearance", "1.5 mL/s", None, "1.5 mL/s"),
    ("creatinine_clearance", "68", "mL/min", "68 mL/min"),
    ("alt", "38", "50", "38 50"),
    ("alt", "38 U/L", "50", "38 50"),
    ("alt", "38U/L", "50 U/L", "38 50"),
    ("alt", "38 IU/L", "50", "38 50"),
    ("alt", "38 IU/L", "50 U/L", "38 50"),
    ("alt", "38 H", "50", "38 50"),
    ("alt", "38\tU/L\t9-50", "50", "38 50"),
    ("alt", "limit 50 U/L", "38", "38 50"),
    ("alt", "limit 100", "38", "38 100"),
    ("alt", "limit 20", "38", "38 20"),
    ("ast", "62 U/L", "40", "62 40"),
    ("bilirubin", "14.2 μmol/L", "21", "14.2 21"),
    ("bilirubin", "14.2 umol/L", "21 μmol/L", "14.2 21"),
    ("bilirubin", "0.8 mg/dL", "1.2", "0.8 1.2"),
    ("bilirubin", "0.8", "2", "0.8 2"),
    ("bilirubin", "8 mg/dL", "1.2", "8 1.2"),
    ("bilirubin", "210", "21", "210 21"),
    ("bilirubin", "2.2", "21", "2.2 21"),
    ("bilirubin", "0", "21", "0 21"),
    ("alt", "4", "50", "4 50"),
    ("alt", "0", "50", "0 50"),
    ("alt", "2000", "40", "2000 40"),
    ("lvef", "62", None, "62 %"),
    ("lvef", "62%", None, "62 %"),
    ("lvef", "62" + wide("%"), None, "62 %"),
    ("lvef", "62。", None, "62 %"),
    ("oxygen", "98%", None, "98 %"),
    ("oxygen", "98 L", None, "98 %"),
    ("age", "45", None, "45 years_of_age"),
    ("age", "45岁", None, "45 years_of_age"),
    ("age", "45 years old", None, "45 years_of_age"),
    ("age", "45周岁", None, "45 years_of_age"),
    ("age", "0", None, "0 years_of_age"),
    ("since", "3 weeks", None, "3 weeks"),
    ("since", "3周", None, "3 weeks"),
    ("since", "3周前", None, "3 weeks"),
    ("since", "三周前", None, "3 weeks"),
    ("since", "十二天", None, "12 days"),
    ("since", "二十天前", None, "20 days"),
    ("since", "3个半月", None, "3.5 months"),
    ("since", "两周半", None, "2.5 weeks"),
    ("since", "半个月", None, "0.5 months"),
    ("since", "半年", None, "0.5 years"),
    ("since", "一年半", None, "1.5 years"),
    ("since", "1年2个月", None, "14 months"),
    ("since", "一年零两个月", None, "14 months"),
    ("since", "1 year 2 months", None, "14 months"),
    ("since", "1 year and 2 months ago", None, "14 months"),
    ("since", "2 weeks, 3 days", None, "17 days"),
    ("since", "3.50 weeks", None, "3.50 weeks"),
    ("age", "四十五岁", None, "45 years_of_age"),
    ("age", "045", None, "45 years_of_age"),
    ("count", "3次", None, "3 1"),
    ("count", "两次", None, "2 1"),
    ("count", "三", None, "3 1"),
    ("count", "3", None, "3 1"),
    ("since", "3 weeks ago", None, "3 weeks"),
    ("since", "2个礼拜", None, "2 weeks"),
    ("since", "2 wks", None, "2 weeks"),
    ("since", "400", None, "400 days"),
    ("since", "2个月", None, "2 months"),
    ("since", "3", "weeks", "3 weeks"),
    ("weight", "60kg", "170", "60 170"),
    ("weight", "60 公斤", "170cm", "60 170"),
    ("weight", "95", "165", "95 165"),
    ("weight", "38", "168", "38 168"),
    ("weight", "limit 170 厘米", "60", "60 170"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "typed", "beside", "kept"), KEPT)
def test_a_number_is_kept_as_it_was_meant(name: str, typed: str, beside: str | None, kept: str) -> None:
    answer = answer_to(name, typed, beside)
    assert shown(answer) == kept
    assert doubt_about(QUESTIONS[name], answer) is None


# Question, typed number, what stands beside it, and the likely readings, “unknown” for a number of another kind.
UNUSUAL: list[tuple[str, str, str | None, list[str]]] = [
    ("neutrophils", "23.5", None, ["unknown"]),
    ("neutrophils", "12", None, ["unknown"]),
    ("neutrophils", "5.01", None, ["unknown"]),
    ("neutrophils", "0.004", None, []),
    ("neutrophils", "0.32", "/uL", ["0.32 10^3/uL"]),
    ("neutrophils", "0.32 /µL", None, ["0.32 10^3/uL"]),
    ("neutrophils", "3.2 /uL", None, ["unknown", "3.2 10^3/uL"]),
    ("neutrophils", "12.", None, ["unknown"]),
    ("platelets", "150", "/uL", ["150 10^3/uL"]),
    ("platelets", "150 /µL", None, ["150 10^3/uL"]),
    ("platelets", "0.12", None, ["0.12 10^4/uL"]),
    ("platelets", "1200", None, ["1200 /uL"]),
    ("platelets", "1001", None, ["1001 /uL"]),
    ("platelets", "150", "10^4/uL", ["150 10^3/uL"]),
    ("reticulocytes", "1.5", None, ["unknown"]),
    ("reticulocytes", "0.35", None, ["unknown", "0.35 10^12/L"]),
    ("reticulocytes", "0.035", None, ["0.035 10^12/L"]),
    ("reticulocytes", "4.9", None, ["unknown"]),
    ("reticulocytes", "450", None, []),
    ("creatinine_clearance", "0.8", "mL/min", ["unknown", "0.8 mL/s"]),
    ("creatinine_clearance", "1.5", "mL/min", ["unknown", "1.5 mL/s"]),
    ("creatinine_clearance", "9.9", "mL/min", ["unknown"]),
    ("creatinine_clearance", "250", "mL/min", ["unknown"]),
    ("alt", "50", "9", ["unknown"]),
    ("alt", "38", "19", ["unknown"]),
    ("alt", "38", "101", ["unknown"]),
    ("ast", "29", "15", ["unknown"]),
    ("bilirubin", "14.2", "5", ["unknown"]),
    ("bilirubin", "14.2", "8", ["unknown"]),
    ("bilirubin", "0.8", "0.2", ["unknown"]),
    ("bilirubin", "14.2", "41", ["unknown"]),
    ("since", "2026", None, ["unknown"]),
    ("weight", "120", "170", ["unknown"]),
    ("weight", "60", "67", ["unknown"]),
]


@pytest.mark.parametrize(
    ("name", "value", "limit"),
    [
        ("bilirubin", "0.8", "21"),
        ("bilirubin", "0.8 mg/dL", "21"),
        ("bilirubin", "14.2", "1.2"),
        ("bilirubin", "2", "25"),
        ("alt", "1.200", "40"),
        ("alt", "0.6 µkat/L", "50"),
    ],
)
def test_a_result_and_a_limit_that_seem_to_be_in_different_units_are_asked_again(
    name: str, value: str, limit: str
) -> None:
    question = QUESTIONS[name]
    answer = answer_to(name, value, limit)
    doubt = doubt_about(question, answer)
    assert doubt is not None
    assert (doubt.why, doubt.part, doubt.answer) == ("two_scales", "value", answer)
    assert [shown(reading.answer) for reading in doubt.readings] == ["unknown"]
    with use_language("en"):
        assert "Perhaps they are in different units." in doubt_text(question, doubt)
    with use_language("zh"):
        assert "单位可能不一样" in doubt_text(question, doubt)


@pytest.mark.parametrize(("name", "typed", "beside", "readings"), UNUSUAL)
def test_an_unusual_number_is_asked_again_with_the_likely_readings(
    name: str, typed: str, beside: str | None, readings: list[str]
) -> None:
    question = QUESTIONS[name]
    answer = answer_to(name, typed, beside)
    doubt = doubt_about(question, answer)
    assert doubt is not None
    assert (doubt.why, doubt.answer) == ("unusual", answer)
    parts = {"ratio": "limit", "body_mass_index": "weight"}
    assert doubt.part == parts.get(question.type, "value")
    assert [shown(reading.answer) for reading in doubt.readings] == readings
    for reading in doubt.readings:
        assert doubt_about(question, reading.answer) is None
        assert answer_of_button(question, button_value(question, reading.answer)) == reading.answer
    assert is_confirmed(question, answer, ["other 1 2", button_value(question, answer)])
    assert not is_confirmed(question, answer, ["", name, f"{name} 1 2 3", button_value(question, "unknown")])


# Question, typed number, what stands beside it, the reason, what is said in both languages, and the likely readings.
REFUSED: list[tuple[str, str, str | None, str, str, str, list[str]]] = [
    ("neutrophils", "45.2", None, "out_of_range", "count (NEUT#), not the percentage", "不是百分比", ["unknown"]),
    (
        "neutrophils",
        "320",
        None,
        "out_of_range",
        "Did your report say 320 /µL? Please check the unit",
        "320 /μL？请核对",
        ["320 /uL"],
    ),
    ("neutrophils", "8000", None, "out_of_range", "Did your report say 8,000 /µL?", "8,000 /μL", ["8000 /uL"]),
    ("neutrophils", "45", None, "out_of_range", "45 × 10⁹/L is more than is possible", "45×10⁹/L", ["unknown"]),
    (
        "neutrophils",
        "-1",
        None,
        "out_of_range",
        "less than is possible. Type the number without a minus sign.",
        "不带负号",
        [],
    ),
    (
        "neutrophils",
        "22.1",
        "%",
        "other_kind",
        "The percentage (NEUT%) is not the count",
        "百分比（NEUT%）不是",
        ["unknown"],
    ),
    (
        "neutrophils",
        "22.1%",
        None,
        "other_kind",
        "The percentage (NEUT%) is not the count",
        "百分比（NEUT%）不是",
        ["unknown"],
    ),
    (
        "neutrophils",
        "0.32 K/uL",
        "/uL",
        "two_units",
        "0.32 × 10³/µL, but the unit beside it makes it 0.32 /µL",
        "0.32×10³/μL",
        ["0.32 10^3/uL", "0.32 /uL"],
    ),
    ("neutrophils", "0.32 U/L", None, "unit_not_taken", "not measured in “U/L”", "“U/L”", []),
    ("neutrophils", "0.32 10^12/L", None, "unit_not_taken", "not measured in “10^12/L”", "“10^12/L”", []),
    ("neutrophils", "", None, "missing", "Type the number", "请填数值", []),
    ("neutrophils", "15 20", None, "two_numbers", "“15 20” may be two numbers", "“15 20”可能是两个数", []),
    ("neutrophils", "0 3", None, "two_numbers", "“0 3” may be two numbers", "“0 3”", []),
    ("neutrophils", "1.8-6.3", None, "range_typed", "This looks like a range", "参考区间", []),
    ("neutrophils", "不知道", None, "says_not_known", "choose “I don’t know”", "请选“我不知道”", []),
    ("neutrophils", "未检出", None, "says_not_known", "“未检出”", "“未检出”", []),
    ("neutrophils", "I don't know", None, "says_not_known", "choose “I don’t know”", "请选“我不知道”", []),
    (
        "neutrophils",
        "<0.1",
        None,
        "comparison_sign",
        "type 0.09 instead: that is less than 0.1 too",
        "请改填0.09：它同样小于0.1",
        [],
    ),
    ("neutrophils", "abc", None, "not_a_number", "Type only the number", "只填数字", []),
    ("neutrophils", "10⁹", None, "not_a_number", "Type only the number", "只填数字", []),
    ("platelets", "15 20", None, "two_numbers", "“15 20” may be two numbers", "“15 20”", []),
    ("platelets", "12\n13", None, "two_numbers", "“12 13” may be two numbers", "“12 13”", []),
    ("platelets", "12 103/uL", None, "two_numbers", "may be two numbers", "可能是两个数", []),
    ("platelets", ">2000", None, "comparison_sign", "or choose “I don’t know”", "或者选“我不知道”", []),
    (
        "platelets",
        "<20",
        None,
        "comparison_sign",
        "type 19.9 instead: that is less than 20 too",
        "请改填19.9：它同样小于20",
        [],
    ),
    ("platelets", "小于20", None, "comparison_sign", "“小于”", "不带“小于”的数字", []),
    ("platelets", "less than 20", None, "comparison_sign", "without the sign “less than”", "19.9", []),
    ("platelets", "20以下", None, "comparison_sign", "Leave out “以下”: type 20.", "请填20。", []),
    ("platelets", "<20 10^9/L", None, "comparison_sign", "type 19.9 instead", "19.9", []),
    ("platelets", "<20,000", None, "comparison_sign", "type 19,999 /µL instead", "19,999 /μL", []),
    (
        "platelets",
        "<20000/µL",
        None,
        "comparison_sign",
        "type 19,999 /µL instead: that is less than 20,000 /µL",
        "",
        [],
    ),
    ("platelets", "<2万", None, "comparison_sign", "type 19,999 /µL instead: that is less than 20,000 /µL", "", []),
    ("platelets", "<20", "/uL", "comparison_sign", "type 19 instead", "19", []),
    ("platelets", "<0.2 K/µL", "/uL", "comparison_sign", "type 0.19 × 10³/µL instead", "0.19×10³/μL", []),
    ("neutrophils", "<500/µL", None, "comparison_sign", "type 499 /µL instead: that is less than 500 /µL too", "", []),
    ("neutrophils", "<5%", None, "other_kind", "The percentage (NEUT%) is not the count", "百分比", ["unknown"]),
    ("neutrophils", "<0.5 U/L", None, "unit_not_taken", "not measured in “U/L”", "“U/L”", []),
    ("neutrophils", "小于等于0.5", None, "comparison_sign", "Leave out “小于等于”: type 0.5.", "请填0.5。", []),
    ("neutrophils", "0.5 or less", None, "comparison_sign", "Leave out “or less”: type 0.5.", "请填0.5。", []),
    ("neutrophils", "低于检测限", None, "says_not_known", "choose “I don’t know”", "请选“我不知道”", []),
    ("neutrophils", "1.8-6.3 ×10⁹/L", None, "range_typed", "This looks like a range", "参考区间", []),
    ("neutrophils", "0.05万/μL", None, "ten_thousands", "Did your report say 500 /µL?", "500 /μL", ["500 /uL"]),
    ("platelets", "1.2万", None, "ten_thousands", "Did your report say 12,000 /µL?", "12,000 /μL", ["12000 /uL"]),
    ("platelets", "300万", None, "out_of_range", "more than is possible", "3,000,000 /μL", []),
    ("reticulocytes", "1.5", "10^12/L", "out_of_range", "more than is possible", "1.5×10¹²/L", ["unknown"]),
    ("platelets", "12000", None, "out_of_range", "Did your report say 12,000 /µL?", "12,000 /μL", ["12000 /uL"]),
    (
        "platelets",
        "99999999",
        None,
        "out_of_range",
        "is more than is possible. Please check the unit",
        "高于可能的数值。请核对单位",
        [],
    ),
    ("platelets", "1.5 lakh/cumm", None, "ten_thousands", "say 150,000 /µL?", "150,000 /μL", ["150000 /uL"]),
    ("platelets", "1.8 10^12/L", None, "unit_not_taken", "not measured in “10^12/L”", "“10^12/L”", []),
    ("platelets", "0.12", "g", "not_a_unit", "Choose one of the units", "选择", []),
    (
        "reticulocytes",
        "0.61%",
        None,
        "other_kind",
        "The percentage (RET%) is not the count",
        "百分比（RET%）不是",
        ["unknown"],
    ),
    (
        "reticulocytes",
        "0.61",
        "%",
        "other_kind",
        "The percentage (RET%) is not the count",
        "百分比（RET%）不是",
        ["unknown"],
    ),
    (
        "reticulocytes",
        "15000",
        None,
        "out_of_range",
        "Did your report say 15,000 /µL? Please check the unit",
        "15,000 /μL",
        ["15000 /uL"],
    ),
    (
        "reticulocytes",
        "15",
        "10^12/L",
        "out_of_range",
        "Did your report say 15 × 10⁹/L?",
        "15×10⁹/L",
        ["unknown", "15 10^9/L"],
    ),
    (
        "creatinine_clearance",
        "68",
        None,
        "no_unit",
        "Choose the unit that your report prints.",
        "请选择报告“单位”一栏",
        [],
    ),
    (
        "creatinine_clearance",
        "68",
        "umol/L",
        "other_kind",
        "Serum creatinine (Scr, CREA) is not the clearance",
        "血肌酐",
        ["unknown"],
    ),
    (
        "creatinine_clearance",
        "0.8",
        "mg/dL",
        "other_kind",
        "Serum creatinine (Scr, CREA) is not the clearance",
        "血肌酐",
        ["unknown"],
    ),
    (
        "creatinine_clearance",
        "96",
        "mL/min/{1.73_m2}",
        "other_kind",
        "(eGFR) is not the clearance",
        "eGFR",
        ["unknown"],
    ),
    ("creatinine_clearance", "68 μmol/L", None, "other_kind", "Serum creatinine", "血肌酐", ["unknown"]),
    ("creatinine_clearance", "68 μmol/L", "mL/min", "other_kind", "Serum creatinine", "血肌酐", ["unknown"]),
    ("creatinine_clearance", "0.8 mg/dL", None, "other_kind", "Serum creatinine", "血肌酐", ["unknown"]),
    ("creatinine_clearance", "96 mL/min/1.73m²", None, "other_kind", "eGFR", "eGFR", ["unknown"]),
    (
        "creatinine_clearance",
        "450",
        "mL/min",
        "out_of_range",
        "This may be serum creatinine",
        "这可能是血肌酐",
        ["unknown"],
    ),
    (
        "creatinine_clearance",
        "80",
        "mL/s",
        "out_of_range",
        "Did your report say 80 mL/min?",
        "80 mL/min",
        ["unknown", "80 mL/min"],
    ),
    (
        "creatinine_clearance",
        ">120",
        "mL/min",
        "comparison_sign",
        "type 120.1 instead: that is more than 120 too",
        "120.1：它同样大于120",
        [],
    ),
    ("alt", "limit 9-50", "38", "range_typed", "Type only the larger number of the range: 50.", "较大的数：50。", []),
    (
        "alt",
        "limit 9\N{FULLWIDTH TILDE}50",
        "38",
        "range_typed",
        "the larger number of the range: 50.",
        "较大的数：50。",
        [],
    ),
    (
        "alt",
        "limit 9-50 U/L",
        "38",
        "range_typed",
        "Type only the larger number of the range: 50.",
        "较大的数：50。",
        [],
    ),
    ("alt", "limit 9\N{NON-BREAKING HYPHEN}50", "38", "range_typed", "larger number of the range: 50.", "50。", []),
    ("alt", "limit 50-9", "38", "range_typed", "Type only the larger number of the range: 50.", "较大的数：50。", []),
    ("alt", "3倍", "50", "unit_not_taken", "not measured in “倍”", "“倍”", []),
    ("alt", "1.5×ULN", "50", "unit_not_taken", "not measured in “×ULN”", "“×ULN”", []),
    ("alt", "38 mg/dL", "50", "unit_not_taken", "not measured in “mg/dL”", "“mg/dL”", []),
    ("alt", "limit 50 g/L", "38", "unit_not_taken", "not measured in “g/L”", "“g/L”", []),
    ("alt", "38 fL", "50", "not_a_number", "Type only the number", "只填数字", []),
    ("alt", "-38", "50", "pair_out_of_range", "Type the number without a minus sign.", "不带负号", []),
    ("bilirubin", "38 U/L", "21", "unit_not_taken", "not measured in “U/L”", "“U/L”", []),
    ("creatinine_clearance", ">60 mL/min/1.73m²", None, "other_kind", "eGFR", "eGFR", ["unknown"]),
    ("creatinine_clearance", ">60 mL/min/1.73m²", "mL/min", "other_kind", "eGFR", "eGFR", ["unknown"]),
    *(
        ("creatinine_clearance", typed, "mL/min", "other_kind", "(eGFR) is not the clearance", "eGFR", ["unknown"])
        for typed in (
            "90 ml/(min·1.73m²)",
            "90 ml/(min.1.73m2)",
            "90 mL·min⁻¹·1.73m⁻²",
            "90ml/min per 1.73 m2",
            "eGFR 90",
            "90 (eGFR)",
            "eGFR: 90 ml/min",
        )
    ),
    ("creatinine_clearance", "68 µmol", "mL/min", "other_kind", "Serum creatinine", "血肌酐", ["unknown"]),
    ("creatinine_clearance", "血肌酐68", "mL/min", "other_kind", "Serum creatinine", "血肌酐", ["unknown"]),
    ("neutrophils", "NEUT% 45.2", None, "other_kind", "The percentage (NEUT%) is not", "百分比", ["unknown"]),
    ("reticulocytes", "6.1‰", None, "other_kind", "The percentage (RET%) is not", "百分比", ["unknown"]),
    ("creatinine_clearance", "<1 mL/s", "mL/min", "comparison_sign", "type 0.9 mL/s instead", "0.9 mL/s", []),
    ("alt", "limit <40", "38", "comparison_sign", "Leave out “<”: type 40.", "请填40。", []),
    ("alt", "limit ≤40", "38", "comparison_sign", "Leave out “≤”: type 40.", "请填40。", []),
    ("alt", "limit >40", "38", "comparison_sign", "or choose “I don’t know”", "或者选", []),
    ("alt", "limit 0", "38", "not_positive", "must be more than 0", "大于0", []),
    ("alt", "limit ", "38", "missing", "Type the upper limit as well", "上限", []),
    ("alt", "", "50", "missing", "Type the result as well", "结果", []),
    ("alt", "9-50", "50", "range_typed", "Type only your own result", "您自己的结果", []),
    ("alt", "38 9-50", "50", "two_numbers", "“38 9-50” may be two numbers", "可能是两个数", []),
    ("alt", "<5", "50", "comparison_sign", "type 4.9 instead", "4.9", []),
    ("alt", "38%", "40", "not_a_number", "Type only the number", "只填数字", []),
    ("alt", "38 U/L", "0.8 µkat/L", "two_units", "different units", "单位不一样", []),
    ("alt", "9000", "20", "pair_out_of_range", "outside what is possible", "超出了可能的范围", []),
    ("bilirubin", "14.2 μmol/L", "1.2 mg/dL", "two_units", "different units", "单位不一样", []),
    ("lvef", "<5", None, "comparison_sign", "or choose “I don’t know”", "或者选", []),
    ("lvef", "0.6", None, "out_of_range", "60, not 0.6", "填60，不填0.6", []),
    ("lvef", "55-60", None, "range_typed", "Type only your own result", "您自己的结果", []),
    ("oxygen", "0.98", None, "out_of_range", "98, not 0.98", "填98，不填0.98", []),
    ("oxygen", "95 mmHg", None, "unit_not_taken", "not measured in “mmHg”", "“mmHg”", []),
    ("oxygen", "72 bpm", None, "unit_not_taken", "not measured in “bpm”", "“bpm”", []),
    ("oxygen", "72次/分", None, "unit_not_taken", "not measured in “次/分”", "“次/分”", []),
    ("lvef", "46 mm", None, "unit_not_taken", "not measured in “mm”", "“mm”", []),
    ("platelets", "—12", None, "out_of_range", "Type the number without a minus sign.", "不带负号", []),
    ("age", "1979", None, "year_of_birth", "1979 looks like a year of birth. Type your age", "1979像是出生年份", []),
    ("age", "6个月", None, "months_of_age", "Under 1 year old, type 0.", "不满1岁请填0", []),
    ("age", "3 months", None, "months_of_age", "Under 1 year old, type 0.", "不满1岁请填0", []),
    ("age", "18 months", None, "months_of_age", "Type whole years, such as 1.", "1", []),
    ("age", "45.5", None, "not_whole", "such as 45", "45", []),
    ("age", "<18", None, "comparison_sign", "Type one number without “<”, as exactly as you know it", "不要带“<”", []),
    ("age", "45虚岁", None, "not_a_number", "Type your age in whole years.", "请填周岁", []),
    ("age", "1979-03-04", None, "not_a_number", "Type your age in whole years.", "请填周岁", []),
    ("age", "1979年", None, "year_of_birth", "1979 looks like a year of birth", "1979像是出生年份", []),
    ("age", "1979.3", None, "year_of_birth", "1979 looks like a year of birth", "1979像是出生年份", []),
    ("age", "3周", None, "months_of_age", "Under 1 year old, type 0.", "不满1岁请填0", []),
    ("age", "150.5", None, "out_of_range", "is more than is possible", "高于可能的数值", []),
    ("age", "150", None, "out_of_range", "150 years old is more than is possible", "150岁", []),
    ("age", "40-45", None, "range_typed", "Type one number, not a range.", "不要填范围", []),
    (
        "since",
        "1000",
        "years",
        "out_of_range",
        "1,000 years is more than is possible. Did you mean",
        "您想填的是不是",
        ["1000 days"],
    ),
    (
        "since",
        "3 weeks",
        "months",
        "two_units",
        "3 weeks, but the unit beside it makes it 3 months",
        "3周",
        ["3 weeks", "3 months"],
    ),
    ("since", ">3 weeks", None, "comparison_sign", "Type one number without “>”", "不要带“>”", []),
    ("since", "2 months 10 days", None, "not_a_number", "choose its unit beside it", "选它的单位", []),
    ("since", "2020年3个月", None, "not_a_number", "choose its unit beside it", "选它的单位", []),
    ("since", "十几天", None, "not_a_number", "choose its unit beside it", "选它的单位", []),
    ("since", "三四天", None, "not_a_number", "choose its unit beside it", "选它的单位", []),
    ("since", "半", None, "not_a_number", "choose its unit beside it", "选它的单位", []),
    ("since", "三月", None, "not_a_number", "choose its unit beside it", "选它的单位", []),
    ("since", "1岁2个月", None, "unit_not_taken", "choose its unit beside it", "选它的单位", []),
    ("since", "3 H", None, "not_a_number", "choose its unit beside it", "选它的单位", []),
    ("since", "3L", None, "not_a_number", "choose its unit beside it", "选它的单位", []),
    ("count", "3 times", None, "not_a_number", "Type only the number", "只填数字", []),
    ("count", "3 H", None, "not_a_number", "Type only the number", "只填数字", []),
    ("age", "1岁2个月", None, "months_of_age", "Type whole years, such as 1.", "例如1", []),
    ("count", "两三次", None, "not_a_number", "Type only the number", "只填数字", []),
    ("count", ">3", None, "comparison_sign", "Type one number without “>”", "不要带“>”", []),
    ("count", "半次", None, "not_whole", "Type a whole number", "请填整数", []),
    ("platelets", "十二", None, "not_a_number", "Type only the number", "只填数字", []),
    ("since", "3月", None, "not_a_number", "choose its unit beside it", "选它的单位", []),
    ("since", "2020年", None, "year_typed", "2020 looks like a year. Type how long ago", "2020像是年份", []),
    ("since", "-1", None, "out_of_range", "Type the number without a minus sign.", "不带负号", []),
    ("weight", "120斤", "170", "other_measure", "Type the weight in kilograms: 60.", "体重请填公斤数：60。", []),
    ("weight", "132 lb", "170", "other_measure", "Type the weight in kilograms: 59.9.", "59.9。", []),
    (
        "weight",
        "limit 1.7m",
        "60",
        "other_measure",
        "Type the height in centimeters: 170.",
        "身高请填厘米数：170。",
        [],
    ),
    ("weight", "limit 67 in", "60", "other_measure", "Type the height in centimeters: 170.2.", "170.2。", []),
    ("weight", "limit 5.7 ft", "60", "not_a_number", "Type only the number, in centimeters.", "单位是厘米", []),
    ("weight", "limit 1米7", "60", "not_a_number", "Type only the number, in centimeters.", "单位是厘米", []),
    ("weight", "60", "1.7", "pair_out_of_range", "outside what is possible", "超出了可能的范围", []),
]


@pytest.mark.parametrize(("name", "typed", "beside", "code", "english", "chinese", "readings"), REFUSED)
def test_a_number_is_refused_with_what_to_do(
    name: str, typed: str, beside: str | None, code: str, english: str, chinese: str, readings: list[str]
) -> None:
    question = QUESTIONS[name]
    with pytest.raises(AnswerError) as refused:
        answer_to(name, typed, beside)
    assert refused.value.code == code
    doubt = doubt_of(question, refused.value)
    assert [shown(reading.answer) for reading in doubt.readings] if doubt else readings == []
    for lang, part in (("en", english), ("zh", chinese)):
        with use_language(lang):
            assert part in error_message(question, refused.value)


def test_the_tables_hold_enough_and_every_number_of_the_trial() -> None:
    rows = [*KEPT, *UNUSUAL, *REFUSED]
    assert len({row[:3] for row in rows}) == len(rows) >= 200
    assert {question.id for question in TRIAL.questions.values() if question.type in ("quantity", "ratio")} <= {
        row[0] for row in rows
    }


# In an answers file


FILE: list[tuple[str, Any, str]] = [
    ("neutrophils", {"value": "23.5"}, "23.5 10^9/L"),
    ("neutrophils", {"value": "0.32 10^9/L"}, "0.32 10^9/L"),
    ("neutrophils", {"value": "320/uL", "unit": "/uL"}, "320 /uL"),
    ("neutrophils", {"value": "0.32 K/uL"}, "two_units"),
    ("neutrophils", {"value": "0.32 K/uL", "unit": "10^9/L"}, "two_units"),
    ("neutrophils", {"value": "22.1", "unit": "%"}, "other_kind"),
    ("neutrophils", {"value": "22.1%"}, "other_kind"),
    ("creatinine_clearance", {"value": "68"}, "68 mL/min"),
    ("creatinine_clearance", {"value": "68", "unit": "mL/min"}, "68 mL/min"),
    ("creatinine_clearance", {"value": "68", "unit": ""}, "not_a_unit"),
    ("creatinine_clearance", {"value": "68", "unit": "umol/L"}, "other_kind"),
    ("alt", {"value": "50", "limit": "9"}, "50 9"),
]


@pytest.mark.parametrize(("name", "given", "outcome"), FILE)
def test_an_answers_file_takes_unusual_numbers_and_no_other_unit(name: str, given: Any, outcome: str) -> None:
    try:
        found = shown(read(QUESTIONS[name], given))
    except AnswerError as error:
        found = error.code
    assert found == outcome


# What is offered


def doubt_words(question: Any, answer: Answer, lang: str) -> list[str]:
    doubt = doubt_about(question, answer)
    assert doubt is not None
    with use_language(lang):
        labels = [reading_label(question, reading) for reading in doubt.readings]
        return [doubt_text(question, doubt), *labels, confirm_label(question, answer)]


def test_a_doubt_says_what_was_typed_what_it_may_be_and_what_can_be_kept() -> None:
    answer = {"value": "0.35", "unit": "10^9/L"}
    assert doubt_words(QUESTIONS["reticulocytes"], answer, "en") == [
        "0.35 × 10⁹/L is unusual for this test. Please look at your report again. The percentage (RET%) is not the "
        "count (RET#, ARC). Look for the count on the same report. If there is only a percentage, choose “I don’t "
        "know”.",
        "It is another number (RET%): I don’t know",
        "It is 0.35 × 10¹²/L",
        "Yes, my report says 0.35 × 10⁹/L",
    ]
    assert doubt_words(QUESTIONS["reticulocytes"], answer, "zh")[1:] == [
        "这是另一项（RET%）：选“我不知道”",
        "应该是0.35×10¹²/L",
        "是的，报告上就是0.35×10⁹/L",
    ]


def test_a_doubt_about_a_limit_names_the_limit_and_the_lower_number() -> None:
    english = doubt_words(QUESTIONS["alt"], {"value": "50", "limit": "9"}, "en")
    assert english[0].startswith("An upper limit of 9 is unusual for this test.")
    assert "the larger number of the range" in english[0]
    assert english[1:] == ["I don’t know", "Yes, my report says 50, with an upper limit of 9"]


def test_a_doubt_about_a_limit_that_is_too_large_says_nothing_of_the_lower_number() -> None:
    english = doubt_words(QUESTIONS["alt"], {"value": "50", "limit": "120"}, "en")
    assert english[0] == "An upper limit of 120 is unusual for this test. Please look at your report again."


def test_a_doubt_without_another_kind_gives_the_authors_explanation() -> None:
    english = doubt_words(QUESTIONS["platelets"], {"value": "150", "unit": "/uL"}, "en")
    assert english[0].endswith("Please check the unit: 12,000 per µL is the same as 12 × 10⁹/L.")


@pytest.mark.parametrize("name", ["diagnosis", "infections"])
def test_an_option_is_never_in_doubt(name: str) -> None:
    assert doubt_about(QUESTIONS[name], "unknown") is None
    assert doubt_about(QUESTIONS[name], ["hiv"] if name == "infections" else "severe") is None


LABORATORY = ["neutrophils", "platelets", "reticulocytes", "creatinine_clearance", "lvef", "oxygen"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", LABORATORY)
def test_the_number_that_is_advised_for_a_sign_is_accepted_and_means_what_the_sign_says(name: str, lang: str) -> None:
    question, advices = QUESTIONS[name], 0
    numbers = ("0.05", "0.5", "5", "20", "60", "92", "500", "20000")
    for sign, number, behind, menu in product("<>", numbers, ["", *question.units], question.units):
        with use_language(lang):
            unit = format_unit(behind) if behind else ""
            with pytest.raises(AnswerError) as refused:
                read(question, {"value": f"{sign}{number} {unit}", "unit": menu}, menu)
            advised, told = refused.value.details["instead"], refused.value.details["unit"]
            if advised is None:
                continue
            text = format_quantity(advised, told) if told else format_number(advised)
        answer = read(question, {"value": text, "unit": menu}, menu)
        limit = Fraction(number) * question.units[behind or told or menu]
        meant: Any = value_of(question, answer)
        assert meant < limit if sign == "<" else meant > limit
        advices += 1
    assert advices > 5
