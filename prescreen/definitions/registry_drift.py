"""Compares the criteria and ages in a definition with those in the trial's current record."""

from collections.abc import Iterator
from fractions import Fraction

from prescreen.definitions.age_limits import Bound, age_rule, oldest, youngest
from prescreen.definitions.locations import Finding, Location, requirements
from prescreen.registry.record import Record, comparable
from prescreen.rules.evaluation import Rule, Truth
from prescreen.rules.parser import parse
from prescreen.trial.questions import Age
from prescreen.trial.trial import Trial


def registry_drift(trial: Trial, record: Record) -> Iterator[Finding]:
    """Differences between the criteria that a definition quotes and those in the record. The app still serves such a
    trial, with a notice."""
    missing = dict(record.criteria)
    for i, criterion in enumerate(trial.criteria):
        text = missing.pop(criterion.id, None)
        if text is None:
            fix = "Remove it, or look at what `flask trial diff` shows"
            yield Finding(("criteria", i, "id"), f"the record has no criterion {criterion.id}", fix)
        elif comparable(criterion.registry) != text:
            fix = f"Quote it unchanged: {text}"
            yield Finding(("criteria", i, "registry"), "this differs from the registry's text", fix)
    for name, text in missing.items():
        yield Finding(("criteria",), f"the registry's criterion {name} is missing", f"Give it an entry: {text}")


def age_drift(trial: Trial, record: Record) -> Iterator[Finding]:
    """Rules about age that disagree with the record's limits. Where a limit is not in whole years, a rule may be
    unknown instead."""
    low, high = record.ages
    bounds = [(low, youngest(low))] if low else []
    bounds += [(high, oldest(high))] if high else []
    for place, rule, question in _age_rules(trial):
        for limit, bound in bounds:
            if _disagrees(rule, question, bound, parse(age_rule(record.ages))):
                problem = f"the record's limit is {limit.lower()}, and this rule's is not"
                yield Finding(place, problem, f"Write {age_rule(record.ages)}, or an equivalent rule")


def _age_rules(trial: Trial) -> Iterator[tuple[Location, Rule, str]]:
    """The rules under the criterion AGE that read an age, with the id of that question."""
    for i, j, requirement in requirements(trial):
        if trial.criteria[i].id == "AGE":
            for name in sorted(requirement.fits.reads):
                if isinstance(trial.questions[name], Age):
                    yield ("criteria", i, "requirements", j, "fits"), requirement.fits, name


def _disagrees(rule: Rule, question: str, bound: Bound, expected: Rule) -> bool:
    around = {at + step for at in (bound.certain, bound.possible) for step in (-1, 0, 1)}
    for age in sorted(age for age in around if age >= 0):
        found, due = rule({question: Fraction(age)}), expected({"age": Fraction(age)})
        if found is not due and not (expected.says_unknown and found is Truth.UNKNOWN):
            return True
    return False
