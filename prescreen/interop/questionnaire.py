"""A trial's questions as an HL7 FHIR R4 Questionnaire."""

from typing import assert_never

from prescreen.interop.elements import (
    EXTENSION,
    LOINC,
    PARTS,
    REGISTRY,
    UNKNOWN_LINK,
    Element,
    Publication,
    TextElement,
    grouped,
    number_type,
    option_coding,
    profile,
    unknown_coding,
)
from prescreen.interop.enable_when import enable_when
from prescreen.interop.number_extensions import bounds_of, extensions_of_part, units_of
from prescreen.trial.questions import (
    UNKNOWN,
    Choice,
    MultipleChoice,
    Number,
    OptionQuestion,
    Pair,
    Quantity,
    Question,
    Text,
)
from prescreen.trial.terminology import LOINC_NOTICE
from prescreen.trial.trial import Step, Trial

# The name of the site, which is independent of the study's sponsor.
PUBLISHER = "Trial self-check"
EXCLUSIVE = {"url": f"{EXTENSION}questionnaire-optionExclusive", "valueBoolean": True}
PROGRAM = {"system": "http://terminology.hl7.org/CodeSystem/usage-context-type", "code": "program"}


def questionnaire(trial: Trial, publication: Publication, lang: str | None = None) -> Element:
    """The Questionnaire in one language, or in the trial's first one with translations into the others. Many clients
    ignore translations."""
    text = _in_all_languages([lang] if lang else trial.languages)
    url = publication.url

    def group(link_id: str, title: Text, items: list[Element]) -> Element:
        return {"linkId": link_id, **text("text", title), "type": "group", **_shared_enable_when(items), "item": items}

    return {
        **profile("Questionnaire"),
        "language": lang or trial.languages[0],
        "url": url,
        "version": publication.version,
        "name": f"SelfCheck{trial.id}",
        **text("title", trial.title),
        "status": "active",
        "subjectType": ["Patient"],
        "date": publication.date.isoformat(),
        "publisher": PUBLISHER,
        **text("description", trial.about),
        "useContext": [{"code": PROGRAM, "valueReference": study} for study in _studies(trial)],
        **_copyright(trial),
        "item": grouped(trial, {step.id: _items(trial, step, url, text) for step in trial.steps}, group),
    }


def _studies(trial: Trial) -> list[Element]:
    """The study by its id in each registry. Only that of ClinicalTrials.gov has a known identifier system."""
    ids: list[Element] = [{"system": REGISTRY, "value": trial.id}]
    ids += [{"value": found.id, "assigner": {"display": found.registry}} for found in trial.registry_ids]
    return [{"type": "ResearchStudy", "identifier": identifier} for identifier in ids]


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
    return intro + [item for question in step.questions for item in _question_items(trial, question, url, text)]


def _display(link_id: str, content: Text | None, text: TextElement, extension: Element | None = None) -> list[Element]:
    extensions = {"extension": [extension]} if extension else {}
    return [{"linkId": link_id, **text("text", content), "type": "display", **extensions}] if content else []


def _question_items(trial: Trial, question: Question, url: str, text: TextElement) -> list[Element]:
    """The question's item. That a quantity is not known is an item of its own behind it, because clients drop an answer
    without a value."""
    condition = enable_when(trial, question, url, text)
    items = _part_items(question, url, text) + _display(
        f"{question.id}-hint", question.hint, text, _item_control("help")
    )
    inner = {"item": items} if items else {}
    shown = {"linkId": question.id, **text("text", question.ask), **condition, **_type(question, url, text), **inner}
    return [shown, *([_unknown(question, url, text) | condition] if isinstance(question, Quantity) else [])]


def _unknown(question: Number, url: str, text: TextElement) -> Element:
    return {
        "linkId": f"{question.id}{UNKNOWN_LINK}",
        **text("text", question.short_name),
        "type": "choice",
        "repeats": False,
        "extension": [_item_control("radio-button")],
        "answerOption": [{"valueCoding": unknown_coding(question, url, text)}],
    }


def _item_control(code: str) -> Element:
    coding = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": code}
    return {"url": f"{EXTENSION}questionnaire-itemControl", "valueCodeableConcept": {"coding": [coding]}}


def _type(question: Question, url: str, text: TextElement) -> Element:
    """The item's type, and the elements that this type needs."""
    match question.type:
        case "choice" | "choices":
            options = [_option(question, option, url, text) for option in (*question.option, UNKNOWN)]
            repeats = question.type == "choices"
            return {"type": "choice", **_loinc_codes(question), "repeats": repeats, "answerOption": options}
        case "quantity" | "count" | "age" | "ago":
            extensions = units_of(question) + bounds_of(question)
            return {"type": number_type(question), **_loinc_codes(question), "extension": extensions}
        case "ratio":
            return {"type": "group"}
        case "body_mass_index":
            return {"type": "group", **_loinc_codes(question)}
        case never:
            assert_never(never)


def _part_items(question: Question, url: str, text: TextElement) -> list[Element]:
    """The items for the two numbers of a pair, and for not knowing them."""
    match question.type:
        case "choice" | "choices" | "quantity" | "count" | "age" | "ago":
            return []
        case "ratio":
            value, limit = (_part(question, part, "quantity", text) for part in question.parts)
            # The LOINC codes are those of the result, not of its limit.
            return [value | _loinc_codes(question), limit, _unknown(question, url, text)]
        case "body_mass_index":
            parts = [_part(question, part, "decimal", text) for part in question.parts]
            return [*parts, _unknown(question, url, text)]
        case never:
            assert_never(never)


def _part(question: Pair, part: str, kind: str, text: TextElement) -> Element:
    extensions = extensions_of_part(question, part)
    more = {"extension": extensions} if extensions else {}
    return {"linkId": f"{question.id}-{part}", **text("text", PARTS[part]), "type": kind, **more}


def _option(question: Choice | MultipleChoice, option: str, url: str, text: TextElement) -> Element:
    exclusive = question.type == "choices" and (option == UNKNOWN or question.option[option].exclusive)
    extensions = {"extension": [EXCLUSIVE]} if exclusive else {}
    return {**extensions, "valueCoding": option_coding(question, option, url, text)}


def _loinc_codes(question: Number | OptionQuestion) -> Element:
    codes = [{"system": LOINC, "code": code, "display": name} for code, name in question.loinc.items()]
    return {"code": codes} if codes else {}


def _shared_enable_when(items: list[Element]) -> Element:
    """The enableWhen that all items of a group share, so that its title is never shown without items."""
    first, *others = [item.get("enableWhen") for item in items]
    shared = first is not None and all(other == first for other in others)
    return {"enableWhen": first, "enableBehavior": "any"} if shared else {}
