"""Reads FHIR from outside: Observations and QuestionnaireResponses, alone or in a Bundle."""

from collections.abc import Iterable
from dataclasses import replace

from prescreen.interop.fhir_input.json_text import parse
from prescreen.interop.fhir_input.observations import codes_of, read_observation
from prescreen.interop.fhir_input.readings import Reading, offered
from prescreen.interop.fhir_input.resources import has_several_subjects, resources_of
from prescreen.interop.fhir_input.responses import read_response, version_of
from prescreen.interop.recognized import Asked, Recognized, Taken, Unread, Warned
from prescreen.trial.trial import Trial


def read_fhir(trial: Trial, version: str, text: str) -> Recognized:
    """What a FHIR text says about a trial's questions, which are listed in the trial's order. `version` is that of the
    Questionnaire. Raises FhirError if the text can't be read as a whole."""
    resources, codes = resources_of(parse(text)), codes_of(trial)
    results: list[list[Reading] | Unread] = []
    warnings: set[Warned] = {"several_subjects"} if has_several_subjects(resources) else set()
    for resource in resources:
        if resource["resourceType"] == "Observation":
            results.append(read_observation(trial, codes, resource))
        elif resource["resourceType"] == "QuestionnaireResponse":
            results.append(read_response(trial, resource))
            if isinstance(results[-1], list) and version_of(resource) != version:
                warnings.add("other_version")
    readings = [reading for found in results if isinstance(found, list) for reading in found]
    unread = [found for found in results if isinstance(found, Unread)]
    takes, asks = _of_questions(trial, readings)
    if "several_subjects" in warnings:
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
