"""Turns pydantic's validation errors into findings that a definition's author understands."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from prescreen.definitions.locations import Finding, Location
from prescreen.rules.parser import RuleError
from prescreen.trial.questions import Question


def question_types() -> list[str]:
    """The `type` of each kind of question, as a definition writes it."""
    members: tuple[type[BaseModel], ...] = get_args(Question)
    return [name for member in members for name in get_args(member.model_fields["type"].annotation)]


LANGUAGES = ("en", "zh")
TYPES = f"{', '.join(question_types()[:-1])} or {question_types()[-1]}"
RULE_FIX = "Write the rule with and, or, not, comparisons, in, at_least(n, …), known(question) or unknown"
# By pydantic's type of error.
PROBLEMS = {
    "union_tag_not_found": "the question has no type",
    "model_type": "keys with values are expected here",
    "dict_type": "keys with values are expected here",
    "list_type": "a list is expected here",
    "dataclass_exact_type": "a rule is expected here, such as age >= 18",
}
FIXES = {
    "missing": "Add it",
    "extra_forbidden": "Remove it, or check its spelling against the other trials",
    "dict_type": "Write what docs/authoring.md shows for this key, such as en: and zh: under it",
    "dataclass_exact_type": "Write it as text, in single quotes where it has quotes or a colon",
    "age_units": "Write years_of_age, and what else is needed of months_of_age, weeks_of_age and days_of_age",
    "no_units": "Leave them out",
    "string_type": "Write text; put quotes around a number or a date",
    "string_pattern_mismatch": "Use lower-case letters, digits and the separator that the other ids use",
    "registry_id": "Copy it from the registry, and write ids of ClinicalTrials.gov as the trial's own id",
    "day": 'Write it as in "2026-01-31", with quotes',
    "loinc": "Copy it from loinc.org: digits, a hyphen and the digit that checks them",
    "ucum": "Write the unit as UCUM does, such as 10*9/L for 10^9/L",
    "union_tag_invalid": f"Use {TYPES}",
    "union_tag_not_found": f"Add type: {TYPES}",
}


def findings_of(error: ValidationError) -> Iterator[Finding]:
    """Each of pydantic's errors as a finding. An error in a rule keeps its line and column in the rule's text."""
    errors = error.errors(include_url=False, include_input=False)
    texts = dict(_texts_beside(errors))
    for found in errors:
        if found["loc"] in texts:
            yield from filter(None, [texts[found["loc"]]])
            continue
        cause: Any = found.get("ctx", {}).get("error")
        if isinstance(cause, RuleError):
            yield Finding(found["loc"], str(cause), cause.fix or RULE_FIX, cause.line, cause.column)
        else:
            problem = PROBLEMS.get(found["type"], found["msg"][0].lower() + found["msg"][1:])
            fix = FIXES.get(found["type"], "Write what docs/authoring.md shows for this key")
            yield Finding(found["loc"], problem, fix)


def _texts_beside(errors: list[ErrorDetails]) -> Iterator[tuple[Location, Finding | None]]:
    """The places of errors where `en` or `zh` stands beside its key and not under it, with a finding at the first of
    them."""
    languages: dict[Location, list[str]] = {}
    for found in errors:
        if found["type"] == "extra_forbidden" and found["loc"][-1] in LANGUAGES:
            languages.setdefault(found["loc"][:-1], []).append(str(found["loc"][-1]))
    for place, said in languages.items():
        empty = [e["loc"] for e in errors if e["loc"][:-1] == place and e["type"] == "dict_type"]
        key = (
            empty[0][-1]
            if empty
            else "the text that they belong to"
            if len(said) > 1
            else "the text that it belongs to"
        )
        problem = f"{' and '.join(said)} {'stands' if len(said) == 1 else 'stand'} beside {key}, not under it"
        alone = "it" if len(said) == 1 else "them"
        finding = Finding((*place, said[0]), problem, f"Indent {alone} by two spaces more than the key")
        yield from ((loc, None) for loc in empty[:1])
        yield from (((*place, language), finding if language == said[0] else None) for language in said)
