"""Compares the criteria and ages in a definition with those in the trial's current record."""

from collections.abc import Iterator

from prescreen.definitions.age_limits import age_rule, age_units, ages_around
from prescreen.definitions.locations import Finding, Location, requirements
from prescreen.registry.record import Record, comparable
from prescreen.rules.evaluation import Rule, Truth
from prescreen.rules.parser import parse
from prescreen.trial.questions import Age
from prescreen.trial.times import TIME_OF, unit_of, value_in
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
            fix = f"Quote it unchanged: “{text}”"
            yield Finding(("criteria", i, "registry"), "this differs from the registry's text", fix)
    for name, text in missing.items():
        yield Finding(("criteria",), f"the registry's criterion {name} is missing", f"Give it an entry: “{text}”")


def age_drift(trial: Trial, record: Record) -> Iterator[Finding]:
    """Rules about age that disagree with the record's limits. Where a limit is not in whole years, a rule may say
    unknown instead."""
    expected = age_rule(record.ages)
    for place, rule, question in _age_rules(trial):
        for limit in filter(None, record.ages):
            if _disagrees(rule, question, limit, parse(expected)):
                problem = f"the record's limit is {limit.lower()}, and this rule's is not"
                yield Finding(place, problem, f"Write {expected}, or an equivalent rule{_in_units(record, question)}")


def _in_units(record: Record, question: Age) -> str:
    """What to ask the age in, where that is not enough for the record's limits."""
    units = age_units(record.ages)
    missing = set(units) - question.units.keys()
    return f", and ask the age with units: [{', '.join(units)}]" if missing else ""


def _age_rules(trial: Trial) -> Iterator[tuple[Location, Rule, Age]]:
    """The rules under the criterion AGE that read an age, with that question."""
    for place, criterion, requirement in requirements(trial):
        if criterion.id == "AGE":
            for name in sorted(requirement.fits.reads):
                if isinstance(question := trial.questions[name], Age):
                    yield (*place, "fits"), requirement.fits, question


def _disagrees(rule: Rule, question: Age, limit: str, expected: Rule) -> bool:
    in_years = limit.split()[1] in ("Year", "Years") and not expected.says_unknown
    for said in ages_around(limit, [TIME_OF[unit] for unit in question.units if unit in TIME_OF]):
        age = value_in(question, said.number, unit_of(question, said.unit) or question.base_unit)
        found, due = rule({question.id: age}), expected({"age": age})
        if found is not due and not (found is Truth.UNKNOWN and rule.says_unknown and not in_years):
            return True
    return False
