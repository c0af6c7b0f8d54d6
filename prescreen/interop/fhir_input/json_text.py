"""Parses JSON that comes from outside, within bounds."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from prescreen.interop.elements import Element

MAX_BYTES = 1_000_000
MAX_RESOURCES = 2000
MAX_DEPTH = 40  # a QuestionnaireResponse of ours in a Bundle has 16
MAX_DIGITS = 40  # of a number, and of its exponent's size

Problem = Literal["not_json", "too_long", "too_deep", "too_many", "repeated_name", "number", "xml", "not_fhir"]


class FhirError(ValueError):
    """Why a whole text can't be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def is_fhir(text: str) -> bool:
    """Whether a text is meant as FHIR, in JSON or XML: no laboratory report begins with a brace."""
    return re.match(r"\ufeff?\s*(\[\s*)?\{", text) is not None or _is_xml(text)


def _is_xml(text: str) -> bool:
    return re.match(r"\ufeff?\s*<", text) is not None and "http://hl7.org/fhir" in text


def parse(text: str) -> list[Any]:
    """The contents of a JSON text, with numbers as Decimals: one, a list, or one a line (NDJSON). Raises FhirError."""
    if _is_xml(text):
        raise FhirError("xml")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise FhirError("too_long")
    text = text.lstrip("\ufeff")
    try:
        contents = _parsed(text)
    except RecursionError:
        raise FhirError("too_deep") from None
    except json.JSONDecodeError:
        raise FhirError("not_json") from None
    for content in contents:
        _check_depth(content)
    return contents


def _parsed(text: str) -> list[Any]:
    try:
        content = _loaded(text)
        return content if isinstance(content, list) else [content]
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Extra data"):
            raise
    # Not splitlines, which divides strings too.
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > MAX_RESOURCES:
        raise FhirError("too_many")
    return [_loaded(line) for line in lines]


def _loaded(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_object, parse_int=_number, parse_float=_number, parse_constant=_number)


def _object(pairs: list[tuple[str, Any]]) -> Element:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise FhirError("repeated_name")
    return found


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text if len(text) <= MAX_DIGITS else "NaN")
    except InvalidOperation:
        raise FhirError("number") from None
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > MAX_DIGITS:
        raise FhirError("number")
    return number


def _check_depth(content: Any) -> None:
    level = [content]
    for _ in range(MAX_DEPTH + 1):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise FhirError("too_deep")


def _inside(content: Any) -> Iterator[Any]:
    if isinstance(content, dict):
        yield from content.values()
    elif isinstance(content, list):
        yield from content
