"""Numbers as people type them: read exactly, or refused with what to do."""

from decimal import Decimal
from typing import Any

import pytest

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.number_input import read_measurement
from prescreen.trial.units import read_unit


def read_number(given: Any, part: str = "value") -> Decimal:
    """The number, where no unit may stand behind it."""
    return read_measurement(given, part).number


def is_unit(text: str) -> bool:
    return read_unit(text) is not None


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
    "–1": "-1",
    "—1": "-1",
    "minus 1": "-1",
    "负1": "-1",
    "+1": "1",
    "12.": "12",
    "12。": "12",
    "12\u200b": "12",
    "\u200e12": "12",
    "\ufeff12": "12",
    "1\u200b2": "12",
    "12\u2009000": "12000",
    "1 234 567.5": "1234567.5",
    wide("+1"): "1",
}


@pytest.mark.parametrize("typed", READ_AS_MEANT)
def test_a_number_is_read_as_it_was_meant(typed: str) -> None:
    number = read_number(typed)
    assert isinstance(number, Decimal)
    assert number == Decimal(READ_AS_MEANT[typed])


# Typed, and the number and the unit that are read.
WITH_UNITS = {
    "98%": ("98", "%"),
    "98" + wide("%"): ("98", "%"),
    "98 %": ("98", "%"),
    "98﹪": ("98", "%"),
    "0.32×10⁹/L": ("0.32", "×10⁹/L"),
    "0.32 x10^9/L": ("0.32", "x10^9/L"),
    "0.32 10^9/L": ("0.32", "10^9/L"),
    "12 109/L": ("12", "109/L"),
    "12 000/uL": ("12000", "/uL"),
    "12 K/µL": ("12", "K/µL"),
    "12 L K/µL": ("12", "K/µL"),
    "38 U/L": ("38", "U/L"),
    "0.32↓": ("0.32", ""),
    "0.32 ↓↓": ("0.32", ""),
    "12 L": ("12", ""),
    "12L": ("12", ""),
    "12 (LL)": ("12", ""),
    "12 High": ("12", ""),
    "12偏低": ("12", ""),
    "0.32\t10^9/L\t1.80-6.30": ("0.32", "10^9/L"),
    "38\t9-50": ("38", ""),
}


@pytest.mark.parametrize("typed", WITH_UNITS)
def test_flags_and_a_unit_behind_a_number_are_read(typed: str) -> None:
    found = read_measurement(typed, is_unit=is_unit)
    assert (str(found.number), found.unit) == WITH_UNITS[typed]


def test_a_unit_that_the_caller_does_not_take_is_refused() -> None:
    with pytest.raises(AnswerError) as refused:
        read_measurement("98%")
    assert refused.value.code == "not_a_number"


@pytest.mark.parametrize("typed", ["0.310^9/L", "12109/L", "12 103/uL", "12 3 10^9/L", "10⁹/L", "12×10⁹", "12 l"])
def test_digits_of_a_unit_never_swallow_digits_of_a_number(typed: str) -> None:
    with pytest.raises(AnswerError):
        read_measurement(typed, is_unit=is_unit)


REFUSED: dict[str, list[Any]] = {
    "not_a_number": [
        "10⁹", "²", "5²", "10₉", "①", "½", "1½", "Ⅷ", "1e3", "1E3", wide("1e3"), "10^9", "1.234,5", "1,2,3", "1,23,456",
        "1,234,5", "0,123.4", "0,000,000", "1234,567.8", "12,34.5", "1.2.3", "1..2",
        "5,", ".", ",", "--5", "+-5",
        "NaN", "nan", "Infinity", "-inf", "٣", "\N{DEVANAGARI DIGIT ZERO}", "\N{MATHEMATICAL BOLD DIGIT FIVE}",
        "1_000", "0x10", "1'000", "1/2", "abc", "5x", "x5",
        "98%%", "%", "三", "约20", "1.2万", "12 kg", "- 1", "0 .3",
    ],
    "range_typed": ["5-6", "9–50", "9\N{FULLWIDTH TILDE}50", "(9-50)", "0.5 -- 1.5", "9至50"],
    "two_numbers": ["15 20", "12\n13", "0 3", "12\t130", "12\n130", "1 23 456", "12 0000", "12 9-50", "0 300"],
    "says_not_known": ["不知道", "未检出", "I don’t know", "unknown", "N/A", "?", "-", "没查"],
    "missing": ["", " ", "\u3000", "\n\t", None],
    "too_long": ["1" * 21, "0." + "1" * 25, "1" * 5000, " " * 300 + "1", 10**25, Decimal("1E+30"), Decimal("1E-30")],
    "comparison_sign": ["<5", "＜5", ">5", "＞5", "≤5", "≥5", "〉5", "《5", "<", "< 0.5",
                        "小于20", "less than 20", "Under 20", "20以下", "不超过40", "up to 40"],
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


# Typed, the sign that the message names, and the number to type instead.
COMPARED = [
    ("<20", "<", "19.9"),
    ("< 20", "<", "19.9"),
    ("＜20", "<", "19.9"),
    ("〈20", "〈", "19.9"),
    ("《20", "《", "19.9"),
    ("<0.5", "<", "0.49"),
    ("<-1", "<", "-1.1"),
    (">60", ">", "60.1"),
    ("＞60", ">", "60.1"),
    ("〉60", "〉", "60.1"),
    ("》60", "》", "60.1"),
    (">1.50", ">", "1.501"),
    # The limit itself is meant too, however the sign is typed.
    ("≤5", "≤", "5"),
    ("≦5", "≦", "5"),
    ("<=5", "≤", "5"),
    (wide("<=5"), "≤", "5"),
    ("≥50.0", "≥", "50.0"),
    ("≧50", "≧", "50"),
    (">=50", "≥", "50"),
    ("<", "<", None),
    ("<abc", "<", None),
    ("<1,2,3", "<", None),
    ("<" + "1" * 20, "<", "1" * 19 + "0.9"),
    ("<" + "1" * 21, "<", None),
    ("小于20", "小于", "19.9"),
    ("less than 20", "less than", "19.9"),
    ("20以下", "以下", "20"),
    ("大于 60", "大于", "60.1"),
]


@pytest.mark.parametrize(("typed", "sign", "instead"), COMPARED)
def test_a_comparison_sign_is_refused_with_what_to_type_instead(typed: str, sign: str, instead: str | None) -> None:
    with pytest.raises(AnswerError) as refused:
        read_number(typed)
    details = refused.value.details
    assert (refused.value.code, details["sign"]) == ("comparison_sign", sign)
    assert (details["instead"] is None) if instead is None else (str(details["instead"]) == instead)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param(10**5000, "too_long", id="10**5000"),
        pytest.param(-(10**5000), "too_long", id="-10**5000"),
        (1e300, "too_long"),
        ("9" * 20, None),
        ("9" * 21, "too_long"),
        (" " * 180 + "9" * 20, None),
        (" " * 181 + "9" * 20, "too_long"),
        ("0" * 20, None),
        ("0" * 21, "too_long"),
        (Decimal("1E+20"), None),
        (Decimal("1E-20"), None),
        (Decimal("1E+21"), "too_long"),
        (Decimal("1E-21"), "too_long"),
    ],
)
def test_a_number_has_at_most_20_digits(given: Any, code: str | None) -> None:
    if code is None:
        assert read_number(given) == Decimal(str(given))
    else:
        with pytest.raises(AnswerError) as refused:
            read_number(given)
        assert refused.value.code == code


def test_zero_has_no_sign() -> None:
    assert [str(read_number(zero)) for zero in ("-0", "0", Decimal("-0.0"))] == ["0", "0", "0.0"]
