"""`flask trial check`: finds faults in definitions."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import takewhile
from pathlib import Path

import click
from flask.cli import with_appcontext

from prescreen.cli.installed import catalogue, folder_of, installed_folders
from prescreen.definitions.catalogue import FILES, NCT_ID
from prescreen.definitions.faults import DefinitionError, Fault
from prescreen.definitions.loader import DEFINITION, TRIALS, Study
from prescreen.definitions.locations import Finding
from prescreen.definitions.positions import located
from prescreen.definitions.record_file import refreshed_record
from prescreen.definitions.shared_questions import COMMON
from prescreen.definitions.yaml_file import read_yaml
from prescreen.i18n.boundary_text import boundary_rows
from prescreen.i18n.locale import use_language
from prescreen.pages.content_version import content_version, hash_of_ui_texts
from prescreen.screening.boundaries import boundary_cases
from prescreen.trial.trial import Trial
from prescreen.web.request_context import today


@click.command("check")
@click.argument("nct", required=False)
@click.option(
    "--examples",
    "with_examples",
    is_flag=True,
    help="For each requirement, answers on both sides of each limit and what the result says; for drafts too.",
)
@click.option("--json", "as_json", is_flag=True, help="The same answers as answers files, for `flask trial assess`.")
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved, until Ctrl-C.")
@with_appcontext
def command(nct: str | None, with_examples: bool, as_json: bool, watch: bool) -> None:
    """Check the definition of one trial, or of all: one line for each fault, and exit 1 on any."""
    examples = _as_json if as_json else _in_words if with_examples else None
    if watch:
        _watch(nct, examples)
    elif _faults(nct, examples):
        raise SystemExit(1)


# The lines of a trial's examples.
Examples = Callable[[Trial], Iterator[str]] | None


def _faults(nct: str | None, examples: Examples) -> int:
    """Prints the faults of each trial and its examples, and returns the number of faults."""
    faults = 0
    folders = [folder_of(nct)] if nct else installed_folders()
    trials = _loadable(catalogue().folders())
    for folder in folders:
        try:
            refreshed_record(folder.name, catalogue().records)
            study = catalogue().load(folder, checked=True, others=_compared(folder, trials, is_alone=bool(nct)))
            found = _approval_faults(folder, study)
            click.echo(DefinitionError(found) if found else f"{study.trial.id}: nothing found")
        except DefinitionError as error:
            found = [*error.faults, *_approval_faults_of_draft(folder, error)]
            click.echo(DefinitionError(found))
        faults += len(found)
        if examples:
            _print_examples(folder, examples)
    return faults


def _loadable(folders: list[Path]) -> dict[Path, Trial]:
    """The trials that can be loaded, those of this project first: a trial is compared with those before it."""
    found = {}
    for folder in sorted(folders, key=lambda folder: (folder.parent != TRIALS, folder.name)):
        with suppress(DefinitionError):
            found[folder] = catalogue().load(folder).trial
    return found


def _compared(folder: Path, trials: dict[Path, Trial], is_alone: bool) -> list[Trial]:
    """The trials that this one is compared with: all others if it is checked alone, else so that each two are compared
    once."""
    others = list(trials) if is_alone else list(takewhile(lambda other: other != folder, trials))
    return [trials[other] for other in others if other != folder]


def _approval_faults(folder: Path, study: Study) -> list[Fault]:
    """What is wrong with an ethics committee's approval: pages say of another version that it was not reviewed."""
    approval, findings = study.trial.approval, list[Finding]()
    if approval is None:
        return []
    version = content_version(study.trial.version, hash_of_ui_texts())
    if approval.version != version:
        problem = f"version {approval.version} was approved; pages show {version}, and say that it was not reviewed"
        fix = "Send the committee the new pack (`flask trial pack`), and write its version here once it is approved"
        findings.append(Finding(("approval", "version"), problem, fix))
    if approval.day > today():
        findings.append(Finding(("approval", "date"), "this day is still to come", "Write the day of the approval"))
    return located(read_yaml(folder / DEFINITION), findings)


def _approval_faults_of_draft(folder: Path, error: DefinitionError) -> list[Fault]:
    """The same of a trial in which nothing else is found but that it is a draft."""
    is_draft = [fault.place for fault in error.faults] == ["draft"]
    return _approval_faults(folder, catalogue().load(folder)) if is_draft else []


def _print_examples(folder: Path, examples: Callable[[Trial], Iterator[str]]) -> None:
    """Prints the examples of a trial that loads, whatever the check finds in it: a draft is checked by them too."""
    with suppress(DefinitionError):
        trial = catalogue().load(folder).trial
        with use_language(trial.languages[0]):
            for line in examples(trial):
                click.echo(line)


def _in_words(trial: Trial) -> Iterator[str]:
    for criterion in trial.criteria:
        for requirement in criterion.requirements:
            yield f"{criterion.id} {requirement.id}: {requirement.means[trial.languages[0]]}"
            if requirement.differs:
                yield f"  differs: {requirement.differs}"
            for row in boundary_rows(trial, requirement):
                beside = f"  ({row.beside})" if row.beside else ""
                yield f"  {row.answer} → {row.status}{beside}"


def _as_json(trial: Trial) -> Iterator[str]:
    for criterion in trial.criteria:
        for requirement in criterion.requirements:
            for case in boundary_cases(trial, requirement):
                answers = json.dumps(case.answers, ensure_ascii=False)
                yield f"{criterion.id} {requirement.id} {case.status} {answers}"


def _watch(nct: str | None, examples: Examples) -> None:
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
                _report(nct, examples)
                reported = True


def _is_relevant(changed: Path, nct: str | None) -> bool:
    """Whether a changed file or folder may change the faults. A new folder counts by its name, since files that are
    written before it is watched are not reported."""
    if nct and changed.name != COMMON:
        return nct == (changed.parent if changed.name in FILES else changed).name
    return changed.name in (*FILES, COMMON) or NCT_ID.fullmatch(changed.name) is not None


def _report(nct: str | None, examples: Examples) -> None:
    catalogue().look_again()
    faults = _faults(nct, examples)
    counted = f"{faults or 'no'} fault{'' if faults == 1 else 's'}"
    click.echo(f"{datetime.now():%H:%M:%S} {counted}; waiting for a change")
