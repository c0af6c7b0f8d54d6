"""The document for an ethics committee, and the author's preview: every screen as readers see it."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import Result
from flask import Flask
from playwright.sync_api import Browser

from prescreen import create_app
from prescreen.authoring.pack import changes, pack, texts
from prescreen.authoring.screens import render_screen, screen_names
from prescreen.definitions.loader import TRIALS, Study, load
from prescreen.i18n.locale import HTML_LANGUAGES
from prescreen.screening.assessment import Outcome, assess
from prescreen.screening.examples import outcome_examples
from prescreen.screening.journey import follow
from tests.conftest import KEY, served
from tests.support.browsing import opened
from tests.support.client import CheckingClient
from tests.support.core import TRIAL

NCT = "NCT06633328"
SMALL = "NCT00000000"
BASE = Path(__file__).parents[1] / "support" / "broken" / "base"
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def shipped() -> Study:
    return load(TRIALS / NCT)


@pytest.fixture(scope="module")
def packed(shipped: Study) -> tuple[str, str]:
    return pack(create_app(KEY).extensions["site"], shipped, TODAY)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def said(packed: tuple[str, str]) -> dict[str, str]:
    """All text of each language's part, without white space."""
    return {lang: squeezed("".join(lines)) for lang, lines in texts(packed[1]).items()}


# What leads to each outcome


def test_answers_are_found_for_every_outcome() -> None:
    examples = outcome_examples(TRIAL)
    assert set(examples) == set(Outcome)
    for outcome, answers in examples.items():
        assert assess(TRIAL, follow(TRIAL, answers).values).outcome is outcome


# The document


def page_texts(page: str) -> Iterator[str]:
    """The pieces of text of a page's main part."""
    found = re.search("<main.*?</main>", page, re.S)
    reader = _Pieces()
    reader.feed(found[0] if found else "")
    yield from reader.pieces


class _Pieces(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.pieces.append(squeezed(data).lstrip(":："))


@pytest.mark.audit
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_text_of_every_page_stands_in_it(lang: str, app: Flask, said: dict[str, str]) -> None:
    browser = CheckingClient(app)
    paths = ["", "check", "result", *(f"questions/{step.id}" for step in TRIAL.steps)]
    missing = []
    for path in paths:
        page = browser.http.get(f"/{lang}/{NCT}/{path}", follow_redirects=False)
        if page.status_code == 200:
            missing += [(path, piece) for piece in page_texts(page.get_data(as_text=True)) if piece not in said[lang]]
    # The day of a visit and counts are none of the trial's texts.
    assert [found for found in missing if not re.search(r"2026|^[(（][0-9]+[)）]$", found[1])] == []


@pytest.mark.audit
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_text_of_the_definition_stands_in_it(lang: str, said: dict[str, str]) -> None:
    for question in TRIAL.questions.values():
        asked: list[Any] = [question.ask, question.hint, question.why, question.find_out]
        asked += [option.label for option in getattr(question, "options", [])]
        asked += [option.talk_about for option in getattr(question, "options", [])]
        for text in filter(None, asked):
            assert squeezed(text[lang]) in said[lang]
    for requirement in TRIAL.requirements:
        assert squeezed(requirement.means[lang]) in said[lang]


@pytest.mark.audit
def test_every_rule_branch_and_result_is_said_in_words(said: dict[str, str]) -> None:
    for words in ("At least 2 of these 3:", "Asked only when this is so:", "Only the study team can decide"):
        assert squeezed(words) in said["en"]
    for outcome in ("This study may not be the right one for you.", "You may be a fit. Talk to your doctor.",
                    "Not right now, but this may change.", "There is not enough to say yet."):  # fmt: skip
        assert squeezed(outcome) in said["en"]
    for words in ("以下3项中至少2项：", "目前可能还不适合，但情况可能会改变。"):
        assert words in said["zh"]
    assert squeezed("We don’t ask your name.") in said["en"]


@pytest.mark.audit
def test_it_refers_to_nothing_outside_itself(packed: tuple[str, str]) -> None:
    assert not re.findall(r"""<(?:script|link|img|iframe)|\s(?:src|href|action)="|url\(|@import""", packed[1])
    assert "csrf" not in packed[1]


@pytest.mark.audit
def test_it_shows_the_version_that_every_page_shows(packed: tuple[str, str], app: Flask) -> None:
    version, document = packed
    assert f"Version: {version}" in document
    assert f"版本：{version}" in document
    assert f"Version: {version}" in CheckingClient(app).open(f"/en/{NCT}/").text("footer")


@pytest.mark.audit
def test_no_two_elements_have_one_id(packed: tuple[str, str]) -> None:
    ids = re.findall(r'\sid="([^"]+)"', re.sub("<svg.*?</svg>", "", packed[1], flags=re.S))
    assert len(ids) == len(set(ids))


# The difference


@pytest.fixture
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes seconds to draw, and only one test reads it."""
    monkeypatch.setattr("prescreen.cli.pack.pdf", lambda *_, **__: b"")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(BASE, tmp_path / "trials" / SMALL)


@pytest.fixture
def small(folder: Path) -> Flask:
    return create_app(KEY, folder.parent)


def run(app: Flask, *args: object) -> Result:
    return app.test_cli_runner().invoke(args=["trial", "pack", SMALL, *map(str, args)])


@pytest.mark.audit
def test_pack_writes_a_page_and_a_pdf_with_the_version_in_their_names(small: Flask, tmp_path: Path) -> None:
    made = run(small, "--out", tmp_path / "packs" / "one")
    assert made.exit_code == 0, made.output
    html, pdf = sorted((tmp_path / "packs" / "one").iterdir())
    assert (html.suffix, pdf.suffix) == (".html", ".pdf")
    assert html.stem == pdf.stem
    version = html.stem.removeprefix(f"{SMALL}-")
    written = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf.read_bytes())).pages)
    for text in (version, "Which kind is it?", "是哪一种？", "An invented study"):
        assert squeezed(text) in squeezed(written)
    assert made.stdout.splitlines() == [str(html), str(pdf)]


@pytest.mark.usefixtures("no_pdf")
def test_the_difference_to_an_earlier_version_is_shown_under_its_heading(
    small: Flask, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "packs"
    run(small, "--out", out)
    [earlier] = [file.stem.removeprefix(f"{SMALL}-") for file in out.glob("*.html")]
    file = folder / "definition.yaml"
    file.write_text(file.read_text("utf-8").replace("Which kind is it?", "Which sort is it?"), "utf-8")
    made = run(create_app(KEY, folder.parent), "--out", out, "--since", earlier)
    assert made.exit_code == 0, made.output
    [now] = [path for path in out.glob("*.html") if earlier not in path.name]
    document = now.read_text("utf-8")
    assert "<del>Which kind is it?</del>" in document
    assert "<ins>Which sort is it?</ins>" in document
    assert "是哪一种" not in "".join(re.findall("<(?:del|ins)>.*?<", document))
    by_path = run(
        create_app(KEY, folder.parent), "--out", tmp_path / "other", "--since", out / f"{SMALL}-{earlier}.html"
    )
    assert by_path.exit_code == 0


@pytest.mark.usefixtures("no_pdf")
def test_nothing_is_different_from_itself(small: Flask, tmp_path: Path) -> None:
    run(small, "--out", tmp_path / "packs")
    [html] = (tmp_path / "packs").glob("*.html")
    run(small, "--out", tmp_path / "packs", "--since", html)
    document = html.read_text("utf-8")
    assert "What is different from the earlier version" in document
    assert "<del>" not in document
    assert "<ins>" not in document
    assert "没有不同。" in document


def test_a_version_that_is_not_there_is_told_with_those_that_are(small: Flask, tmp_path: Path) -> None:
    refused = run(small, "--out", tmp_path, "--since", "0815")
    assert refused.exit_code == 2
    assert "0815 is no pack" in refused.stderr


def test_without_weasyprint_there_is_the_page_and_one_clear_line(
    small: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prescreen.cli.pack.can_make_pdfs", lambda: False)
    made = run(small, "--out", tmp_path / "packs")
    assert made.exit_code == 1
    assert "no PDF, since WeasyPrint, pypdfium2 or a library is missing" in made.stderr
    assert len(list((tmp_path / "packs").iterdir())) == 1


def test_changed_lines_are_paired_with_the_heading_before_them() -> None:
    before = ["# One", "same", "old", "# Two", "gone"]
    now = ["# One", "same", "new", "# Two"]
    found = [(change.heading, change.removed, change.added) for change in changes(before, now)]
    assert found == [("One", ["old"], ["new"]), ("Two", ["gone"], [])]


# The preview


@pytest.fixture
def author(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    return create_app(KEY, folder.parent)


def test_there_is_no_preview_for_readers(small: Flask) -> None:
    browser = CheckingClient(small)
    for path in ("", "stamp", "screen/en/start", "graph.en.svg"):
        assert browser.open(f"/preview/{SMALL}/{path}").status == 404
    assert "for authors" not in browser.open(f"/en/{SMALL}/").text("footer")


def test_the_preview_has_every_screen_in_both_languages_side_by_side(author: Flask) -> None:
    client = author.test_client()
    page = client.get(f"/preview/{SMALL}/").get_data(as_text=True)
    study = author.extensions["prescreen"].get(SMALL)
    with author.app_context():
        names = screen_names(study.trial)
    assert {"start", "questions/kind", "questions/signs", "questions/level", "check"} < set(names)
    assert sum(name.startswith("result/") for name in names) >= 3
    for name in names:
        for lang in ("en", "zh"):
            assert f'src="/preview/{SMALL}/screen/{lang}/{name}"' in page
            shown = client.get(f"/preview/{SMALL}/screen/{lang}/{name}")
            assert shown.status_code == 200
            assert f'<html lang="{HTML_LANGUAGES[lang]}"' in shown.get_data(as_text=True)
            assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    for path in ("screen/en/nothing", "screen/fr/start", "graph.fr.svg"):
        assert client.get(f"/preview/{SMALL}/{path}").status_code == 404
    assert client.get(f"/preview/{SMALL}/graph.zh.svg").mimetype == "image/svg+xml"


def test_a_screen_is_the_page_itself(app: Flask, shipped: Study) -> None:
    page = CheckingClient(app).open(f"/zh/{NCT}/questions/blood-counts").response.get_data(as_text=True)
    screen = render_screen(app.extensions["site"], shipped, "zh", date.today(), "questions/blood-counts")
    assert list(page_texts(screen)) == list(page_texts(page))


def test_the_preview_tells_the_faults_of_a_saved_file_above_the_last_good_screens(author: Flask, folder: Path) -> None:
    client = author.test_client()
    before = client.get(f"/preview/{SMALL}/stamp").get_data(as_text=True)
    client.get(f"/preview/{SMALL}/")
    file = folder / "definition.yaml"
    file.write_text(file.read_text("utf-8").replace('fits: kind == "severe"', 'fits: kind == "sever"'), "utf-8")
    assert client.get(f"/preview/{SMALL}/stamp").get_data(as_text=True) != before
    page = client.get(f"/preview/{SMALL}/").get_data(as_text=True)
    assert "kind has no option sever" in page
    assert "/screen/en/start" in page


def test_a_definition_that_never_was_readable_shows_its_faults(author: Flask, folder: Path) -> None:
    (folder / "definition.yaml").write_text("id: [", "utf-8")
    page = author.test_client().get(f"/preview/{SMALL}/")
    assert page.status_code == 200
    assert "Correct the YAML there" in page.get_data(as_text=True)


def test_the_preview_opens_anew_when_a_file_is_saved(author: Flask, folder: Path, chromium: Browser) -> None:
    with served(author) as address:
        page = opened(chromium, address, viewport={"width": 1280, "height": 900})
        page.goto(f"/preview/{SMALL}/")
        frame = page.frame_locator("iframe[title='questions/kind, English']")
        page.locator("iframe[title='questions/kind, English']").scroll_into_view_if_needed()
        frame.get_by_text("Which kind is it?").wait_for()
        with page.expect_navigation():
            file = folder / "definition.yaml"
            file.write_text(file.read_text("utf-8").replace("Which kind is it?", "Which sort is it?"), "utf-8")
        page.locator("iframe[title='questions/kind, English']").scroll_into_view_if_needed()
        frame.get_by_text("Which sort is it?").wait_for()


def test_the_pack_has_the_answers_on_both_sides_of_each_limit_to_sign(said: dict[str, str]) -> None:
    assert squeezed("Creatinine clearance: 60 mL/min") + squeezed("May not match") in said["en"]
    assert squeezed("Creatinine clearance: 60.1 mL/min") + "Matches" in said["en"]
    assert squeezed("Checked by (name, date, signature):") in said["en"]
    assert "核对人（姓名、日期、签名）：" in said["zh"]


def test_the_pack_says_why_a_rule_is_not_what_the_words_say() -> None:
    study = load(TRIALS / NCT)
    requirement = study.trial.criteria[3].requirements[0].model_copy(update={"differs": "The study team said so."})
    criterion = study.trial.criteria[3].model_copy(update={"requirements": [requirement]})
    trial = study.trial.model_copy(update={"criteria": [*study.trial.criteria[:3], criterion]})
    document = pack(create_app(KEY).extensions["site"], Study(trial, study.record), TODAY)[1]
    for lines in texts(document).values():
        assert "The study team said so." in "".join(lines)
