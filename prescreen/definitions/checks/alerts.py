"""Finds alerts that are raised by those who are well: by a high number that the words call low, or by having none."""

import re
from collections.abc import Iterator

from prescreen.definitions.effects.options import option_questions, picked
from prescreen.definitions.effects.truths import truths_of
from prescreen.definitions.locations import Finding
from prescreen.definitions.reading.negations import has_early_no
from prescreen.rules.evaluation import ORDER_SIGNS, Truth, rule_of
from prescreen.rules.nodes import AllOf, Not
from prescreen.trial.trial import Alert, Trial

# What only an alert for now says.
CALLS = re.compile(r"\bemergency (?:services|number)|\bambulance\b|急救|120|救护车", re.I)
LOW = re.compile(r"\b(?:low(?:er)?|few(?:er)?|too little)\b|低|太少", re.I)
HIGH = re.compile(r"\b(?:high(?:er)?|too (?:many|much)|rais\w+|elevated)\b|高|太多", re.I)


def alert_findings(trial: Trial) -> Iterator[Finding]:
    for i, alert in enumerate(trial.alerts):
        said = {language: _level(text) for language, text in alert.text.items()}
        if {"low", "high"} <= {*said.values()}:
            fix = "Correct one of the two"
            yield Finding(("alerts", i, "text"), "one language says low, and the other high", fix)
        elif problem := _other_way(alert) or _raised_by_none(trial, alert) or _hidden_by(trial, alert):
            yield Finding(("alerts", i, "when"), problem, "Correct the rule or the text")
        elif alert.urgency == "today" and (called := CALLS.search(" ".join(alert.text.values()))):
            problem = f"it is for today, and its text says “{called[0]}”"
            yield Finding(("alerts", i, "urgency"), problem, "Write urgency: now, or correct the text")


def _hidden_by(trial: Trial, alert: Alert) -> str:
    """The problem of an alert for today that never shows without one for now."""
    for other in trial.alerts:
        if (alert.urgency, other.urgency) == ("today", "now") and alert.when.reads & other.when.reads:
            alone = rule_of(AllOf((alert.when.node, Not(other.when.node))))
            if Truth.TRUE not in truths_of(trial, alone):
                return f"whoever raises this alert raises {other.id} too, which is more urgent"
    return ""


def _level(text: str) -> str:
    """Whether a text says that a number is low or high; empty if it says neither, or both."""
    low, high = bool(LOW.search(text)), bool(HIGH.search(text))
    return "" if low == high else "low" if low else "high"


def _other_way(alert: Alert) -> str:
    signs = {use.sign[0] for use in alert.when.uses if use.sign in ORDER_SIGNS}
    said = " ".join(alert.text.values())
    low, high = LOW.search(said), HIGH.search(said)
    if low and not high and signs == {">"}:
        return f"a number above the limit raises this alert, and its text says “{low[0]}”"
    if high and not low and signs == {"<"}:
        return f"a number below the limit raises this alert, and its text says “{high[0]}”"
    return ""


def _raised_by_none(trial: Trial, alert: Alert) -> str:
    """The problem of an alert for those who answer that they have none of what a requirement asks them not to have."""
    for requirement in trial.requirements:
        is_negated = all(has_early_no(text, language) for language, text in requirement.means.items())
        asked = option_questions(trial, requirement.fits) if is_negated else []
        for question in (question for question in asked if question.id in alert.when.reads):
            for none in [name for name in ("no", "none") if name in question.option]:
                values = {question.id: picked(question, none)}
                if alert.when(values) is Truth.TRUE and requirement.fits(values) is not Truth.FALSE:
                    return f"whoever answers {none} to {question.id} raises this alert"
    return ""
