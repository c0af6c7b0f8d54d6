"""`flask trial refresh`: updates records from the registry."""

import os
from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from prescreen.cli.installed import catalogue, folder_of
from prescreen.registry.client import REGISTRY, RefreshError, Registry, registry_address
from prescreen.registry.refresh import refresh


def registry() -> Registry:
    """The registry that REGISTRY_URL names."""
    try:
        return Registry(registry_address(os.environ.get("REGISTRY_URL", "").strip() or REGISTRY))
    except RefreshError as error:
        raise click.ClickException(str(error)) from error


@click.command("refresh")
@click.argument("ncts", nargs=-1)
@click.option("--force", is_flag=True, help="Also fetch what was fetched less than a day ago.")
@with_appcontext
def command(ncts: tuple[str, ...], force: bool) -> None:
    """Fetch the records of some trials, or of all: a line for each, and exit 1 if one could not be fetched."""
    folders = [folder_of(nct) for nct in ncts] if ncts else catalogue().folders()
    source = registry()
    day = source.data_date() if folders else None
    failed = False
    for folder in folders:
        try:
            refreshed = refresh(folder, source, day, datetime.now(UTC), force)
        except RefreshError as error:
            failed = True
            click.echo(f"{folder.name}: not refreshed, and the record on file stays: {error}", err=True)
        else:
            changes = f": {', '.join(refreshed.changes)}" if refreshed.changes else ""
            click.echo(f"{folder.name}: {refreshed.summary}{changes}")
    if failed:
        raise SystemExit(1)
