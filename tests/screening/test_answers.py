"""Reading what people type: exact numbers, units, and the shapes of an answers file."""

import json
import zlib
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import read, read_all, value_of
from prescreen.screening.number_input import read_number
from prescreen.screening.serialization import compress, decompress
from tests.support.core import FITTING, NCT, TRIAL, taken


def wide(text: str) -> str:
    """Text as a Chinese keyboard types it, in full width."""
    return text.translate({ordinal: ordinal + 0xFEE0 for ordinal in range(0x21, 0x7F)})


READ_AS_MEANT = {
    "0.3": "0.3",
    "12": "12",
    "0": "0",
    "007": "7",
    "0.30": "0.30",
    wide("0.3"): "0.3",
    wide("12"): "12",
    "12．5": "12.5",
    "  0.3  ": "0.3",
    "\u3000" + wide("0.3") + "\u3000": "0.3",
    "12 000": "12000",
    "1\u3000234": "1234",
    "1\u00a0234": "1234",
    "12\t": "12",
    "12,000": "12000",
    "1,234,567": "1234567",
    wide("12,000"): "12000",
    "1,234.5": "1234.5",
    "12,345,678.25": "12345678.25",
    "0,3": "0.3",
    "0,300": "0.300",
    "00,300": "0.300",
    "0，3": "0.3",
    "1234,567": "1234.567",
    "12,34": "12.34",
    "12,0000": "12.0000",
    ",5": "0.5",
    ".5": "0.5",
    "．5": "0.5",
    "0。3": "0.3",
    "0｡3": "0.3",
    "。5": "0.5",
    "-1": "-1",
    wide("-1"): "-1",
    "−1": "-1",
    "+1": "1",
    wide("+1"): "1",
}


@pytest.mark.parametrize("typed", READ_AS_MEANT)
def test_a_number_is_read_as_it_was_meant(typed: str) -> None:
    number = read_number(typed)
    assert isinstance(number, Decimal)
    assert number == Decimal(READ_AS_MEANT[typed])


@pytest.mark.parametrize("typed", ["98%", "98" + wide("%"), "98 %", wide("98%"), "98﹪"])
def test_a_trailing_sign_of_the_unit_is_passed_over(typed: str) -> None:
    assert read_number(typed, unit="%") == 98


@pytest.mark.parametrize("unit", ["", "10^9/L", "/uL", "mL/min"])
def test_the_sign_of_another_unit_is_refused(unit: str) -> None:
    with pytest.raises(AnswerError) as refused:
        read_number("98%", unit=unit)
    assert refused.value.code == "not_a_number"


def test_digits_of_a_unit_never_swallow_digits_of_a_number() -> None:
    with pytest.raises(AnswerError):
        read_number("0.310^9/L", unit="10^9/L")


REFUSED: dict[str, list[Any]] = {
    "not_a_number": [
        "10⁹", "²", "5²", "10₉", "①", "½", "1½", "Ⅷ", "1e3", "1E3", wide("1e3"), "10^9", "1.234,5", "1,2,3", "1,23,456",
        "1,234,5", "0,123.4", "0,000,000", "1234,567.8", "12,34.5", "1.2.3", "1..2",
        "5.", "5,", ".", ",", "-", "--5", "+-5",
        "NaN", "nan", "Infinity", "-inf", "٣", "\N{DEVANAGARI DIGIT ZERO}", "\N{MATHEMATICAL BOLD DIGIT FIVE}",
        "1_000", "0x10", "1'000", "1/2", "5-6", "abc", "5x", "x5",
        "98%%", "%", wide("5") + "。", "三",
    ],
    "missing": ["", " ", "\u3000", "\n\t", None],
    "too_long": ["1" * 21, "0." + "1" * 25, "1" * 5000, " " * 300 + "1", 10**25, Decimal("1E+30"), Decimal("1E-30")],
    "comparison_sign": ["<5", "＜5", ">5", "＞5", "≤5", "≥5", "〉5", "《5", "<", "< 0.5"],
}  # fmt: skip


@pytest.mark.parametrize(("code", "typed"), [(code, typed) for code, several in REFUSED.items() for typed in several])
def test_what_is_not_plainly_a_number_is_refused(code: str, typed: Any) -> None:
    with pytest.raises(AnswerError) as refused:
        read_number(typed, "limit")
    assert refused.value.code == code
    assert refused.value.part == "limit"


@pytest.mark.parametrize("given", [True, False, [], {}, ["5"], float("nan"), float("inf"), Decimal("NaN")])
def test_json_that_is_no_number_is_refused(given: Any) -> None:
    with pytest.raises(AnswerError) as refused:
        read_number(given)
    assert refused.value.code == "not_a_number"


@pytest.mark.parametrize(
    ("given", "number"), [(0.1, "0.1"), (12, "12"), (Decimal("0.3000"), "0.3"), (0, "0"), (1e-07, "0.0000001")]
)
def test_a_json_number_is_read_by_its_digits(given: Any, number: str) -> None:
    assert read_number(given) == Decimal(number)


@pytest.mark.parametrize(
    ("typed", "sign", "instead"),
    [
        ("<20", "<", "19.9"),
        ("< 20", "<", "19.9"),
        ("＜20", "<", "19.9"),
        ("<0.5", "<", "0.49"),
        (">60", ">", "60.1"),
        ("＞60", ">", "60.1"),
        (">1.50", ">", "1.501"),
        ("≥50", "≥", "50"),
        ("≤5", "≤", "5"),
        ("<", "<", None),
        ("<abc", "<", None),
        ("<1,2,3", "<", None),
    ],
)
def test_a_comparison_sign_is_refused_with_what_to_type_instead(typed: str, sign: str, instead: str | None) -> None:
    with pytest.raises(AnswerError) as refused:
        read_number(typed)
    assert refused.value.code == "comparison_sign"
    assert refused.value.details == {"sign": sign, "instead": instead and Decimal(instead)}


ACCEPTED: list[tuple[str, Any, Any]] = [
    ("diagnosis", "severe", "severe"),
    ("diagnosis", "unknown", "unknown"),
    ("diagnosis", None, None),
    ("diagnosis", [], None),
    ("donor", "testing", "testing"),
    ("activity", "1", "1"),
    ("activity", 1, "1"),
    ("activity", 0, "0"),
    ("activity", Decimal("1"), "1"),
    ("activity", Decimal("4"), "4"),
    ("infections", ["hiv", "other_infection"], ["hiv", "other_infection"]),
    ("infections", ["other_infection", "hiv"], ["hiv", "other_infection"]),
    ("infections", ["hiv", "hiv"], ["hiv"]),
    ("infections", ["none"], ["none"]),
    ("infections", "unknown", "unknown"),
    ("infections", ["unknown"], "unknown"),
    ("infections", [], None),
    ("infections", None, None),
    ("neutrophils", {"value": "0.3", "unit": "10^9/L"}, {"value": "0.3", "unit": "10^9/L"}),
    ("neutrophils", {"value": "300", "unit": "/uL"}, {"value": "300", "unit": "/uL"}),
    ("neutrophils", {"value": "0,3", "unit": "10^3/uL"}, {"value": "0.3", "unit": "10^3/uL"}),
    ("neutrophils", {"value": 0.3}, {"value": "0.3", "unit": "10^9/L"}),
    ("neutrophils", {"value": Decimal("0.3")}, {"value": "0.3", "unit": "10^9/L"}),
    ("neutrophils", {"value": 1}, {"value": "1", "unit": "10^9/L"}),
    ("neutrophils", {"value": "-0"}, {"value": "0", "unit": "10^9/L"}),
    ("neutrophils", "unknown", "unknown"),
    ("neutrophils", None, None),
    ("neutrophils", [], None),
    ("oxygen", {"value": "98%"}, {"value": "98", "unit": "%"}),
    ("alt", {"value": "60", "limit": "40"}, {"value": "60", "limit": "40"}),
    ("alt", {"value": 60, "limit": 40.5}, {"value": "60", "limit": "40.5"}),
    ("alt", {"value": "0", "limit": "40"}, {"value": "0", "limit": "40"}),
    ("alt", "unknown", "unknown"),
    ("alt", [], None),
]


@pytest.mark.parametrize(("name", "given", "kept"), ACCEPTED)
def test_every_shape_of_the_answers_file_is_taken(name: str, given: Any, kept: Any) -> None:
    answer = read(TRIAL.questions[name], given)
    assert answer == kept
    assert type(answer) is type(kept)
    assert read(TRIAL.questions[name], answer) == kept


WRONG: list[tuple[str, Any, str]] = [
    ("diagnosis", "mild", "not_an_option"),
    ("diagnosis", "", "not_an_option"),
    ("diagnosis", "Severe", "not_an_option"),
    ("diagnosis", ["severe"], "not_an_option"),
    ("diagnosis", ["unknown"], "not_an_option"),
    ("diagnosis", {"value": "severe"}, "not_an_option"),
    ("diagnosis", 1, "not_an_option"),
    ("donor", True, "not_an_option"),
    ("activity", True, "not_an_option"),
    ("activity", False, "not_an_option"),
    ("activity", 5, "not_an_option"),
    ("activity", -1, "not_an_option"),
    ("activity", 0.5, "not_an_option"),
    ("activity", Decimal("1E+999999"), "not_an_option"),
    ("infections", "hiv", "not_a_list"),
    ("infections", {"hiv": True}, "not_a_list"),
    ("infections", {}, "not_a_list"),
    ("infections", ["flu"], "not_an_option"),
    ("infections", [None], "not_an_option"),
    ("infections", [["hiv"]], "not_an_option"),
    ("infections", [True], "not_an_option"),
    ("infections", ["none", "hiv"], "exclusive_beside_another"),
    ("infections", ["hiv", "none"], "exclusive_beside_another"),
    ("infections", ["unknown", "hiv"], "unknown_beside_another"),
    ("infections", ["none", "unknown"], "unknown_beside_another"),
    ("neutrophils", "0.3", "wrong_parts"),
    ("neutrophils", 0.3, "wrong_parts"),
    ("neutrophils", ["0.3"], "wrong_parts"),
    ("neutrophils", {"value": "0.3", "unit": "10^9/L", "date": "today"}, "wrong_parts"),
    ("neutrophils", {"value": "0.3", "limit": "2"}, "wrong_parts"),
    ("neutrophils", {}, "missing"),
    ("neutrophils", {"unit": "10^9/L"}, "missing"),
    ("neutrophils", {"value": None}, "missing"),
    ("neutrophils", {"value": ""}, "missing"),
    ("neutrophils", {"value": True}, "not_a_number"),
    ("neutrophils", {"value": "unknown"}, "not_a_number"),
    ("neutrophils", {"value": "0.3", "unit": "g/L"}, "not_a_unit"),
    ("neutrophils", {"value": "0.3", "unit": "10^4/uL"}, "not_a_unit"),
    ("neutrophils", {"value": "0.3", "unit": ""}, "not_a_unit"),
    ("neutrophils", {"value": "0.3", "unit": 1}, "not_a_unit"),
    ("neutrophils", {"value": "0.3", "unit": ["10^9/L"]}, "not_a_unit"),
    ("neutrophils", {"value": "<0.5", "unit": "10^9/L"}, "comparison_sign"),
    ("neutrophils", {"value": "31", "unit": "10^9/L"}, "out_of_range"),
    ("neutrophils", {"value": "-1", "unit": "10^9/L"}, "out_of_range"),
    ("alt", "60", "wrong_parts"),
    ("alt", {"value": "60", "limit": "40", "unit": "U/L"}, "wrong_parts"),
    ("alt", {"value": "60"}, "missing"),
    ("alt", {"limit": "40"}, "missing"),
    ("alt", {"value": "60", "limit": ""}, "missing"),
    ("alt", {"value": "60", "limit": "0"}, "not_positive"),
    ("alt", {"value": "60", "limit": "-40"}, "not_positive"),
    ("alt", {"value": "0", "limit": 0}, "not_positive"),
    ("alt", {"value": "60", "limit": True}, "not_a_number"),
    ("alt", {"value": "-1", "limit": "40"}, "pair_out_of_range"),
]


@pytest.mark.parametrize(("name", "given", "code"), WRONG)
def test_a_wrong_shape_is_refused_with_its_cause(name: str, given: Any, code: str) -> None:
    with pytest.raises(AnswerError) as refused:
        read(TRIAL.questions[name], given)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "given", "part"),
    [
        ("neutrophils", {"value": "x"}, "value"),
        ("neutrophils", {"value": "1", "unit": "g"}, "unit"),
        ("neutrophils", {"value": "31"}, "value"),
        ("alt", {"value": "x", "limit": "40"}, "value"),
        ("alt", {"value": "60", "limit": "x"}, "limit"),
        ("alt", {"value": "60", "limit": "0"}, "limit"),
        ("infections", ["none", "hiv"], ""),
    ],
)
def test_an_error_names_the_input_at_fault(name: str, given: Any, part: str) -> None:
    with pytest.raises(AnswerError) as refused:
        read(TRIAL.questions[name], given)
    assert refused.value.part == part


# Unit → the lowest and highest number that is plausible, and the next ones below and above, in that unit.
ENDS: list[tuple[str, str, str, str, str, str]] = [
    ("neutrophils", "10^9/L", "0", "30", "-0.001", "30.001"),
    ("neutrophils", "10^3/uL", "0", "30", "-0.001", "30.001"),
    ("neutrophils", "/uL", "0", "30000", "-1", "30001"),
    ("platelets", "10^9/L", "0", "2000", "-0.001", "2000.001"),
    ("platelets", "10^3/uL", "0", "2000", "-0.001", "2000.001"),
    ("platelets", "/uL", "0", "2000000", "-1", "2000001"),
    ("platelets", "10^4/uL", "0", "200", "-0.001", "200.001"),
    ("reticulocytes", "10^9/L", "0", "1000", "-0.001", "1000.001"),
    ("reticulocytes", "10^12/L", "0", "1", "-0.001", "1.00001"),
    ("reticulocytes", "/uL", "0", "1000000", "-1", "1000001"),
    ("reticulocytes", "10^3/uL", "0", "1000", "-0.001", "1000.001"),
    ("creatinine_clearance", "mL/min", "0", "300", "-0.001", "300.001"),
    ("creatinine_clearance", "mL/s", "0", "5", "-0.001", "5.00001"),
    ("lvef", "%", "5", "90", "4.999", "90.001"),
    ("oxygen", "%", "50", "100", "49.999", "100.001"),
]


def test_the_table_of_range_ends_has_every_unit() -> None:
    units = {(name, unit) for name, question in TRIAL.questions.items() for unit in getattr(question, "units", ())}
    assert {(name, unit) for name, unit, *_ in ENDS} == units


@pytest.mark.parametrize(("name", "unit", "low", "high", "below", "above"), ENDS)
def test_a_range_includes_its_ends_in_every_unit(
    name: str, unit: str, low: str, high: str, below: str, above: str
) -> None:
    question = TRIAL.questions[name]
    for number in (low, high):
        assert read(question, {"value": number, "unit": unit}) == {"value": number, "unit": unit}
    for number in (below, above):
        with pytest.raises(AnswerError) as refused:
            read(question, {"value": number, "unit": unit})
        assert refused.value.code == "out_of_range"
        assert refused.value.details["number"] == Decimal(number)
        assert refused.value.details["unit"] == unit


@pytest.mark.parametrize(("name", "ratio"), [("bilirubin", 50), ("alt", 200), ("ast", 200)])
def test_a_ratio_has_its_range_too(name: str, ratio: int) -> None:
    question = TRIAL.questions[name]
    assert read(question, {"value": str(7 * ratio), "limit": "7"}) is not None
    assert read(question, {"value": "0", "limit": "7"}) is not None
    with pytest.raises(AnswerError) as refused:
        read(question, {"value": f"{7 * ratio}.001", "limit": "7"})
    assert refused.value.code == "pair_out_of_range"


@pytest.mark.parametrize(
    ("name", "value", "unit", "likely"),
    [
        ("neutrophils", "8000", "10^9/L", "/uL"),
        ("neutrophils", "400", "10^3/uL", "/uL"),
        ("platelets", "12000", "10^9/L", "/uL"),
        ("platelets", "12,000", "10^4/uL", "/uL"),
        ("reticulocytes", "15000", "10^9/L", "/uL"),
        ("reticulocytes", "15", "10^12/L", "10^9/L"),
        ("neutrophils", "99999999", "10^9/L", None),
        ("neutrophils", "-1", "10^9/L", None),
        ("creatinine_clearance", "80", "mL/s", "mL/min"),
        ("lvef", "0.6", "%", None),
    ],
)
def test_a_number_out_of_range_names_the_unit_that_was_likely_meant(
    name: str, value: str, unit: str, likely: str | None
) -> None:
    with pytest.raises(AnswerError) as refused:
        read(TRIAL.questions[name], {"value": value, "unit": unit})
    assert refused.value.code == "out_of_range"
    assert refused.value.details["likely_unit"] == likely


@pytest.mark.parametrize(
    ("name", "answer", "value"),
    [
        ("neutrophils", {"value": "0.3", "unit": "10^9/L"}, Fraction(3, 10)),
        ("neutrophils", {"value": "300", "unit": "/uL"}, Fraction(3, 10)),
        ("platelets", {"value": "1.2", "unit": "10^4/uL"}, Fraction(12)),
        ("reticulocytes", {"value": "0.015", "unit": "10^12/L"}, Fraction(15)),
        ("creatinine_clearance", {"value": "1.5", "unit": "mL/s"}, Fraction(90)),
        ("alt", {"value": "100", "limit": "30"}, Fraction(10, 3)),
        ("diagnosis", "severe", "severe"),
        ("donor", "testing", None),
        ("diagnosis", "unknown", None),
        ("diagnosis", None, None),
        ("infections", ["hiv", "other_infection"], frozenset({"hiv", "other_infection"})),
        ("infections", "unknown", None),
    ],
)
def test_an_answer_is_judged_exactly_in_the_first_unit(name: str, answer: Any, value: Any) -> None:
    assert value_of(TRIAL.questions[name], answer) == value


def test_every_error_is_told_and_every_other_answer_taken() -> None:
    told: dict[str, str] = {}
    given = {"diagnosis": "mild", "age": 40, "marrow": "under_25", "donor": None, "gvhd_treatment": "perhaps"}
    answers = read_all(TRIAL, given, lambda name, error: told.update({name: error.code}))
    assert answers == {"marrow": "under_25"}
    assert told == {"diagnosis": "not_an_option", "age": "unknown_question", "gvhd_treatment": "not_an_option"}


@pytest.mark.parametrize("given", [None, [], "severe", 1, [["diagnosis", "severe"]]])
def test_answers_that_are_no_object_are_refused(given: Any) -> None:
    told: list[tuple[str, str]] = []
    assert read_all(TRIAL, given, lambda name, error: told.append((name, error.code))) == {}
    assert told == [("", "not_an_object")]


def test_packed_answers_come_back_unchanged() -> None:
    content = {NCT: {"version": "0123", "answers": taken(FITTING)}, "note": "血小板 ½"}
    assert decompress(compress(content)) == content
    assert len(compress(content)) < len(json.dumps(content))


@pytest.mark.parametrize("size", [64 * 1024 - 1, 64 * 1024])
def test_packed_content_may_be_64_kib_long(size: int) -> None:
    content = "a" * (size - 2)  # and two quotes
    assert decompress(compress(content)) == content


def _cut(packed: bytes) -> bytes:
    return packed[:-1]


JUNK = {
    "nothing": b"",
    "text": b"hello",
    "cut by a byte": _cut(compress(FITTING)),
    "cut in half": compress(FITTING)[:100],
    "a byte changed": compress(FITTING)[:50] + b"\x00\x00\x00" + compress(FITTING)[53:],
    "something after it": compress(FITTING) + b"x",
    "not JSON": zlib.compress(b"{diagnosis}"),
    "not UTF-8": zlib.compress(b'"\xff\xfe"'),
    "too large": compress("a" * (64 * 1024 - 1)),
    "a bomb": zlib.compress(b'"' + b"a" * 50_000_000 + b'"', 9),
    "nested too deeply": zlib.compress(b"[" * 30_000 + b"]" * 30_000),
}


@pytest.mark.parametrize("name", JUNK)
def test_what_was_not_packed_here_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decompress(JUNK[name])
