"""The units that were likely meant, where a number is impossible or unusual in the one that was chosen."""

from decimal import Decimal
from fractions import Fraction

from prescreen.trial.questions import Quantity
from prescreen.trial.ranges import in_spans

# Reports print counts per µL as whole numbers. A smaller number is likely of another kind.
LEAST_PER_MICROLITRE = 100


def likely_unit(question: Quantity, number: Decimal, unit: str) -> str | None:
    """The unit of another size in which the number would be usual. One in which it would only be possible is likely
    where the number isn't likely of another kind."""
    units = likely_units(question, number, unit, question.usual or [question.range])
    if not units and not any(kind.likely and kind.is_likely(Fraction(number)) for kind in question.mistaken):
        units = likely_units(question, number, unit, [question.range])
    return next(iter(units), None)


def likely_units(question: Quantity, number: Decimal, unit: str, spans: list[list[Fraction]]) -> list[str]:
    """The units of other sizes in which the number would be within `spans`, one for each size: the one with the same
    volume as the chosen unit, if there is one."""
    found: dict[Fraction, str] = {}
    for other, factor in question.units.items():
        is_other = factor != question.units[unit] and in_spans(Fraction(number) * factor, spans)
        if is_other and _is_printed_so(number, other):
            is_closer = factor in found and _volume(other) == _volume(unit) != _volume(found[factor])
            if is_closer or factor not in found:
                found[factor] = other
    return list(found.values())


def _is_printed_so(number: Decimal, unit: str) -> bool:
    return unit != "/uL" or (number >= LEAST_PER_MICROLITRE and number == number.to_integral_value())


def _volume(unit: str) -> str:
    return unit.rpartition("/")[2]
