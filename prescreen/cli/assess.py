"""`flask trial assess`: assesses answers files, one JSON line each."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from prescreen.cli.installed import study_of
from prescreen.i18n.error_messages import error_message
from prescreen.i18n.locale import use_language
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import read_all
from prescreen.screening.assessment import assess
from prescreen.screening.journey import follow
from prescreen.trial.trial import Trial


@click.command("assess")
@click.argument("nct")
@click.argument("files", nargs=-1, required=True)
@with_appcontext
def command(nct: str, files: tuple[str, ...]) -> None:
    """Assess answers files, one JSON line each; - reads JSON lines from standard input."""
    trial = study_of(nct).trial
    failed = False
    with use_language("en"):
        for name, text in _inputs(files):
            assessment, errors = _assessed(trial, text)
            if assessment is not None:
                # click.echo would flush after each line.
                sys.stdout.write(json.dumps(assessment, separators=(",", ":")) + "\n")
            for error in errors:
                failed = True
                click.echo(f"{name}: {error}", err=True)
    if failed:
        raise SystemExit(2)


def _inputs(files: tuple[str, ...]) -> Iterator[tuple[str, str | OSError]]:
    """The name of each input and its text, or the error if it can't be read."""
    for name in files:
        if name == "-":
            for number, line in enumerate(sys.stdin.buffer, 1):
                if line.strip():
                    yield f"standard input, line {number}", line.decode("utf-8-sig", "surrogateescape")
        else:
            try:
                yield name, Path(name).read_bytes().decode("utf-8-sig", "surrogateescape")
            except OSError as error:
                yield name, error


def _assessed(trial: Trial, text: str | OSError) -> tuple[dict[str, Any] | None, list[str]]:
    """One assessment as JSON, or None and the errors in the file."""
    if isinstance(text, OSError):
        return None, [f"the file can't be read: {text.strerror}"]
    try:
        given = _parsed(text)
    except (ValueError, RecursionError) as error:
        return None, [f"this is not an answers file: {error}"]
    errors: list[str] = []
    if isinstance(given, dict):
        unreadable = {name: found for name, value in given.items() if (found := _unreadable(value))}
        errors += [f"{_name(name)}: {found.problem}" for name, found in unreadable.items()]
        given = {name: value for name, value in given.items() if name not in unreadable}
    answers = read_all(trial, given, lambda name, error: errors.append(_message(trial, name, error)))
    return (None, errors) if errors else (assess(trial, follow(trial, answers).values).as_json(), [])


def _parsed(text: str) -> Any:
    """Parses JSON with exact numbers. A part that can't be read becomes Unreadable. Raises ValueError or
    RecursionError."""
    given = json.loads(
        text, parse_float=_number, parse_int=Decimal, parse_constant=_constant, object_pairs_hook=_without_repeats
    )
    if isinstance(given, Unreadable):
        raise ValueError(given.problem)
    return given


@dataclass(frozen=True)
class Unreadable:
    """A part of the JSON that can't be read, kept so that the error can name its question."""

    problem: str


def _number(text: str) -> Decimal | Unreadable:
    try:
        return Decimal(text)
    except ArithmeticError:
        return Unreadable(f"{text[:40]} is too large or too small")


def _constant(name: str) -> Unreadable:
    return Unreadable(f"{name} is not a number")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Unreadable:
    names = [name for name, _ in pairs]
    repeated = next((name for name in names if names.count(name) > 1), None)
    return dict(pairs) if repeated is None else Unreadable(f"{json.dumps(repeated)} appears twice")


def _unreadable(value: Any) -> Unreadable | None:
    """An unreadable part of a value, if there is one. Not recursive, since values may be nested deeply."""
    left = [value]
    while left:
        match left.pop():
            case Unreadable() as found:
                return found
            case dict() as parts:
                left += parts.values()
            case list() as parts:
                left += parts
    return None


# Errors that only a file can have. The others have the messages that readers see.
FILE_ERRORS = {
    "not_an_object": "an object of question ids and answers is expected",
    "unknown_question": "the trial has no such question",
    "not_a_list": "a list of options is expected",
    "wrong_parts": "an object with {parts} is expected, and nothing else",
    "not_an_option": "{given} is not among its options: {options}",
    "not_a_unit": "{given} is not among its units: {units}",
}


def _message(trial: Trial, name: str, error: AnswerError) -> str:
    if error.code in FILE_ERRORS:
        details = {
            detail: " and ".join(value) if detail == "parts" else _quoted(value)
            for detail, value in error.details.items()
        }
        message = FILE_ERRORS[error.code].format(**details)
    else:
        message = error_message(trial.questions[name], error)
    return f"{_name(name)}: {message}" if name else message


def _name(name: str) -> str:
    return json.dumps(name)[1:-1]


def _quoted(value: Any) -> str:
    try:
        return json.dumps(value, default=str)[:200]
    except RecursionError:
        return "a deeply nested value"
