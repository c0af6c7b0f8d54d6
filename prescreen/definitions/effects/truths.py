"""Whether any answers make a rule true, false or unknown."""

from prescreen.rules.evaluation import Rule, Truth
from prescreen.rules.satisfiability import find_examples
from prescreen.trial.candidates import variables
from prescreen.trial.trial import Trial


def truths_of(trial: Trial, rule: Rule) -> set[Truth]:
    return set(find_examples(rule, variables(trial, rule)))
