"""One structure behind every output: what is shown of an assessment, in the trial's own texts."""

from collections.abc import Iterator
from dataclasses import dataclass

from prescreen.rules.evaluation import Rule, Truth
from prescreen.screening.answers import Answer
from prescreen.screening.assessment import AssessedCriterion, Assessment, Outcome, Status, assess
from prescreen.screening.journey import Journey
from prescreen.screening.number_line import NumberLine, number_lines
from prescreen.screening.provenance import NOT_JUDGED, NOT_SAID, Provenance, StaffNotes, TeamJudgement
from prescreen.trial.candidates import candidate_values
from prescreen.trial.questions import UNKNOWN, Choice, MultipleChoice, Question, Text
from prescreen.trial.trial import Criterion, Requirement

# What needs doing comes first.
GROUPS = (Status.DOES_NOT_FIT, Status.UNKNOWN, Status.FOR_STUDY_TEAM, Status.FITS)


@dataclass(frozen=True)
class Given:
    """A question that was asked, with its answer as data (None where it is not answered yet), and for a number that
    is judged against a limit, where it stands."""

    question: Question
    answer: Answer | None
    number_line: NumberLine | None = None
    provenance: Provenance = NOT_SAID


@dataclass(frozen=True)
class Asking:
    """A question whose answer is not known, with the open requirements that one answer to it could decide."""

    question: Question
    decides: list[Requirement]


@dataclass(frozen=True)
class Counted:
    """An “at least so many of these”, with each part's questions and truth."""

    needed: int
    parts: list[tuple[list[Question], Truth]]


@dataclass(frozen=True)
class ReportLine:
    """A requirement as the reader sees it, with every answer that bears on it; `team` is the study team's own view."""

    criterion: Criterion
    requirement: Requirement
    status: Status
    given: list[Given]
    counted: list[Counted]
    team: TeamJudgement = NOT_JUDGED

    @property
    def deciding(self) -> list[Given]:
        """The answers to name where a line does not fit: numbers on the wrong side, else all that bear on it."""
        return [given for given in self.given if given.number_line and not given.number_line.inside] or self.given


@dataclass(frozen=True)
class Report:
    """`criteria` are in the registry's order, `groups` by status; `find_out` are the questions to get answered,
    `talk_about` what to raise with the doctor."""

    assessment: Assessment
    criteria: list[tuple[AssessedCriterion, list[ReportLine]]]
    groups: list[tuple[Status, list[ReportLine]]]
    find_out: list[Question]
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
        """What a clinician has to find out or look up for some lines, each text once."""
        bearing = {given.question.id for line in lines for given in line.given}
        texts = [question.find_out for question in self.find_out if question.id in bearing]
        texts += [text for line in lines for given in line.given for text in _talk_about(given)]
        return [text for place, text in enumerate(texts) if text not in texts[:place]]

    def not_fitting(self, may_change: bool) -> list[ReportLine]:
        """What does not fit and may, or may not, change with time or treatment."""
        lines = dict(self.groups).get(Status.DOES_NOT_FIT, [])
        return [line for line in lines if line.requirement.may_change is may_change]


NO_NOTES = StaffNotes()


def report(journey: Journey, notes: StaffNotes = NO_NOTES) -> Report:
    """What to show of the answers so far; an unanswered question counts as unknown."""
    assessment = assess(journey.trial, journey.values)
    asked = given_answers(journey, notes)
    criteria = [(assessed, list(_lines(journey, assessed, asked, notes))) for assessed in assessment.criteria]
    lines = [line for _, members in criteria for line in members]
    groups = [(status, [line for line in lines if line.status is status]) for status in GROUPS]
    return Report(
        assessment=assessment,
        criteria=criteria,
        groups=[(status, members) for status, members in groups if members],
        find_out=_find_out(journey, lines),
        talk_about=[text for given in asked.values() for text in _talk_about(given)],
        answered=sum(given.answer is not None for given in asked.values()),
        asked=len(asked),
    )


def given_answers(journey: Journey, notes: StaffNotes = NO_NOTES) -> dict[str, Given]:
    """Every question that is asked, in order, with what was given."""
    placed = number_lines(journey)
    return {
        q.id: Given(q, journey.answers.get(q.id), placed.get(q.id), notes.provenance.get(q.id, NOT_SAID))
        for q in journey.asked()
    }


def ask_next(journey: Journey) -> list[Asking]:
    """The questions that are not known and bear on an open requirement, those that can decide most of them first."""
    open_rules = [
        requirement
        for requirement in journey.trial.requirements
        if not requirement.study_team and requirement.fits(journey.values) is Truth.UNKNOWN
    ]
    found = []
    for question in journey.asked():
        bearing = [requirement for requirement in open_rules if question.id in requirement.fits.reads]
        if bearing and question.id not in journey.values:
            decided = [requirement for requirement in bearing if _could_decide(journey, requirement, question)]
            found.append((len(bearing), Asking(question, decided)))
    # The sort is stable: equals stay in the order in which they are asked.
    return [asking for bears, asking in sorted(found, key=lambda pair: (-len(pair[1].decides), -pair[0]))]


def _could_decide(journey: Journey, requirement: Requirement, question: Question) -> bool:
    return any(
        requirement.fits({**journey.values, question.id: value}) is not Truth.UNKNOWN
        for value in candidate_values(question, requirement.fits.uses)
    )


def _lines(
    journey: Journey, assessed: AssessedCriterion, asked: dict[str, Given], notes: StaffNotes
) -> Iterator[ReportLine]:
    for requirement, status in assessed.requirements:
        beside = requirement.fits.reads | set(requirement.shows)
        given = [answer for name, answer in asked.items() if name in beside]
        counted = [
            Counted(count.needed, [(_questions(journey, part), part(journey.values)) for part in count.parts])
            for count in requirement.fits.counts
        ]
        team = notes.team.get(requirement.id, NOT_JUDGED)
        yield ReportLine(assessed.criterion, requirement, status, given, counted, team)


def _questions(journey: Journey, rule: Rule) -> list[Question]:
    return [question for name, question in journey.trial.questions.items() if name in rule.reads]


def _find_out(journey: Journey, lines: list[ReportLine]) -> list[Question]:
    """Questions that are not known and would settle a requirement that is not known yet."""
    open_lines = [line for line in lines if line.status is Status.UNKNOWN]
    wanted = {
        given.question.id
        for line in open_lines
        for given in line.given
        if given.question.id in line.requirement.fits.reads and given.question.id not in journey.values
    }
    return [
        question
        for question in journey.asked()
        if question.id in wanted and not list(_talk_about(Given(question, journey.answers.get(question.id))))
    ]


def _talk_about(given: Given) -> Iterator[Text]:
    """What a picked option gives to talk about; it stands in place of the question's `find_out`."""
    if isinstance(given.question, Choice | MultipleChoice) and given.answer not in (None, UNKNOWN):
        picked = given.answer if isinstance(given.answer, list) else [given.answer]
        for option in picked:
            text = given.question.option[option].talk_about
            if text:
                yield text
