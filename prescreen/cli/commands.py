"""`flask trial …`: the commands for authors, study teams and scripts."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from prescreen.definitions.catalogue import Catalogue
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import Study, load
from prescreen.i18n.error_messages import error_message
from prescreen.i18n.locale import use_language
from prescreen.i18n.record_labels import RECORD_WARNING
from prescreen.registry.record_warnings import RecordWarning, age_in_days, record_warnings
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import read_all
from prescreen.screening.assessment import assess
from prescreen.screening.journey import follow
from prescreen.trial.trial import Trial
from prescreen.web.request_context import today

# Command → the module that has it, imported when it is asked for: serving needs none of them.
ELSEWHERE = {
    "check": "check",
    "diff": "record",
    "graph": "author",
    "new": "author",
    "pack": "author",
    "refresh": "record",
    "schema": "author",
}


class Commands(AppGroup):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        found: click.Command = getattr(import_module(f"prescreen.cli.{ELSEWHERE[cmd_name]}"), cmd_name)
        return found


trial = Commands("trial", help="Make, check, look at and use the trials that are installed.")


def init_app(app: Flask) -> None:
    app.cli.add_command(trial)


@trial.command("list")
def list_() -> None:
    """The trials that are installed: id, languages, status and its date, titles."""
    for folder in catalogue().folders():
        try:
            study = load(folder)
        except DefinitionError as error:
            click.echo(
                f"{folder.name}: can't be loaded: {len(error.faults)} fault(s), see `flask trial check`", err=True
            )
            continue
        languages = ", ".join(study.trial.languages)
        record = study.record
        click.echo(f"{study.trial.id}  [{languages}]  {record.status} on {record.status_as_of}")
        for language in study.trial.languages:
            click.echo(f"    {language}: {study.trial.title[language]}")
        for notice in record_warnings(record, bool(study.changed_criteria), today()):
            click.echo(f"    ! {_notice(study, notice)}")


def _notice(study: Study, notice: RecordWarning) -> str:
    nct = study.trial.id
    if notice is RecordWarning.CRITERIA_CHANGED:
        return f"criteria differ from those reviewed: {', '.join(study.changed_criteria)}; see flask trial diff {nct}"
    if notice is RecordWarning.STALE:
        return f"the record is {age_in_days(study.record, today())} days old; see flask trial refresh {nct}"
    with use_language("en"):
        return f"readers are told: {RECORD_WARNING[notice]}"


@trial.command("assess")
@click.argument("nct")
@click.argument("files", nargs=-1, required=True)
def assess_(nct: str, files: tuple[str, ...]) -> None:
    """Assess answers files, one JSON line each; - reads JSON lines from standard input."""
    studied = study_of(nct).trial
    bad = False
    with use_language("en"):
        for place, text in _cases(files):
            found = list(_assessed(studied, text))
            for line in found:
                if isinstance(line, str):
                    bad = True
                    click.echo(f"{place}: {line}", err=True)
                else:
                    # Not click.echo, which flushes each line.
                    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    if bad:
        raise SystemExit(2)


def catalogue() -> Catalogue:
    installed: Catalogue = current_app.extensions["prescreen"]
    return installed


def folder_of(nct: str) -> Path:
    found = {folder.name: folder for folder in catalogue().folders()}
    if nct not in found:
        raise click.BadParameter(f"no trial {nct} is installed; there is {', '.join(found) or 'none'}")
    return found[nct]


def study_of(nct: str) -> Study:
    """An installed trial; raises what the command line shows where there is none, or where it can't be loaded."""
    try:
        return load(folder_of(nct))
    except DefinitionError as error:
        raise click.ClickException(f"{nct} can't be loaded:\n{error}") from error


def _cases(files: tuple[str, ...]) -> Iterator[tuple[str, str | OSError]]:
    """Each case's name and text, or why its file can't be read."""
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


def _assessed(studied: Trial, text: str | OSError) -> Iterator[Any]:
    """One assessment as JSON, or a line of text for each error."""
    if isinstance(text, OSError):
        yield f"the file can't be read: {text.strerror}"
        return
    try:
        given = json.loads(
            text, parse_float=_number, parse_int=Decimal, parse_constant=_constant, object_pairs_hook=_once_each
        )
        if isinstance(given, Unreadable):
            raise ValueError(given.problem)
    except (ValueError, RecursionError) as error:
        yield f"this is not an answers file: {error}"
        return
    errors: list[str] = []
    if isinstance(given, dict):
        unreadable = {name: found.problem for name, value in given.items() if (found := _unreadable(value))}
        errors += [f"{_name(name)}: {problem}" for name, problem in unreadable.items()]
        given = {name: value for name, value in given.items() if name not in unreadable}
    answers = read_all(studied, given, lambda name, error: errors.append(_message(studied, name, error)))
    if errors:
        yield from errors
    else:
        yield assess(studied, follow(studied, answers).values).as_json()


@dataclass(frozen=True)
class Unreadable:
    """Stands for a piece of JSON that can't be taken, until the question that it belongs to is known."""

    problem: str


def _number(text: str) -> Decimal | Unreadable:
    try:
        return Decimal(text)
    except ArithmeticError:
        return Unreadable(f"{text[:40]} is too large or too small")


def _constant(name: str) -> Unreadable:
    return Unreadable(f"{name} is not a number")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Unreadable:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    return dict(pairs) if twice is None else Unreadable(f"{json.dumps(twice)} stands twice")


def _unreadable(value: Any) -> Unreadable | None:
    """The first unreadable piece of a value, which may be nested too deeply for recursion."""
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


# Errors that only a file can hold; the others have words for readers.
FILE_ERRORS = {
    "not_an_object": "an object of question ids and answers is expected",
    "unknown_question": "the trial has no such question",
    "not_a_list": "a list of options is expected",
    "wrong_parts": "an object with {parts} is expected, and nothing else",
    "not_an_option": "{given} is not among its options: {options}",
    "not_a_unit": "{given} is not among its units: {units}",
}


def _message(studied: Trial, name: str, error: AnswerError) -> str:
    if error.code in FILE_ERRORS:
        details = {
            detail: " and ".join(value) if detail == "parts" else _shown(value)
            for detail, value in error.details.items()
        }
        message = FILE_ERRORS[error.code].format(**details)
    else:
        message = error_message(studied.questions[name], error)
    return f"{_name(name)}: {message}" if name else message


def _name(name: str) -> str:
    return json.dumps(name)[1:-1]


def _shown(value: Any) -> str:
    try:
        return json.dumps(value, default=str)[:200]
    except RecursionError:
        return "what is nested too deeply"
