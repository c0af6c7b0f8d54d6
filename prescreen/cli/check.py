"""`flask trial check`: finds faults in definitions."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from prescreen.cli.installed import catalogue, folder_of
from prescreen.definitions.catalogue import FILES, NCT_ID
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.record_file import refreshed_record
from prescreen.definitions.shared_questions import COMMON
from prescreen.rules.evaluation import Truth
from prescreen.rules.satisfiability import find_examples
from prescreen.screening.assessment import Status
from prescreen.screening.examples import example_answers
from prescreen.trial.candidates import variables
from prescreen.trial.trial import Trial


@click.command("check")
@click.argument("nct", required=False)
@click.option(
    "--examples", "with_examples", is_flag=True, help="For each requirement, answers that lead to each status."
)
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved, until Ctrl-C.")
@with_appcontext
def command(nct: str | None, with_examples: bool, watch: bool) -> None:
    """Check the definition of one trial, or of all: one line for each fault, and exit 1 on any."""
    if watch:
        _watch(nct, with_examples)
    elif _faults(nct, with_examples):
        raise SystemExit(1)


def _faults(nct: str | None, with_examples: bool) -> int:
    """Prints the faults of each trial, and returns their number."""
    faults = 0
    for folder in [folder_of(nct)] if nct else catalogue().folders():
        try:
            refreshed_record(folder.name, catalogue().records)
            study = catalogue().load(folder, checked=True)
        except DefinitionError as error:
            faults += len(error.faults)
            click.echo(error)
        else:
            click.echo(f"{study.trial.id}: nothing found")
            for line in _examples(study.trial) if with_examples else ():
                click.echo(line)
    return faults


def _examples(trial: Trial) -> Iterator[str]:
    for criterion in trial.criteria:
        for requirement in criterion.requirements:
            unknown = Status.FOR_STUDY_TEAM if requirement.study_team else Status.UNKNOWN
            statuses = {Truth.TRUE: Status.FITS, Truth.FALSE: Status.DOES_NOT_FIT, Truth.UNKNOWN: unknown}
            found = find_examples(requirement.fits, variables(trial, requirement.fits))
            for truth in (truth for truth in statuses if truth in found):
                answers = json.dumps(example_answers(trial, found[truth]), ensure_ascii=False)
                yield f"{criterion.id} {requirement.id} {statuses[truth]} {answers}"


def _watch(nct: str | None, with_examples: bool) -> None:
    try:
        from watchfiles import watch
    except ImportError as error:
        raise click.ClickException("--watch needs the extra: .venv/bin/pip install -e '.[author]'") from error
    reported = False
    with suppress(KeyboardInterrupt):
        # The first report waits for the first time-out, when the files are already watched: no later save is missed.
        for changes in watch(
            *catalogue().roots,
            watch_filter=lambda _, path: _is_relevant(Path(path), nct),
            yield_on_timeout=True,
            rust_timeout=200,
        ):
            if changes or not reported:
                _report(nct, with_examples)
                reported = True


def _is_relevant(changed: Path, nct: str | None) -> bool:
    """Whether a changed file or folder may change the faults. A new folder counts by its name, since files that are
    written before it is watched are not reported."""
    if nct and changed.name != COMMON:
        return nct == (changed.parent if changed.name in FILES else changed).name
    return changed.name in (*FILES, COMMON) or NCT_ID.fullmatch(changed.name) is not None


def _report(nct: str | None, with_examples: bool) -> None:
    faults = _faults(nct, with_examples)
    counted = f"{faults or 'no'} fault{'' if faults == 1 else 's'}"
    click.echo(f"{datetime.now():%H:%M:%S} {counted}; waiting for a change")
