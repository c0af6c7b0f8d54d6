"""Checks of units: factors against UCUM, units that no factor converts, and comparisons of unlike measures. Factors are
computed by ucumvert, which is in the optional extra `author`."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from prescreen.definitions.effects.limits import limits_of
from prescreen.definitions.locations import Finding, Location, finished, questions, requirements, rules
from prescreen.definitions.reading.units import unit_problem, unit_to_write
from prescreen.rules.evaluation import Rule
from prescreen.rules.statements import comparisons_of_questions
from prescreen.trial.questions import LabValue, Number, Quantity, Question
from prescreen.trial.trial import Trial
from prescreen.trial.units import TIME_UNITS, plain_unit, read_unit

TOLERANCE = 1e-6
# Type of question → what it counts, where its first unit doesn't say it.
MEASURES = {"age": "years of age", "ago": "days ago", "ratio": "times the upper limit", "count": "a count"}
ONE_UNIT = "Ask in one unit, and list the other under mistaken, with what to do"


def unit_findings(trial: Trial) -> Iterator[Finding]:
    yield from _unitless_limits(trial)
    for place, question in questions(trial):
        if isinstance(question, Quantity):
            yield from _factors(place, question)
    for place, rule in rules(trial):
        if place[0] != "criteria":  # the times of requirements are compared with words, in `times`
            yield from _bare_times(trial, place, rule)
        yield from _unlike_measures(trial, place, rule)


def _unitless_limits(trial: Trial) -> Iterator[Finding]:
    """Requirements whose text names a limit without its unit."""
    for place, _, requirement in requirements(trial):
        numbers = {use.question for use in requirement.fits.uses if use.kind in ("number", "time")}
        for question in (trial.questions[name] for name in sorted(numbers)):
            for language, means in finished(requirement.means).items():
                if problem := unit_problem(question, means):
                    fix = f"Write it with the limit: {unit_to_write(question)}"
                    yield Finding((*place, "means", language), problem, fix)


def _bare_times(trial: Trial, place: Location, rule: Rule) -> Iterator[Finding]:
    for limit in limits_of(trial, rule):
        if limit.is_bare_time:
            problem = f"{limit} has no unit, so it counts {limit.question.base_unit}"
            yield Finding(place, problem, f"Write its unit, as in {limit} days")


def _unlike_measures(trial: Trial, place: Location, rule: Rule) -> Iterator[Finding]:
    for node in comparisons_of_questions(rule.node):
        left, right = trial.questions[node.question], trial.questions[node.other]
        if isinstance(left, Number) and isinstance(right, Number) and _measure(left) != _measure(right):
            problem = f"{left.id} and {right.id} are unlike measures: {_told(left)} and {_told(right)}"
            yield Finding(place, problem, "Compare each with a number, or two of one measure")


def _measure(question: Question) -> tuple[str, str]:
    return question.type, plain_unit(getattr(question, "base_unit", ""))


def _told(question: Question) -> str:
    return MEASURES.get(question.type, getattr(question, "base_unit", ""))


def _factors(place: Location, question: Quantity) -> Iterator[Finding]:
    base = question.base_unit
    for unit, factor in question.units.items():
        where = (*place, "units", unit)
        if _has_offset(question, base, unit):
            yield Finding(where, f"{unit} is no multiple of {base}, so no factor converts it", ONE_UNIT)
            continue
        size = _ratio(question.ucum.get(unit), question.ucum.get(base))
        if size is not None and abs(float(factor) / size - 1) > TOLERANCE:
            problem = f"1 {unit} is {size:g} {base} by its UCUM code, and not {float(factor):g}"
            yield Finding(where, problem, "Write how many of the first unit it is, or correct its code")
    if isinstance(question, LabValue) and not any(_is_unit(question, unit) for unit in question.units):
        problem = f"{base} is no unit that a laboratory prints, and any number with decimals is taken"
        fix = "For a number of things write type: count, without units; if it is a unit, give its code under ucum"
        yield Finding((*place, "units"), problem, fix)


HBA1C = re.compile(r"hb ?a1c|hemoglobin a1c|glycated|糖化血红蛋白", re.I)
DEGREES = {"Cel", "[degF]"}


def _has_offset(question: Quantity, base: str, unit: str) -> bool:
    """Whether two units of a question count from different zeros, as temperatures do and HbA1c in % and mmol/mol."""
    codes = {question.ucum.get(base, base), question.ucum.get(unit, unit)}
    named = " ".join([*question.name.values(), *(question.printed.values() if isinstance(question, LabValue) else ())])
    is_hba1c = bool(HBA1C.search(named)) and codes == {"%", "mmol/mol"}
    is_temperature = len(codes) == 2 and bool(codes & DEGREES) and codes <= DEGREES | {"K"}
    return is_hba1c or is_temperature or {plain_unit(base), plain_unit(unit)} == {"°c", "°f"}


def _is_unit(question: Quantity, unit: str) -> bool:
    known = unit in question.ucum or unit in TIME_UNITS or read_unit(unit) is not None
    return known or _registry() is None or _parsed(unit) is not None


def _ratio(code: str | None, base: str | None) -> float | None:
    """How many of the second unit the first is; None if that can't be computed, as between grams and moles."""
    if not code or not base or {code, base} & DEGREES:
        return None
    first, second = _parsed(code), _parsed(base)
    if first is None or second is None or first.dimensionality != second.dimensionality:
        return None
    return float((1 * first / second).to_base_units().magnitude)


@lru_cache(maxsize=1)
def _registry() -> Any:
    try:
        # Imported here, since it is slow to import and only authors need it.
        from ucumvert import PintUcumRegistry
    except ImportError:
        return None
    return PintUcumRegistry()


@lru_cache(maxsize=256)
def _parsed(code: str) -> Any:
    """A UCUM code as a quantity, or None if it is none or ucumvert is not installed."""
    registry = _registry()
    try:
        return None if registry is None else registry.from_ucum(code)
    except Exception:  # lark and pint each raise several kinds
        return None
