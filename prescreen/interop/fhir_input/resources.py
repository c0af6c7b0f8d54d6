"""The resources that a FHIR text holds, and whom they are about."""

from collections import deque
from typing import Any

from prescreen.interop.elements import Element
from prescreen.interop.fhir_input.json_text import FhirError, element, elements, string

MAX_RESOURCES = 2000
READ = ("Observation", "QuestionnaireResponse")


def resources_of(content: Any) -> list[Element]:
    """A resource, with those in it if it is a Bundle or contains others. Raises FhirError, also where none of them is
    of a type that is read."""
    waiting: deque[Any] = deque([content])
    found: list[Element] = []
    while waiting:
        resource = waiting.popleft()
        if not isinstance(resource, dict) or not string(resource, "resourceType"):
            continue
        found.append(resource)
        waiting.extend(entry.get("resource") for entry in elements(resource, "entry"))
        waiting.extend(elements(resource, "contained"))
        if len(found) + len(waiting) > MAX_RESOURCES:
            raise FhirError("too_many")
    if not any(resource["resourceType"] in READ for resource in found):
        raise FhirError("not_fhir")
    return found


def has_several_subjects(resources: list[Element]) -> bool:
    """Whether resources are about different people, or may be."""
    patients = [resource for resource in resources if resource["resourceType"] == "Patient"]
    subjects = {_subject(element(resource, "subject")) for resource in resources if resource["resourceType"] in READ}
    return len(patients) > 1 or len(subjects - {""}) > 1


def _subject(reference: Element) -> str:
    identifier = string(element(reference, "identifier"), "value")
    return string(reference, "reference") or identifier or string(reference, "display")
