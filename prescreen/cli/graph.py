"""`flask trial graph`: draws a trial's questions and rules."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from prescreen.authoring.graph import DrawingError, mermaid, svg
from prescreen.cli.installed import study_of
from prescreen.cli.output import write
from prescreen.i18n.locale import LANGUAGES, use_language


@click.command("graph")
@click.argument("nct")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="en", help="The language of its texts.")
@click.option("--mermaid", "as_text", is_flag=True, help="Mermaid text instead of an SVG.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file, instead of standard output.")
@with_appcontext
def command(nct: str, lang: str, as_text: bool, out: Path | None) -> None:
    """Draw the questions in order, with their branches, and the rules."""
    trial = study_of(nct).trial
    if lang not in trial.languages:
        raise click.BadParameter(f"{nct} has its texts in {', '.join(trial.languages)}", param_hint="--lang")
    with use_language(lang):
        if as_text:
            write(mermaid(trial).encode(), out)
            return
        try:
            drawing = svg(trial)
        except DrawingError as error:
            out = out and out.with_suffix(".mmd")
            click.echo(f"{out or 'This'} is Mermaid text and not an SVG: {error}", err=True)
            drawing = mermaid(trial).encode()
    write(drawing, out)
