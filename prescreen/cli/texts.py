"""`flask trial texts`: a trial's texts as a spreadsheet for translators, and back into its definition."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from prescreen.authoring.spreadsheets import Row, SpreadsheetError, as_csv, as_xlsx, rows_of
from prescreen.authoring.text_sheet import LANGUAGE_NAMES, Reading, read_sheet, sheet
from prescreen.cli.installed import catalogue, folder_of, study_of
from prescreen.cli.output import write
from prescreen.definitions.faults import DefinitionError, Fault
from prescreen.definitions.loader import DEFINITION, load
from prescreen.definitions.text_edits import EditError, with_texts
from prescreen.definitions.text_rows import text_place, text_rows
from prescreen.definitions.yaml_file import YamlFile, read_yaml
from prescreen.registry.text_file import replace_file

SPREADSHEET = click.Path(exists=True, dir_okay=False, path_type=Path)
MAX_BYTES = 20_000_000


@click.command("texts")
@click.argument("nct")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The .csv or .xlsx file to write.")
@click.option("--since", type=SPREADSHEET, help="An earlier spreadsheet: what changed since is marked.")
@click.option("--in", "given", type=SPREADSHEET, help="A .csv or .xlsx file whose texts replace the definition's.")
@click.option("--dry-run", is_flag=True, help="With --in: only say what would change.")
@with_appcontext
def command(nct: str, out: Path | None, since: Path | None, given: Path | None, dry_run: bool) -> None:
    """Write the texts of a definition into a spreadsheet (--out), or read them back from one (--in)."""
    if (out is None) == (given is None) or (since and given) or (dry_run and out):
        raise click.UsageError("give --out FILE, with --since or without, or --in FILE, with --dry-run or without")
    try:
        if out:
            _export(nct, out, since)
        elif given:
            _import(nct, given, dry_run)
    except ImportError as error:
        raise click.ClickException(".xlsx needs the extra: .venv/bin/pip install -e '.[author]'") from error
    except (SpreadsheetError, EditError) as error:
        raise click.ClickException(f"{out or given}: {error}. Nothing was written.") from error


def _export(nct: str, out: Path, since: Path | None) -> None:
    if out.suffix.lower() not in (".csv", ".xlsx"):
        raise click.BadParameter("the file's name must end in .csv or .xlsx", param_hint="--out")
    if out.exists():
        raise click.ClickException(f"{out} is there already, and may hold somebody's work. Give another name")
    languages = study_of(nct).trial.languages
    rows = text_rows(read_yaml(folder_of(nct) / DEFINITION))
    table, widths = sheet(rows, languages, _read(since) if since else None)
    write(as_csv(table) if out.suffix.lower() == ".csv" else as_xlsx(table, widths), out)
    click.echo(f"{out}: {_texts(len(rows))}")


def _read(file: Path) -> list[Row]:
    if file.stat().st_size > MAX_BYTES:
        raise SpreadsheetError(f"it is larger than {MAX_BYTES:,} bytes")
    return rows_of(file.read_bytes())


def _import(nct: str, given: Path, dry_run: bool) -> None:
    trial = study_of(nct).trial
    folder = folder_of(nct)
    path = (folder / DEFINITION).resolve()
    before = path.read_bytes()
    file = read_yaml(path)
    rows = text_rows(file)
    reading = read_sheet(_read(given), rows, trial.languages)
    if reading.refusals:
        raise click.ClickException("\n".join(["nothing was written:", *map(str, reading.refusals)]))
    texts = {row.place: row.texts for row in rows}
    for place, changed in reading.edits.items():
        for language, text in changed.items():
            click.echo(f"{place} ({LANGUAGE_NAMES[language]}):\n- {texts[place][language]}\n+ {text}")
    edited = with_texts(file, reading.edits)
    count = sum(map(len, reading.edits.values()))
    if reading.edits:
        _tell_faults(folder, file, edited, reading, is_draft=trial.draft)
        if trial.approval:
            click.echo("the ethics committee approved the earlier texts: pages say “not reviewed” of the new ones")
    if dry_run or not reading.edits:
        click.echo(f"{path}: {_texts(count)} would change; nothing was written")
        return
    if path.read_bytes() != before:
        raise click.ClickException(f"{path} was saved meanwhile. Nothing was written; try again")
    mark = "\ufeff" if before.startswith(b"\xef\xbb\xbf") else ""
    try:
        replace_file(path, f"{mark}{edited}".encode())
    except OSError as error:
        raise click.ClickException(f"{path} can't be written: {error.strerror}") from error
    click.echo(f"{path}: {_texts(count)} changed")


def _texts(count: int) -> str:
    return f"{count or 'no'} text{'' if count == 1 else 's'}"


def _tell_faults(folder: Path, file: YamlFile, edited: str, reading: Reading, is_draft: bool) -> None:
    """Prints what the check finds in the new texts and did not find before. Raises ClickException for a trial that is
    offered, since its readers would see them, and where the definition would not load."""
    try:
        load(folder, records=catalogue().records, text=edited)
    except DefinitionError as error:
        raise click.ClickException(f"nothing was written:\n{error}") from error
    before = {(fault.place, fault.problem) for fault in _faults(folder, file.text)}
    found = [fault for fault in _faults(folder, edited) if (fault.place, fault.problem) not in before]
    told = [_in_row(fault, reading) for fault in found]
    if found and not is_draft:
        raise click.ClickException("\n".join(["nothing was written, since the check finds:", *told]))
    for line in told:
        click.echo(f"the check finds: {line}")


def _faults(folder: Path, text: str) -> list[Fault]:
    try:
        load(folder, checked=True, records=catalogue().records, text=text)
    except DefinitionError as error:
        return error.faults
    return []


def _in_row(fault: Fault, reading: Reading) -> str:
    """A fault of a new text as a message about its row in the spreadsheet."""
    row = reading.row_of.get(text_place(fault.place))
    return f"{f'row {row}: ' if row else ''}{fault.place}: {fault.problem}. {fault.fix}."
