"""The questions and the answers to them as HL7 FHIR R4 resources, for other programs to read."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from prescreen.rules.evaluation import Truth
from prescreen.screening.answers import Answer, value_of
from prescreen.screening.journey import Journey
from prescreen.trial.questions import (
    UNKNOWN,
    BodyMassIndex,
    Choice,
    MultipleChoice,
    Number,
    Pair,
    Quantity,
    Question,
    Ratio,
    Text,
)
from prescreen.trial.terminology import LOINC_NOTICE
from prescreen.trial.trial import Trial

Element = dict[str, Any]
# A text under an element's name, in all languages or in the reader's.
Say = Callable[[str, Text], Element]

EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
LOINC, UCUM, REGISTRY = "http://loinc.org", "http://unitsofmeasure.org", "http://clinicaltrials.gov"

HELP = {
    "url": f"{EXTENSION}questionnaire-itemControl",
    "valueCodeableConcept": {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]},
}
EXCLUSIVE = {"url": f"{EXTENSION}questionnaire-optionExclusive", "valueBoolean": True}
NOT_KNOWN = {"extension": [{"url": f"{EXTENSION}data-absent-reason", "valueCode": "asked-unknown"}]}
PROGRAM = {"system": "http://terminology.hl7.org/CodeSystem/usage-context-type", "code": "program"}
# The chrome's own words, which the core has no catalogue to look up in.
DONT_KNOW = {"en": "I don’t know", "zh": "我不知道"}
RATHER_NOT_SAY = {"en": "I don’t know, or I would rather not say", "zh": "我不知道，或不想回答"}
PARTS = {
    "value": {"en": "Result", "zh": "结果"},
    "limit": {"en": "Upper limit beside it", "zh": "参考区间上限"},
    "weight": {"en": "Weight in kg", "zh": "体重（公斤）"},
    "height": {"en": "Height in cm", "zh": "身高（厘米）"},
}


def questionnaire(trial: Trial, url: str) -> Element:
    """A trial's definition as a Questionnaire with the canonical `url`, in its first language and translated into
    the others."""
    say = _in_every(trial.languages)
    items = {
        step.id: _display(f"intro:{step.id}", step.intro, say) + [_question(trial, q, url, say) for q in step.questions]
        for step in trial.steps
    }
    study = {"type": "ResearchStudy", "identifier": {"system": REGISTRY, "value": trial.id}}

    def group(link: str, title: Text, inside: list[Element]) -> Element:
        return {"linkId": link, **say("text", title), "type": "group", **_shared_condition(inside), "item": inside}

    return {
        "resourceType": "Questionnaire",
        "language": trial.languages[0],
        "url": url,
        "version": trial.version,
        "name": f"SelfCheck{trial.id}",
        **say("title", trial.title),
        "status": "active",
        "subjectType": ["Patient"],
        **say("description", trial.about),
        "useContext": [{"code": PROGRAM, "valueReference": study}],
        **_notice(trial),
        "item": _grouped(trial, items, group),
    }


def response(journey: Journey, url: str, lang: str) -> Element:
    """The answers to the questions that are asked, as a QuestionnaireResponse in one language. Numbers are Decimals:
    write it with `dumps`."""
    trial, answers = journey.trial, journey.answers

    def say(name: str, text: Text) -> Element:
        return {name: text[lang]}

    def group(link: str, title: Text, inside: list[Element]) -> Element:
        return {"linkId": link, **say("text", title), "item": inside}

    items = {
        stop.step.id: [_answered(q, answers[q.id], url, say) for q in stop.questions if q.id in answers]
        for stop in journey.visible_steps
    }
    return {
        "resourceType": "QuestionnaireResponse",
        "language": lang,
        "questionnaire": f"{url}|{trial.version}",
        "status": "in-progress" if journey.next_unanswered() else "completed",
        **({"item": _grouped(trial, items, group)} if any(items.values()) else {}),
    }


def dumps(content: Any) -> str:
    """JSON in which every Decimal keeps its digits, which the standard encoder can't write."""
    match content:
        case dict():
            return "{" + ",".join(f"{dumps(name)}:{dumps(value)}" for name, value in content.items()) + "}"
        case list():
            return "[" + ",".join(map(dumps, content)) + "]"
        case Decimal():
            return format(content, "f")
    return json.dumps(content, ensure_ascii=False)


def _in_every(languages: list[str]) -> Say:
    first, *others = languages

    def say(name: str, text: Text) -> Element:
        translations = [
            {
                "url": f"{EXTENSION}translation",
                "extension": [{"url": "lang", "valueCode": lang}, {"url": "content", "valueString": text[lang]}],
            }
            for lang in others
        ]
        return {name: text[first]} | ({f"_{name}": {"extension": translations}} if translations else {})

    return say


def _grouped(
    trial: Trial, items: Mapping[str, list[Element]], group: Callable[[str, Text, list[Element]], Element]
) -> list[Element]:
    """Sections of steps of each step's items; FHIR has no empty groups. A colon stands in no id of a definition and a
    hyphen in no question's, so no two linkIds can meet."""
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


def _notice(trial: Trial) -> Element:
    coded = any(_tests(question) for question in trial.questions.values() if isinstance(question, Number))
    return {"copyright": LOINC_NOTICE} if coded else {}


def _display(link: str, text: Text | None, say: Say, extension: Element | None = None) -> list[Element]:
    shown = {"extension": [extension]} if extension else {}
    return [{"linkId": link, **say("text", text), "type": "display", **shown}] if text else []


def _question(trial: Trial, question: Question, url: str, say: Say) -> Element:
    condition = _condition(trial, question, url, say)
    return {"linkId": question.id, **say("text", question.ask), **condition, **_kind(question, url, say)}


def _kind(question: Question, url: str, say: Say) -> Element:
    """What depends on a question's type, and the items inside its own."""
    inside = _display(f"{question.id}-hint", question.hint, say, HELP)
    match question:
        case Choice() | MultipleChoice():
            options = [_option(question, option, url, say) for option in (*question.option, UNKNOWN)]
            kind = {"type": "choice", "repeats": isinstance(question, MultipleChoice), "answerOption": options}
        case Quantity():
            kind = {"type": "quantity", **_tests(question), "extension": _unit_options(question)}
        case Ratio() | BodyMassIndex():
            kind = {"type": "group"}
            inside = [_number(question, part, say) for part in question.parts] + inside
    return kind | ({"item": inside} if inside else {})


def _number(question: Pair, part: str, say: Say) -> Element:
    # LOINC's codes name the result, not its limit.
    tests = _tests(question) if part == "value" else {}
    return {"linkId": f"{question.id}-{part}", **say("text", PARTS[part]), "type": "decimal", **tests}


def _option(question: Choice | MultipleChoice, option: str, url: str, say: Say) -> Element:
    alone = isinstance(question, MultipleChoice) and (option == UNKNOWN or question.option[option].exclusive)
    return ({"extension": [EXCLUSIVE]} if alone else {}) | {"valueCoding": _coding(question, option, url, say)}


def _coding(question: Choice | MultipleChoice, option: str, url: str, say: Say) -> Element:
    """An option's code, in a system of the question's own: `yes` means something else in each."""
    unknown = RATHER_NOT_SAY if question.sensitive else DONT_KNOW
    label = unknown if option == UNKNOWN else question.option[option].label
    return {"system": f"{url}/{question.id}", "code": option, **say("display", label)}


def _tests(question: Number) -> Element:
    codes = [{"system": LOINC, "code": code, "display": name} for code, name in question.loinc.items()]
    return {"code": codes} if codes else {}


def _unit_options(question: Quantity) -> list[Element]:
    return [
        {"url": f"{EXTENSION}questionnaire-unitOption", "valueCoding": {**_unit(question, unit), "display": unit}}
        for unit in question.units
    ]


def _condition(trial: Trial, question: Question, url: str, say: Say) -> Element:
    """When a question is asked, found by trying its rule on each answer to the one choice that it reads, no answer
    included. FHIR can't say any other rule, so nothing is said then, and the question is offered to all."""
    rule = question.ask_if
    choice = trial.questions[next(iter(rule.reads))] if rule and len(rule.reads) == 1 else None
    if rule is None or not isinstance(choice, Choice):
        return {}
    conditions: list[Element] = []
    for option in (*choice.option, UNKNOWN, None):
        value = value_of(choice, option)
        if rule({choice.id: value} if value else {}) is not Truth.FALSE:
            when = {"answerCoding": _coding(choice, option, url, say)} if option else {"answerBoolean": False}
            conditions.append({"question": choice.id, "operator": "=" if option else "exists", **when})
    return {"enableWhen": conditions, "enableBehavior": "any"}


def _shared_condition(items: list[Element]) -> Element:
    """What all items of a group ask for, so that no heading stands over nothing."""
    first, *others = [item.get("enableWhen") for item in items]
    shared = first is not None and all(other == first for other in others)
    return {"enableWhen": first, "enableBehavior": "any"} if shared else {}


def _answered(question: Question, answer: Answer, url: str, say: Say) -> Element:
    item: Element = {"linkId": question.id, **say("text", question.ask)}
    match question:
        case Choice() | MultipleChoice():
            picked = answer if isinstance(answer, list) else [answer]
            return item | {"answer": [{"valueCoding": _coding(question, option, url, say)} for option in picked]}
        case Quantity():
            return item | {"answer": [_quantity(question, answer)]}
        case Ratio() | BodyMassIndex():
            return item | {"item": [_answered_part(question, part, answer, say) for part in question.parts]}


def _quantity(question: Quantity, answer: Answer) -> Element:
    if answer == UNKNOWN:
        return NOT_KNOWN
    unit = answer["unit"]
    return {"valueQuantity": {"value": Decimal(answer["value"]), "unit": unit, **_unit(question, unit)}}


def _unit(question: Quantity, unit: str) -> Element:
    return {"system": UCUM, "code": question.ucum[unit]} if unit in question.ucum else {}


def _answered_part(question: Pair, part: str, answer: Answer, say: Say) -> Element:
    given = NOT_KNOWN if answer == UNKNOWN else {"valueDecimal": Decimal(answer[part])}
    return {"linkId": f"{question.id}-{part}", **say("text", PARTS[part]), "answer": [given]}
