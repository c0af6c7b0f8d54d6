"""The questions that are asked, with their answers."""

from dataclasses import dataclass
from functools import cached_property

from prescreen.rules.times import Duration
from prescreen.screening.answers import Answer, picked_options
from prescreen.screening.journey import Journey
from prescreen.screening.number_line import NumberLine
from prescreen.screening.provenance import NO_NOTES, NO_PROVENANCE, Provenance, StaffNotes
from prescreen.trial.questions import Question, Text


@dataclass(frozen=True)
class Given:
    """A question that was asked, with its answer (None if it is not answered yet). A known number has a
    number line where a rule that it does not fit compares it with a limit. `close_to` is the limit that a time is too
    close to, where the rule is not known for that."""

    question: Question
    answer: Answer | None
    number_line: NumberLine | None = None
    provenance: Provenance = NO_PROVENANCE
    close_to: Duration | None = None

    @cached_property
    def talk_about(self) -> list[Text]:
        """What to raise with the doctor because of the picked options."""
        return [option.talk_about for option in picked_options(self.question, self.answer) if option.talk_about]


def asked_answers(journey: Journey, notes: StaffNotes = NO_NOTES) -> dict[str, Given]:
    """By id, every question that is asked, in order, with its answer."""
    return {
        question.id: Given(
            question, journey.answers.get(question.id), None, notes.provenance.get(question.id, NO_PROVENANCE)
        )
        for question in journey.asked()
    }
