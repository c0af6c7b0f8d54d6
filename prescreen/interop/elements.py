"""Elements of HL7 FHIR R4 that a Questionnaire and its QuestionnaireResponse share, and the JSON of both."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from prescreen.trial.questions import UNKNOWN, BaseQuestion, OptionQuestion, Quantity, Text
from prescreen.trial.trial import Trial

Element = dict[str, Any]
# Makes an element with this name from a text, in all of its languages or in one.
TextElement = Callable[[str, Text], Element]
# Makes the group item of a section or step from its linkId, title and items.
Group = Callable[[str, Text, list[Element]], Element]

EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
PROFILE = f"{EXTENSION}{{}}|4.0.1"
LOINC, UCUM, REGISTRY = "http://loinc.org", "http://unitsofmeasure.org", "http://clinicaltrials.gov"
# The ends of the linkIds of a number's companion items, and of the address of the extension for an answer's source.
UNKNOWN_LINK, SOURCE_LINK = "-unknown", "/answer-source"

# Copies of the pages' UI strings, because this package has no access to the gettext catalogue.
DONT_KNOW = {"en": "I don’t know", "zh": "我不知道"}
RATHER_NOT_SAY = {"en": "I don’t know, or I would rather not say", "zh": "我不知道，或不想回答"}
PARTS = {
    "value": {"en": "Result", "zh": "结果"},
    "limit": {"en": "Upper limit", "zh": "参考区间上限"},
    "weight": {"en": "Weight in kg", "zh": "体重（公斤）"},
    "height": {"en": "Height in cm", "zh": "身高（厘米）"},
}


@dataclass(frozen=True)
class Publication:
    """What identifies a Questionnaire: its canonical URL, the version of its definition and texts, and its date."""

    url: str
    version: str
    date: date

    @property
    def canonical(self) -> str:
        return f"{self.url}|{self.version}"


def is_questionnaire(url: str, trial: Trial) -> bool:
    """Whether an address is that of a trial's Questionnaire, whatever site it was made for."""
    return url.endswith(f"/{trial.id}/questionnaire.fhir.json")


def profile(resource: str) -> Element:
    """The elements that every resource begins with: its type, and the FHIR version that it conforms to."""
    return {"resourceType": resource, "meta": {"profile": [PROFILE.format(resource)]}}


def option_coding(question: OptionQuestion, option: str, url: str, text: TextElement) -> Element:
    """An option's code. Each question has its own code system, because `yes` means something else in each."""
    if option == UNKNOWN:
        return unknown_coding(question, url, text)
    return {"system": f"{url}/{question.id}", "code": option, **text("display", question.option[option].label)}


def unknown_coding(question: BaseQuestion, url: str, text: TextElement) -> Element:
    """The code of “I don't know”, for a question of any type."""
    label = RATHER_NOT_SAY if question.sensitive else DONT_KNOW
    return {"system": f"{url}/{question.id}", "code": UNKNOWN, **text("display", label)}


def number_type(question: Quantity) -> Literal["quantity", "decimal", "integer"]:
    """The type of a number's item: a Quantity where the unit has to be chosen, since FHIR R4 and its clients allow
    bounds and a fixed unit for plain numbers only."""
    if len(question.units) > 1:
        return "quantity"
    return "integer" if question.whole else "decimal"


def unit_code(question: Quantity, unit: str) -> Element:
    """A unit's UCUM code; empty if the definition has none."""
    return {"system": UCUM, "code": question.ucum[unit]} if unit in question.ucum else {}


def grouped(trial: Trial, items: Mapping[str, list[Element]], group: Group) -> list[Element]:
    """Groups items, given by step id, into steps and sections. Leaves out empty groups, which FHIR forbids. All linkIds
    are different: a definition's ids contain no colon, and ids of questions no hyphen."""
    sections = []
    for section in trial.sections:
        steps = [
            group(f"step:{step.id}", step.title, items[step.id])
            for step in trial.steps
            if step.section == section.id and items.get(step.id)
        ]
        if steps:
            sections.append(group(f"section:{section.id}", section.title, steps))
    return sections


def dumps(content: Any) -> str:
    """JSON in which every Decimal keeps its digits; `json.dumps` can't write Decimals."""
    match content:
        case dict():
            return "{" + ",".join(f"{dumps(name)}:{dumps(value)}" for name, value in content.items()) + "}"
        case list():
            return "[" + ",".join(map(dumps, content)) + "]"
        case Decimal():
            return format(content, "f")
    return json.dumps(content, ensure_ascii=False)
