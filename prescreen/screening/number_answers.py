"""Reads the answers that are a number with a unit."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.comparison_advice import advise_quantity
from prescreen.screening.likely_units import likely_unit
from prescreen.screening.number_input import Measurement, read_measurement
from prescreen.screening.spoken_times import in_digits
from prescreen.screening.typed_text import plain_text
from prescreen.trial.number_units import AGE_UNITS, ONE
from prescreen.trial.questions import Age, Quantity
from prescreen.trial.ranges import in_spans
from prescreen.trial.units import TIME_UNITS, matching_unit, plain_unit, read_unit

TEN_THOUSANDS = "万"
CALENDAR_YEARS = range(1900, 2100)
# Days and months of the calendar: 3月 is March, 3个月 are three months.
ON_CALENDAR = ("月", "日")
TIMES = "次|回"
# Units of what stands beside a result: of pressure, pulse, oxygen that is given, and sizes in a heart ultrasound.
NEIGHBOURS = {"mmhg", "kpa", "bpm", "次/分", "次/分钟", "l/min", "mm", "cm", "ml", "mg", "kg", "°c", "°f"}
# A red cell count is × 10¹²/L. A number in that unit is of another line.
RED_CELLS = 12


def read_quantity(question: Quantity, given: Any, menu_unit: str | None) -> dict[str, str]:
    """A number and its unit. For `menu_unit` see `answers.read`. Raises AnswerError."""
    parts = read_parts(given, question.parts)
    chosen = parts.get("unit")
    _refuse_other_kind(question, "unit", chosen)
    said = _said(question, parts.get("value"))
    try:
        typed = read_measurement(said, "value", lambda text: _is_unit(question, text))
    except AnswerError as error:
        raise _advised(question, error, chosen) from None
    if _has_flag(question, said, typed):
        raise AnswerError("not_a_number", "value")
    behind = _unit_behind(question, typed) if typed.unit else None
    if behind is not None and menu_unit is not None and chosen in (None, menu_unit):
        unit = behind
    else:
        unit = _chosen_unit(question, chosen, menu_unit)
        if behind is not None and menu_unit is not None and question.units[behind] == question.units[unit]:
            unit = behind
        elif behind not in (None, unit):
            raise AnswerError("two_units", "value", number=typed.number, typed=behind, chosen=unit)
    _check_number(question, typed.number, unit)
    return {"value": format(typed.number, "f"), "unit": unit}


def _said(question: Quantity, value: Any) -> Any:
    return in_digits(value) if _is_remembered(question) and isinstance(value, str) else value


def _has_flag(question: Quantity, value: Any, typed: Measurement) -> bool:
    """Whether something stands behind the number where no report prints a flag: 3 H may be three hours."""
    if not _is_remembered(question) or typed.unit or not isinstance(value, str):
        return False
    return not plain_text(value).endswith((*"0123456789.",))


def _is_remembered(question: Quantity) -> bool:
    return question.base_unit == ONE or question.base_unit in TIME_UNITS


def _check_number(question: Quantity, number: Decimal, unit: str) -> None:
    if int(number) in CALENDAR_YEARS and isinstance(question, Age):
        raise AnswerError("year_of_birth", "value", year=int(number))
    if int(number) in CALENDAR_YEARS and unit == "years":
        raise AnswerError("year_typed", "value", year=int(number))
    value = number if unit == question.base_unit else Fraction(number) * question.units[unit]
    is_part, is_possible = question.whole and number != int(number), in_spans(value, [question.range])
    if is_possible and is_part:
        raise AnswerError("not_whole", "value", whole=int(number))
    if not is_possible:
        likely = None if is_part else likely_unit(question, number, unit)
        raise AnswerError("out_of_range", "value", number=number, unit=unit, likely_unit=likely)


def _is_unit(question: Quantity, text: str) -> bool:
    if question.base_unit == ONE:
        return re.fullmatch(TIMES, plain_unit(text)) is not None
    if question.base_unit not in TIME_UNITS:
        is_known = text == TEN_THOUSANDS or plain_unit(text) in NEIGHBOURS or read_unit(text) is not None
        return is_known or matching_unit(question.units, text) is not None
    spoken = _without_ago(plain_unit(text))
    return spoken not in ON_CALENDAR and any(re.fullmatch(pattern, spoken) for pattern in TIME_UNITS.values())


def _unit_behind(question: Quantity, typed: Measurement) -> str:
    """The question's own unit that was typed behind a number. Raises AnswerError if it is none of its own."""
    number, unit = typed.number, _own_unit(question, typed.unit)
    if unit is not None:
        return unit
    if size := _per_microlitre(question, typed.unit):
        meant = _times(number, size)
        _check_number(question, meant, "/uL")
        raise AnswerError("ten_thousands", "value", number=meant, unit="/uL")
    if isinstance(question, Age) and (time := matching_unit(AGE_UNITS, typed.unit)):
        raise AnswerError("months_of_age", "value", years=int(Fraction(number) * AGE_UNITS[time]))
    if isinstance(question, Age) and int(number) in CALENDAR_YEARS:
        raise AnswerError("year_of_birth", "value", year=int(number))
    _refuse_other_kind(question, "value", _other_kind(question, typed.unit), number)
    raise AnswerError("unit_not_taken", "value", unit=typed.unit)


def _own_unit(question: Quantity, typed: str) -> str | None:
    if question.base_unit == ONE:
        return ONE
    return matching_unit(question.units, _without_ago(typed) if question.base_unit in TIME_UNITS else typed)


def _without_ago(typed: str) -> str:
    return re.sub(r"(?:以?前|ago)$", "", typed.strip(), flags=re.I)


def _other_kind(question: Quantity, typed: str) -> str | None:
    """The unit of another kind that was typed; a share in ‰ is of the same kind as one in %."""
    return matching_unit(question.other_kinds, "%" if typed == "‰" else typed)


def _per_microlitre(question: Quantity, typed: str) -> Decimal | None:
    """How many per µL a unit is that reports print but the question doesn't have, such as 万 or lakh/cumm."""
    if "/uL" not in question.units:
        return None
    if typed == TEN_THOUSANDS:
        return Decimal(10_000)
    found = read_unit(typed)
    return Decimal(10) ** (found.power - 6) if found and found.power and found.power < RED_CELLS else None


def _times(number: Decimal, size: Decimal) -> Decimal:
    """The product without zeros at the end."""
    return Decimal(format((number * size).normalize(), "f"))


def _advised(question: Quantity, error: AnswerError, chosen: Any) -> AnswerError:
    """The same error. About a comparison sign, it says which number to type in which unit. Text that names another kind
    of number, such as eGFR 90, is refused as that."""
    if error.code in ("not_a_number", "two_numbers"):
        text = str(error.details.get("typed", "")).casefold()
        for other, kind in question.other_kinds.items():
            if any(label.casefold() in text for label in kind.label.values()):
                _refuse_other_kind(question, "value", other)
    if error.code != "comparison_sign":
        return error
    details, menu = error.details, chosen if isinstance(chosen, str) and chosen in question.units else ""
    if typed := details["unit"]:
        if (unit := _own_unit(question, typed)) is not None:
            return advise_quantity(question, error, unit, menu)
        if size := _per_microlitre(question, typed):
            details |= {part: _times(details[part], size) for part in ("number", "instead")}
            return advise_quantity(question, error, "/uL", menu)
        _refuse_other_kind(question, "value", _other_kind(question, typed), details["number"])
        return AnswerError("unit_not_taken", "value", unit=typed)
    return advise_quantity(question, error, "", menu)


def _refuse_other_kind(question: Quantity, part: str, unit: Any, number: Decimal | None = None) -> None:
    if isinstance(unit, str) and unit in question.other_kinds:
        raise AnswerError("other_kind", part, kind=question.other_kinds[unit], number=number)


def _chosen_unit(question: Quantity, chosen: Any, menu_unit: str | None) -> str:
    if question.choose_unit and menu_unit is not None and chosen in (None, ""):
        raise AnswerError("no_unit", "unit")
    if chosen is None:
        return question.base_unit
    if isinstance(chosen, str) and chosen in question.units:
        return chosen
    raise AnswerError("not_a_unit", "unit", given=chosen, units=list(question.units))


def read_parts(given: Any, names: Collection[str]) -> Mapping[str, Any]:
    """The parts of an answer. Raises AnswerError if it has others."""
    if not isinstance(given, Mapping) or any(part not in names for part in given):
        raise AnswerError("wrong_parts", parts=list(names))
    return given
