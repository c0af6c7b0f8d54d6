"""Of whom, of what sample and how an Observation was made, as far as that makes its result doubtful."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from prescreen.interop.circumstances import oxygen
from prescreen.interop.circumstances.samples import is_clearance
from prescreen.interop.circumstances.word_lists import any_of
from prescreen.interop.elements import Element
from prescreen.interop.fhir_input.contents import codes, concept_texts, element, elements, string
from prescreen.interop.fhir_input.moments import when
from prescreen.interop.fhir_input.resources import Sent, unversioned
from prescreen.interop.fhir_input.statements import Statement, Statements
from prescreen.interop.fhir_input.subjects import References
from prescreen.interop.laboratory_report.words import Vocabulary
from prescreen.screening.dates import plain_date
from prescreen.trial.questions import Question
from prescreen.trial.units import read_unit

ESTIMATED = any_of("estimat", "估")
PERCENTAGE = any_of("%", "percent", "百分[比率数]", "比率")
# Direct bilirubin is no total bilirubin.
OTHER_FORM = any_of(PERCENTAGE.pattern, "direct", "conjugated", "直接", "间接", "结合胆红素")
# LOINC's codes of the oxygen that someone breathes, as a concentration or flow; and the numbers that mean room air.
OXYGEN_GIVEN, ROOM_AIR = {"3150-6", "3151-8", "19994-3"}, (0, 21, Decimal("0.21"))
GIVING = ("MedicationAdministration", "Procedure")
LONGEST_NAMES = 2000  # characters
FOCUS = ("focusCode", "focus-code")  # the ends of the address of an extension
PEOPLE = ("Patient", "RelatedPerson")


class Circumstances:
    """What is known around the resources of a text."""

    def __init__(self, found: list[Sent], references: References, vocabulary: Vocabulary) -> None:
        self._references, self._vocabulary = references, vocabulary
        self._days_with_oxygen = set(_days_with_oxygen(found))
        self._statements = Statements()
        self._groups: dict[str, list[Sent]] = {}
        for sent in found:
            for member in (*elements(sent.resource, "hasMember"), *elements(sent.resource, "result")):
                self._groups.setdefault(unversioned(string(member, "reference")), []).append(sent)

    def is_doubtful(self, question: Question, sent: Sent) -> bool:
        """Whether an Observation may be of another person, sample or test than the question asks for."""
        said = self._said_around(sent)
        doubtful = Statement.OF_DONOR | Statement.OTHER_SAMPLE | Statement.BAD_SAMPLE
        if not is_clearance(question):  # which is measured in urine too
            doubtful |= Statement.OF_URINE
        return (
            bool(said & doubtful)
            or sent.is_changed_by_rules
            or self._is_of_another(sent)
            or self._is_other_test(question, sent)
            or _is_estimated(question, sent.resource)
            or (oxygen.is_oxygen(question) and (bool(said & Statement.NOT_AT_REST_IN_AIR) or self._is_on_oxygen(sent)))
        )

    def is_by_patient(self, sent: Sent) -> bool:
        """Whether a patient or a relative says it."""
        found = elements(sent.resource, "performer")
        return any(self._references.type(sent, performer) in PEOPLE for performer in found)

    def _is_of_another(self, sent: Sent) -> bool:
        """Whether its subject or focus may be another person than the patient, or a thing."""
        resource, subject = sent.resource, element(sent.resource, "subject")
        addresses = [string(extension, "url") for extension in elements(resource, "extension")]
        if elements(resource, "focus") or any(address.endswith(FOCUS) for address in addresses):
            return True
        return self._references.type(sent, subject) not in ("Patient", "")

    def _is_on_oxygen(self, sent: Sent) -> bool:
        """Whether it was made while oxygen was given, or on such a day."""
        is_part = any(self._references.type(sent, whole) in GIVING for whole in elements(sent.resource, "partOf"))
        return is_part or _day(sent.resource) in self._days_with_oxygen

    def _is_other_test(self, question: Question, sent: Sent) -> bool:
        """Whether its name is that of another test."""
        names = list(concept_texts(sent.resource, "code"))
        if sum(map(len, names)) > LONGEST_NAMES:
            return True
        named = {self._vocabulary.read(name.split()).question for name in names}
        is_share = question.type == "quantity" and "%" in question.units
        other = OTHER_FORM if question.type == "ratio" else PERCENTAGE
        return bool(named - {None, question.id}) or (not is_share and any(map(other.search, names)))

    def _said_around(self, sent: Sent) -> Statement:
        """What is said of it, of the resources that it stands in, and of the panels and reports that name it."""
        groups = [group for name in sent.names for group in self._groups.get(name, ())]
        found = Statement.NONE
        for one in (*sent.outward(), *groups):
            specimens = (self._references.find(one, reference) for reference in elements(one.resource, "specimen"))
            found |= self._statements.of(one.resource, specimens)
        return found


def _is_estimated(question: Question, resource: Element) -> bool:
    """Whether cells were not counted."""
    unit = read_unit(question.base_unit) if question.type == "quantity" else None
    is_count = unit is not None and unit.power is not None
    return is_count and any(map(ESTIMATED.search, concept_texts(resource, "method")))


def _days_with_oxygen(found: list[Sent]) -> Iterator[date | None]:
    """The days on which oxygen was given; None where the day is not known."""
    for sent in found:
        parts = (sent.resource, *elements(sent.resource, "component")) if sent.type == "Observation" else ()
        for part in parts:
            value = element(part, "valueQuantity").get("value")
            is_given = isinstance(value, Decimal) and value not in ROOM_AIR
            in_words = [*concept_texts(part, "valueCodeableConcept"), string(part, "valueString")]
            is_amount = is_given and not OXYGEN_GIVEN.isdisjoint(codes(part, "code"))
            if is_amount or oxygen.is_given(map(plain_date, in_words)):
                yield _day(sent.resource)


def _day(resource: Element) -> date | None:
    moment = when(resource)
    return moment.day if moment else None
