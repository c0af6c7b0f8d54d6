"""The texts of a number line, in the current language."""

from fractions import Fraction
from typing import assert_never

from prescreen.i18n.formatting import (
    decimal_of,
    format_exact,
    format_quantity,
    format_ratio,
    format_rounded,
    format_times,
    format_unit,
)
from prescreen.i18n.locale import gettext
from prescreen.i18n.rule_text import comparison_text, limit_text
from prescreen.screening.number_line import NumberLine


def number_line_ends(line: NumberLine) -> tuple[str, str, str]:
    """The line's low end, limit and high end."""
    return format_exact(line.low), format_exact(line.limit), format_exact(line.high)


def number_line_text(line: NumberLine) -> str:
    """The line's number and limit as a sentence, for readers who can't see the line."""
    value, limit = _value_and_limit(line)
    is_count = line.unit.startswith(("10^", "/"))
    fewer = is_count and line.sign == "<"
    looked_for = gettext("fewer than %(limit)s", limit=limit) if fewer else comparison_text(line.sign, limit)
    return gettext("%(value)s; the study looks for %(limit)s", value=value, limit=looked_for)


def _value_and_limit(line: NumberLine) -> tuple[str, str]:
    """The value has its unit; the limit has it only for percentages, times and ratios."""
    limit = format_exact(line.limit)
    match line.question.type:
        case "quantity" | "count" | "age" | "ago":
            return format_quantity(decimal_of(line.value), line.unit), _quantity_limit(line, limit)
        case "ratio":
            return format_ratio(line.value), format_times(limit)
        case "body_mass_index":
            return f"{format_rounded(line.value)} {format_unit(line.unit)}", limit
        case never:
            assert_never(never)


def _quantity_limit(line: NumberLine, limit: str) -> str:
    if line.time_limit:
        return limit_text(line.question, line.time_limit)
    exact = decimal_of(line.limit)
    match line.question.type:
        case "age" | "ago" if Fraction(exact) != line.limit:
            base = line.limit * line.question.units[line.unit]
            return format_quantity(decimal_of(base), line.question.base_unit)
        case "age" | "ago":
            return format_quantity(exact, line.unit)
    return format_quantity(exact, line.unit) if line.unit == "%" else limit
