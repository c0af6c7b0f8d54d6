"""Finds rules that join two questions or options by `or` where the words say “and”, and the other way round."""

import re
from collections.abc import Iterator, Sequence

from prescreen.definitions.effects.connectives import Joined, joined
from prescreen.definitions.locations import OR_DIFFERS, Finding, compared, finished
from prescreen.definitions.reading.connectives import Connective, connective_of
from prescreen.definitions.reading.negations import LACKS, begins_with_no
from prescreen.definitions.reading.numbers import plain
from prescreen.definitions.reading.options import MASK, options_named, yes_and_no
from prescreen.definitions.reading.words import words_in, words_of
from prescreen.trial.questions import Number, Option, OptionQuestion, Question
from prescreen.trial.trial import Criterion, Requirement, Trial

BETWEEN_OPTIONS = re.compile(rf"{MASK}(?:[\s,/]|\bor\b|\band\b|[、，或和及])*(?={MASK})")
# Words of questions that say nothing of what is asked.
COMMON = words_of(
    "a an the is are was were be been do does did has have had you your in on of for to and or not no any ever now "
    "with at by from this that it its what when how which who doctor told last disease illness test result count level "
    "yes before after other another"
)


def connective_findings(trial: Trial) -> Iterator[Finding]:
    for place, criterion, requirement in compared(trial):
        found = None if requirement.fits.says_unknown else joined(trial, requirement.fits)
        if found and (problem := _problem(criterion, requirement, found)):
            fix = f"Write and in place of or, or or in place of and, {OR_DIFFERS}"
            yield Finding((*place, "fits"), problem, fix)


def _problem(criterion: Criterion, requirement: Requirement, rule: Joined) -> str:
    for said, language, text, keeps_out in _texts(criterion, requirement):
        is_whole = said == "its texts" and keeps_out and rule.is_absence
        without = _without_options(text, language, rule)
        found = connective_of(without, language, _words(rule.matters, language), keeps_out, is_whole)
        # Lists of limits are often written with “or” where each of them counts.
        is_loose = found == "or" and said != "its texts" and any(isinstance(m, Number) for m in rule.matters)
        if found not in ("", rule.connective) and not is_loose:
            return f"{_told(rule)}, and {said} {_asked(found, keeps_out)}"
    return ""


def _told(rule: Joined) -> str:
    names = " and ".join(matter.id for matter in rule.matters)
    match rule.connective, rule.is_absence:
        case "or", True:
            return f"whoever has one of {names} alone fits"
        case "or", False:
            return f"one of {names} is enough to fit"
        case _, True:
            return f"whoever has one of {names} does not fit"
    return f"only both {names} together fit"


def _asked(found: Connective, keeps_out: bool) -> str:
    if keeps_out:
        return "keep out whoever has either" if found == "and" else "keep out only whoever has both"
    return "ask for both" if found == "and" else "ask for either"


def _texts(criterion: Criterion, requirement: Requirement) -> Iterator[tuple[str, str, str, bool]]:
    """What a text is called, its language, the text, and whether it names what keeps a person out."""
    for language, means in finished(requirement.means).items():
        yield "its texts", language, means, begins_with_no(means, language)
    if not LACKS.search(criterion.registry):
        yield "the registry’s words", "en", criterion.registry, criterion.kind == "exclusion"


def _without_options(text: str, language: str, rule: Joined) -> str:
    """A text with one mark in place of the options of each question with several: “type 1 or type 2” joins none."""
    for matter in rule.matters:
        if isinstance(matter, OptionQuestion) and _has_several_options(matter):
            text = BETWEEN_OPTIONS.sub("", options_named(matter, text, language).rest)
    return text


def _words(matters: Sequence[Question | Option], language: str) -> list[set[str]]:
    """For each matter, the words that stand for it alone."""
    if language == "en":
        words = [words_in(plain(f"{_text(m, language)} {m.id.replace('_', ' ')}")) - COMMON for m in matters]
    else:
        words = [{_text(matter, language)} for matter in matters]
    words = [own | {MASK} if _has_several_options(m) else own for own, m in zip(words, matters, strict=True)]
    return [own.difference(*words[:k], *words[k + 1 :]) for k, own in enumerate(words)]


def _has_several_options(matter: Question | Option) -> bool:
    return isinstance(matter, OptionQuestion) and not yes_and_no(matter)


def _text(matter: Question | Option, language: str) -> str:
    text = matter.label if isinstance(matter, Option) else matter.short_name
    printed = "" if isinstance(matter, Option) or not matter.printed else matter.printed.get(language, "")
    return f"{text.get(language, '')} {printed}" if language == "en" else re.sub(r"（.*?）", "", text.get(language, ""))
