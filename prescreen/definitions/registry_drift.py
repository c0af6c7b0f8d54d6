"""What a definition quotes beside what the trial's record says now."""

from collections.abc import Iterator
from fractions import Fraction

from prescreen.definitions.locations import Finding
from prescreen.registry.record import Record, comparable
from prescreen.rules.evaluation import Truth
from prescreen.trial.questions import Age
from prescreen.trial.trial import Trial


def registry_drift(trial: Trial, record: Record) -> Iterator[Finding]:
    """Where a definition does not quote what the record says now. A site goes on serving it, with a notice."""
    missing = dict(record.criteria)
    for i, criterion in enumerate(trial.criteria):
        text = missing.pop(criterion.id, None)
        if text is None:
            fix = "Remove it, or look at what `flask trial diff` shows"
            yield Finding(("criteria", i, "id"), f"the record has no criterion {criterion.id}", fix)
        elif comparable(criterion.registry) != text:
            fix = f"Quote it unchanged: {text}"
            yield Finding(("criteria", i, "registry"), "this differs from the registry's text", fix)
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
                    fix = f"Let it hold at {limit} and not at {limit + beyond}"
                    where = ("criteria", place, "requirements", j, "fits")
                    yield Finding(where, f"the record's limit is {limit} years, and this rule's is not", fix)
