"""FHIR as other programs write it, and what our own is published as."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from prescreen.interop.elements import Publication
from prescreen.trial.trial import Trial

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
AUTHORED = datetime(2026, 11, 18, 8, 10, tzinfo=timezone(timedelta(hours=8)))
VERSION = "0123456789ab"


def published(trial: Trial) -> Publication:
    url = f"https://example.org/{trial.id}/questionnaire.fhir.json"
    return Publication(url, VERSION, date(2026, 5, 15))


def quantity(value: float | str, code: str = "", unit: str = "", **more: Any) -> dict[str, Any]:
    """A Quantity; a code is a UCUM code."""
    coded = {"system": UCUM, "code": code} if code else {}
    return {"value": value, **coded, **({"unit": unit} if unit else {}), **more}


def observation(loinc: str, value: Any, high: Any = None, low: Any = None, **more: Any) -> dict[str, Any]:
    """A final Observation of a Quantity, a whole number or a concept; `more` adds and replaces elements."""
    kind = "valueInteger" if isinstance(value, int) else "valueQuantity" if "value" in value else "valueCodeableConcept"
    ends = {name: end for name, end in (("low", low), ("high", high)) if end}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": loinc}]},
        "effectiveDateTime": "2026-11-18",
        kind: value,
        **({"referenceRange": [ends]} if ends else {}),
        **more,
    }


def bundle(*resources: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": found} for found in resources]}
