"""FHIR from outside: which Observations and answers are taken, asked, or left alone."""

import json
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from prescreen.interop.elements import dumps
from prescreen.interop.fhir_input.json_text import MAX_BYTES, MAX_RESOURCES, FhirError, is_fhir
from prescreen.interop.fhir_input.observations import MAX_COMPONENTS
from prescreen.interop.fhir_input.quantities import DoubtfulQuantityError, measured
from prescreen.interop.fhir_input.reading import read_fhir
from prescreen.interop.recognized import Recognized
from prescreen.interop.response import response
from prescreen.screening.answers import read_all
from prescreen.screening.provenance import Provenance, Source
from prescreen.trial.questions import Age
from tests.support.core import FITTING, TRIAL, journey, steady
from tests.support.every_type import ANSWERS, journey_with, trial_with
from tests.support.fhir import AUTHORED, LOINC, VERSION, bundle, observation, published, quantity
from tests.support.hostile_fhir import hostile

PLT, ALT = {"value": "12", "unit": "10^9/L"}, {"value": "38", "limit": "50"}
PLATELETS = observation("777-3", quantity(12, "10*9/L"))
MALE = {"appliesTo": [{"coding": [{"code": "248153007"}]}]}
CRITICAL = {"type": {"coding": [{"code": "treatment"}]}, "high": quantity(9, "U/L")}


def reading(*resources: Any) -> Recognized:
    return read_fhir(TRIAL, VERSION, json.dumps(bundle(*resources)))


@pytest.mark.parametrize("code", ["mo", "wk", "d", "h"])
def test_a_unit_of_time_that_the_question_does_not_take_is_refused(code: str) -> None:
    age = trial_with().questions["age"]
    assert isinstance(age, Age)
    with pytest.raises(DoubtfulQuantityError, match="other_unit"):
        measured(age, quantity(8, code) | {"value": Decimal(8)})


def taken(found: Recognized) -> dict[str, Any]:
    """The answers that are chosen."""
    return {one.question: one.answer for one in found.takes if one.is_chosen}


def with_quantity(**more: Any) -> dict[str, Any]:
    return observation("777-3", {"value": 12} | more)


def flagged(flag: str, value: float, **ends: Any) -> dict[str, Any]:
    concept = {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": flag}]
    }
    return observation("777-3", quantity(value, "10*9/L"), **ends, interpretation=[concept])


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("26499-4", "neutrophils"), ("751-8", "neutrophils"), ("753-4", "neutrophils"), ("26515-7", "platelets"),
        ("777-3", "platelets"), ("778-1", "platelets"), ("14196-0", "reticulocytes"), ("60474-4", "reticulocytes"),
    ],
)  # fmt: skip
def test_a_count_is_known_by_its_code_whatever_its_method(code: str, question: str) -> None:
    found = reading(observation(code, quantity(4, "10*3/uL")))
    assert {*(one.question for one in found.takes), *(one.question for one in found.asks)} == {question}


@pytest.mark.parametrize(
    ("resource", "takes"),
    [
        (PLATELETS, {"platelets": PLT}),
        (PLATELETS | {"status": "amended"}, {"platelets": PLT}),
        (PLATELETS | {"status": "corrected"}, {"platelets": PLT}),
        (with_quantity(unit="K/µL"), {"platelets": {"value": "12", "unit": "10^3/uL"}}),
        (with_quantity(unit="x10E3/uL"), {"platelets": {"value": "12", "unit": "10^3/uL"}}),
        (observation("777-3", quantity(12000, "{cells}/uL")), {"platelets": {"value": "12000", "unit": "/uL"}}),
        (observation("777-3", quantity(12, "10*9/L", "G/L")), {"platelets": PLT}),
        (observation("777-3", quantity(12, "10*9/L", "as counted")), {"platelets": PLT}),
        (observation("1742-6", quantity(38, "U/L"), quantity(50, "U/L")), {"alt": ALT}),
        (observation("1742-6", quantity(38, "[iU]/L"), quantity(50, unit="U/L")), {"alt": ALT}),
        (observation("1742-6", quantity(38, "U/L"), quantity(50), quantity(9)), {"alt": ALT}),
        (observation("14631-6", quantity(15, "umol/L"), quantity(21, "umol/L")),
         {"bilirubin": {"value": "15", "limit": "21"}}),
        (observation("1975-2", quantity(0.8, "mg/dL"), quantity(1.2, "mg/dL")),
         {"bilirubin": {"value": "0.8", "limit": "1.2"}}),
        (observation("8806-2", quantity(61, "%")), {"lvef": {"value": "61", "unit": "%"}}),
        (observation("2164-2", quantity(85, "mL/min")), {"creatinine_clearance": {"value": "85", "unit": "mL/min"}}),
        (observation("2164-2", quantity(85, "mL/min"), specimen={"display": "24 h urine"}),
         {"creatinine_clearance": {"value": "85", "unit": "mL/min"}}),
        (observation("2708-6", quantity(97, "%")), {"oxygen": {"value": "97", "unit": "%"}}),
        (observation("89247-1", 1), {"activity": "1"}),
        (observation("89247-1", quantity(2, "{score}")), {"activity": "2"}),
        (observation("89247-1", {"coding": [{"system": LOINC, "code": "LA9622-7"}]}), {"activity": "0"}),
        (flagged("L", 12, low=quantity(125, "10*9/L"), high=quantity(350, "10*9/L")), {"platelets": PLT}),
        (flagged("L", 12), {"platelets": PLT}),
    ],
)  # fmt: skip
def test_a_certain_result_is_taken(resource: dict[str, Any], takes: dict[str, Any]) -> None:
    found = reading(resource)
    assert (taken(found), found.asks, found.unread) == (takes, (), ())
    assert [one.provenance for one in found.takes] == [Provenance(Source.REPORT, date(2026, 11, 18))]


ALT_RANGE = [{"high": quantity(50, "U/L")}]


@pytest.mark.parametrize(
    ("resource", "question", "why"),
    [
        (with_quantity(), "platelets", "no_unit"),
        (observation("777-3", quantity(12, "%")), "platelets", "other_unit"),
        (observation("26499-4", quantity(45, "%", "%")), "neutrophils", "other_unit"),
        (with_quantity(unit="10^9/L", comparator="<"), "platelets", "sign"),
        (observation("777-3", quantity(12, "10*9/L", "/uL")), "platelets", "unclear"),
        (observation("777-3", quantity(12, "10*9/L", "mg/dL")), "platelets", "unclear"),
        (observation("777-3", {"value": "12", "unit": "10^9/L"}), "platelets", "unclear"),
        (observation("777-3", quantity(1500, "10*9/L")), "platelets", "unusual"),
        (observation("777-3", quantity(12000, "10*9/L")), "platelets", "unusual"),
        (observation("777-3", quantity(12, "10*9/L"), component=[{}]), "platelets", "unclear"),
        (flagged("H", 12, low=quantity(125, "10*9/L"), high=quantity(350, "10*9/L")), "platelets", "flag"),
        (flagged("N", 12, low=quantity(125)), "platelets", "flag"),
        (observation("1742-6", quantity(38, "U/L")), "alt", "no_limit"),
        (observation("1742-6", quantity(38, "U/L"), low=quantity(9)), "alt", "no_limit"),
        (observation("1742-6", quantity(38, "U/L"), referenceRange=[{"text": "9-50"}]), "alt", "no_limit"),
        (observation("1742-6", quantity(38, "U/L"), referenceRange=ALT_RANGE * 2), "alt", "no_limit"),
        (observation("1742-6", quantity(38, "U/L"), referenceRange=[ALT_RANGE[0] | MALE]), "alt", "no_limit"),
        (observation("1742-6", quantity(38, "U/L"), referenceRange=[CRITICAL]), "alt", "no_limit"),
        (observation("1742-6", quantity(38, "U/L"), quantity(0.8, "ukat/L")), "alt", "unclear"),
        (observation("1742-6", quantity(38, "%"), quantity(50, "%")), "alt", "other_unit"),
        (observation("89247-1", 5), "activity", "unclear"),
        (observation("89247-1", {"text": "fully active"}), "activity", "unclear"),
    ],
)  # fmt: skip
def test_a_doubtful_result_is_asked(resource: dict[str, Any], question: str, why: str) -> None:
    found = reading(resource)
    assert found.takes == ()
    assert [(one.question, one.why) for one in found.asks] == [(question, why)]


def test_a_critical_range_beside_the_normal_one_is_no_limit() -> None:
    resource = observation("1742-6", quantity(38, "U/L"), referenceRange=[CRITICAL, *ALT_RANGE])
    assert taken(reading(resource)) == {"alt": ALT}


@pytest.mark.parametrize("other", ["770-8", "1968-7", "14629-0", "718-7", "4679-7", "2160-0", "33914-3"])
def test_another_test_is_never_taken_but_named(other: str) -> None:
    resource = observation(other, quantity(45, "%"))
    resource["code"]["text"] = "another test"
    found = reading(resource)
    assert (found.takes, found.asks) == ((), ())
    assert [(one.name, one.why) for one in found.unread] == [("another test", "other_test")]


def test_a_result_with_the_codes_of_two_tests_is_asked() -> None:
    coding = [{"system": LOINC, "code": code} for code in ("26499-4", "770-8")]
    found = reading(observation("26499-4", quantity(0.4, "10*9/L"), code={"coding": coding}))
    assert [(one.question, one.why) for one in found.asks] == [("neutrophils", "unclear")]


@pytest.mark.parametrize(
    "status", ["registered", "preliminary", "cancelled", "entered-in-error", "unknown", "", None, 1]
)
def test_only_what_is_final_or_amended_is_read(status: Any) -> None:
    found = reading(PLATELETS | {"status": status})
    assert (found.takes, found.asks) == ((), ())
    assert [one.why for one in found.unread] == ["status"]


def dated(value: float, day: str, **more: Any) -> dict[str, Any]:
    return observation("777-3", quantity(value, "10*9/L"), effectiveDateTime=day, **more)


@pytest.mark.parametrize(
    ("resources", "chosen", "others"),
    [
        ([dated(30, "2026-11-01"), dated(12, "2026-11-18"), dated(25, "2026-11-10")], ["12"], ["25", "30"]),
        ([dated(12, "2026-11-18T09:00:00+08:00"), dated(13, "2026-11-18T00:30:00Z")], ["12"], ["13"]),
        ([dated(12, "2026-11-18"), dated(12, "2026-11-01")], ["12"], []),
        ([dated(12, "2026-11-18"), dated(13, "2026-11-18")], [], ["12", "13"]),
        ([dated(12, "2026-11-18"), dated(13, "2026-11")], [], ["12", "13"]),
        ([dated(12, ""), dated(13, "")], [], ["12", "13"]),
        ([dated(12, "2026-11-18"), dated(13, "1026-11-18")], [], ["12", "13"]),
    ],
)  # fmt: skip
def test_of_several_results_the_newest_is_chosen_and_the_others_are_offered(
    resources: list[Any], chosen: list[str], others: list[str]
) -> None:
    found = reading(*resources)
    assert [one.answer["value"] for one in found.takes if one.is_chosen] == chosen
    assert [one.answer["value"] for one in found.takes if not one.is_chosen] == others
    assert {one.why for one in found.takes} == ({None} if chosen else {"two_values"})


def test_an_older_result_is_not_chosen_where_the_newest_is_doubtful() -> None:
    newest = dated(12, "2026-11-18") | {"valueQuantity": quantity(10, "10*9/L", comparator="<")}
    found = reading(dated(30, "2026-11-01"), newest)
    assert [(one.answer["value"], one.is_chosen) for one in found.takes] == [("30", False)]
    assert [(one.question, one.why) for one in found.asks] == [("platelets", "sign")]


def test_a_period_gives_its_last_day() -> None:
    resource = {name: part for name, part in PLATELETS.items() if name != "effectiveDateTime"}
    [one] = reading(resource | {"effectivePeriod": {"start": "2026-11-01", "end": "2026-11-03T10:00:00Z"}}).takes
    assert one.provenance.taken == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("resources", "is_warned"),
    [
        ([PLATELETS | {"subject": {"reference": "Patient/1"}}] * 2, False),
        ([PLATELETS | {"subject": {"reference": "Patient/1"}}, PLATELETS], False),
        ([PLATELETS | {"subject": {"reference": f"Patient/{n}"}} for n in (1, 2)], True),
        ([PLATELETS | {"subject": {"identifier": {"value": n}}} for n in "12"], True),
        ([PLATELETS, {"resourceType": "Patient"}, {"resourceType": "Patient"}], True),
    ],
)
def test_results_of_different_people_are_warned_of_and_none_is_chosen(resources: list[Any], is_warned: bool) -> None:
    found = reading(*resources)
    assert found.warnings == (("several_subjects",) if is_warned else ())
    assert taken(found) == ({} if is_warned else {"platelets": PLT})


def test_a_single_observation_and_contained_ones_are_read_too() -> None:
    assert taken(read_fhir(TRIAL, VERSION, json.dumps(PLATELETS))) == {"platelets": PLT}
    report = {"resourceType": "DiagnosticReport", "contained": [PLATELETS]}
    assert taken(read_fhir(TRIAL, VERSION, json.dumps(report))) == {"platelets": PLT}


# QuestionnaireResponses


def made(answers: dict[str, Any] = FITTING) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(dumps(response(journey(answers), published(TRIAL), "zh", AUTHORED)))
    return found


def with_item(link: str, *answers: Any) -> dict[str, Any]:
    return made({}) | {"item": [{"linkId": link, "answer": list(answers)}]}


def option(question: str, code: str) -> dict[str, Any]:
    return {"valueCoding": {"system": f"https://elsewhere.org/q/{question}", "code": code}}


def test_answers_of_every_type_are_read_back() -> None:
    trial = trial_with()
    text = dumps(response(journey_with(trial, **ANSWERS), published(trial), "en", AUTHORED))
    assert {one.question: one.answer for one in read_fhir(trial, VERSION, text).takes} == ANSWERS
    unknown = dict.fromkeys(ANSWERS, "unknown")
    text = dumps(response(journey_with(trial, **unknown), published(trial), "en", AUTHORED))
    assert {one.question: one.answer for one in read_fhir(trial, VERSION, text).takes} == unknown


@pytest.mark.parametrize(
    ("resource", "question", "why"),
    [
        (with_item("donor", option("donor", "yes"), option("donor", "no")), "donor", "two_values"),
        (with_item("donor", option("donor", "maybe")), "donor", "unclear"),
        (with_item("donor", option("heart", "yes")), "donor", "unclear"),
        (with_item("donor", {"valueCoding": {"display": "Yes"}}), "donor", "unclear"),
        (with_item("donor", {"valueString": "yes"}), "donor", "unclear"),
        (with_item("heart", option("heart", "none"), option("heart", "long_qt")), "heart", "unclear"),
        (with_item("platelets", {"valueQuantity": quantity(12)}), "platelets", "no_unit"),
        (with_item("platelets", {"valueDecimal": 12}), "platelets", "unclear"),
        (with_item("oxygen", {"valueDecimal": 970}), "oxygen", "unusual"),
        (with_item("alt-value", {"valueQuantity": quantity(38, "U/L")}), "alt", "unclear"),
    ],
)  # fmt: skip
def test_a_doubtful_answer_is_asked(resource: dict[str, Any], question: str, why: str) -> None:
    found = reading(resource)
    assert (found.takes, found.unread) == ((), ())
    assert [(one.question, one.why) for one in found.asks] == [(question, why)]


def test_a_number_that_is_given_and_not_known_is_asked() -> None:
    resource = with_item("platelets", {"valueQuantity": quantity(12, "10*9/L")})
    resource["item"].append({"linkId": "platelets-unknown", "answer": [option("platelets", "unknown")]})
    assert [(one.question, one.why) for one in reading(resource).asks] == [("platelets", "two_values")]


def test_earlier_exports_are_read() -> None:
    absent = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason"}]}
    assert taken(reading(with_item("platelets", absent))) == {"platelets": "unknown"}
    resource = with_item("alt-value", {"valueDecimal": 38})
    resource["item"].append({"linkId": "alt-limit", "answer": [{"valueDecimal": 50}]})
    assert taken(reading(resource)) == {"alt": ALT}


def test_an_unusual_number_is_offered_but_a_person_has_to_choose_it() -> None:
    [one] = reading(made({"platelets": {"value": "1500", "unit": "10^9/L"}})).takes
    assert (one.answer["value"], one.is_chosen, one.why) == ("1500", False, "unusual")


def test_answers_say_who_gave_them() -> None:
    assert {one.provenance for one in reading(made()).takes} == {Provenance(Source.PATIENT)}
    by_staff = made() | {"source": {"type": "Practitioner"}}
    assert {one.provenance for one in reading(by_staff).takes} == {Provenance()}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"questionnaire": "https://example.org/NCT00000000/questionnaire.fhir.json|1"}, "other_study"),
        ({"questionnaire": ""}, "other_study"),
        ({"questionnaire": None}, "other_study"),
        ({"status": "entered-in-error"}, "status"),
        ({"status": "stopped"}, "status"),
    ],
)
def test_a_response_to_something_else_is_left_alone(changed: dict[str, Any], why: str) -> None:
    found = reading(made() | changed)
    assert (found.takes, found.asks) == ((), ())
    assert [one.why for one in found.unread] == [why]


def test_answers_to_another_version_are_warned_of() -> None:
    other = made() | {"questionnaire": f"{published(TRIAL).url}|another"}
    assert reading(other).warnings == ("other_version",)
    assert reading(made()).warnings == ()


def test_a_response_and_results_that_differ_are_both_offered() -> None:
    found = reading(made(), observation("777-3", quantity(15, "10*9/L")))
    both = [(one.answer["value"], one.is_chosen) for one in found.takes if one.question == "platelets"]
    assert sorted(both) == [("12", False), ("15", False)]


# What can't be read at all, and what is hostile


def nested(depth: int) -> str:
    return '{"resourceType": "Observation", "x": ' + "[" * depth + "]" * depth + "}"


def panel(size: int) -> dict[str, Any]:
    """A panel with a long note."""
    result = {"code": {"coding": [{"system": LOINC, "code": "777-3"}]}, "valueQuantity": quantity(12, "10*9/L")}
    note = [{"text": "no clots " * 20 * size}]
    found = {"resourceType": "Observation", "status": "final", "code": {"text": "CBC"}, "note": note}
    return found | {"component": [result] * size}


def report_with_specimens(size: int) -> dict[str, Any]:
    results = [observation("777-3", quantity(12, "10*9/L")) | {"id": f"o{place}"} for place in range(size)]
    specimens = [{"resourceType": "Specimen", "id": f"s{place}", "type": {"text": "blood"}} for place in range(size)]
    report = {
        "resourceType": "DiagnosticReport",
        "specimen": [{"reference": f"Specimen/s{place}"} for place in range(size)],
        "result": [{"reference": f"Observation/o{place}"} for place in range(size)],
    }
    return bundle(report, *results, *specimens)


@pytest.mark.parametrize("made_of", [panel, report_with_specimens])
def test_the_time_grows_with_the_length_of_the_text(made_of: Callable[[int], dict[str, Any]]) -> None:
    def seconds(size: int) -> float:
        text = json.dumps(made_of(size))
        started = time.perf_counter()
        read_fhir(TRIAL, VERSION, text)
        return time.perf_counter() - started

    # The least of several runs. A quadratic reader takes 256 times as long.
    short, long = (min(seconds(size) for _ in range(3)) for size in (MAX_COMPONENTS // 16, MAX_COMPONENTS))
    assert long < 64 * max(short, 0.003)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "not_json"),
        ('{"resourceType": "Observation"} x', "not_json"),
        ('{"resourceType": "Patient"}', "not_fhir"),
        ("{}", "not_fhir"),
        ('[{"resourceType": "Patient"}]', "not_fhir"),
        (nested(50), "too_deep"),
        (nested(200_000), "too_deep"),
        (json.dumps(bundle(*[{"resourceType": "Observation"}] * (MAX_RESOURCES + 1))), "too_many"),
        ("{}\n" * (MAX_RESOURCES + 1), "too_many"),
        (json.dumps(panel(MAX_COMPONENTS + 1)), "too_many"),
        ('{"resourceType": "Observation", "status": "final", "status": "amended"}', "repeated_name"),
        ('{"resourceType": "Observation", "x": ' + "9" * 5000 + "}", "number"),
        ('{"resourceType": "Observation", "x": 1e999999999}', "number"),
        ('{"resourceType": "Observation", "x": 0e-999999999}', "number"),
        ('{"resourceType": "Observation", "x": NaN}', "number"),
        ('{"resourceType": "Observation", "x": "' + "x" * MAX_BYTES + '"}', "too_long"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, problem: str) -> None:
    assert is_fhir(text)
    with pytest.raises(FhirError) as error:
        read_fhir(TRIAL, VERSION, text)
    assert error.value.problem == problem


@pytest.mark.parametrize("text", ["", "PLT 12", "[检验报告] {12}", "血小板 {PLT}"])
def test_a_report_is_not_taken_for_json(text: str) -> None:
    assert not is_fhir(text)


@steady
@given(hostile())
def test_whatever_is_sent_only_valid_answers_are_offered(content: Any) -> None:
    try:
        found = read_fhir(TRIAL, VERSION, json.dumps(content))
    except FhirError:
        return
    refused: list[str] = []
    for one in found.takes:
        assert read_all(TRIAL, {one.question: one.answer}, lambda name, _: refused.append(name)) == {
            one.question: one.answer
        }
    assert not refused
    assert all(one.text.isprintable() for one in found.takes)
    assert all(one.text.isprintable() for one in found.asks)
    assert all(one.name.isprintable() for one in found.unread)


@pytest.mark.parametrize("unit", ["{" * 300_000, "ml/min/" * 40_000, "x" * 300_000])
def test_a_unit_of_any_length_is_read_within_a_moment(unit: str) -> None:
    for loinc in ("777-3", "1742-6"):
        found = reading(observation(loinc, quantity(12, unit, unit), quantity(50, unit)))
        assert [one.why for one in found.asks] == ["other_unit"]


def test_many_results_of_one_test_are_read_within_a_moment() -> None:
    many = [dated(1 + n / 1000, "2026-11-18") for n in range(MAX_RESOURCES - 1)]
    found = reading(*many)
    assert len(found.takes) == 5
