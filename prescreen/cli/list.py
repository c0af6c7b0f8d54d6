"""`flask trial list`: lists the installed trials."""

from collections.abc import Iterator

import click
from flask.cli import with_appcontext

from prescreen.cli.installed import catalogue
from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import Study
from prescreen.i18n.locale import use_language
from prescreen.i18n.record_labels import RECORD_WARNING
from prescreen.registry.record_warnings import RecordWarning, age_in_days, record_warnings
from prescreen.web.request_context import today


@click.command("list")
@with_appcontext
def command() -> None:
    """The trials that are installed: id, languages, status and its date, titles."""
    for folder in catalogue().folders():
        try:
            study = catalogue().load(folder)
        except DefinitionError as error:
            faults = f"{len(error.faults)} fault{'' if len(error.faults) == 1 else 's'}"
            problem = f"can't be loaded: {faults}, see `flask trial check`"
            click.echo(f"{folder.name}: {problem}", err=True)
        else:
            for line in _lines(study):
                click.echo(line)


def _lines(study: Study) -> Iterator[str]:
    trial, record = study.trial, study.record
    draft = "  a draft: only its authors see it" if trial.draft else ""
    yield f"{trial.id}  [{', '.join(trial.languages)}]  {record.status} on {record.status_as_of}{draft}"
    for language in trial.languages:
        yield f"    {language}: {trial.title[language]}"
    for warning in record_warnings(record, bool(study.changed_criteria), today()):
        yield f"    ! {_warning(study, warning)}"


def _warning(study: Study, warning: RecordWarning) -> str:
    nct = study.trial.id
    if warning is RecordWarning.CRITERIA_CHANGED:
        return f"criteria differ from those reviewed: {', '.join(study.changed_criteria)}; see flask trial diff {nct}"
    if warning is RecordWarning.STALE:
        return f"the record is {age_in_days(study.record, today())} days old; see flask trial refresh {nct}"
    with use_language("en"):
        return f"readers are told: {RECORD_WARNING[warning]}"
