"""Reads FHIR from outside: Observations and QuestionnaireResponses, alone or in a Bundle."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from prescreen.interop.fhir_input.circumstances import Circumstances
from prescreen.interop.fhir_input.json_text import parse
from prescreen.interop.fhir_input.observations import codes_of, read_observation
from prescreen.interop.fhir_input.readings import Reading, offered
from prescreen.interop.fhir_input.resources import is_part, resources_of
from prescreen.interop.fhir_input.responses import read_response, version_of
from prescreen.interop.fhir_input.subjects import References, has_several_subjects
from prescreen.interop.fhir_input.texts import left_alone
from prescreen.interop.fhir_input.versions import standings
from prescreen.interop.laboratory_report.words import Vocabulary
from prescreen.interop.recognized import Asked, Recognized, Taken, Unread, Warned, Why
from prescreen.trial.trial import Trial


def read_fhir(trial: Trial, version: str, text: str, now: datetime | None = None) -> Recognized:
    """What a FHIR text says about a trial's questions, which are listed in the trial's order. `version` is that of the
    Questionnaire, `now` is in the site's time zone. Raises FhirError if the text can't be read as a whole."""
    found = resources_of(parse(text))
    references = References(found)
    around, codes = Circumstances(found, references, Vocabulary(trial)), codes_of(trial)
    warnings: set[Warned] = {"several_subjects"} if has_several_subjects(found, references) else set()
    warnings |= {"incomplete"} if is_part(found) else set()
    is_chosen, results = not warnings, list[Reading | Unread]()
    for sent, standing in standings(found):
        if standing == "withdrawn":
            results.append(left_alone(sent.resource))
            continue
        is_answers = sent.type == "QuestionnaireResponse"
        said = read_response(trial, sent.resource) if is_answers else read_observation(trial, codes, around, sent)
        if is_answers and version_of(sent.resource) != version and any(isinstance(one, Reading) for one in said):
            warnings.add("other_version")
        why: Why | None = "two_values" if standing == "unclear" else "unclear" if sent.is_changed_by_rules else None
        results += [replace(one, answer=None, why=why) if why and isinstance(one, Reading) else one for one in said]
    readings = [one if now is None else one.seen_at(now) for one in results if isinstance(one, Reading)]
    unread = sorted((one for one in results if isinstance(one, Unread)), key=lambda one: one.why != "status")
    takes, asks = _of_questions(trial, readings)
    if not is_chosen:
        takes = [replace(taken, is_chosen=False) for taken in takes]
    return Recognized(tuple(takes), tuple(asks), None, tuple(dict.fromkeys(unread)), tuple(sorted(warnings)))


def _of_questions(trial: Trial, readings: Iterable[Reading]) -> tuple[list[Taken], list[Asked]]:
    of_question: dict[str, list[Reading]] = {name: [] for name in trial.questions}
    for reading in readings:
        of_question[reading.question].append(reading)
    takes, asks = list[Taken](), list[Asked]()
    for found in of_question.values():
        taken, asked = offered(found)
        takes += taken
        asks += asked
    return takes, asks
