"""An answered step, which is cached without its answers: it is the same page as one that is rendered for its reader."""

from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from prescreen.i18n.locale import LANGUAGES, use_language
from prescreen.pages.context import PageContext, page_without_request
from prescreen.pages.forms import QuestionForm
from prescreen.pages.kept_inputs import with_answer
from prescreen.pages.wizard import step_page
from prescreen.screening.answers import Answer
from prescreen.trial.questions import UNKNOWN
from tests.support.core import FITTING, STUDY, stored
from tests.support.page_checks import checked_tree

KEPT: dict[str, Any] = {
    "fitting": stored(FITTING),
    "not known": dict.fromkeys(stored(FITTING), UNKNOWN),
    "some": dict(list(stored(FITTING).items())[::2]),
}


def page_with(app: Flask, answers: dict[str, Answer], language: str = "en") -> PageContext:
    return page_without_request(app.extensions["site"], STUDY, language, date(2026, 1, 31), answers)


def read(element: Element) -> Any:
    text, tail = ((part or "").split() for part in (element.text, element.tail))
    return element.tag, element.attrib, text, tail, [read(child) for child in element]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kept", KEPT)
def test_a_cached_step_with_its_answers_put_in_is_the_step_rendered_for_its_reader(
    app: Flask, kept: str, lang: str
) -> None:
    page = page_with(app, KEPT[kept], lang)
    for step in page.journey.visible_steps:
        with use_language(lang):
            rendered = step_page(page, step, QuestionForm(step.questions, answers=page.journey.answers))
            assert read(checked_tree(step_page(page, step))) == read(checked_tree(rendered)), step.step.id


def test_what_is_put_in_is_escaped(app: Flask) -> None:
    page = page_with(app, stored(FITTING))
    [field] = QuestionForm([page.trial.questions["neutrophils"]], answers=page.journey.answers).fields
    field.data["value"] = '"><b>'
    assert 'value="&#34;&gt;&lt;b&gt;"' in with_answer(
        '<input name="neutrophils-value" id="neutrophils-value" value=""><option value="10^9/L">', field
    )


def test_an_answer_that_has_no_place_is_an_error(app: Flask) -> None:
    page = page_with(app, stored(FITTING))
    [field] = QuestionForm([page.trial.questions["diagnosis"]], answers=page.journey.answers).fields
    field.data = "no_such_option"
    with pytest.raises(ValueError, match="no place"):
        with_answer("<input>", field)
