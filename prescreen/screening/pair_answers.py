"""Reads the answers that are two numbers: a result and its upper limit, or a weight and a height."""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.comparison_advice import advise_pair
from prescreen.screening.number_answers import read_parts
from prescreen.screening.number_input import Measurement, read_measurement
from prescreen.trial.questions import Pair
from prescreen.trial.ranges import in_spans
from prescreen.trial.units import is_concentration, loinc_property, plain_unit, read_unit

# What may stand behind a body's weight in kilograms and its height in centimetres, and other measures with how many
# kilograms or centimetres they are. Not feet and stones: 5.7 ft may be 5 ft 7 in.
BODY_UNITS = {"weight": "kgs?|kilos?|公斤|千克", "height": "cms?|厘米|公分"}
OTHER_MEASURES = {
    "weight": {"斤|市斤|jin": "0.5", "lbs?|pounds?|磅": "0.45359237", "g|克": "0.001"},
    "height": {"m|米|met(?:er|re)s?": "100", "mm|毫米": "0.1", "in|inch|inches|英寸": "2.54"},
}
# How a result is told as a multiple of its limit: without it, 3 times would be typed as 3.
MULTIPLES = {"倍", "x", "times", "xuln", "uln"}


def read_pair(question: Pair, given: Any) -> dict[str, str]:
    """A result and its upper limit, or a weight and a height. Raises AnswerError."""
    parts = read_parts(given, question.parts)
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
    return lambda text: is_concentration(text) or plain_unit(text) in MULTIPLES


def _refuse_other_measure(question: Pair, part: str, typed: Measurement) -> None:
    """Refuses pounds for a weight, and a unit of another test than a ratio's: of none of its LOINC codes."""
    if not typed.unit:
        return
    if question.type == "ratio":
        is_multiple = plain_unit(typed.unit) in MULTIPLES
        if is_multiple or (
            question.loinc and not any(loinc_property(typed.unit) in name for name in question.loinc.values())
        ):
            raise AnswerError("unit_not_taken", part, unit=typed.unit)
        return
    unit = plain_unit(typed.unit)
    for pattern, size in OTHER_MEASURES[part].items():
        if re.fullmatch(pattern, unit):
            number = (typed.number * Decimal(size)).quantize(Decimal("0.1")).normalize()
            raise AnswerError("other_measure", part, number=number)
