"""The resources that a FHIR text holds, and where each stands."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from prescreen.interop.elements import Element
from prescreen.interop.fhir_input.contents import element, elements, string
from prescreen.interop.fhir_input.json_text import MAX_RESOURCES, FhirError

READ = ("Observation", "QuestionnaireResponse")
OTHER_PAGES = ("next", "previous", "prev")  # relations of links


@dataclass(frozen=True)
class Sent:
    """A resource, which is empty where an entry of a Bundle only says that one was deleted. `holder` is the resource
    that it stands in."""

    resource: Element
    entry: Element = field(default_factory=dict)
    holder: "Sent | None" = None
    is_contained: bool = False

    @property
    def type(self) -> str:
        return string(self.resource, "resourceType")

    @property
    def is_deleted(self) -> bool:
        return string(element(self.entry, "request"), "method") == "DELETE"

    @cached_property
    def names(self) -> list[str]:
        """What references call it, the fullest first; nothing where only the resource that it stands in can refer to
        it."""
        full, url = string(self.entry, "fullUrl"), string(element(self.entry, "request"), "url")
        own = string(self.resource, "id")
        found = [full, f"{self.type}/{own}" if own else "", url if self.is_deleted else ""]
        return [] if self.is_contained else [unversioned(name) for name in found if name]

    def outward(self) -> "Iterator[Sent]":
        """The resource, and those that it stands in."""
        yield self
        if self.holder:
            yield from self.holder.outward()

    @property
    def is_changed_by_rules(self) -> bool:
        """Whether something says that it means anything else than it seems to."""
        return any(_has_modifier(sent.resource) for sent in self.outward())


def _has_modifier(resource: Element) -> bool:
    return bool(resource.get("modifierExtension") or resource.get("implicitRules"))


def resources_of(contents: list[Any]) -> list[Sent]:
    """The resources in a text, with those in Bundles and those that others contain. Raises FhirError, also where none
    of them is of a type that is read."""
    waiting = deque(Sent(content) for content in contents if isinstance(content, dict))
    found: list[Sent] = []
    while waiting:
        sent = waiting.popleft()
        if not sent.type and not sent.is_deleted:
            continue
        found.append(sent)
        waiting.extend(_inside(sent))
        if len(found) + len(waiting) > MAX_RESOURCES:
            raise FhirError("too_many")
    if not any(sent.type in READ for sent in found):
        raise FhirError("not_fhir")
    return found


def _inside(sent: Sent) -> Iterator[Sent]:
    for entry in (*elements(sent.resource, "entry"), *elements(sent.resource, "parameter")):
        yield Sent(element(entry, "resource"), entry, sent)
    for resource in elements(sent.resource, "contained"):
        yield Sent(resource, {}, sent, is_contained=True)


def unversioned(reference: str) -> str:
    """A reference to a resource, whatever its version."""
    return re.sub("/_history/[^/]*$", "", reference)


def is_part(found: list[Sent]) -> bool:
    """Whether there are more results on other pages of a search."""
    bundles = [sent.resource for sent in found if sent.type == "Bundle"]
    links = [link for bundle in bundles for link in elements(bundle, "link")]
    own = {string(link, "url") for link in links if string(link, "relation") == "self"}
    others = {string(link, "url") for link in links if string(link, "relation") in OTHER_PAGES}
    number = sum(len(elements(bundle, "entry")) for bundle in bundles)
    totals = [bundle["total"] for bundle in bundles if isinstance(bundle.get("total"), Decimal)]
    return bool(others - own) or any(total > number for total in totals)
