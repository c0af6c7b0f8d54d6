"""Finds requirements that are left to the study team although answers could settle them: readers are not told to look
those up, and nobody fails them."""

import re
from collections.abc import Iterator

from prescreen.definitions.effects.limits import Limit, is_limit, limits_of
from prescreen.definitions.effects.truths import truths_of
from prescreen.definitions.locations import OR_DIFFERS, Finding, compared, finished
from prescreen.definitions.reading.numbers import stated_numbers
from prescreen.definitions.reading.options import yes_and_no
from prescreen.rules.evaluation import Truth
from prescreen.rules.nodes import Unknown
from prescreen.trial.questions import Number, OptionQuestion
from prescreen.trial.trial import Criterion, Requirement, Trial

# Words of a registry that ask somebody to judge.
JUDGED = re.compile(
    r"\b(?:opinion|judg\w*|investigator\w*|physician\w*|discretion|deem\w*|consider\w*|expect\w*|estimat\w*|predict\w*"
    r"|assess\w*|evaluat\w*|suitab\w*|appropriate\w*|likely|significant\w*|adequate\w*"
    r"|any (?:other )?(?:condition|reason)|agree\w*|consent\w*|complian\w*|comply)\b",
    re.I,
)


def team_findings(trial: Trial) -> Iterator[Finding]:
    for place, criterion, requirement in compared(trial):
        if finished(requirement.means) != requirement.means:
            continue
        if problem := _is_asked(trial, criterion, requirement) or _nobody_fails(trial, criterion, requirement):
            yield Finding((*place, "fits"), problem, f"Write the rule, and leave study_team out, {OR_DIFFERS}")
        elif limit := _decides(trial, criterion, requirement):
            problem = f"{limit} decides this, so it is not for the study team alone"
            fix = f"Leave study_team out, {OR_DIFFERS}"
            yield Finding((*place, "study_team"), f"{problem}, and nobody would be told to look it up", fix)


def _decides(trial: Trial, criterion: Criterion, requirement: Requirement) -> Limit | None:
    """A limit that the registry states, and that is enough to judge; None if there is none."""
    if not requirement.study_team or requirement.fits.says_unknown:
        return None
    stated = [number for number in stated_numbers(criterion.registry) if number.sign and number.unit]
    limits = limits_of(trial, requirement.fits)
    return next((limit for limit in limits if any(is_limit(limit, number) for number in stated)), None)


def _is_asked(trial: Trial, criterion: Criterion, requirement: Requirement) -> str:
    """The problem of `fits: unknown` where a question that is shown asks for what the registry wants."""
    if not (requirement.study_team and isinstance(requirement.fits.node, Unknown)):
        return ""
    has_limit = any(number.sign and number.unit for number in stated_numbers(criterion.registry))
    for question in (trial.questions[name] for name in requirement.shows):
        if isinstance(question, Number) and has_limit:
            return f"{question.id} is asked, and the registry says its limit, but no rule judges it"
        is_plain = isinstance(question, OptionQuestion) and (question.is_graded or yes_and_no(question))
        if is_plain and not JUDGED.search(criterion.registry):
            return f"{question.id} is asked, and the registry’s words ask nobody to judge, but no rule does"
    return ""


def _nobody_fails(trial: Trial, criterion: Criterion, requirement: Requirement) -> str:
    """The problem of a limit with `or unknown` behind it."""
    rule = requirement.fits
    if not (rule.says_unknown and rule.limits and any(number.sign for number in stated_numbers(criterion.registry))):
        return ""
    if Truth.FALSE in truths_of(trial, rule):
        return ""
    return f"nobody can fail this, whatever {' and '.join(sorted(rule.limits))} is"
