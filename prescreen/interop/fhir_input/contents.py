"""Reads what a resource holds, whatever its type is: elements of the wrong type are as good as none."""

from prescreen.interop.elements import Element

LONGEST_SHOWN = 1000  # characters


def element(parent: Element, name: str) -> Element:
    """The element with this name; empty where there is none, or it is no object."""
    found = parent.get(name)
    return found if isinstance(found, dict) else {}


def elements(parent: Element, name: str) -> list[Element]:
    """The objects in the list with this name, which earlier versions of FHIR may have had alone."""
    found = parent.get(name)
    if isinstance(found, dict):
        return [found]
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def string(parent: Element, name: str) -> str:
    """The string with this name; empty where there is none."""
    found = parent.get(name)
    return found if isinstance(found, str) else ""


def printable(text: str) -> str:
    """A text as one line that can be shown on a page, which shows less of a long one."""
    plain = (character if character.isprintable() else " " for character in text[:LONGEST_SHOWN])
    return " ".join("".join(plain).split())


def codings(parent: Element, name: str) -> list[Element]:
    """The codings of the CodeableConcept with this name."""
    return elements(element(parent, name), "coding")


def codes(parent: Element, name: str) -> list[str]:
    """The codes of the CodeableConcept with this name, whatever their systems are."""
    return [string(coding, "code") for coding in codings(parent, name)]


def concept_texts(parent: Element, name: str) -> list[str]:
    """What the CodeableConcept with this name is called: its text, then what its codes stand for."""
    texts = [string(element(parent, name), "text"), *(string(coding, "display") for coding in codings(parent, name))]
    return [text for text in texts if text]
