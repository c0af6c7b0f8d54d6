"""Checks of what rules say: whether any answers make them true and false, and whether each of their parts matters."""

from collections.abc import Iterator

from prescreen.definitions.effects.truths import truths_of
from prescreen.definitions.locations import Finding, compared, questions, requirements, rules
from prescreen.rules.evaluation import Rule, Truth, Value
from prescreen.rules.idle_parts import idle_part, settled_part
from prescreen.rules.satisfiability import unknown_when_answered
from prescreen.rules.times import Duration, TimeValue
from prescreen.trial.candidates import variables
from prescreen.trial.times import is_time, unit_of
from prescreen.trial.trial import Trial


def reachability(trial: Trial) -> Iterator[Finding]:
    """Questions that no answers lead to, requirements that can never fit or never fail, and alerts that never show."""
    for i, alert in enumerate(trial.alerts):
        if Truth.TRUE not in truths_of(trial, alert.when):
            yield Finding(("alerts", i, "when"), "no answers ever raise this alert", "Correct the rule")
    for place, question in questions(trial):
        if question.ask_if and not truths_of(trial, question.ask_if) & {Truth.TRUE, Truth.UNKNOWN}:
            yield Finding((*place, "ask_if"), "no answers ever lead to this question", "Correct its ask_if")
    for place, _, requirement in requirements(trial):
        if problem := _not_asked_in(trial, requirement.fits):
            yield Finding((*place, "fits"), problem, "Let its units have that one too")
            continue
        found = truths_of(trial, requirement.fits)
        for truth, word in ((Truth.TRUE, "fit"), (Truth.FALSE, "fail")):
            if truth not in found and not requirement.fits.says_unknown:
                fix = "Correct the rule; where only the study team can judge, write unknown"
                yield Finding((*place, "fits"), f"no answers ever make this requirement {word}", fix)


def _not_asked_in(trial: Trial, rule: Rule) -> str:
    """The problem if a rule has a time in a unit in which its question is not asked; empty if not."""
    for name, limits in rule.limits.items():
        question = trial.questions[name]
        for _, limit in limits:
            if isinstance(limit, Duration) and is_time(question) and not unit_of(question, limit.unit):
                return f"{name} is not asked in {limit.unit}, so answers near the limit are too close to call"
    return ""


def dead_ends(trial: Trial) -> Iterator[Finding]:
    """Requirements that stay unknown when every question that is asked has been answered."""
    for place, _, requirement in compared(trial):
        rule = requirement.fits
        if rule.says_unknown or requirement.study_team:
            continue
        values = unknown_when_answered(rule, variables(trial, rule))
        if values is not None:
            skipped = sorted(rule.reads - values.keys())
            answers = ", ".join(f"{name} {_value_text(value)}" for name, value in values.items())
            problem = f"with {answers} it stays unknown, since {' and '.join(skipped)} is not asked then"
            fix = 'Say in the rule what holds then, `… and other == "yes"` or `… or other == "no"`, or ask it then too'
            yield Finding((*place, "fits"), problem, fix)


def idle_parts(trial: Trial) -> Iterator[Finding]:
    """Parts of a rule that never change what it says of anybody."""
    differing = {(*place, "fits") for place, _, requirement in requirements(trial) if requirement.differs}
    for place, rule in rules(trial):
        if place in differing:
            continue
        tried = variables(trial, rule)
        if part := idle_part(rule, tried):
            fix = "Leave it out, or correct its and or or, its sign, its limit or its option"
            yield Finding(place, f"“{part}” has no effect: without it this rule says the same of everybody", fix)
        elif not rule.says_unknown and (part := settled_part(rule, tried)):
            yield Finding(place, f"“{part}” is the same for every answer", "Correct its option, its limit or its sign")


def unfed_rules(trial: Trial) -> Iterator[Finding]:
    """Rules that read no question."""
    for place, _, requirement in requirements(trial):
        if not requirement.fits.reads and not requirement.study_team:
            fix = "Let it read a question; where only the study team can judge, add study_team: true"
            yield Finding((*place, "fits"), "no question feeds this rule", fix)
    for place, question in questions(trial):
        if question.ask_if and not question.ask_if.reads:
            problem = "this ask_if reads no question, so the question is always asked"
            yield Finding((*place, "ask_if"), problem, "Remove it, or let it read an earlier question")


def _value_text(value: Value) -> str:
    match value:
        case str():
            return value
        case frozenset():
            return "+".join(sorted(value))
        case TimeValue():
            return f"{float(value.said.number):g} {value.said.unit}"
    return f"{float(value):g}"
