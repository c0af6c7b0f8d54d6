"""The journey: which questions are asked and which step comes next, derived from the definition and the answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from prescreen.rules.evaluation import Truth, Value
from prescreen.screening.answers import Answers, value_of
from prescreen.trial.questions import Question
from prescreen.trial.trial import Trial, VisibleStep


@dataclass(frozen=True)
class Journey:
    """The path through a trial's steps. `answers` may hold answers to skipped questions."""

    trial: Trial
    answers: Answers
    visible_steps: list[VisibleStep]

    @cached_property
    def values(self) -> dict[str, Value]:
        """The known values of the questions on the path. Steps need none of them, so they are not always computed."""
        found = {question.id: value_of(question, self.answers.get(question.id)) for question in self.asked()}
        return {name: value for name, value in found.items() if value is not None}

    def asked(self) -> Iterator[Question]:
        for visible in self.visible_steps:
            yield from visible.questions

    def visible_step(self, step_id: str) -> VisibleStep | None:
        """The step with this id; None if it is not on the path."""
        return next((visible for visible in self.visible_steps if visible.step.id == step_id), None)

    def unanswered(self, visible: VisibleStep) -> list[Question]:
        return [question for question in visible.questions if question.id not in self.answers]

    def next_unanswered(self) -> VisibleStep | None:
        """The first step on the path with an unanswered question; None when all are answered."""
        return next((visible for visible in self.visible_steps if self.unanswered(visible)), None)

    def before(self, visible: VisibleStep | None) -> VisibleStep | None:
        """The step before this one on the path, or the path's last step for None. None if there is no such step, or
        this one is not on the path."""
        found: VisibleStep | None = None
        for other in self.visible_steps:
            if visible and other.step is visible.step:
                return found
            found = other
        return None if visible else found


def follow(trial: Trial, answers: Answers) -> Journey:
    """The journey with these answers, which must be as `read_all` returns them. A question is asked unless its `ask_if`
    is known to be false."""
    visible_steps: list[VisibleStep] = []
    deciding, values = trial.deciding_questions, dict[str, Value]()
    for step in trial.steps:
        visible = step.whole
        if step.is_conditional:
            asked = [q for q in step.questions if q.ask_if is None or q.ask_if(values) is not Truth.FALSE]
            visible = VisibleStep(step, asked)
        for question in visible.questions:
            if question.id in deciding:
                value = value_of(question, answers.get(question.id))
                if value is not None:
                    values[question.id] = value
        if visible.questions:
            visible_steps.append(visible)
    return Journey(trial, answers, visible_steps)
