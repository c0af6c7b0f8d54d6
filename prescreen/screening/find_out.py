"""How to find out what is not known yet."""

from collections.abc import Iterator

from prescreen.trial.questions import Number, Question, Text
from prescreen.trial.trial import Trial


def find_out_texts(trial: Trial, questions: list[Question]) -> Iterator[Text]:
    """How to find out each, or the results of a step together where it has a text for them and several are missing."""
    results: dict[str, list[Question]] = {}
    for question in questions:
        if isinstance(question, Number):
            results.setdefault(trial.step_of[question.id].id, []).append(question)
    for question in questions:
        step = trial.step_of[question.id]
        together = results.get(step.id, []) if step.find_out else []
        if question not in together or len(together) == 1:
            yield question.find_out
        elif question is together[0] and step.find_out:
            yield step.find_out
