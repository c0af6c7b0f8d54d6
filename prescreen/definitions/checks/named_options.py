"""Compares the options with which a rule lets people fit with those that the registry and the author's texts name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prescreen.definitions.effects.options import Effects, effects_of, failing, fitting, is_better, option_questions
from prescreen.definitions.locations import OR_DIFFERS, Finding, compared, finished
from prescreen.definitions.reading.negations import ALLOWS, GOES_ON, LACKS, begins_with_no
from prescreen.definitions.reading.numbers import plain
from prescreen.definitions.reading.options import MASK, Named, options_named
from prescreen.definitions.reading.words import SENTENCE_END, words_in, words_of
from prescreen.trial.questions import OptionQuestion
from prescreen.trial.trial import Criterion, Requirement, Trial

FIX = f"Correct the rule or the text, {OR_DIFFERS}"
# After such words a text names what it doesn't mean, or leaves open what else it means.
TURNS = re.compile(
    rf"{LACKS.pattern}|{ALLOWS.pattern}|\b(?:other than|exclud\w+|if|but|prior to)\b|除了|以外|如果|若|但", re.I
)
OPEN = re.compile(
    r"\b(?:other|another|any|such as|like|includ\w+|for example|e\.?g\.?)\b|其他|任何|例如|比如|等|包括", re.I
)
COMMON = words_of("a an the i have had am is are was not no yes or and of in to it that with do does one my for than")


@dataclass(frozen=True)
class Read:
    """A question as a requirement reads it, with what its options do there. `shared` are those that another question of
    the criterion has too, so that a text need not mean them."""

    question: OptionQuestion
    effects: Effects
    shared: frozenset[str]

    def named(self, text: str, language: str = "en") -> Named:
        found = options_named(self.question, text, language, self.shared)
        # What stands in a clause after the last name is of another matter.
        clauses = re.split("(?<=[,;.。])", found.rest)
        last = max((k for k, clause in enumerate(clauses) if MASK in clause), default=len(clauses))
        allows = ALLOWS.findall("".join(clauses[last + 1 :]))
        return Named(found.options, "".join([*clauses[: last + 1], *allows]))

    def said(self, option: str) -> str:
        return f"whoever answers {option} to {self.question.id}"


def naming_findings(trial: Trial) -> Iterator[Finding]:
    """Requirements with which those whom a text names do not fit, or in which others fit too. One for each of them."""
    for place, criterion, requirement in compared(trial):
        asked = option_questions(trial, requirement.fits)
        found = (problem for question in asked for problem in _problems(trial, criterion, requirement, question))
        if problem := next(found, ""):
            yield Finding((*place, "fits"), problem, FIX)


def _problems(trial: Trial, criterion: Criterion, requirement: Requirement, question: OptionQuestion) -> Iterator[str]:
    effects = effects_of(trial, requirement.fits, question)
    if not fitting(effects) or not failing(effects):
        return
    read = Read(question, effects, frozenset(_shared(trial, criterion, question)))
    for language, means in finished(requirement.means).items():
        yield from _of_means(read, means, language)
    yield from _unnamed(read, criterion, requirement)
    named = read.named(criterion.registry)
    if TURNS.search(named.rest) and not question.is_graded:
        return
    if criterion.kind == "inclusion":
        yield from _kept_out(read, named, "the registry’s words name")
    else:
        of_all = (effects_of(trial, r.fits, question) for r in criterion.requirements if question.id in r.fits.reads)
        yield from _let_in(read, named.options.difference(*map(failing, of_all)), "the registry’s words name")


def _shared(trial: Trial, criterion: Criterion, question: OptionQuestion) -> Iterator[str]:
    asked = (other for requirement in criterion.requirements for other in option_questions(trial, requirement.fits))
    others = [option for other in asked if other is not question for option in other.options]
    for option in question.options:
        if any(option.id == other.id or option.label == other.label for other in others):
            yield option.id


def _of_means(read: Read, means: str, language: str) -> Iterator[str]:
    said = f"the text names{'' if language == 'en' else f' ({language})'}"
    named = read.named(means, language)
    if begins_with_no(named.rest, language):
        if not GOES_ON.search(named.rest):
            first = read.named(SENTENCE_END.split(means)[0], language)
            yield from _let_in(read, first.options - failing(read.effects), said)
    elif not TURNS.search(named.rest) or read.question.is_graded:
        yield from _kept_out(read, named, said)


def _kept_out(read: Read, named: Named, said: str) -> Iterator[str]:
    effects = read.effects
    worse = {o for o in effects if any(is_better(effects, other, o) for other in effects.keys() - named.options)}
    for option in sorted(named.options & (worse | effects.keys() - fitting(effects))):
        yield f"{read.said(option)} does not fit, and {said} it"


def _let_in(read: Read, options: frozenset[str], said: str) -> Iterator[str]:
    for option in sorted(options & read.effects.keys()):
        yield f"{read.said(option)} fits, and {said} it as what keeps a person out"


def _unnamed(read: Read, criterion: Criterion, requirement: Requirement) -> Iterator[str]:
    """An option that counts as one of its kind does that the text names, without being named anywhere."""
    means = finished(requirement.means).get("en", "")
    named = read.named(means)
    is_negated = begins_with_no(named.rest, "en")
    is_open = OPEN.search(means) or (TURNS.search(named.rest) and not is_negated)
    if not means or (is_open and not read.question.is_graded):
        return
    counting = failing(read.effects) if is_negated else fitting(read.effects)
    like = {read.effects[option] for option in named.options & counting}
    alike = {option for option, truths in read.effects.items() if truths in like}
    texts = [*requirement.means.items(), *requirement.staff_means.items(), ("en", criterion.registry)]
    anywhere = frozenset[str]().union(*(read.named(text, language).options for language, text in texts))
    kinds = set[str]().union(*(_words(read.question, option) for option in named.options & alike))
    words = words_in(plain(f"{means} {criterion.registry}"))
    for option in sorted(alike - anywhere - read.shared) if named.options & alike else ():
        others = (_words(read.question, other) for other in read.effects if other != option)
        if _words(read.question, option).difference(*others) & words:
            continue  # part of it is named
        if read.question.is_graded or _words(read.question, option) & kinds:
            does = "does not fit" if is_negated else "fits"
            yield f"{read.said(option)} {does}, and the text names only {', '.join(sorted(named.options))}"


def _words(question: OptionQuestion, option: str) -> set[str]:
    """The words of an option's id and label."""
    return words_in(plain(f"{option.replace('_', ' ')} {question.option[option].label.get('en', '')}")) - COMMON
