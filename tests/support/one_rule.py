"""A definition with one requirement, for tests of what `flask trial check` finds in a rule."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from prescreen.definitions.faults import DefinitionError, Fault
from prescreen.definitions.loader import load

NCT = "NCT00000000"


def text(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


ASKS = {key: text("How is it?", "怎么样？") for key in ("ask", "why", "find_out")}
NUMBER = {"name": text("It", "它"), "implausible": text("Please check it.", "请检查。"), **ASKS}
COUNT = {"type": "quantity", "printed": text("IT", "它"), "range": [0, 2000], **NUMBER}
CELLS = {"10^9/L": 1, "10^3/uL": 1, "/uL": 0.001, "10^4/uL": 10}
YES_NO = {"type": "choice", "options": [{"id": name, "label": text(name, name)} for name in ("yes", "no")], **ASKS}
SEX = {"type": "choice", "options": [{"id": name, "label": text(name, name)} for name in ("female", "male")], **ASKS}

# Each question by its id; a definition has those that its rules name.
QUESTIONS: dict[str, dict[str, Any]] = {
    "neutrophils": COUNT | {"units": CELLS},
    "platelets": COUNT | {"units": CELLS},
    "reticulocytes": COUNT | {"units": CELLS},
    "lvef": COUNT | {"units": {"%": 1}, "range": [0, 100]},
    "clearance": COUNT | {"units": {"mL/min": 1}},
    "last_atg": NUMBER | {"type": "ago"},
    "stopped": NUMBER | {"type": "ago"},
    "age": NUMBER | {"type": "age"},
    "lines": NUMBER | {"type": "count", "range": [0, 20]},
    "alt": {"type": "ratio", "printed": text("ALT", "ALT"), "range": [0, 50], **NUMBER},
    "bmi": {"type": "body_mass_index", **NUMBER},
    "car_t_before": YES_NO,
    "donor": YES_NO,
    "sex": SEX,
}


class Case(NamedTuple):
    """A rule, the registry's words, and what an author says of it. `more` are further keys of the requirement."""

    rule: str
    registry: str
    en: str
    zh: str
    kind: str = "inclusion"
    more: tuple[tuple[str, Any], ...] = ()


def found(folder: Path, case: Case, **more: Any) -> list[str]:
    """The problems that the check finds in the definition of a case."""
    return problems(folder, content_of(case, **more))


def content_of(case: Case, **more: Any) -> dict[str, Any]:
    """The definition of a case. `more` are as for `definition`."""
    means = text(case.en, case.zh)
    return definition(case.rule, case.registry, means, kind=case.kind, **dict(case.more), **more)


def definition(
    rule: str, registry: str, means: dict[str, str], *, kind: str = "inclusion", name: str = "", **more: Any
) -> dict[str, Any]:
    """`more` are further keys of the requirement; `questions` among them replaces or adds questions."""
    questions = QUESTIONS | more.pop("questions", {})
    title = text("It", "它")
    asked = [{"id": name, **content} for name, content in questions.items() if name in rule]
    steps = [{"id": f"step-{n}", "section": "all", "title": title, "questions": [q]} for n, q in enumerate(asked)]
    passes = {"may_change": True} if re.search(r"\blast_\w+ >|before|within", rule) else {}
    requirement = {"id": "requirement", "means": means, "fits": rule, **passes, **more}
    criterion = {"id": name or f"{kind[0].upper()}1", "kind": kind, "registry": registry, "requirements": [requirement]}
    content: dict[str, Any] = {
        "id": NCT,
        "languages": list(means),
        "at_hand": [],
        "steps": steps,
        "criteria": [criterion],
    }
    content |= dict.fromkeys(("title", "condition", "about", "for_whom", "facility", "sponsor"), title)
    return _only(content | {"sections": [{"id": "all", "title": title}]}, set(means))


def _only(content: Any, languages: set[str]) -> Any:
    """Content in which each text has these languages only."""
    if isinstance(content, list):
        return [_only(item, languages) for item in content]
    if not isinstance(content, dict):
        return content
    if "en" in content and "zh" in content:
        return {language: content[language] for language in content if language in languages}
    return {key: _only(value, languages) for key, value in content.items()}


def but_useless_options(problems: list[str]) -> list[str]:
    """The problems without those of options that no rule tells from “I don’t know”, which are another matter."""
    return [problem for problem in problems if not problem.startswith("picking")]


def problems(folder: Path, content: dict[str, Any], study: dict[str, Any] | None = None) -> list[str]:
    return [fault.problem for fault in faults(folder, content, study)]


def faults(folder: Path, content: dict[str, Any], study: dict[str, Any] | None = None) -> list[Fault]:
    """What the check finds in a definition. The record quotes what the definition does."""
    criterion = content["criteria"][0]
    heading = f"{criterion['kind']} criteria:\n* ".capitalize()
    eligibility = study or {"eligibilityCriteria": heading + criterion["registry"]}
    protocol = {"identificationModule": {"nctId": NCT}, "eligibilityModule": eligibility}
    record = {"source": "a test", "as_of": {"study": "2026-11-01"}, "study": {"protocolSection": protocol}}
    trial = folder / NCT
    trial.mkdir(exist_ok=True)
    (trial / "record.json").write_text(json.dumps(record), "utf-8")
    (trial / "definition.yaml").write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    try:
        load(trial, checked=True)
    except DefinitionError as error:
        return error.faults
    return []
