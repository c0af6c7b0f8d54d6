"""FHIR from real servers: what makes a result doubtful, which version of it counts, and whom it is of."""

import json
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from prescreen.interop.fhir_input.json_text import FhirError
from prescreen.interop.fhir_input.reading import read_fhir
from prescreen.interop.recognized import Recognized
from prescreen.screening.provenance import Source
from tests.support.core import TRIAL
from tests.support.fhir import LOINC, UCUM, VERSION, bundle, observation, published, quantity

NOW = datetime(2026, 11, 27, 9, tzinfo=timezone(timedelta(hours=8)))
PLATELETS = observation("777-3", quantity(12, "10*9/L", "10*9/L"))
ALT = observation("1742-6", quantity(38, "U/L"), quantity(50, "U/L"), quantity(9, "U/L"))
OXYGEN = observation("59408-5", quantity(97, "%"))
MARROW = {"coding": [{"system": "http://snomed.info/sct", "code": "119359002", "display": "Bone marrow specimen"}]}
DOCUMENT = {"resourceType": "Composition"}
SPECIMEN = {"resourceType": "Specimen", "id": "s"}
LOW, HIGH = quantity(125, "10*9/L"), quantity(350, "10*9/L")
TAKEN = {"platelets": "12"}


def read(*resources: Any, **more: Any) -> Recognized:
    return read_fhir(TRIAL, VERSION, json.dumps(bundle(*resources) | more), NOW)


def chosen(found: Recognized) -> dict[str, str]:
    """The answers that are ticked."""
    numbers = {one.question: one.answer for one in found.takes if one.is_chosen}
    return {name: answer["value"] if isinstance(answer, dict) else answer for name, answer in numbers.items()}


def seen(found: Recognized) -> set[str]:
    """The questions of which something is shown."""
    return {one.question for one in found.takes} | {one.question for one in found.asks}


def history(*entries: Any) -> Recognized:
    content = {"resourceType": "Bundle", "type": "history", "entry": list(entries)}
    return read_fhir(TRIAL, VERSION, json.dumps(content), NOW)


def version(number: str, value: float, **more: Any) -> dict[str, Any]:
    """An entry of a history."""
    resource = PLATELETS | {"id": "p", "meta": {"versionId": number}, "valueQuantity": quantity(value, "10*9/L")}
    return {"fullUrl": "https://x/Observation/p", "resource": resource | more}


def about(reference: str, **more: Any) -> dict[str, Any]:
    return {"subject": {"reference": reference, **more}}


def named(code: str, text: str, **more: Any) -> dict[str, Any]:
    return {"code": {"coding": [{"system": LOINC, "code": code}], "text": text, **more}}


@pytest.mark.parametrize(
    "more",
    [
        {"valueString": "clotted"},
        {"dataAbsentReason": {"coding": [{"code": "error"}]}},
        {"modifierExtension": [{"url": "https://x/not", "valueBoolean": True}]},
        {"implicitRules": "https://x/rules"},
        {"focus": [{"reference": "RelatedPerson/1"}]},
        {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/observation-focusCode"}]},
        {"subject": {"reference": "Device/1"}},
        {"subject": {"reference": "Group/1"}},
        {"subject": {"type": "RelatedPerson", "display": "father"}},
        {"subject": {"reference": "Patient/1", "display": "Donor of Jane Doe"}},
        {"specimen": {"display": "Bone marrow aspirate"}},
        {"specimen": {"reference": "#s"}, "contained": [SPECIMEN | {"type": MARROW}]},
        {"specimen": {"reference": "#s"}, "contained": [SPECIMEN | {"type": {"text": "尿"}}]},
        {"note": [{"text": "Platelet clumps seen"}]},
        {"specimen": {"reference": "#s"}, "contained": [SPECIMEN | {"status": "unsatisfactory"}]},
        {"specimen": {"reference": "#s"}, "contained": [SPECIMEN | {"condition": [{"coding": [{"code": "CLOT"}]}]}]},
        {"specimen": {"reference": "#s"}, "contained": [SPECIMEN | {"note": [{"text": "标本溶血"}]}]},
        {"bodySite": {"text": "骨髓"}},
        {"method": {"text": "Estimated from the smear"}},
        {"note": [{"text": "Sample of the donor"}]},
        named("777-3", "供者血小板"),
        named("777-3", "ANC"),
        named("777-3", "PLT", coding=[{"system": LOINC, "code": "777-3", "display": "谷草转氨酶"}]),
        {"interpretation": [{"coding": [{"code": "<"}]}]},
        {"interpretation": [{"coding": [{"code": "IND"}]}]},
        {"interpretation": [{"coding": [{"code": "QCF"}]}]},
        {"interpretation": [{"text": "High"}], "referenceRange": [{"low": LOW, "high": HIGH}]},
        {"interpretation": {"coding": [{"code": "H"}]}, "referenceRange": {"low": LOW, "high": HIGH}},
        {"interpretation": [{"coding": [{"code": "L"}], "text": "High"}]},
        {"interpretation": [{"coding": [{"code": "x", "display": "High"}]}],
         "referenceRange": [{"low": LOW, "high": HIGH}]},
        {"effectiveDateTime": "2062-11-18"},
        {"valueQuantity": quantity(19.999999999999996, "10*9/L")},
        {"valueQuantity": {"value": 12, "unit": "10^9/L", "system": "https://x/units", "code": "%"}},
    ],
)  # fmt: skip
def test_a_result_that_something_makes_doubtful_is_asked(more: dict[str, Any]) -> None:
    found = read(PLATELETS | more)
    assert (chosen(found), seen(found)) == ({}, {"platelets"})


@pytest.mark.parametrize(
    "more",
    [
        {"status": "corrected"},
        {"specimen": {"reference": "Specimen/1", "display": "Specimen 26H-322CH0001"}},
        {"note": [{"text": "No platelet clumps seen"}]},
        {"specimen": {"reference": "#s"}, "contained": [SPECIMEN | {"status": "available", "condition": [
            {"coding": [{"code": "COOL", "display": "Cool"}]}]}]},
        {"specimen": {"display": "全血"}},
        {"specimen": {"reference": "#s"}, "contained": [SPECIMEN | {"type": {"text": "Venous blood"}}]},
        {"method": {"text": "Manual count"}},
        {"device": {"display": "Sysmex XN-9000"}},
        {"interpretation": [{"coding": [{"code": "LL"}], "text": "Critical Low"}]},
        {"interpretation": [{"coding": [{"code": "L", "display": "Below low normal"}], "text": "Below low normal"}],
         "referenceRange": [{"low": LOW, "high": HIGH, "text": "125-350 10*9/L"}]},
        {"interpretation": [{"coding": [{"code": "A"}]}], "referenceRange": [{"low": LOW, "high": HIGH}]},
        {"interpretation": [{"coding": [{"code": "LL", "display": "Critical low"}]}],
         "referenceRange": [{"low": LOW, "high": HIGH}]},
        {"interpretation": {"coding": [{"code": "L"}]}, "referenceRange": [{"low": LOW, "high": HIGH}]},
        {"interpretation": [{"text": "↓"}], "referenceRange": [{"low": LOW, "high": HIGH}]},
        {"effectiveDateTime": "2026-11-27T23:30:00Z"},
        {"subject": {"reference": "Patient/1", "display": "Doe, Jane"}},
        {"note": [{"text": "Reviewed by the laboratory; bone marrow examination suggested"}]},
        {"derivedFrom": [{"reference": "Observation/2"}]},
        named("777-3", "血小板计数(PLT)"),
        named("777-3", "Platelets [#/volume] in Blood by Automated count"),
        {"code": {"coding": [{"system": "https://loinc.org/", "code": "777-3"}]}},
        {"code": {"coding": [{"system": "https://fhir.loinc.org", "code": "777-3"}], "text": "血小板数"}},
        {"valueQuantity": {"value": 12, "code": "10*9/L"}},
        {"valueQuantity": {"value": 12, "unit": "10^9/L", "system": "https://x/units", "code": "01"}},
        {"valueQuantity": quantity(12, "10*9/L", "K/uL")},
        {"valueQuantity": quantity(12, "10*3.{cells}/uL")},
        {"valueQuantity": quantity(12, "10*3{platelets}/uL")},
    ],
)  # fmt: skip
def test_an_ordinary_result_is_taken_without_a_question(more: dict[str, Any]) -> None:
    found = read(PLATELETS | more)
    assert (chosen(found), found.asks, found.warnings) == (TAKEN, (), ())


@pytest.mark.parametrize(
    ("ranges", "is_taken"),
    [
        ([{"type": {"text": "therapeutic"}, "high": quantity(50, "U/L")}], False),
        ([{"type": {"text": "Critical"}, "high": quantity(500, "U/L")}, {"high": quantity(50, "U/L")}], True),
        ([{"type": {"text": "Normal Range"}, "high": quantity(50, "U/L")}], True),
        ([{"high": quantity(50, "U/L"), "text": "9 - 50 U/L"}], True),
        ([{"high": quantity(50, "U/L"), "text": "9,0-50,0 U/L"}], True),
        ([{"high": quantity(50, "U/L"), "text": "0-40"}], False),
        ([{"high": quantity(50, "U/L"), "text": "男 9-50; 女 7-40"}], False),
        ([{"high": quantity(50, "U/L"), "text": "Female: 7-50"}], False),
        ([{"high": quantity(50, "U/L"), "text": "Children: 9-50"}], False),
        ([{"high": quantity(50, "U/L"), "text": "新生儿 9-50"}], False),
        ([{"high": quantity(50, "U/L"), "text": "1-3 months: 9-50"}], False),
        ([{"high": quantity(50, "U/L"), "text": "Pregnant 9-50"}], False),
        ([{"high": quantity(50, "U/L"), "text": "Adults 9-50"}], True),
        ([{"low": quantity(60, "U/L"), "high": quantity(50, "U/L")}], False),
        ([{"high": {"value": 50, "system": UCUM, "code": "U/L", "unit": "ukat/L"}}], False),
    ],
)
def test_an_upper_limit_must_be_that_of_normal_results(ranges: list[Any], is_taken: bool) -> None:
    found = read(ALT | {"referenceRange": ranges})
    assert (chosen(found), seen(found)) == ({"alt": "38"} if is_taken else {}, {"alt"})


@pytest.mark.parametrize(
    ("more", "is_taken"),
    [
        ({"note": [{"text": "on 3 L/min via nasal cannula"}]}, False),
        (named("59408-5", "SpO2 (吸氧)"), False),
        (named("59408-5", "SpO2 after the walk test"), False),
        ({"note": [{"text": "活动后"}]}, False),
        ({"partOf": [{"reference": "MedicationAdministration/1"}]}, False),
        ({"method": {"text": "未吸氧"}}, True),
        ({"bodySite": {"text": "Finger"}, "note": [{"text": "at rest, room air"}]}, True),
    ],
)
def test_oxygen_is_taken_only_at_rest_and_where_none_was_given(more: dict[str, Any], is_taken: bool) -> None:
    assert chosen(read(OXYGEN | more)) == ({"oxygen": "97"} if is_taken else {})


@pytest.mark.parametrize(
    ("value", "day", "is_taken"), [(3, "2026-11-18", False), (3, "2026-09-01", True), (21, "2026-11-18", True)]
)
def test_oxygen_that_was_given_on_the_same_day_is_noticed(value: int, day: str, is_taken: bool) -> None:
    given = observation("3151-8", quantity(value, "L/min"), effectiveDateTime=day)
    assert chosen(read(OXYGEN, given)) == ({"oxygen": "97"} if is_taken else {})


def test_oxygen_that_was_given_is_noticed_in_the_same_panel() -> None:
    parts = [component("59408-5", valueQuantity=quantity(97, "%"))]
    assert chosen(read(panel_of(*parts))) == {"oxygen": "97"}
    breathing = component("3150-6", valueCodeableConcept={"text": "Breathing room air"})
    assert chosen(read(panel_of(*parts, breathing))) == {"oxygen": "97"}
    for given in ({"valueQuantity": quantity(3, "L/min")}, {"valueCodeableConcept": {"text": "Patient on oxygen"}}):
        assert chosen(read(panel_of(*parts, component("3151-8", **given)))) == {}


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("Bilirubin, Direct", False),
        ("直接胆红素", False),
        ("Bilirubin.total [Mass/volume]", True),
        ("总胆红素(TBIL)", True),
    ],
)
def test_direct_bilirubin_under_the_code_of_the_total_is_asked(name: str, is_taken: bool) -> None:
    result = observation("1975-2", quantity(0.3, "mg/dL"), quantity(0.5, "mg/dL"), **named("1975-2", name))
    assert chosen(read(result)) == ({"bilirubin": "0.3"} if is_taken else {})


def test_a_percentage_under_the_code_of_a_count_is_asked() -> None:
    found = read(observation("751-8", quantity(2.1, "10*9/L"), **named("751-8", "NEUT%")))
    assert [(one.question, one.why) for one in found.asks] == [("neutrophils", "unclear")]


@pytest.mark.parametrize(
    ("value", "is_taken"),
    [("0.30000000000000004", False), ("0.49999999999999994", False), ("0.4859129920456349", True), ("0.3000000", True)],
)
def test_a_number_that_a_calculation_has_blurred_is_asked(value: str, is_taken: bool) -> None:
    text = json.dumps(bundle(observation("751-8", quantity(0.125, "10*9/L")))).replace("0.125", value)
    assert chosen(read_fhir(TRIAL, VERSION, text, NOW)) == ({"neutrophils": value} if is_taken else {})


def test_what_a_laboratory_notes_is_shown_beside_the_result() -> None:
    for noted in ({"note": [{"text": "Small clots seen"}]}, {"comment": "Small clots seen"}):
        [one] = read(PLATELETS | noted).takes
        assert one.text.endswith("Small clots seen")


def test_a_result_that_the_patient_measured_was_not_seen_on_a_report() -> None:
    [one] = read(OXYGEN | {"performer": [{"reference": "Patient/1"}]}).takes
    assert one.provenance.source is Source.PATIENT


def component(code: str, **more: Any) -> dict[str, Any]:
    return {"code": {"coding": [{"system": LOINC, "code": code}]}, **more}


def panel_of(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    panel = {name: part for name, part in observation("58410-2", 0).items() if name != "valueInteger"}
    return panel | {"component": list(parts)} | more


def test_the_components_of_a_panel_are_read() -> None:
    high = [{"high": quantity(50, "U/L")}]
    parts = [
        component("777-3", valueQuantity=quantity(12, "10*9/L")),
        component("1742-6", valueQuantity=quantity(38, "U/L"), referenceRange=high),
        component("751-8", dataAbsentReason={"coding": [{"code": "error"}]}),
        component("718-7", valueQuantity=quantity(70, "g/L")),
    ]
    found = read(panel_of(*parts))
    assert (chosen(found), seen(found)) == ({"platelets": "12", "alt": "38"}, {"platelets", "alt", "neutrophils"})
    assert chosen(read(panel_of(*parts, focus=[{"display": "x"}]))) == {}
    assert seen(read(panel_of(*parts, status="preliminary"))) == set()


@pytest.mark.parametrize(
    ("panel", "is_taken"),
    [
        ({"code": {"text": "CBC with differential"}, "specimen": [{"display": "Blood"}]}, True),
        ({"code": {"text": "Donor CBC"}}, False),
        ({"code": {"text": "骨髓象"}}, False),
        ({"code": {"text": "Cell count"}, "specimen": [{"display": "Bone marrow"}]}, False),
    ],
)
def test_a_result_is_of_the_sample_of_its_panel_or_report(panel: dict[str, Any], is_taken: bool) -> None:
    result, refers = PLATELETS | {"id": "p"}, [{"reference": "Observation/p"}]
    taken = TAKEN if is_taken else {}
    report = {"resourceType": "DiagnosticReport", "status": "final", **panel}
    assert chosen(read(report | {"result": refers}, result)) == taken
    assert chosen(read(report | {"contained": [result]})) == taken
    assert chosen(read(panel_of(**panel) | {"hasMember": refers}, result)) == taken
    part = component("777-3", valueQuantity=quantity(12, "10*9/L"), extension=[{"url": "https://x"}])
    assert chosen(read(panel_of(part, **panel))) == taken
    focus = [{"url": "http://hl7.org/fhir/StructureDefinition/observation-focusCode"}]
    assert chosen(read(panel_of(part, **panel, extension=focus))) == {}


# Versions


@pytest.mark.parametrize(
    ("entries", "taken"),
    [
        ([version("2", 12), version("1", 30)], TAKEN),
        ([version("1", 30), version("2", 12)], TAKEN),
        ([version("10", 12, effectiveDateTime="2026-11-01"), version("9", 30)], TAKEN),
        ([version("2", 12, status="entered-in-error"), version("1", 12)], {}),
        ([version("x", 12, meta={"lastUpdated": "2026-11-19T01:00:00.5Z"}),
          version("y", 30, meta={"lastUpdated": "2026-11-18T01:00:00Z"})], TAKEN),
        ([version("2", 12), version("2", 12)], TAKEN),
        ([{"request": {"method": "DELETE", "url": "Observation/p"}}, version("1", 12)], {}),
        ([version("1", 12), {"request": {"method": "DELETE", "url": "Observation/p"}}], {}),
        ([{"request": {"method": "DELETE", "url": "Observation/p"}} | version("1", 12)], {}),
        ([{"request": {"method": "DELETE", "url": "Observation/other"}}, version("1", 12)], TAKEN),
        ([version("3", 12, meta={"versionId": "3", "lastUpdated": "2026-11-21T01:00:00Z"}),
          {"request": {"method": "DELETE", "url": "Observation/p"},
           "response": {"lastModified": "2026-11-20T01:00:00Z"}}], TAKEN),
    ],
)  # fmt: skip
def test_of_several_versions_the_newest_counts(entries: list[Any], taken: dict[str, str]) -> None:
    found = history(*entries)
    assert (chosen(found), found.asks) == (taken, ())
    assert bool(found.unread) is not bool(taken)


def test_versions_of_which_none_is_known_to_be_the_newest_are_asked() -> None:
    found = read(PLATELETS | {"id": "p"}, PLATELETS | {"id": "p", "effectiveDateTime": "2026-11-25"})
    assert (chosen(found), [one.why for one in found.asks]) == ({}, ["two_values"])


def test_contained_results_with_the_same_id_are_no_versions() -> None:
    reports = [{"resourceType": "DiagnosticReport", "contained": [one | {"id": "1"}]} for one in (PLATELETS, ALT)]
    assert chosen(read(*reports)) == {"platelets": "12", "alt": "38"}


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_the_results_of_a_report_that_was_withdrawn_are_left_alone(status: str) -> None:
    report = {"resourceType": "DiagnosticReport", "status": status}
    inside = read(report | {"contained": [PLATELETS | {"id": "p"}], "result": [{"reference": "#p"}]})
    referred = report | {"result": [{"reference": "Observation/p"}]}
    for found in (inside, read(referred, PLATELETS | {"id": "p"})):
        assert (seen(found), [one.why for one in found.unread]) == (set(), ["status"])
    again = referred | {"status": "final"}
    assert chosen(read(referred, again, PLATELETS | {"id": "p"})) == TAKEN


@pytest.mark.parametrize(
    ("more", "is_part"),
    [
        ({"link": [{"relation": "next", "url": "https://x?page=2"}]}, True),
        ({"total": 40}, True),
        ({"total": 1, "link": [{"relation": "self", "url": "https://x"}]}, False),
        (
            {"link": [{"relation": "self", "url": "https://x?page=2"}, {"relation": "previous", "url": "https://x"}]},
            True,
        ),
        ({"link": [{"relation": "self", "url": "https://x"}, {"relation": "next", "url": "https://x"}]}, False),
    ],
)
def test_the_newest_is_not_known_from_a_part_of_the_results(more: dict[str, Any], is_part: bool) -> None:
    found = read(PLATELETS, **more)
    assert (chosen(found), found.warnings) == (({}, ("incomplete",)) if is_part else (TAKEN, ()))


@pytest.mark.parametrize(
    ("resources", "taken"),
    [
        ([("2026-11-18", 30), ("2026-11-17T23:30:00Z", 12)], {}),
        ([("2026-11-18", 12), ("2026-11-16T23:30:00Z", 30)], TAKEN),
        ([("2026-11-18T08:00:00", 30), ("2026-11-18T17:00:00", 12)], TAKEN),
        ([("2026-11-10", 12), ("", 12), ("2026-11-18", 30)], {}),
        ([("2062-11-18", 30), ("2026-11-18", 12)], {}),
    ],
)
def test_the_newest_is_chosen_only_where_it_is_certain(resources: list[Any], taken: dict[str, str]) -> None:
    found = read(
        *(
            PLATELETS | {"effectiveDateTime": day, "valueQuantity": quantity(value, "10*9/L")}
            for day, value in resources
        )
    )
    assert chosen(found) == taken


def test_a_doubtful_result_without_a_date_is_shown_beside_one_that_can_be_taken() -> None:
    doubtful = PLATELETS | {"effectiveDateTime": "", "valueQuantity": quantity(5, "10*9/L", comparator="<")}
    found = read(PLATELETS, doubtful)
    assert (chosen(found), [one.why for one in found.asks]) == ({}, ["sign"])


def test_a_result_in_utc_has_the_day_of_the_clinic() -> None:
    [one] = read(PLATELETS | {"effectiveDateTime": "2026-11-17T22:10:00Z"}).takes
    assert one.provenance.taken == date(2026, 11, 18)


# Whose results


def patient(name: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": name, **more}


def numbered(value: str, system: str = "https://x/mrn") -> dict[str, Any]:
    return {"identifier": [{"system": system, "value": value}]}


def by_number(value: str, system: str = "https://x/mrn") -> dict[str, Any]:
    return {"subject": {"identifier": {"system": system, "value": value}}}


def holding(found: dict[str, Any], number: str) -> dict[str, Any]:
    return found | {"contained": [patient("p", **numbered(number))], "subject": {"reference": "#p"}}


@pytest.mark.parametrize(
    ("resources", "is_one"),
    [
        ([PLATELETS | about("Patient/1"), ALT | about("https://x/fhir/Patient/1")], True),
        ([PLATELETS | about("Patient/1"), ALT | about("Patient/1/_history/3")], True),
        ([PLATELETS | about("https://x/Patient/1"), ALT | about("https://y/Patient/1")], False),
        ([PLATELETS | about("https://x/Patient/1"), ALT | about("https://y/Patient/1"), patient("1")], False),
        ([patient("1", **numbered("7")), PLATELETS | about("Patient/1"), ALT | by_number("7")], True),
        ([PLATELETS | by_number("7"), ALT | by_number("7", "https://y/mrn")], False),
        ([PLATELETS | about("Patient/1", identifier={"value": "7"}), ALT | by_number("7", "")], True),
        ([patient("1"), PLATELETS | about("Patient/2"), ALT], False),
        ([patient("1"), patient("1"), PLATELETS | about("Patient/1"), ALT], True),
        ([holding(PLATELETS, "7"), holding(ALT, "7")], True),
        ([DOCUMENT | {"subject": {"display": "Jane Doe"}}, PLATELETS | about("Patient/1"), ALT], True),
        ([DOCUMENT | about("Patient/2"), PLATELETS | about("Patient/1"), ALT], False),
        ([holding(PLATELETS, "7"), holding(ALT, "8")], False),
        ([{"resourceType": "DiagnosticReport", "contained": [PLATELETS], **about("Patient/1")},
          {"resourceType": "DiagnosticReport", "contained": [ALT], **about("Patient/2")}], False),
    ],
)  # fmt: skip
def test_results_are_of_one_person_only_where_references_agree(resources: list[Any], is_one: bool) -> None:
    found = read(*resources)
    assert chosen(found) == ({"platelets": "12", "alt": "38"} if is_one else {})
    assert found.warnings == (() if is_one else ("several_subjects",))


def test_a_reference_by_uuid_names_the_patient_of_the_entry() -> None:
    entries = [
        {"fullUrl": "urn:uuid:9", "resource": patient("1")},
        {"resource": PLATELETS | about("urn:uuid:9")},
        {"resource": ALT | about("Patient/1")},
    ]
    assert chosen(history(*entries)) == {"platelets": "12", "alt": "38"}


@pytest.mark.parametrize(("other", "is_one"), [("https://x/fhir", True), ("https://y/fhir", False)])
def test_relative_references_name_people_of_their_own_server(other: str, is_one: bool) -> None:
    entries = [
        {"fullUrl": "https://x/fhir/Observation/1", "resource": PLATELETS | about("Patient/1")},
        {"fullUrl": f"{other}/Observation/2", "resource": ALT | about("Patient/1")},
    ]
    assert history(*entries).warnings == (() if is_one else ("several_subjects",))
    entries[1] = {"resource": patient("1")}
    assert history(*entries).warnings == ()


# Answers


def answers(*items: Any, **more: Any) -> dict[str, Any]:
    questionnaire = published(TRIAL).canonical
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": questionnaire,
            "item": list(items), **more}  # fmt: skip


def allergy(code: str = "yes", display: str = "") -> dict[str, Any]:
    coding = {"system": f"{published(TRIAL).url}/allergy", "code": code, "display": display}
    return {"linkId": "allergy", "answer": [{"valueCoding": coding}]}


CHANGED = {"modifierExtension": [{"url": "https://x/not", "valueBoolean": True}]}


@pytest.mark.parametrize(
    "resource",
    [
        answers(allergy(), **CHANGED),
        answers(allergy() | CHANGED),
        answers(allergy(), implicitRules="https://x/rules"),
        answers(allergy("yes", "没有，或没用过")),
        answers(allergy("yes", "No, or I never had them")),
        answers({"linkId": "allergy", "answer": [allergy()["answer"][0] | {"valueString": "not sure"}]}),
    ],
)
def test_an_answer_that_may_mean_something_else_is_asked(resource: dict[str, Any]) -> None:
    found = read(resource)
    assert (chosen(found), seen(found)) == ({}, {"allergy"})


@pytest.mark.parametrize("display", ["", "No, or I never had them", "没有，或没用过", "Nein"])
def test_an_answer_may_be_shown_in_any_language(display: str) -> None:
    assert chosen(read(answers(allergy("no", display)))) == {"allergy": "no"}


def test_answers_to_questions_that_nobody_asked_are_named() -> None:
    others = [
        {"linkId": "platelet_count", "text": "Platelets?", "answer": [{"valueDecimal": 12}]},
        {"text": "Donor?", "answer": [{"valueBoolean": True}]},
    ]
    found = read(answers(allergy(), *others))
    assert [(one.name, one.why) for one in found.unread] == [("Platelets?", "other_study"), ("Donor?", "other_study")]


def test_answers_that_were_amended_replace_the_earlier_ones() -> None:
    first = answers(allergy("yes"), id="r", meta={"versionId": "1"})
    assert chosen(read(first, answers(allergy("no"), id="r", meta={"versionId": "2"}))) == {"allergy": "no"}


# Forms of the text


def test_a_name_of_any_length_is_asked_within_a_moment() -> None:
    found = read(PLATELETS | named("777-3", "a1 " * 200_000))
    assert (chosen(found), seen(found)) == ({}, {"platelets"})


def test_a_resource_on_each_line_is_read() -> None:
    lines = [json.dumps(PLATELETS | about("Patient/1")), "", json.dumps(ALT | about("Patient/1"))]
    assert chosen(read_fhir(TRIAL, VERSION, "\n".join(lines), NOW)) == {"platelets": "12", "alt": "38"}
    other = json.dumps(ALT | about("Patient/2"))
    assert read_fhir(TRIAL, VERSION, f"{lines[0]}\r\n{other}", NOW).warnings == ("several_subjects",)


def test_a_list_of_resources_is_read() -> None:
    assert chosen(read_fhir(TRIAL, VERSION, json.dumps([PLATELETS, ALT]), NOW)) == {"platelets": "12", "alt": "38"}


def test_parameters_are_read() -> None:
    content = {"resourceType": "Parameters", "parameter": [{"name": "return", "resource": bundle(PLATELETS)}]}
    assert chosen(read_fhir(TRIAL, VERSION, json.dumps(content), NOW)) == TAKEN


def test_xml_is_named_and_not_read() -> None:
    with pytest.raises(FhirError, match="xml"):
        read_fhir(TRIAL, VERSION, '<Bundle xmlns="http://hl7.org/fhir"></Bundle>', NOW)
