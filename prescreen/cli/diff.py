"""`flask trial diff`: compares the criteria in the record with those that the definition quotes."""

import os
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import click
from flask.cli import with_appcontext

from prescreen.cli.installed import catalogue, folder_of, study_of
from prescreen.cli.output import write
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import DEFINITION, load
from prescreen.definitions.renumbering import RenumberingError, renumbered
from prescreen.definitions.yaml_file import read_yaml
from prescreen.registry.record import comparable


@click.command("diff")
@click.argument("nct")
@click.option("--color/--no-color", default=None, help="Colours, also where the output is no terminal; or none.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A new file for the definition with the record's numbers, and what is new or gone marked in it.",
)
@with_appcontext
def command(nct: str, color: bool | None, out: Path | None) -> None:
    """Show what the record says now beside what the definition quotes, criterion by criterion."""
    study = study_of(nct)
    reviewed = {criterion.id: comparable(criterion.registry) for criterion in study.trial.criteria}
    if "NO_COLOR" in os.environ and color is None:
        color = False
    changes = list(_changes(reviewed, study.record.criteria))
    for line in changes or [f"{nct}: the record of {study.record.as_of} has the criteria that were reviewed"]:
        click.echo(line, color=color)
    if out:
        _write_renumbered(nct, reviewed, study.record.criteria, out)


def _write_renumbered(nct: str, reviewed: dict[str, str], now: dict[str, str], out: Path) -> None:
    """Writes a definition to review: one that is offered is never replaced by one with texts to write."""
    if out.exists():
        raise click.ClickException(f"{out} is there already. Give another name")
    folder, pairs = folder_of(nct), _pairs(reviewed, now)
    added = {name: text for name, text in now.items() if name not in pairs.values()}
    try:
        text = renumbered(read_yaml(folder / DEFINITION), pairs, added)
    except (RenumberingError, DefinitionError) as error:
        raise click.ClickException(f"{out} was not written: {error}") from error
    write(text.encode(), out)
    try:
        load(folder, records=catalogue().records, text=text)
    except DefinitionError as error:  # such as a question that only a removed criterion read
        for fault in error.faults:
            click.echo(replace(fault, file=out))
    click.echo(f"{out}: the definition with the record's numbers. Review it, and put it in the place of {DEFINITION}")


def _pairs(reviewed: dict[str, str], now: dict[str, str]) -> dict[str, str]:
    """The id of each criterion in the record, empty for one that is gone."""
    unmatched = dict(now)
    pairs = dict(_identical(reviewed, now))
    for other in pairs.values():
        del unmatched[other]
    for name, text in reviewed.items():
        if name not in pairs:
            pairs[name] = _counterpart(name, text, unmatched)
            unmatched.pop(pairs[name], None)
    return pairs


def _changes(reviewed: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    """A paragraph for each criterion that was changed, added, removed or renumbered."""
    pairs = _pairs(reviewed, now)
    for name, text in reviewed.items():
        other = pairs[name]
        if not other:
            yield f"{name} is not in the record any more:\n  {_removed(text)}\n"
        elif now[other] != text:
            title = f"{name} has changed" if other == name else f"{name} is {other} now, and has changed"
            yield f"{title}:\n  {' '.join(_marked_words(text, now[other]))}\n"
        elif other != name:
            yield f"{name} is {other} now, unchanged.\n"
    for name, text in now.items():
        if name in pairs.values():
            continue
        yield f"{name} is new in the record:\n  {_added(text)}\n"


def _identical(reviewed: dict[str, str], now: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The ids of criteria with the same text: before all others, since one that is only alike would take its place. Of
    several with one text, that with the same id comes first."""
    left = dict(now)
    for name, text in sorted(reviewed.items(), key=lambda item: now.get(item[0]) != item[1]):
        other = name if left.get(name) == text else next((other for other, said in left.items() if said == text), "")
        if other:
            del left[other]
            yield name, other


MIN_SIMILARITY = 0.6


def _counterpart(name: str, text: str, others: dict[str, str]) -> str:
    """The id of the same criterion in the record, where none has the same text: one with the same id and a similar
    text, else with the most similar text. Empty if there is none."""
    similarity = {other: SequenceMatcher(None, text.split(), said.split()).ratio() for other, said in others.items()}
    if similarity.get(name, 0) >= MIN_SIMILARITY / 2:
        return name
    best = max(similarity, key=lambda other: similarity[other], default="")
    return best if best and similarity[best] >= MIN_SIMILARITY else ""


def _marked_words(before: str, after: str) -> Iterator[str]:
    old, new = before.split(), after.split()
    for kind, i, end, j, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield " ".join(old[i:end])
            continue
        if i < end:
            yield _removed(" ".join(old[i:end]))
        if j < stop:
            yield _added(" ".join(new[j:stop]))


# Marked as by `git diff --word-diff`, so that they differ without colour too.
def _removed(text: str) -> str:
    return click.style(f"[-{text}-]", fg="red")


def _added(text: str) -> str:
    return click.style(f"{{+{text}+}}", fg="green")
