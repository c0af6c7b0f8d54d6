"""The answers to a trial's questions as an HL7 FHIR R4 QuestionnaireResponse."""

from decimal import Decimal
from typing import assert_never

from prescreen.interop.elements import EXTENSION, PARTS, Element, TextElement, grouped, option_coding, unit_code
from prescreen.screening.answers import Answer
from prescreen.screening.journey import Journey
from prescreen.trial.questions import UNKNOWN, Pair, Quantity, Question, Text

NOT_KNOWN = {"extension": [{"url": f"{EXTENSION}data-absent-reason", "valueCode": "asked-unknown"}]}


def response(journey: Journey, url: str, lang: str) -> Element:
    """The answers to the questions that are asked, with texts in one language; `url` is the Questionnaire's. Numbers
    are Decimals: write the result with `dumps`."""
    trial, answers = journey.trial, journey.answers

    def text(name: str, content: Text) -> Element:
        return {name: content[lang]}

    def group(link_id: str, title: Text, items: list[Element]) -> Element:
        return {"linkId": link_id, **text("text", title), "item": items}

    items = {
        visible.step.id: [_item(q, answers[q.id], url, text) for q in visible.questions if q.id in answers]
        for visible in journey.visible_steps
    }
    return {
        "resourceType": "QuestionnaireResponse",
        "language": lang,
        "questionnaire": f"{url}|{trial.version}",
        "status": "in-progress" if journey.next_unanswered() else "completed",
        **({"item": grouped(trial, items, group)} if any(items.values()) else {}),
    }


def _item(question: Question, answer: Answer, url: str, text: TextElement) -> Element:
    item: Element = {"linkId": question.id, **text("text", question.ask)}
    match question.type:
        case "choice" | "choices":
            picked = answer if isinstance(answer, list) else [answer]
            return item | {"answer": [{"valueCoding": option_coding(question, option, url, text)} for option in picked]}
        case "quantity" | "age" | "ago":
            return item | {"answer": [_quantity(question, answer)]}
        case "ratio" | "body_mass_index":
            return item | {"item": [_part(question, part, answer, text) for part in question.parts]}
        case never:
            assert_never(never)


def _quantity(question: Quantity, answer: Answer) -> Element:
    if answer == UNKNOWN:
        return NOT_KNOWN
    unit = answer["unit"]
    return {"valueQuantity": {"value": Decimal(answer["value"]), "unit": unit, **unit_code(question, unit)}}


def _part(question: Pair, part: str, answer: Answer, text: TextElement) -> Element:
    given = NOT_KNOWN if answer == UNKNOWN else {"valueDecimal": Decimal(answer[part])}
    return {"linkId": f"{question.id}-{part}", **text("text", PARTS[part]), "answer": [given]}
