"""Finds rules that fit those whom the words keep out: a “No …” whose rule fits “yes”, and the wrong sex."""

import re
from collections.abc import Iterator

from prescreen.definitions.locations import Finding, requirements
from prescreen.rules.evaluation import Rule, Truth
from prescreen.trial.questions import Choice, OptionQuestion, Question
from prescreen.trial.trial import Requirement, Trial

NEGATION = {
    "en": re.compile(r"(?:\S+ ){0,6}?(?:no|not|never|none|without|nothing|neither|nobody)\b", re.I),
    "zh": re.compile(r"[^，。]{0,8}(?:没有|没|未|无|不|否认)"),
}
# Options that say that there is nothing of what is asked.
NONE = ("none", "no", "never")
# An exclusion of those who lack something, such as “unwilling to use contraception”.
LACKS = re.compile(
    r"\b(?:no|not|never|without|lack\w*|absen\w+|unable|unwilling\w*|inability|refus\w+|declin\w+|fail\w*|non|none)\b"
    "|不|无|没|未|缺|拒绝",
    re.I,
)
FIX = "Correct the rule or the text, or say why it differs with differs: and the reason"


def direction_findings(trial: Trial) -> Iterator[Finding]:
    for i, j, requirement in requirements(trial):
        place, kind = ("criteria", i, "requirements", j, "fits"), trial.criteria[i].kind
        if requirement.differs:
            continue
        for question in (trial.questions[name] for name in sorted(requirement.fits.reads)):
            problem = _turned(kind, requirement, question) if isinstance(question, Choice) else ""
            if not problem and kind == "exclusion" and not LACKS.search(trial.criteria[i].registry):
                problem = _keeps_out_none(requirement.fits, question)
            if problem:
                yield Finding(place, problem, FIX)
        if trial.criteria[i].id == "SEX":
            yield from (Finding(place, problem, FIX) for problem in _wrong_sex(trial, i, requirement.fits))


def _turned(kind: str, requirement: Requirement, question: Choice) -> str:
    """The problem of a rule that “yes” and “no” settle, if its text or its criterion's kind says the opposite. An
    exclusion may be told without a “no”: “a well liver”."""
    if not {"yes", "no"} <= question.option.keys():
        return ""
    truths = [requirement.fits({question.id: answer}) for answer in ("yes", "no")]
    if truths not in ([Truth.TRUE, Truth.FALSE], [Truth.FALSE, Truth.TRUE]):
        return ""
    fitting = "yes" if truths[0] is Truth.TRUE else "no"
    means = {language: text for language, text in requirement.means.items() if "TODO" not in text}
    negated = [bool(NEGATION[language].match(text)) for language, text in means.items()]
    if fitting == "yes" and kind == "exclusion" and negated and not any(negated):
        return f"whoever answers yes to {question.id} fits, although this is an exclusion criterion"
    if not negated or len(set(negated)) > 1 or negated[0] is (fitting == "no"):
        return ""
    if kind == "exclusion" and fitting == "no":
        return ""
    said = next(iter(means.values()))[:40]
    return f"whoever answers {fitting} to {question.id} fits, and the text says “{said}”"


def _keeps_out_none(rule: Rule, question: Question) -> str:
    """The problem of an exclusion's rule that fits someone who has what is asked, and not who has none of it."""
    if not isinstance(question, OptionQuestion):
        return ""
    truths = {
        option.id: rule({question.id: option.id if isinstance(question, Choice) else frozenset({option.id})})
        for option in question.options
        if not option.unknown
    }
    none = next((name for name in truths if name in NONE), None)
    fitting = [name for name, truth in truths.items() if truth is Truth.TRUE]
    if none is None or truths[none] is not Truth.FALSE or not fitting:
        return ""
    return f"whoever answers {fitting[0]} to {question.id} fits, and {none} does not, in an exclusion criterion"


def _wrong_sex(trial: Trial, i: int, rule: Rule) -> Iterator[str]:
    wanted = re.search(r"\b(female|male)\b", trial.criteria[i].registry, re.I)
    for question in (trial.questions[name] for name in sorted(rule.reads)):
        if wanted and isinstance(question, Choice) and {"female", "male"} <= question.option.keys():
            sex = wanted[1].lower()
            other = "male" if sex == "female" else "female"
            if rule({question.id: sex}) is Truth.FALSE or rule({question.id: other}) is Truth.TRUE:
                yield f"the record says {sex}, and the rule does not fit those only"
