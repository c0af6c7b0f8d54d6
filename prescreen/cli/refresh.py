"""`flask trial refresh`: fetches records from the registry into the folder RECORDS_PATH, once or again and again."""

import os
import random
import time
from datetime import UTC, date, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from prescreen.cli.installed import catalogue, folder_of
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.record_file import RECORD, latest_record, refreshed_file
from prescreen.registry.client import REGISTRY, RefreshError, Registry, registry_address
from prescreen.registry.refresh import Refreshed, refresh

FIRST_RETRY = 0.1  # hours; doubled after each run that fails
JITTER = 0.1  # sites that were started together don't stay in step


def registry() -> Registry:
    """The registry that REGISTRY_URL names."""
    try:
        return Registry(registry_address(os.environ.get("REGISTRY_URL", "").strip() or REGISTRY))
    except RefreshError as error:
        raise click.ClickException(str(error)) from error


@click.command("refresh")
@click.argument("ncts", nargs=-1)
@click.option("--force", is_flag=True, help="Also fetch what was fetched less than 20 hours ago.")
@click.option("--every", type=click.IntRange(1, 24 * 7), metavar="HOURS", help="Go on, with a run about every HOURS.")
@with_appcontext
def command(ncts: tuple[str, ...], force: bool, every: int | None) -> None:
    """Fetch the records of some trials, or of all: a line for each, and exit 1 if one could not be fetched."""
    if every:
        _repeat(ncts, force, every)
    elif not _refresh_all(ncts, force):
        raise SystemExit(1)


def _repeat(ncts: tuple[str, ...], force: bool, every: int) -> None:
    """Runs at once and then about every `every` hours; after a run that failed, sooner."""
    failed = 0
    while True:
        failed = 0 if _refresh_all(ncts, force) else failed + 1
        hours = min(FIRST_RETRY * 2 ** (failed - 1), every) if failed else every
        hours *= random.SystemRandom().uniform(1 - JITTER, 1 + JITTER)
        click.echo(f"the next run is in {hours:.1f} hours")
        time.sleep(hours * 3600)


def _refresh_all(ncts: tuple[str, ...], force: bool) -> bool:
    """Whether each trial's record is current now. Prints a line for each trial."""
    records = catalogue().records
    if records is None:
        raise click.ClickException("RECORDS_PATH is not set: name a folder for the records that are fetched")
    folders = [folder_of(nct) for nct in ncts] if ncts else catalogue().folders()
    source = registry()
    day = source.data_date() if folders else None
    done = [_refresh_one(folder, records, source, day, force) for folder in folders]
    return all(done)


def _refresh_one(folder: Path, records: Path, source: Registry, day: date | None, force: bool) -> bool:
    file = refreshed_file(records, folder.name)
    try:
        refreshed = refresh(file, folder / RECORD, source, day, datetime.now(UTC), force)
    except Exception as error:  # whatever is wrong with one trial, the others are fetched
        cause = str(error) if isinstance(error, RefreshError) else f"{type(error).__name__}: {error}"
        click.echo(f"{folder.name}: not refreshed, and {_on_file(folder, records)}: {cause}", err=True)
        return False
    click.echo(f"{folder.name}: {_line(refreshed)}")
    return True


def _line(refreshed: Refreshed) -> str:
    return refreshed.summary + (f": {', '.join(refreshed.changes)}" if refreshed.changes else "")


def _on_file(folder: Path, records: Path) -> str:
    try:
        record = latest_record(folder, records)
    except DefinitionError:
        return "there is no record that can be read"
    return f"readers see contacts as of {record.contacts_as_of}"
