"""`flask trial graph`: what authors see of a definition before it is served."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from prescreen.cli import study_of, trial
from prescreen.graph import DrawingError, mermaid, svg
from prescreen.i18n import LANGUAGES


def init_app() -> None:
    trial.add_command(graph)


@click.command()
@click.argument("nct")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="en", help="The language of its texts.")
@click.option("--mermaid", "as_text", is_flag=True, help="Mermaid text instead of an SVG.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file, instead of standard output.")
@with_appcontext
def graph(nct: str, lang: str, as_text: bool, out: Path | None) -> None:
    """Draw the questions in order, with their branches, and the rules."""
    studied = study_of(nct).trial
    if lang not in studied.languages:
        raise click.BadParameter(f"{nct} has its texts in {', '.join(studied.languages)}", param_hint="--lang")
    if as_text:
        _write(mermaid(studied, lang).encode(), out)
        return
    try:
        drawn = svg(studied, lang)
    except DrawingError as missing:
        out = out and out.with_suffix(".mmd")
        click.echo(f"{out or 'This'} is Mermaid text and not an SVG: {missing}", err=True)
        drawn = mermaid(studied, lang).encode()
    _write(drawn, out)


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{out} can't be written: {error.strerror}") from error
