"""What `flask trial check` says of what a definition leaves out or hides: rules left to the study team, `may_change`,
alerts that never show alone, and terms that stand in no text."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support import one_rule
from tests.support.one_rule import ASKS, YES_NO, Case, content_of, faults, problems, text

WHEN = [{"id": name, "label": text(name, name)} for name in ("within", "before", "never")]
ASKED: dict[str, Any] = {
    "radiation": {"type": "choice", "options": WHEN, **ASKS} | {"name": text("Radiation", "放疗")},
    "failure": YES_NO | {"name": text("Heart failure", "心衰")},
    "epilepsy": YES_NO | {"name": text("Epilepsy", "癫痫")},
    "visits": YES_NO | {"name": text("Visits", "随访")},
}


content = partial(content_of, questions=ASKED)
found = partial(one_rule.found, questions=ASKED)

CHANGES = (("may_change", True),)
LVEF = Case("lvef >= 50", "LVEF at least 50%", "At least 50%.", "不低于50%。")
RADIATION = Case(
    'radiation != "within"', "Radiation therapy", "No radiation just now.", "最近没有做过放疗。", "exclusion"
)
EPILEPSY = Case('epilepsy == "no"', "History of epilepsy", "No epilepsy.", "没有癫痫。", "exclusion")
ATG = Case("last_atg >= 6 months", "ATG within 6 months", "At least 6 months since.", "至少6个月没有用。", "exclusion")
YOUNG = Case("age < 60", "Younger than 60 years", "Younger than 60 years.", "不满60岁。")
FAILURE = Case('failure == "yes"', "Heart failure", "A weak heart.", "心脏弱。", "exclusion")

RIGHT = {
    "a limit": LVEF,
    "a window": RADIATION,
    "the past": EPILEPSY,
    "what is still so": EPILEPSY._replace(registry="History of epilepsy, or active epilepsy", more=CHANGES),
    "a time since": ATG,
    "meant all the same": ATG._replace(more=(("may_change", False),)),
    "an upper age": YOUNG,
}


@pytest.mark.parametrize("case", RIGHT.values(), ids=list(RIGHT))
def test_what_is_right_is_left_alone(tmp_path: Path, case: Case) -> None:
    assert found(tmp_path, case) == []


WRONG = {
    "an exclusion whose words name a failure": (
        FAILURE,
        "whoever answers yes to failure fits, although this is an exclusion criterion",
    ),
    "a limit with unknown behind it": (
        LVEF._replace(rule="lvef >= 50 or unknown"),
        "nobody can fail this, whatever lvef is",
    ),
    "a window turned": (
        RADIATION._replace(rule='radiation != "before"'),
        "whoever answers within to radiation fits, and before does not, in an exclusion criterion",
    ),
    "the past that may change": (
        EPILEPSY._replace(more=CHANGES),
        "the registry’s words are about the past, which does not change",
    ),
    "an age that grows": (
        YOUNG._replace(more=CHANGES),
        "age only grows with time, so it cannot fit later",
    ),
}


@pytest.mark.parametrize(("case", "problem"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_gives_one_message(tmp_path: Path, case: Case, problem: str) -> None:
    assert found(tmp_path, case) == [problem]


def test_a_time_that_passes_without_may_change_is_found(tmp_path: Path) -> None:
    case = content(ATG)
    del case["criteria"][0]["requirements"][0]["may_change"]
    [fault] = faults(tmp_path, case)
    assert fault.problem == "last_atg changes with time alone, and readers would be told that they may not fit"
    assert fault.fix == "Add may_change: true, or may_change: false if that is meant"


SHOWN = Case("unknown", "LVEF at least 50%", "A strong heart.", "心脏功能良好。", more=(("study_team", True),))


@pytest.mark.parametrize(
    ("name", "registry", "problem"),
    [
        ("lvef", "LVEF at least 50%", "lvef is asked, and the registry says its limit, but no rule judges it"),
        ("visits", "Able to visit", "visits is asked, and the registry’s words ask nobody to judge, but no rule does"),
        ("visits", "Fit for visits in the opinion of the investigator", None),
    ],
)
def test_what_is_asked_is_judged_by_a_rule(tmp_path: Path, name: str, registry: str, problem: str | None) -> None:
    case = SHOWN._replace(rule=f"{name} == {name} or unknown", registry=registry)
    whole = content(case)
    requirement = whole["criteria"][0]["requirements"][0]
    requirement |= {"fits": "unknown", "shows": [name]}
    assert problems(tmp_path, whole) == ([problem] if problem else [])


def test_an_exclusion_that_nobody_of_one_sex_passes_is_found(tmp_path: Path) -> None:
    case = Case("sex == 'male' and visits == 'no'", "Pregnancy", "No pregnancy.", "没有怀孕。", "exclusion")
    assert "nobody female fits, whatever else is answered, in an exclusion criterion" in found(tmp_path, case)


def low(name: str, urgency: str, limit: int, en: str) -> dict[str, Any]:
    return {"id": name, "urgency": urgency, "when": f"lvef < {limit}", "text": text(en, "心脏偏弱，请联系医生。")}


@pytest.mark.parametrize(
    ("alerts", "problem"),
    [
        ([low("very_low", "now", 30, "Get help."), low("low", "today", 40, "Call your doctor today.")], None),
        (
            [low("very_low", "now", 40, "Get help."), low("low", "today", 30, "Call your doctor today.")],
            "whoever raises this alert raises very_low too, which is more urgent",
        ),
        (
            [low("low", "today", 40, "Call the emergency services.")],
            "it is for today, and its text says “emergency services”",
        ),
    ],
)
def test_an_alert_shows_alone_and_is_as_urgent_as_it_says(
    tmp_path: Path, alerts: list[dict[str, Any]], problem: str | None
) -> None:
    whole = content(LVEF) | {"alerts": alerts}
    assert problems(tmp_path, whole) == ([problem] if problem else [])


def test_a_term_that_stands_in_no_text_is_found(tmp_path: Path) -> None:
    terms = [{"term": text(*name), "means": text("A word", "词语")} for name in (("least", "低于"), ("leest", "低于"))]
    [fault] = faults(tmp_path, content(LVEF) | {"glossary": terms})
    assert fault.problem == "“leest” stands in no text"


@pytest.mark.parametrize(
    ("zh", "told"),
    [
        ("这里是5.1。", []),
        ("这里是51。", ["en has 5.1, and zh 51"]),
        ("这里是5.1，请拨打120。", []),
    ],
)
def test_numbers_of_any_text_are_the_same_in_both_languages(tmp_path: Path, zh: str, told: list[str]) -> None:
    whole = content(LVEF)
    whole["steps"][0]["questions"][0]["hint"] = text("It is 5.1 here.", zh)
    assert problems(tmp_path, whole) == told
