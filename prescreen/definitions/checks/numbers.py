"""Compares the numbers of rules with those that the registry and the author's own texts state."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from prescreen.definitions.checks.swapped_limits import misplaced, swapped
from prescreen.definitions.checks.times import bare_times, other_windows
from prescreen.definitions.effects.limits import Limit, in_other_words, is_limit, limits_of
from prescreen.definitions.effects.options import option_questions
from prescreen.definitions.locations import OR_DIFFERS, Finding, Location, asked_texts, compared, finished
from prescreen.definitions.reading.amounts import is_among
from prescreen.definitions.reading.negations import GOES_ON, begins_with_no, has_early_no
from prescreen.definitions.reading.numbers import DIGITS, Stated, numbers_in, plain, stated_numbers
from prescreen.rules.counted_parts import needed_counts
from prescreen.rules.nodes import OPPOSITE
from prescreen.trial.questions import OptionQuestion
from prescreen.trial.trial import Criterion, Requirement, Trial

# How many of a list a text asks for. In Chinese `plain` leaves the counts of things as they are.
AT_LEAST = {
    "en": re.compile(r"\bat least ([1-9]) of\b"),
    "zh": re.compile("至少(?:有|满足|符合)?([一二两三四五六1-9])[项个种条]"),
}
FIX = f"Correct the text or the rule, {OR_DIFFERS}"


def number_findings(trial: Trial) -> Iterator[Finding]:
    """Requirements whose numbers are not those of the registry's words or of their own text, and numbers of the
    registry that no rule uses. What an author means all the same is said with `differs`."""
    found = [
        finding
        for place, criterion, requirement in compared(trial)
        if not (criterion.id == "AGE" and requirement.fits.says_unknown)
        for finding in _of_requirement(trial, criterion, requirement, place)
    ]
    yield from found
    wrong = {finding.place[1] for finding in found}
    for i, criterion in enumerate(trial.criteria):
        if i not in wrong and not any(requirement.differs for requirement in criterion.requirements):
            yield from _unused(trial, criterion, ("criteria", i, "registry"))


def _of_requirement(trial: Trial, criterion: Criterion, requirement: Requirement, place: Location) -> Iterator[Finding]:
    limits = list(limits_of(trial, requirement.fits))
    if bare := list(bare_times(trial, criterion, requirement, place)):
        yield from bare
        return
    if criterion.id != "AGE" and (
        found := _mismatch(limits, criterion.registry, _turned if criterion.kind == "exclusion" else str)
    ):
        yield Finding((*place, "fits"), f"{found} the registry’s words", f"Correct the rule, {OR_DIFFERS}")
        return
    wrong = {
        language: found
        for language, means in finished(requirement.means).items()
        if (found := _mismatch(limits, means, _turn_of(language, means)))
    }
    english = requirement.means.get("en", "")
    numbers = [question for question in trial.questions.values() if not isinstance(question, OptionQuestion)]
    found = swapped(limits, criterion.registry, english) or misplaced(limits, numbers, english)
    if found and not wrong:
        yield Finding((*place, "fits"), found, f"Let each question have its own limit, {OR_DIFFERS}")
        return
    for language, found in list(wrong.items())[:1]:
        others = "".join(f" (and {other})" for other in list(wrong)[1:])
        yield Finding((*place, "means", language), f"{found} this text{others}", FIX)
    if limits and not wrong:
        yield from _added(trial, requirement, limits, place)
    elif not limits:
        yield from other_windows(trial, criterion, requirement, place)


def _mismatch(limits: list[Limit], text: str, turn: Callable[[str], str]) -> str:
    """How the first limit that a text doesn't state differs from it; empty if none does. `turn` makes the sign that a
    text states the one that fits."""
    stated = list(stated_numbers(text))
    for limit in limits:
        if limit.value == 0:
            continue  # said in words, such as “no” or “falling”
        same = [number for number in stated if is_limit(limit, number)]
        if not same and any(in_other_words(limit, number, turn(number.sign)) for number in stated):
            continue
        if not same and not (limit.value == 1 and limit.question.type == "ratio" and _names_limit(text)):
            other = any(number.value == abs(limit.value) for number in stated)
            is_bare = other and limit.question.base_unit and isinstance(limit.literal, Fraction)
            unit = f", which counts {limit.question.base_unit}," if is_bare else ""
            return f"{limit}{unit} is not in"
        signs = [turn(number.sign) for number in same]
        if same and limit.value > 0 and not any(_agrees(limit.sign, sign) for sign in signs):
            if any(sign[:1] == limit.sign[:1] for sign in signs):
                return f"{limit} {'counts' if '=' in limit.sign else 'leaves out'} the limit itself, unlike"
            return f"{limit} turns the other way than"
    return ""


def _is_said(limit: Limit, number: Stated) -> bool:
    signs = (number.sign, OPPOSITE.get(number.sign, number.sign))
    return is_limit(limit, number) or any(in_other_words(limit, number, sign) for sign in signs)


def _names_limit(text: str) -> bool:
    return bool(re.search("upper limit|ULN|上限", text, re.I))


TURNED = {"up": "down", "down": "up", "": ""} | {sign: OPPOSITE[sign] for sign in ("<", "<=", ">", ">=")}


def _turned(sign: str) -> str:
    return TURNED[sign]


def _turn_of(language: str, means: str) -> Callable[[str], str]:
    """“No other study in the last 3 months” fits after more than 3 months, “no loss of more than 10%” up to 10%. “Not
    more than” has its sign already."""
    if begins_with_no(means, language) and not GOES_ON.search(means):
        return lambda sign: "up" if sign == "down" else OPPOSITE[sign] if sign in ("<", ">") else sign
    return (lambda sign: "up" if sign == "down" else sign) if has_early_no(means, language) else str


def _agrees(sign: str, stated: str) -> bool:
    """Whether a rule's sign is the one that a text states. “Within” leaves open whether the number itself counts."""
    match stated:
        case "up" | "down":
            return sign in ("==", "!=") or (sign[0] == ">") is (stated == "up")
        case "":
            return True
    return sign in ("==", "!=", stated)


def _added(trial: Trial, requirement: Requirement, limits: list[Limit], place: Location) -> Iterator[Finding]:
    """A limit that a text states and the rule doesn't have."""
    asked = numbers_in(asked_texts(trial, requirement))
    counts = {*needed_counts(requirement.fits.node)}
    needed = {Fraction(1), *counts}
    for language, means in finished(requirement.means).items():
        told_counts = {Fraction(DIGITS.get(found, found)) for found in AT_LEAST[language].findall(plain(means))}
        if counts and told_counts and not counts & told_counts:
            problem = f"this text says at least {min(told_counts)} of them, and the rule at least {min(counts)}"
            yield Finding((*place, "means", language), problem, FIX)
            return
        for number in stated_numbers(means):
            is_count = not number.unit and number.value in needed
            is_said = any(_is_said(limit, number) for limit in limits)
            if number.sign and not is_count and not is_said and not is_among(number, asked):
                problem = f"this text says {number}, which the rule does not have"
                yield Finding((*place, "means", language), problem, FIX)
                return


def _unused(trial: Trial, criterion: Criterion, place: Location) -> Iterator[Finding]:
    """A limit in the registry's words that no rule of the criterion has, and no question with options states."""
    rules = [requirement.fits for requirement in criterion.requirements]
    if criterion.id == "AGE" or any(not rule.can_be_settled for rule in rules) or "TODO" in str(criterion):
        return
    limits = [limit for rule in rules for limit in limits_of(trial, rule)]
    is_graded = any(question.is_graded for rule in rules for question in option_questions(trial, rule))
    needed = {Fraction(1), *(count for rule in rules for count in needed_counts(rule.node))}
    asked = numbers_in(text for requirement in criterion.requirements for text in asked_texts(trial, requirement))
    asked = [number for number in asked if not any(is_limit(limit, number) for limit in limits)]
    for number in stated_numbers(criterion.registry):
        is_count = not number.unit and (is_graded or number.value in needed)
        is_said = any(_is_said(limit, number) for limit in limits)
        if number.sign and not is_count and not is_said and not is_among(number, asked):
            problem = f"no rule or question of this criterion has the registry’s {number}"
            yield Finding(place, problem, f"Write a rule for it, {OR_DIFFERS}")
            return
