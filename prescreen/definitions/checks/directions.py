"""Finds rules that fit those whom the words keep out: a “No …” whose rule fits “yes”, and the wrong sex."""

import re
from collections.abc import Iterator

from prescreen.definitions.effects.options import Effects, effects_of, fitting, is_better, option_questions
from prescreen.definitions.locations import OR_DIFFERS, Finding, compared, finished
from prescreen.definitions.reading.negations import GOES_ON, LACKS, begins_with_no, denies, has_early_no
from prescreen.definitions.reading.options import NONE, yes_and_no
from prescreen.definitions.washout import WITHIN
from prescreen.rules.evaluation import Rule, Truth
from prescreen.trial.questions import Choice, OptionQuestion, Text
from prescreen.trial.trial import Criterion, Requirement, Trial

# What holds under a condition may be turned by it.
WHEN = re.compile(r"\b(?:if|when|where|in case|with)\b|^for\b|如|若|时|者", re.I)
UNABLE = re.compile(r"\b(?:unable|inability|not able|cannot|can not|unwilling\w*|refus\w+)\b", re.I)
FIX = f"Correct the rule or the text, {OR_DIFFERS}"
# The options of a question that asks for the sex.
SEXES = {"female": "male", "male": "female"}


def direction_findings(trial: Trial) -> Iterator[Finding]:
    for place, criterion, requirement in compared(trial):
        yield from (Finding((*place, "fits"), problem, FIX) for problem in _problems(trial, criterion, requirement))


def _problems(trial: Trial, criterion: Criterion, requirement: Requirement) -> Iterator[str]:
    rule = requirement.fits
    asked = option_questions(trial, rule)
    for question in asked:
        effects = effects_of(trial, rule, question)
        if problem := _turned(criterion, requirement, question, effects):
            yield problem
        elif criterion.kind == "exclusion" and not LACKS.search(criterion.registry):
            yield from _keeps_out_none(question, effects)
    for question in asked:
        if isinstance(question, Choice) and SEXES.keys() <= question.option.keys():
            if criterion.kind == "exclusion" and len(rule.reads) > 1:
                yield from _keeps_out_a_sex(question, rule)
            if criterion.id == "SEX":
                yield from _wrong_sex(criterion, question, rule)


def _turned(criterion: Criterion, requirement: Requirement, question: OptionQuestion, effects: Effects) -> str:
    """The problem of a rule that “yes” and “no” settle, if its text or its criterion's kind says the opposite. An
    exclusion may be told without a “no”: “a well liver”."""
    answers = yes_and_no(question)
    if not answers or not answers.keys() <= effects.keys():
        return ""
    means = finished(requirement.means)
    others = requirement.fits.reads - {question.id}
    goes_on = any(GOES_ON.search(text) for text in means.values())
    if not others <= (question.ask_if.reads if question.ask_if else set()):
        picked = next((a for a in answers for b in answers if is_better(effects, a, b)), "")
        if (goes_on and criterion.kind == "exclusion") or not _is_denied(criterion, means, answers.get(picked, "")):
            return ""
        return _told(question, picked, means)
    fit = fitting(effects) & answers.keys()
    if len(fit) != 1 or not means or (others and goes_on):
        return ""
    [picked] = fit
    return _turned_alone(criterion, question, means, picked, answers[picked])


def _turned_alone(criterion: Criterion, question: OptionQuestion, means: Text, picked: str, answer: str) -> str:
    kind = criterion.kind
    negated = [has_early_no(text, language) for language, text in means.items()]
    lacks = kind == "exclusion" and LACKS.search(criterion.registry)
    if answer == "yes" and kind == "exclusion" and not any(negated) and not lacks:
        return f"whoever answers {picked} to {question.id} fits, although this is an exclusion criterion"
    if kind == "exclusion" and answer == "no":
        is_ability = UNABLE.search(criterion.registry) and not any(map(denies, means.values(), means))
        return _told(question, picked, means) if is_ability else ""
    if len(set(negated)) > 1 or negated[0] is (answer == "no"):
        return ""
    return _told(question, picked, means)


def _is_denied(criterion: Criterion, means: Text, answer: str) -> bool:
    """Whether the answer that suits a rule with other questions too is not what its texts ask for, which is sure where
    they say nothing but “no … and no …” or nothing with a “no”."""
    if criterion.kind == "exclusion" and answer == "yes":
        says_no = all(begins_with_no(text, language) for language, text in means.items())
        return bool(means) and says_no and not LACKS.search(criterion.registry)
    is_plain = not any(denies(text, language) or WHEN.search(text) for language, text in means.items())
    return bool(means) and criterion.kind == "inclusion" and answer == "no" and is_plain


def _told(question: OptionQuestion, picked: str, means: Text) -> str:
    return f"whoever answers {picked} to {question.id} fits, and the text says “{next(iter(means.values()))[:40]}”"


def _keeps_out_none(question: OptionQuestion, effects: Effects) -> Iterator[str]:
    """An exclusion's rule that fits someone who has what is asked, and not who has none of it."""
    fit = [name for name in effects if name in fitting(effects)]
    # Whoever had something within a window is kept out before those who had it earlier.
    recent = [name for name in fit if name == WITHIN]
    for picked, better in ((fit[:1], NONE), (recent, ("before", "never"))):
        left_out = next((name for name in effects if name in better and name not in fit), None)
        if picked and left_out:
            fits = f"whoever answers {picked[0]} to {question.id} fits"
            yield f"{fits}, and {left_out} does not, in an exclusion criterion"
            return


def _keeps_out_a_sex(question: Choice, rule: Rule) -> Iterator[str]:
    """An exclusion with other questions too which nobody of one sex passes."""
    for sex in SEXES:
        if rule({question.id: sex}) is Truth.FALSE:
            yield f"nobody {sex} fits, whatever else is answered, in an exclusion criterion"


def _wrong_sex(criterion: Criterion, question: Choice, rule: Rule) -> Iterator[str]:
    if wanted := re.search(r"\b(female|male)\b", criterion.registry, re.I):
        sex = wanted[1].lower()
        if rule({question.id: sex}) is Truth.FALSE or rule({question.id: SEXES[sex]}) is Truth.TRUE:
            yield f"the record says {sex}, and the rule does not fit those only"
