"""What picking each option of a question does to a requirement, whatever else is answered."""

from itertools import islice

from prescreen.rules.evaluation import Rule, Truth, Value
from prescreen.rules.satisfiability import MAX_TRIED, answered_combinations
from prescreen.trial.candidates import variables
from prescreen.trial.questions import Choice, OptionQuestion
from prescreen.trial.trial import Trial

# Option → the truths of a rule where it is picked, alone, for each way to answer all else that is asked.
Effects = dict[str, tuple[Truth, ...]]


def picked(question: OptionQuestion, option: str) -> Value:
    """The answer that is this option alone."""
    return option if isinstance(question, Choice) else frozenset({option})


def option_questions(trial: Trial, rule: Rule) -> list[OptionQuestion]:
    """The questions with options that a rule reads, by id."""
    read = (trial.questions[name] for name in sorted(rule.reads))
    return [question for question in read if isinstance(question, OptionQuestion)]


def effects_of(trial: Trial, rule: Rule, question: OptionQuestion) -> Effects:
    """The effects of each known option. None of them where not all combinations could be tried."""
    combinations = list(islice(answered_combinations(variables(trial, rule)), MAX_TRIED + 1))
    if len(combinations) > MAX_TRIED:
        return {}
    effects = {}
    for option in question.options:
        answer = picked(question, option.id)
        truths = tuple(rule(values) for values in combinations if values.get(question.id) == answer)
        if truths and not option.unknown:
            effects[option.id] = truths
    return effects


def fitting(effects: Effects) -> set[str]:
    """The options with which a person can fit."""
    return {option for option, truths in effects.items() if Truth.TRUE in truths}


def failing(effects: Effects) -> set[str]:
    """The options with which a person can fail to fit, or with which it stays unknown."""
    return {option for option, truths in effects.items() if {*truths} != {Truth.TRUE}}


def is_better(effects: Effects, option: str, other: str) -> bool:
    """Whether a person with this option fits wherever one with the other does, and somewhere else too."""
    pairs = [*zip(effects[option], effects[other], strict=False)]
    is_alike = len(effects[option]) == len(effects[other]) and {*effects[option]} | {*effects[other]} > {Truth.TRUE}
    return is_alike and all(a is b or a is Truth.TRUE for a, b in pairs) and any(a is not b for a, b in pairs)
