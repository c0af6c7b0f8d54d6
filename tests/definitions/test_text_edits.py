"""Texts that are replaced in a definition's file: exactly those, in any style of YAML, and nothing else."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from prescreen.definitions.loader import TRIALS
from prescreen.definitions.text_edits import with_texts
from prescreen.definitions.text_rows import TextRow, text_rows, text_version
from prescreen.definitions.yaml_file import YamlFile, read_yaml
from prescreen.definitions.yaml_limits import FORBIDDEN
from tests.support.core import steady

HEAD = "# A comment, kept.\nid: NCT00000000   # the id\nsteps:\n  - id: a-step\n    title:\n      # before\n      en: "
TAIL = "\n\n      # after\n      zh: 'kept: as it is'   # kept\n    questions: [{id: x, ask: {en: A?, zh: 甲？}}]\n"
# How a text may stand in a file, from just behind “en: ”.
STYLES = {
    "plain": "some words",
    "plain, in lines": "some words\n        and more",
    "single quotes": "'it''s: quoted'",
    "double quotes": '"a \\"quoted\\" one,\\\n        \\ in lines"',
    "literal": "|\n        one\n\n        two",
    "literal, stripped, with a comment": "|- # why\n        one",
    "folded": ">-\n        some words\n        and more",
    "folded, kept, with an indent": ">+2\n        some words",
    "an anchor": "&used some words",
    "a tag": '!!str "5"',
}
MARKS = " \t\n:#-'\"\\{}[],&*!|>%@`?~=+;/<.0123456789eEyYnN，。：；“”’‘（）×⁹µ≥您\u3000\u00a0\u0085\u2028\ufeff😀"
WORDS = st.one_of(st.text(MARKS, min_size=1, max_size=40), st.text(min_size=1, max_size=200))
TEXTS = WORDS.map(lambda text: text.replace("\r", "\n").strip()).filter(
    lambda text: text and not FORBIDDEN.search(text)
)


def parsed(text: str) -> tuple[YamlFile, dict[str, TextRow]]:
    file = read_yaml(Path("definition.yaml"), text=text)
    return file, {row.place: row for row in text_rows(file)}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("style", STYLES)
@settings(steady, max_examples=20)
@given(text=TEXTS)
@example(text="yes")
@example(text="a: b # c")
@example(text="- one\n\n  two: 'x'\n# three")
@example(text="one\n two\n\n\nthree \nfour")
@example(text="word " * 60 + "end")
@example(text="'=1+1")
@example(text="* not an alias")
@example(text="---")
def test_a_text_is_written_exactly_and_nothing_else_changes(style: str, newline: str, text: str) -> None:
    head, old, tail = (part.replace("\n", newline) for part in (HEAD, STYLES[style], TAIL))
    file, _ = parsed(head + old + tail)
    edited = with_texts(file, {"steps.a-step.title": {"en": text}})
    assert edited.startswith(head)
    assert edited.endswith(tail)
    assert parsed(edited)[1]["steps.a-step.title"].texts == {"en": text, "zh": "kept: as it is"}
    assert ("# why" in edited) == ("# why" in old or "# why" in text)


@settings(steady, max_examples=60)
@given(text=TEXTS)
def test_a_text_in_braces_is_written_exactly_and_stays_in_them(text: str) -> None:
    before, after = "steps:\n  - questions: [{id: x, ask: {en: ", ", zh: 甲？}, why: {en: B, zh: 乙}}]\n"
    file, _ = parsed(f"{before}A?{after}")
    edited = with_texts(file, {"questions.x.ask": {"en": text}})
    assert edited.startswith(before)
    assert edited.endswith(after)
    assert parsed(edited)[1]["questions.x.ask"].texts["en"] == text


def test_a_folded_text_stays_folded_and_a_long_plain_one_is_folded() -> None:
    file, _ = parsed("title:\n  en: short\n  zh: >-\n    短\nabout:\n  en: x\n  zh: 乙\n")
    words = "some more words " * 12
    edits = {"title": {"en": words.strip(), "zh": "长"}, "about": {"en": "y"}}
    edited = with_texts(file, edits)
    assert edited.startswith("title:\n  en: >-\n    some more words")
    assert edited.endswith("\n  zh: >-\n    长\nabout:\n  en: y\n  zh: 乙\n")
    assert max(map(len, edited.splitlines())) <= 120


def test_every_text_of_the_shipped_trial_can_be_replaced_at_once() -> None:
    file = read_yaml(TRIALS / "NCT06633328" / "definition.yaml")
    rows = text_rows(file)
    edits = {
        row.place: {language: f"{text} #{n}: x" for language, text in row.texts.items()} for n, row in enumerate(rows)
    }
    edited = with_texts(file, edits)
    after = text_rows(read_yaml(file.path, text=edited))
    assert {row.place: row.texts for row in after} == edits
    assert [line for line in edited.splitlines() if line.lstrip().startswith("# ")] == [
        line for line in file.lines if line.lstrip().startswith("# ")
    ]


def test_places_are_named_by_ids_and_units_report_names_and_rules_are_no_texts() -> None:
    _, rows = parsed(
        "at_hand:\n  - {en: A list, zh: 清单}\nsteps:\n  - id: one\n    questions:\n      - include: platelets\n"
        "        why: {en: So., zh: 因此。}\n      - id: q\n        usual_unit: {en: g, zh: g}\n"
        "        printed: {en: Q, zh: Q}\n        options:\n          - {id: a, label: {en: A, zh: 甲}}\n"
        "criteria:\n  - id: I1\n    registry: words\n    note: {en: N, zh: 注}\n"
        "    requirements:\n      - {id: r, means: {en: R, zh: 要求}, fits: q == 'a'}\n"
        "approval:\n  committee: {en: C, zh: 会}\n"
    )
    assert {place: row.kind for place, row in rows.items()} == {
        "at_hand.0": "a thing to have at hand",
        "questions.platelets.why": "why it is asked",
        "questions.q.options.a.label": "an answer to pick",
        "criteria.I1.note": "note beside the registry's words",
        "requirements.r.means": "what the study asks for, in plain words",
    }


def test_a_text_that_an_alias_repeats_is_known_as_shared() -> None:
    _, rows = parsed(
        "title: &t\n  en: A\n  zh: &z 甲\nabout: *t\ncondition:\n  en: B\n  zh: *z\nsponsor: {en: C, zh: 丙}\n"
    )
    assert {place for place, row in rows.items() if row.is_shared} == {"title", "about", "condition"}


def test_the_version_of_a_text_tells_its_place_and_each_language_and_is_never_a_number() -> None:
    versions = {
        text_version(place, texts)
        for place in ("a", "b")
        for texts in ({"en": "x", "zh": "y"}, {"en": "y", "zh": "x"}, {"en": "x"}, {"zh": "x"})
    }
    assert len(versions) == 8
    assert all(version.startswith("v") for version in versions)
