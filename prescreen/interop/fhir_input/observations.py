"""Reads HL7 FHIR R4 Observations: a result by its LOINC code, in its UCUM unit, with its reference range."""

from decimal import Decimal
from typing import assert_never

from prescreen.interop.elements import LOINC, Element
from prescreen.interop.fhir_input.json_text import element, elements, printable, string
from prescreen.interop.fhir_input.quantities import (
    DoubtfulQuantityError,
    have_same_unit,
    measured,
    number_of,
    ratio,
)
from prescreen.interop.fhir_input.readings import Moment, Reading, moment_of
from prescreen.interop.recognized import Unread, Why, is_unusual
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import Answer, read
from prescreen.screening.provenance import Source
from prescreen.trial.questions import Choice, Question
from prescreen.trial.trial import Trial

FINAL = ("final", "amended")
LOINC_SYSTEMS = (LOINC, "urn:oid:2.16.840.1.113883.6.1")
# The codes of Observation.interpretation that compare a result with its reference range: below, within, above.
SIDES = {"L": -1, "LL": -1, "LU": -1, "N": 0, "H": 1, "HH": 1, "HU": 1}

Codes = dict[str, set[str]]


def codes_of(trial: Trial) -> Codes:
    """LOINC code → the questions that ask for that test."""
    found: Codes = {}
    for question in trial.questions.values():
        for code in (*question.loinc, *question.also_loinc):
            found.setdefault(code, set()).add(question.id)
    return found


def read_observation(trial: Trial, codes: Codes, resource: Element) -> list[Reading] | Unread:
    """What an Observation says of the questions that ask for its test, or that it was left alone."""
    name = _name(resource)
    given = {string(coding, "code") for coding in _codings(resource) if string(coding, "system") in LOINC_SYSTEMS}
    questions = sorted({question for code in given for question in codes.get(code, ())} | _own(trial, resource))
    if not questions:
        return Unread(name, "other_test")
    if string(resource, "status") not in FINAL:
        return Unread(name, "status")
    is_certain = len(questions) == 1 and given <= codes.keys() and not elements(resource, "component")
    text = f"{name}: {_value_text(resource)}"
    moment = _moment(resource)
    return [_reading(trial.questions[question], resource, is_certain, text, moment) for question in questions]


def _own(trial: Trial, resource: Element) -> set[str]:
    """The questions that are named by our own code, as in our export."""
    address = f"/{trial.id}/questionnaire.fhir.json"
    codes = {string(coding, "code") for coding in _codings(resource) if string(coding, "system").endswith(address)}
    return codes & trial.questions.keys()


def _reading(question: Question, resource: Element, is_certain: bool, text: str, moment: Moment | None) -> Reading:
    answer, why = _answer(question, resource)
    if not is_certain:
        why = why or "unclear"
    return Reading(question.id, text, None if why else answer, why, moment, Source.REPORT)


def _answer(question: Question, resource: Element) -> tuple[Answer | None, Why | None]:
    """The answer, and the first reason against it. Where there is none, the answer is valid."""
    try:
        given = _given(question, resource)
        if _contradicts(resource):
            return None, "flag"
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
    match question.type:
        case "quantity" | "age" | "ago":
            return measured(question, quantity)
        case "ratio":
            return ratio(quantity, _limit(resource))
        case "choice":
            return _option(question, resource)
        case "choices" | "count" | "body_mass_index":
            raise DoubtfulQuantityError("unclear")
        case never:
            assert_never(never)


def _limit(resource: Element) -> Element:
    """The upper end of the only normal range, which must not be of one sex or age. Raises DoubtfulQuantityError."""
    ranges = _normal_ranges(resource)
    high = element(ranges[0], "high") if len(ranges) == 1 else {}
    if not high or ranges[0].keys() & {"appliesTo", "age"}:
        raise DoubtfulQuantityError("no_limit")
    return high


def _normal_ranges(resource: Element) -> list[Element]:
    """The reference ranges without those that are of another kind, such as a critical or a therapeutic one."""
    ranges = elements(resource, "referenceRange")
    kinds = [elements(element(found, "type"), "coding") for found in ranges]
    return [
        found
        for found, codings in zip(ranges, kinds, strict=True)
        if not codings or any(string(coding, "code") == "normal" for coding in codings)
    ]


def _option(question: Choice, resource: Element) -> Answer:
    """The option that is coded, or whose id is the number."""
    codings = elements(element(resource, "valueCodeableConcept"), "coding")
    coded = {string(coding, "code") for coding in codings if string(coding, "system") in LOINC_SYSTEMS}
    found = {option.id for option in question.options if option.loinc in coded}
    numbers = [resource.get("valueInteger"), element(resource, "valueQuantity").get("value")]
    given = [*found, *(number for number in numbers if isinstance(number, Decimal))]
    if len(given) != 1 or element(resource, "valueQuantity").get("comparator") is not None:
        raise DoubtfulQuantityError("unclear")
    return given[0]


def _contradicts(resource: Element) -> bool:
    """Whether the result's flag says anything else than its reference range."""
    concepts = elements(resource, "interpretation")
    codes = [string(coding, "code") for concept in concepts for coding in elements(concept, "coding")]
    sides = {SIDES[code] for code in codes if code in SIDES}
    ranges = _normal_ranges(resource)
    if not sides or len(ranges) != 1:
        return len(sides) > 1
    return sides != {_side(element(resource, "valueQuantity"), ranges[0], sides)}


def _side(quantity: Element, limits: Element, sides: set[int]) -> int:
    """On which side of a range a result is; that of its flag where they can't be compared."""
    low, high = element(limits, "low"), element(limits, "high")
    if not quantity or not all(have_same_unit(quantity, end) for end in (low, high) if end):
        return next(iter(sides))
    value = number_of(quantity)
    if low and value < number_of(low):
        return -1
    return 1 if high and value > number_of(high) else 0


def _codings(resource: Element) -> list[Element]:
    return elements(element(resource, "code"), "coding")


def _name(resource: Element) -> str:
    """The name of the test as it was sent, else its code."""
    code = element(resource, "code")
    named = [string(code, "text"), *(string(coding, "display") for coding in _codings(resource))]
    named += [string(coding, "code") for coding in _codings(resource)]
    return printable(next(filter(None, named), "Observation"))


def _value_text(resource: Element) -> str:
    quantity, concept = element(resource, "valueQuantity"), element(resource, "valueCodeableConcept")
    ends = [element(found, "high") for found in elements(resource, "referenceRange")]
    value = " ".join([*_parts(quantity), *(f"(≤ {' '.join(_parts(end))})" for end in ends if end)])
    named = [string(concept, "text"), *(string(coding, "display") for coding in elements(concept, "coding"))]
    plain = [str(resource[name]) for name in ("valueInteger", "valueString") if name in resource]
    return printable(next(filter(None, [value, *named, *plain]), "–"))


def _parts(quantity: Element) -> list[str]:
    unit = string(quantity, "unit") or string(quantity, "code")
    return [str(part) for part in (quantity.get("comparator"), quantity.get("value"), unit) if part not in (None, "")]


def _moment(resource: Element) -> Moment | None:
    period = element(resource, "effectivePeriod")
    written = [string(resource, "effectiveDateTime"), string(resource, "effectiveInstant")]
    written += [string(period, "end"), string(period, "start")]
    return moment_of(next(filter(None, written), ""))
