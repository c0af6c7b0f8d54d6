"""A trial's definition: sections, steps and criteria."""

from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints

from prescreen.trial.fingerprint import fingerprints
from prescreen.trial.identity import Approval, RegistryId
from prescreen.trial.questions import Expression, Model, Name, Question, Text

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]


class Section(Model):
    """A part of the questionnaire. Its title shows the reader's progress. `staff` replaces it on pages for staff."""

    id: Slug
    title: Text
    staff: Text | None = None

    @property
    def staff_title(self) -> Text:
        return self.staff or self.title


class Step(Model):
    """One page of questions on one topic. `find_out` says how to get its results where several of them are missing."""

    id: Slug
    section: Slug
    title: Text
    intro: Text | None = None
    find_out: Text | None = None
    questions: Annotated[list[Annotated[Question, Field(discriminator="type")]], Field(min_length=1)]

    @cached_property
    def is_conditional(self) -> bool:
        """Whether some of the questions are not always asked."""
        return any(question.ask_if for question in self.questions)

    @cached_property
    def whole(self) -> "VisibleStep":
        return VisibleStep(self, self.questions)


class VisibleStep(NamedTuple):
    """A step on the path, with those of its questions that are asked."""

    step: Step
    questions: list[Question]


class Requirement(Model):
    """A part of a criterion that has a status of its own. `fits` is true when the person suits the study, for exclusion
    criteria too. `may_change` says that time or treatment may change the status, `study_team` that only the study team
    can judge what the rule leaves unknown. `shows` lists questions whose answers are shown with it though `fits` does
    not read them. `note` stands with it once all of its questions are asked, `if_not` where it does not fit. For staff,
    `staff` replaces `means`, and `staff_fits` the words for the status of one that fits."""

    id: Name
    means: Text
    fits: Expression
    may_change: bool = False
    study_team: bool = False
    shows: list[Name] = Field(default=[])
    note: Text | None = None
    if_not: Text | None = None
    differs: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] | None = None
    staff: Text | None = None
    staff_fits: Text | None = None

    @cached_property
    def question_ids(self) -> frozenset[str]:
        """The questions that the rule reads, or that are shown with it."""
        return self.fits.reads | frozenset(self.shows)

    @property
    def staff_means(self) -> Text:
        return self.staff or self.means


class Criterion(Model):
    """One criterion in the registry's own words. `note` says what is meant if those words are in error. Where
    `for_clinicians` is set, the words are quoted on staff pages and in the clinician's part only. `ask_clinician` is
    what a clinician is asked to confirm of them. I1, I2 … and E1, E2 … number the criteria of the registry's text in
    order; AGE and SEX are separate fields of the record."""

    id: Annotated[str, StringConstraints(pattern=r"^([IE][0-9]+|AGE|SEX)$")]
    kind: Literal["inclusion", "exclusion"]
    registry: str
    note: Text | None = None
    for_clinicians: bool = False
    ask_clinician: Text | None = None
    requirements: Annotated[list[Requirement], Field(min_length=1)]


class Alert(Model):
    """A warning that stands before everything else while `when` is true, with the answers that `when` reads. `now` is
    for emergency services, `today` for the doctor or hospital. A clinician has to confirm the rule and the words."""

    id: Name
    urgency: Literal["now", "today"]
    when: Expression
    text: Text


class Term(Model):
    """A technical term and its meaning. Its first occurrence in a text is marked."""

    term: Text
    means: Text


class Heading(Model):
    """The fields that the list of trials shows. Only authors see a `draft`."""

    id: Annotated[str, StringConstraints(pattern=r"^NCT[0-9]{8}$")]
    languages: Annotated[list[Annotated[str, StringConstraints(pattern="^(en|zh)$")]], Field(min_length=1)]
    draft: bool = False
    title: Text
    condition: Text
    for_whom: Text
    facility: Text

    def has_condition_of(self, other: "Heading") -> bool:
        """Whether both name the same condition in any language."""
        return bool({*map(str.casefold, self.condition.values())} & {*map(str.casefold, other.condition.values())})


class Trial(Heading):
    """A whole definition. The loader derives `version` from the content. Every Text has all of `languages`.
    `search_for` is the illness to look for in other studies, if not `condition`. `registry_ids` are those of other
    registries than ClinicalTrials.gov."""

    registry_ids: list[RegistryId] = Field(default=[])
    approval: Approval | None = None
    search_for: Text | None = None
    about: Text
    sponsor: Text
    at_hand: list[Text]
    sections: Annotated[list[Section], Field(min_length=1)]
    steps: Annotated[list[Step], Field(min_length=1)]
    criteria: Annotated[list[Criterion], Field(min_length=1)]
    glossary: list[Term] = Field(default=[])
    alerts: list[Alert] = Field(default=[])
    version: str = ""

    @property
    def all_ids(self) -> str:
        """The ids in all registries, as pages show them."""
        return " · ".join([self.id, *map(str, self.registry_ids)])

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for step in self.steps for question in step.questions}

    @cached_property
    def step(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    @cached_property
    def step_of(self) -> dict[str, Step]:
        return {question.id: step for step in self.steps for question in step.questions}

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """Question id → its fingerprint. Questions of two trials with equal ones are the same question."""
        return fingerprints(self.id, ((q, step.title, step.intro) for step in self.steps for q in step.questions))

    @cached_property
    def question_of_fingerprint(self) -> dict[str, str]:
        return {fingerprint: name for name, fingerprint in self.fingerprints.items()}

    @cached_property
    def deciding_questions(self) -> frozenset[str]:
        """The questions that decide whether others are asked."""
        return frozenset(name for q in self.questions.values() if q.ask_if for name in q.ask_if.reads)

    @cached_property
    def private_questions(self) -> frozenset[str]:
        """The sensitive questions, and those that are asked because of the answer to one."""
        sensitive = {name for name, question in self.questions.items() if question.sensitive}
        asked = {name for name, q in self.questions.items() if q.ask_if and q.ask_if.reads & sensitive}
        return frozenset(sensitive | asked)

    def criteria_reading(self, question: str) -> list[Criterion]:
        """The criteria that read or show this question, or a question whose `ask_if` depends on it."""
        bearing = {question}
        # An `ask_if` reads earlier questions only, so one pass in their order finds all that depend on this one.
        for other in self.questions.values():
            if other.ask_if and bearing & other.ask_if.reads:
                bearing.add(other.id)
        return [
            criterion for criterion in self.criteria if any(bearing & r.question_ids for r in criterion.requirements)
        ]

    @cached_property
    def questions_of(self) -> dict[str, list[str]]:
        """Requirement id → the questions that it reads or shows, in the order in which they are asked."""
        return {r.id: [name for name in self.questions if name in r.question_ids] for r in self.requirements}

    @cached_property
    def judged_by_team(self) -> list[str]:
        """The requirements whose rule leaves something to the study team."""
        return [requirement.id for requirement in self.requirements if requirement.study_team]

    @cached_property
    def requirements(self) -> list[Requirement]:
        return [requirement for criterion in self.criteria for requirement in criterion.requirements]
