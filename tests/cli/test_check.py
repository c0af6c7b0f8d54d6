"""`flask trial check` with its options, and the schema for editors."""

import copy
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from prescreen import create_app
from prescreen.definitions.loader import TRIALS
from prescreen.definitions.shared_questions import COMMON
from tests.conftest import KEY

ROOT = Path(__file__).parents[2]
NAME = "NCT00000000"
NCT = "NCT06633328"
BASE = Path(__file__).parents[1] / "support" / "broken" / "base"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(BASE, tmp_path / NAME)


@pytest.fixture
def app(folder: Path) -> Flask:
    return create_app(KEY, folder.parent)


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=["trial", *args])


def test_examples_as_json_are_answers_files_that_assess_reads(app: Flask, tmp_path: Path) -> None:
    lines = run(app, "check", NAME, "--json").stdout.splitlines()
    assert lines[0] == f"{NAME}: nothing found"
    told = [line.split(" ", 3) for line in lines[1:]]
    assert [status for _, requirement, status, _ in told if requirement == "low_count"] == [
        "fits",
        "does_not_fit",
        "does_not_fit",
    ]
    for number, (_, requirement, status, answers) in enumerate(told):
        file = tmp_path / f"{number}.json"
        file.write_text(answers, "utf-8")
        assessed = json.loads(run(app, "assess", NAME, str(file)).stdout)
        statuses = {part["id"]: part["status"] for c in assessed["criteria"] for part in c["requirements"]}
        assert statuses[requirement] == status


def test_examples_say_in_words_what_is_on_both_sides_of_each_limit(app: Flask) -> None:
    lines = run(app, "check", NAME, "--examples").stdout.splitlines()
    begins = lines.index("I1 low_count: A count below 0.5 × 10⁹/L.")
    assert lines[begins + 1 : begins + 4] == [
        "  Count: 0.49 × 10⁹/L → Matches",
        "  Count: 0.5 × 10⁹/L → May not match",
        "  Count: 0.51 × 10⁹/L → May not match",
    ]
    assert "  Which signs are there?: Fever → May not match  (Which kind is it?: Severe)" in lines
    assert lines[-1] == "E3 opinion: The study team sees no other reason."


def test_examples_on_both_sides_of_a_limit_with_two_decimals_read_differently(app: Flask, folder: Path) -> None:
    file = folder / "definition.yaml"
    content = YAML(typ="safe", pure=True).load(file)
    questions = (question for step in content["steps"] for question in step["questions"])
    count = next(question for question in questions if question["id"] == "count")
    for key in [key for key in count if key not in ("id", "name", "printed", "ask", "why", "find_out", "implausible")]:
        del count[key]
    count |= {"type": "ratio", "range": [0, 50]}
    requirement = content["criteria"][0]["requirements"][-1]
    requirement |= {"fits": "count <= 1.25", "differs": "It is meant."}
    file.write_text(json.dumps(content, ensure_ascii=False, default=str), "utf-8")
    told = [line for line in run(app, "check", NAME, "--examples").stdout.splitlines() if "limit →" in line]
    assert [line.split(": ")[-1] for line in told[:3]] == [
        "1.249 times the upper limit → Matches",
        "1.25 times the upper limit → Matches",
        "1.251 times the upper limit → May not match",
    ]


def test_examples_are_printed_for_a_draft_and_beside_its_faults(app: Flask, folder: Path) -> None:
    file = folder / "definition.yaml"
    text = file.read_text("utf-8").replace("languages: [en, zh]", "languages: [en, zh]\ndraft: true")
    file.write_text(text.replace("fits: count < 0.5", "fits: count <= 0.5\n        differs: It is meant."), "utf-8")
    ran = run(app, "check", NAME, "--examples")
    assert ran.exit_code == 1
    assert "this trial is a draft" in ran.stdout
    assert "  differs: It is meant." in ran.stdout
    assert "  Count: 0.5 × 10⁹/L → Matches" in ran.stdout


def test_examples_are_not_printed_unasked_nor_for_a_broken_trial(app: Flask, folder: Path) -> None:
    assert run(app, "check").stdout == f"{NAME}: nothing found\n"
    (folder / "definition.yaml").write_text("id: x\n", "utf-8")
    assert "→" not in run(app, "check", "--examples").stdout


class Watching:
    """A watching check, as an author has it in a terminal."""

    def __init__(self, trials: Path, *args: str) -> None:
        variables = {**os.environ, "TRIALS_PATH": str(trials), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "flask", "trial", "check", "--watch", *args]
        self.process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True)

    def report(self) -> list[str]:
        """What it prints until it waits again; an end of its output fails the test."""
        assert self.process.stdout
        lines: list[str] = []
        while not lines or "waiting for a change" not in lines[-1]:
            line = self.process.stdout.readline()
            assert line, lines
            lines.append(line.rstrip("\n"))
        return lines

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=20)


@pytest.mark.parametrize("args", [[], [NAME]])
def test_watch_checks_again_on_every_save_until_it_is_stopped(args: list[str], folder: Path) -> None:
    watching = Watching(folder.parent, *args)
    try:
        assert f"{NAME}: nothing found" in watching.report()
        file = folder / "definition.yaml"
        before = file.read_text("utf-8")
        file.write_text(before.replace("Which kind is it?", "Are you eligible?"), "utf-8")
        told = watching.report()
        assert any("“eligible” is not said" in line for line in told)
        assert " 1 fault; " in told[-1]
        file.write_text(before, "utf-8")
        assert " no faults; " in watching.report()[-1]
        assert watching.stop() == 0
    finally:
        watching.close()


def test_watch_sees_a_trial_that_is_added(folder: Path) -> None:
    watching = Watching(folder.parent)
    try:
        watching.report()
        new = folder.parent / "NCT00000001"
        new.mkdir()
        (new / "definition.yaml").write_text("id: NCT00000001\n", "utf-8")
        assert any("NCT00000001" in line for line in watching.report())
        assert watching.stop() == 0
    finally:
        watching.close()


# The schema


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads(run(create_app(KEY), "schema").stdout)


def written(file: Path) -> Any:
    return YAML(typ="safe", pure=True).load(file)


def test_the_schema_is_one(schema: Any) -> None:
    Draft202012Validator.check_schema(schema)
    assert "version" not in schema["properties"]


@pytest.mark.parametrize("file", [TRIALS / NCT / "definition.yaml", BASE / "definition.yaml"], ids=["shipped", "base"])
def test_what_loads_is_valid_by_the_schema(file: Path, schema: Any) -> None:
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(written(file))]
    assert errors == []


def _question(definition: Any) -> Any:
    return definition["steps"][0]["questions"][0]


WRONG: dict[str, Callable[[Any], Any]] = {
    "a misspelt key": lambda d: d.update(tittle={}),
    "no title": lambda d: d.pop("title"),
    "an id that is none": lambda d: d.update(id="NCT1"),
    "a text that is a number": lambda d: d["title"].update(en=3),
    "an empty text": lambda d: d["title"].update(en=""),
    "no steps": lambda d: d.update(steps=[]),
    "a type that is none": lambda d: _question(d).update(type="date"),
    "one option": lambda d: _question(d).update(options=_question(d)["options"][:1]),
    "an option with a key too many": lambda d: _question(d)["options"][0].update(colour="red"),
    "a capital in an id": lambda d: _question(d).update(id="Kind"),
    "a rule that is a number": lambda d: d["criteria"][0]["requirements"][0].update(fits=3),
    "a kind that is none": lambda d: d["criteria"][0].update(kind="both"),
    "an include that is a number": lambda d: d["steps"][0]["questions"].append({"include": 3}),
    "a range of three": lambda d: d["steps"][0]["questions"][1].update(range=[0, 1, 2]),
    "a version": lambda d: d.update(version="x"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_load_is_not_valid(name: str, schema: Any) -> None:
    definition = copy.deepcopy(written(BASE / "definition.yaml"))
    WRONG[name](definition)
    assert list(Draft202012Validator(schema).iter_errors(definition))


def test_the_schema_names_the_shared_questions_and_explains_the_types(schema: Any) -> None:
    shared = written(TRIALS / COMMON)
    text = json.dumps(schema)
    for name in shared:
        assert f'"{name}"' in text
    assert "How long ago something was" in text
