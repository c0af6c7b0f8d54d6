"""Ids that would clash with the pages' own names are refused by the check, from one list."""

import re
import shutil
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import load
from prescreen.pages.forms import NotesForm, QuestionForm
from prescreen.screening.provenance import NO_NOTES
from prescreen.trial.questions import Question
from prescreen.trial.reserved_names import (
    FIELD_NAMES,
    HTML_IDS,
    QUESTION_SUFFIXES,
    REQUIREMENT_PREFIX,
    REQUIREMENT_SUFFIXES,
    RESERVED_FOR_QUESTIONS,
    STATUS_PREFIX,
)
from tests.support.core import TRIAL

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests" / "support" / "broken" / "base"
TEMPLATES = "".join(file.read_text("utf-8") for file in (ROOT / "templates").rglob("*.html"))
IN_META = {"viewport", "color-scheme", "description"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(BASE, tmp_path / "NCT00000000")


def rename(folder: Path, old: str, new: str) -> None:
    """Gives a question of the invented trial another id, everywhere."""
    file = folder / "definition.yaml"
    text = re.sub(rf"(id: |fits: '?){old}\b", rf"\g<1>{new}", file.read_text("utf-8"))
    file.write_text(text, "utf-8")


@pytest.mark.parametrize("name", sorted(name for name in RESERVED_FOR_QUESTIONS if "-" not in name))
def test_a_question_with_a_reserved_name_is_told_with_its_line_and_still_loads(name: str, folder: Path) -> None:
    rename(folder, "enzyme", name)
    assert name in load(folder).trial.questions
    with pytest.raises(DefinitionError) as refused:
        load(folder, checked=True)
    [fault] = refused.value.faults
    assert fault.place == f"steps.signs.questions.{name}.id"
    assert f"the pages use the name {name}" in fault.problem
    assert "another id" in fault.fix
    line = (folder / "definition.yaml").read_text("utf-8").splitlines()[fault.line - 1]
    assert line.endswith(f"id: {name}")


@pytest.mark.parametrize("name", ["switches", "main_value", "step_1", "whose", "value", "unit", "judgement", "note"])
def test_a_name_near_a_reserved_one_is_free(name: str, folder: Path) -> None:
    rename(folder, "enzyme", name)
    assert name in load(folder, checked=True).trial.questions


def test_a_requirement_may_have_the_id_of_a_question_or_a_page_but_not_status(folder: Path) -> None:
    file = folder / "definition.yaml"
    text = file.read_text("utf-8")
    for name in ("enzyme", "main", "switch"):
        file.write_text(text.replace("- id: low_enzyme", f"- id: {name}"), "utf-8")
        assert load(folder, checked=True)
    file.write_text(text.replace("- id: low_enzyme", "- id: status"), "utf-8")
    with pytest.raises(DefinitionError, match="the pages use the name status"):
        load(folder, checked=True)


# The list is what the templates use


def test_every_fixed_name_and_id_of_the_templates_is_in_the_list() -> None:
    ids = set(re.findall(r'\bid="([^"{]+)"', TEMPLATES))
    names = set(re.findall(r'\bname="([^"{]+)"', TEMPLATES)) - IN_META
    assert ids <= HTML_IDS
    assert names <= FIELD_NAMES


def test_every_suffix_of_the_templates_is_in_the_list() -> None:
    of_questions = set(re.findall(r'\b(?:id|name)="\{\{ (?:q|question)\.id \}\}-([a-z-]+)"', TEMPLATES))
    of_requirements = set(re.findall(r'\b(?:id|name)="\{\{ (?:r|requirement)\.id \}\}-([a-z-]+)"', TEMPLATES))
    before = set(re.findall(r'\bid="([a-z-]+)-\{\{', TEMPLATES))
    assert of_questions <= QUESTION_SUFFIXES
    # The names of hidden inputs are those of the form's fields.
    assert of_requirements == REQUIREMENT_SUFFIXES - {"judged"}
    assert before == {REQUIREMENT_PREFIX, STATUS_PREFIX}


def test_every_suffix_of_a_hidden_input_is_in_the_list() -> None:
    notes = NotesForm(TRIAL, date(2026, 1, 1), NO_NOTES)
    questions = {field.shown_name.partition("-")[2] for field in QuestionForm(TRIAL.questions.values()).fields}
    assert questions | {field.shown_name.partition("-")[2] for field in notes.provenance_fields} <= QUESTION_SUFFIXES
    assert {field.shown_name.partition("-")[2] for field in notes.judgement_fields} <= REQUIREMENT_SUFFIXES


def test_every_part_of_an_answer_is_in_the_list() -> None:
    assert {part for question in get_args(Question) for part in question.parts} <= QUESTION_SUFFIXES


def test_no_element_of_a_question_has_the_id_of_a_requirements_or_of_a_page() -> None:
    assert not QUESTION_SUFFIXES & REQUIREMENT_SUFFIXES
    of_status = {f"{REQUIREMENT_PREFIX}-{name}" for name in QUESTION_SUFFIXES | REQUIREMENT_SUFFIXES}
    assert not (HTML_IDS | FIELD_NAMES) & of_status
