"""The units and bounds of numbers, as extensions of a Questionnaire's items."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction

from prescreen.interop.elements import EXTENSION, UCUM, Element, number_type, unit_code
from prescreen.trial.number_units import ONE
from prescreen.trial.questions import Pair, Quantity, Ratio

# The UCUM unit in which laboratories print a result with this property in its LOINC name.
UNIT_OF_PROPERTY = {"[Mass/volume]": "mg/dL", "[Moles/volume]": "umol/L", "[Enzymatic activity/volume]": "U/L"}
UNIT_OF_PART = {"weight": "kg", "height": "cm"}


def units_of(question: Quantity) -> list[Element]:
    """The only unit, or those that can be chosen; none for a count."""
    if question.base_unit == ONE:
        return []
    codings = [{**unit_code(question, unit), "display": unit} for unit in question.units]
    return _options(codings) if number_type(question) == "quantity" else _fixed(codings[0])


def bounds_of(question: Quantity) -> list[Element]:
    """The range of the numbers that are possible in any of the units, since a bound has no unit."""
    lowest = min(question.range[0] / size for size in question.units.values())
    highest = max(question.range[1] / size for size in question.units.values())
    kind = "valueInteger" if number_type(question) == "integer" else "valueDecimal"
    return [
        {"url": f"{EXTENSION}minValue", kind: _decimal(lowest, ROUND_FLOOR)},
        {"url": f"{EXTENSION}maxValue", kind: _decimal(highest, ROUND_CEILING)},
    ]


def extensions_of_part(question: Pair, part: str) -> list[Element]:
    """The units and the lower bound of one of a pair's numbers."""
    units = _options(_units_of_loinc(question)) if isinstance(question, Ratio) else _fixed(_ucum(UNIT_OF_PART[part]))
    at_least = {"url": f"{EXTENSION}minValue", "valueDecimal": Decimal(0)}
    return [*units, *([at_least] if question.range[0] >= 0 else [])]


def _units_of_loinc(question: Ratio) -> list[Element]:
    """The units that a result may have by the names of its LOINC codes: the definition has none for a ratio."""
    named = [unit for name in question.loinc.values() for part, unit in UNIT_OF_PROPERTY.items() if part in name]
    return [_ucum(unit) for unit in dict.fromkeys(named)]


def _ucum(unit: str) -> Element:
    return {"system": UCUM, "code": unit, "display": unit}


def _options(codings: list[Element]) -> list[Element]:
    return [{"url": f"{EXTENSION}questionnaire-unitOption", "valueCoding": coding} for coding in codings]


def _fixed(coding: Element) -> list[Element]:
    return [{"url": f"{EXTENSION}questionnaire-unit", "valueCoding": coding}]


def _decimal(number: Fraction, rounding: str) -> Decimal:
    found = Context(prec=12, rounding=rounding).divide(Decimal(number.numerator), Decimal(number.denominator))
    return Decimal(format(found, "f"))
