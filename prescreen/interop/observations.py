"""The results that staff have seen, as HL7 FHIR R4 Observations in a Bundle."""

from decimal import Decimal
from typing import assert_never

from prescreen.interop.elements import LOINC, Element, Publication, profile, unit_code
from prescreen.screening.answers import Answer
from prescreen.screening.journey import Journey
from prescreen.screening.provenance import NO_PROVENANCE, Provenance, Source, StaffNotes
from prescreen.trial.questions import UNKNOWN, Choice, Question

# What a patient says is no result of a test.
SEEN = (Source.REPORT, Source.CHART)


def observations(journey: Journey, publication: Publication, lang: str, notes: StaffNotes) -> Element:
    """A Bundle with an Observation for each answer that staff have seen on a report or in the chart. Numbers are
    Decimals: write the result with `dumps`."""
    found = []
    for question in journey.asked():
        answer = journey.answers.get(question.id, UNKNOWN)
        provenance = notes.provenance.get(question.id, NO_PROVENANCE)
        value = {} if answer == UNKNOWN or provenance.source not in SEEN else _value(question, answer, lang)
        if value:
            found.append(_observation(question, publication, lang, provenance) | value)
    entries = {"entry": [{"resource": resource} for resource in found]} if found else {}
    return {**profile("Bundle"), "language": lang, "type": "collection", **entries}


def _observation(question: Question, publication: Publication, lang: str, provenance: Provenance) -> Element:
    name = question.short_name[lang]
    own = {"system": publication.url, "version": publication.version, "code": question.id, "display": name}
    # Several codes differ by the kind of unit, which is not known: none of them can be given.
    loinc = [{"system": LOINC, "code": code, "display": display} for code, display in question.loinc.items()]
    taken = {"effectiveDateTime": provenance.taken.isoformat()} if provenance.taken else {}
    return {
        **profile("Observation"),
        "status": "final",
        "code": {"coding": [*(loinc if len(loinc) == 1 else []), own], "text": name},
        **taken,
    }


def _value(question: Question, answer: Answer, lang: str) -> Element:
    """The elements of a result; empty where the answer is no result of a test."""
    match question.type:
        case "quantity":
            unit = answer["unit"]
            return {"valueQuantity": {"value": Decimal(answer["value"]), "unit": unit, **unit_code(question, unit)}}
        case "ratio":
            return {
                "valueQuantity": {"value": Decimal(answer["value"])},
                "referenceRange": [{"high": {"value": Decimal(answer["limit"])}}],
            }
        case "choice":
            return _concept(question, answer, lang)
        case "choices" | "count" | "age" | "ago" | "body_mass_index":
            return {}
        case never:
            assert_never(never)


def _concept(question: Choice, answer: str, lang: str) -> Element:
    option = question.option[answer]
    if not question.loinc or option.loinc is None:
        return {}
    coding = {"system": LOINC, "code": option.loinc}
    return {"valueCodeableConcept": {"coding": [coding], "text": option.label[lang]}}
