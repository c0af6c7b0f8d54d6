"""What is said of an answer that is too close to a limit to call, in the current language."""

from prescreen.i18n.labels import answer_label, space
from prescreen.i18n.locale import current_language, gettext
from prescreen.i18n.rule_text import limit_text
from prescreen.screening.given import Given
from prescreen.trial.questions import OptionQuestion


def close_call_text(given: Given) -> str:
    """Why the answer doesn't settle the rule; empty if it is not too close."""
    if given.close_to is None or isinstance(given.question, OptionQuestion):
        return ""
    told = {
        "answer": answer_label(given.question, given.answer),
        "limit": limit_text(given.question, given.close_to),
    }
    if given.question.type == "age":
        return gettext("“%(answer)s” is too close to “%(limit)s” to tell: the date of birth decides.", **told)
    return gettext("“%(answer)s” is too close to “%(limit)s” to tell: the exact date decides.", **told)


def close_call_items(found: list[Given]) -> list[str]:
    """The same with how to find it out, for the reader's list."""
    return [close_call_text(given) + space() + given.question.find_out[current_language()] for given in found]
