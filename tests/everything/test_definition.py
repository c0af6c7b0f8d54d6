"""The definition itself: that it has everything and no fault, and which ids `check` refuses."""

import re
import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from prescreen import create_app
from prescreen.definitions.loader import TRIALS
from prescreen.definitions.schema import definition_schema
from prescreen.definitions.shared_questions import shared_questions
from prescreen.definitions.yaml_file import read_yaml
from prescreen.rules.nodes import (
    AllOf,
    AnyOf,
    AtLeast,
    CompareQuestions,
    Comparison,
    Contains,
    Known,
    Not,
    OneOf,
    Unknown,
    parts_of,
)
from prescreen.trial.questions import Number, Question
from prescreen.trial.times import in_first_unit
from prescreen.web.settings import Settings
from tests.conftest import KEY
from tests.support.client import Page
from tests.support.everything import ALL_ASKED, FOLDER, LIMITS, NCT, TRIAL, answering

NODES = {Comparison, CompareQuestions, OneOf, Contains, Known, Unknown, Not, AllOf, AnyOf, AtLeast}
RESERVED = [
    "switch", "csrf_token", "told", "correct", "confirm", "main", "staff", "step", "outcome", "saved", "token",
    "ending", "countdown",
]  # fmt: skip
# Questions whose ids stand in the definition as ids of questions only, so that they can be replaced in its text.
REPLACEABLE = [
    "child_age", "temperature_change", "unknown_before", "acid_kind", "first_treatment", "last_treatment", "step_id",
    "told_before", "told_again", "blood_group", "donor_group", "main_answer", "switches",
]  # fmt: skip


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for part in parts_of(node):
        yield from nodes(part)


def rule_nodes() -> Iterator[Any]:
    rules = [requirement.fits for requirement in TRIAL.requirements]
    for rule in [*rules, *(question.ask_if for question in TRIAL.questions.values() if question.ask_if)]:
        yield from nodes(rule.node)


def checked(folder: Path) -> str:
    """What `flask trial check` prints of the trial in a folder of trials."""
    return create_app(KEY, folder).test_cli_runner().invoke(args=["trial", "check", NCT]).output


def with_question_ids(names: list[str], folder: Path) -> str:
    """What `check` prints when some questions of the trial have these ids instead."""
    text = (FOLDER / NCT / "definition.yaml").read_text("utf-8")
    for old, new in zip(REPLACEABLE, names, strict=False):
        text = re.sub(rf"\b{old}\b", new, text)
    shutil.copytree(FOLDER / NCT, folder / NCT)
    (folder / NCT / "definition.yaml").write_text(text, "utf-8")
    return checked(folder)


def refused(names: list[str], folder: Path) -> set[str]:
    """Those of some names that `check` reports as ids of questions."""
    parts = [names[place : place + len(REPLACEABLE)] for place in range(0, len(names), len(REPLACEABLE))]
    printed = "".join(with_question_ids(part, folder / str(place)) for place, part in enumerate(parts))
    return {name for name in names if re.search(rf"\.questions\.{name}\.id: ", printed)}


def test_check_finds_nothing() -> None:
    assert checked(FOLDER) == f"{NCT}: nothing found\n"


def test_the_schema_accepts_all_that_it_has() -> None:
    schema = definition_schema([*shared_questions(TRIALS)])
    content = read_yaml(FOLDER / NCT / "definition.yaml").content
    assert [error.message for error in Draft202012Validator(schema).iter_errors(content)] == []
    [ages] = [q for step in content["steps"] for q in step["questions"] if q.get("id") == "child_age"]
    ages["units"].append("moons_of_age")
    assert list(Draft202012Validator(schema).iter_errors(content))


def test_it_has_every_type_of_question_and_every_rule_node() -> None:
    assert {type(question) for question in TRIAL.questions.values()} == set(get_args(Question))
    assert {type(node) for node in rule_nodes()} == NODES
    assert {node.sign for node in rule_nodes() if isinstance(node, Comparison)} == {"<", "<=", ">", ">=", "==", "!="}


def test_every_number_that_a_rule_names_is_among_the_limits_under_test() -> None:
    named: dict[str, set[Fraction]] = {}
    for use in (use for requirement in TRIAL.requirements for use in requirement.fits.uses):
        question = TRIAL.questions[use.question]
        for literal in use.literals if use.kind in ("number", "time") else ():
            assert isinstance(question, Number)
            assert not isinstance(literal, str)
            named.setdefault(use.question, set()).add(in_first_unit(question, literal))
    assert named == {question: set(map(Fraction, limits)) for question, (limits, _) in LIMITS.items()}


def test_check_refuses_ids_that_forms_and_pages_use(tmp_path: Path) -> None:
    assert refused(RESERVED, tmp_path) == set(RESERVED)


def test_check_takes_ids_that_are_only_like_them(tmp_path: Path) -> None:
    near = ["switched", "csrf", "teller", "corrected", "confirms", "mains", "staffed", "steps", "outcomes", "saver",
            "tokens", "endings", "counts_down"]  # fmt: skip
    assert with_question_ids(near, tmp_path) == f"{NCT}: nothing found\n"


@pytest.mark.parametrize("kiosk", [False, True])
def test_check_refuses_every_id_and_field_name_that_a_page_with_questions_uses(kiosk: bool, tmp_path: Path) -> None:
    browser = answering(create_app(KEY, FOLDER, Settings(kiosk=kiosk)), ALL_ASKED)
    pages = [*(f"questions/{step}" for step in TRIAL.step), "questions", "check", "result", "staff", "worksheet"]
    used = {name for page in pages for name in ids_and_field_names(browser.open(f"/en/{NCT}/{page}"))}
    possible = sorted(name for name in used - TRIAL.questions.keys() if re.fullmatch("[a-z][a-z0-9_]*", name))
    assert {"main", "csrf_token"} <= set(possible)
    assert set(possible) - refused(possible, tmp_path) == set()


def ids_and_field_names(page: Page) -> Iterator[str]:
    for element in page.tree.iter():
        yield element.get("id", "")
        yield element.get("name", "") if element.tag in ("input", "select", "textarea", "button") else ""
