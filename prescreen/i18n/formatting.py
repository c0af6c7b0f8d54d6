"""Numbers and units in the reader's language, as reports print them."""

import re
from decimal import Decimal
from fractions import Fraction

from prescreen.i18n import gettext, ngettext, spoken
from prescreen.i18n import lazy_gettext as _
from prescreen.limits import Measure
from prescreen.questions import Pair, Ratio


def number_words(number: str | Decimal) -> str:
    """A number with every digit it was given, grouped as both languages do."""
    return f"{Decimal(number):,f}"


SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def unit_words(unit: str) -> str:
    """A unit as reports print it: 10^9/L is × 10⁹/L."""
    if unit in TIMES:
        return str(TIMES[unit])
    chinese = spoken() == "zh"
    printed = re.sub(r"\^([0-9]+)", lambda power: power[1].translate(SUPERSCRIPTS), unit)
    # Chinese text sets the micro sign as the Greek letter.
    printed = printed.replace("uL", "μL" if chinese else "µL")
    return ("×" if chinese else "× ") + printed if printed.startswith("10") else printed


# Unit of time → its name in a menu.
TIMES = {
    "years_of_age": _("years old"),
    "days": _("days"),
    "weeks": _("weeks"),
    "months": _("months"),
    "years": _("years"),
}


def quantity_words(value: str | Decimal, unit: str) -> str:
    if unit in TIMES:
        return _time_words(value, unit)
    printed = unit_words(unit)
    # Chinese reports print 0.3×10⁹/L.
    between = "" if printed.startswith(("%", "×1")) else " "
    return f"{number_words(value)}{between}{printed}"


def _time_words(value: str | Decimal, unit: str) -> str:
    number, count = number_words(value), 1 if Decimal(value) == 1 else 2
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


def ratio_words(ratio: Fraction) -> str:
    exact = decimal_of(ratio)
    rounded = exact.quantize(Decimal("0.01"))
    if Fraction(rounded) == ratio:
        return number_words(rounded)
    if exact < Decimal("0.01"):
        return gettext("less than %(number)s", number=number_words("0.01"))
    return gettext("about %(number)s", number=number_words(rounded))


def measure_words(measure: Measure) -> str:
    """A number beside the study's limit, as a sentence that can stand for its number line."""
    limit = _limit_words(measure.limit)
    if isinstance(measure.question, Ratio):
        value, limit = times_words(measure.value), gettext("%(number)s times the upper limit", number=limit)
    elif isinstance(measure.question, Pair):
        value = f"{ratio_words(measure.value)} {unit_words(measure.unit)}"
    else:
        value = quantity_words(decimal_of(measure.value), measure.unit)
        if measure.unit in TIMES and Fraction(decimal_of(measure.limit)) == measure.limit:
            limit = quantity_words(decimal_of(measure.limit), measure.unit)
        limit += "%" if measure.unit == "%" else ""
    is_count = measure.unit.startswith(("10^", "/"))
    looked_for = {
        "<": gettext("fewer than %(limit)s", limit=limit) if is_count else gettext("less than %(limit)s", limit=limit),
        "<=": gettext("at most %(limit)s", limit=limit),
        ">": gettext("more than %(limit)s", limit=limit),
        ">=": gettext("at least %(limit)s", limit=limit),
    }[measure.sign]
    return gettext("%(value)s; the study looks for %(limit)s", value=value, limit=looked_for)


def ends_words(measure: Measure) -> tuple[str, str, str]:
    """The line's low end, limit and high end."""
    low, limit, high = (_limit_words(number) for number in (measure.low, measure.limit, measure.high))
    return low, limit, high


def times_words(ratio: Fraction) -> str:
    return gettext("%(number)s times the upper limit", number=ratio_words(ratio))


def _limit_words(number: Fraction) -> str:
    exact = decimal_of(number)
    return number_words(exact) if Fraction(exact) == number else ratio_words(number)


def decimal_of(number: Fraction) -> Decimal:
    """Exact for every number that was typed."""
    return Decimal(number.numerator) / Decimal(number.denominator)
