"""Reads HL7 FHIR R4 QuestionnaireResponses to our Questionnaire, from this site or from another client."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, assert_never

from prescreen.interop.elements import EXTENSION, SOURCE_LINK, UNKNOWN_LINK, Element, is_questionnaire, number_type
from prescreen.interop.fhir_input.contents import element, elements, printable, string
from prescreen.interop.fhir_input.moments import Moment, moment_of
from prescreen.interop.fhir_input.quantities import DoubtfulQuantityError, measured, number_of, ratio
from prescreen.interop.fhir_input.readings import Reading
from prescreen.interop.recognized import Unread, is_unusual
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import Answer, read
from prescreen.screening.provenance import Source, read_source
from prescreen.trial.questions import UNKNOWN, BodyMassIndex, Choice, MultipleChoice, Pair, Quantity, Question, Ratio
from prescreen.trial.trial import Trial

READABLE = ("in-progress", "completed", "amended")
# Who answered → the source of answers that say none of their own.
SOURCES = {"Patient": Source.PATIENT, "RelatedPerson": Source.PATIENT}

Items = dict[str, list[Element]]  # by linkId


def read_response(trial: Trial, resource: Element) -> list[Reading | Unread]:
    """What a response says of each question that it answers, and what was left alone."""
    url, _, _ = string(resource, "questionnaire").partition("|")
    if not is_questionnaire(url, trial):
        return [Unread(printable(url or "QuestionnaireResponse"), "other_study")]
    if string(resource, "status") not in READABLE:
        return [Unread("QuestionnaireResponse", "status")]
    items: Items = {}
    for item in _items(resource):
        items.setdefault(string(item, "linkId"), []).append(item)
    given = [(question, _answers(question, items)) for question in trial.questions.values()]
    author = SOURCES.get(string(element(resource, "source"), "type"))
    known = {link for question in trial.questions.values() for link in _links(question)}
    others = [item for link, found in items.items() if link not in known for item in found]
    return [
        *(_reading(question, answers, items, author) for question, answers in given if answers),
        *(Unread(_item_name(item), "other_study") for item in others if elements(item, "answer")),
    ]


def version_of(resource: Element) -> str:
    """The version of the Questionnaire that a response answers."""
    return string(resource, "questionnaire").partition("|")[2]


def _items(parent: Element) -> Iterator[Element]:
    for item in elements(parent, "item"):
        yield item
        yield from _items(item)
        for answer in elements(item, "answer"):
            yield from _items(answer)


def _item_name(item: Element) -> str:
    return printable(string(item, "text") or string(item, "linkId") or "QuestionnaireResponse.item")


def _links(question: Question) -> list[str]:
    """The linkIds of a question and its parts."""
    return [question.id, f"{question.id}{UNKNOWN_LINK}", *(f"{question.id}-{part}" for part in question.parts)]


def _items_of(question: Question, items: Items) -> list[Element]:
    return [item for link in _links(question) for item in items.get(link, ())]


def _answers(question: Question, items: Items) -> list[Element]:
    """All answers to a question and its parts."""
    return [answer for item in _items_of(question, items) for answer in elements(item, "answer")]


def _reading(question: Question, answers: list[Element], items: Items, author: Source | None) -> Reading:
    text = printable("; ".join(filter(None, map(_text, answers))))
    parts = _items_of(question, items)
    noted = [found for item in parts for found in _noted(item)]
    source, moment = noted[0] if noted else (author, None)
    try:
        if any(_is_changed(part) for part in (*parts, *answers)):
            raise DoubtfulQuantityError("unclear")
        given = _given(question, answers, items)
        answer = read(question, given)
    except DoubtfulQuantityError as error:
        return Reading(question.id, text, None, error.why, moment, source)
    except AnswerError as error:
        is_outside = error.code in ("out_of_range", "pair_out_of_range")
        return Reading(question.id, text, None, "unusual" if is_outside else "unclear", moment, source)
    return Reading(question.id, text, answer, "unusual" if is_unusual(question, answer) else None, moment, source)


def _is_changed(part: Element) -> bool:
    """Whether an item or an answer may mean anything else than it seems to, or an answer has several values."""
    return bool(part.get("modifierExtension")) or sum(name.startswith("value") for name in part) > 1


def _noted(item: Element) -> Iterator[tuple[Source | None, Moment | None]]:
    """What staff noted about an answer."""
    for extension in elements(item, "extension"):
        if string(extension, "url").endswith(SOURCE_LINK):
            parts = {string(part, "url"): part for part in elements(extension, "extension")}
            source = read_source(string(parts.get("source", {}), "valueCode"))
            yield source, moment_of(string(parts.get("date", {}), "valueDate"))


def _given(question: Question, answers: list[Element], items: Items) -> Answer:
    """The answer in the shape of an answers file, which may yet be invalid. Raises DoubtfulQuantityError."""
    match question.type:
        case "choice" | "choices":
            return _options(question, answers)
        case "quantity" | "count" | "age" | "ago":
            return UNKNOWN if _is_unknown(question, answers) else _number(question, answers)
        case "ratio" | "body_mass_index":
            return UNKNOWN if _is_unknown(question, answers) else _pair(question, items)
        case never:
            assert_never(never)


def _options(question: Choice | MultipleChoice, answers: list[Element]) -> Answer:
    picked = [_code(question, answer) for answer in answers]
    if question.type == "choices":
        return picked
    return _only(picked)


def _code(question: Question, answer: Element) -> str:
    """The option of an answer, whose code system is the question's own."""
    coding = element(answer, "valueCoding")
    code, system = string(coding, "code"), string(coding, "system")
    named = _named(question, string(coding, "display"))
    if not code or not system.endswith(f"/{question.id}") or (named and code not in named):
        raise DoubtfulQuantityError("unclear")
    return code


def _named(question: Question, display: str) -> set[str]:
    """The options whose label is what was shown, in any language."""
    options = question.options if isinstance(question, Choice | MultipleChoice) else []
    return {option.id for option in options if display.strip() in option.label.values()}


def _is_unknown(question: Question, answers: list[Element]) -> bool:
    """Whether all answers say that it is not known. Raises DoubtfulQuantityError where only some do."""
    found = {_says_unknown(question, answer) for answer in answers}
    if len(found) > 1:
        raise DoubtfulQuantityError("two_values")
    return found == {True}


def _says_unknown(question: Question, answer: Element) -> bool:
    absent = any(string(found, "url") == f"{EXTENSION}data-absent-reason" for found in elements(answer, "extension"))
    return absent or ("valueCoding" in answer and _code(question, answer) == UNKNOWN)


def _number(question: Quantity, answers: list[Element]) -> Answer:
    answer = _only(answers)
    plain = [answer[name] for name in ("valueDecimal", "valueInteger") if name in answer]
    if plain and number_type(question) != "quantity":  # its item has one unit
        return {"value": format(number_of({"value": plain[0]}), "f"), "unit": question.base_unit}
    return measured(question, element(answer, "valueQuantity"))


def _pair(question: Pair, items: Items) -> Answer:
    values = [
        _only([answer for item in items.get(f"{question.id}-{part}", ()) for answer in elements(item, "answer")])
        for part in question.parts
    ]
    if isinstance(question, Ratio):
        first, second = map(_quantity, values)
        return ratio(first, second)
    return _weight_and_height(question, values)


def _quantity(answer: Element) -> Element:
    """A Quantity, or a decimal as an earlier version of the Questionnaire asked for."""
    return element(answer, "valueQuantity") or {"value": answer.get("valueDecimal", answer.get("valueInteger"))}


def _weight_and_height(question: BodyMassIndex, values: list[Element]) -> Answer:
    numbers = [number_of({"value": answer.get("valueDecimal")}) for answer in values]
    return {part: format(number, "f") for part, number in zip(question.parts, numbers, strict=True)}


def _only(found: list[Any]) -> Any:
    if len(found) != 1:
        raise DoubtfulQuantityError("two_values" if found else "unclear")
    return found[0]


def _text(answer: Element) -> str:
    coding, quantity = element(answer, "valueCoding"), _quantity(answer)
    number = quantity.get("value")
    if isinstance(number, Decimal):
        return f"{number} {string(quantity, 'unit')}"
    return string(coding, "display") or string(coding, "code") or string(answer, "valueString")
