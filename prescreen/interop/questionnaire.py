"""A trial's questions as an HL7 FHIR R4 Questionnaire."""

from typing import assert_never

from prescreen.interop.elements import (
    EXTENSION,
    LOINC,
    PARTS,
    REGISTRY,
    Element,
    TextElement,
    grouped,
    option_coding,
    unit_code,
)
from prescreen.rules.evaluation import Rule, Truth
from prescreen.screening.answers import value_of
from prescreen.trial.questions import UNKNOWN, Choice, MultipleChoice, Number, Pair, Quantity, Question, Text
from prescreen.trial.terminology import LOINC_NOTICE
from prescreen.trial.trial import Step, Trial

HELP = {
    "url": f"{EXTENSION}questionnaire-itemControl",
    "valueCodeableConcept": {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]},
}
EXCLUSIVE = {"url": f"{EXTENSION}questionnaire-optionExclusive", "valueBoolean": True}
PROGRAM = {"system": "http://terminology.hl7.org/CodeSystem/usage-context-type", "code": "program"}


def questionnaire(trial: Trial, url: str) -> Element:
    """The Questionnaire with the canonical `url`, in the trial's first language, with translations into the others."""
    text = _in_all_languages(trial.languages)

    def group(link_id: str, title: Text, items: list[Element]) -> Element:
        return {"linkId": link_id, **text("text", title), "type": "group", **_shared_enable_when(items), "item": items}

    study = {"type": "ResearchStudy", "identifier": {"system": REGISTRY, "value": trial.id}}
    return {
        "resourceType": "Questionnaire",
        "language": trial.languages[0],
        "url": url,
        "version": trial.version,
        "name": f"SelfCheck{trial.id}",
        **text("title", trial.title),
        "status": "active",
        "subjectType": ["Patient"],
        **text("description", trial.about),
        "useContext": [{"code": PROGRAM, "valueReference": study}],
        **_copyright(trial),
        "item": grouped(trial, {step.id: _items(trial, step, url, text) for step in trial.steps}, group),
    }


def _in_all_languages(languages: list[str]) -> TextElement:
    first, *others = languages

    def text(name: str, content: Text) -> Element:
        translations = [
            {
                "url": f"{EXTENSION}translation",
                "extension": [{"url": "lang", "valueCode": lang}, {"url": "content", "valueString": content[lang]}],
            }
            for lang in others
        ]
        return {name: content[first]} | ({f"_{name}": {"extension": translations}} if translations else {})

    return text


def _copyright(trial: Trial) -> Element:
    return {"copyright": LOINC_NOTICE} if any(question.loinc for question in trial.questions.values()) else {}


def _items(trial: Trial, step: Step, url: str, text: TextElement) -> list[Element]:
    intro = _display(f"intro:{step.id}", step.intro, text)
    return intro + [_question(trial, question, url, text) for question in step.questions]


def _display(link_id: str, content: Text | None, text: TextElement, extension: Element | None = None) -> list[Element]:
    extensions = {"extension": [extension]} if extension else {}
    return [{"linkId": link_id, **text("text", content), "type": "display", **extensions}] if content else []


def _question(trial: Trial, question: Question, url: str, text: TextElement) -> Element:
    items = _part_items(question, text) + _display(f"{question.id}-hint", question.hint, text, HELP)
    inner = {"item": items} if items else {}
    return {
        "linkId": question.id,
        **text("text", question.ask),
        **_enable_when(trial, question, url, text),
        **_type(question, url, text),
        **inner,
    }


def _type(question: Question, url: str, text: TextElement) -> Element:
    """The item's type, and the elements that this type needs."""
    match question.type:
        case "choice" | "choices":
            options = [_option(question, option, url, text) for option in (*question.option, UNKNOWN)]
            return {"type": "choice", "repeats": question.type == "choices", "answerOption": options}
        case "quantity" | "age" | "ago":
            return {"type": "quantity", **_loinc_codes(question), "extension": _unit_options(question)}
        case "ratio":
            return {"type": "group"}
        case "body_mass_index":
            return {"type": "group", **_loinc_codes(question)}
        case never:
            assert_never(never)


def _part_items(question: Question, text: TextElement) -> list[Element]:
    """The items for the two numbers of a pair."""
    match question.type:
        case "choice" | "choices" | "quantity" | "age" | "ago":
            return []
        case "ratio":
            # The LOINC codes are those of the result, not of its limit.
            value, limit = (_part(question, part, text) for part in question.parts)
            return [value | _loinc_codes(question), limit]
        case "body_mass_index":
            return [_part(question, part, text) for part in question.parts]
        case never:
            assert_never(never)


def _part(question: Pair, part: str, text: TextElement) -> Element:
    return {"linkId": f"{question.id}-{part}", **text("text", PARTS[part]), "type": "decimal"}


def _option(question: Choice | MultipleChoice, option: str, url: str, text: TextElement) -> Element:
    exclusive = question.type == "choices" and (option == UNKNOWN or question.option[option].exclusive)
    extensions = {"extension": [EXCLUSIVE]} if exclusive else {}
    return {**extensions, "valueCoding": option_coding(question, option, url, text)}


def _loinc_codes(question: Number) -> Element:
    codes = [{"system": LOINC, "code": code, "display": name} for code, name in question.loinc.items()]
    return {"code": codes} if codes else {}


def _unit_options(question: Quantity) -> list[Element]:
    return [
        {"url": f"{EXTENSION}questionnaire-unitOption", "valueCoding": {**unit_code(question, unit), "display": unit}}
        for unit in question.units
    ]


def _enable_when(trial: Trial, question: Question, url: str, text: TextElement) -> Element:
    """The question's `ask_if` as FHIR's enableWhen. FHIR can express a rule that reads a single choice: the rule is
    evaluated for each of its answers and for none. Any other rule is left out, so that the question is always asked."""
    rule = question.ask_if
    choice = _only_choice(trial, rule) if rule else None
    if rule is None or choice is None:
        return {}
    conditions: list[Element] = []
    for option in (*choice.option, UNKNOWN, None):
        value = value_of(choice, option)
        if rule({choice.id: value} if value else {}) is not Truth.FALSE:
            conditions.append({"question": choice.id, **_answered_with(choice, option, url, text)})
    return {"enableWhen": conditions, "enableBehavior": "any"}


def _only_choice(trial: Trial, rule: Rule) -> Choice | None:
    """The choice that the rule reads; None if it reads anything else."""
    read = [trial.questions[name] for name in rule.reads]
    return read[0] if len(read) == 1 and read[0].type == "choice" else None


def _answered_with(choice: Choice, option: str | None, url: str, text: TextElement) -> Element:
    if option is None:
        return {"operator": "exists", "answerBoolean": False}
    return {"operator": "=", "answerCoding": option_coding(choice, option, url, text)}


def _shared_enable_when(items: list[Element]) -> Element:
    """The enableWhen that all items of a group share, so that its title is never shown without items."""
    first, *others = [item.get("enableWhen") for item in items]
    shared = first is not None and all(other == first for other in others)
    return {"enableWhen": first, "enableBehavior": "any"} if shared else {}
