"""The checks of `flask trial check`, in order, so that one slip gives one message."""

from collections.abc import Iterable, Sequence

from prescreen.definitions.checks.alerts import alert_findings
from prescreen.definitions.checks.change import change_findings
from prescreen.definitions.checks.connectives import connective_findings
from prescreen.definitions.checks.consistency import consistency, reserved_ids
from prescreen.definitions.checks.directions import direction_findings
from prescreen.definitions.checks.languages import digit_findings, language_findings
from prescreen.definitions.checks.named_options import naming_findings
from prescreen.definitions.checks.numbers import number_findings
from prescreen.definitions.checks.options import option_findings, useless_options
from prescreen.definitions.checks.registry import age_drift, registry_drift
from prescreen.definitions.checks.rule_outcomes import dead_ends, idle_parts, reachability, unfed_rules
from prescreen.definitions.checks.studies import study_findings
from prescreen.definitions.checks.team import team_findings
from prescreen.definitions.checks.units import unit_findings
from prescreen.definitions.checks.wording import wording_findings
from prescreen.definitions.locations import Finding
from prescreen.registry.record import Record
from prescreen.trial.trial import Trial

BY_WORDS = (direction_findings, naming_findings, connective_findings, team_findings, change_findings)
DRAFT = Finding(
    ("draft",),
    "this trial is a draft, so only its authors see it",
    "Remove the line “draft: true” when the study team has approved it",
)


def checked_findings(trial: Trial, record: Record, folder: str, others: Sequence[Trial]) -> list[Finding]:
    """Later checks run only if the earlier ones that they rely on have passed. A draft is told that it is one once it
    has no other finding."""
    findings = [*consistency(trial, record, folder), *reserved_ids(trial)]
    if not any(finding.place[:1] + finding.place[2:] == ("criteria", "id") for finding in findings):
        findings += registry_drift(trial, record)
    return findings or _of_content(trial, record, others) or ([DRAFT] if trial.draft else [])


def _of_content(trial: Trial, record: Record, others: Sequence[Trial]) -> list[Finding]:
    """What is wrong with rules, texts, options and units that fit together."""
    options = list(option_findings(trial))
    judged = _of_others(trial, _of_rules(trial), options)
    useless = _of_others(trial, useless_options(trial), judged)
    findings = [*age_drift(trial, record), *judged, *wording_findings(trial), *unfed_rules(trial)]
    findings += [*useless, *options, *unit_findings(trial), *alert_findings(trial)]
    return _once(findings, language_findings(trial), digit_findings(trial), study_findings(trial, others))


def _of_rules(trial: Trial) -> list[Finding]:
    """What is wrong with rules, beside what is said of whom they judge."""
    unreachable = list(reachability(trial))
    stuck, idle = ([], []) if unreachable else (dead_ends(trial), idle_parts(trial))
    return _once(unreachable, stuck, number_findings(trial), idle, *(check(trial) for check in BY_WORDS))


def _once(*found: Iterable[Finding]) -> list[Finding]:
    """All findings, where a later check adds none at a place of an earlier one."""
    findings: list[Finding] = []
    for check in found:
        places = {finding.place[:4] for finding in findings}
        findings += [finding for finding in check if finding.place[:4] not in places]
    return findings


def _of_others(trial: Trial, findings: Iterable[Finding], told: list[Finding]) -> list[Finding]:
    """The findings about other questions than those that were told already."""
    wrong = frozenset[str]().union(*(_questions(trial, finding) for finding in told))
    return [finding for finding in findings if not _questions(trial, finding) & wrong]


def _questions(trial: Trial, finding: Finding) -> frozenset[str]:
    """The question that a finding is about, or those that the requirement reads which it is about."""
    match finding.place:
        case ("steps", int(i), "questions", int(j), *_):
            return frozenset({trial.steps[i].questions[j].id})
        case ("criteria", int(i), "requirements", int(j), *_):
            return trial.criteria[i].requirements[j].question_ids
    return frozenset()
