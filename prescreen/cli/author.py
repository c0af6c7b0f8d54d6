"""`flask trial new`, `schema`, `graph` and `pack`: a definition as authors and committees see it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from prescreen.authoring.graph import DrawingError, mermaid, svg
from prescreen.authoring.pack import pack as make_pack
from prescreen.cli.commands import catalogue, study_of
from prescreen.cli.record import registry
from prescreen.definitions.catalogue import NCT_ID
from prescreen.definitions.draft import definition
from prescreen.definitions.loader import shared_questions
from prescreen.definitions.schema import definition_schema
from prescreen.i18n.locale import LANGUAGES, use_language
from prescreen.pages.pdf import pdf, weasyprint
from prescreen.registry.client import RefreshError
from prescreen.registry.record import RecordError, read_record
from prescreen.registry.refresh import envelope
from prescreen.web.request_context import site, today


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
    with use_language(lang):
        if as_text:
            _write(mermaid(studied).encode(), out)
            return
        try:
            drawn = svg(studied)
        except DrawingError as missing:
            out = out and out.with_suffix(".mmd")
            click.echo(f"{out or 'This'} is Mermaid text and not an SVG: {missing}", err=True)
            drawn = mermaid(studied).encode()
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
    version, document = make_pack(site(), study, today(), _earlier(out, nct, since) if since else None)
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
        fix = ".venv/bin/pip install -e '.[pdf]' and Debian's libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0"
        raise click.ClickException(f"there is no PDF, since WeasyPrint is missing: {fix}")


def _earlier(out: Path, nct: str, since: str) -> str:
    file = next((path for path in (out / f"{nct}-{since}.html", Path(since)) if path.is_file()), None)
    if file is None:
        there = ", ".join(path.stem.removeprefix(f"{nct}-") for path in sorted(out.glob(f"{nct}-*.html")))
        raise click.BadParameter(f"{since} is no pack; in {out} there is {there or 'none'}", param_hint="--since")
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{file} can't be read: {error}", param_hint="--since") from error


@click.command()
@click.argument("nct")
@click.option(
    "--record",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A record on this machine, instead of the registry's: as the API gives it, or a record.json.",
)
@click.option(
    "--out",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder to make the trial's folder in, instead of the first that trials are read from.",
)
@with_appcontext
def new(nct: str, record: Path | None, out: Path | None) -> None:
    """Make a trial's folder: its record, and a definition with a question to fill in for each criterion."""
    if not NCT_ID.fullmatch(nct):
        raise click.BadParameter(f"{nct} is no registry id: it is NCT and eight digits")
    root = out or catalogue().roots[0]
    folder = root / nct
    if folder.exists():
        raise click.ClickException(f"{folder} is there already: nothing was changed. Remove it, or give another --out")
    try:
        kept = _record_from(record, nct) if record else _record_fetched(nct)
        found = read_record(kept)
        if not found.criteria:
            raise RecordError("the record has no criteria, so there is nothing to ask")
        draft = definition(found)
    except (RecordError, RefreshError) as error:
        raise click.ClickException(f"{record or nct}: {error}") from error
    files = {"record.json": json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "definition.yaml": draft}
    files["definition.schema.json"] = _schema(root)
    try:
        folder.mkdir()
    except OSError as error:
        raise click.ClickException(f"{folder} can't be made: {error.strerror}") from error
    for name, content in files.items():
        _write(content.encode(), folder / name)
    click.echo(folder / "definition.yaml")
    click.echo(f"Write the texts that begin with TODO; `flask trial check {nct}` says what is left.")


def _record_from(file: Path, nct: str) -> Any:
    """A record.json as it is, or a study as the API gives it, with the day on which the file was written."""
    try:
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RecordError(f"this is not JSON: {error}") from error
    if not isinstance(content, dict) or "protocolSection" not in content:
        kept = content
    else:
        written = datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
        kept = {
            "source": f"the file {file.name}, in the shape of the ClinicalTrials.gov API v2",
            "as_of": {"study": written.isoformat()},
            "study": {"protocolSection": content["protocolSection"]},
        }
    found = read_record(kept).nct_id
    if found != nct:
        raise RecordError(f"this is the record of {found}")
    return kept


def _record_fetched(nct: str) -> Any:
    source, now = registry(), datetime.now(UTC)
    day = source.data_date() or now.date()
    return envelope(nct, source.study(nct, {}), day, now)


@click.command()
@with_appcontext
def schema() -> None:
    """Print the JSON Schema of definition.yaml, for editors."""
    click.echo(_schema(catalogue().roots[0]), nl=False)


def _schema(root: Path) -> str:
    return json.dumps(definition_schema(list(shared_questions(root))), ensure_ascii=False, indent=1) + "\n"
