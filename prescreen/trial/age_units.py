"""The units of ages: a list is enough, since their sizes are known."""

from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from prescreen.trial.ranges import NUMBER, Exact

AGE_UNITS = {
    "years_of_age": Fraction(1),
    "months_of_age": Fraction(1, 12),
    "weeks_of_age": Fraction(7) / Fraction("365.25"),
    "days_of_age": 1 / Fraction("365.25"),
}


def _age_units(units: Any) -> Any:
    """The units of a list with their sizes, which need not be written, in the order of AGE_UNITS."""
    if isinstance(units, list) and units and all(isinstance(unit, str) and unit in AGE_UNITS for unit in units):
        return {unit: size for unit, size in AGE_UNITS.items() if unit in units}
    return units


AgeUnits = Annotated[
    dict[str, Exact],
    Field(min_length=1),
    BeforeValidator(_age_units),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"enum": [*AGE_UNITS]}, "minItems": 1},
                {"type": "object", "additionalProperties": NUMBER, "minProperties": 1},
            ]
        }
    ),
]
