"""Whether a text states the limit of a question with its unit, as it is printed or in words."""

import re
from typing import assert_never

from prescreen.definitions.reading.numbers import plain, stated_numbers
from prescreen.trial.questions import Question
from prescreen.trial.times import TIME_OF
from prescreen.trial.units import TIME_UNITS, read_unit


def unit_problem(question: Question, means: str) -> str:
    """What is wrong with the unit of the limit in a text; empty if nothing is."""
    if _names_unit(question, means):
        return ""
    if other := _other_unit(question, means):
        return f"the limit of {question.id} stands here in {other}, in which it is not asked"
    return f"the limit of {question.id} stands here without a unit"


def unit_to_write(question: Question) -> str:
    """The unit as an author may write it with the limit."""
    match question.type:
        case "choice" | "choices" | "count":
            return ""
        case "ratio":
            return "times the upper limit, 上限的…倍"
        case "body_mass_index":
            return "kg/m²"
        case "age":
            return " or ".join(TIME_OF[unit] for unit in question.units)
        case "quantity" | "ago":
            return TIME_OF.get(question.base_unit, question.base_unit)
        case never:
            assert_never(never)


def _names_unit(question: Question, means: str) -> bool:
    match question.type:
        case "choice" | "choices" | "count":
            return True
        case "ratio":
            return bool(re.search("upper limit|上限|ULN", means, re.I))
        case "body_mass_index":
            return bool(re.search("kg/m|BMI|body mass index|体重指数", means, re.I))
        case "age" if list(question.units) == ["years_of_age"]:
            return True  # “younger than 60” can only be years
        case "age" | "ago":
            return any(re.search(f"(?<![a-z])(?:{unit})(?![a-z])", means) for unit in TIME_UNITS.values())
        case "quantity":
            spoken = [TIME_UNITS[unit] for unit in question.units if unit in TIME_UNITS]
            printed = [_letters(unit) for unit in question.units if unit not in TIME_UNITS]
            return any(re.search(unit, means) for unit in spoken) or any(unit in _letters(means) for unit in printed)
        case never:
            assert_never(never)


def _other_unit(question: Question, means: str) -> str:
    """A unit of laboratories in a text that is none of the question's own; empty if there is none."""
    if question.type != "quantity":
        return ""
    units = (number.unit for number in stated_numbers(means))
    return next((unit for unit in units if "/" in unit and read_unit(unit)), "")


def _letters(text: str) -> str:
    """A text with units as they are printed, for comparison: without ×, ^ and spaces."""
    return re.sub(r"[\s×^]", "", plain(text))
