"""Writes what a command makes to a file or to standard output."""

from pathlib import Path

import click


def write(content: bytes, out: Path | None) -> None:
    """Write to a file, or to standard output where there is none. Raises ClickException."""
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{out} can't be written: {error.strerror}") from error
