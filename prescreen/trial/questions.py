"""Questions by type."""

from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from prescreen.rules.evaluation import Rule
from prescreen.rules.parser import parse
from prescreen.trial.terminology import Loinc, Ucum

# The answer “I don't know”, for every type.
UNKNOWN = "unknown"

# The same text by language.
Text = dict[str, Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
OptionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=40)]


def _exact(number: Any) -> Any:
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return Fraction(repr(number)) if is_number else number


def _rule(source: Any) -> Any:
    return parse(source) if isinstance(source, str) else source


Exact = Annotated[Fraction, BeforeValidator(_exact), WithJsonSchema({"type": "number"})]
Expression = Annotated[Rule, BeforeValidator(_rule), WithJsonSchema({"type": "string"})]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)


class Option(Model):
    """One answer that can be picked. An `unknown` one, such as “still being tested”, counts as not known. An
    `exclusive` one can't be picked with another. `talk_about` is what to raise with the doctor when it is picked."""

    id: OptionId
    label: Text
    unknown: bool = False
    exclusive: bool = False
    talk_about: Text | None = None


class BaseQuestion(Model):
    """The fields of every question. `find_out` says how to get the answer. Without `ask_if` it is always asked.

    Code that differs by type matches on `type` and names every type: mypy then reports each place that lacks a new one.
    Attributes that all types have (`short_name`, `parts`, `printed`, `loinc`) get no default here, so that each type
    must define its own."""

    id: Name
    ask: Text
    hint: Text | None = None
    why: Text
    find_out: Text
    sensitive: bool = False
    ask_if: Expression | None = None


class OptionQuestion(BaseQuestion):
    """A question that is answered with options."""

    parts: ClassVar[tuple[str, ...]] = ()
    printed: ClassVar[None] = None
    loinc: ClassVar[dict[Loinc, str]] = {}
    options: Annotated[list[Option], Field(min_length=2)]

    @property
    def short_name(self) -> Text:
        return self.ask

    @cached_property
    def option(self) -> dict[str, Option]:
        return {option.id: option for option in self.options}


class Choice(OptionQuestion):
    """One of the options."""

    type: Literal["choice"]


class MultipleChoice(OptionQuestion):
    """Any number of the options."""

    type: Literal["choices"]


class Number(BaseQuestion):
    """A question whose value is one number in `base_unit`, within `range` (both ends included). `parts` are the keys of
    an answer, and name its inputs. `printed` is the test's name on laboratory reports; None if they don't print it.
    `loinc` maps the test's LOINC codes to their long common names."""

    name: Text
    loinc: dict[Loinc, str] = {}
    range: Annotated[list[Exact], Field(min_length=2, max_length=2)]
    implausible: Text

    @property
    def short_name(self) -> Text:
        return self.name


class Quantity(Number):
    """A number with a unit. `units` maps each unit to its size in the first one, the base unit; `usual_unit` is the
    unit that reports print, by language; `ucum` maps units to their UCUM codes."""

    parts: ClassVar[tuple[str, ...]] = ("value", "unit")
    whole: ClassVar[bool] = False
    units: Annotated[dict[str, Exact], Field(min_length=1)]
    usual_unit: Text | None = None
    ucum: dict[str, Ucum] = {}

    @property
    def base_unit(self) -> str:
        return next(iter(self.units))


class LabValue(Quantity):
    """A number with a unit, from a laboratory report."""

    type: Literal["quantity"]
    printed: Text


class Age(Quantity):
    """An age in completed years."""

    printed: ClassVar[None] = None
    whole: ClassVar[bool] = True
    type: Literal["age"]
    units: Annotated[dict[str, Exact], Field(min_length=1)] = {"years_of_age": Fraction(1)}
    ucum: dict[str, Ucum] = {"years_of_age": "a"}
    range: Annotated[list[Exact], Field(min_length=2, max_length=2)] = [Fraction(0), Fraction(120)]


class TimeSince(Quantity):
    """How long ago something was, stored as typed: unlike the time since a date, it doesn't grow. The base unit is the
    day; a month is 365.25 / 12 days."""

    printed: ClassVar[None] = None
    type: Literal["ago"]
    units: Annotated[dict[str, Exact], Field(min_length=1)] = {
        "days": Fraction(1),
        "weeks": Fraction(7),
        "months": Fraction("30.4375"),
        "years": Fraction("365.25"),
    }
    ucum: dict[str, Ucum] = {"days": "d", "weeks": "wk", "months": "mo", "years": "a"}
    range: Annotated[list[Exact], Field(min_length=2, max_length=2)] = [Fraction(0), Fraction(43830)]


class Ratio(Number):
    """A result divided by the laboratory's own upper limit of normal, which is more than 0. Both are in the report's
    unit, whichever that is, so `loinc` may hold a code for each kind of unit."""

    parts: ClassVar[tuple[str, str]] = ("value", "limit")
    base_unit: ClassVar[str] = ""
    type: Literal["ratio"]
    printed: Text

    def combined(self, value: Fraction, limit: Fraction) -> Fraction:
        return value / limit


class BodyMassIndex(Number):
    """Weight in kilograms divided by the square of height in metres. The height is asked in centimetres and is more
    than 0."""

    parts: ClassVar[tuple[str, str]] = ("weight", "height")
    printed: ClassVar[None] = None
    base_unit: ClassVar[str] = "kg/m^2"
    type: Literal["body_mass_index"]
    range: Annotated[list[Exact], Field(min_length=2, max_length=2)] = [Fraction(8), Fraction(150)]

    def combined(self, weight: Fraction, height: Fraction) -> Fraction:
        return weight / (height / 100) ** 2


# Types that ask for two numbers and combine them into one value.
Pair = Ratio | BodyMassIndex
NumberQuestion = LabValue | Age | TimeSince | Pair
Question = Choice | MultipleChoice | NumberQuestion
