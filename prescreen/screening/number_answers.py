"""Reads the answers that are numbers: with a unit, or two that are combined."""

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.comparison_advice import advise_pair, advise_quantity
from prescreen.screening.likely_units import likely_unit
from prescreen.screening.number_input import Measurement, read_measurement
from prescreen.screening.spoken_times import in_digits
from prescreen.screening.typed_text import plain_text
from prescreen.trial.number_units import AGE_UNITS, ONE
from prescreen.trial.questions import Age, Pair, Quantity
from prescreen.trial.ranges import in_spans
from prescreen.trial.units import TIME_UNITS, is_concentration, loinc_property, matching_unit, plain_unit, read_unit

TEN_THOUSANDS = "万"
CALENDAR_YEARS = range(1900, 2100)
# What may stand behind a body's weight in kilograms and its height in centimetres, and other measures with how many
# kilograms or centimetres they are.
BODY_UNITS = {"weight": "kgs?|kilos?|公斤|千克", "height": "cms?|厘米|公分"}
OTHER_MEASURES = {
    "weight": {"斤|市斤|jin": "0.5", "lbs?|pounds?|磅": "0.45359237", "g|克": "0.001", "st|stones?": "6.35029318"},
    "height": {"m|米|met(?:er|re)s?": "100", "mm|毫米": "0.1", "in|inch|inches|英寸": "2.54", "ft|feet|英尺": "30.48"},
}
# Days and months of the calendar: 3月 is March, 3个月 are three months.
ON_CALENDAR = ("月", "日")
TIMES = "次|回"
# A red cell count is × 10¹²/L. A number in that unit is of another line.
RED_CELLS = 12


def read_quantity(question: Quantity, given: Any, menu_unit: str | None) -> dict[str, str]:
    """A number and its unit. For `menu_unit` see `answers.read`. Raises AnswerError."""
    parts = _read_parts(given, question.parts)
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
        return text == TEN_THOUSANDS or read_unit(text) is not None or matching_unit(question.units, text) is not None
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
    _refuse_other_kind(question, "value", matching_unit(question.other_kinds, typed.unit), number)
    raise AnswerError("unit_not_taken", "value", unit=typed.unit)


def _own_unit(question: Quantity, typed: str) -> str | None:
    if question.base_unit == ONE:
        return ONE
    return matching_unit(question.units, _without_ago(typed) if question.base_unit in TIME_UNITS else typed)


def _without_ago(typed: str) -> str:
    return re.sub(r"(?:以?前|ago)$", "", typed.strip(), flags=re.I)


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
    """The same error. About a comparison sign, it says which number to type in which unit."""
    if error.code != "comparison_sign":
        return error
    details, menu = error.details, chosen if isinstance(chosen, str) and chosen in question.units else ""
    if typed := details["unit"]:
        if (unit := _own_unit(question, typed)) is not None:
            return advise_quantity(question, error, unit, menu)
        if size := _per_microlitre(question, typed):
            details |= {part: _times(details[part], size) for part in ("number", "instead")}
            return advise_quantity(question, error, "/uL", menu)
        _refuse_other_kind(question, "value", matching_unit(question.other_kinds, typed), details["number"])
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


def read_pair(question: Pair, given: Any) -> dict[str, str]:
    """A result and its upper limit, or a weight and a height. Raises AnswerError."""
    parts = _read_parts(given, question.parts)
    try:
        typed = {part: read_measurement(parts.get(part), part, _is_unit_of(part)) for part in question.parts}
    except AnswerError as error:
        raise advise_pair(error) from None
    for part, measurement in typed.items():
        _refuse_other_measure(question, part, measurement)
    units = {read_unit(measurement.unit) for measurement in typed.values() if measurement.unit}
    if question.type == "ratio" and len(units) > 1:
        raise AnswerError("two_units", question.parts[1])
    numbers = {part: measurement.number for part, measurement in typed.items()}
    first, second = map(Fraction, numbers.values())
    if second <= 0:
        raise AnswerError("not_positive", question.parts[1])
    if not in_spans(question.combined(first, second), [question.range]):
        raise AnswerError("pair_out_of_range", question.parts[0], **numbers)
    return {part: format(number, "f") for part, number in numbers.items()}


def _is_unit_of(part: str) -> Callable[[str], bool]:
    """Tells whether a text is a unit of a part. The parts of a ratio may have any concentration."""
    if part in BODY_UNITS:
        known = "|".join([BODY_UNITS[part], *OTHER_MEASURES[part]])
        return lambda text: re.fullmatch(known, plain_unit(text)) is not None
    return is_concentration


def _refuse_other_measure(question: Pair, part: str, typed: Measurement) -> None:
    """Refuses pounds for a weight, and a unit of another test than a ratio's: of none of its LOINC codes."""
    if not typed.unit:
        return
    if question.type == "ratio":
        if question.loinc and not any(loinc_property(typed.unit) in name for name in question.loinc.values()):
            raise AnswerError("unit_not_taken", part, unit=typed.unit)
        return
    unit = plain_unit(typed.unit)
    if size := next((size for pattern, size in OTHER_MEASURES[part].items() if re.fullmatch(pattern, unit)), None):
        raise AnswerError(
            "other_measure", part, number=(typed.number * Decimal(size)).quantize(Decimal("0.1")).normalize()
        )


def _read_parts(given: Any, names: Collection[str]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping) or any(part not in names for part in given):
        raise AnswerError("wrong_parts", parts=list(names))
    return given
