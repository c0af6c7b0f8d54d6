"""Whom resources are about."""

import re
from collections.abc import Iterable, Iterator

from prescreen.interop.elements import Element
from prescreen.interop.fhir_input.contents import element, elements, string
from prescreen.interop.fhir_input.resources import READ, Sent, unversioned

RELATIVE = re.compile("[A-Za-z]+/[A-Za-z0-9.-]+")
SERVER = re.compile(f"(https?://.+)/{RELATIVE.pattern}")

Keys = set[tuple[str, ...]]


class References:
    """Finds what references in resources name."""

    def __init__(self, found: list[Sent]) -> None:
        self._named = {name: sent for sent in found for name in sent.names}
        self._contained = {
            (id(sent.resource), f"#{string(inside, 'id')}"): inside
            for sent in found
            for inside in elements(sent.resource, "contained")
        }
        subjects = {_address(sent, string(element(sent.resource, "subject"), "reference")) for sent in found}
        addresses = subjects | self._named.keys()
        self._full: dict[str, set[str]] = {}
        for address in addresses:
            if "://" in address:
                self._full.setdefault("/".join(address.split("/")[-2:]), set()).add(address)

    def find(self, sent: Sent, reference: Element) -> Element:
        """The resource that a reference names; empty if it was not sent."""
        name = unversioned(string(reference, "reference"))
        if name.startswith("#"):
            keys = ((id(outer.resource), name) for outer in sent.outward())
            return next((self._contained[key] for key in keys if key in self._contained), {})
        named = self._named.get(name)
        return named.resource if named else {}

    def type(self, sent: Sent, reference: Element) -> str:
        """The type of resource that a reference names; empty where that is not known."""
        parts = string(reference, "reference").partition("/_history/")[0].split("/")
        own = parts[-2] if len(parts) > 1 else ""
        return string(self.find(sent, reference), "resourceType") or string(reference, "type") or own

    def keys(self, sent: Sent, reference: Element) -> Keys:
        """What tells whom a reference names. Two that share a key name the same person."""
        found = _identifiers([element(reference, "identifier")])
        name = _address(sent, string(reference, "reference"))
        if name.startswith("#"):
            inside = self.find(sent, reference)
            return found | (_person(inside) or {("unnamed", str(id(inside or sent.resource)))})
        if name:
            full = self._full.get(name, set())
            return found | {("reference", *(full if len(full) == 1 else [name]))}
        display = string(reference, "display")
        return found or ({("display", display)} if display else set())

    def keys_of_patient(self, sent: Sent) -> Keys:
        """What tells who a Patient is."""
        names = {key for name in sent.names for key in self.keys(sent, {"reference": name})}
        return names | _person(sent.resource) or {("unnamed", str(id(sent.resource)))}


def has_several_subjects(found: list[Sent], references: References) -> bool:
    """Whether resources are about different people, or may be."""
    people: list[Keys] = []
    for keys in _people(found, references):
        same = [known for known in people if known & keys]
        people = [known for known in people if not known & keys] + [keys.union(*same)]
    return len(people) > 1


def _people(found: Iterable[Sent], references: References) -> Iterator[Keys]:
    for sent in found:
        if sent.type == "Patient":
            yield references.keys_of_patient(sent)
        subject = element(sent.resource, "subject")
        keys = references.keys(sent, subject) if references.type(sent, subject) in ("Patient", "") else set()
        # A document may give a name where its results have a reference.
        if keys and (sent.type in READ or not all(kind == "display" for kind, *_ in keys)):
            yield keys


def _address(sent: Sent, reference: str) -> str:
    """What a reference in a resource names: a relative one is on the same server, if that is known."""
    name = unversioned(reference)
    full = next((url for outer in sent.outward() if (url := string(outer.entry, "fullUrl"))), "")
    server = SERVER.fullmatch(unversioned(full))
    return f"{server[1]}/{name}" if server and RELATIVE.fullmatch(name) else name


def _person(patient: Element) -> Keys:
    """What tells who a person is, wherever the record stands."""
    found = _identifiers(elements(patient, "identifier"))
    names, born = elements(patient, "name"), string(patient, "birthDate")
    return found or ({("person", repr(names), born)} if names and born else set())


def _identifiers(identifiers: list[Element]) -> Keys:
    return {
        ("identifier", string(identifier, "system"), string(identifier, "value"))
        for identifier in identifiers
        if string(identifier, "value")
    }
