"""What pages and exports show of an assessment, in the trial's own texts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from prescreen.rules.deciding import deciding_sets
from prescreen.rules.evaluation import Rule, Truth
from prescreen.screening.alerts import RaisedAlert, raised_alerts
from prescreen.screening.assessment import AssessedCriterion, Assessment, Outcome, Status, assess
from prescreen.screening.at_least_progress import AtLeastProgress, at_least_progress
from prescreen.screening.close_calls import close_calls
from prescreen.screening.find_out import find_out_texts
from prescreen.screening.given import Given, asked_answers
from prescreen.screening.journey import Journey
from prescreen.screening.number_line import number_lines
from prescreen.screening.overview import settled
from prescreen.screening.provenance import NO_NOTES, NOT_JUDGED, StaffNotes, TeamJudgement
from prescreen.trial.questions import Number, Question, Text
from prescreen.trial.trial import Criterion, Requirement, Trial

# What needs doing comes first.
GROUPS = (Status.DOES_NOT_FIT, Status.UNKNOWN, Status.FOR_STUDY_TEAM, Status.FITS)


@dataclass(frozen=True)
class ReportLine:
    """A requirement with its status, the answers that it reads or shows, and the study team's judgement. `deciding` are
    the answers because of which it does not fit."""

    criterion: Criterion
    requirement: Requirement
    status: Status
    given: list[Given]
    deciding: list[Given]
    at_least: list[AtLeastProgress]
    team: TeamJudgement = NOT_JUDGED

    @property
    def note(self) -> Text | None:
        """The requirement's note, which is about questions that were asked."""
        if self.requirement.note is None:
            return None
        asked = {given.question.id for given in self.given}
        return self.requirement.note if self.requirement.question_ids <= asked else None


@dataclass(frozen=True)
class Reason:
    """Answers because of which requirements do not fit. An answer stands in one reason only."""

    given: list[Given]
    lines: list[ReportLine]

    @property
    def may_change(self) -> bool:
        """Whether time or treatment may change all that these answers decide."""
        return all(line.requirement.may_change for line in self.lines)


@dataclass(frozen=True)
class Report:
    """`asked` are the questions that are asked, `criteria` are in the registry's order, `groups` by status.
    `open_alerts` are those without private answers. `how_to_find_out` are the questions to get answered, `talk_about`
    what to raise with the doctor. `is_little_known` says that fewer than half of the requirements that answers can
    settle are settled."""

    trial: Trial
    assessment: Assessment
    asked: list[Given]
    alerts: list[RaisedAlert]
    open_alerts: list[RaisedAlert]
    criteria: list[tuple[AssessedCriterion, list[ReportLine]]]
    groups: list[tuple[Status, list[ReportLine]]]
    how_to_find_out: list[Question]
    is_little_known: bool

    @property
    def outcome(self) -> Outcome:
        return self.assessment.outcome

    @property
    def complete(self) -> bool:
        return self.answered == len(self.asked)

    def given_in(self, lines: list[ReportLine]) -> list[Given]:
        """The answers that these lines read or show, each once."""
        return list({given.question.id: given for line in lines for given in line.given}.values())

    def to_verify(self, lines: list[ReportLine]) -> list[Text]:
        """What a clinician has to find out or look up for these lines, each text once."""
        bearing = {given.question.id for line in lines for given in line.given}
        texts = [question.find_out for question in self.how_to_find_out if question.id in bearing]
        texts += [text for line in lines for given in line.given for text in given.talk_about]
        return [text for index, text in enumerate(texts) if text not in texts[:index]]

    def checklist(self, private: bool = True) -> list[Text]:
        """What to find out and to raise with the doctor, without what `close_calls` tells. Several results of one step
        take one line. Without `private` nothing is said of private questions."""
        hidden = frozenset() if private else self.trial.private_questions
        close = {given.question.id for given in self.close_calls(private)}
        wanted = [question for question in self.how_to_find_out if question.id not in hidden | close]
        told = [given for given in self.asked if given.question.id not in hidden]
        return [*find_out_texts(self.trial, wanted), *(text for given in told for text in given.talk_about)]

    def close_calls(self, private: bool = True) -> list[Given]:
        """The answers that are too close to a limit, each with its first such limit. Without `private` those to private
        questions are left out."""
        hidden = frozenset() if private else self.trial.private_questions
        found = [given for line in reversed(self.lines) for given in line.given if given.close_to]
        return [given for name, given in {given.question.id: given for given in found}.items() if name not in hidden]

    @property
    def talk_about(self) -> list[Text]:
        return [text for given in self.asked for text in given.talk_about]

    def warned(self, private: bool = True) -> set[str]:
        """The questions whose answers alerts have told. They only name sensitive questions."""
        told = self.alerts if private else self.open_alerts
        return {given.question.id for raised in told for given in raised.given if not given.question.sensitive}

    @cached_property
    def lines(self) -> list[ReportLine]:
        """Every requirement's, in the registry's order."""
        return [line for _, members in self.criteria for line in members]

    @property
    def answered(self) -> int:
        return sum(given.answer is not None for given in self.asked)

    @property
    def private_answers(self) -> int:
        """How many private questions have an answer, “I don't know” included."""
        private = self.trial.private_questions
        return sum(given.question.id in private and given.answer is not None for given in self.asked)

    @property
    def open_reasons(self) -> list[Reason]:
        """The reasons without private answers."""
        private = self.trial.private_questions
        return [reason for reason in self.reasons if not any(given.question.id in private for given in reason.given)]

    @property
    def reasons(self) -> list[Reason]:
        """Why requirements do not fit: those that neither time nor treatment may change come first."""
        found: list[Reason] = []
        for line in dict(self.groups).get(Status.DOES_NOT_FIT, []):
            told = {given.question.id: reason for reason in found for given in reason.given}
            new = [given for given in line.deciding if given.question.id not in told]
            if new or not line.deciding:
                found.append(Reason(new, [line]))
            else:
                told[line.deciding[0].question.id].lines.append(line)
        return sorted(found, key=lambda reason: reason.may_change)


def report(journey: Journey, notes: StaffNotes = NO_NOTES) -> Report:
    """The report on the answers so far. An unanswered question counts as unknown."""
    assessment = assess(journey.trial, journey.values)
    asked = asked_answers(journey, notes)
    criteria = [(assessed, list(_lines(journey, assessed, asked, notes))) for assessed in assessment.criteria]
    lines = [line for _, members in criteria for line in members]
    groups = [(status, [line for line in lines if line.status is status]) for status in GROUPS]
    return Report(
        trial=journey.trial,
        assessment=assessment,
        asked=list(asked.values()),
        alerts=raised_alerts(journey),
        open_alerts=raised_alerts(journey, private=False),
        criteria=criteria,
        groups=[(status, members) for status, members in groups if members],
        how_to_find_out=_how_to_find_out(journey, asked, lines),
        is_little_known=_is_little_known(lines),
    )


def _is_little_known(lines: list[ReportLine]) -> bool:
    known, points = settled((line.requirement, line.status) for line in lines)
    return 2 * known < points


def _lines(
    journey: Journey, assessed: AssessedCriterion, asked: dict[str, Given], notes: StaffNotes
) -> Iterator[ReportLine]:
    for requirement, status in assessed.requirements:
        may_fit = status is not Status.DOES_NOT_FIT
        lines = {} if may_fit else number_lines(requirement.fits, journey)
        is_open = status in (Status.UNKNOWN, Status.FOR_STUDY_TEAM)
        close = close_calls(requirement.fits, journey.values) if is_open else {}
        given = [
            replace(asked[name], number_line=lines.get(name), close_to=close.get(name))
            if name in lines or name in close
            else asked[name]
            for name in journey.trial.questions_of[requirement.id]
            if name in asked
        ]
        decides = set() if may_fit else _deciding(journey, requirement.fits)
        yield ReportLine(
            criterion=assessed.criterion,
            requirement=requirement,
            status=status,
            given=given,
            deciding=[answer for answer in given if answer.question.id in decides],
            at_least=at_least_progress(journey, requirement.fits),
            team=notes.team.get(requirement.id, NOT_JUDGED),
        )


def _deciding(journey: Journey, rule: Rule) -> set[str]:
    """The questions to name where a rule is false. Of a number whose limit depends on another answer, the number: the
    other answer would read as a way to fit."""
    found: set[str] = set()
    for names in deciding_sets(rule, journey.values):
        numbers = {name for name in names if isinstance(journey.trial.questions[name], Number)}
        found |= numbers or names
    return found


def _how_to_find_out(journey: Journey, asked: dict[str, Given], lines: list[ReportLine]) -> list[Question]:
    """The questions that the rules of unknown requirements read and that are unknown or too close to a limit, without
    those that may turn out not to be asked, and without those whose picked option has a `talk_about`: that text
    replaces the question's `find_out`."""
    wanted = {
        given.question.id
        for line in lines
        if line.status is Status.UNKNOWN
        for given in line.given
        if given.question.id in line.requirement.fits.reads
        and (given.question.id not in journey.values or given.close_to)
    }
    return [
        given.question
        for name, given in asked.items()
        if name in wanted and not given.talk_about and _is_surely_asked(journey, given.question)
    ]


def _is_surely_asked(journey: Journey, question: Question) -> bool:
    return question.ask_if is None or question.ask_if(journey.values) is Truth.TRUE
