"""Units as reports print them, and which of a question's units they are."""

import pytest

from prescreen.i18n.formatting import format_unit_choice
from prescreen.i18n.locale import use_language
from prescreen.trial.units import is_concentration, loinc_property, matching_unit, read_unit
from tests.support.core import TRIAL

COUNTS = ["10^9/L", "10^12/L", "/uL", "10^3/uL", "10^4/uL"]
SAME: dict[str, list[str]] = {
    "10^9/L": [
        "10^9/L", "×10⁹/L", "× 10⁹/L", "x10^9/L", "X10^9/L", "*10^9/L", "10*9/L", "10**9/L", "x10E9/L", "10e9/l",
        "E9/L", "109/L", "×10(9)/L", "10 9/L", "G/L", "/nL", "10^9 / L", "10^9/升",
    ],
    "10^12/L": ["10^12/L", "×10¹²/L", "1012/L", "T/L", "M/µL", "10^6/uL"],
    "10^3/uL": [
        "10^3/uL", "K/µL", "K/uL", "k/ul", "thou/mm³", "Thousand/uL", "x10E3/uL", "103/μL", "10^3/mm3",
        "TH/cumm", "千/微升",
    ],
    "/uL": ["/uL", "/µL", "cells/µL", "/mm³", "/cumm", "个/μL", "/mcL", "cells/cu.mm"],
    "10^4/uL": ["10^4/µL", "万/μL"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "printed"), [(unit, printed) for unit, several in SAME.items() for printed in several]
)
def test_a_count_is_the_unit_of_its_power_and_volume(unit: str, printed: str) -> None:
    assert matching_unit(COUNTS, printed) == unit


@pytest.mark.parametrize(
    "printed", ["", "L", "H", "/L", "10/L", "g/L", "t/L", "1.8/L", "x19/L", "lakh/cumm", "%", "U/L", "AST/ALT"]
)
def test_what_is_another_unit_or_none_is_none_of_a_counts(printed: str) -> None:
    assert matching_unit(COUNTS, printed) is None


@pytest.mark.parametrize(
    ("own", "printed"),
    [
        ("mL/min", "ml/min"),
        ("mL/min", "毫升/分钟"),
        ("mL/s", "mL/sec"),
        ("umol/L", "μmol/L"),
        ("umol/L", "µmol/L"),
        ("mg/dL", "MG/DL"),
        ("%", "\N{FULLWIDTH PERCENT SIGN}"),
        ("mL/min/{1.73_m2}", "mL/min/1.73m2"),
        ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
        ("mL/min/{1.73_m2}", "ml/min/1.73㎡"),
        ("widget/mL", "Widget / mL"),
        ("weeks", "周"),
        ("months", "个月"),
        ("years_of_age", "周岁"),
    ],
)
def test_any_other_unit_is_known_by_its_letters(own: str, printed: str) -> None:
    assert matching_unit([own], printed) == own
    assert matching_unit(["something/else"], printed) is None


def test_a_clearance_is_no_filtration_rate() -> None:
    assert matching_unit(["mL/min"], "mL/min/1.73m2") is None


def test_a_small_letter_is_another_unit() -> None:
    grams, giga = read_unit("g/L"), read_unit("G/L")
    assert grams is not None
    assert grams.power is None
    assert giga is not None
    assert giga.power == 9


@pytest.mark.parametrize(
    ("printed", "can_be"), [("U/L", True), ("μmol/L", True), ("%", False), ("10^9/L", False), ("x", False)]
)
def test_a_liver_test_has_a_concentration(printed: str, can_be: bool) -> None:
    assert is_concentration(printed) is can_be


CHOICES = [
    ("platelets", "10^3/uL", "× 10³/µL (K/µL)", "×10³/μL（K/μL）"),
    ("platelets", "10^9/L", "× 10⁹/L (G/L)", "×10⁹/L（G/L）"),
    ("platelets", "/uL", "/µL (/mm³)", "/μL（/mm³）"),
    ("platelets", "10^4/uL", "× 10⁴/µL", "×10⁴/μL"),
    ("neutrophils", "%", "% (NEUT%)", "%（NEUT%）"),
    ("creatinine_clearance", "mL/min", "mL/min", "mL/min"),
    ("creatinine_clearance", "umol/L", "µmol/L (serum creatinine)", "μmol/L（血肌酐）"),
    ("creatinine_clearance", "mg/dL", "mg/dL (serum creatinine)", "mg/dL（血肌酐）"),
    ("creatinine_clearance", "mL/min/{1.73_m2}", "mL/min/1.73 m² (eGFR)", "mL/min/1.73 m²（eGFR）"),
]


@pytest.mark.parametrize(("name", "unit", "english", "chinese"), CHOICES)
def test_a_menu_names_a_unit_with_its_equal_or_its_kind(name: str, unit: str, english: str, chinese: str) -> None:
    question = TRIAL.questions[name]
    assert question.type == "quantity"
    for lang, expected in (("en", english), ("zh", chinese)):
        with use_language(lang):
            assert format_unit_choice(unit, question.other_kinds.get(unit)) == expected


def test_a_volume_a_time_and_a_flow_are_no_concentrations() -> None:
    assert not any(map(is_concentration, ("fL", "pg", "s", "mm/h", "mL/min", "mL/s", "mL/min/1.73m²")))


@pytest.mark.parametrize(
    ("printed", "called"),
    [
        ("IU/L", "[Enzymatic activity/volume]"),
        ("µkat/L", "[Enzymatic activity/volume]"),
        ("μmol/L", "[Moles/volume]"),
        ("mg%", "[Mass/volume]"),
        ("10^9/L", ""),
        ("%", ""),
    ],
)
def test_the_property_of_a_concentration_is_called_as_loinc_does(printed: str, called: str) -> None:
    assert loinc_property(printed) == called
