"""Finds installed trials for commands. For a missing or broken trial it raises an error that click prints."""

from pathlib import Path

import click
from flask import current_app

from prescreen.definitions.catalogue import Catalogue
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import Study


def catalogue() -> Catalogue:
    installed: Catalogue = current_app.extensions["prescreen"]
    return installed


def installed_folders() -> list[Path]:
    """The folders of all installed trials. Raises ClickException if there is none."""
    found = catalogue().folders()
    if not found:
        raise click.ClickException(f"no trial is installed in {_roots()}. {WHERE}")
    return found


WHERE = "Set TRIALS_PATH to the folder that holds the trials' folders"


def _roots() -> str:
    return " or ".join(str(root) for root in catalogue().roots)


def folder_of(nct: str) -> Path:
    found = {folder.name: folder for folder in catalogue().folders()}
    if nct not in found:
        there = ", ".join(found) or "none"
        raise click.BadParameter(f"no trial {nct} is installed in {_roots()}; there is {there}. {WHERE}")
    return found[nct]


def study_of(nct: str) -> Study:
    """An installed trial. Raises BadParameter if there is none, and ClickException if it can't be loaded."""
    try:
        return catalogue().load(folder_of(nct))
    except DefinitionError as error:
        raise click.ClickException(f"{nct} can't be loaded:\n{error}") from error
