"""What a trial's definition is."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from prescreen.trial.questions import Expression, Model, Name, Question, Text

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]


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
    shows: list[Name] = Field(default=[])
    note: Text | None = None


class Criterion(Model):
    """One criterion in the registry's own words, and a note on what they plainly mean where they slip. I1, I2 … and E1,
    E2 … are those of its text, in its order; AGE and SEX those that it holds in fields of their own."""

    id: Annotated[str, StringConstraints(pattern=r"^([IE][0-9]+|AGE|SEX)$")]
    kind: Literal["inclusion", "exclusion"]
    registry: str
    note: Text | None = None
    requirements: Annotated[list[Requirement], Field(min_length=1)]


class Term(Model):
    """A word of the trade that is marked where it first stands in a text, with what it means."""

    term: Text
    means: Text


class Heading(Model):
    """What a list shows of a trial. A `draft` is shown to its authors only."""

    id: Annotated[str, StringConstraints(pattern=r"^NCT[0-9]{8}$")]
    languages: Annotated[list[Annotated[str, StringConstraints(pattern="^(en|zh)$")]], Field(min_length=1)]
    draft: bool = False
    title: Text
    condition: Text
    facility: Text


class Trial(Heading):
    """A whole definition. `version` is made by the loader from the content."""

    about: Text
    for_whom: Text
    sponsor: Text
    at_hand: list[Text]
    sections: Annotated[list[Section], Field(min_length=1)]
    steps: Annotated[list[Step], Field(min_length=1)]
    criteria: Annotated[list[Criterion], Field(min_length=1)]
    glossary: list[Term] = Field(default=[])
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
