"""`flask trial new`: creates a trial's folder with its record and a draft of its definition."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from prescreen.cli.installed import catalogue
from prescreen.cli.output import write
from prescreen.cli.refresh import registry
from prescreen.cli.schema import schema
from prescreen.definitions.catalogue import NCT_ID
from prescreen.definitions.drafts.draft import definition
from prescreen.definitions.loader import DEFINITION
from prescreen.definitions.record_file import RECORD
from prescreen.registry.client import RefreshError
from prescreen.registry.record import MAX_FILE_BYTES, RecordError, read_record
from prescreen.registry.refresh import envelope
from prescreen.registry.text_file import UnreadableFileError, read_text


@click.command("new")
@click.argument("nct", required=False)
@click.option(
    "--record",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A record on this machine, instead of the registry's: as the API gives it, or a record.json.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to make the trial's folder in, instead of the first that trials are read from. Made if missing.",
)
@with_appcontext
def command(nct: str | None, record: Path | None, out: Path | None) -> None:
    """Make a trial's folder: its record, and a definition with a question to fill in for each criterion. With --record
    the id is that of the record."""
    if nct is None and record is None:
        raise click.UsageError("give the registry id of a study, or --record FILE")
    if nct and not NCT_ID.fullmatch(nct):
        raise click.BadParameter(f"{nct} is not a registry id, which is NCT and eight digits")
    root = out or catalogue().roots[0]
    if nct:
        _refuse_existing(root / nct)  # before anything is fetched
    try:
        envelope = _record_in(record, nct) if record else _fetched_record(str(nct))
        files = _files(envelope)
    except (RecordError, RefreshError) as error:
        raise click.ClickException(f"{record or nct}: {error}") from error
    name = read_record(envelope).nct_id
    folder = root / name
    _refuse_existing(folder)
    files["definition.schema.json"] = schema(root).encode()
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise click.ClickException(f"{folder} can't be made: {error.strerror}") from error
    for file, content in files.items():
        write(content, folder / file)
    click.echo(folder / DEFINITION)
    click.echo(f"Write the texts that begin with TODO; `flask trial check {name}` says what is left.")


def _refuse_existing(folder: Path) -> None:
    if folder.exists():
        raise click.ClickException(f"{folder} is there already: nothing was changed. Remove it, or give another --out")


def _files(envelope: Any) -> dict[str, bytes]:
    """File name → content of a trial's two files. Raises RecordError."""
    record = read_record(envelope)
    if not record.criteria:
        raise RecordError("the record has no criteria, so there is nothing to ask")
    texts = {RECORD: json.dumps(envelope, ensure_ascii=False, indent=1) + "\n", DEFINITION: definition(record)}
    try:
        return {name: text.encode() for name, text in texts.items()}
    except UnicodeEncodeError as error:
        code = ord(error.object[error.start])
        raise RecordError(f"the character U+{code:04X} is half of a pair: get the record again") from error


def _record_in(file: Path, nct: str | None) -> Any:
    """The content of a record.json, or of a study as the API returns it, dated by when the file was written. Raises
    RecordError."""
    try:
        content = json.loads(read_text(file, MAX_FILE_BYTES))
    except (UnreadableFileError, ValueError, RecursionError) as error:
        raise RecordError(f"this is not JSON: {error}") from error
    if isinstance(content, list) or (isinstance(content, dict) and isinstance(content.get("studies"), list)):
        raise RecordError("this is a list of studies: give the file of one, as the API returns it for its id")
    if isinstance(content, dict) and "protocolSection" in content:
        content = {
            "source": f"the file {file.name}, in the shape of the ClinicalTrials.gov API v2",
            "as_of": {"study": _as_of(content, file)},
            "study": {"protocolSection": content["protocolSection"]},
        }
    found = read_record(content).nct_id
    if not NCT_ID.fullmatch(found):
        raise RecordError(f"its id is {found}, which is none of this registry")
    if nct and found != nct:
        raise RecordError(f"this is the record of {found}, not of {nct}")
    return content


# Where a study as the API returns it says when it was current: the data's version, else its last update.
DATES = (
    ("derivedSection", "miscInfoModule", "versionHolder"),
    ("protocolSection", "statusModule", "lastUpdatePostDateStruct", "date"),
)


def _as_of(study: Any, file: Path) -> str:
    """The day of which a study's content is known; if the study doesn't say, the day when the file was written."""
    for keys in DATES:
        found = study
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        with suppress(TypeError, ValueError):
            return date.fromisoformat(found).isoformat()
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()


def _fetched_record(nct: str) -> Any:
    source, now = registry(), datetime.now(UTC)
    day = source.data_date() or now.date()
    return envelope(nct, source.study(nct, {}), day, now)
