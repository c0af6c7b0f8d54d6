"""Reads HL7 FHIR R4 Observations: a result by its LOINC code, in its UCUM unit, with its reference range."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import assert_never

from prescreen.interop.elements import Element, is_questionnaire
from prescreen.interop.fhir_input.circumstances import Circumstances
from prescreen.interop.fhir_input.contents import codings, element, elements, string
from prescreen.interop.fhir_input.interpretation import check_flag, upper_limit
from prescreen.interop.fhir_input.json_text import FhirError
from prescreen.interop.fhir_input.moments import when
from prescreen.interop.fhir_input.quantities import DoubtfulQuantityError, measured, ratio
from prescreen.interop.fhir_input.readings import Reading
from prescreen.interop.fhir_input.resources import Sent
from prescreen.interop.fhir_input.texts import left_alone, name_of, value_text
from prescreen.interop.recognized import Unread, Why, is_unusual
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import Answer, read
from prescreen.screening.provenance import Source
from prescreen.trial.questions import Choice, Question
from prescreen.trial.trial import Trial

# `corrected` is one kind of `amended`.
FINAL = ("final", "amended", "corrected")
LOINC_SYSTEM = re.compile(r"https?://(?:(?:www|fhir)\.)?loinc\.org/?|(?:urn:oid:)?2\.16\.840\.1\.113883\.6\.1")
MAX_COMPONENTS = 200  # each of which is read with its whole panel
# What a component has for itself.
OF_RESULT = ("code", "value", "dataAbsentReason", "interpretation", "referenceRange", "component")

Codes = dict[str, set[str]]


def codes_of(trial: Trial) -> Codes:
    """LOINC code → the questions that ask for that test."""
    found: Codes = {}
    for question in trial.questions.values():
        for code in (*question.loinc, *question.also_loinc):
            found.setdefault(code, set()).add(question.id)
    return found


def read_observation(trial: Trial, codes: Codes, around: Circumstances, sent: Sent) -> list[Reading | Unread]:
    """What an Observation, or the components of a panel, say of the questions that ask for their tests, and what was
    left alone."""
    questions = _questions(trial, codes, sent.resource)
    if not questions:
        parts = [part for part in _components(sent) if _questions(trial, codes, part.resource)]
        read = [found for part in parts for found in read_observation(trial, codes, around, part)]
        return read or [Unread(name_of(sent.resource), "other_test")]
    if string(sent.resource, "status") not in FINAL:
        return [left_alone(sent.resource)]
    is_known = _loinc_codes(sent.resource) <= codes.keys() and not elements(sent.resource, "component")
    is_certain = len(questions) == 1 and is_known
    return [_reading(trial.questions[question], sent, around, is_certain) for question in questions]


def _questions(trial: Trial, codes: Codes, resource: Element) -> list[str]:
    found = {question for code in _loinc_codes(resource) for question in codes.get(code, ())}
    return sorted(found | _own(trial, resource))


def _loinc_codes(resource: Element) -> set[str]:
    return {string(coding, "code") for coding in codings(resource, "code") if _is_loinc(coding)}


def _is_loinc(coding: Element) -> bool:
    return LOINC_SYSTEM.fullmatch(string(coding, "system")) is not None


def _own(trial: Trial, resource: Element) -> set[str]:
    """The questions that are named by our own code, as in our export."""
    own = [coding for coding in codings(resource, "code") if is_questionnaire(string(coding, "system"), trial)]
    return {string(coding, "code") for coding in own} & trial.questions.keys()


def _components(sent: Sent) -> Iterator[Sent]:
    """Each component as an Observation, in the circumstances of the panel."""
    panel = {name: part for name, part in sent.resource.items() if not name.startswith(OF_RESULT)}
    components = elements(sent.resource, "component")
    if len(components) > MAX_COMPONENTS:
        raise FhirError("too_many")
    for component in components:
        extensions = [found for part in (panel, component) for found in elements(part, "extension")]
        yield replace(sent, resource=panel | component | {"extension": extensions}, holder=sent)


def _reading(question: Question, sent: Sent, around: Circumstances, is_certain: bool) -> Reading:
    answer, why = _answer(question, sent.resource)
    if not is_certain or around.is_doubtful(question, sent):
        why = why or "unclear"
    text = f"{name_of(sent.resource)}: {value_text(sent.resource)}"
    source = Source.PATIENT if around.is_by_patient(sent) else Source.REPORT
    return Reading(question.id, text, None if why else answer, why, when(sent.resource), source)


def _answer(question: Question, resource: Element) -> tuple[Answer | None, Why | None]:
    """The answer, and the first reason against it. Where there is none, the answer is valid."""
    try:
        given = _given(question, resource)
        check_flag(resource)
    except DoubtfulQuantityError as error:
        return None, error.why
    if is_unusual(question, given):
        return None, "unusual" if question.type != "choice" else "unclear"
    try:
        return read(question, given), None
    except AnswerError:
        return None, "unclear"


def _given(question: Question, resource: Element) -> Answer:
    """The answer in the shape of an answers file, which may yet be invalid. Raises DoubtfulQuantityError."""
    quantity = element(resource, "valueQuantity")
    if sum(name.startswith("value") for name in resource) > 1 or resource.get("dataAbsentReason"):
        raise DoubtfulQuantityError("unclear")
    match question.type:
        case "quantity" | "age" | "ago":
            return measured(question, quantity)
        case "ratio":
            return ratio(quantity, upper_limit(resource))
        case "choice":
            return _option(question, resource)
        case "choices" | "count" | "body_mass_index":
            raise DoubtfulQuantityError("unclear")
        case never:
            assert_never(never)


def _option(question: Choice, resource: Element) -> Answer:
    """The option that is coded, or whose id is the number."""
    given = codings(resource, "valueCodeableConcept")
    coded = {string(coding, "code") for coding in given if _is_loinc(coding)}
    found = {option.id for option in question.options if option.loinc in coded}
    numbers = [resource.get("valueInteger"), element(resource, "valueQuantity").get("value")]
    picked = [*found, *(number for number in numbers if isinstance(number, Decimal))]
    if len(picked) != 1 or element(resource, "valueQuantity").get("comparator") is not None:
        raise DoubtfulQuantityError("unclear")
    return picked[0]
