"""Finds rules that fit those whom the words keep out: a “No …” whose rule fits “yes”, and the wrong sex."""

import re
from collections.abc import Iterator

from prescreen.definitions.locations import Finding, requirements
from prescreen.definitions.negations import GOES_ON, LACKS, NEGATION, NONE, begins_with_no, denies
from prescreen.definitions.option_effects import Effects, effects_of, fitting, is_better
from prescreen.definitions.washout import WITHIN
from prescreen.rules.evaluation import Rule, Truth
from prescreen.trial.questions import Choice, OptionQuestion, Text
from prescreen.trial.trial import Criterion, Requirement, Trial

# What holds under a condition may be turned by it.
WHEN = re.compile(r"\b(?:if|when|where|in case|with)\b|^for\b|如|若|时|者", re.I)
UNABLE = re.compile(r"\b(?:unable|inability|not able|cannot|can not|unwilling\w*|refus\w+)\b", re.I)
FIX = "Correct the rule or the text, or say why it differs with differs: and the reason"


def direction_findings(trial: Trial) -> Iterator[Finding]:
    for i, j, requirement in requirements(trial):
        place, criterion = ("criteria", i, "requirements", j, "fits"), trial.criteria[i]
        if requirement.differs:
            continue
        for question in (trial.questions[name] for name in sorted(requirement.fits.reads)):
            if isinstance(question, OptionQuestion):
                effects = effects_of(trial, requirement.fits, question)
                problem = _turned(criterion, requirement, question, effects)
                if not problem and criterion.kind == "exclusion" and not LACKS.search(criterion.registry):
                    problem = _keeps_out_none(question, effects)
                if problem:
                    yield Finding(place, problem, FIX)
        if criterion.kind == "exclusion":
            yield from (Finding(place, problem, FIX) for problem in _keeps_out_a_sex(trial, requirement.fits))
        if criterion.id == "SEX":
            yield from (Finding(place, problem, FIX) for problem in _wrong_sex(trial, i, requirement.fits))


def _turned(criterion: Criterion, requirement: Requirement, question: OptionQuestion, effects: Effects) -> str:
    """The problem of a rule that “yes” and “no” settle, if its text or its criterion's kind says the opposite. An
    exclusion may be told without a “no”: “a well liver”."""
    answers = yes_and_no(question)
    if not answers or not answers.keys() <= effects.keys():
        return ""
    means = {language: text for language, text in requirement.means.items() if "TODO" not in text}
    others = requirement.fits.reads - {question.id}
    goes_on = any(GOES_ON.search(text) for text in means.values())
    if not others <= (question.ask_if.reads if question.ask_if else set()):
        picked = next((a for a in answers for b in answers if is_better(effects, a, b)), "")
        is_denied = not (goes_on and criterion.kind == "exclusion")
        is_denied = is_denied and _is_denied(criterion, means, answers.get(picked, ""))
        return _told(question, picked, means) if is_denied else ""
    fit = fitting(effects) & answers.keys()
    if len(fit) != 1 or not means or (others and goes_on):
        return ""
    [picked] = fit
    return _turned_alone(criterion, question, means, picked, answers[picked])


def _turned_alone(criterion: Criterion, question: OptionQuestion, means: Text, picked: str, answer: str) -> str:
    kind = criterion.kind
    negated = [bool(NEGATION[language].match(text)) for language, text in means.items()]
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


def yes_and_no(question: OptionQuestion) -> dict[str, str]:
    """The option that says yes and the one that says no, by their ids or else by how they read; empty unless there is
    one of each."""
    known = [option for option in question.options if not option.unknown]
    if {"yes", "no"} <= {option.id for option in known}:
        return {"yes": "yes", "no": "no"}
    labels = {option.id: option.label.get("en", "").lower() for option in known}
    said = {option: word for option, label in labels.items() for word in ("yes", "no") if re.match(rf"{word}\b", label)}
    return said if sorted(said.values()) == ["no", "yes"] else {}


def _keeps_out_none(question: OptionQuestion, effects: Effects) -> str:
    """The problem of an exclusion's rule that fits someone who has what is asked, and not who has none of it."""
    fit = [name for name in effects if name in fitting(effects)]
    # Whoever had something within a window is kept out before those who had it earlier.
    recent = [name for name in fit if name == WITHIN]
    for picked, better in ((fit[:1], NONE), (recent, ("before", "never"))):
        left_out = next((name for name in effects if name in better and name not in fit), None)
        if picked and left_out:
            return (
                f"whoever answers {picked[0]} to {question.id} fits, and {left_out} does not, in an exclusion criterion"
            )
    return ""


def _keeps_out_a_sex(trial: Trial, rule: Rule) -> Iterator[str]:
    """The problem of an exclusion with other questions too which nobody of one sex passes."""
    for question in (trial.questions[name] for name in sorted(rule.reads)):
        if isinstance(question, Choice) and {"female", "male"} <= question.option.keys() and len(rule.reads) > 1:
            for sex in ("female", "male"):
                if rule({question.id: sex}) is Truth.FALSE:
                    yield f"nobody {sex} fits, whatever else is answered, in an exclusion criterion"


def _wrong_sex(trial: Trial, i: int, rule: Rule) -> Iterator[str]:
    wanted = re.search(r"\b(female|male)\b", trial.criteria[i].registry, re.I)
    for question in (trial.questions[name] for name in sorted(rule.reads)):
        if wanted and isinstance(question, Choice) and {"female", "male"} <= question.option.keys():
            sex = wanted[1].lower()
            other = "male" if sex == "female" else "female"
            if rule({question.id: sex}) is Truth.FALSE or rule({question.id: other}) is Truth.TRUE:
                yield f"the record says {sex}, and the rule does not fit those only"
