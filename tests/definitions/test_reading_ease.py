"""How easily the texts are read: English by grade, Chinese by the length of its sentences."""

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median
from typing import Any

import pytest
from babel.messages.pofile import read_po
from pydantic import BaseModel

from prescreen.definitions.reading.ease import MAX_GRADE, grade, without_terms
from prescreen.i18n.locale import DIRECTORY
from prescreen.trial.questions import BaseQuestion
from tests.support.core import TRIAL

CATALOGUE: Path = DIRECTORY / "zh" / "LC_MESSAGES" / "messages.po"


def definition_texts(node: Any, lang: str) -> Iterator[str]:
    """Every text of the definition in a language; a question counts together with its hint."""
    if isinstance(node, BaseQuestion):
        yield " ".join(text[lang] for text in (node.ask, node.hint) if text)
    if isinstance(node, BaseModel):
        for name in type(node).model_fields:
            if not (isinstance(node, BaseQuestion) and name in ("ask", "hint")):
                yield from definition_texts(getattr(node, name), lang)
    elif isinstance(node, list):
        for item in node:
            yield from definition_texts(item, lang)
    elif isinstance(node, dict) and isinstance(node.get(lang), str):
        yield node[lang]


def ui_texts(lang: str) -> Iterator[str]:
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="zh"):
            if message.id:
                yield re.sub(r"%\(\w+\)s", "5", str(message.id if lang == "en" else message.string))


def english() -> dict[str, float]:
    """Flesch–Kincaid grade of each English text of at least 20 words."""
    grades = {text: grade(text) for text in (*definition_texts(TRIAL, "en"), *ui_texts("en"))}
    return {text: found for text, found in grades.items() if found is not None}


def test_english_is_read_at_a_median_grade_of_at_most_six() -> None:
    grades = english()
    assert len(grades) > 50
    assert median(grades.values()) <= 6


def test_no_english_text_is_above_grade_nine() -> None:
    hard = {text: found for text, found in english().items() if found > MAX_GRADE}
    assert not hard


def test_the_measure_tells_hard_text_from_easy_text() -> None:
    registry = TRIAL.criteria[3].registry
    assert (grade(registry) or 0) > MAX_GRADE


@pytest.mark.parametrize("source", ["definition", "ui strings"])
def test_chinese_sentences_are_short_on_average(source: str) -> None:
    texts = definition_texts(TRIAL, "zh") if source == "definition" else ui_texts("zh")
    sentences = [part for text in texts for part in re.split(r"[。？！；：\n]", without_terms(text)) if part.strip()]
    assert len(sentences) > 50
    assert mean(map(len, sentences)) < 25
