"""What `flask trial check` says of a rule with several questions in which one answer is turned."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support import one_rule
from tests.support.one_rule import YES_NO, Case, text

LABELLED = [{"id": "agree", "label": text("Yes, I would", "愿意")}, {"id": "not_agree", "label": text("No", "不愿意")}]
ASKED: dict[str, Any] = {
    "watch": YES_NO | {"name": text("Watch", "手表")},
    "phone": YES_NO | {"name": text("Phone", "手机")},
    "stroke": YES_NO | {"name": text("Stroke", "脑卒中")},
    "epilepsy": YES_NO | {"name": text("Epilepsy", "癫痫")},
    "medicine": YES_NO | {"name": text("Medicine", "用药"), "ask_if": 'stroke != "no"'},
    "birth_control": YES_NO | {"name": text("Birth control", "避孕"), "options": LABELLED},
}


found = partial(one_rule.found, questions=ASKED)


BOTH = Case('watch == "yes" and phone == "yes"', "A watch and a phone", "A watch and a phone.", "有手表和手机。")
EITHER = Case('watch == "yes" or phone == "yes"', "A watch or a phone", "A watch or a phone.", "有手表或手机。")
NEITHER = Case(
    'stroke == "no" and epilepsy == "no"',
    "Stroke or epilepsy",
    "No stroke and no epilepsy.",
    "没有脑卒中，也没有癫痫。",
    "exclusion",
)
ASKED_LATER = Case(
    'stroke == "no" or medicine == "no"',
    "Medicine for a stroke",
    "No medicine for a stroke.",
    "没有脑卒中用药。",
    "exclusion",
)
RIGHT = {
    "both": BOTH,
    "either": EITHER,
    "neither": NEITHER,
    "asked later": ASKED_LATER,
    "one without the other": BOTH._replace(
        rule='watch == "yes" and phone == "no"',
        registry="A watch without a phone",
        en="A watch, and no phone.",
        zh="有手表，没有手机。",
    ),
    "healthy": BOTH._replace(
        rule='stroke == "no" and epilepsy == "no"', registry="Normal brain", en="A healthy brain.", zh="大脑健康。"
    ),
    "under a condition": BOTH._replace(
        rule='stroke == "no" or watch == "yes"',
        registry="A watch after a stroke",
        en="A watch, if you had a stroke.",
        zh="得过脑卒中者有手表。",
    ),
    "treated": NEITHER._replace(
        rule='stroke == "no" or watch == "yes"',
        registry="Stroke without a watch",
        en="No stroke, or a watch as well.",
        zh="没有脑卒中，或有手表。",
    ),
    "agreed": Case('birth_control == "agree"', "Birth control", "Reliable birth control.", "采取避孕措施。"),
    "able": Case('watch == "yes"', "Unable to read a watch", "You can read a watch.", "会看手表。", "exclusion"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_answers_that_suit_the_words_are_left_alone(name: str, tmp_path: Path) -> None:
    assert found(tmp_path, RIGHT[name]) == []


WRONG = {
    "one of both": (BOTH._replace(rule='watch == "yes" and phone != "yes"'), "no to phone", BOTH.en),
    "one of either": (EITHER._replace(rule='watch == "no" or phone == "yes"'), "no to watch", EITHER.en),
    "one of neither": (NEITHER._replace(rule='stroke == "no" and epilepsy == "yes"'), "yes to epilepsy", NEITHER.en),
    "one that is asked later": (
        ASKED_LATER._replace(rule='stroke == "no" or medicine == "yes"'),
        "yes to medicine",
        ASKED_LATER.en,
    ),
    "options that read yes and no": (
        RIGHT["agreed"]._replace(rule='birth_control == "not_agree"'),
        "not_agree to birth_control",
        RIGHT["agreed"].en,
    ),
    "who is unable": (RIGHT["able"]._replace(rule='watch == "no"'), "no to watch", RIGHT["able"].en),
    "beside unknown": (
        NEITHER._replace(rule='stroke != "no" or unknown', registry="Stroke", en="No stroke.", zh="没有脑卒中。"),
        "yes to stroke",
        "No stroke.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_answer_that_is_turned_is_told_once(name: str, tmp_path: Path) -> None:
    case, answer, said = WRONG[name]
    assert found(tmp_path, case) == [f"whoever answers {answer} fits, and the text says “{said}”"]
    assert found(tmp_path, case, differs="The study team said so.") in ([], [_beside(case)])


def _beside(case: Case) -> str:
    """What else is found of a rule that leaves an answer unknown."""
    return "picking no leaves the rules that read it unknown, as “I don’t know” does" if "unknown" in case.rule else ""
