"""Compares the questions of a definition with those of other trials: which are one question, and which only look so."""

from collections.abc import Iterator, Sequence
from typing import Any

from prescreen.definitions.locations import Finding, Location, questions
from prescreen.trial.fingerprint import is_about_study, judged
from prescreen.trial.questions import Question
from prescreen.trial.trial import Trial

ANSWER = "Ask it in the same words, give it another id, or say about_this_study: true"


def study_findings(trial: Trial, others: Sequence[Trial]) -> Iterator[Finding]:
    """The questions that another trial for the same condition asks otherwise under the same id, or under another id in
    the same way. Those of which a trial says that they are its own are not compared."""
    others = [other for other in others if trial.has_condition_of(other)]
    for place, question in questions(trial):
        yield from _otherwise((*place, "id"), trial, question, others)
        yield from _under_another_id((*place, "id"), trial, question, others)


def _otherwise(place: Location, trial: Trial, question: Question, others: Sequence[Trial]) -> Iterator[Finding]:
    found: dict[str, list[str]] = {}  # the parts that differ → the trials
    for other in others:
        if question.id in other.questions:
            parts = ", ".join(_differing(trial, question, other))
            found.setdefault(parts, []).append(other.id)
    for parts, ids in found.items():
        if parts:
            asked = "asks" if len(ids) == 1 else "ask"
            problem = f"{question.id} is also in {', '.join(ids)}, which {asked} it otherwise ({parts})"
            yield Finding(place, problem, ANSWER)


def _differing(trial: Trial, question: Question, other: Trial) -> list[str]:
    """The keys that differ, in the languages that both trials have."""
    step, other_step = trial.step_of[question.id], other.step_of[question.id]
    other_question = other.questions[question.id]
    abouts = is_about_study(question, step.intro), is_about_study(other_question, other_step.intro)
    if all(abouts) or question.about_this_study or other_question.about_this_study:
        return []
    languages = {*trial.languages} & {*other.languages}
    here = judged(question, step.title, step.intro)
    there = judged(other_question, other_step.title, other_step.intro)
    names = [name for name in {**here, **there} if _in(here.get(name), languages) != _in(there.get(name), languages)]
    return [*names, *(["about_this_study"] if abouts[0] != abouts[1] else [])]


def _in(content: Any, languages: set[str]) -> Any:
    """The content without texts in other languages."""
    if isinstance(content, list):
        return [_in(item, languages) for item in content]
    if not isinstance(content, dict):
        return content
    is_text = content.keys() <= {"en", "zh"}
    return {key: _in(value, languages) for key, value in content.items() if not is_text or key in languages}


def _under_another_id(place: Location, trial: Trial, question: Question, others: Sequence[Trial]) -> Iterator[Finding]:
    fingerprint = trial.fingerprints[question.id]
    for other in others:
        for name, same in other.fingerprints.items():
            if same == fingerprint and name != question.id:
                problem = f"{question.id} is the question {name} of {other.id} under another id"
                yield Finding(place, problem, f"Call it {name}")
