"""The answers to a trial's questions as an HL7 FHIR R4 QuestionnaireResponse."""

from datetime import datetime
from decimal import Decimal
from typing import assert_never

from prescreen.interop.elements import (
    PARTS,
    SOURCE_LINK,
    UNKNOWN_LINK,
    Element,
    Publication,
    TextElement,
    grouped,
    number_type,
    option_coding,
    profile,
    unit_code,
    unknown_coding,
)
from prescreen.screening.answers import Answer
from prescreen.screening.journey import Journey
from prescreen.screening.provenance import NO_NOTES, NO_PROVENANCE, Provenance, StaffNotes
from prescreen.trial.questions import UNKNOWN, Number, Pair, Quantity, Question, Text

# Who has answered → the type of FHIR resource that would describe them, and what they are called.
AUTHORS: dict[str, tuple[str, Text]] = {
    "me": ("Patient", {"en": "Patient", "zh": "患者"}),
    "other": ("RelatedPerson", {"en": "Family or carer", "zh": "家属或照顾者"}),
    "staff": ("Practitioner", {"en": "Clinic staff", "zh": "医护人员"}),
}


def response(
    journey: Journey,
    publication: Publication,
    lang: str,
    authored: datetime,
    who: str = "me",
    notes: StaffNotes = NO_NOTES,
) -> Element:
    """The answers to the questions that are asked, with texts in one language. `authored` has a time zone. Numbers are
    Decimals: write the result with `dumps`."""
    trial, answers = journey.trial, journey.answers

    def text(name: str, content: Text) -> Element:
        return {name: content[lang]}

    def group(link_id: str, title: Text, items: list[Element]) -> Element:
        return {"linkId": link_id, **text("text", title), "item": items}

    def item(question: Question) -> Element:
        source = _source(notes.provenance.get(question.id, NO_PROVENANCE), publication.url)
        return _item(question, answers[question.id], publication.url, text) | source

    kind, name = AUTHORS[who]
    author = {"type": kind, **text("display", name)}
    items = {
        visible.step.id: [item(question) for question in visible.questions if question.id in answers]
        for visible in journey.visible_steps
    }
    return {
        **profile("QuestionnaireResponse"),
        "language": lang,
        "questionnaire": publication.canonical,
        "status": "in-progress" if journey.next_unanswered() else "completed",
        "authored": authored.isoformat(timespec="seconds"),
        "author": author,
        "source": author,
        **({"item": grouped(trial, items, group)} if any(items.values()) else {}),
    }


def _source(provenance: Provenance, url: str) -> Element:
    """What staff noted about an answer: its source, and the date of the test."""
    parts: list[Element] = []
    if provenance.source:
        parts.append({"url": "source", "valueCode": str(provenance.source)})
    if provenance.taken:
        parts.append({"url": "date", "valueDate": provenance.taken.isoformat()})
    return {"extension": [{"url": f"{url}{SOURCE_LINK}", "extension": parts}]} if parts else {}


def _item(question: Question, answer: Answer, url: str, text: TextElement) -> Element:
    item: Element = {"linkId": question.id, **text("text", question.ask)}
    match question.type:
        case "choice" | "choices":
            picked = answer if isinstance(answer, list) else [answer]
            return item | {"answer": [{"valueCoding": option_coding(question, option, url, text)} for option in picked]}
        case "quantity" | "count" | "age" | "ago":
            known = answer != UNKNOWN
            return item | {"answer": [_number(question, answer)]} if known else _unknown(question, url, text)
        case "ratio" | "body_mass_index":
            unknown = [_unknown(question, url, text)] if answer == UNKNOWN else []
            return item | {"item": unknown or [_part(question, part, answer, text) for part in question.parts]}
        case never:
            assert_never(never)


def _unknown(question: Number, url: str, text: TextElement) -> Element:
    answer = {"valueCoding": unknown_coding(question, url, text)}
    return {"linkId": f"{question.id}{UNKNOWN_LINK}", **text("text", question.short_name), "answer": [answer]}


def _number(question: Quantity, answer: Answer) -> Element:
    number, unit = Decimal(answer["value"]), answer["unit"]
    match number_type(question):
        case "quantity":
            return {"valueQuantity": {"value": number, "unit": unit, **unit_code(question, unit)}}
        case "decimal":
            return {"valueDecimal": number}
        case "integer":
            return {"valueInteger": number.to_integral_value()}


def _part(question: Pair, part: str, answer: Answer, text: TextElement) -> Element:
    """One number of a pair. The unit of a result and its limit is not known: both are in the report's."""
    number = Decimal(answer[part])
    given = {"valueQuantity": {"value": number}} if question.type == "ratio" else {"valueDecimal": number}
    return {"linkId": f"{question.id}-{part}", **text("text", PARTS[part]), "answer": [given]}
