"""What a definition quotes beside what the trial's record says now."""

from collections.abc import Iterator
from fractions import Fraction

from prescreen.places import Finding
from prescreen.questions import Age
from prescreen.registry import Record, comparable
from prescreen.rules import Truth
from prescreen.trial import Trial


def quotations(trial: Trial, record: Record) -> Iterator[Finding]:
    """Where a definition does not quote what the record says now. A site goes on serving it, with a notice."""
    missing = dict(record.criteria)
    for i, criterion in enumerate(trial.criteria):
        text = missing.pop(criterion.id, None)
        if text is None:
            cure = "Remove it, or look at what `flask trial diff` shows"
            yield Finding(("criteria", i, "id"), f"the record has no criterion {criterion.id}", cure)
        elif comparable(criterion.registry) != text:
            cure = f"Quote it unchanged: {text}"
            yield Finding(("criteria", i, "registry"), "this differs from the registry's text", cure)
        if criterion.id == "AGE" and text is not None:
            yield from _age_limits(trial, i, record)
    for name, text in missing.items():
        yield Finding(("criteria",), f"the registry's criterion {name} is missing", f"Give it an entry: {text}")


def _age_limits(trial: Trial, place: int, record: Record) -> Iterator[Finding]:
    """Whether the rules about age turn at the record's limits, which are in whole years."""
    limits = [int(age.split()[0]) if age.endswith(("Year", "Years")) else None for age in record.ages]
    inside_and_out = [(limits[0], -1), (limits[1], +1)]
    for j, requirement in enumerate(trial.criteria[place].requirements):
        names = [name for name in requirement.fits.reads if isinstance(trial.questions[name], Age)]
        for name in names:
            for limit, beyond in inside_and_out:
                if limit is not None and (
                    requirement.fits({name: Fraction(limit)}) is not Truth.TRUE
                    or requirement.fits({name: Fraction(limit + beyond)}) is not Truth.FALSE
                ):
                    cure = f"Let it hold at {limit} and not at {limit + beyond}"
                    where = ("criteria", place, "requirements", j, "fits")
                    yield Finding(where, f"the record's limit is {limit} years, and this rule's is not", cure)
