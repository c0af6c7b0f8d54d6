"""Reads a trial's record: the one beside its definition, or a later one that `flask trial refresh` has fetched."""

import json
import logging
from pathlib import Path

from prescreen.definitions.faults import DefinitionError, Fault
from prescreen.definitions.yaml_file import faults_of
from prescreen.registry.record import MAX_FILE_BYTES, Record, RecordError, read_record
from prescreen.registry.text_file import UnreadableFileError, read_text

RECORD = "record.json"
logger = logging.getLogger(__name__)


def refreshed_file(records: Path, nct: str) -> Path:
    """The file of a trial's refreshed record. `records` is the folder that RECORDS_PATH names."""
    return records / f"{nct}.json"


def latest_record(folder: Path, records: Path | None) -> Record:
    """The later of a trial's two records. A refreshed one that is broken or of another trial is logged, and not used.
    Raises DefinitionError."""
    shipped = read_record_file(folder / RECORD)
    try:
        refreshed = refreshed_record(folder.name, records)
    except DefinitionError as error:
        logger.error("%s keeps its record of %s:\n%s", folder.name, shipped.as_of, error)
        return shipped
    return refreshed if refreshed and refreshed.as_of >= shipped.as_of else shipped


def refreshed_record(nct: str, records: Path | None) -> Record | None:
    """A trial's refreshed record, None if there is none. Raises DefinitionError if it is broken or of another trial."""
    if records is None or not (file := refreshed_file(records, nct)).exists():
        return None
    record = read_record_file(file)
    if record.nct_id != nct:
        problem = f"the record is of {record.nct_id}"
        raise DefinitionError([Fault(file, 0, 0, "", problem, "Remove it; `flask trial refresh` fetches another")])
    return record


def read_record_file(file: Path) -> Record:
    """The record in a file. Raises DefinitionError."""
    fix = "Put the trial's record there, in the shape of the ClinicalTrials.gov API"
    with faults_of(file):
        try:
            return read_record(json.loads(read_text(file, MAX_FILE_BYTES)))
        except json.JSONDecodeError as error:
            problem = f"the record can't be read: {error.msg}"
            raise DefinitionError([Fault(file, error.lineno, error.colno, "", problem, fix)]) from error
        except RecordError as error:
            problem = f"the record can't be read: {error.problem}"
            raise DefinitionError([Fault(file, 0, 0, error.place, problem, fix)]) from error
        except UnreadableFileError as error:
            problem = f"the record can't be read: {error}"
            raise DefinitionError([Fault(file, error.line, error.column, "", problem, error.fix or fix)]) from error
        except (ValueError, RecursionError) as error:
            raise DefinitionError([Fault(file, 0, 0, "", f"the record can't be read: {error}", fix)]) from error
