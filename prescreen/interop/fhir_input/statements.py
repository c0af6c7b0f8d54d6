"""What is said of a result, its specimen, its panel or its report that makes it doubtful."""

from collections.abc import Iterable, Iterator
from enum import Flag, auto

from prescreen.interop.circumstances import oxygen
from prescreen.interop.circumstances.people import is_of_donor
from prescreen.interop.circumstances.remarks import is_bad_sample
from prescreen.interop.circumstances.samples import is_not_blood, without_urine
from prescreen.interop.elements import Element
from prescreen.interop.fhir_input.contents import codes, concept_texts, element, elements, string
from prescreen.interop.fhir_input.texts import notes_of
from prescreen.screening.dates import plain_date

# Bone marrow and cerebrospinal fluid, and urine, in HL7's and SNOMED's codes for specimens.
OTHER_SAMPLES, URINE_SAMPLES = ("MAR", "BMAR", "119359002", "258450006"), ("UR", "URC", "URT", "122575003")
# Clotted, contaminated and haemolysed, in HL7's codes for the condition of a specimen.
BAD_CONDITIONS = ("CLOT", "CON", "HEM")


class Statement(Flag):
    """That a result is of a donor, of urine, of a sample that is neither that nor blood, of a bad sample, or of oxygen
    in blood that was not measured in room air at rest."""

    NONE = 0
    OF_DONOR = auto()
    OF_URINE = auto()
    OTHER_SAMPLE = auto()
    BAD_SAMPLE = auto()
    NOT_AT_REST_IN_AIR = auto()


# What names may say, and what notes may: they talk of other samples too.
IN_NAMES = ~Statement.BAD_SAMPLE
IN_NOTES = ~(Statement.OF_URINE | Statement.OTHER_SAMPLE)


class Statements:
    """What resources say. Each text and each resource is searched once, however many results it belongs to."""

    def __init__(self) -> None:
        self._of_text: dict[str, Statement] = {}
        # With the resources, so that their ids stay their own.
        self._of_resource: dict[int, tuple[Element, Statement]] = {}

    def of(self, resource: Element, specimens: Iterable[Element]) -> Statement:
        """What a result, a panel or a report says; `specimens` are those that it refers to."""
        known = self._of_resource.get(id(resource))
        if known:
            return known[1]
        found = self._in(_names(resource), IN_NAMES) | self._in(_notes(resource), IN_NOTES)
        found |= self._in([string(resource, "conclusion")], Statement.BAD_SAMPLE)
        found |= self._in([string(element(resource, "subject"), "display")], Statement.OF_DONOR)
        for specimen in specimens:
            found |= self._of_specimen(specimen)
        self._of_resource[id(resource)] = resource, found
        return found

    def _of_specimen(self, specimen: Element) -> Statement:
        conditions = elements(specimen, "condition")
        coded = [coding for condition in conditions for coding in elements(condition, "coding")]
        texts = [*(string(one, "text") for one in conditions), *(string(one, "display") for one in coded)]
        is_bad = string(specimen, "status") == "unsatisfactory"
        is_bad |= any(string(one, "code") in BAD_CONDITIONS for one in coded)
        return (
            (Statement.BAD_SAMPLE if is_bad else Statement.NONE)
            | self._in(_specimen_names(specimen), IN_NAMES)
            | self._in([*texts, *notes_of(specimen)], IN_NOTES)
        )

    def _in(self, texts: Iterable[str], kinds: Statement) -> Statement:
        found = Statement.NONE
        for text in texts:
            if text not in self._of_text:
                self._of_text[text] = _said_in(text)
            found |= self._of_text[text]
        return found & kinds


def _said_in(text: str) -> Statement:
    line = plain_date(text)
    is_said = {
        Statement.OF_DONOR: is_of_donor([line]),
        Statement.OF_URINE: is_not_blood(line) or text in URINE_SAMPLES,
        Statement.OTHER_SAMPLE: is_not_blood(without_urine(line)) or text in OTHER_SAMPLES,
        Statement.BAD_SAMPLE: is_bad_sample(line),
        Statement.NOT_AT_REST_IN_AIR: oxygen.is_given([line]) or oxygen.is_not_at_rest([line]),
    }
    found = Statement.NONE
    for statement, is_there in is_said.items():
        found |= statement if is_there else Statement.NONE
    return found


def _names(resource: Element) -> Iterator[str]:
    for name in ("code", "bodySite", "method"):
        yield from concept_texts(resource, name)
    yield from (string(reference, "display") for reference in elements(resource, "specimen"))


def _notes(resource: Element) -> list[str]:
    return [*notes_of(resource), string(element(resource, "device"), "display")]


def _specimen_names(specimen: Element) -> list[str]:
    site = concept_texts(element(specimen, "collection"), "bodySite")
    return [*concept_texts(specimen, "type"), *codes(specimen, "type"), *site]
