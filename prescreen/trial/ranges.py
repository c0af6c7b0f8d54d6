"""Exact numbers and ranges of them, as definitions write them."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema


def _exact(number: Any) -> Any:
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return Fraction(repr(number)) if is_number else number


def _spans(written: Any) -> Any:
    """Numbers and ranges as ranges. A list of two bare numbers is one range, as in `range: [0, 30]`."""
    if not isinstance(written, list):
        return written
    if len(written) == 2 and not any(isinstance(part, list) for part in written):
        return [written]
    return [part if isinstance(part, list) else [part, part] for part in written]


NUMBER = {"type": "number"}
PAIR = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}

Exact = Annotated[Fraction, BeforeValidator(_exact), WithJsonSchema(NUMBER)]
Range = Annotated[list[Exact], Field(min_length=2, max_length=2)]
# Numbers and ranges, both ends included: [0, [0.005, 5]] is 0, and from 0.005 to 5; [10, 200] is from 10 to 200.
Spans = Annotated[
    list[Range],
    BeforeValidator(_spans),
    Field(min_length=1),
    WithJsonSchema({"type": "array", "minItems": 1, "items": {"anyOf": [NUMBER, PAIR]}}),
]


def in_spans(number: Fraction | Decimal, spans: list[list[Fraction]]) -> bool:
    # Integer multiplication costs a fraction of what comparing two Fractions does.
    numerator, denominator = number.as_integer_ratio()
    for low, high in spans:
        is_low = numerator * low.denominator < low.numerator * denominator
        if not is_low and numerator * high.denominator <= high.numerator * denominator:
            return True
    return False
