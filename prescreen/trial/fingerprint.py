"""When questions of two trials are one question: their fingerprints are equal.

A fingerprint is a hash of all that an answer means: the type, the words of the question, options, units, how numbers
are read, when it is asked, and which point in time is meant. Ids and explanations are left out."""

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from prescreen.trial.questions import OptionQuestion, Question, Text

LENGTH = 12  # hexadecimal digits: 48 bits. With capitals, so that none is a question's id.
# What explains a question or names it, and doesn't change what an answer means. A field that is not listed counts.
EXPLAINS = {
    "id", "name", "why", "find_out", "sensitive", "ask_if", "about_this_study", "printed", "also_printed", "usual_unit",
    "ucum", "loinc", "also_loinc", "implausible",
}  # fmt: skip
EXPLAINS_OPTION = {"loinc", "talk_about"}
EXPLAINS_MISTAKEN = {"label", "means"}
# A step's title counts where it may say which point in time is meant. Its introduction always counts.
TIME = re.compile(
    r"\b(?:at|since|before|after|when|now|today|current|latest|last|first|past|recent|earlier|ago|relapse)\b"
    "|时|前|后|现在|目前|最近|最新|首次|上次|曾|复发",
    re.IGNORECASE,
)

# Words that mean something else in each study, unless the author says that they don't.
STUDY = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|research|consent|contracepti\w+|birth control)\b|研究|试验|知情同意|避孕",
    re.IGNORECASE,
)

# A question with the title and introduction of its step.
Asked = tuple[Question, Text, Text | None]


def fingerprints(trial: str, asked: Iterable[Asked]) -> dict[str, str]:
    """Question id → fingerprint, of the questions of a trial in their order. A question that is `about_this_study`, or
    that is asked twice in the trial, has one of its own: no other trial's is equal."""
    found: dict[str, str] = {}
    for question, title, intro in asked:
        # Words such as “it” may stand for an earlier answer, so the questions that `ask_if` reads count too.
        reads = sorted(question.ask_if.reads) if question.ask_if else []
        asks = [judged(question, title, intro), [found.get(name) for name in reads]]
        found[question.id] = _hash([trial, *asks] if is_about_study(question, intro) else asks)
    prints = list(found.values())
    return {name: _hash([trial, name]) if prints.count(one) > 1 else one for name, one in found.items()}


def judged(question: Question, title: Text, intro: Text | None) -> dict[str, Any]:
    """All that an answer to the question means, by the key of the definition that says it, as JSON with its numbers as
    text."""
    told = {"options": {"__all__": EXPLAINS_OPTION}, "mistaken": {"__all__": EXPLAINS_MISTAKEN}}
    # Without defaults, so that a field of a later release changes no fingerprint.
    content = question.model_dump(exclude={**dict.fromkeys(EXPLAINS, True), **told}, exclude_defaults=True)
    moment = {"title": title if any(TIME.search(words) for words in title.values()) else None, "intro": intro}
    condition = {"ask_if": repr(question.ask_if.node) if question.ask_if else None}
    found: dict[str, Any] = json.loads(json.dumps(content | moment | condition, default=str))
    return found


def is_about_study(question: Question, intro: Text | None = None) -> bool:
    """Whether an answer counts for one study only."""
    if question.about_this_study is not None:
        return question.about_this_study
    options = question.options if isinstance(question, OptionQuestion) else []
    texts = [question.ask, question.hint, intro, *(option.label for option in options)]
    return any(STUDY.search(words) for text in texts if text for words in text.values())


def _hash(content: Any) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:LENGTH].upper()
