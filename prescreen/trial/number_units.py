"""Units that a type of question knows: those of ages, for which a list is enough, and none for counts."""

from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from prescreen.trial.ranges import NUMBER, Exact

AGE_UNITS = {
    "years_of_age": Fraction(1),
    "months_of_age": Fraction(1, 12),
    "weeks_of_age": Fraction(7) / Fraction("365.25"),
    "days_of_age": 1 / Fraction("365.25"),
}


def _age_units(units: Any) -> Any:
    """The units of a list with their sizes, which need not be written, in the order of AGE_UNITS."""
    if not isinstance(units, list):
        return units
    if "years_of_age" in units and all(isinstance(unit, str) and unit in AGE_UNITS for unit in units):
        return {unit: size for unit, size in AGE_UNITS.items() if unit in units}
    raise PydanticCustomError("age_units", "an age is in years, and for children in smaller units too")


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


# The unit of a count, as UCUM writes it.
ONE = "1"


def _no_units(units: Any) -> Any:
    raise PydanticCustomError("no_units", "a count has no units")


NoUnits = Annotated[dict[str, Exact], BeforeValidator(_no_units), WithJsonSchema({"not": {}})]
