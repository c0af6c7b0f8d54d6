"""Finds rules that fit those whom the words keep out: a “No …” whose rule fits “yes”, and the wrong sex."""

import re
from collections.abc import Iterator

from prescreen.definitions.locations import Finding, requirements
from prescreen.definitions.negations import GOES_ON, LACKS, NEGATION, NONE
from prescreen.definitions.option_effects import Effects, effects_of, fitting
from prescreen.rules.evaluation import Rule, Truth
from prescreen.trial.questions import Choice, OptionQuestion
from prescreen.trial.trial import Criterion, Requirement, Trial

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
        if criterion.id == "SEX":
            yield from (Finding(place, problem, FIX) for problem in _wrong_sex(trial, i, requirement.fits))


def _turned(criterion: Criterion, requirement: Requirement, question: OptionQuestion, effects: Effects) -> str:
    """The problem of a rule that “yes” and “no” settle, if its text or its criterion's kind says the opposite. An
    exclusion may be told without a “no”: “a well liver”."""
    kind = criterion.kind
    answers = yes_and_no(question)
    if not answers or not answers.keys() <= effects.keys():
        return ""
    fit = fitting(effects) & answers.keys()
    means = {language: text for language, text in requirement.means.items() if "TODO" not in text}
    negated = [bool(NEGATION[language].match(text)) for language, text in means.items()]
    if len(fit) != 1 or not negated:
        return ""
    [picked] = fit
    answer = answers[picked]
    others = requirement.fits.reads - {question.id}
    is_alone = others <= (question.ask_if.reads if question.ask_if else set())
    # Of a rule with other questions only this is sure: “no … and no …” keeps nobody out for having none of it.
    is_sure = is_alone or (kind == "exclusion" and answer == "yes" and all(negated))
    lacks = kind == "exclusion" and LACKS.search(criterion.registry)
    if not is_sure or (others and (lacks or any(GOES_ON.search(text) for text in means.values()))):
        return ""
    if answer == "yes" and kind == "exclusion" and not any(negated) and not lacks:
        return f"whoever answers {picked} to {question.id} fits, although this is an exclusion criterion"
    if len(set(negated)) > 1 or negated[0] is (answer == "no") or (kind == "exclusion" and answer == "no"):
        return ""
    said = next(iter(means.values()))[:40]
    return f"whoever answers {picked} to {question.id} fits, and the text says “{said}”"


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
    none = next((name for name in effects if name in NONE), None)
    fit = [name for name in effects if name in fitting(effects)]
    if none is None or none in fit or not fit:
        return ""
    return f"whoever answers {fit[0]} to {question.id} fits, and {none} does not, in an exclusion criterion"


def _wrong_sex(trial: Trial, i: int, rule: Rule) -> Iterator[str]:
    wanted = re.search(r"\b(female|male)\b", trial.criteria[i].registry, re.I)
    for question in (trial.questions[name] for name in sorted(rule.reads)):
        if wanted and isinstance(question, Choice) and {"female", "male"} <= question.option.keys():
            sex = wanted[1].lower()
            other = "male" if sex == "female" else "female"
            if rule({question.id: sex}) is Truth.FALSE or rule({question.id: other}) is Truth.TRUE:
                yield f"the record says {sex}, and the rule does not fit those only"
