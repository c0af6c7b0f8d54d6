"""The group `flask trial …`. Each command is in the module of its name."""

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

# Imported lazily: a server needs none of them.
COMMANDS = (
    *("assess", "check", "diff", "graph", "list", "new", "pack", "read-report", "redcap", "refresh", "schema"),
    "texts",
)


class LazyGroup(AppGroup):
    """Imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"prescreen.cli.{cmd_name.replace('-', '_')}").command
        return found


trial = LazyGroup("trial", help="Make, check, look at and use the trials that are installed.")


def init_app(app: Flask) -> None:
    app.cli.add_command(trial)
