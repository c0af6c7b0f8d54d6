"""Finds options that change nothing, and those whose words are not what rules take them for: two that read the same, a
“yes” that reads “no”, and a “not known” that counts as an answer."""

import re
from collections.abc import Iterator

from prescreen.definitions.effects.options import picked
from prescreen.definitions.locations import Finding, questions, rules
from prescreen.definitions.reading.numbers import stated_numbers
from prescreen.definitions.reading.options import BEGINS
from prescreen.rules.evaluation import Rule
from prescreen.rules.satisfiability import value_matters
from prescreen.trial.candidates import variables
from prescreen.trial.questions import MultipleChoice, Option, OptionQuestion
from prescreen.trial.trial import Trial

NOT_KNOWN = {
    "en": re.compile(
        r"(?:I )?(?:still )?(?:don.t|do not) know\b|(?:I am )?not sure\b|unknown\b|.*still being tested\b", re.I
    ),
    "zh": re.compile("(?:我)?(?:还)?(?:不知道|不清楚|不确定)|.*(?:等结果|等待结果|还没出结果|结果还没出来)"),
}
NONE_OF = re.compile("none of (?:these|them|the above)|(?:以上)?(?:都没有|均无|都不是)", re.I)
OTHER = {"yes": "no", "no": "yes"}


def option_findings(trial: Trial) -> Iterator[Finding]:
    for place, question in questions(trial):
        if isinstance(question, OptionQuestion):
            for k, option in enumerate(question.options):
                is_none = option.id == "none" or any(NONE_OF.match(label) for label in option.label.values())
                if isinstance(question, MultipleChoice) and is_none and not option.exclusive:
                    together = f"{option.id} can be picked together with what it denies"
                    yield Finding((*place, "options", k, "id"), together, "Add exclusive: true")
                for language, label in option.label.items():
                    others = [*question.options[:k], *question.options[k + 1 :]]
                    if problem := _problem(option, language, label, question.options[:k], others):
                        yield Finding((*place, "options", k, "label", language), *problem)


def _problem(
    option: Option, language: str, label: str, before: list[Option], others: list[Option]
) -> tuple[str, str] | None:
    same = next((other.id for other in before if other.label.get(language) == label), None)
    if same:
        return f"{same} and {option.id} read the same: “{label}”", "Say of each what it is"
    begins = BEGINS[language].get(OTHER.get(option.id, ""))
    is_other = language == "en" and (_has_another_limit(option, label) or _has_another_number(option, label))
    if (begins and begins.match(label)) or is_other:
        return f"the option {option.id} reads “{label}”", "Correct the label, or the option’s id and the rules"
    # Beside “I know”, not to know is an answer.
    is_opposite = any(other.label.get(language, "").removeprefix("I ") in label for other in others)
    if not option.unknown and not is_opposite and NOT_KNOWN[language].match(label):
        return f"“{label}” counts as an answer", "Add unknown: true, so that it counts as not known"
    return None


def _has_another_number(option: Option, label: str) -> bool:
    """Whether an id such as 25_to_50 has two numbers, of which its label has only one."""
    known, told = (set(re.findall(r"[0-9]+", text)) for text in (option.id, label))
    return len(known) > 1 and bool(known & told) and bool(told - known) and not known <= told


def _has_another_limit(option: Option, label: str) -> bool:
    """Whether an id such as under_25 has a limit that its label turns, or has not."""
    limits = [number for number in stated_numbers(option.id.replace("_", " ")) if number.sign[:1] in ("<", ">")]
    same = [number for limit in limits for number in stated_numbers(label) if number.value == limit.value]
    return bool(limits) and not any(number.sign[:1] in ("", limits[0].sign[:1]) for number in same)


def useless_options(trial: Trial) -> Iterator[Finding]:
    """Options that change nothing when they are picked."""
    shown = {name for requirement in trial.requirements for name in requirement.shows}
    for place, question in questions(trial):
        if isinstance(question, OptionQuestion) and question.id not in shown:
            if any(option.talk_about for option in question.options):
                continue
            reading = [rule for _, rule in rules(trial) if question.id in rule.reads]
            for k, option in enumerate(question.options):
                if not option.unknown and not _changes_something(trial, reading, question, option):
                    yield Finding((*place, "options", k, "id"), *_without_effect(reading, question, option))


def _without_effect(reading: list[Rule], question: OptionQuestion, option: Option) -> tuple[str, str]:
    """The problem and the fix of an option that changes nothing."""
    uses = [use for rule in reading for use in rule.uses if use.question == question.id]
    if any(option.id in use.literals for use in uses):
        problem = f"picking {option.id} leaves the rules that read it unknown, as “I don’t know” does"
        return problem, "Mark it unknown: true, or let a rule be true or false with it"
    fix = "Let a rule read it, mark it unknown, or leave it out"
    return f"picking {option.id} changes nothing", fix


def _changes_something(trial: Trial, reading: list[Rule], question: OptionQuestion, option: Option) -> bool:
    value = picked(question, option.id)
    return any(value_matters(rule, question.id, value, variables(trial, rule)) for rule in reading)
