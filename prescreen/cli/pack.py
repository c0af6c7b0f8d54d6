"""`flask trial pack`: writes the document for an ethics committee."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from prescreen.authoring.pack import pack
from prescreen.cli.installed import study_of
from prescreen.cli.output import write
from prescreen.pages.pdf import can_make_pdfs, pdf
from prescreen.web.request_context import site, today


@click.command("pack")
@click.argument("nct")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder for the two files."
)
@click.option("--since", help="An earlier version to compare with: its name in that folder, or the path of its HTML.")
@with_appcontext
def command(nct: str, out: Path, since: str | None) -> None:
    """Write what an ethics committee asks for: every screen, branch, rule and result, as HTML and as PDF."""
    study = study_of(nct)
    version, document = pack(site(), study, today(), _earlier(out, nct, since) if since else None)
    files = {out / f"{nct}-{version}.html": document.encode()}
    if can_make_pdfs():
        files[out / f"{nct}-{version}.pdf"] = pdf(document, with_style=False)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"{out} can't be made: {error.strerror}") from error
    for file, content in files.items():
        write(content, file)
        click.echo(file)
    if not can_make_pdfs():
        fix = ".venv/bin/pip install -e '.[pdf]' and Debian's libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0"
        raise click.ClickException(f"there is no PDF, since WeasyPrint, pypdfium2 or a library is missing: {fix}")


def _earlier(out: Path, nct: str, since: str) -> str:
    file = next((path for path in (out / f"{nct}-{since}.html", Path(since)) if path.is_file()), None)
    if file is None:
        there = ", ".join(path.stem.removeprefix(f"{nct}-") for path in sorted(out.glob(f"{nct}-*.html")))
        raise click.BadParameter(f"{since} is no pack; in {out} there is {there or 'none'}", param_hint="--since")
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{file} can't be read: {error}", param_hint="--since") from error
