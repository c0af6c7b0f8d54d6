"""A number line in words, by question type."""

from fractions import Fraction
from typing import Any

import pytest

from prescreen.i18n.formatting import format_multiple, format_ratio, format_rounded
from prescreen.i18n.locale import LANGUAGES, use_language
from prescreen.i18n.number_line_text import number_line_ends, number_line_text
from prescreen.screening.number_line import number_lines
from tests.support.every_type import journey_with, trial_with

# Rule and answer; the sentence in both languages; the low end, limit and high end.
LINES: list[tuple[str, dict[str, Any], tuple[str, str], tuple[str, str, str]]] = [
    (
        "platelets < 20",
        {"platelets": {"value": "12000", "unit": "/uL"}},
        ("12,000 /µL; the study looks for fewer than 20,000", "12,000 /μL；研究的要求是低于20,000"),
        ("0", "20,000", "40,000"),
    ),
    (
        "base_excess > -3.5",
        {"base_excess": {"value": "-10", "unit": "mmol/L"}},
        ("-10 mmol/L; the study looks for more than -3.5", "-10 mmol/L；研究的要求是高于-3.5"),
        ("-30", "-3.5", "23"),
    ),
    (
        "saturation >= 92",
        {"saturation": {"value": "91", "unit": "%"}},
        ("91%; the study looks for at least 92%", "91%；研究的要求是不低于92%"),
        ("50", "92", "100"),
    ),
    (
        "age <= 65",
        {"age": {"value": "66", "unit": "years_of_age"}},
        ("66 years old; the study looks for at most 65 years old", "66岁；研究的要求是不超过65岁"),
        ("0", "65", "120"),
    ),
    (
        "last_treatment >= 28",
        {"last_treatment": {"value": "3", "unit": "weeks"}},
        ("3 weeks; the study looks for at least 4 weeks", "3周；研究的要求是不低于4周"),
        ("0", "4", "8"),
    ),
    (
        # 28 days are no exact number of months.
        "last_treatment >= 28",
        {"last_treatment": {"value": "1", "unit": "months"}},
        ("1 month; the study looks for at least 28 days", "1个月；研究的要求是不低于28天"),
        ("0", "about 0.92", "about 1.84"),
    ),
    (
        # A time in the rule is told and drawn in the rule's own unit.
        "last_treatment >= 6 months",
        {"last_treatment": {"value": "150", "unit": "days"}},
        ("150 days; the study looks for at least 6 months", "150天；研究的要求是不低于6个月"),
        ("0", "6", "12"),
    ),
    (
        "last_treatment < 1 year",
        {"last_treatment": {"value": "53", "unit": "weeks"}},
        ("53 weeks; the study looks for less than 1 year", "53周；研究的要求是低于1年"),
        ("0", "1", "2"),
    ),
    (
        "age >= 6 months",
        {"age": {"value": "4", "unit": "months_of_age"}},
        ("4 months old; the study looks for at least 6 months old", "4个月大；研究的要求是不低于6个月大"),
        ("0", "6", "12"),
    ),
    (
        "alt <= 1.5",
        {"alt": {"value": "100", "limit": "30"}},
        (
            "about 3.33 times the upper limit; the study looks for at most 1.5 times the upper limit",
            "约为上限的3.33倍；研究的要求是不超过上限的1.5倍",
        ),
        ("0", "1.5", "3"),
    ),
    (
        "bmi < 30",
        {"bmi": {"weight": "81", "height": "180"}},
        ("25 kg/m²; the study looks for less than 30", "25 kg/m²；研究的要求是低于30"),
        ("8", "30", "52"),
    ),
]


@pytest.mark.parametrize(("rule", "given", "sentences", "ends"), LINES)
def test_a_number_line_is_said_in_the_unit_of_the_answer(
    rule: str, given: dict[str, Any], sentences: tuple[str, str], ends: tuple[str, str, str]
) -> None:
    units = ["years_of_age", "months_of_age"] if "months" in rule else ["years_of_age"]
    trial = trial_with(rule, age={"units": units})
    [line] = number_lines(trial.requirements[0].fits, journey_with(trial, **given)).values()
    said = []
    for lang in LANGUAGES:
        with use_language(lang):
            said.append(number_line_text(line))
    assert tuple(said) == sentences
    with use_language("en"):
        assert number_line_ends(line) == ends


def test_a_calculated_number_is_never_rounded_onto_a_limit() -> None:
    with use_language("en"):
        assert format_ratio(Fraction("120.1") / 40) == "about 3.002 times the upper limit"
        assert format_ratio(Fraction("119.999") / 40) == "about 2.99998 times the upper limit"
        assert format_multiple(Fraction("31.51") / 21) == "about 1.5005 × ULN"
        assert format_rounded(60 / Fraction("1.4143") ** 2) == "about 29.996"
        assert format_rounded(Fraction(2, 3)) == "about 0.67"
        assert format_rounded(Fraction("2.004")) == "2.004"
        assert (format_rounded(Fraction(3)), format_rounded(Fraction("1.5"))) == ("3", "1.5")
