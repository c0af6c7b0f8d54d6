"""What a trial's definition is. A Text stands in every language of the trial, side by side."""

import re
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from prescreen.grammar import parse
from prescreen.rules import Rule

UNKNOWN = "unknown"

Text = dict[str, Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
OptionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=40)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]


def _exact(number: Any) -> Any:
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return Fraction(repr(number)) if is_number else number


def _rule(source: Any) -> Any:
    return parse(source) if isinstance(source, str) else source


def _loinc(code: str) -> str:
    """The last digit checks the others: from the right, every second one counts double (LOINC's mod 10)."""
    digits = [int(digit) for digit in reversed(code) if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    if not re.fullmatch("[0-9]{1,7}-[0-9]", code) or (sum(digits[::2]) + sum(doubled)) % 10:
        raise PydanticCustomError("loinc", "this is not a LOINC code: {code}", {"code": code})
    return code


# A power of ten, a unit with its exponent, or a remark in braces.
UCUM_TERM = r"(10\*-?[0-9]+|([A-Za-z%]|\[[A-Za-z0-9_']+\])+-?[0-9]*|\{[!-z|~]+\})"


def _ucum(code: str) -> str:
    if not re.fullmatch(f"/?{UCUM_TERM}([./]{UCUM_TERM})*", code):
        raise PydanticCustomError("ucum", "this is not a UCUM code: {code}", {"code": code})
    return code


Loinc = Annotated[str, AfterValidator(_loinc)]
Ucum = Annotated[str, AfterValidator(_ucum)]
Exact = Annotated[Fraction, BeforeValidator(_exact), WithJsonSchema({"type": "number"})]
Expression = Annotated[Rule, BeforeValidator(_rule), WithJsonSchema({"type": "string"})]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)


class Option(Model):
    """One answer that can be picked. `unknown` marks one that counts as not known, such as "still being tested"."""

    id: OptionId
    label: Text
    unknown: bool = False
    exclusive: bool = False
    talk_about: Text | None = None


class Asked(Model):
    """What every question has. `find_out` tells someone who doesn't know the answer how to get it."""

    id: Name
    ask: Text
    hint: Text | None = None
    why: Text
    find_out: Text
    sensitive: bool = False
    ask_if: Expression | None = None


class Listed(Asked):
    """A question whose answers are listed."""

    options: Annotated[list[Option], Field(min_length=2)]

    @cached_property
    def option(self) -> dict[str, Option]:
        return {option.id: option for option in self.options}


class Choice(Listed):
    """One of the options."""

    type: Literal["choice"]


class Choices(Listed):
    """Any number of the options; an exclusive one stands alone."""

    type: Literal["choices"]


class Quantity(Asked):
    """A number with a unit. `units` maps each unit to what one of it is in the first, the judged unit; `usual_unit`
    is the one that reports in a language print; `printed` are the names under which reports print the test. For other
    programs, `ucum` maps each unit to its code, and `loinc` the codes of the test to their long common names."""

    type: Literal["quantity"]
    name: Text
    printed: Text
    units: Annotated[dict[str, Exact], Field(min_length=1)]
    usual_unit: Text | None = None
    ucum: dict[str, Ucum] = {}
    loinc: dict[Loinc, str] = {}
    range: Annotated[list[Exact], Field(min_length=2, max_length=2)]
    implausible: Text

    @property
    def judged_unit(self) -> str:
        return next(iter(self.units))


class Ratio(Asked):
    """A result over the laboratory's own upper limit of normal, both in the report's unit: `loinc` may name several
    tests, one for each kind of unit."""

    type: Literal["ratio"]
    name: Text
    printed: Text
    loinc: dict[Loinc, str] = {}
    range: Annotated[list[Exact], Field(min_length=2, max_length=2)]
    implausible: Text


Question = Choice | Choices | Quantity | Ratio


class Section(Model):
    """A part of the questionnaire, named to the reader as progress."""

    id: Slug
    title: Text


class Step(Model):
    """One page of questions on one topic."""

    id: Slug
    section: Slug
    title: Text
    intro: Text | None = None
    questions: Annotated[list[Annotated[Question, Field(discriminator="type")]], Field(min_length=1)]


class Requirement(Model):
    """A part of a criterion that is judged by itself. `fits` is true when the answer suits the study, for exclusion
    criteria too; `shows` lists questions that stand beside it without being judged."""

    id: Name
    means: Text
    fits: Expression
    may_change: bool = False
    study_team: bool = False
    shows: list[Name] = []
    note: Text | None = None


class Criterion(Model):
    """One criterion in the registry's own words, and a note on what they plainly mean where they slip."""

    id: Annotated[str, StringConstraints(pattern=r"^[IE][0-9]+$")]
    kind: Literal["inclusion", "exclusion"]
    registry: str
    note: Text | None = None
    requirements: Annotated[list[Requirement], Field(min_length=1)]


class Term(Model):
    """A word of the trade that is marked where it first stands in a text, with what it means."""

    term: Text
    means: Text


class Trial(Model):
    """A whole definition. `version` is made by the loader from the file's content."""

    id: Annotated[str, StringConstraints(pattern=r"^NCT[0-9]{8}$")]
    languages: Annotated[list[str], Field(min_length=1)]
    title: Text
    condition: Text
    about: Text
    for_whom: Text
    facility: Text
    sponsor: Text
    at_hand: list[Text]
    sections: Annotated[list[Section], Field(min_length=1)]
    steps: Annotated[list[Step], Field(min_length=1)]
    criteria: Annotated[list[Criterion], Field(min_length=1)]
    glossary: list[Term] = []
    version: str = ""

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for step in self.steps for question in step.questions}

    @cached_property
    def step(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    @cached_property
    def step_of(self) -> dict[str, Step]:
        return {question.id: step for step in self.steps for question in step.questions}

    def criteria_reading(self, question: str) -> list[Criterion]:
        """The criteria for which a question is asked, straight away or to know what else to ask."""
        opened = {q.id for q in self.questions.values() if q.ask_if and question in q.ask_if.reads}
        wanted = opened | {question}
        return [
            criterion
            for criterion in self.criteria
            if any(wanted & (r.fits.reads | set(r.shows)) for r in criterion.requirements)
        ]

    @cached_property
    def requirements(self) -> list[Requirement]:
        return [requirement for criterion in self.criteria for requirement in criterion.requirements]
