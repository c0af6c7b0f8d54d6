"""Two questions are one where they judge the same, and only there."""

from copy import deepcopy
from typing import Any

import pytest

from prescreen.trial.trial import Trial
from tests.support.core import TRIAL
from tests.support.every_type import trial_with
from tests.support.studies import FIRST, SECOND, YES_NO, choice, definition, text

COUNT: dict[str, Any] = {
    "id": "count",
    "type": "quantity",
    "name": text("Cells", "细胞"),
    "ask": text("How many cells?", "细胞有多少？"),
    "hint": text("Look at the report.", "请看报告。"),
    "why": text("It matters.", "要了解。"),
    "find_out": text("Ask.", "请问。"),
    "printed": text("CELLS", "细胞"),
    "units": {"10^9/L": 1, "/uL": 0.001},
    "range": [0, 30],
    "usual": [0, 5],
    "mistaken": [{"unit": "%", "label": text("%", "%"), "means": text("Not that.", "不是。"), "likely": [1, 100]}],
    "implausible": text("Check.", "请检查。"),
}
PICK = choice("pick", text("Which one?", "哪一个？"), {"a": text("A", "甲"), "none": text("None", "没有")})
TITLE = text("Your tests", "您的检查")


def fingerprint(
    question: dict[str, Any], title: dict[str, str] = TITLE, intro: dict[str, str] | None = None, nct: str = FIRST
) -> str:
    content = definition(nct, [(title, intro, [question])], {"it": "unknown"})
    return Trial.model_validate(content).fingerprints[question["id"]]


def changed(question: dict[str, Any], *place: Any, to: Any) -> dict[str, Any]:
    copy = deepcopy(question)
    part: Any = copy
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = to
    return copy


OTHER = text("Other words.", "别的话。")
# What changes what an answer means.
JUDGES = {
    "the question": changed(COUNT, "ask", to=OTHER),
    "the question in one language": changed(COUNT, "ask", "zh", to="有多少细胞？"),
    "the hint": changed(COUNT, "hint", to=OTHER),
    "no hint": {name: part for name, part in COUNT.items() if name != "hint"},
    "a unit": changed(COUNT, "units", to={"10^9/L": 1}),
    "a unit's size": changed(COUNT, "units", "/uL", to=0.01),
    "the range": changed(COUNT, "range", to=[0, 20]),
    "what is usual": changed(COUNT, "usual", to=[0, 4]),
    "what is mistaken for it": changed(COUNT, "mistaken", to=[]),
    "which of those are likely": changed(COUNT, "mistaken", 0, "likely", to=[2, 100]),
    "that the unit is chosen": changed(COUNT, "choose_unit", to=True),
    "the words name the study": changed(COUNT, "ask", "en", to="How many cells for the study?"),
    "it is about the study": changed(COUNT, "about_this_study", to=True),
}
OPTIONS = {
    "an option's words": changed(PICK, "options", 0, "label", to=OTHER),
    "an option's id": changed(PICK, "options", 0, "id", to="b"),
    "an option that counts as unknown": changed(PICK, "options", 0, "unknown", to=True),
    "an option that can't be picked with others": changed(PICK, "options", 1, "exclusive", to=False),
    "one option more": changed(PICK, "options", to=[*PICK["options"], {"id": "c", "label": OTHER}]),
    "the type": changed(PICK, "type", to="choice"),
}
# What explains a question or names it.
EXPLAINS = {
    "its id": changed(COUNT, "id", to="cells"),
    "its name": changed(COUNT, "name", to=OTHER),
    "why": changed(COUNT, "why", to=OTHER),
    "how to find out": changed(COUNT, "find_out", to=OTHER),
    "that it is sensitive": changed(COUNT, "sensitive", to=True),
    "what reports print": changed(COUNT, "printed", to=OTHER),
    "what unusual numbers are told": changed(COUNT, "implausible", to=OTHER),
    "the order of units": changed(COUNT, "units", to={"/uL": 0.001, "10^9/L": 1}),
    "what holds anyway": changed(COUNT, "choose_unit", to=False),
    "that it is not about the study": changed(COUNT, "about_this_study", to=False),
}


@pytest.mark.parametrize("name", JUDGES)
def test_what_changes_a_numbers_meaning_makes_it_another_question(name: str) -> None:
    assert fingerprint(JUDGES[name]) != fingerprint(COUNT)


@pytest.mark.parametrize("name", OPTIONS)
def test_what_changes_an_options_meaning_makes_it_another_question(name: str) -> None:
    assert fingerprint(OPTIONS[name]) != fingerprint(PICK)


@pytest.mark.parametrize("name", EXPLAINS)
def test_what_only_explains_a_question_leaves_it_the_same_in_another_trial(name: str) -> None:
    assert fingerprint(EXPLAINS[name], nct=SECOND) == fingerprint(COUNT)


def test_the_point_in_time_belongs_to_the_question_and_any_other_title_does_not() -> None:
    assert fingerprint(COUNT, intro=text("From your relapse.", "复发时的。")) != fingerprint(COUNT)
    assert fingerprint(COUNT, title=text("Your tests at diagnosis", "您的检查")) != fingerprint(COUNT)
    assert fingerprint(COUNT, title=text("Your tests", "确诊时的检查")) != fingerprint(COUNT)
    assert fingerprint(COUNT, title=text("Your blood", "您的血")) == fingerprint(COUNT)


def with_condition(rule: str, ask: str = "Which one?") -> str:
    first = choice("first", text(ask, "哪一个？"), YES_NO)
    then = choice("then", text("When was it?", "什么时候？"), YES_NO, ask_if=rule)
    steps = [(TITLE, None, [first]), (TITLE, None, [then])]
    return Trial.model_validate(definition(FIRST, steps, {"it": "unknown"})).fingerprints["then"]


def test_a_question_that_hangs_on_another_is_the_same_only_with_the_same_one() -> None:
    asked = with_condition('first == "yes"')
    assert with_condition('first  ==  "yes"') == asked
    assert with_condition('first != "no"') != asked
    assert with_condition('first == "yes"', ask="Which other one?") != asked


@pytest.mark.parametrize("about", ["about the study", "the trial", "your consent", "contraception"])
def test_words_that_name_the_study_are_its_own_unless_the_author_says_otherwise(about: str) -> None:
    question = choice("own", text(f"What of {about}?", "怎么样？"), YES_NO)
    assert fingerprint(question, nct=FIRST) != fingerprint(question, nct=SECOND)
    shared = question | {"about_this_study": False}
    assert fingerprint(shared, nct=FIRST) == fingerprint(shared, nct=SECOND)


def test_a_question_that_a_trial_asks_twice_is_never_shared() -> None:
    twice = [(TITLE, None, [COUNT]), (text("Your blood", "您的血"), None, [COUNT | {"id": "again"}])]
    found = Trial.model_validate(definition(FIRST, twice, {"it": "unknown"})).fingerprints
    assert len({*found.values(), fingerprint(COUNT)}) == 3


def test_no_fingerprint_can_be_taken_for_an_id_and_none_is_another_questions() -> None:
    for trial in (TRIAL, trial_with()):
        prints = trial.fingerprints.values()
        assert len(set(prints)) == len(trial.questions)
        assert all(one == one.upper() for one in prints)
        assert all(len(one) == 12 for one in prints)


def test_what_the_shipped_trial_asks_about_itself_is_its_own() -> None:
    own = {name for name, question in TRIAL.questions.items() if question.about_this_study}
    assert own == {"standard_transplant", "contraception", "t_cell_test", "consent"}
