"""`flask trial check` across trials: questions that only look the same, and those that are the same by another name."""

import tempfile
from pathlib import Path
from typing import Any

import pytest

from prescreen.definitions.checks.studies import study_findings
from prescreen.definitions.loader import load
from prescreen.trial.trial import Trial
from tests.support.studies import FIRST, SECOND, THIRD, YES_NO, app_with, choice, definition, text, write_study

TITLE = text("Your tests", "您的检查")
PICK = choice("pick", text("Which one is it?", "是哪一个？"), YES_NO)


def trial(question: dict[str, Any], nct: str, intro: dict[str, str] | None = None, title: Any = TITLE) -> Trial:
    return Trial.model_validate(definition(nct, [(title, intro, [question])], {"it": "unknown"}))


def told(question: dict[str, Any], **more: Any) -> list[str]:
    """The problems of a question beside the one above in another trial."""
    return [found.problem for found in study_findings(trial(question, SECOND, **more), [trial(PICK, FIRST)])]


OTHERWISE = {
    "ask": PICK | {"ask": text("Which one was it?", "是哪一个？")},
    "hint": PICK | {"hint": text("Look.", "请看。")},
    "options": PICK | {"options": PICK["options"][::-1]},
    "type": PICK | {"type": "choices"},
}


@pytest.mark.parametrize("part", OTHERWISE)
def test_the_same_id_for_another_question_is_told_with_what_differs(part: str) -> None:
    assert told(OTHERWISE[part]) == [f"pick is also in {FIRST}, which asks it otherwise ({part})"]


def test_another_point_in_time_makes_it_another_question_too() -> None:
    assert told(PICK, intro=text("At your relapse.", "复发时。")) == [
        f"pick is also in {FIRST}, which asks it otherwise (intro)"
    ]
    assert told(PICK, title=text("Tests at diagnosis", "您的检查")) == [
        f"pick is also in {FIRST}, which asks it otherwise (title)"
    ]


def test_the_same_question_under_another_id_is_told() -> None:
    assert told(PICK | {"id": "chosen"}) == [f"chosen is the question pick of {FIRST} under another id"]


def test_words_that_name_a_study_in_one_trial_alone_are_told() -> None:
    shared = PICK | {"ask": text("Which study is it?", "是哪一个？"), "about_this_study": False}
    [found] = study_findings(trial(shared | {"about_this_study": None}, SECOND), [trial(shared, FIRST)])
    assert found.problem == f"pick is also in {FIRST}, which asks it otherwise (about_this_study)"


def test_a_trial_answers_by_saying_that_a_question_is_its_own() -> None:
    own = OTHERWISE["hint"] | {"about_this_study": True}
    assert told(own) == []
    assert list(study_findings(trial(PICK, SECOND), [trial(own, FIRST)])) == []


@pytest.mark.parametrize("change", [{}, {"why": text("So.", "所以。")}, {"sensitive": True}])
def test_the_same_question_under_the_same_id_is_no_finding(change: dict[str, Any]) -> None:
    assert told(PICK | change) == []


def test_questions_that_both_trials_ask_of_themselves_are_not_compared() -> None:
    own = [PICK | {"ask": text(f"Would you join the study {n}?", "您愿意参加研究吗？")} for n in (1, 2)]
    assert list(study_findings(trial(own[0], SECOND), [trial(own[1], FIRST)])) == []


def test_a_language_that_one_trial_lacks_is_no_difference() -> None:
    content = definition(FIRST, [(TITLE, None, [PICK])], {"it": "unknown"})
    one = Trial.model_validate(_only_english(content))
    assert list(study_findings(one, [trial(PICK, SECOND)])) == []
    assert one.fingerprints["pick"] != trial(PICK, SECOND).fingerprints["pick"], "but it is not shared"


def _only_english(content: Any) -> Any:
    if isinstance(content, list):
        return [_only_english(item) for item in content if item != "zh"]
    if not isinstance(content, dict):
        return content
    return {key: _only_english(value) for key, value in content.items() if key != "zh"}


def test_trials_for_another_illness_are_not_compared() -> None:
    other = definition(FIRST, [(TITLE, None, [OTHERWISE["hint"]])], {"it": "unknown"})
    other["condition"] = text("Another illness", "另一种病")
    assert list(study_findings(trial(PICK, SECOND), [Trial.model_validate(other)])) == []


def test_several_trials_that_ask_alike_make_one_finding() -> None:
    others = [trial(PICK, FIRST), trial(PICK, THIRD)]
    [found] = study_findings(trial(OTHERWISE["hint"], SECOND), others)
    assert found.problem == f"pick is also in {FIRST}, {THIRD}, which ask it otherwise (hint)"


def test_check_compares_each_two_trials_once_and_one_trial_with_all(tmp_path: Path) -> None:
    app = app_with(tmp_path)
    run = app.test_cli_runner().invoke
    lines = run(args=["trial", "check"]).output.splitlines()
    assert sum(f"heart is also in {FIRST}" in line for line in lines) == 1
    assert sum(f"heart is also in {SECOND}" in line for line in lines) == 0
    assert sum("plt is the question platelets of" in line for line in lines) == 2, "of the first and the second"
    [found] = [line for line in lines if "heart is also" in line]
    assert found.startswith(f"{tmp_path / SECOND / 'definition.yaml'}:1:")
    assert "(options)" in found
    result = run(args=["trial", "check", FIRST])
    assert result.exit_code == 1
    assert f"heart is also in {SECOND}" in result.output


def test_a_trial_that_cannot_be_loaded_is_compared_with_none(tmp_path: Path) -> None:
    write_study(tmp_path / "trials", definition(FIRST))
    broken = definition(SECOND)
    del broken["steps"]
    app = app_with(tmp_path / "trials", broken)
    output = app.test_cli_runner().invoke(args=["trial", "check"]).output
    assert f"{SECOND}/definition.yaml" in output
    assert "is also in" not in output


def test_a_trial_that_is_checked_by_the_loader_alone_is_compared_with_none() -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert load(write_study(Path(folder), definition(FIRST))).trial.id == FIRST
