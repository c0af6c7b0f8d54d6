"""`flask trial read-report`: prints what would be taken from a laboratory report as text."""

import json
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from prescreen.cli.installed import study_of
from prescreen.interop.laboratory_report.recognition import LaboratoryReportError, recognize, text_of


@click.command("read-report")
@click.argument("nct")
@click.argument("file")
@with_appcontext
def command(nct: str, file: str) -> None:
    """Print what a laboratory report as text answers, and what must be asked; - reads standard input."""
    trial = study_of(nct).trial
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        recognized = recognize(trial, text_of(content))
    except (OSError, LaboratoryReportError) as error:
        problem = error.strerror if isinstance(error, OSError) else error
        click.echo(f"{file}: the file can't be read: {problem}", err=True)
        raise SystemExit(2) from error
    click.echo(json.dumps(recognized.as_json(), ensure_ascii=False))
