"""Answers by question type: every shape that is read or refused, and the values that rules compare."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import picked_options, read, read_all, value_of
from prescreen.screening.journey import follow
from prescreen.trial.questions import Quantity, Question
from tests.support.core import TRIAL, steady, stored
from tests.support.every_type import ANSWERS, trial_with

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
    ("alt", {"value": "1", "limit": "0.5"}, {"value": "1", "limit": "0.5"}),
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
    ("neutrophils", {"value": "unknown"}, "says_not_known"),
    ("neutrophils", {"value": "0.3", "unit": "g/L"}, "not_a_unit"),
    ("neutrophils", {"value": "0.3", "unit": "10^4/uL"}, "not_a_unit"),
    ("neutrophils", {"value": "0.3", "unit": ""}, "not_a_unit"),
    ("neutrophils", {"value": "0.3", "unit": 1}, "not_a_unit"),
    ("neutrophils", {"value": "0.3", "unit": ["10^9/L"]}, "not_a_unit"),
    ("neutrophils", {"value": "<0.5", "unit": "10^9/L"}, "comparison_sign"),
    ("neutrophils", {"value": "<0.5", "unit": ["10^9/L"]}, "comparison_sign"),
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
        ("alt", {"value": "-1", "limit": "40"}, "value"),
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


def _units(question: Question) -> list[str]:
    return list(question.units) if isinstance(question, Quantity) else []


def test_the_table_of_range_ends_has_every_unit() -> None:
    units = {(name, unit) for name, question in TRIAL.questions.items() for unit in _units(question)}
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
def test_the_value_of_an_answer_is_exact_and_in_the_base_unit(name: str, answer: Any, value: Any) -> None:
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


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(["unknown", "severe", "hiv", "none", "0.3", "10^9/L", "<20", "1e5", "⁹"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["value", "unit", "limit", "weight", ""]), inner, max_size=3),
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(["diagnosis", "activity", "infections", "neutrophils", "alt", "age"])


@steady
@given(st.one_of(JSON, st.dictionaries(NAMES, JSON)))
def test_any_json_is_read_or_refused_and_what_is_read_can_be_used(given_: Any) -> None:
    refused: list[str] = []
    answers = read_all(TRIAL, given_, lambda name, error: refused.append(name))
    assert set(answers).isdisjoint(refused)
    assert stored(json.loads(json.dumps(answers))) == answers
    assert set(follow(TRIAL, answers).values) <= set(answers)


def test_an_answer_nested_too_deeply_to_compare_is_refused() -> None:
    deep: Any = "unknown"
    for _ in range(100_000):
        deep = [deep]
    told: dict[str, str] = {}
    given_ = dict.fromkeys(("diagnosis", "infections", "alt"), deep)
    assert read_all(TRIAL, given_, lambda name, error: told.update({name: error.code})) == {}
    assert told == {"diagnosis": "not_an_option", "infections": "not_an_option", "alt": "wrong_parts"}


def test_a_whole_number_of_thousands_of_digits_is_refused() -> None:
    told: dict[str, str] = {}
    given_ = {"activity": 10**5000, "infections": [10**5000], "lvef": {"value": 10**5000}}
    assert read_all(TRIAL, given_, lambda name, error: told.update({name: error.code})) == {}
    assert told == {"activity": "not_an_option", "infections": "not_an_option", "lvef": "too_long"}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_type_has_an_answer_that_is_kept_as_it_is_and_a_value(name: str) -> None:
    question = trial_with().questions[name]
    assert read(question, ANSWERS[name]) == ANSWERS[name]
    assert value_of(question, ANSWERS[name]) == VALUES[name]
    assert read(question, "unknown") == "unknown"
    assert value_of(question, "unknown") is None
    assert read(question, None) is None


VALUES = {
    "level": "low",
    "signs": frozenset({"fever", "rash"}),
    "platelets": Fraction(12),
    "base_excess": Fraction(-3),
    "saturation": Fraction(97),
    "age": Fraction(45),
    "treatments": Fraction(2),
    "last_treatment": Fraction(21),
    "alt": Fraction(3, 2),
    "bmi": Fraction(25),
}


@pytest.mark.parametrize(
    ("name", "answer", "options"),
    [
        ("level", "low", ["low"]),
        ("level", "unknown", []),
        ("level", None, []),
        ("signs", ["fever", "rash"], ["fever", "rash"]),
        ("signs", "unknown", []),
        ("age", ANSWERS["age"], []),
        ("alt", ANSWERS["alt"], []),
    ],
)
def test_the_options_of_an_answer_are_those_it_picks(name: str, answer: Any, options: list[str]) -> None:
    assert [option.id for option in picked_options(trial_with().questions[name], answer)] == options


@pytest.mark.parametrize(
    ("given_", "option"),
    [
        (12, "12"),
        (12.0, "12"),
        (Decimal("12"), "12"),
        (2019, "2019"),
        (int("9" * 40), "9" * 40),
        (Decimal("9" * 40), "9" * 40),
        (int("9" * 41), None),
        (Decimal("1E+999999"), None),
        (12.5, None),
        (-12, None),
        (True, None),
        (float("nan"), None),
        (Decimal("NaN"), None),
        (float("inf"), None),
    ],
)
def test_an_option_whose_id_is_a_number_may_be_given_as_one(given_: Any, option: str | None) -> None:
    options = [{"id": id_, "label": {"en": id_, "zh": id_}} for id_ in ("12", "2019", "1", "9" * 40)]
    question = trial_with(level={"options": options}).questions["level"]
    if option is None:
        with pytest.raises(AnswerError) as refused:
            read(question, given_)
        assert refused.value.code == "not_an_option"
    else:
        assert read(question, given_) == option


@pytest.mark.parametrize("answer", [["untested"], ["fever", "untested"]])
def test_an_unknown_option_makes_the_answer_unknown_whatever_stands_beside_it(answer: list[str]) -> None:
    assert value_of(trial_with().questions["signs"], answer) is None
