"""A trial's ids in other registries, and its approval by an ethics committee."""

import datetime
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from prescreen.trial.questions import Model, Text

# How each registry writes its ids.
FORMS = {
    "ChiCTR": r"ChiCTR([0-9]{10}|-[A-Z]{3,4}-[0-9]{8})",
    "CTR": r"CTR[0-9]{8}",
    "CTIS": r"20[0-9]{2}-5[0-9]{5}-[0-9]{2}(-[0-9]{2})?",
    "EudraCT": r"20[0-9]{2}-[0-9]{6}-[0-9]{2}",
    "ISRCTN": r"ISRCTN[0-9]{8}",
    "DRKS": r"DRKS[0-9]{8}",
    "jRCT": r"jRCT(s[0-9]{9}|[0-9]{10})",
    "ACTRN": r"ACTRN[0-9]{14}",
    "CTRI": r"CTRI/[0-9]{4}/[0-9]{2,3}/[0-9]{6}",
}
Registry = Literal["ChiCTR", "CTR", "CTIS", "EudraCT", "ISRCTN", "DRKS", "jRCT", "ACTRN", "CTRI"]


class RegistryId(Model):
    """The id of the same study in another registry. `CTR` is the registry of China's CDE."""

    registry: Registry
    id: str

    @model_validator(mode="after")
    def _has_the_form(self) -> "RegistryId":
        if not re.fullmatch(FORMS[self.registry], self.id):
            words = {"id": self.id, "registry": self.registry}
            raise PydanticCustomError("registry_id", "the id {id} is not one of {registry}", words)
        return self

    def __str__(self) -> str:
        """The id, with the registry's name where it doesn't begin with it."""
        return self.id if self.id.startswith(self.registry) else f"{self.registry} {self.id}"


def _day(text: str) -> str:
    try:
        if len(text) == len("2026-01-31"):
            return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise PydanticCustomError("day", "{text} is not a date", {"text": text})


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Approval(Model):
    """What an ethics committee approved: `version` is that in the footer of every page and in the committee's document.
    It holds while the pages have this version."""

    committee: Text
    number: Line
    date: Annotated[str, AfterValidator(_day)]
    version: Annotated[str, StringConstraints(pattern="^[0-9a-f]{12}$")]

    @property
    def day(self) -> datetime.date:
        return datetime.date.fromisoformat(self.date)
