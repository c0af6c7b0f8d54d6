"""Finds requirements that time can only make worse, or that time alone changes, with the wrong `may_change`: it decides
whether a reader is told “not now” or “may not fit”."""

import re
from collections.abc import Iterator

from prescreen.definitions.locations import Finding, compared
from prescreen.definitions.washout import WITHIN
from prescreen.rules.evaluation import Rule, Truth
from prescreen.trial.questions import Age, Choice, TimeSince
from prescreen.trial.trial import Requirement, Trial

PAST = re.compile(r"\b(?:history of|ever had|congenital|in the past)\b", re.I)
# Words that say that more than the past counts, or only a part of it.
NOW = re.compile(
    r"\b(?:active|current\w*|now|ongoing|uncontrolled|present\w*|within|last|days?|weeks?|months?|years?)\b", re.I
)


def change_findings(trial: Trial) -> Iterator[Finding]:
    for place, criterion, requirement in compared(trial):
        if requirement.may_change and (problem := _never_changes(trial, criterion.registry, requirement)):
            fix = "Leave may_change out, or say why with differs: and the reason"
            yield Finding((*place, "may_change"), problem, fix)
        is_left_out = "may_change" not in requirement.model_fields_set
        if is_left_out and (name := _passes(trial, requirement.fits)):
            problem = f"{name} changes with time alone, and readers would be told that they may not fit"
            yield Finding((*place, "fits"), problem, "Add may_change: true, or may_change: false if that is meant")


def _never_changes(trial: Trial, registry: str, requirement: Requirement) -> str:
    limits = requirement.fits.limits
    for name in requirement.fits.reads:
        question = trial.questions[name]
        is_upper = isinstance(question, Age | TimeSince) and {sign[0] for sign, _ in limits.get(name, [])} == {"<"}
        if is_upper and requirement.fits.reads == {name}:
            return f"{name} only grows with time, so it cannot fit later"
    if PAST.search(registry) and not NOW.search(registry):
        return "the registry’s words are about the past, which does not change"
    return ""


def _passes(trial: Trial, rule: Rule) -> str:
    """The one question of a rule that fits once enough time has passed; empty if there is none."""
    if len(rule.reads) != 1:
        return ""
    [name] = rule.reads
    question = trial.questions[name]
    if isinstance(question, TimeSince) and {sign[0] for sign, _ in rule.limits.get(name, [])} == {">"}:
        return name
    if isinstance(question, Choice) and {WITHIN, "before"} <= question.option.keys():
        is_over = rule({name: WITHIN}) is Truth.FALSE and rule({name: "before"}) is Truth.TRUE
        return name if is_over else ""
    return ""
