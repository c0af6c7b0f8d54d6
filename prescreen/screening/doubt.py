"""What should be asked again before an answer is kept: a number that is possible but unusual, or one of another kind.

Answers files and `flask trial assess` take unusual numbers as they are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, assert_never

from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import Answer, combined_value, read
from prescreen.screening.likely_units import likely_units
from prescreen.screening.number_answers import CALENDAR_YEARS
from prescreen.trial.questions import UNKNOWN, Mistaken, Number, Pair, Quantity, Question, Ratio
from prescreen.trial.ranges import in_spans

# How many times its limit a result is, or its limit the result, that makes one doubt that both are in one unit: where
# the limits of the test are in two ranges, and in any test.
FAR, TOO_FAR_BELOW = 10, 25


@dataclass(frozen=True)
class Reading:
    """What may have been meant: the answer that would be kept. For another kind of number that is “I don't know”, and
    `kind` is that kind."""

    answer: Answer
    kind: Mistaken | None = None


@dataclass(frozen=True)
class Doubt:
    """Why an answer is asked again. `part` is the input in doubt, `readings` what may have been meant, the likeliest
    first, and `kinds` the other kinds of number that it may be. `answer` is what was typed, if it can be kept as it is
    once it is confirmed; None if it can't."""

    why: Literal["unusual", "two_scales", "other_kind", "impossible"]
    part: str
    readings: tuple[Reading, ...]
    kinds: tuple[Mistaken, ...]
    answer: Answer | None = None


def doubt_about(question: Question, answer: Answer | None) -> Doubt | None:
    """The doubt about an answer that `read` accepted; None if it is usual."""
    if answer is None or answer == UNKNOWN:
        return None
    match question.type:
        case "choice" | "choices":
            return None
        case "quantity" | "count" | "age" | "ago":
            return _doubt_about_quantity(question, answer)
        case "ratio":
            limit = Fraction(Decimal(answer["limit"]))
            doubt = _doubt_about_pair(question, answer, limit, "limit")
            return doubt or _doubt_about_scales(question, answer, Fraction(Decimal(answer["value"])), limit)
        case "body_mass_index":
            return _doubt_about_pair(question, answer, combined_value(question, answer), "weight")
        case never:
            assert_never(never)


def doubt_of(question: Question, error: AnswerError) -> Doubt | None:
    """What may have been meant by a number that `read` refused; None where nothing can be offered."""
    details = error.details
    match error.code, question:
        case "other_kind", _:
            kind: Mistaken = details["kind"]
            return Doubt("other_kind", error.part, (Reading(UNKNOWN, kind),), (kind,))
        case "out_of_range", Quantity():
            kinds = _likely_kinds(question, Fraction(details["number"]))
            likely = [details["likely_unit"]] if details["likely_unit"] else []
            return _impossible(question, error, kinds, [(details["number"], unit) for unit in likely])
        case "ten_thousands", Quantity():
            return _impossible(question, error, (), [(details["number"], details["unit"])])
        case "two_units", Quantity():
            units = [details["typed"], details["chosen"]]
            return _impossible(question, error, (), [(details["number"], unit) for unit in units])
    return None


def range_as_limit(question: Ratio, given: Mapping[str, str], error: AnswerError) -> Doubt | None:
    """Where the whole reference range was typed as the upper limit: its upper end."""
    if error.code != "range_typed" or error.part != "limit":
        return None
    try:
        answer = read(question, {**given, "limit": format(error.details["high"], "f")})
    except AnswerError:
        return None
    return Doubt("impossible", "limit", (Reading(answer),), ())


def _impossible(
    question: Quantity, error: AnswerError, kinds: tuple[Mistaken, ...], likely: list[tuple[Decimal, str]]
) -> Doubt | None:
    others = [Reading(UNKNOWN, kind) for kind in kinds]
    possible = [(number, unit) for number, unit in likely if _is_possible(question, number, unit)]
    units = [Reading({"value": format(number, "f"), "unit": unit}) for number, unit in possible]
    return Doubt("impossible", error.part, (*others, *units), kinds) if others or units else None


def _is_possible(question: Quantity, number: Decimal, unit: str) -> bool:
    return in_spans(Fraction(number) * question.units[unit], [question.range])


def _doubt_about_quantity(question: Quantity, answer: Answer) -> Doubt | None:
    number, unit = Decimal(answer["value"]), answer["unit"]
    if unit in ("days", "weeks") and number in CALENDAR_YEARS:
        return Doubt("unusual", "value", (Reading(UNKNOWN),), (), answer)
    if question.usual is None or in_spans(Fraction(number) * question.units[unit], question.usual):
        return None
    kinds = _likely_kinds(question, Fraction(number))
    units = likely_units(question, number, unit, question.usual)
    readings = [Reading(UNKNOWN, kind) for kind in kinds]
    readings += [Reading({"value": answer["value"], "unit": other}) for other in units]
    return Doubt("unusual", "value", tuple(readings), kinds, answer)


def _doubt_about_pair(question: Pair, answer: Answer, number: Fraction, part: str) -> Doubt | None:
    if question.usual is None or in_spans(number, question.usual):
        return None
    return Doubt("unusual", part, (Reading(UNKNOWN),), _likely_kinds(question, number), answer)


def _doubt_about_scales(question: Ratio, answer: Answer, value: Fraction, limit: Fraction) -> Doubt | None:
    """Limits in mg/dL and in µmol/L are usual in ranges far from each other. A result that is far from its own limit,
    and would fit one of the other range, may be in the other unit. One far below any limit may be 1,200 typed as
    1.200."""
    if question.usual is None or limit / FAR <= value <= limit * FAR:
        return None
    others = [(low, high) for low, high in question.usual if not low <= limit <= high]
    fits_other = any(low / FAR <= value <= high * FAR for low, high in others)
    if not fits_other and not 0 < value < limit / TOO_FAR_BELOW:
        return None
    return Doubt("two_scales", "value", (Reading(UNKNOWN),), (), answer)


def _likely_kinds(question: Number, number: Fraction) -> tuple[Mistaken, ...]:
    """Kinds without numbers of their own are likely only where their unit was picked, except for a ratio's limit."""
    kinds = [kind for kind in question.mistaken if kind.is_likely(number)]
    return tuple(kind for kind in kinds if kind.likely or not kind.unit)


def button_value(question: Question, answer: Answer) -> str:
    """The value of a button that keeps an answer: the question's id, and its number and unit or limit, or `unknown`."""
    parts = (UNKNOWN,) if answer == UNKNOWN else (answer[part] for part in question.parts)
    return " ".join((question.id, *parts))


def answer_of_button(question: Question, value: str) -> Answer | None:
    """The answer that a button's value keeps, however its number was typed; None if it is of another question, or no
    answer."""
    name, _, typed = value.partition(" ")
    first, _, last = typed.strip().rpartition(" ")
    if name != question.id or len(question.parts) != 2:
        return None
    try:
        given = UNKNOWN if typed == UNKNOWN else dict(zip(question.parts, (first, last), strict=True))
        return read(question, given)
    except AnswerError:
        return None


def is_confirmed(question: Question, answer: Answer, confirmed: Collection[str]) -> bool:
    """Whether one of the posted values of `confirm` is of this answer."""
    return any(answer_of_button(question, value) == answer for value in confirmed)
