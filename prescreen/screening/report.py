"""What pages and exports show of an assessment, in the trial's own texts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from prescreen.rules.evaluation import Rule, Truth
from prescreen.screening.answers import Answer, picked_options
from prescreen.screening.assessment import AssessedCriterion, Assessment, Outcome, Status, assess
from prescreen.screening.journey import Journey
from prescreen.screening.number_line import NumberLine, number_lines
from prescreen.screening.provenance import NO_NOTES, NO_PROVENANCE, NOT_JUDGED, Provenance, StaffNotes, TeamJudgement
from prescreen.trial.candidates import candidate_values
from prescreen.trial.questions import Question, Text
from prescreen.trial.trial import Criterion, Requirement

# What needs doing comes first.
GROUPS = (Status.DOES_NOT_FIT, Status.UNKNOWN, Status.FOR_STUDY_TEAM, Status.FITS)


@dataclass(frozen=True)
class Given:
    """A question that was asked, with its answer (None if it is not answered yet). A known number that a rule compares
    with a limit has a number line."""

    question: Question
    answer: Answer | None
    number_line: NumberLine | None = None
    provenance: Provenance = NO_PROVENANCE

    @property
    def talk_about(self) -> list[Text]:
        """What to raise with the doctor because of the picked options."""
        return [option.talk_about for option in picked_options(self.question, self.answer) if option.talk_about]


@dataclass(frozen=True)
class Asking:
    """A question whose answer is not known, with the open requirements that its answer alone could decide."""

    question: Question
    decides: list[Requirement]


@dataclass(frozen=True)
class AtLeastProgress:
    """The state of an at_least(needed, …): each part's questions and truth."""

    needed: int
    parts: list[tuple[list[Question], Truth]]


@dataclass(frozen=True)
class ReportLine:
    """A requirement with its status, the answers that it reads or shows, and the study team's judgement."""

    criterion: Criterion
    requirement: Requirement
    status: Status
    given: list[Given]
    at_least: list[AtLeastProgress]
    team: TeamJudgement = NOT_JUDGED

    @property
    def deciding(self) -> list[Given]:
        """The answers to name if the requirement does not fit: numbers outside a limit, else all of them."""
        return [given for given in self.given if given.number_line and not given.number_line.inside] or self.given


@dataclass(frozen=True)
class Report:
    """`criteria` are in the registry's order, `groups` by status. `how_to_find_out` are the questions to get answered,
    `talk_about` what to raise with the doctor. `answered` and `asked` are numbers of questions."""

    assessment: Assessment
    criteria: list[tuple[AssessedCriterion, list[ReportLine]]]
    groups: list[tuple[Status, list[ReportLine]]]
    how_to_find_out: list[Question]
    talk_about: list[Text]
    answered: int
    asked: int

    @property
    def outcome(self) -> Outcome:
        return self.assessment.outcome

    @property
    def complete(self) -> bool:
        return self.answered == self.asked

    def to_verify(self, lines: list[ReportLine]) -> list[Text]:
        """What a clinician has to find out or look up for these lines, each text once."""
        bearing = {given.question.id for line in lines for given in line.given}
        texts = [question.find_out for question in self.how_to_find_out if question.id in bearing]
        texts += [text for line in lines for given in line.given for text in given.talk_about]
        return [text for index, text in enumerate(texts) if text not in texts[:index]]

    def not_fitting(self, may_change: bool) -> list[ReportLine]:
        """The lines that do not fit and may, or may not, change with time or treatment."""
        lines = dict(self.groups).get(Status.DOES_NOT_FIT, [])
        return [line for line in lines if line.requirement.may_change is may_change]


def report(journey: Journey, notes: StaffNotes = NO_NOTES) -> Report:
    """The report on the answers so far. An unanswered question counts as unknown."""
    assessment = assess(journey.trial, journey.values)
    asked = _asked(journey, notes)
    criteria = [(assessed, list(_lines(journey, assessed, asked, notes))) for assessed in assessment.criteria]
    lines = [line for _, members in criteria for line in members]
    groups = [(status, [line for line in lines if line.status is status]) for status in GROUPS]
    return Report(
        assessment=assessment,
        criteria=criteria,
        groups=[(status, members) for status, members in groups if members],
        how_to_find_out=_how_to_find_out(journey, asked, lines),
        talk_about=[text for given in asked.values() for text in given.talk_about],
        answered=sum(given.answer is not None for given in asked.values()),
        asked=len(asked),
    )


def given_answers(journey: Journey) -> dict[str, Given]:
    """By id, every question that is asked, in order, with its answer. A number has a number line unless requirements
    differ in their limits for it."""
    lines: dict[str, list[NumberLine]] = {}
    for requirement in journey.trial.requirements:
        for name, line in number_lines(requirement.fits, journey).items():
            lines.setdefault(name, []).append(line)
    common = {name: found[0] for name, found in lines.items() if all(line == found[0] for line in found)}
    return {name: replace(given, number_line=common.get(name)) for name, given in _asked(journey, NO_NOTES).items()}


def ask_next(journey: Journey) -> list[Asking]:
    """The unknown questions that open requirements read, those that can decide the most requirements first."""
    open_requirements = [
        requirement
        for requirement in journey.trial.requirements
        if not requirement.study_team and requirement.fits(journey.values) is Truth.UNKNOWN
    ]
    found = []
    for question in journey.asked():
        bearing = [requirement for requirement in open_requirements if question.id in requirement.fits.reads]
        if bearing and question.id not in journey.values:
            decided = [requirement for requirement in bearing if _could_decide(journey, requirement, question)]
            found.append((len(bearing), Asking(question, decided)))
    # The sort is stable: ties keep the order in which the questions are asked.
    return [asking for bears, asking in sorted(found, key=lambda pair: (-len(pair[1].decides), -pair[0]))]


def _could_decide(journey: Journey, requirement: Requirement, question: Question) -> bool:
    return any(
        requirement.fits({**journey.values, question.id: value}) is not Truth.UNKNOWN
        for value in candidate_values(question, requirement.fits.uses)
    )


def _asked(journey: Journey, notes: StaffNotes) -> dict[str, Given]:
    return {
        question.id: Given(
            question, journey.answers.get(question.id), None, notes.provenance.get(question.id, NO_PROVENANCE)
        )
        for question in journey.asked()
    }


def _lines(
    journey: Journey, assessed: AssessedCriterion, asked: dict[str, Given], notes: StaffNotes
) -> Iterator[ReportLine]:
    for requirement, status in assessed.requirements:
        bearing = requirement.question_ids
        lines = number_lines(requirement.fits, journey)
        given = [
            replace(answer, number_line=lines[name]) if name in lines else answer
            for name, answer in asked.items()
            if name in bearing
        ]
        team = notes.team.get(requirement.id, NOT_JUDGED)
        yield ReportLine(assessed.criterion, requirement, status, given, _progress(journey, requirement.fits), team)


def _progress(journey: Journey, rule: Rule) -> list[AtLeastProgress]:
    return [
        AtLeastProgress(found.needed, [(_questions(journey, part), part(journey.values)) for part in found.parts])
        for found in rule.at_least
    ]


def _questions(journey: Journey, rule: Rule) -> list[Question]:
    return [question for name, question in journey.trial.questions.items() if name in rule.reads]


def _how_to_find_out(journey: Journey, asked: dict[str, Given], lines: list[ReportLine]) -> list[Question]:
    """The unknown questions that the rules of unknown requirements read, without those whose picked option has a
    `talk_about`: that text replaces the question's `find_out`."""
    wanted = {
        given.question.id
        for line in lines
        if line.status is Status.UNKNOWN
        for given in line.given
        if given.question.id in line.requirement.fits.reads and given.question.id not in journey.values
    }
    return [given.question for name, given in asked.items() if name in wanted and not given.talk_about]
