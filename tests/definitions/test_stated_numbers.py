"""Numbers in texts, in the wordings that real criteria use."""

from fractions import Fraction

import pytest

from prescreen.definitions.reading.numbers import stated_numbers

STATED = {
    "ALT of no more than 1.5 times the upper limit": [("1.5", "times the upper", "<=")],
    "QTcF ≤ 450 ms in males or ≥ 470 ms": [("450", "ms", "<="), ("470", "ms", ">=")],
    "Platelets >= 100,000/mcL": [("100000", "/mcl", ">=")],
    "neutrophils (≥1.5 x 10^9/L)": [("1.5", "x 10^9/l", ">=")],
    "platelets under 20 × 10⁹/L": [("20", "× 10^9/l", "<")],
    "WBC of less than 3.5 x 109/L (3,500/mm3)": [("3.5", "x 109/l", "<"), ("3500", "/mm3", "")],
    "less than 20 x ten to the ninth per litre": [("20", "x 10^9/l", "<")],
    "fifty percent or more": [("50", "%", ">=")],
    "80 mmHg or less": [("80", "mmhg", "<=")],
    "surgery within the past 6 weeks": [("6", "weeks", "down")],
    "surgery within the past year": [("1", "year", "down")],
    "more than twice the limit": [("2", "times", ">")],
    "a 3-fold rise": [("3", "times", "")],
    "18-65 years": [("18", "years", ""), ("65", "years", "")],
    "from -3 to under 10 mmol/L": [("3", "", ""), ("10", "mmol/l", "<")],
    "not less than 60 mL/min/1.73m2": [("60", "ml/min/1.73m2", ">=")],
    "creatinine clearance > 60ml/min; bilirubin": [("60", "ml/min", ">")],
    "1,5 Jahre": [("1.5", "", "")],
    "年龄18至65岁": [("18", "岁", ""), ("65", "岁", "")],
    "不超过正常值上限的3倍": [("3", "倍", "<=")],
    "至少两周": [("2", "周", ">=")],
    "半年以内": [("6", "个月", "<=")],
    "三项中至少两项": [],
    "十二个月以上": [("12", "个月", ">=")],
    "血小板低于20×10⁹/L": [("20", "×10^9/l", "<")],
    "equal to or older than 18 years": [("18", "years", ">=")],
    "age greater than or equal to 18 years": [("18", "years", ">=")],
    "older than or equal to 18": [("18", "", ">=")],
    "bilirubin less than or equal to 1.5 mg/dL": [("1.5", "mg/dl", "<=")],
    "equal or less than 75": [("75", "", "<=")],
    "18 years and less": [("18", "years", "<=")],
    "50 kilograms or more": [("50", "kg", ">=")],
    "50公斤及以上": [("50", "kg", ">=")],
    "at most 150 millimetres of mercury": [("150", "mmhg", "<=")],
    "不超过150毫米汞柱": [("150", "mmhg", "<=")],
    "up to 450 milligrams per deciliter": [("450", "mg/dl", "<=")],
    "不高于450毫克/分升": [("450", "mg/dl", "<=")],
    "over 60 millilitres per minute": [("60", "ml/min", ">")],
    "高于60毫升每分钟": [("60", "ml/min", ">")],
    "60mL/min及以上": [("60", "ml/min", ">=")],
    "under 20 micromoles per litre": [("20", "umol/l", "<")],
    "不低于百分之五十": [("50", "%", ">=")],
    "up to two and a half times the upper limit": [("2.5", "times the upper", "<=")],
    "不超过上限的两倍半": [("2.5", "倍", "<=")],
    "一年半以内": [("1.5", "年", "<=")],
    "Gram-negative, with moles; ALT升高3级": [("3", "", "")],
    "HER2 negative, CD34, T790M": [],
}


@pytest.mark.parametrize("text", STATED)
def test_a_number_is_read_with_its_unit_and_what_the_words_around_it_mean(text: str) -> None:
    expected = [(Fraction(value), unit, sign) for value, unit, sign in STATED[text]]
    assert [(number.value, number.unit, number.sign) for number in stated_numbers(text)] == expected


@pytest.mark.parametrize("piece", ["1 ", "1.5 x 10^9/L ", "一", "at least ", "1,000", "  ", "10^"])
def test_a_long_text_takes_little_time(piece: str) -> None:
    assert len(list(stated_numbers(piece * (20_000 // len(piece))))) <= 20_000
