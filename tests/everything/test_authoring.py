"""What authors and committees see: the document with every screen, the drawings and the preview."""

import re
from xml.etree import ElementTree

import pytest
from flask import Flask

from prescreen import create_app
from tests.conftest import KEY
from tests.support.client import CheckingClient
from tests.support.everything import FOLDER, LANGUAGES, NCT, OUTCOMES, TRIAL

# What each type of question says of its limit, as the rule of a requirement tells it.
RULE_TEXTS = [
    ("en", "Age: at least 18 years old"),
    ("en", "Age: at most 65 years old"),
    ("en", "Age of your youngest child: at least 18 months old"),
    ("en", "Body mass index: less than 30 kg/m²"),
    ("en", "Oxygen saturation: more than 50%"),
    ("en", "Base excess: at least -3 mmol/L"),
    ("en", "Change of temperature: more than -2 °C"),
    ("en", "ALT: at most 3 times the upper limit"),
    ("en", "Enzyme: more than 0 times the upper limit"),
    ("en", "Last treatment: at least 4 weeks"),
    ("en", "First treatment: at least 2 months"),
    ("en", "Number of treatments: at most 3"),
    ("en", "First treatment: none of these: 0 days; 1 day"),
    ("en", "First treatment: more than the number for “Last treatment”"),
    ("zh", "年龄：不低于18岁"),
    ("zh", "最小的孩子的年龄：不低于18个月大"),
    ("zh", "第一次治疗：不低于2个月"),
    ("zh", "体重指数：低于30 kg/m²"),
    ("zh", "碱剩余：不低于-3 mmol/L"),
    ("zh", "谷丙转氨酶：不超过上限的3倍"),
    ("zh", "最近一次治疗：不低于4周"),
]


@pytest.fixture(scope="module")
def debug_app() -> Flask:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLASK_DEBUG", "1")
        return create_app(KEY, FOLDER)


@pytest.fixture(scope="module")
def document(app: Flask, without_pdf_layout: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The ethics committee's document as HTML."""
    out = tmp_path_factory.mktemp("pack")
    result = app.test_cli_runner().invoke(args=["trial", "pack", NCT, "--out", str(out)])
    assert result.exit_code == 0, result.output
    [file] = out.glob("*.html")
    return file.read_text("utf-8")


@pytest.fixture(scope="module")
def mermaid(app: Flask) -> dict[str, str]:
    """The drawing as text, by language."""
    return {lang: drawing(app, "--mermaid", "--lang", lang) for lang in LANGUAGES}


def drawing(app: Flask, *options: str) -> str:
    result = app.test_cli_runner().invoke(args=["trial", "graph", NCT, *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", re.sub("<[^>]+>", "", text))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_document_holds_every_text_of_the_definition(document: str, lang: str) -> None:
    text = squeezed(document)
    said = [requirement.means[lang] for requirement in TRIAL.requirements]
    for question in TRIAL.questions.values():
        said += [part[lang] for part in (question.ask, question.hint, question.why, question.find_out) if part]
        said += [option.label[lang] for option in getattr(question, "options", [])]
    assert [words for words in said if squeezed(words) not in text] == []


@pytest.mark.parametrize(("lang", "words"), RULE_TEXTS)
def test_each_type_says_its_own_limit(mermaid: dict[str, str], document: str, lang: str, words: str) -> None:
    assert squeezed(words) in squeezed(document)
    assert words in mermaid[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_drawing_has_every_step_and_requirement_in_both_notations(
    app: Flask, mermaid: dict[str, str], lang: str
) -> None:
    picture = ElementTree.fromstring(drawing(app, "--lang", lang))
    shown = squeezed("".join(picture.itertext()))
    for step in TRIAL.steps:
        assert squeezed(step.title[lang]) in shown
        assert step.title[lang] in mermaid[lang]
    for requirement in TRIAL.requirements:
        assert requirement.id in shown
        assert f"requirement_{requirement.id}[" in mermaid[lang]


def screens(debug_app: Flask) -> list[str]:
    page = debug_app.test_client().get(f"/preview/{NCT}/").text
    return list(dict.fromkeys(re.findall(r'src="(/preview/[^"]+)"', page)))


def test_the_preview_finds_no_fault_and_frames_every_screen_in_both_languages(debug_app: Flask) -> None:
    found = screens(debug_app)
    for lang in LANGUAGES:
        names = [*(f"questions/{step}" for step in TRIAL.step), "check", *(f"result/{name}" for name in OUTCOMES)]
        assert {f"/preview/{NCT}/screen/{lang}/{name}" for name in ["start", *names]} <= set(found)
        assert f"/preview/{NCT}/graph.{lang}.svg" in found
    assert not CheckingClient(debug_app).open(f"/preview/{NCT}/").all("*[@class='summary']")


def test_every_screen_of_the_preview_can_be_shown(debug_app: Flask) -> None:
    browser = CheckingClient(debug_app)
    shown = {path: browser.open(path) for path in screens(debug_app)}
    assert {path: page.status for path, page in shown.items() if page.status != 200} == {}
    for outcome in OUTCOMES:
        for lang in LANGUAGES:
            page = shown[f"/preview/{NCT}/screen/{lang}/result/{outcome}"]
            assert (page.lang, page.one("main").get("data-outcome")) == (lang, outcome)


def test_the_preview_can_be_framed_by_this_site_only(debug_app: Flask) -> None:
    policy = debug_app.test_client().get(f"/preview/{NCT}/").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
