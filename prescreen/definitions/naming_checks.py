"""Compares the options with which a rule lets people fit with those that the registry and the author's texts name."""

import re
from collections.abc import Iterator

from prescreen.definitions.direction_checks import FIX
from prescreen.definitions.locations import Finding, requirements
from prescreen.definitions.negations import LACKS, begins_with_no
from prescreen.definitions.option_effects import Effects, effects_of, failing, fitting
from prescreen.definitions.option_names import Named, options_named
from prescreen.trial.questions import OptionQuestion
from prescreen.trial.trial import Criterion, Requirement, Trial

# After such words a text names what it doesn't mean, or leaves open what else it means.
TURNS = re.compile(
    LACKS.pattern + r"|\b(?:except\w*|unless|other than|exclud\w+|if|but|prior to)\b|除外|除了|以外|如果|若|但", re.I
)
OPEN = re.compile(
    r"\b(?:other|another|any|such as|like|includ\w+|for example|e\.?g\.?)\b|其他|任何|例如|比如|等|包括", re.I
)


def naming_findings(trial: Trial) -> Iterator[Finding]:
    """Requirements with which those whom a text names do not fit, or in which others fit too. One for each of them."""
    for i, j, requirement in requirements(trial):
        if requirement.differs:
            continue
        criterion = trial.criteria[i]
        found = (
            problem
            for question in (trial.questions[name] for name in sorted(requirement.fits.reads))
            if isinstance(question, OptionQuestion)
            for problem in _problems(trial, criterion, requirement, question)
        )
        for problem in list(found)[:1]:
            yield Finding(("criteria", i, "requirements", j, "fits"), problem, FIX)


def _problems(trial: Trial, criterion: Criterion, requirement: Requirement, question: OptionQuestion) -> Iterator[str]:
    effects = effects_of(trial, requirement.fits, question)
    if not fitting(effects) or not failing(effects):
        return
    for language, means in requirement.means.items():
        if "TODO" not in means:
            yield from _of_means(effects, question, means, language)
    yield from _unnamed(effects, criterion, requirement, question)
    named = options_named(question, criterion.registry, "en")
    if TURNS.search(named.rest) and not question.is_graded:
        return
    of_all = [effects_of(trial, r.fits, question) for r in criterion.requirements if question.id in r.fits.reads]
    if criterion.kind == "inclusion":
        yield from _kept_out(effects, named, question, "the registry’s words name")
    elif all(named.options - failing(other) for other in of_all):
        let_in = sorted(option for option in named.options if not any(option in failing(other) for other in of_all))
        yield from (_fits(option, question, "the registry’s words name") for option in let_in)


def _of_means(effects: Effects, question: OptionQuestion, means: str, language: str) -> Iterator[str]:
    named = options_named(question, means, language)
    said = f"the text names{'' if language == 'en' else f' ({language})'}"
    if begins_with_no(named.rest, language):
        if not re.search(r"[,，]\s*(?:or|或)|\b(?:unless|except)|除外|除非", named.rest):
            yield from (_fits(option, question, said) for option in sorted(named.options - failing(effects)))
    elif not TURNS.search(named.rest) or question.is_graded:
        yield from _kept_out(effects, named, question, said)


def _kept_out(effects: Effects, named: Named, question: OptionQuestion, said: str) -> Iterator[str]:
    for option in sorted(named.options & effects.keys() - fitting(effects)):
        yield f"whoever answers {option} to {question.id} does not fit, and {said} it"


def _fits(option: str, question: OptionQuestion, said: str) -> str:
    return f"whoever answers {option} to {question.id} fits, and {said} it as what keeps a person out"


def _unnamed(
    effects: Effects, criterion: Criterion, requirement: Requirement, question: OptionQuestion
) -> Iterator[str]:
    """An option that counts as those that the texts name do, without being named anywhere."""
    means = requirement.means.get("en", "TODO")
    named = options_named(question, means, "en")
    is_negated = begins_with_no(named.rest, "en")
    if "TODO" in means or OPEN.search(means) or (TURNS.search(named.rest) and not is_negated):
        return
    alike = failing(effects) - fitting(effects) if is_negated else fitting(effects) - failing(effects)
    texts = [*requirement.means.items(), *requirement.staff_means.items(), ("en", criterion.registry)]
    anywhere = frozenset[str]().union(*(options_named(question, text, language).options for language, text in texts))
    others = sorted(alike - anywhere - {option.id for option in question.options if option.exclusive})
    if named.options & alike and others:
        does = "does not fit" if is_negated else "fits"
        yield f"whoever answers {others[0]} to {question.id} {does}, and the text names only {_listed(named)}"


def _listed(named: Named) -> str:
    return ", ".join(sorted(named.options))
