"""Medicines that each have a window of their own, in a few words."""

from pathlib import Path
from typing import Any

import pytest

from prescreen.definitions.loader import TRIALS, load
from prescreen.definitions.shared_questions import expand, shared_questions
from prescreen.trial.trial import Trial
from tests.support.one_rule import NCT, definition, faults, text

ATG: dict[str, Any] = {
    "include": "washout",
    "id": "atg",
    "window": "6 months",
    "medicine": text("ATG", "抗胸腺细胞球蛋白"),
}
STEROIDS = {"include": "washout", "id": "steroids", "window": "1 month", "medicine": text("steroids", "激素")}
REGISTRY = "ATG within 6 months, or steroids within the last month"


def content(*rows: dict[str, Any], requirements: list[Any], registry: str = REGISTRY) -> dict[str, Any]:
    found = definition("unknown", registry, text("It", "它"), kind="exclusion")
    found["steps"] = [{"id": "medicines", "section": "all", "title": text("It", "它"), "questions": [*rows]}]
    found["criteria"][0]["requirements"] = requirements
    return found


def washouts() -> list[Any]:
    return [{"washout": "atg"}, {"washout": "steroids"}]


def test_each_row_is_a_question_and_a_requirement_of_its_own(tmp_path: Path) -> None:
    assert faults(tmp_path, content({**ATG}, {**STEROIDS}, requirements=washouts())) == []
    trial = load(tmp_path / NCT).trial
    assert [step.id for step in trial.steps] == ["medicines"], "all rows stand on one page"
    atg, steroids = trial.questions["atg"], trial.questions["steroids"]
    assert atg.ask == text("When did you last have ATG?", "您最近一次用抗胸腺细胞球蛋白是什么时候？")
    assert labels(trial, "atg") == {
        "never": text("Never", "从来没有用过"),
        "within": text("In the last 6 months", "最近6个月内"),
        "before": text("Longer ago than that", "更早以前"),
    }
    assert labels(trial, "steroids")["within"] == text("In the last month", "最近1个月内")
    assert steroids.short_name == text("Last steroids", "最近一次用激素")
    assert [(part.id, part.fits.source, part.may_change) for part in trial.requirements] == [
        ("atg_washout", 'atg != "within"', True),
        ("steroids_washout", 'steroids != "within"', True),
    ]
    assert "{" not in str([(question.ask, question.find_out) for question in trial.questions.values()]).replace(
        "{'", ""
    )
    assert trial.requirements[1].means == text("No steroids in the last month.", "最近1个月内没有用过激素。")


def labels(trial: Trial, question: str) -> dict[str, Any]:
    return {option.id: option.label for option in trial.questions[question].options}  # type: ignore[union-attr]


def test_a_row_keeps_what_its_author_writes_beside_it(tmp_path: Path) -> None:
    own = {"washout": "atg", "id": "no_atg", "may_change": False}
    row = {**ATG, "hint": text("Also called {medicine}-F.", "又称{medicine}-F。")}
    assert faults(tmp_path, content(row, {**STEROIDS}, requirements=[own, {"washout": "steroids"}])) == []
    trial = load(tmp_path / NCT).trial
    assert trial.questions["atg"].hint == text("Also called ATG-F.", "又称抗胸腺细胞球蛋白-F。")
    assert (trial.requirements[0].id, trial.requirements[0].may_change) == ("no_atg", False)


def test_a_window_that_is_not_the_registrys_is_found(tmp_path: Path) -> None:
    wrong = {**ATG, "window": "6 weeks"}
    [fault] = faults(tmp_path, content(wrong, {**STEROIDS}, requirements=washouts()))
    assert "within 6 weeks, which the registry’s words do not have" in fault.problem


@pytest.mark.parametrize(
    "changed",
    [{"window": "6"}, {"window": 6}, {"window": "6 moons"}, {"window": "0 days"}, {"window": None}, {"medicine": "ATG"},
     {"medicine": None}, {"medicine": {"en": 3}}, {"medicine": {}, "window": None}, {"include": "consent"}],
)  # fmt: skip
def test_a_row_without_a_name_or_a_window_is_refused_with_its_place(changed: Any, tmp_path: Path) -> None:
    row = {name: value for name, value in (ATG | changed).items() if value is not None}
    found = faults(tmp_path, content(row, {**STEROIDS}, requirements=[{"washout": "steroids"}]))
    assert "a medicine of a washout needs a name and a window" in [fault.problem for fault in found]
    assert all(fault.place.startswith("steps.medicines.questions.atg") for fault in found)


@pytest.mark.parametrize("name", ["cyclosporine", ["atg"], {"a": "b"}, 3])
def test_a_requirement_of_a_medicine_that_is_not_asked_for_is_refused(name: Any, tmp_path: Path) -> None:
    found = faults(tmp_path, content({**ATG}, {**STEROIDS}, requirements=[*washouts(), {"washout": name}]))
    assert [fault.fix for fault in found] == ["Use one of atg, steroids"]


def test_a_trial_in_one_language_needs_the_names_in_that_one() -> None:
    row = {**ATG, "medicine": {"en": "ATG"}}
    written = content(row, requirements=[{"washout": "atg"}]) | {"languages": ["en"]}
    expanded = expand(written, shared_questions(TRIALS))
    assert expanded.findings == []
    assert "zh" not in str(expanded.content["criteria"][0]["requirements"][0])
    assert expanded.content["steps"][0]["questions"][0]["ask"] == {"en": "When did you last have ATG?"}
