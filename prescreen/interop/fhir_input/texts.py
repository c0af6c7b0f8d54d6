"""What is shown of a resource: its name, its value, and what was noted."""

from prescreen.interop.elements import Element
from prescreen.interop.fhir_input.contents import codes, concept_texts, element, elements, printable, string
from prescreen.interop.fhir_input.moments import when
from prescreen.interop.recognized import Unread


def name_of(resource: Element) -> str:
    """The name of the test as it was sent, else its code, else the type of the resource."""
    named = [*concept_texts(resource, "code"), *codes(resource, "code"), string(resource, "resourceType")]
    return printable(next(filter(None, named), ""))


def value_text(resource: Element) -> str:
    """The value with its upper limits and notes, as they were sent."""
    ends = [element(found, "high") for found in elements(resource, "referenceRange")]
    limits = [f"(≤ {' '.join(_parts(end))})" for end in ends if end]
    value = " ".join([*_parts(element(resource, "valueQuantity")), *limits])
    plain = [str(resource[name]) for name in ("valueInteger", "valueString") if name in resource]
    shown = [value, *concept_texts(resource, "valueCodeableConcept"), *plain]
    return printable("; ".join([next(filter(None, shown), "–"), *notes_of(resource)]))


def _parts(quantity: Element) -> list[str]:
    unit = string(quantity, "unit") or string(quantity, "code")
    return [str(part) for part in (quantity.get("comparator"), quantity.get("value"), unit) if part not in (None, "")]


def notes_of(resource: Element) -> list[str]:
    """What was noted about a result, in this and earlier versions of FHIR."""
    notes = [string(note, "text") for note in elements(resource, "note")]
    return [note for note in (*notes, string(resource, "comment"), string(resource, "comments")) if note]


def left_alone(resource: Element) -> Unread:
    """A result that is not final or was withdrawn, with its date: it may be newer than what is taken."""
    moment = when(resource)
    return Unread(f"{name_of(resource)} ({moment.day})" if moment else name_of(resource), "status")
