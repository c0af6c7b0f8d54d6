"""Walks a validated definition: its models, questions, requirements, rules and texts, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from prescreen.rules.evaluation import Rule
from prescreen.trial.questions import OptionQuestion, Question, Text
from prescreen.trial.trial import Criterion, Requirement, Trial

# The keys and list indexes that lead to a part of a definition.
Location = tuple[str | int, ...]
# Ends the fix of a finding about a requirement that `compared` yields.
OR_DIFFERS = "or say why it differs with differs: and the reason"


@dataclass(frozen=True)
class Finding:
    """A problem at a place in a definition; `positions.located` finds its line in the file. `line` and `column` count
    from 1 within the text of a rule; they are 0 if the place is not a rule."""

    place: Location
    problem: str
    fix: str
    line: int = 0
    column: int = 0


def models(node: Any, place: Location = ()) -> Iterator[tuple[Location, BaseModel]]:
    """Every model in a definition, itself included, with its place."""
    if isinstance(node, BaseModel):
        yield place, node
        for name in type(node).model_fields:
            yield from models(getattr(node, name), (*place, name))
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from models(item, (*place, index))


def requirements(trial: Trial) -> Iterator[tuple[Location, Criterion, Requirement]]:
    for i, criterion in enumerate(trial.criteria):
        for j, requirement in enumerate(criterion.requirements):
            yield ("criteria", i, "requirements", j), criterion, requirement


def compared(trial: Trial) -> Iterator[tuple[Location, Criterion, Requirement]]:
    """The requirements that are compared with words: those of which the author doesn't say why they differ."""
    return (found for found in requirements(trial) if not found[2].differs)


def rules(trial: Trial) -> Iterator[tuple[Location, Rule]]:
    for place, _, requirement in requirements(trial):
        yield (*place, "fits"), requirement.fits
    for i, alert in enumerate(trial.alerts):
        yield ("alerts", i, "when"), alert.when
    for place, question in questions(trial):
        if question.ask_if:
            yield (*place, "ask_if"), question.ask_if


def questions(trial: Trial) -> Iterator[tuple[Location, Question]]:
    for i, step in enumerate(trial.steps):
        for j, question in enumerate(step.questions):
            yield ("steps", i, "questions", j), question


def texts(trial: Trial) -> Iterator[tuple[Location, dict[str, str]]]:
    """Every text that the author wrote, as language → text. Quotations of the registry are left out."""
    for place, model in models(trial):
        for name, field in type(model).model_fields.items():
            content = getattr(model, name)
            if field.annotation in (Text, Text | None) and content is not None:
                yield (*place, name), content
            elif field.annotation == list[Text]:
                for index, item in enumerate(content):
                    yield (*place, name, index), item


def asked_texts(trial: Trial, requirement: Requirement) -> Iterator[str]:
    """The texts of the questions that a requirement reads or shows, and of their options."""
    for question in (trial.questions[name] for name in requirement.question_ids):
        yield from question.ask.values()
        if isinstance(question, OptionQuestion):
            yield from (text for option in question.options for text in option.label.values())
        else:
            yield from question.name.values()


def finished(text: Text) -> Text:
    """A text in those languages in which it is written: in the others, a draft has TODO."""
    return {language: words for language, words in text.items() if "TODO" not in words}


def unchecked_entries(content: Any, groups: str, entries: str) -> Iterator[tuple[Location, dict[str, Any]]]:
    """The entries of lists within the groups of a list, such as the questions of steps, in a definition that may hold
    anything else there."""
    for i, group in enumerate(_list_in(content, groups)):
        for j, entry in enumerate(_list_in(group, entries)):
            if isinstance(entry, dict):
                yield (groups, i, entries, j), entry


def _list_in(content: Any, key: str) -> list[Any]:
    found = content.get(key) if isinstance(content, dict) else None
    return found if isinstance(found, list) else []
