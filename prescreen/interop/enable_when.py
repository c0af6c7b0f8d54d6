"""When a question is asked, as FHIR's enableWhen."""

from prescreen.interop.elements import Element, TextElement, option_coding
from prescreen.rules.evaluation import Rule, Truth
from prescreen.screening.answers import value_of
from prescreen.trial.questions import UNKNOWN, Choice, Question
from prescreen.trial.trial import Trial


def enable_when(trial: Trial, question: Question, url: str, text: TextElement) -> Element:
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
