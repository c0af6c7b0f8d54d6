"""Where things stand in a definition, and what is found there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from prescreen.trial.questions import Text
from prescreen.trial.trial import Trial

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """A fault before it is given its line. `line` and `column` count within a rule's text; 0 where it isn't one."""

    place: Location
    problem: str
    fix: str
    line: int = 0
    column: int = 0


def models(node: Any, place: Location = ()) -> Iterator[tuple[Location, BaseModel]]:
    """Every model in a definition, with its place."""
    if isinstance(node, BaseModel):
        yield place, node
        for name in type(node).model_fields:
            yield from models(getattr(node, name), (*place, name))
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from models(item, (*place, index))


def requirements(trial: Trial) -> Iterator[tuple[int, int, Any]]:
    for i, criterion in enumerate(trial.criteria):
        for j, requirement in enumerate(criterion.requirements):
            yield i, j, requirement


def questions(trial: Trial) -> Iterator[tuple[Location, Any]]:
    for i, step in enumerate(trial.steps):
        for j, question in enumerate(step.questions):
            yield ("steps", i, "questions", j), question


def texts(trial: Trial) -> Iterator[tuple[Location, dict[str, str]]]:
    """Every text of a definition's author; what the registry says is none."""
    for place, model in models(trial):
        for name, field in type(model).model_fields.items():
            content = getattr(model, name)
            if field.annotation in (Text, Text | None) and content is not None:
                yield (*place, name), content
            elif field.annotation == list[Text]:
                for index, item in enumerate(content):
                    yield (*place, name, index), item
