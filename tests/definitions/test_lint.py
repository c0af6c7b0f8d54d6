"""What `flask trial check` finds in a definition that is well formed."""

from pathlib import Path

import pytest

from prescreen.authoring.graph import mermaid
from prescreen.definitions.faults import Fault
from prescreen.definitions.loader import load
from prescreen.i18n.locale import use_language
from prescreen.rules.satisfiability import find_examples
from prescreen.screening.answers import read_all
from prescreen.screening.assessment import assess
from prescreen.screening.examples import example_answers
from prescreen.screening.journey import follow
from prescreen.trial.candidates import variables
from prescreen.trial.trial import Requirement
from tests.support.base_trial import faults_after
from tests.support.core import TRIAL


def line_of(fault: Fault) -> str:
    """From the very place that a fault names to the end of its line."""
    return fault.file.read_text("utf-8").splitlines()[fault.line - 1][fault.column - 1 :]


ASK = "en: Which kind is it?"
ASK_ZH = "zh: 是哪一种？"
TEXTS: dict[str, tuple[str, str, str]] = {
    "eligible": (ASK, "en: Are you eligible?", "“eligible”"),
    "qualify": (ASK, "en: Do you qualify for it?", "“qualify”"),
    "excluded": (ASK, "en: Who is Excluded here?", "“Excluded”"),
    "rejected": (ASK, "en: You were rejected.", "“were rejected”"),
    "failed": (ASK, "en: You failed.", "“You failed”"),
    "new treatment": (ASK, "en: Is it a new treatment?", "“new treatment”"),
    "promising": (ASK, "en: A promising one?", "“promising”"),
    "cure": (ASK, "en: Is there a cure?", "“cure”"),
    "survival": (ASK, "en: What of survival?", "“survival”"),
    "ruled out": (ASK, "en: Was it ruled out?", "“ruled out”"),
    "do not meet the criteria": (ASK, "en: Who does not meet the criteria?", "“meet the criteria”"),
    "治愈": (ASK_ZH, "zh: 能治愈吗？", "“治愈”"),
    "疗效好": (ASK_ZH, "zh: 疗效好吗？", "“疗效好”"),
    "不符合入选标准": (ASK_ZH, "zh: 您不符合入选标准吗？", "“不符合入选标准”"),
    "符合资格": (ASK_ZH, "zh: 您符合资格吗？", "“符合资格”"),
    "入选": (ASK_ZH, "zh: 您想入选吗？", "“入选”"),
    "试验性治疗": (ASK_ZH, "zh: 试验性治疗吗？", "“试验性治疗”"),
    "生存期": (ASK_ZH, "zh: 生存期多长？", "“生存期”"),
    "你": (ASK_ZH, "zh: 你是哪一种？", "addressed as 您"),
    "half-width": (ASK_ZH, "zh: 您是,哪一种？", "half-width"),
    "half-width brackets": (ASK_ZH, "zh: 是哪一种(类型)？", "half-width"),
    "a space before a number": (ASK_ZH, "zh: 是第 1种？", "a space between"),
    "TODO": (ASK, "en: TODO ask this", "still to be written"),
    "TODO in Chinese": (ASK_ZH, "zh: TODO 提问", "still to be written"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_word_that_readers_should_not_be_told_is_found_with_its_line_and_column(name: str, folder: Path) -> None:
    old, new, problem = TEXTS[name]
    [fault] = faults_after(folder, old, new)
    assert problem in fault.problem
    assert fault.fix
    assert line_of(fault) == new.partition(" ")[2]
    assert fault.place == f"steps.kind.questions.kind.ask.{new[:2]}"


HONEST = [
    "en: Do you have heart failure, or an organ that is failing?",
    "en: Do you have a new infection?",
    "en: Have you been in the hospital when you are in pain?",
    "en: Was a graft rejected by your body in the past?",
    "zh: 您的纳入标准和入选标准是什么？",
    "zh: 您用过CD7 CAR-T细胞（0.5×10⁹/L）吗？",
]


@pytest.mark.parametrize("text", HONEST)
def test_honest_words_are_left_alone(text: str, folder: Path) -> None:
    assert (
        faults_after(
            folder, ASK if text.startswith("en") else ASK_ZH, text.replace("Was a graft rejected", "Did a graft fail")
        )
        == []
    )


def test_the_registrys_own_words_are_exempt(folder: Path) -> None:
    text = (folder / "record.json").read_text("utf-8")
    (folder / "record.json").write_text(text.replace("Level 0 to 1", "Eligible patients of level 0 to 1"), "utf-8")
    assert faults_after(folder, "registry: Level 0 to 1", "registry: Eligible patients of level 0 to 1") == []


def test_a_text_in_block_style_is_found_on_its_first_line(folder: Path) -> None:
    [fault] = faults_after(folder, ASK, "en: >-\n            Are you\n            eligible?")
    assert line_of(fault) == "Are you"


def test_a_text_that_is_hard_to_read_is_found_with_its_grade(folder: Path) -> None:
    hard = (
        "en: Notwithstanding considerable heterogeneity regarding haematological characteristics, participants "
        "demonstrating persistent pancytopenia necessitating immunosuppressive intervention ought to communicate "
        "corresponding histological documentation to investigators"
    )
    [fault] = faults_after(folder, ASK, hard)
    assert "school grade" in fault.problem
    assert fault.place == "steps.kind.questions.kind.ask.en"


@pytest.mark.parametrize(
    ("means", "named"),
    [
        ("en: A count below 0.5.", False),
        ("en: A count below 0.5 × 10⁹/L.", True),
        ("en: A count below 500/µL.", True),
        ("en: A count below 500 / μL.", True),
        ("en: A count below 0.5 × 10^9/L.", True),
        ("en: A count below 0.5 mL.", False),
    ],
)
def test_a_limit_without_its_unit_is_found(means: str, named: bool, folder: Path) -> None:
    faults = faults_after(folder, "en: A count below 0.5 × 10⁹/L.", means)
    assert [fault.place for fault in faults] == ([] if named else ["criteria.I1.requirements.low_count.means.en"])


def test_a_limit_without_its_unit_is_found_in_chinese_too(folder: Path) -> None:
    [fault] = faults_after(folder, "zh: 酶不超过上限的3倍。", "zh: 酶不超过3倍。")
    assert "the limit of enzyme stands here without a unit" in fault.problem
    assert line_of(fault) == "酶不超过3倍。"


def test_a_rule_that_no_question_feeds_is_found(folder: Path) -> None:
    [fault] = faults_after(folder, "        study_team: true\n", "")
    assert "no question feeds this rule" in fault.problem
    assert line_of(fault) == "unknown"


def test_an_option_that_changes_nothing_is_found(folder: Path) -> None:
    # Whoever picks 1 or 2 is told the same as who picks nothing.
    faults = faults_after(folder, 'fits: level in ("0", "1")', 'fits: level == "0" or unknown')
    assert [(fault.problem, line_of(fault)) for fault in faults] == [
        ("picking 1 changes nothing", '"1"'),
        ("picking 2 changes nothing", '"2"'),
    ]


def test_an_option_that_leaves_its_rule_unknown_is_told_what_the_rule_does(folder: Path) -> None:
    [fault] = faults_after(folder, 'fits: level in ("0", "1")', 'fits: level == "0" or (level == "1" and unknown)')
    assert fault.problem == "picking 1 leaves the rules that read it unknown, as “I don’t know” does"


def test_an_option_that_is_talked_about_or_shown_may_change_nothing(folder: Path) -> None:
    faults_after(folder, 'fits: level in ("0", "1")', 'fits: level == "0" or unknown')
    assert faults_after(folder, "or unknown\n", "or unknown\n        shows: [level]\n") == []


def test_a_draft_without_other_findings_is_still_a_draft(folder: Path) -> None:
    [fault] = faults_after(folder, "languages: [en, zh]", "languages: [en, zh]\ndraft: true")
    assert "is a draft" in fault.problem
    assert line_of(fault) == "true"


def test_a_draft_with_other_findings_is_told_of_those_first(folder: Path) -> None:
    faults_after(folder, "languages: [en, zh]", "languages: [en, zh]\ndraft: true")
    [fault] = faults_after(folder, ASK, "en: TODO")
    assert "still to be written" in fault.problem


# Reachability: the answers that `check --examples` prints


@pytest.mark.parametrize("requirement", TRIAL.requirements, ids=lambda requirement: requirement.id)
def test_the_example_for_each_status_leads_to_it(requirement: Requirement) -> None:
    reached, refused = set(), list[str]()
    for values in find_examples(requirement.fits, variables(TRIAL, requirement.fits)).values():
        answers = example_answers(TRIAL, values)
        taken = read_all(TRIAL, answers, lambda name, error: refused.append(f"{name} {error.code}"))
        assessed = assess(TRIAL, follow(TRIAL, taken).values).as_json()
        statuses = {part["id"]: part["status"] for c in assessed["criteria"] for part in c["requirements"]}
        reached.add(statuses[requirement.id])
    assert refused == []
    unknown = "for_study_team" if requirement.study_team else "unknown"
    if requirement.fits.says_unknown:
        assert unknown in reached
    else:
        assert reached == {"fits", "does_not_fit", unknown}


def test_a_condition_that_reads_no_question_is_told_and_drawn_as_none(folder: Path) -> None:
    [fault] = faults_after(folder, 'ask_if: kind != "mild"', "ask_if: unknown")
    assert fault.problem == "this ask_if reads no question, so the question is always asked"
    trial = load(folder).trial
    with use_language("en"):
        assert "signs" in mermaid(trial)
