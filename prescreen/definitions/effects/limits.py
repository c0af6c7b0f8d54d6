"""The limits of a rule, and how texts state them."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from prescreen.definitions.reading.amounts import is_stated, span_of
from prescreen.definitions.reading.numbers import Stated
from prescreen.rules.evaluation import ORDER_SIGNS, Rule
from prescreen.rules.times import Duration
from prescreen.trial.questions import NumberQuestion, OptionQuestion
from prescreen.trial.trial import Trial


@dataclass(frozen=True)
class Limit:
    """A number or a time that a rule compares a question with. `sign` is that which makes the rule true."""

    question: NumberQuestion
    literal: Fraction | Duration
    sign: str

    @property
    def value(self) -> Fraction:
        return self.literal.number if isinstance(self.literal, Duration) else self.literal

    @property
    def is_bare_time(self) -> bool:
        """Whether it is a time without its unit, so that it counts the question's first one."""
        return self.question.type == "ago" and isinstance(self.literal, Fraction) and self.sign in ORDER_SIGNS

    def __str__(self) -> str:
        unit = self.literal.unit if isinstance(self.literal, Duration) else ""
        return " ".join(filter(None, (self.question.id, self.sign, f"{float(self.value):g}", unit)))


def limits_of(trial: Trial, rule: Rule) -> Iterator[Limit]:
    for use in rule.uses:
        question = trial.questions[use.question]
        for literal in use.literals:
            if not isinstance(question, OptionQuestion) and not isinstance(literal, str):
                yield Limit(question, literal, use.sign)


def is_limit(limit: Limit, number: Stated) -> bool:
    """Whether a number in a text is this limit."""
    if isinstance(limit.literal, Duration):
        return is_stated(limit.literal, number)
    low, high = span_of(limit.question, number)
    return low <= abs(limit.value) <= high


# Sign → the sign and the step to the number with which it says the same of whole numbers: at most 59 is under 60.
WHOLE = {"<=": ("<", 1), "<": ("<=", -1), ">=": (">", -1), ">": (">=", 1)}


def in_other_words(limit: Limit, number: Stated, sign: str) -> bool:
    """Whether a number in a text, with this sign, is the same limit of whole numbers: an age in years, or a count. A
    range such as “18 to 59 years” counts its ends, and has no sign."""
    question = limit.question
    is_age = question.type == "age" and list(question.units) == ["years_of_age"]
    if limit.sign not in WHOLE or limit.value.denominator != 1 or not (is_age or question.type == "count"):
        return False
    other, step = WHOLE[limit.sign]
    return is_limit(Limit(question, limit.value + step, other), number) and (
        sign == other or (is_age and not sign and "=" in other)
    )
