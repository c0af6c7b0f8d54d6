"""A trial's record, in the shape of the ClinicalTrials.gov API v2. Every field of a record may be missing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


class RecordError(ValueError):
    """A record that can't be read."""


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str
    extension: str
    email: str


@dataclass(frozen=True)
class Record:
    """What the product shows of a record. `as_of` is the date of the whole, `status_as_of` that of the status and
    `contacts_as_of` that of the contacts."""

    nct_id: str
    source: str
    as_of: date
    status_as_of: date
    contacts_as_of: date
    status: str
    official_title: str
    contacts: list[Contact]
    inclusion: list[str]
    exclusion: list[str]

    @property
    def url(self) -> str:
        return f"https://clinicaltrials.gov/study/{self.nct_id}"


def read_record(envelope: Any) -> Record:
    """The record in an envelope of `source`, `as_of` and `study`. Raises RecordError."""
    try:
        dates = {module: date.fromisoformat(day) for module, day in envelope["as_of"].items()}
        protocol = envelope["study"]["protocolSection"]
        sections = {name: module for name, module in protocol.items() if isinstance(module, Mapping)}
        identification = sections["identificationModule"]
        inclusion, exclusion = criteria_of(sections.get("eligibilityModule", {}).get("eligibilityCriteria", ""))
        return Record(
            nct_id=identification["nctId"],
            source=envelope["source"],
            as_of=dates["study"],
            status_as_of=dates.get("statusModule", dates["study"]),
            contacts_as_of=dates.get("contactsLocationsModule", dates["study"]),
            status=sections.get("statusModule", {}).get("overallStatus", "UNKNOWN"),
            official_title=identification.get("officialTitle", ""),
            contacts=_contacts(sections.get("contactsLocationsModule", {})),
            inclusion=inclusion,
            exclusion=exclusion,
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise RecordError(f"the record lacks or garbles {error}") from error


def _contacts(module: Mapping[str, Any]) -> list[Contact]:
    """Central contacts, then those of each site."""
    listed = list(module.get("centralContacts", []))
    for location in module.get("locations", []):
        listed += location.get("contacts", [])
    return [
        Contact(
            contact.get("name", ""),
            contact.get("phone", ""),
            contact.get("phoneExt", ""),
            contact.get("email", ""),
        )
        for contact in listed
    ]


def unescaped(markdown: str) -> str:
    """The registry escapes ASCII punctuation with a backslash."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)


def comparable(text: str) -> str:
    """Text as it is compared: un-escaped, with white space folded."""
    return " ".join(unescaped(text).split())


def criteria_of(eligibility: str) -> tuple[list[str], list[str]]:
    """The bulleted inclusion and exclusion criteria of an eligibility text, each as it is compared."""
    inclusion, _, exclusion = re.sub(r"^.*?Inclusion Criteria:", "", eligibility, flags=re.I | re.S).partition(
        "Exclusion Criteria:"
    )
    return _bullets(inclusion), _bullets(exclusion)


def _bullets(text: str) -> list[str]:
    items = re.split(r"^\s*(?:[*•-]|\d+[.)])\s+", text, flags=re.M)
    return [comparable(item) for item in items[1:]]
