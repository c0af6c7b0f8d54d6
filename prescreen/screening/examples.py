"""Answers that lead somewhere, found by search: to show what every result looks like."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from prescreen.rules.evaluation import Truth, Values
from prescreen.rules.satisfiability import find_examples
from prescreen.screening.answers import Answer, Answers
from prescreen.screening.assessment import Outcome, Status, assess
from prescreen.screening.journey import follow
from prescreen.trial.candidates import candidate_values, variables
from prescreen.trial.questions import BodyMassIndex, Choice, MultipleChoice, Quantity, Question, Ratio
from prescreen.trial.trial import Trial


def example_answers(trial: Trial, values: Values) -> dict[str, Answer]:
    """Answers that are judged as these values, in the form of an answers file and in the definition's order."""
    return {name: _answer(question, values[name]) for name, question in trial.questions.items() if name in values}


def _answer(question: Question, value: Any) -> Answer:
    match question:
        case MultipleChoice():
            return [option for option in question.option if option in value]
        case Quantity():
            return {"value": _decimal(value), "unit": question.base_unit}
        case Ratio():
            return {"value": str(value.numerator), "limit": str(value.denominator)}
        case BodyMassIndex():
            return {"weight": _decimal(value), "height": "100"}
        case Choice():
            return value


def _decimal(number: Fraction) -> str:
    # The search only comes to numbers halfway between those of a definition, which are decimals.
    return format(Decimal(number.numerator) / Decimal(number.denominator), "f")


def outcome_examples(trial: Trial) -> dict[Outcome, Answers]:
    """Answers for each outcome; one for which the search finds none is missing."""
    found = [find_examples(fits, variables(trial, fits)) for fits in (r.fits for r in trial.requirements)]
    fitting = _best(trial, [example[Truth.TRUE] for example in found if Truth.TRUE in example])
    tried: list[Values] = [{}, fitting, *({**fitting, **found[Truth.FALSE]} for found in found if Truth.FALSE in found)]
    answers = [example_answers(trial, values) for values in tried]
    reached = {assess(trial, follow(trial, given).values).outcome: given for given in reversed(answers)}
    return {outcome: reached[outcome] for outcome in Outcome if outcome in reached}


def _best(trial: Trial, parts: list[Values]) -> Values:
    """What fits as many requirements as can be found: what fits each, put together, and then each answer bettered."""
    values: Values = dict(item for part in parts for item in part.items())
    uses = [use for requirement in trial.requirements for use in requirement.fits.uses]
    for question in trial.questions.values():
        own = candidate_values(question, uses)
        values = max(
            [values, *({**values, question.id: value} for value in own)], key=lambda tried: _fits(trial, tried)
        )
    return values


def _fits(trial: Trial, values: Values) -> int:
    assessed = assess(trial, follow(trial, example_answers(trial, values)).values)
    statuses = [status for criterion in assessed.criteria for _, status in criterion.requirements]
    return statuses.count(Status.FITS) - statuses.count(Status.DOES_NOT_FIT)
