"""Numbers and units in the current language, as laboratory reports print them."""

import re
from decimal import Decimal
from fractions import Fraction

from prescreen.i18n.locale import current_language, gettext, ngettext
from prescreen.i18n.locale import lazy_gettext as _

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

# Unit of time → its name in the menu of units.
TIMES = {
    "years_of_age": _("years old"),
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
    if unit in TIMES:
        return str(TIMES[unit])
    chinese = current_language() == "zh"
    printed = re.sub(r"\^([0-9]+)", lambda power: power[1].translate(SUPERSCRIPTS), unit)
    # Chinese uses the Greek letter in place of the micro sign.
    printed = printed.replace("uL", "μL" if chinese else "µL")
    return ("×" if chinese else "× ") + printed if printed.startswith("10") else printed


def format_quantity(value: str | Decimal, unit: str) -> str:
    """A number with its unit."""
    if unit in TIMES:
        return _format_time(value, unit)
    printed = format_unit(unit)
    # Chinese reports print 0.3×10⁹/L, without a space.
    between = "" if printed.startswith(("%", "×1")) else " "
    return f"{format_number(value)}{between}{printed}"


def _format_time(value: str | Decimal, unit: str) -> str:
    number, count = format_number(value), 1 if Decimal(value) == 1 else 2
    match unit:
        case "years_of_age":
            return ngettext("%(number)s year old", "%(number)s years old", count, number=number)
        case "days":
            return ngettext("%(number)s day", "%(number)s days", count, number=number)
        case "weeks":
            return ngettext("%(number)s week", "%(number)s weeks", count, number=number)
        case "months":
            return ngettext("%(number)s month", "%(number)s months", count, number=number)
    return ngettext("%(number)s year", "%(number)s years", count, number=number)


def format_rounded(number: Fraction) -> str:
    """A calculated number with two decimals, marked as “about” or “less than” if that is not exact."""
    exact = decimal_of(number)
    rounded = exact.quantize(Decimal("0.01"))
    if Fraction(rounded) == number:
        return format_number(rounded)
    if exact < Decimal("0.01"):
        return gettext("less than %(number)s", number=format_number("0.01"))
    return gettext("about %(number)s", number=format_number(rounded))


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
