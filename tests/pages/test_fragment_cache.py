"""Parts and pages that are drawn once for all: each reader sees their own page, and nothing of anybody is kept."""

import re

from flask import Flask

from prescreen import create_app
from prescreen.pages import fragment_cache
from tests.conftest import KEY, NCT
from tests.support.client import CheckingClient
from tests.support.core import FITTING

STEP = f"/en/{NCT}/questions/blood-counts"


def token(page_text: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page_text)
    assert found
    return found[1]


def test_each_reader_of_a_page_gets_a_token_of_their_own(app: Flask) -> None:
    texts = [CheckingClient(app).open(STEP).response.get_data(as_text=True) for _ in range(3)]
    assert len({token(text) for text in texts}) == 3
    assert len({text.replace(token(text), "") for text in texts}) == 1
    assert not any("\ue000" in text for text in texts)


def test_a_second_reader_can_post_what_a_first_one_made_be_drawn(app: Flask) -> None:
    for _ in range(2):
        browser = CheckingClient(app)
        browser.open(STEP)
        assert browser.fill_step(FITTING).status == 303


def test_readers_in_other_situations_see_other_pages(app: Flask) -> None:
    fresh, other, began = CheckingClient(app), CheckingClient(app), CheckingClient(app)
    other.answer_all({"diagnosis": "severe"}, f"/en/{NCT}/?who=other")
    began.open(f"/en/{NCT}/questions/diagnosis")
    began.fill_step(FITTING)
    for path in (STEP, f"/en/{NCT}/"):
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


def test_nothing_of_a_reader_is_kept_in_what_is_drawn() -> None:
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
    kept = [str(text) for text in app.extensions["drawn"].values()]
    assert len(kept) > 20
    for mark in ("0.317", "13.371", "20.09", "checked", *seen, *reader.cookies().values()):
        assert not any(mark in text for text in kept), mark


def test_what_is_drawn_is_bounded() -> None:
    app = create_app(KEY)
    kept = app.extensions["drawn"]
    kept.update({("filler", place): "" for place in range(fragment_cache.MANY)})
    CheckingClient(app).open(STEP)
    assert 0 < len(kept) < 100
