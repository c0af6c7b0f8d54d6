"""Types of a record's fields: texts without hidden characters, e-mail addresses, ages and days."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

# Control characters and marks that reorder text: they could hide or forge what a page or a terminal shows.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
EMAIL = re.compile(r"[\w.+'-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.A)
AGE = re.compile(r"([0-9]{1,5}) (Years?|Months?|Weeks?|Days?|Hours?|Minutes?)")


def visible(text: str) -> str:
    return HIDDEN.sub("", text).strip()


def only(pattern: re.Pattern[str]) -> AfterValidator:
    """Replaces text that doesn't match by an empty string: an invalid address must not become a link."""
    return AfterValidator(lambda text: text if pattern.fullmatch(text) else "")


ShortText = Annotated[str, StringConstraints(max_length=2000), AfterValidator(visible)]
LongText = Annotated[str, StringConstraints(max_length=100_000), AfterValidator(visible)]


def _with_a_year(day: str) -> str:
    if day.startswith("0000"):
        raise PydanticCustomError("year", "{day} is not a date: there is no year 0", {"day": day})
    return day


Day = Annotated[
    ShortText,
    only(re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?")),
    AfterValidator(_with_a_year),
]
