"""`flask trial graph` and `pack`: a definition as authors and committees see it."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from prescreen.cli import study_of, trial
from prescreen.graph import DrawingError, mermaid, svg
from prescreen.i18n import LANGUAGES
from prescreen.pack import pack as make_pack
from prescreen.pages import today
from prescreen.pdf import pdf, weasyprint


def init_app() -> None:
    trial.add_command(graph)
    trial.add_command(pack)


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


@click.command()
@click.argument("nct")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder for the two files."
)
@click.option("--since", help="An earlier version to compare with: its name in that folder, or the path of its HTML.")
@with_appcontext
def pack(nct: str, out: Path, since: str | None) -> None:
    """Write what an ethics committee asks for: every screen, branch, rule and result, as HTML and as PDF."""
    study = study_of(nct)
    version, document = make_pack(study, today(), _earlier(out, nct, since) if since else None)
    files = {out / f"{nct}-{version}.html": document.encode()}
    if weasyprint() is not None:
        files[out / f"{nct}-{version}.pdf"] = pdf(document, with_style=False)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"{out} can't be made: {error.strerror}") from error
    for file, content in files.items():
        _write(content, file)
        click.echo(file)
    if weasyprint() is None:
        cure = ".venv/bin/pip install -e '.[pdf]' and Debian's libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0"
        raise click.ClickException(f"there is no PDF, since WeasyPrint is missing: {cure}")


def _earlier(out: Path, nct: str, since: str) -> str:
    file = next((path for path in (out / f"{nct}-{since}.html", Path(since)) if path.is_file()), None)
    if file is None:
        there = ", ".join(path.stem.removeprefix(f"{nct}-") for path in sorted(out.glob(f"{nct}-*.html")))
        raise click.BadParameter(f"{since} is no pack; in {out} there is {there or 'none'}", param_hint="--since")
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{file} can't be read: {error}", param_hint="--since") from error
