"""A trial's record, in the shape of the ClinicalTrials.gov API v2. Every field but the id may be missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from prescreen.registry.eligibility import Stated, split
from prescreen.registry.eligibility_lines import unescaped
from prescreen.registry.record_fields import AGE, EMAIL, Day, LongText, ShortText, only, visible
from prescreen.registry.telephone import read_telephone

MAX_FILE_BYTES = 10_000_000  # of a record.json: twice what the client accepts from the registry


class RecordError(ValueError):
    """A record can't be read. `place` is the path of the invalid field within the study, or empty."""

    def __init__(self, problem: str, place: str = "") -> None:
        super().__init__(f"{place}: {problem}" if place else problem)
        self.problem = problem
        self.place = place


class Part(BaseModel):
    """A part of a record. Fields that it doesn't declare are ignored."""

    model_config = ConfigDict(frozen=True, strict=True)


class Contact(Part):
    name: ShortText = ""
    phone: ShortText = ""
    extension: ShortText = Field("", alias="phoneExt")
    email: Annotated[ShortText, only(EMAIL)] = ""

    @model_validator(mode="before")
    @classmethod
    def _telephone(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        phone, extension = given.get("phone", ""), given.get("phoneExt", "")
        if not isinstance(phone, str) or not isinstance(extension, str):
            return given
        number, own = read_telephone(phone, extension)
        return given | {"phone": number, "phoneExt": own}


class Site(Part):
    facility: ShortText = ""
    status: ShortText = ""
    city: ShortText = ""
    state: ShortText = ""
    country: ShortText = ""
    contacts: Annotated[list[Contact], Field(max_length=100)] = []


class _Identification(Part):
    nct_id: Annotated[str, StringConstraints(pattern="^NCT[0-9]{8}$")] = Field(alias="nctId")
    brief_title: ShortText = Field("", alias="briefTitle")
    official_title: ShortText = Field("", alias="officialTitle")


class _DateOf(Part):
    date: Day = ""


NO_DATE = _DateOf()


class _Status(Part):
    status: ShortText = Field("UNKNOWN", alias="overallStatus")
    start: _DateOf = Field(NO_DATE, alias="startDateStruct")
    completion: _DateOf = Field(NO_DATE, alias="completionDateStruct")
    last_update: _DateOf = Field(NO_DATE, alias="lastUpdatePostDateStruct")


class _Eligibility(Part):
    criteria: LongText = Field("", alias="eligibilityCriteria")
    sex: ShortText = "ALL"
    healthy_volunteers: bool | None = Field(None, alias="healthyVolunteers")
    minimum_age: Annotated[ShortText, only(AGE)] = Field("", alias="minimumAge")
    maximum_age: Annotated[ShortText, only(AGE)] = Field("", alias="maximumAge")


class _Contacts(Part):
    central: Annotated[list[Contact], Field(max_length=100)] = Field([], alias="centralContacts")
    sites: Annotated[list[Site], Field(max_length=3000)] = Field([], alias="locations")


class _Conditions(Part):
    conditions: Annotated[list[ShortText], Field(max_length=500)] = []


class _Sponsor(Part):
    name: ShortText = ""


class _Sponsors(Part):
    lead: _Sponsor = Field(_Sponsor(), alias="leadSponsor")


class _Protocol(Part):
    identification: _Identification = Field(alias="identificationModule")
    status: _Status = Field(_Status(), alias="statusModule")
    eligibility: _Eligibility = Field(_Eligibility(), alias="eligibilityModule")
    contacts: _Contacts = Field(_Contacts(), alias="contactsLocationsModule")
    conditions: _Conditions = Field(_Conditions(), alias="conditionsModule")
    sponsors: _Sponsors = Field(_Sponsors(), alias="sponsorCollaboratorsModule")


@dataclass(frozen=True)
class Record:
    """The parts of a record that are used. `as_of`, `status_as_of` and `contacts_as_of` are the dates of the whole, the
    status and the contacts. The study's own dates are as the registry writes them: a day or a month."""

    source: str
    as_of: date
    status_as_of: date
    contacts_as_of: date
    protocol: _Protocol

    @property
    def nct_id(self) -> str:
        return self.protocol.identification.nct_id

    @property
    def url(self) -> str:
        return f"https://clinicaltrials.gov/study/{self.nct_id}"

    @property
    def status(self) -> str:
        return self.protocol.status.status

    @property
    def condition(self) -> str:
        return next(iter(self.protocol.conditions.conditions), "")

    @property
    def sponsor(self) -> str:
        return self.protocol.sponsors.lead.name

    @property
    def place(self) -> str:
        """The name and place of the only site; empty where there are several."""
        sites = self.protocol.contacts.sites
        site = sites[0] if len(sites) == 1 else Site()
        return ", ".join(filter(None, (site.facility, site.city, site.state, site.country)))

    @property
    def dates(self) -> dict[str, str]:
        """Those of `start`, `completion` and `last_update` that are known."""
        module = self.protocol.status
        found = {"start": module.start, "completion": module.completion, "last_update": module.last_update}
        return {name: day.date for name, day in found.items() if day.date}

    @property
    def ages(self) -> tuple[str, str]:
        """The minimum and maximum age, such as “18 Years”; either may be empty."""
        return self.protocol.eligibility.minimum_age, self.protocol.eligibility.maximum_age

    @property
    def central_contacts(self) -> list[Contact]:
        return self.protocol.contacts.central

    @property
    def sites_to_contact(self) -> list[Site]:
        return [site for site in self.protocol.contacts.sites if site.contacts]

    @property
    def has_contacts(self) -> bool:
        return bool(self.central_contacts or self.sites_to_contact)

    @cached_property
    def criteria(self) -> dict[str, str]:
        """Each criterion's text as `comparable` returns it, by its id in a definition: AGE, SEX, I1 …, E1 …"""
        stated = split(self.protocol.eligibility.criteria)
        listed = [pair for kind in ("inclusion", "exclusion") for pair in _numbered(kind, stated)]
        return {name: text for name, text in [("AGE", self._age), ("SEX", self._sex), *listed] if text}

    @property
    def _age(self) -> str:
        youngest, oldest = self.ages
        parts = [f"Minimum age: {youngest}." if youngest else "", f"Maximum age: {oldest}." if oldest else ""]
        return " ".join(filter(None, parts))

    @property
    def _sex(self) -> str:
        sex = self.protocol.eligibility.sex
        return f"Sex: {sex}" if sex not in ("ALL", "") else ""


def _numbered(kind: str, stated: list[Stated]) -> Iterator[tuple[str, str]]:
    texts = [comparable(criterion.text) for criterion in stated if criterion.kind == kind]
    return ((f"{kind[0].upper()}{number}", text) for number, text in enumerate(texts, 1))


def read_record(envelope: Any) -> Record:
    """Parses the content of a record.json: `source`, `as_of` (module → date) and `study`. Raises RecordError."""
    try:
        dates = {module: date.fromisoformat(day) for module, day in envelope["as_of"].items()}
        return Record(
            source=visible(envelope["source"]),
            as_of=dates["study"],
            status_as_of=dates.get("statusModule", dates["study"]),
            contacts_as_of=dates.get("contactsLocationsModule", dates["study"]),
            protocol=_Protocol.model_validate(envelope["study"]["protocolSection"]),
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise RecordError(first["msg"][0].lower() + first["msg"][1:], ".".join(map(str, first["loc"]))) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise RecordError(f"the record lacks a field, or has one of the wrong kind: {error}") from error


def comparable(text: str) -> str:
    """Text for comparison: without the registry's escapes, and with runs of white space as one space."""
    return " ".join(unescaped(text).split())
