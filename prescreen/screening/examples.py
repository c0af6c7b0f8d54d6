"""Answers that lead to each outcome, found by search."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never

from prescreen.rules.evaluation import Truth, Values
from prescreen.rules.satisfiability import find_examples
from prescreen.rules.times import TimeValue
from prescreen.screening.answers import Answer, Answers
from prescreen.screening.assessment import Outcome, Status, assess
from prescreen.screening.journey import follow
from prescreen.trial.candidates import candidate_values, variables
from prescreen.trial.questions import Question
from prescreen.trial.times import unit_of
from prescreen.trial.trial import Trial


def example_answers(trial: Trial, values: Values) -> dict[str, Answer]:
    """The answers that have these values, in the format of an answers file and in the definition's order."""
    return {name: _answer(question, values[name]) for name, question in trial.questions.items() if name in values}


def _answer(question: Question, value: Any) -> Answer:
    """An answer that has this value: the inverse of `value_of`."""
    match question.type:
        case "choice":
            return value
        case "choices":
            return [option for option in question.option if option in value]
        case "quantity" | "count" | "age" | "ago":
            if isinstance(value, TimeValue):
                return {"value": _decimal(value.said.number), "unit": unit_of(question, value.said.unit)}
            return {"value": _decimal(value), "unit": question.base_unit}
        case "ratio":
            return {"value": str(value.numerator), "limit": str(value.denominator)}
        case "body_mass_index":
            return {"weight": _decimal(value), "height": "100"}
        case never:
            assert_never(never)


def _decimal(number: Fraction) -> str:
    # Exact, because candidates are decimals in the definition or midpoints of two such decimals.
    return format(Decimal(number.numerator) / Decimal(number.denominator), "f")


def outcome_examples(trial: Trial) -> dict[Outcome, Answers]:
    """Answers that lead to each outcome; an outcome that the search doesn't reach is missing."""
    found = [find_examples(r.fits, variables(trial, r.fits)) for r in trial.requirements]
    fitting = _best(trial, [example[Truth.TRUE] for example in found if Truth.TRUE in example])
    failing = [{**fitting, **example[Truth.FALSE]} for example in found if Truth.FALSE in example]
    answers = [example_answers(trial, values) for values in ({}, fitting, *failing)]
    reached = {assess(trial, follow(trial, given).values).outcome: given for given in reversed(answers)}
    return {outcome: reached[outcome] for outcome in Outcome if outcome in reached}


def _best(trial: Trial, parts: list[Values]) -> Values:
    """Values that fit as many requirements as hill climbing finds. It starts from the merged values of all parts, and
    then tries every value of each question in turn."""
    values: Values = dict(item for part in parts for item in part.items())
    uses = [use for requirement in trial.requirements for use in requirement.fits.uses]
    for question in trial.questions.values():
        tried = [{**values, question.id: value} for value in candidate_values(question, uses)]
        values = max([values, *tried], key=lambda values: _score(trial, values))
    return values


def _score(trial: Trial, values: Values) -> int:
    """The number of requirements that fit, less the number that do not."""
    assessed = assess(trial, follow(trial, example_answers(trial, values)).values)
    statuses = [status for criterion in assessed.criteria for _, status in criterion.requirements]
    return statuses.count(Status.FITS) - statuses.count(Status.DOES_NOT_FIT)
