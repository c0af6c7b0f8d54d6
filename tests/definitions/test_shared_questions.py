"""Questions that trials include by name: their wording, in the trial's languages, and what is wrong with them."""

import re
from pathlib import Path

import pytest

from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import TRIALS, load
from prescreen.definitions.shared_questions import COMMON
from tests.definitions.test_catalogue import NCT, add


def test_a_shared_question_may_be_changed_in_part_where_it_is_included() -> None:
    study = load(TRIALS / "NCT06633328")
    neutrophils = study.trial.questions["neutrophils"]
    assert "transfusion" in neutrophils.find_out["en"]
    assert "infection-fighting" in neutrophils.ask["en"]
    text = (TRIALS / "NCT06633328" / "definition.yaml").read_text("utf-8")
    assert "infection-fighting" not in text, "the shared wording stands in one place"


def test_a_question_that_is_shared_nowhere_is_a_fault_with_its_line(tmp_path: Path) -> None:
    folder = add(tmp_path, NCT, **{"- id: level\n        type": "- include: levle\n        type"})
    with pytest.raises(DefinitionError) as refused:
        load(folder)
    [fault] = refused.value.faults
    text = (folder / "definition.yaml").read_text("utf-8").splitlines()
    assert text[fault.line - 1].strip() == "- include: levle"
    assert "no question levle" in fault.problem
    assert "neutrophils" in fault.fix


def test_trials_beside_each_other_may_share_questions_of_their_own(tmp_path: Path) -> None:
    (tmp_path / COMMON).write_text(
        "level:\n  type: choice\n  ask: {en: Shared?, zh: 共用？}\n  why: {en: So., zh: 如此。}\n"
        "  find_out: {en: Ask., zh: 请问。}\n  options:\n"
        + "".join(f'  - id: "{n}"\n    label: {{en: L{n}, zh: 级{n}}}\n' for n in range(3)),
        "utf-8",
    )
    folder = add(tmp_path, NCT)
    text = (folder / "definition.yaml").read_text("utf-8")
    start, end = text.index("      - id: level"), text.index("criteria:")
    (folder / "definition.yaml").write_text(text[:start] + "      - include: level\n" + text[end:], "utf-8")
    assert load(folder, checked=True).trial.questions["level"].ask["en"] == "Shared?"


@pytest.mark.parametrize("shared", ["", "- a\n- b\n", "level: text\n", "level:\n- 1\n", "level:\n", "3\n"])
def test_a_shared_file_that_holds_no_questions_is_told_where_it_is_used(shared: str, tmp_path: Path) -> None:
    (tmp_path / COMMON).write_text(shared, "utf-8")
    folder = add(tmp_path, NCT, **{"- id: level\n        type": "- include: level\n        type"})
    with pytest.raises(DefinitionError, match="no question level is shared"):
        load(folder)


def test_a_shared_file_that_cannot_be_read_is_told_with_its_own_line(tmp_path: Path) -> None:
    (tmp_path / COMMON).write_text("level: [", "utf-8")
    with pytest.raises(DefinitionError) as refused:
        load(add(tmp_path, NCT))
    assert refused.value.faults[0].file == tmp_path / COMMON


# A trial in one language


SHARED = """\
level:
  type: choice
  ask: {en: Shared?, zh: 共用？}
  why: {en: So., zh: 如此。}
  find_out: {en: Ask., zh: 请问。}
  options:
    - {id: "0", label: {en: L0, zh: 级0}}
    - {id: "1", label: {en: L1, zh: 级1}}
    - {id: "2", label: {en: L2, zh: 级2}, talk_about: {en: Say so., zh: 请说。}}
"""


def including(root: Path, languages: str = "[en, zh]", beside: str = "") -> Path:
    """The invented trial with its question `level` from a shared file beside it, and without texts in the other
    language."""
    folder = add(root, NCT)
    file = folder / "definition.yaml"
    text = file.read_text("utf-8").replace("[en, zh]", languages)
    text = (
        text[: text.index("      - id: level")] + f"      - include: level\n{beside}" + text[text.index("criteria:") :]
    )
    for language in {"en", "zh"} - set(re.findall("[a-z]+", languages)):
        text = re.sub(rf"(?m)^( *)- {language}: .*\n +", r"\1- ", re.sub(rf"(?m)^ +{language}: .*\n", "", text))
    file.write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_trial_in_one_language_takes_shared_texts_in_that_language_only(language: str, tmp_path: Path) -> None:
    (tmp_path / COMMON).write_text(SHARED, "utf-8")
    question = load(including(tmp_path, f"[{language}]")).trial.questions["level"]
    assert question.type == "choice"
    texts = [question.ask, question.why, question.find_out, *(option.label for option in question.options)]
    assert [set(text) for text in texts] == [{language}] * 6
    assert set(question.options[2].talk_about or {}) == {language}


def test_a_trial_in_one_language_can_include_a_laboratory_value(tmp_path: Path) -> None:
    folder = including(tmp_path, "[en]", "      - include: platelets\n")
    (tmp_path / COMMON).write_text(SHARED, "utf-8")
    platelets = load(_reading(folder, "platelets < 20")).trial.questions["platelets"]
    assert platelets.type == "quantity"
    assert set(platelets.printed) == {"en"}
    assert "10^9/L" in platelets.units


def _reading(folder: Path, rule: str) -> Path:
    file = folder / "definition.yaml"
    file.write_text(file.read_text("utf-8").replace("fits: count < 0.5", f"fits: count < 0.5 and {rule}"), "utf-8")
    return folder


def test_a_text_of_the_author_in_a_language_too_many_stays_a_fault(tmp_path: Path) -> None:
    (tmp_path / COMMON).write_text(SHARED, "utf-8")
    folder = including(tmp_path, "[en]", "        ask: {en: Mine?, zh: 我的？}\n")
    with pytest.raises(DefinitionError) as refused:
        load(folder)
    [fault] = refused.value.faults
    assert (fault.file, fault.place) == (folder / "definition.yaml", "steps.level.questions.0.ask.zh")
    assert "zh is not among the trial's languages" in fault.problem


# What is wrong in a shared question


@pytest.mark.parametrize(
    ("old", "new", "place", "problem", "line"),
    [
        (", zh: 共用？", "", "level.ask.zh", "text in zh is missing", "ask: {en: Shared?}"),
        ("why:", "wyh:", "level.wyh", "not permitted", "wyh: {"),
        ('id: "2"', "id: 2", "level.options.2.id", "string", "{id: 2, "),
        ('id: "2"', 'id: "1"', "level.options.1.id", "two options have the id 1", '{id: "1", '),
    ],
)
def test_what_is_wrong_in_a_shared_question_is_a_fault_of_the_shared_file(
    old: str, new: str, place: str, problem: str, line: str, tmp_path: Path
) -> None:
    assert old in SHARED
    (tmp_path / COMMON).write_text(SHARED.replace(old, new), "utf-8")
    with pytest.raises(DefinitionError) as refused:
        load(including(tmp_path))
    found = [fault for fault in refused.value.faults if fault.file == tmp_path / COMMON]
    assert any((fault.place, problem in fault.problem) == (place, True) for fault in found), str(refused.value)
    fault = next(fault for fault in found if fault.place == place)
    assert line in (tmp_path / COMMON).read_text("utf-8").splitlines()[fault.line - 1]


def test_what_a_shared_question_lacks_is_told_where_it_is_included(tmp_path: Path) -> None:
    (tmp_path / COMMON).write_text(SHARED.replace("  why: {en: So., zh: 如此。}\n", ""), "utf-8")
    with pytest.raises(DefinitionError) as refused:
        load(including(tmp_path))
    [fault] = refused.value.faults
    assert (fault.file.name, fault.place) == ("definition.yaml", "steps.level.questions.0.why")
    assert fault.file.read_text("utf-8").splitlines()[fault.line - 1].strip() == "- include: level"
