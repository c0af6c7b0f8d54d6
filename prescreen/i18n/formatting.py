"""Numbers and units in the current language, as laboratory reports print them."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from prescreen.i18n.locale import current_language, gettext, ngettext
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.trial.number_units import ONE
from prescreen.trial.questions import Mistaken
from prescreen.trial.units import EQUALS

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

# Unit of time → its name in the menu of units.
TIMES = {
    "years_of_age": _("years old"),
    "months_of_age": _("months old"),
    "weeks_of_age": _("weeks old"),
    "days_of_age": _("days old"),
    "days": _("days"),
    "weeks": _("weeks"),
    "months": _("months"),
    "years": _("years"),
}


def format_number(number: str | Decimal) -> str:
    """A number with all digits it was given. Both languages use commas as thousands separators."""
    return f"{Decimal(number):,f}"


def format_unit(unit: str) -> str:
    """A unit as reports print it: × 10⁹/L for 10^9/L."""
    return _format_unit(unit, current_language())


@lru_cache(1000)
def _format_unit(unit: str, language: str) -> str:
    if unit in TIMES:
        return str(TIMES[unit])
    chinese = language == "zh"
    printed = re.sub(r"\^([0-9]+)", lambda power: power[1].translate(SUPERSCRIPTS), unit)
    # Chinese uses the Greek letter in place of the micro sign.
    printed = re.sub(r"u(?=L|mol)", "μ" if chinese else "µ", printed).replace("/{1.73_m2}", "/1.73 m²")
    return ("×" if chinese else "× ") + printed if printed.startswith("10") else printed


def format_unit_choice(unit: str, kind: Mistaken | None = None) -> str:
    """A unit as a menu names it: with another name that reports print for it, or with the kind of number that it is."""
    if kind is None and unit not in EQUALS:
        return format_unit(unit)
    equal = kind.label[current_language()] if kind else format_unit(EQUALS[unit])
    return _format_equal(format_unit(unit), equal, current_language())


@lru_cache(1000)
def _format_equal(unit: str, equal: str, language: str) -> str:
    return gettext("%(unit)s (%(equal)s)", unit=unit, equal=equal)


def format_quantity(value: str | Decimal, unit: str) -> str:
    """A number with its unit."""
    if unit in TIMES:
        return _format_time(value, unit)
    if unit == ONE:
        return format_number(value)
    printed = format_unit(unit)
    # Chinese reports print 0.3×10⁹/L, without a space.
    between = "" if printed.startswith(("%", "×1")) else " "
    return f"{format_number(value)}{between}{printed}"


def _format_time(value: str | Decimal, unit: str) -> str:
    number, count = format_number(value), 1 if Decimal(value) == 1 else 2
    match unit:
        case "years_of_age":
            return ngettext("%(number)s year old", "%(number)s years old", count, number=number)
        case "months_of_age":
            return ngettext("%(number)s month old", "%(number)s months old", count, number=number)
        case "weeks_of_age":
            return ngettext("%(number)s week old", "%(number)s weeks old", count, number=number)
        case "days_of_age":
            return ngettext("%(number)s day old", "%(number)s days old", count, number=number)
        case "days":
            return ngettext("%(number)s day", "%(number)s days", count, number=number)
        case "weeks":
            return ngettext("%(number)s week", "%(number)s weeks", count, number=number)
        case "months":
            return ngettext("%(number)s month", "%(number)s months", count, number=number)
    return ngettext("%(number)s year", "%(number)s years", count, number=number)


def format_rounded(number: Fraction) -> str:
    """A calculated number with at most two decimals, marked as “about” or “less than” if that is not exact."""
    rounded, how = _rounded(number)
    match how:
        case "exact":
            return rounded
        case "less":
            return gettext("less than %(number)s", number=rounded)
    return gettext("about %(number)s", number=rounded)


def format_ratio(number: Fraction) -> str:
    """A calculated multiple of the laboratory's upper limit, as `format_rounded` rounds it."""
    rounded, how = _rounded(number)
    match how:
        case "exact":
            return format_times(rounded)
        case "less":
            return gettext("less than %(number)s times the upper limit", number=rounded)
    return gettext("about %(number)s times the upper limit", number=rounded)


def format_multiple(number: Fraction) -> str:
    """The same as staff write it: × ULN, the upper limit of normal."""
    return gettext("%(number)s × ULN", number=format_rounded(number))


def _rounded(number: Fraction) -> tuple[str, str]:
    """The number with two decimals, without zeros at the end, and whether that is exact, about right, or more than the
    number. Beside a half or whole number it has more decimals: limits are such numbers, and 3.002 is over 3."""
    exact = decimal_of(number)
    rounded = exact.quantize(Decimal("0.01"))
    if exact and rounded * 2 == (rounded * 2).to_integral_value():
        rounded = next((finer for finer in _finer(exact) if finer != rounded), rounded)
    if Fraction(rounded) == number:
        return format_number(rounded.normalize()), "exact"
    if exact < Decimal("0.01"):
        return format_number("0.01"), "less"
    return format_number(rounded.normalize()), "about"


def _finer(exact: Decimal) -> list[Decimal]:
    return [exact.quantize(Decimal(1).scaleb(-places)) for places in range(3, 9)]


def format_exact(number: Fraction) -> str:
    """A number with all its decimals; if they are endless, as `format_rounded` returns it."""
    exact = decimal_of(number)
    return format_number(exact) if Fraction(exact) == number else format_rounded(number)


def format_times(number: str) -> str:
    """A formatted number as a multiple of the laboratory's upper limit."""
    return gettext("%(number)s times the upper limit", number=number)


def decimal_of(number: Fraction) -> Decimal:
    """The number with 28 digits, which is exact for all numbers that people type."""
    return Decimal(number.numerator) / Decimal(number.denominator)
