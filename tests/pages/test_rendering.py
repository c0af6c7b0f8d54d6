"""Cached pages and parts: each reader sees their own page, and the cache holds nothing of anybody."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, request, session
from jinja2 import DictLoader

from prescreen import create_app
from prescreen.i18n.locale import LANGUAGES
from prescreen.pages.context import Ending, Frame, PageContext, page_without_request
from prescreen.pages.rendering import MAX_CACHED, Renderer, environment_of
from tests.conftest import KEY, NCT
from tests.support.client import CheckingClient
from tests.support.core import FITTING, STUDY, stored

STEP = f"/en/{NCT}/questions/blood-counts"


def token(page_text: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page_text)
    assert found
    return found[1]


def test_each_reader_of_a_page_gets_a_token_of_their_own(app: Flask) -> None:
    texts = [CheckingClient(app).open(STEP).response.get_data(as_text=True) for _ in range(3)]
    assert len({token(text) for text in texts}) == 3
    assert len({re.sub('data-person="[0-9a-f]{8}"', "", text.replace(token(text), "")) for text in texts}) == 1
    assert not any(f"{placeholder}-" in text for text in texts for placeholder in ("token", "seconds", "person"))


def test_a_second_reader_can_post_a_page_that_was_cached_for_a_first_one(app: Flask) -> None:
    for _ in range(2):
        browser = CheckingClient(app)
        browser.open(STEP)
        assert browser.fill_step(FITTING).status == 303


def test_readers_in_other_situations_see_other_pages(app: Flask) -> None:
    fresh, other, began = CheckingClient(app), CheckingClient(app), CheckingClient(app)
    other.answer_all({"diagnosis": "severe"}, f"/en/{NCT}/?who=other")
    began.open(f"/en/{NCT}/questions/diagnosis")
    began.fill_step(FITTING)
    for path in (f"/en/{NCT}/questions/diagnosis", f"/en/{NCT}/"):
        texts = [reader.open(path).text() for reader in (fresh, other, began)]
        assert len(set(texts)) == 3
        assert [("clear my answers" in text) for text in texts] == [False, True, True]
        assert [reader.open(path).text() for reader in (fresh, other, began)] == texts


def test_the_language_and_the_answers_are_the_readers(app: Flask) -> None:
    reader = CheckingClient(app)
    blank = reader.open(STEP)
    assert "血" in reader.open(STEP.replace("/en/", "/zh/")).text("h1")
    reader.open(STEP)
    reader.fill_step({"neutrophils": {"value": "0.317"}})
    assert "0.317" in reader.open(STEP).content()["neutrophils-value"]
    assert "neutrophils-value" not in CheckingClient(app).open(STEP).content()
    assert blank.text() == CheckingClient(app).open(STEP).text()


def test_nothing_of_a_reader_is_cached() -> None:
    app = create_app(KEY)
    reader = CheckingClient(app)
    marked = FITTING | {"neutrophils": {"value": "0.317"}, "bilirubin": {"value": "13.371", "limit": "20.09"}}
    seen = []
    for path in [
        *reader.answer_all(marked, f"/en/{NCT}/"),
        f"/en/{NCT}/check",
        f"/en/{NCT}/result",
        f"/en/{NCT}/staff",
    ]:
        page = reader.open(path)
        seen.append(token(page.response.get_data(as_text=True)))
    kept = [str(text) for text in app.extensions["site"].renderer.cache.values()]
    assert len(kept) > 20
    for mark in ("0.317", "13.371", "20.09", "checked", *seen, *reader.cookies().values()):
        assert not any(mark in text for text in kept), mark


def test_the_cache_is_bounded() -> None:
    app = create_app(KEY)
    kept = app.extensions["site"].renderer.cache
    kept.update({("filler", place): "" for place in range(MAX_CACHED)})
    CheckingClient(app).open(STEP)
    assert 0 < len(kept) < 100


# Safe by construction: what reaches for a reader where something is cached raises an error


@pytest.fixture
def page(app: Flask) -> PageContext:
    return page_without_request(app.extensions["site"], STUDY, "en", date(2026, 1, 31), stored(FITTING))


def with_template(monkeypatch: pytest.MonkeyPatch, text: str) -> Renderer:
    """A renderer with environments of its own, whose only template has this text."""
    environments = {language: environment_of.__wrapped__(language, False) for language in LANGUAGES}
    for environment in environments.values():
        environment.loader = DictLoader({"page.html": text})
        environment.globals.update(
            peek_request=lambda: request.path, peek_session=lambda: dict(session), peek_g=lambda: g.page
        )
    monkeypatch.setattr("prescreen.pages.rendering.environment_of", lambda language, _: environments[language])
    return Renderer()


REACHING = [
    "{{ request.path }}",
    "{{ session }}",
    "{{ g.page }}",
    "{{ config }}",
    "{{ url_for.__self__.journey }}",
    "{{ page.journey }}",
    "{{ journey.answers }}",
    "{{ answers }}",
    "{{ current_user }}",
    "{{ peek_request() }}",
    "{{ peek_session() }}",
    "{{ peek_g() }}",
]


@pytest.mark.parametrize("text", REACHING)
def test_a_cached_template_that_reaches_for_a_reader_fails_within_a_request_too(
    text: str, app: Flask, page: PageContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = with_template(monkeypatch, text)
    variables = {"lang": "en", "frame": page.frame, "url_for": page.url_for}
    with app.test_request_context("/en/"):
        g.page = page
        for _ in range(2):
            with pytest.raises(Exception, match=r"undefined|no attribute|outside of"):
                renderer.cached("key", "page.html", variables)
    assert renderer.cache == {}


@pytest.mark.parametrize("name", ["journey", "notes", "answers"])
def test_what_holds_answers_can_be_no_part_of_a_cached_page(name: str, page: PageContext) -> None:
    content: dict[str, Any] = {"journey": page.journey, "notes": page.notes, "answers": page.journey.answers}
    with pytest.raises(TypeError, match="unhashable"):
        page.frame.render_cached("wizard/questions.html", **{name: content[name]})


def test_every_value_of_the_frame_is_part_of_the_key(page: PageContext) -> None:
    # A new value that the frame shows is in the key without anybody's doing.
    for other in (
        {"language": "zh"}, {"today": date(2026, 2, 1)}, {"address": "/x"}, {"study": None}, {"who": "other"},
        {"answered": (NCT,)}, {"definition_changed": True}, {"prefers_traditional": True},
        {"ending": Ending.BY_TIME}, {"is_shown_again": True}, {"just_begun": "new"},
    ):  # fmt: skip
        values = {name: getattr(page.frame, name) for name in Frame.__dataclass_fields__}
        assert Frame(**values) == page.frame
        assert Frame(**{**values, **other}) != page.frame
    assert {name for name in Frame.__dataclass_fields__ if not Frame.__dataclass_fields__[name].compare} == set()


def test_templates_name_nothing_that_flask_would_give_them() -> None:
    for file in (Path(__file__).parents[2] / "templates").glob("**/*.html"):
        code = " ".join(re.findall(r"\{[{%](.*?)[}%]\}", file.read_text("utf-8"), re.S))
        names = re.sub(r"'[^']*'|\"[^\"]*\"", "", code)
        assert not re.search(r"\b(request|session|g|config|get_flashed_messages)\b", names), file.name


# UI strings, which are compiled into the templates


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{{ _("Back") }}', {"en": "Back", "zh": "返回"}),
        ('{{ _("Version: %(version)s", version="<1>") }}', {"en": "Version: &lt;1&gt;", "zh": "版本：&lt;1&gt;"}),
        ('{{ _("Version: %(version)s", **{"version": 1}) }}', {"en": "Version: 1", "zh": "版本：1"}),
        ('{{ _("Back") if lang else "" }}', {"en": "Back", "zh": "返回"}),
    ],
)
def test_a_text_of_a_template_is_in_the_language_of_the_page(
    text: str, shown: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = with_template(monkeypatch, text)
    for _ in range(2):
        assert {lang: renderer.render("page.html", {"lang": lang}) for lang in shown} == shown
