"""Answers that lead to each outcome, found by search: to show what every result looks like."""

from prescreen.answers import Answers
from prescreen.assessment import Outcome, Status, assess
from prescreen.journey import follow
from prescreen.reach import example_answers, examples
from prescreen.rules import Truth, Values
from prescreen.trial import Trial


def outcome_examples(trial: Trial) -> dict[Outcome, Answers]:
    """Answers for each outcome; one for which the search finds none is missing."""
    found = [examples(trial, requirement.fits) for requirement in trial.requirements]
    fitting: Values = {}
    for example in found:
        if Truth.TRUE in example:
            more = {**fitting, **example[Truth.TRUE]}
            fitting = max(fitting, more, key=lambda values: _fits(trial, values))
    tried: list[Values] = [{}, fitting, *({**fitting, **found[Truth.FALSE]} for found in found if Truth.FALSE in found)]
    answers = [example_answers(trial, values) for values in tried]
    reached = {assess(trial, follow(trial, given).values).outcome: given for given in reversed(answers)}
    return {outcome: reached[outcome] for outcome in Outcome if outcome in reached}


def _fits(trial: Trial, values: Values) -> int:
    assessed = assess(trial, follow(trial, example_answers(trial, values)).values)
    statuses = [status for criterion in assessed.criteria for _, status in criterion.requirements]
    return statuses.count(Status.FITS) - statuses.count(Status.DOES_NOT_FIT)
