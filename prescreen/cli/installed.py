"""The installed trials, as commands ask for them: a trial that is missing or broken ends the command with a message."""

from pathlib import Path

import click
from flask import current_app

from prescreen.definitions.catalogue import Catalogue
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import Study, load


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
