"""Finds texts that say the opposite of each other, or another number: in two languages, for staff, or of a rule."""

import re
from collections.abc import Iterator

from prescreen.definitions.locations import Finding, Location, compared, finished, questions, texts
from prescreen.definitions.reading.amounts import is_among, same_amount
from prescreen.definitions.reading.negations import BEGINS_WITH_NO, COMPARES, GOES_ON, LACKS, denies, has_early_no
from prescreen.definitions.reading.numbers import Stated, plain, stated_numbers
from prescreen.definitions.reading.words import words_in, words_of
from prescreen.rules.evaluation import Truth
from prescreen.trial.questions import Choice, OptionQuestion, Text
from prescreen.trial.trial import Requirement, Trial

FIX = "Correct one of the two"
# Questions that leave the answer open.
OPEN = re.compile(
    r"有没有?|是不是|能不能|会不会|可不可以|愿不愿意?|要不要|是否|有无|([\u4e00-\u9fff])[不没]\1|不知道|不清楚"
)
ASKS_NO = {
    "en": re.compile(
        r"^(?:\S+ ){0,6}?(?:have|has|had|are|is|do|does|did|were|was|can|could|will|would)"
        r"(?:n['’]t\b| (?:\w+ ){1,3}?(?:not|never|no longer)\b)",
        re.I,
    ),
    "zh": re.compile(
        "(?:[^。？]{0,15}，)?(?:[^，。？]{0,6}您[^，。？]{0,3}|[^，。？]{0,4})(?<!有)(?:从来没有?|没有?|从未|未曾|不)"
    ),
}
NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
# Texts whose numbers `language_findings` compares with their units, and the unit that laboratories of a country print.
LEFT_OUT = ("means", "ask", "label", "text", "usual_unit")
# Of the words of a text, how many stand in the registry or in the question if it names the same condition.
MOST = 0.75
SAME = words_of("a an the of to in for by with and or who has have had is are was were be been you your this that any")


def language_findings(trial: Trial) -> Iterator[Finding]:
    for place, question in questions(trial):
        asked = [((*place, "ask"), question.ask)]
        if isinstance(question, OptionQuestion):
            yield from _one_negated((*place, "ask"), question.ask, ASKS_NO)
            asked += [((*place, "options", k, "label"), option.label) for k, option in enumerate(question.options)]
        yield from (finding for where, text in asked for finding in _other_numbers(where, text))
    for place, criterion, requirement in compared(trial):
        read = [trial.questions[name] for name in requirement.fits.reads]
        if read and all(isinstance(question, OptionQuestion) for question in read):
            found = [*_one_negated((*place, "means"), requirement.means, BEGINS_WITH_NO)]
            found += _other_numbers((*place, "means"), requirement.means)
            if criterion.kind == "exclusion" and not LACKS.search(criterion.registry):
                found += _of_exclusion(trial, place, requirement, criterion.registry)
            yield from found[:1]
    for i, alert in enumerate(trial.alerts):
        yield from _other_numbers(("alerts", i, "text"), alert.text)


def _plain_of(language: str, text: str) -> str:
    plainer = COMPARES[language].sub(" ", text)
    return OPEN.sub(" ", plainer) if language == "zh" else plainer


def _one_negated(place: Location, text: Text, negation: dict[str, re.Pattern[str]]) -> Iterator[Finding]:
    """A text that says no in one language, while nothing in the other one does."""
    if len(finished(text)) < 2:
        return
    words = {language: _plain_of(language, said) for language, said in text.items()}
    negated = [language for language in words if negation[language].match(words[language])]
    denying = [language for language in words if denies(words[language], language)]
    goes_on = negation is BEGINS_WITH_NO and any(GOES_ON.search(text[language]) for language in negated)
    if len(negated) == 1 and negated == denying and not goes_on:
        [other] = words.keys() - {*negated}
        problem = f"{negated[0]} says no (“{text[negated[0]][:40]}”), and {other} doesn’t (“{text[other][:40]}”)"
        yield Finding((*place, other), problem, FIX)


def _other_numbers(place: Location, text: Text) -> Iterator[Finding]:
    """A number in one language in whose place the other one has another number."""
    if finished(text).keys() != {"en", "zh"}:
        return
    numbers = {language: list(stated_numbers(text[language])) for language in ("en", "zh")}
    only = [
        [number for number in numbers[one] if not is_among(number, numbers[other])]
        for one, other in (("en", "zh"), ("zh", "en"))
    ]
    turned = ((en, zh) for en in numbers["en"] for zh in numbers["zh"] if same_amount(en, zh) and _is_turned(en, zh))
    for en, zh in [*zip(*only, strict=False), *turned][:1]:
        yield Finding((*place, "zh"), f"zh says {zh}, and en {en}", FIX)


def _is_turned(number: Stated, other: Stated) -> bool:
    return {number.sign[:1], other.sign[:1]} == {"<", ">"}


def digit_findings(trial: Trial) -> Iterator[Finding]:
    """Other texts, such as hints and notes, whose numbers differ between the languages."""
    for place, text in texts(trial):
        if place[-1] in LEFT_OUT or text.keys() != {"en", "zh"}:
            continue
        en, zh = (sorted(found.replace(",", "") for found in NUMBER.findall(text[name])) for name in ("en", "zh"))
        # Where one language has a number more, such as that of an emergency call, it may be meant.
        if len(en) == len(zh) and en != zh:
            problem = f"en has {', '.join(en)}, and zh {', '.join(zh)}"
            yield Finding((*place, "zh"), problem, "Correct one of the two, or write the number in words")


def _of_exclusion(trial: Trial, place: Location, requirement: Requirement, registry: str) -> Iterator[Finding]:
    """A text that names what keeps a person out where it should say what is asked for, and one for staff that says what
    is asked for."""
    for language, staff in (requirement.staff or {}).items():
        if all(has_early_no(text, language) for text in (staff, requirement.means[language])):
            problem = f"of an exclusion criterion staff read “Not present”, and this text says “{staff[:40]}”"
            yield Finding((*place, "staff", language), problem, "Write the condition itself, without a no")
            return
    [name, *others] = requirement.fits.reads
    question, means = trial.questions[name], finished(requirement.means).get("en", "")
    if others or not isinstance(question, Choice) or not means or denies(means, "en"):
        return
    words = words_in(plain(re.sub(r"\(.*?\)", "", means))) - SAME
    known = words_in(plain(f"{registry} {question.ask['en']} {question.short_name['en']}"))
    if words and len(words & known) >= MOST * len(words) and requirement.fits({name: "no"}) is Truth.TRUE:
        problem = f"“{means[:40]}” is what keeps a person out, and whoever answers no to {name} fits"
        yield Finding((*place, "means", "en"), problem, "Say what the study asks for, such as “No …”")
