"""`flask trial redcap`: writes a trial's questions as a REDCap data dictionary."""

import csv
from io import StringIO
from pathlib import Path

import click
from flask.cli import with_appcontext

from prescreen.cli.installed import study_of
from prescreen.cli.output import write
from prescreen.i18n.locale import LANGUAGES
from prescreen.interop.redcap import data_dictionary


@click.command("redcap")
@click.argument("nct")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", help="The language of its texts.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file, instead of standard output.")
@with_appcontext
def command(nct: str, language: str, out: Path | None) -> None:
    """Write the questions as a REDCap data dictionary (CSV), in one language."""
    trial = study_of(nct).trial
    if language not in trial.languages:
        raise click.BadParameter(f"{nct} has its texts in {', '.join(trial.languages)}", param_hint="--language")
    written = StringIO()
    csv.writer(written).writerows(data_dictionary(trial, language))
    write(written.getvalue().encode(), out)
