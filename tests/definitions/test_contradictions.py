"""What `flask trial check` says of texts that contradict each other or a rule, though no number differs."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import one_rule
from tests.support.one_rule import QUESTIONS, YES_NO, Case, content_of, definition, faults, problems, text

ALLERGY = YES_NO | {
    "ask": text("Are you allergic to any medicine?", "您对药物过敏吗？"),
    "name": text("Allergy", "过敏"),
}
ASKED: dict[str, Any] = {"allergy": ALLERGY, "donor": YES_NO, "oxygen": QUESTIONS["lvef"]}


def found(folder: Path, case: Case, **more: Any) -> list[str]:
    told = faults(folder, content_of(case, questions=ASKED, **more))
    return [f"{fault.place.rpartition('requirement.')[2]}: {fault.problem}" for fault in told]


NO_ALLERGY = Case('allergy == "no"', "Severe allergy", "No severe allergy.", "没有严重过敏。", "exclusion")
DONOR = Case('donor == "yes"', "A donor", "A relative who can give cells.", "有供者。")
RIGHT = {
    "both say no": NO_ALLERGY,
    "neither says no": DONOR,
    "in other words": NO_ALLERGY._replace(en="A body that bears all medicines well.", zh="对各种药物不过敏。"),
    "healthy": NO_ALLERGY._replace(registry="Liver illness", en="A healthy liver.", zh="没有肝病。"),
    "negative": NO_ALLERGY._replace(
        registry="Positive pregnancy test", en="A negative pregnancy test.", zh="没有怀孕。"
    ),
    "stopped": NO_ALLERGY._replace(registry="Current smoking", en="People who stopped smoking.", zh="目前不吸烟。"),
    "unwilling": DONOR._replace(
        registry="Unwilling to have a transplant", en="People unwilling to have a transplant.", zh="不愿意做移植。"
    ),
    "only": DONOR._replace(en="Only relatives can give cells.", zh="非亲属不能做供者。"),
    "not in the first words": DONOR._replace(en="A relative who can give cells.", zh="有供者，不限年龄。"),
    "a plan that goes on": DONOR._replace(en="Your care plan goes on.", zh="治疗计划还没有结束。"),
    "not more than": Case("oxygen <= 50", "EF ≤ 50%", "At most 50%.", "不超过50%。"),
    "time since": NO_ALLERGY._replace(
        registry="Recent allergy", en="Months since the last allergy.", zh="近来没有过敏。"
    ),
    "a number in one language": DONOR._replace(en="A donor of type 1.", zh="有合适的供者。"),
    "an affirmed condition that is asked for": NO_ALLERGY._replace(
        registry="Ill liver", en="A liver of good work.", zh="肝脏工作好。"
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_texts_that_say_the_same_are_left_alone(name: str, tmp_path: Path) -> None:
    assert found(tmp_path, RIGHT[name]) == []


WRONG = {
    "English lacks the no": (
        NO_ALLERGY._replace(en="A severe allergy."),
        "means.en: zh says no (“没有严重过敏。”), and en doesn’t (“A severe allergy.”)",
    ),
    "Chinese lacks the no": (
        NO_ALLERGY._replace(zh="有严重过敏。"),
        "means.zh: en says no (“No severe allergy.”), and zh doesn’t (“有严重过敏。”)",
    ),
    "English has a no too much": (
        DONOR._replace(rule='donor != "no"', en="No relative who can give cells."),
        "means.zh: en says no (“No relative who can give cells.”), and zh doesn’t (“有供者。”)",
    ),
    "both lack the no": (
        NO_ALLERGY._replace(en="A severe allergy.", zh="有严重过敏。"),
        "means.en: “A severe allergy.” is what keeps a person out, and whoever answers no to allergy fits",
    ),
    "both lack the no, in the question's words": (
        NO_ALLERGY._replace(registry="Hypersensitivity", en="You are allergic to medicines.", zh="对药物过敏。"),
        "means.en: “You are allergic to medicines.” is what keeps a person out, and whoever answers no to allergy fits",
    ),
    "another type": (
        DONOR._replace(registry="Type 2 diabetes", en="Type 2 diabetes.", zh="3型糖尿病。"),
        "means.zh: zh says 3, and en 2",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_texts_that_contradict_each_other_are_told_once(name: str, tmp_path: Path) -> None:
    case, problem = WRONG[name]
    assert found(tmp_path, case) == [problem]


ASKS = {
    "open in both": ("Have you ever had a stroke?", "您得过脑卒中吗？", []),
    "open in Chinese by two words": ("Have you had a stroke?", "您有没有得过脑卒中？", []),
    "open with 是否": ("Are you in pain now?", "您现在是否疼痛？", []),
    "asked by the doctor": ("Has a doctor said that it has spread?", "医生有没有说过已经扩散？", []),
    "of a thing that is not so": ("Do you have an illness that is not treated?", "您有还没有治疗的病吗？", []),
    "unable": ("Are you unable to walk?", "您不能走路吗？", []),
    "if not": ("Could you take part if your doctor did not mind?", "如果医生同意，您可以参加吗？", []),
    "negated in English": (
        "Have you never had a stroke?",
        "您得过脑卒中吗？",
        ["en says no (“Have you never had a stroke?”), and zh doesn’t (“您得过脑卒中吗？”)"],
    ),
    "negated by n't": (
        "Haven’t you had a stroke?",
        "您得过脑卒中吗？",
        ["en says no (“Haven’t you had a stroke?”), and zh doesn’t (“您得过脑卒中吗？”)"],
    ),
    "negated in Chinese": (
        "Have you ever had a stroke?",
        "您没有得过脑卒中吗？",
        ["zh says no (“您没有得过脑卒中吗？”), and en doesn’t (“Have you ever had a stroke?”)"],
    ),
    "negated after 是不是": (
        "Has a doctor said that it has spread?",
        "医生是不是没有说过已经扩散？",
        ["zh says no (“医生是不是没有说过已经扩散？”), and en doesn’t (“Has a doctor said that it has spread?”)"],
    ),
    "negated after 是否": (
        "Have you ever had a stroke?",
        "您是否从未得过脑卒中？",
        ["zh says no (“您是否从未得过脑卒中？”), and en doesn’t (“Have you ever had a stroke?”)"],
    ),
    "another time": (
        "Have you had a stroke in the last 4 weeks?",
        "最近4个月，您得过脑卒中吗？",
        ["zh says within 4 个月, and en within 4 weeks"],
    ),
    "the same time": ("Have you had a stroke in the last year?", "最近12个月，您得过脑卒中吗？", []),
}


@pytest.mark.parametrize("name", ASKS)
def test_a_question_asks_the_same_in_both_languages(name: str, tmp_path: Path) -> None:
    en, zh, told = ASKS[name]
    assert one_rule.found(tmp_path, DONOR, questions={"donor": YES_NO | {"ask": text(en, zh)}}) == told


WINDOWS = {
    "the same": ("In the last 4 weeks, were you ill?", "最近4周，您病过吗？", []),
    "no window": (
        "Were you ill?",
        "您病过吗？",
        ["no rule or question of this criterion has the registry’s within 4 weeks"],
    ),
    "another window": (
        "In the last 2 weeks, were you ill?",
        "最近2周，您病过吗？",
        ["this text says within 4 weeks, and what is asked says within 2 weeks"],
    ),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_what_is_asked_has_the_window_of_the_text(name: str, tmp_path: Path) -> None:
    en, zh, told = WINDOWS[name]
    means = ("No illness in the last 4 weeks.", "最近4周内没有病过。")
    case = Case('donor == "no"', "Illness within 4 weeks", *means, "exclusion")
    assert one_rule.found(tmp_path, case, questions={"donor": YES_NO | {"ask": text(en, zh)}}) == told


STAFF = {
    "the condition": ("Severe allergy", "严重过敏", []),
    "what is asked for": ("No severe allergy", "没有严重过敏", ["No severe allergy"]),
    "what is asked for, in Chinese": ("Severe allergy", "没有严重过敏", ["没有严重过敏"]),
}


@pytest.mark.parametrize("name", STAFF)
def test_staff_read_the_condition_of_an_exclusion(name: str, tmp_path: Path) -> None:
    en, zh, said = STAFF[name]
    told = [f"of an exclusion criterion staff read “Not present”, and this text says “{words}”" for words in said]
    assert one_rule.found(tmp_path, NO_ALLERGY, questions=ASKED, staff=text(en, zh)) == told


LABELS = {
    "the same": (("under_25", "Less than 25%", "低于25%"), []),
    "another number": (("under_25", "Less than 25%", "低于20%"), ["zh says < 20 %, and en < 25 %"]),
    "another side": (("under_25", "Less than 25%", "高于25%"), ["zh says > 25 %, and en < 25 %"]),
    "another side than the id": (
        ("under_25", "More than 25%", "高于25%"),
        ["the option under_25 reads “More than 25%”"],
    ),
    "another number than the id": (
        ("under_25", "Less than 20%", "低于20%"),
        ["the option under_25 reads “Less than 20%”"],
    ),
}


@pytest.mark.parametrize("name", LABELS)
def test_an_option_says_the_same_in_both_languages_and_in_its_id(name: str, tmp_path: Path) -> None:
    (option, en, zh), told = LABELS[name]
    options = [{"id": option, "label": text(en, zh)}, {"id": "more", "label": text("More", "更多")}]
    case = Case(f'donor == "{option}"', "A donor", "A donor.", "有供者。")
    assert one_rule.found(tmp_path, case, questions={"donor": YES_NO | {"options": options}}) == told


def test_none_of_these_stands_alone(tmp_path: Path) -> None:
    options: list[dict[str, Any]] = [
        {"id": "hiv", "label": text("HIV", "HIV")},
        {"id": "none", "label": text("None of these", "都没有")},
    ]
    asked = {"donor": YES_NO | {"type": "choices", "options": options}}
    case = Case('"hiv" not in donor', "HIV", "No HIV.", "没有HIV。", "exclusion")
    told = ["none can be picked together with what it denies"]
    assert one_rule.found(tmp_path, case, questions=asked) == told
    options[1]["exclusive"] = True
    assert one_rule.found(tmp_path, case, questions=asked) == []


ALERTS = {
    "low": ("oxygen < 30", "This is too low.", "太低。", []),
    "low, turned": (
        "oxygen > 30",
        "This is too low.",
        "太低。",
        ["a number above the limit raises this alert, and its text says “low”"],
    ),
    "high": ("oxygen > 80", "This is too high.", "太高。", []),
    "high, turned": (
        "oxygen < 80",
        "This is too high.",
        "太高。",
        ["a number below the limit raises this alert, and its text says “high”"],
    ),
    "low, with a high risk": ("oxygen < 30", "This is low, and the risk is high.", "太低，危险很高。", []),
    "low in one language": (
        "oxygen < 30",
        "This is too low.",
        "太高。",
        ["one language says low, and the other high"],
    ),
    "has it": ('allergy == "yes"', "Call your doctor.", "请联系医生。", []),
    "has none": (
        'allergy == "no"',
        "Call your doctor.",
        "请联系医生。",
        ["whoever answers no to allergy raises this alert"],
    ),
    "lacks what is needed": ('donor == "no"', "Call your doctor.", "请联系医生。", []),
}


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_is_not_for_those_who_are_well(name: str, tmp_path: Path) -> None:
    when, en, zh, told = ALERTS[name]
    content = content_of(NO_ALLERGY, questions=ASKED)
    for step in definition(when, "", text("", ""), questions=ASKED)["steps"] if "allergy" not in when else []:
        content["steps"].append(step | {"id": "of-the-alert"})
    content["alerts"] = [{"id": "alert", "urgency": "today", "when": when, "text": text(en, zh)}]
    assert problems(tmp_path, content) == told
