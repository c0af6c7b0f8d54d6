"""Reads the answers that are numbers: with a unit, or two that are combined."""

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.comparison_advice import with_advice
from prescreen.screening.likely_units import likely_unit
from prescreen.screening.number_input import Measurement, read_measurement
from prescreen.trial.number_units import ONE
from prescreen.trial.questions import Age, Pair, Quantity
from prescreen.trial.ranges import in_spans
from prescreen.trial.units import TIME_UNITS, is_concentration, matching_unit, plain_unit, read_unit

TEN_THOUSANDS = "万"
BIRTH_YEARS = range(1900, 2100)
# What may stand behind a body's weight in kilograms and its height in centimetres.
BODY_UNITS = {"weight": "kgs?|公斤|千克", "height": "cms?|厘米|公分"}


def read_quantity(question: Quantity, given: Any, menu_unit: str | None) -> dict[str, str]:
    """A number and its unit. For `menu_unit` see `answers.read`. Raises AnswerError."""
    parts = _read_parts(given, question.parts)
    chosen = parts.get("unit")
    _refuse_other_kind(question, "unit", chosen)
    try:
        typed = read_measurement(parts.get("value"), "value", lambda text: _is_unit(question, text))
    except AnswerError as error:
        factor = question.units.get(chosen) if isinstance(chosen, str) and chosen else Fraction(1)
        raise with_advice(question, error, factor) from None
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


def _check_number(question: Quantity, number: Decimal, unit: str) -> None:
    if isinstance(question, Age) and number == int(number) and int(number) in BIRTH_YEARS:
        raise AnswerError("year_of_birth", "value", year=int(number))
    if question.whole and number != number.to_integral_value():
        raise AnswerError("not_whole", "value", whole=int(number))
    value = number if unit == question.base_unit else Fraction(number) * question.units[unit]
    if not in_spans(value, [question.range]):
        likely = likely_unit(question, number, unit)
        raise AnswerError("out_of_range", "value", number=number, unit=unit, likely_unit=likely)


def _is_unit(question: Quantity, text: str) -> bool:
    if question.base_unit == ONE:
        return False
    if question.base_unit not in TIME_UNITS:
        return text == TEN_THOUSANDS or read_unit(text) is not None or matching_unit(question.units, text) is not None
    return any(re.fullmatch(pattern, plain_unit(text)) for pattern in TIME_UNITS.values())


def _unit_behind(question: Quantity, typed: Measurement) -> str:
    """The question's own unit that was typed behind a number. Raises AnswerError if it is none of its own."""
    number, unit = typed.number, matching_unit(question.units, typed.unit)
    if typed.unit == TEN_THOUSANDS and "/uL" in question.units:
        meant = Decimal(format((number * 10_000).normalize(), "f"))
        _check_number(question, meant, "/uL")
        raise AnswerError("ten_thousands", "value", number=meant, unit="/uL")
    if unit is not None:
        return unit
    if isinstance(question, Age) and matching_unit(["months"], typed.unit):
        raise AnswerError("months_of_age", "value", years=int(number / 12))
    _refuse_other_kind(question, "value", matching_unit(question.other_kinds, typed.unit), number)
    raise AnswerError("unit_not_taken", "value", unit=typed.unit)


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
        raise with_advice(question, error) from None
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
        return lambda text: re.fullmatch(BODY_UNITS[part], plain_unit(text)) is not None
    return is_concentration


def _read_parts(given: Any, names: Collection[str]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping) or any(part not in names for part in given):
        raise AnswerError("wrong_parts", parts=list(names))
    return given
