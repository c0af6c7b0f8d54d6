"""Writes a command's output to a file or to standard output."""

from pathlib import Path

import click


def write(content: bytes, out: Path | None) -> None:
    """Writes to the file `out`, or to standard output if it is None. Raises ClickException."""
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{out} can't be written: {error.strerror}") from error
