"""Questions by type."""

from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from prescreen.rules.evaluation import Rule
from prescreen.rules.parser import parse
from prescreen.trial.number_units import ONE, AgeUnits, NoUnits
from prescreen.trial.ranges import Exact, Range, Spans, in_spans
from prescreen.trial.terminology import Loinc, LoincAnswer, Ucum

# The answer “I don't know”, for every type.
UNKNOWN = "unknown"

# The same text by language.
Text = dict[str, Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]]


def in_language(text: Text, language: str) -> str:
    """The text in this language, or in the first one that it has."""
    return text.get(language) or next(iter(text.values()))


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
OptionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=40)]


def _rule(source: Any) -> Any:
    return parse(source) if isinstance(source, str) else source


Expression = Annotated[Rule, BeforeValidator(_rule), WithJsonSchema({"type": "string"})]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)

    def __copy__(self) -> Self:
        """A copy, for `model_copy` with other values too, without what was computed from the fields and cached."""
        copied = super().__copy__()
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Option(Model):
    """One answer that can be picked. An `unknown` one, such as “still being tested”, counts as not known. An
    `exclusive` one can't be picked with another. `talk_about` is what to raise with the doctor when it is picked.
    `loinc` is its answer code in the LOINC list of the question's test."""

    id: OptionId
    label: Text
    loinc: LoincAnswer | None = None
    unknown: bool = False
    exclusive: bool = False
    talk_about: Text | None = None


class Mistaken(Model):
    """Another kind of number that is often typed in a question's place, such as a percentage for a count. `label` names
    it, `means` says what it is and what to do. `unit` is its UCUM code, where the menu of units holds it. `likely` are
    the numbers as typed that may well be of this kind; without it, all."""

    unit: Ucum | None = None
    label: Text
    means: Text
    likely: Spans | None = None

    def is_likely(self, number: Fraction) -> bool:
        return self.likely is None or in_spans(number, self.likely)


class BaseQuestion(Model):
    """The fields of every question. `find_out` says how to get the answer. Without `ask_if` it is always asked.
    `about_this_study` says whether an answer counts for this trial only; left out, the words decide (`fingerprint`).

    Code that differs by type matches on `type` and names every type: mypy then reports each place that lacks a new one.
    Attributes that all types have (`short_name`, `parts`, `printed`, `loinc`, `also_loinc`) get no default here, so
    that each type must define its own."""

    id: Name
    ask: Text
    hint: Text | None = None
    why: Text
    find_out: Text
    sensitive: bool = False
    ask_if: Expression | None = None
    about_this_study: bool | None = None


class OptionQuestion(BaseQuestion):
    """A question that is answered with options. Without a `name` for rows and lists, its whole text is used. `loinc` is
    the code of a scale whose answers the options are."""

    name: Text | None = None
    parts: ClassVar[tuple[str, ...]] = ()
    printed: ClassVar[None] = None
    loinc: dict[Loinc, str] = {}
    also_loinc: ClassVar[dict[Loinc, str]] = {}
    options: Annotated[list[Option], Field(min_length=2)]

    @property
    def short_name(self) -> Text:
        return self.name or self.ask

    @property
    def is_graded(self) -> bool:
        """Whether the options are the grades of a scale: every id is a digit."""
        return all(len(option.id) == 1 and option.id in "0123456789" for option in self.options)

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
    an answer, and name its inputs. `printed` are the test's names on laboratory reports, with commas between them
    (semicolons where a name has a comma); None if reports don't print it. `also_printed` are rarer names, in any
    language. `loinc` maps the test's LOINC codes to their long common names; `also_loinc` does so for those of the same
    test by a certain method, which are read but not written. Within `range`, the numbers in `usual` are accepted
    without asking again; without it, all are."""

    name: Text
    also_printed: list[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]] = []
    loinc: dict[Loinc, str] = {}
    also_loinc: dict[Loinc, str] = {}
    range: Range
    usual: Spans | None = None
    mistaken: list[Mistaken] = []
    implausible: Text

    @property
    def short_name(self) -> Text:
        return self.name


class Quantity(Number):
    """A number with a unit. `units` maps each unit to its size in the first one, the base unit; `usual_unit` is the
    unit that reports print, by language; `ucum` maps units to their UCUM codes. `choose_unit` says that the menu of
    units starts on none of them, because no number tells what its unit is."""

    parts: ClassVar[tuple[str, ...]] = ("value", "unit")
    whole: ClassVar[bool] = False
    units: Annotated[dict[str, Exact], Field(min_length=1)]
    usual_unit: Text | None = None
    ucum: dict[str, Ucum] = {}
    choose_unit: bool = False

    @property
    def base_unit(self) -> str:
        return next(iter(self.units))

    @cached_property
    def other_kinds(self) -> dict[str, Mistaken]:
        """The units of another kind that the menu holds, by UCUM code."""
        return {kind.unit: kind for kind in self.mistaken if kind.unit}


class LabValue(Quantity):
    """A number with a unit, from a laboratory report."""

    type: Literal["quantity"]
    printed: Text


class Count(Quantity):
    """How many of something there are: a whole number without a unit."""

    printed: ClassVar[None] = None
    whole: ClassVar[bool] = True
    type: Literal["count"]
    units: NoUnits = {ONE: Fraction(1)}


class Age(Quantity):
    """An age in completed years; for children in completed months, weeks or days too, with a list of `units`."""

    printed: ClassVar[None] = None
    whole: ClassVar[bool] = True
    type: Literal["age"]
    units: AgeUnits = {"years_of_age": Fraction(1)}
    ucum: dict[str, Ucum] = {"years_of_age": "a", "months_of_age": "mo", "weeks_of_age": "wk", "days_of_age": "d"}
    range: Range = [Fraction(0), Fraction(120)]


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
    range: Range = [Fraction(0), Fraction(43830)]


class Ratio(Number):
    """A result divided by the laboratory's own upper limit of normal, which is more than 0. Both are in the report's
    unit, whichever that is, so `loinc` may hold a code for each kind of unit. `usual` is of the limit."""

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
    range: Range = [Fraction(8), Fraction(150)]

    def combined(self, weight: Fraction, height: Fraction) -> Fraction:
        return weight / (height / 100) ** 2


# Types that ask for two numbers and combine them into one value.
Pair = Ratio | BodyMassIndex
QuantityQuestion = LabValue | Count | Age | TimeSince
NumberQuestion = QuantityQuestion | Pair
Question = Choice | MultipleChoice | NumberQuestion
