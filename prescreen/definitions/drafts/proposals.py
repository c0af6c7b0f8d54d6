"""Proposes a shared question and a rule for a criterion whose words a topic covers in full.

A proposal is for an author to check. A criterion with any word that no topic knows (“unless”, “controlled”, a drug)
gets none, so that no part of it is lost in silence."""

import re
from dataclasses import dataclass

from prescreen.definitions.drafts.proposed_numbers import number_proposal
from prescreen.definitions.drafts.topic_texts import MEANS, TEAM_MEANS
from prescreen.definitions.drafts.topics import COMMON, TOPICS, Topic
from prescreen.definitions.reading.numbers import plain
from prescreen.definitions.reading.words import words_of


@dataclass(frozen=True)
class Proposal:
    """Shared questions, the rule that reads them, and what it asks for in each language (empty if that is still to be
    written). Without questions only the study team can judge it. `may_change` is for what time changes, such as a
    pregnancy."""

    questions: tuple[str, ...]
    rule: str
    means: dict[str, str]
    may_change: bool = False


TURNING = re.compile(r"\b(?:unless|except\w*|other than|without|no|non|never|neither|nor)\b")
# What is so for some time only.
CHANGING = frozenset({"pregnancy", "active_infection", "other_study"})
DIAGNOSIS = words_of("diagnosis diagnosed confirmed histologically pathologically clinically clinical documented")


def proposal(text: str, kind: str, condition: str) -> Proposal | None:
    """What is proposed for a criterion of the registry's text, or None. `condition` is the illness that the draft asks
    about; it may be empty. An exclusion may list several topics, each of which keeps a person out."""
    if found := number_proposal(text, kind):
        return Proposal(*found)
    words = _words(text)
    if TURNING.search(plain(text)):
        return None
    if kind == "inclusion" and _is_diagnosis(words, _words(condition)):
        return Proposal(("diagnosed",), 'diagnosed == "yes"', {"en": f"A diagnosis of {condition}."})
    topics = _topics(words, plain(text))
    rules = [topic.rule(kind, words & topic.words) for topic in topics]
    is_list = len(topics) > 1
    if not topics or not all(rules) or (is_list and (kind == "inclusion" or not all(t.question for t in topics))):
        return None
    texts = [MEANS[rule] if topic.question else _team_means(topic) for topic, rule in zip(topics, rules, strict=True)]
    means = {"en": " ".join(en for en, _ in texts), "zh": "".join(zh for _, zh in texts)}
    rule = " and ".join(f"({rule})" if " or " in rule and is_list else rule for rule in rules)
    questions = tuple(topic.question for topic in topics if topic.question)
    return Proposal(questions, rule, means, all(question in CHANGING for question in questions) and bool(questions))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.sub(r"\(s\)|['’]s\b", "", plain(text))))


OF_A_VIRUS = re.compile(r"infections? (?:with|by|of|due)|(?:hiv|virus|hepatitis|[bc]|hbv|hcv)\)? infections?")


def _topics(words: set[str], text: str) -> list[Topic]:
    """The one topic that covers all words, else those that do so together; none if a word is left over."""
    about = [topic for topic in TOPICS if words & topic.keys]
    if {topic.question for topic in about} & {"hiv", "viral_hepatitis"} and OF_A_VIRUS.search(text):
        about = [topic for topic in about if topic.question != "active_infection"]
    left = words - COMMON
    alone = [topic for topic in about if left <= topic.words]
    if alone or not left <= frozenset[str]().union(*(topic.words for topic in about)):
        return alone[:1]
    return about


def _team_means(topic: Topic) -> tuple[str, str]:
    return next(texts for key, texts in TEAM_MEANS.items() if key in topic.keys)


def _is_diagnosis(words: set[str], illness: set[str]) -> bool:
    """Whether a criterion says no more than that the illness was diagnosed."""
    return bool(illness) and illness <= words and not words - illness - COMMON - DIAGNOSIS
