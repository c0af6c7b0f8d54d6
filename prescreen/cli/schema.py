"""`flask trial schema`: prints the JSON Schema of definition.yaml, for editors."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from prescreen.cli.installed import catalogue
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import TRIALS
from prescreen.definitions.schema import definition_schema
from prescreen.definitions.shared_questions import shared_questions


@click.command("schema")
@with_appcontext
def command() -> None:
    """Print the JSON Schema of definition.yaml, for editors."""
    click.echo(schema(catalogue().roots[0]), nl=False)


def schema(root: Path) -> str:
    """The schema as JSON, with the shared questions that trials in `root` can include. Raises ClickException."""
    try:
        shared = list(shared_questions(TRIALS, root))
    except DefinitionError as error:
        raise click.ClickException(str(error)) from error
    return json.dumps(definition_schema(shared), ensure_ascii=False, indent=1) + "\n"
