"""Compares the times of a requirement with those that the registry and the author's own texts state."""

from collections.abc import Iterator

from prescreen.definitions.effects.limits import is_limit, limits_of
from prescreen.definitions.locations import OR_DIFFERS, Finding, Location, asked_texts, finished
from prescreen.definitions.reading.amounts import is_among, time_of
from prescreen.definitions.reading.numbers import Stated, numbers_in, stated_numbers
from prescreen.rules.times import UNITS
from prescreen.trial.trial import Criterion, Requirement, Trial


def bare_times(trial: Trial, criterion: Criterion, requirement: Requirement, place: Location) -> Iterator[Finding]:
    """A limit of a time without its unit, with what to write: the time that the words state, if they state it."""
    for limit in limits_of(trial, requirement.fits):
        if not limit.is_bare_time:
            continue
        texts = (criterion.registry, *requirement.means.values())
        stated = [number for number in numbers_in(texts) if time_of(number) in UNITS]
        same = next((number for number in stated if is_limit(limit, number)), None)
        same = same or next((number for number in stated if number.value == limit.value), None)
        number, unit = (same.value, time_of(same)) if same else (limit.value, limit.question.base_unit)
        yield Finding(
            (*place, "fits"),
            f"{limit} has no unit, so it counts {limit.question.base_unit}",
            f"Write {limit.question.id} {limit.sign} {float(number):g} {unit}",
        )


def other_windows(trial: Trial, criterion: Criterion, requirement: Requirement, place: Location) -> Iterator[Finding]:
    """A window of time in the text of a requirement that asks for options, where the registry's words have others, or
    what is asked has."""
    named = [number for number in stated_numbers(criterion.registry) if time_of(number)]
    asked = [number for number in numbers_in(asked_texts(trial, requirement)) if _is_window(number)]
    for language, means in finished(requirement.means).items() if named else ():
        for number in stated_numbers(means):
            if time_of(number) and number.sign and not is_among(number, named):
                problem = f"this text says {number}, which the registry’s words do not have"
                yield Finding((*place, "means", language), problem, f"Correct it with what is asked, {OR_DIFFERS}")
                return
            if asked and _is_window(number) and not is_among(number, asked):
                problem = f"this text says {number}, and what is asked says {asked[0]}"
                yield Finding((*place, "means", language), problem, f"Correct one of the two, {OR_DIFFERS}")
                return


def _is_window(number: Stated) -> bool:
    return time_of(number) is not None and number.sign == "down"
