"""Numbers and units in the reader's language, as reports print them."""

import re
from decimal import Decimal
from fractions import Fraction

from prescreen.i18n.locale import current_language, gettext, ngettext
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.screening.number_line import NumberLine
from prescreen.trial.questions import Pair, Ratio


def format_number(number: str | Decimal) -> str:
    """A number with every digit it was given, grouped as both languages do."""
    return f"{Decimal(number):,f}"


SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_unit(unit: str) -> str:
    """A unit as reports print it: 10^9/L is × 10⁹/L."""
    if unit in TIMES:
        return str(TIMES[unit])
    chinese = current_language() == "zh"
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


def format_quantity(value: str | Decimal, unit: str) -> str:
    if unit in TIMES:
        return _time_words(value, unit)
    printed = format_unit(unit)
    # Chinese reports print 0.3×10⁹/L.
    between = "" if printed.startswith(("%", "×1")) else " "
    return f"{format_number(value)}{between}{printed}"


def _time_words(value: str | Decimal, unit: str) -> str:
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


def format_ratio(ratio: Fraction) -> str:
    exact = decimal_of(ratio)
    rounded = exact.quantize(Decimal("0.01"))
    if Fraction(rounded) == ratio:
        return format_number(rounded)
    if exact < Decimal("0.01"):
        return gettext("less than %(number)s", number=format_number("0.01"))
    return gettext("about %(number)s", number=format_number(rounded))


def number_line_text(number_line: NumberLine) -> str:
    """A number beside the study's limit, as a sentence that can stand for its number line."""
    limit = _limit_words(number_line.limit)
    if isinstance(number_line.question, Ratio):
        value, limit = format_times(number_line.value), gettext("%(number)s times the upper limit", number=limit)
    elif isinstance(number_line.question, Pair):
        value = f"{format_ratio(number_line.value)} {format_unit(number_line.unit)}"
    else:
        value = format_quantity(decimal_of(number_line.value), number_line.unit)
        if number_line.unit in TIMES and Fraction(decimal_of(number_line.limit)) == number_line.limit:
            limit = format_quantity(decimal_of(number_line.limit), number_line.unit)
        limit += "%" if number_line.unit == "%" else ""
    is_count = number_line.unit.startswith(("10^", "/"))
    looked_for = {
        "<": gettext("fewer than %(limit)s", limit=limit) if is_count else gettext("less than %(limit)s", limit=limit),
        "<=": gettext("at most %(limit)s", limit=limit),
        ">": gettext("more than %(limit)s", limit=limit),
        ">=": gettext("at least %(limit)s", limit=limit),
    }[number_line.sign]
    return gettext("%(value)s; the study looks for %(limit)s", value=value, limit=looked_for)


def number_line_ends(number_line: NumberLine) -> tuple[str, str, str]:
    """The line's low end, limit and high end."""
    low, limit, high = (_limit_words(number) for number in (number_line.low, number_line.limit, number_line.high))
    return low, limit, high


def format_times(ratio: Fraction) -> str:
    return gettext("%(number)s times the upper limit", number=format_ratio(ratio))


def _limit_words(number: Fraction) -> str:
    exact = decimal_of(number)
    return format_number(exact) if Fraction(exact) == number else format_ratio(number)


def decimal_of(number: Fraction) -> Decimal:
    """Exact for every number that was typed."""
    return Decimal(number.numerator) / Decimal(number.denominator)
