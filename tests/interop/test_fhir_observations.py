"""The results that staff have seen as Observations, and how they are read back."""

import json
from datetime import date
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from prescreen.interop.elements import dumps
from prescreen.interop.fhir_input.reading import read_fhir
from prescreen.interop.observations import observations
from prescreen.screening.provenance import Provenance, Source, StaffNotes
from tests.support.client import LANGUAGES
from tests.support.core import FITTING, NUMBERS, RATIOS, TRIAL, journey, stored
from tests.support.fhir import VERSION, published

SEEN = Provenance(Source.REPORT, date(2026, 11, 3))
RESULTS = [*NUMBERS, *RATIOS, "activity"]


def made(answers: dict[str, Any], provenance: dict[str, Provenance], lang: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        dumps(observations(journey(answers), published(TRIAL), lang, StaffNotes(provenance)))
    )
    return found


def resources(bundle: dict[str, Any]) -> dict[str, Any]:
    """The Observations by question."""
    found = [entry["resource"] for entry in bundle.get("entry", [])]
    return {resource["code"]["coding"][-1]["code"]: resource for resource in found}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_results_are_valid_fhir_and_read_back_with_their_dates(lang: str) -> None:
    bundle = made(FITTING, dict.fromkeys(TRIAL.questions, SEEN), lang)
    Bundle.model_validate_json(json.dumps(bundle))
    assert set(resources(bundle)) == set(RESULTS)
    read = read_fhir(TRIAL, VERSION, json.dumps(bundle))
    assert (read.asks, read.unread, read.warnings) == ((), (), ())
    assert {one.question: one.answer for one in read.takes} == {name: stored(FITTING)[name] for name in RESULTS}
    assert {one.provenance for one in read.takes} == {SEEN}


def test_a_limit_is_the_upper_end_of_the_reference_range() -> None:
    alt = resources(made(FITTING, {"alt": SEEN}))["alt"]
    assert alt["code"]["coding"][0]["code"] == "1742-6"
    assert alt["valueQuantity"] == {"value": 30}
    assert alt["referenceRange"] == [{"high": {"value": 50}}]


def test_of_codes_that_differ_by_the_kind_of_unit_none_is_given() -> None:
    bilirubin = resources(made(FITTING, {"bilirubin": SEEN}))["bilirubin"]
    assert [coding["system"] for coding in bilirubin["code"]["coding"]] == [published(TRIAL).url]


@pytest.mark.parametrize("source", [Source.PATIENT, None])
def test_what_staff_have_not_seen_is_no_result(source: Source | None) -> None:
    bundle = made(FITTING, {"platelets": Provenance(source, date(2026, 11, 3))})
    Bundle.model_validate_json(json.dumps(bundle))
    assert resources(bundle) == {}


def test_what_is_not_known_or_not_asked_is_no_result() -> None:
    answers = FITTING | {"platelets": "unknown", "alt": None}
    assert set(resources(made(answers, dict.fromkeys(["platelets", "alt", "oxygen"], SEEN)))) == {"oxygen"}
