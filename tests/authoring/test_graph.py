"""A trial's diagrams: their content, both notations, the command, and the pictures in the docs."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from xml.etree import ElementTree

import pytest
from click.testing import Result
from flask import Flask

from prescreen import create_app
from prescreen.authoring.diagram import Diagram, diagrams
from prescreen.authoring.graph import mermaid, svg, wrapped
from prescreen.i18n.locale import LANGUAGES, use_language
from prescreen.rules.parser import parse
from prescreen.trial.trial import Trial
from tests.support.core import NCT, TRIAL
from tests.support.docs import DOCS, diagrams_in, page, picture, updated
from tests.support.every_type import trial_with

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
UPDATE = "the docs are behind the definition or the drawing: run make docs"


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app("a key for the tests of a trial's drawings")


Made = TypeVar("Made")


def in_language(lang: str, make: Callable[[Trial], Made], trial: Trial) -> Made:
    with use_language(lang):
        return make(trial)


def changed(**rules: str) -> Trial:
    """The trial with other ask_ifs, by question id."""
    steps = [
        step.model_copy(
            update={
                "questions": [
                    question.model_copy(update={"ask_if": parse(rules[question.id])} if question.id in rules else {})
                    for question in step.questions
                ]
            }
        )
        for step in TRIAL.steps
    ]
    return TRIAL.model_copy(update={"steps": steps})


def arrows(drawing: Diagram) -> dict[tuple[str, str], tuple[str, ...]]:
    """What each arrow says, by where it leads from and to."""
    return {(arrow.start, arrow.end): tuple(text for _, text in arrow.lines) for arrow in drawing.arrows}


def into(drawing: Diagram, end: str) -> dict[str, tuple[str, ...]]:
    return {start: said for (start, other), said in arrows(drawing).items() if other == end}


# Content


def test_the_journey_has_every_step_in_its_section_and_in_order() -> None:
    journey, _ = in_language("en", diagrams, TRIAL)
    assert [group.title for group in journey.groups] == [section.title["en"] for section in TRIAL.sections]
    boxes = [box.title for group in journey.groups for box in group.boxes]
    assert boxes == [step.title["en"] for step in TRIAL.steps]
    assert into(journey, "result") == {"check": ()}
    assert into(journey, "step_diagnosis") == {"start": ()}


def test_a_step_that_may_be_skipped_hangs_on_the_step_it_reads_and_has_a_way_past_it() -> None:
    journey, _ = in_language("en", diagrams, TRIAL)
    [(start, said)] = into(journey, "step_residual_cells").items()
    assert start == "step_diagnosis"
    assert said[0] == "Asked only when this is so:"
    assert "From 25% to 50%" in said[1]
    assert into(journey, "step_blood_counts") == {"step_diagnosis": ("otherwise",), "step_residual_cells": ()}
    dashed = {box.id for group in journey.groups for box in group.boxes if box.dashed}
    assert dashed == {"step_residual_cells", "step_gvhd", "step_contraception"}


def test_two_questions_of_one_step_with_one_rule_are_one_branch() -> None:
    journey, _ = in_language("en", diagrams, TRIAL)
    [(start, said)] = into(journey, "step_gvhd").items()
    assert start == "step_past_transplant"
    assert len(said) == 2


def test_a_branch_inside_a_step_names_its_question_and_skips_nothing() -> None:
    journey, _ = in_language("en", diagrams, changed(alt='liver_involved == "yes"', ast='donor == "yes"'))
    found = into(journey, "step_liver")
    assert found["step_kidney"] == ()
    assert found["step_donor"][:2] == ("AST", "Always asked, unless it is known that:")
    assert into(journey, "step_heart") == {"step_liver": ()}


def test_a_branch_that_reads_two_steps_has_an_arrow_from_each_and_its_words_on_the_later() -> None:
    journey, _ = in_language("en", diagrams, changed(contraception='could_have_children != "no" and donor == "yes"'))
    found = into(journey, "step_contraception")
    assert found["step_donor"] == ()
    assert found["step_children"][0] == "Always asked, unless it is known that:"


def test_the_last_step_may_be_skipped_too() -> None:
    rule = 'donor == "yes"'
    journey, _ = in_language("en", diagrams, changed(t_cell_test=rule, other_concerns=rule, consent=rule))
    assert into(journey, "check") == {"step_children": ("otherwise",), "step_contraception": ("otherwise",),
                                      "step_taking_part": ()}  # fmt: skip


def test_the_rules_lead_from_each_question_to_each_requirement_that_reads_or_shows_it() -> None:
    _, rules = in_language("zh", diagrams, TRIAL)
    drawn = {(arrow.start, arrow.end, arrow.dashed) for arrow in rules.arrows}
    wanted = {
        (f"question_{name}", f"requirement_{requirement.id}", name not in requirement.fits.reads)
        for requirement in TRIAL.requirements
        for name in requirement.fits.reads | set(requirement.shows)
    }
    wanted |= {(f"question_{name}", f"alert_{alert.id}", False) for alert in TRIAL.alerts for name in alert.when.reads}
    assert drawn == wanted
    assert [box.title for box in rules.before] == [question.short_name["zh"] for question in TRIAL.questions.values()]
    *criteria, alerts = rules.groups
    assert [group.title.split("：")[0] for group in criteria] == [criterion.id for criterion in TRIAL.criteria]
    assert alerts.boxes[0].title == "very_low_oxygen (请立即就医)"
    boxes = {box.title: box for group in criteria for box in group.boxes}
    assert list(boxes) == [requirement.id for requirement in TRIAL.requirements]
    assert boxes["blood_counts"].lines[1] == (1, "中性粒细胞：低于0.5×10⁹/L")
    assert {name for name, box in boxes.items() if box.dashed} == {"outlook", "t_cell_test", "opinion"}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["AGE: at least 18 years old", "BMI: less than 30 kg/m²", "ALT: at most 3 times the upper limit"]),
        ("zh", ["AGE（中文）：不低于18岁", "BMI（中文）：低于30 kg/m²", "ALT（中文）：不超过上限的3倍"]),
    ],
)
def test_each_type_says_its_own_limit_in_both_notations(lang: str, said: list[str]) -> None:
    trial = trial_with("age >= 18", "bmi < 30", "alt <= 3")
    _, rules = in_language(lang, diagrams, trial)
    assert [text for group in rules.groups for box in group.boxes for _, text in box.lines] == said
    for text in said:
        assert text in in_language(lang, mermaid, trial)
        assert re.sub(r"\s", "", text) in texts(in_language(lang, svg, trial))


# Mermaid


@pytest.mark.parametrize("lang", LANGUAGES)
def test_mermaid_is_a_flowchart_in_which_every_text_is_quoted_and_every_arrow_has_its_ends(lang: str) -> None:
    first, *lines = in_language(lang, mermaid, TRIAL).splitlines()
    assert first == "flowchart TB"
    text = r'"[^"]*"'
    shapes = [
        rf"subgraph \w+\[{text}\]",
        "end",
        "direction (TB|LR)",
        rf"\w+\[{text}\]",
        rf"\w+ (-->|-\.->)(\|{text}\|)? \w+",
        r"style \w+ stroke-dasharray: 5 5",
    ]
    for line in lines:
        assert any(re.fullmatch(shape, line.strip()) for shape in shapes), line
    boxes = set(re.findall(r"^ *(\w+)\[", "\n".join(lines), re.M))
    ends = {end for line in lines for end in re.findall(r"^ *(\w+) -.*>.* (\w+)$", line) for end in end}
    assert ends <= boxes


def test_mermaid_escapes_markup_in_texts() -> None:
    odd = 'a "quote" #1 <b>&amp;</b> [x] {y} |z| `code` *bold* _low_ a_b \\'
    titled = TRIAL.steps[0].model_copy(update={"title": {"en": odd, "zh": "1. 您的“诊断”#[1]"}})
    trial = TRIAL.model_copy(update={"steps": [titled, *TRIAL.steps[1:]]})
    assert (
        "a #34;quote#34; #35;1 #60;b#62;#38;amp;#60;/b#62; #91;x#93; #123;y#125; #124;z#124; #96;code#96; "
        '#42;bold#42; #95;low#95; a_b #92;<br/>' in in_language("en", mermaid, trial)
    )  # fmt: skip
    assert 'step_diagnosis["1#46; 您的“诊断”#35;#91;1#93;<br/>' in in_language("zh", mermaid, trial)


def test_mermaid_is_the_same_each_time() -> None:
    made = [
        subprocess.run(
            [sys.executable, "-m", "flask", "trial", "graph", NCT, "--mermaid"],
            cwd=ROOT, env={"PYTHONHASHSEED": seed, "PATH": ""}, capture_output=True, check=True, timeout=60,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert made[0] == made[1] == in_language("en", mermaid, TRIAL).encode()


# SVG


def texts(picture: bytes) -> str:
    """All text of an SVG, without spaces and joiners."""
    root = ElementTree.fromstring(picture)
    return re.sub(r"[\s\u2060]", "", "".join(text for node in root.iter(f"{SVG}text") for text in node.itertext()))


def missing(picture: bytes, lang: str) -> list[str]:
    """Titles of steps and ids of requirements that an SVG does not name."""
    wanted = [step.title[lang] for step in TRIAL.steps] + [requirement.id for requirement in TRIAL.requirements]
    written = texts(picture)
    return [name for name in wanted if re.sub(r"\s", "", name) not in written]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_svg_names_every_step_and_requirement_and_says_every_rule(lang: str) -> None:
    drawn = in_language(lang, svg, TRIAL)
    assert missing(drawn, lang) == []
    written = texts(drawn)
    for drawing in in_language(lang, diagrams, TRIAL):
        for group in drawing.groups:
            for box in group.boxes:
                for _, line in box.lines:
                    assert re.sub(r"\s", "", line) in written


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_svg_is_one_named_picture_without_scripts_styles_or_anything_from_elsewhere(lang: str) -> None:
    drawn = in_language(lang, svg, TRIAL)
    root = ElementTree.fromstring(drawn)
    assert root.attrib["role"] == "img"
    titles = list(root.iter(f"{SVG}title"))
    assert [title.text for title in titles] == [f"{NCT}: {TRIAL.title[lang]}"]
    assert root.attrib["aria-labelledby"] == titles[0].attrib["id"]
    allowed = {"svg", "title", "rect", "g", "polygon", "path", "text"}
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= allowed
    names: set[Any] = {name for node in root.iter() for name in node.attrib}
    assert names.isdisjoint({"style", "class", "href", "onload"})
    assert [node.attrib["id"] for node in root.iter() if "id" in node.attrib] == ["title"]
    assert b"<!" not in drawn
    assert re.findall(rb"https?://[^\"]*", drawn) == [b"http://www.w3.org/2000/svg"]


def test_a_text_that_looks_like_markup_is_drawn_as_text() -> None:
    odd = {"title": {"en": '<a href="x">R&D</a> \\N', "zh": "<中>"}}
    steps = [TRIAL.steps[0].model_copy(update=odd), *TRIAL.steps[1:]]
    sections = [TRIAL.sections[0].model_copy(update=odd), *TRIAL.sections[1:]]
    trial = TRIAL.model_copy(update={"steps": steps, "sections": sections} | odd)
    assert texts(in_language("en", svg, trial)).count('<ahref="x">R&D</a>\\N') == 2
    assert texts(in_language("zh", svg, trial)).count("<中>") == 2


def test_chinese_is_set_in_a_simplified_font() -> None:
    fonts = set(re.findall(r'font-family="([^"]*)"', in_language("zh", svg, TRIAL).decode()))
    assert fonts == {"Noto Sans CJK SC,sans-serif"}


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("extraordinary", 5, ["extraordinary"]),
        ("重型再生障碍性贫血", 8, ["重型再生", "障碍性贫", "血"]),
        ("回答是“愿意”。", 8, ["回答是", "“愿意”。"]),
        ("低于0.5×10⁹/L", 10, ["低于0.5×", "10⁹/L"]),
        ("", 8, [""]),
    ],
)
def test_lines_break_between_words_and_never_before_a_closing_mark(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


# The command


def run(app: Flask, *options: object, **environment: str) -> Result:
    return app.test_cli_runner().invoke(args=["trial", "graph", NCT, *map(str, options)], env=environment)


def test_graph_writes_the_svg_to_a_file_or_to_standard_output(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "zh.svg"
    to_file = run(app, "--lang", "zh", "--out", file)
    assert (to_file.exit_code, to_file.output) == (0, "")
    assert file.read_bytes() == in_language("zh", svg, TRIAL)
    shown = run(app)
    assert (shown.exit_code, shown.stderr, shown.stdout_bytes) == (0, "", in_language("en", svg, TRIAL))


def test_graph_writes_mermaid_when_asked(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "drawing.mmd"
    assert run(app, "--mermaid", "--lang", "zh", "--out", file).output == ""
    assert file.read_text("utf-8") == in_language("zh", mermaid, TRIAL)


def test_without_graphviz_the_mermaid_text_is_written_and_one_line_says_what_to_install(
    app: Flask, tmp_path: Path
) -> None:
    shown = run(app, PATH="")
    assert (shown.exit_code, shown.stdout) == (0, in_language("en", mermaid, TRIAL))
    [line] = shown.stderr.splitlines()
    assert "Debian's package graphviz" in line
    told = run(app, "--out", tmp_path / "drawing.svg", PATH="").stderr
    assert str(tmp_path / "drawing.mmd") in told
    assert [file.name for file in tmp_path.iterdir()] == ["drawing.mmd"]


def test_without_the_library_the_line_says_how_to_install_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "graphviz", None)
    shown = run(app)
    assert (shown.exit_code, shown.stdout) == (0, in_language("en", mermaid, TRIAL))
    [line] = shown.stderr.splitlines()
    assert "[author]" in line


@pytest.mark.parametrize(
    ("options", "named"), [(["--lang", "fr"], "'en', 'zh'"), (["--out", "/no/such/folder/x.svg"], "can't be written")]
)
def test_a_mistake_in_the_command_is_told(options: list[str], named: str, app: Flask) -> None:
    refused = run(app, *options)
    assert refused.exit_code != 0
    assert named in refused.stderr


# The docs


def test_the_page_of_the_shipped_trial_draws_what_its_definition_says_now() -> None:
    text = page(TRIAL).read_text("utf-8")
    assert diagrams_in(text) == [in_language(lang, mermaid, TRIAL) for lang in TRIAL.languages], UPDATE
    assert updated(TRIAL, text) == text


def test_the_page_counts_what_the_definition_holds() -> None:
    text = page(TRIAL).read_text("utf-8")
    kinds = [criterion.kind for criterion in TRIAL.criteria]
    branches = sum(question.ask_if is not None for question in TRIAL.questions.values())
    for said in (
        f"{kinds.count('inclusion')} inclusion and {kinds.count('exclusion')} exclusion criteria",
        f"{len(TRIAL.requirements)} requirements",
        f"{len(TRIAL.questions)} questions on {len(TRIAL.steps)} steps, {branches} of them asked only",
    ):
        assert said in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pictures_in_the_docs_name_every_step_and_requirement(lang: str) -> None:
    assert missing(picture(TRIAL, lang).read_bytes(), lang) == [], UPDATE
    assert f"({picture(TRIAL, lang).name})" in page(TRIAL).read_text("utf-8")


def test_the_readme_leads_to_the_page() -> None:
    assert f"({page(TRIAL).relative_to(ROOT)})" in (ROOT / "README.md").read_text("utf-8")
    assert DOCS.is_dir()
