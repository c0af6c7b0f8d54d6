"""Of whom, of what sample and how an Observation was made, as far as that makes its result doubtful."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from prescreen.interop.elements import Element
from prescreen.interop.fhir_input.contents import codes, concept_texts, element, elements, string
from prescreen.interop.fhir_input.moments import when
from prescreen.interop.fhir_input.resources import Sent, unversioned
from prescreen.interop.fhir_input.subjects import References
from prescreen.interop.fhir_input.texts import notes_of
from prescreen.interop.laboratory_report import oxygen
from prescreen.interop.laboratory_report.people import is_of_donor
from prescreen.interop.laboratory_report.samples import is_not_blood
from prescreen.interop.laboratory_report.words import Vocabulary
from prescreen.interop.word_lists import any_of
from prescreen.screening.dates import plain_date
from prescreen.trial.questions import Question
from prescreen.trial.units import read_unit

# Bone marrow, urine and cerebrospinal fluid, in HL7's and SNOMED's codes for specimens.
OTHER_SAMPLES = ("MAR", "BMAR", "UR", "URC", "URT", "119359002", "122575003", "258450006")
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
        self._groups: dict[str, list[Sent]] = {}
        for sent in found:
            for member in (*elements(sent.resource, "hasMember"), *elements(sent.resource, "result")):
                self._groups.setdefault(unversioned(string(member, "reference")), []).append(sent)

    def is_doubtful(self, question: Question, sent: Sent) -> bool:
        """Whether an Observation may be of another person, sample or test than the question asks for."""
        if self._is_of_another(sent) or self._is_other_sample(question, sent):
            return True
        return sent.is_changed_by_rules or self._is_other_test(question, sent)

    def is_by_patient(self, sent: Sent) -> bool:
        """Whether a patient or a relative says it."""
        found = elements(sent.resource, "performer")
        return any(self._references.type(sent, performer) in PEOPLE for performer in found)

    def _is_of_another(self, sent: Sent) -> bool:
        """Whether it may be of another person than the patient, or of a thing."""
        resource, subject = sent.resource, element(sent.resource, "subject")
        addresses = [string(extension, "url") for extension in elements(resource, "extension")]
        if elements(resource, "focus") or any(address.endswith(FOCUS) for address in addresses):
            return True
        texts = [*self._texts(sent), string(subject, "display"), *notes_of(resource)]
        is_patient = self._references.type(sent, subject) in ("Patient", "")
        return not is_patient or is_of_donor(texts)

    def _is_other_sample(self, question: Question, sent: Sent) -> bool:
        """Whether it is of another sample than blood, of cells that were not counted, or not of air at rest."""
        resource = sent.resource
        texts = self._texts(sent)
        if any(is_not_blood(text) or text in OTHER_SAMPLES for text in texts):
            return True
        unit = read_unit(question.base_unit) if question.type == "quantity" else None
        if unit and unit.power is not None and any(map(ESTIMATED.search, concept_texts(resource, "method"))):
            return True
        around = [*texts, *notes_of(resource), string(element(resource, "device"), "display")]
        is_part = any(self._references.type(sent, whole) in GIVING for whole in elements(resource, "partOf"))
        lines = [plain_date(text) for text in around]
        is_given = is_part or oxygen.is_given(lines) or _day(resource) in self._days_with_oxygen
        return oxygen.is_oxygen(question) and (is_given or oxygen.is_not_at_rest(lines))

    def _is_other_test(self, question: Question, sent: Sent) -> bool:
        """Whether its name is that of another test."""
        names = list(concept_texts(sent.resource, "code"))
        if sum(map(len, names)) > LONGEST_NAMES:
            return True
        named = {self._vocabulary.read(name.split()).question for name in names}
        is_share = question.type == "quantity" and "%" in question.units
        other = OTHER_FORM if question.type == "ratio" else PERCENTAGE
        return bool(named - {None, question.id}) or (not is_share and any(map(other.search, names)))

    def _texts(self, sent: Sent) -> list[str]:
        """What it, its sample, and the panels and reports that it belongs to are called."""
        groups = [group for name in sent.names for group in self._groups.get(name, ())]
        found = [*_texts(sent.resource), *self._of_sample(sent)]
        for group in (*sent.outward(), *groups):
            found += [*concept_texts(group.resource, "code"), *self._of_sample(group)]
        return found

    def _of_sample(self, sent: Sent) -> Iterator[str]:
        """What its specimens are called."""
        for reference in elements(sent.resource, "specimen"):
            specimen = self._references.find(sent, reference)
            yield string(reference, "display")
            yield from concept_texts(specimen, "type")
            yield from codes(specimen, "type")
            yield from concept_texts(element(specimen, "collection"), "bodySite")


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


def _texts(resource: Element) -> Iterator[str]:
    for name in ("code", "bodySite", "method"):
        yield from concept_texts(resource, name)
