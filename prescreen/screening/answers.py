"""Reading what people type into answers that can be stored as JSON and judged exactly.

An answer as data is an option's id, a list of ids, {"value", "unit"}, {"value", "limit"},
{"weight", "height"}, or "unknown"."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from prescreen.rules.evaluation import Value
from prescreen.trial.questions import (
    UNKNOWN,
    BodyMassIndex,
    Choice,
    MultipleChoice,
    Number,
    Pair,
    Quantity,
    Question,
    Ratio,
)
from prescreen.trial.trial import Trial

Answer = Any  # JSON, in the shapes above
Answers = Mapping[str, Answer]

MAX_DIGITS = 20


class AnswerError(ValueError):
    """An answer that can't be taken. `code` says why, `part` which of a question's inputs (`value`, `unit`, `limit`
    or none), `details` what a message needs to name."""

    def __init__(self, code: str, part: str = "", **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.part = part
        self.details = details


def read(question: Question, given: Any) -> Answer | None:
    """The answer as data, numbers as plain decimals; None where nothing was answered. Raises AnswerError."""
    if given is None or given == []:
        return None
    if given == UNKNOWN:
        return UNKNOWN
    match question:
        case Choice():
            return _read_option(question, given)
        case MultipleChoice():
            return _read_options(question, given)
        case Quantity():
            return _read_quantity(question, given)
        case Ratio() | BodyMassIndex():
            return _read_pair(question, given)


def value_of(question: Question, answer: Answer) -> Value | None:
    """What rules compare: an option, a set of options, a number in the judged unit, or None for unknown."""
    if answer is None or answer == UNKNOWN:
        return None
    match question:
        case Choice():
            return None if question.option[answer].unknown else str(answer)
        case MultipleChoice():
            return None if any(question.option[option].unknown for option in answer) else frozenset(answer)
        case Quantity():
            number, unit = _exact(answer["value"]), answer["unit"]
            return number if unit == question.base_unit else number * question.units[unit]
        case Ratio() | BodyMassIndex():
            first, second = question.parts
            return question.combined(_exact(answer[first]), _exact(answer[second]))


def _exact(number: str) -> Fraction:
    # By way of a decimal, since a fraction reads text ten times slower.
    return Fraction(Decimal(number))


def read_all(trial: Trial, given: Any, on_error: Callable[[str, AnswerError], None]) -> dict[str, Answer]:
    """Every answer that can be taken; `on_error` is told of each that can't, with its question's id."""
    if not isinstance(given, Mapping):
        on_error("", AnswerError("not_an_object"))
        return {}
    answers: dict[str, Answer] = {}
    for name, raw in given.items():
        question = trial.questions.get(name)
        try:
            if question is None:
                raise AnswerError("unknown_question")
            answer = read(question, raw)
        except AnswerError as error:
            on_error(name, error)
        else:
            if answer is not None:
                answers[name] = answer
    return answers


def _read_option(question: Choice | MultipleChoice, given: Any) -> str:
    option = given
    if isinstance(given, int | float | Decimal) and not isinstance(given, bool):
        number = Decimal(str(given))
        whole = number.is_finite() and number.adjusted() < 3 and number == number.to_integral_value()
        option = str(int(number)) if whole else str(given)
    if isinstance(option, str) and option in question.option:
        return option
    raise AnswerError("not_an_option", given=given, options=list(question.option))


def _read_options(question: MultipleChoice, given: Any) -> list[str] | str:
    if not isinstance(given, list):
        raise AnswerError("not_a_list")
    if given == [UNKNOWN]:
        return UNKNOWN
    if UNKNOWN in given:
        raise AnswerError("unknown_beside_another")
    picked = {_read_option(question, option) for option in given}
    exclusive = [option for option in question.options if option.exclusive and option.id in picked]
    if exclusive and len(picked) > 1:
        raise AnswerError("exclusive_beside_another", option=exclusive[0])
    return [option.id for option in question.options if option.id in picked]


def _read_quantity(question: Quantity, given: Any) -> dict[str, str]:
    parts = _parts(given, {"value", "unit"})
    unit = parts.get("unit")
    if unit is None:
        unit = question.base_unit
    if not isinstance(unit, str) or unit not in question.units:
        raise AnswerError("not_a_unit", "unit", given=unit, units=list(question.units))
    number = read_number(parts.get("value"), "value", unit)
    if question.whole and number != number.to_integral_value():
        raise AnswerError("not_whole", "value", whole=int(number))
    if not _plausible(question, Fraction(number) * question.units[unit]):
        likely = [
            other
            for other, factor in question.units.items()
            if factor != question.units[unit] and _plausible(question, Fraction(number) * factor)
        ]
        raise AnswerError("out_of_range", "value", number=number, unit=unit, likely_unit=likely[0] if likely else None)
    return {"value": format(number, "f"), "unit": unit}


def _read_pair(question: Pair, given: Any) -> dict[str, str]:
    parts = _parts(given, set(question.parts))
    numbers = {part: read_number(parts.get(part), part) for part in question.parts}
    first, second = (Fraction(number) for number in numbers.values())
    if second <= 0:
        raise AnswerError("not_positive", question.parts[1])
    if not _plausible(question, question.combined(first, second)):
        raise AnswerError("pair_out_of_range", question.parts[0], **numbers)
    return {part: format(number, "f") for part, number in numbers.items()}


def _plausible(question: Number, value: Fraction) -> bool:
    low, high = question.range
    return low <= value <= high


def _parts(given: Any, names: set[str]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping) or not set(given) <= names:
        raise AnswerError("wrong_parts", parts=sorted(names, reverse=True))
    return given


FULL_WIDTH = {ordinal: ordinal - 0xFEE0 for ordinal in range(0xFF01, 0xFF5F)}
AS_MEANT = FULL_WIDTH | {ord("。"): ".", ord("｡"): ".", ord("−"): "-", ord("﹪"): "%", ord("µ"): "u", ord("μ"): "u"}

THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
POINT = re.compile(r"[+-]?([0-9]+|[0-9]*\.[0-9]+)")
COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")


def read_number(given: Any, part: str = "value", unit: str = "") -> Decimal:
    """An exact number as people type it: full-width digits, a comma for thousands or decimals, the unit's own sign.

    Superscripts are refused rather than normalised, since they would turn 10⁹ into 109."""
    if isinstance(given, int | float | Decimal) and not isinstance(given, bool):
        return _bounded(Decimal(str(given)), part)
    if given is None or (isinstance(given, str) and not given.strip()):
        raise AnswerError("missing", part)
    if not isinstance(given, str):
        raise AnswerError("not_a_number", part)
    if len(given) > 10 * MAX_DIGITS:
        raise AnswerError("too_long", part, digits=MAX_DIGITS)
    text = "".join(given.translate(AS_MEANT).split())
    if text[:1] in COMPARISON_SIGNS:
        sign = {"<=": "≤", ">=": "≥"}.get(text[:2], text[0])
        raise AnswerError("comparison_sign", part, sign=sign, instead=_just_beyond(sign, text[1:].lstrip("=")))
    text = _without_unit(text, unit)
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    elif COMMA.fullmatch(text):
        text = text.replace(",", ".")
    elif not POINT.fullmatch(text):
        raise AnswerError("not_a_number", part)
    if sum(character.isdigit() for character in text) > MAX_DIGITS:
        raise AnswerError("too_long", part, digits=MAX_DIGITS)
    return _bounded(Decimal(text), part)


# Sign → which way to go from the number beside it; a Chinese keyboard types brackets for < and >.
COMPARISON_SIGNS = {"<": -1, "〈": -1, "《": -1, ">": 1, "〉": 1, "》": 1, "≤": 0, "≥": 0, "≦": 0, "≧": 0}


def _just_beyond(sign: str, text: str) -> Decimal | None:
    """A number on the meant side of a limit, one digit finer: 19.9 for <20. None where no number follows the sign."""
    if not POINT.fullmatch(text) or len(text) > MAX_DIGITS:
        return None
    number = Decimal(text)
    return number + COMPARISON_SIGNS[sign] * Decimal((0, (1,), int(number.as_tuple().exponent) - 1))


# Units that people write behind a number in words.
SPOKEN = {
    "years_of_age": r"years?(old)?|周?岁",
    "days": "days?|天|日",
    "weeks": "weeks?|周|个?星期",
    "months": "months?|个?月",
    "years": "years?|年",
}


def _without_unit(text: str, unit: str) -> str:
    if unit in SPOKEN:
        return re.sub(f"({SPOKEN[unit]})$", "", text.lower())
    # A unit with a digit in it, such as 10^9/L, could swallow digits of the number.
    has_digit = any(character.isdigit() for character in unit)
    if unit and not has_digit and text.lower().endswith(unit.lower()):
        return text[: -len(unit)]
    return text


def _bounded(number: Decimal, part: str) -> Decimal:
    if not number.is_finite():
        raise AnswerError("not_a_number", part)
    _, digits, exponent = number.as_tuple()
    if len(digits) > MAX_DIGITS or not -MAX_DIGITS <= int(exponent) <= MAX_DIGITS:
        raise AnswerError("too_long", part, digits=MAX_DIGITS)
    return number + 0  # so that -0 is 0
