"""Answers that are too close to a limit to call: where they stand in the report, and what is said of them."""

from typing import Any

import pytest

from prescreen.i18n.close_call_text import close_call_items, close_call_text
from prescreen.i18n.locale import LANGUAGES, use_language
from prescreen.i18n.staff_labels import status_label, to_verify
from prescreen.screening.ask_next import ask_next
from prescreen.screening.report import Report, report
from tests.support.every_type import journey_with, trial_with

RULE = "last_treatment >= 6 months"
WEEKS = {"value": "26", "unit": "weeks"}


def found(*rules: str, **given: Any) -> Report:
    return report(journey_with(trial_with(*rules, age={"units": ["years_of_age", "months_of_age"]}), **given))


@pytest.mark.parametrize(
    ("rule", "given", "sentences"),
    [
        (
            RULE,
            {"last_treatment": WEEKS},
            (
                "“26 weeks” is too close to “6 months” to tell: the exact date decides.",
                "“26周”和“6个月”很接近，要看具体日期才能判断。",
            ),
        ),
        (
            "age <= 30 months",
            {"age": {"value": "2", "unit": "years_of_age"}},
            (
                "“2 years old” is too close to “30 months old” to tell: the date of birth decides.",
                "“2岁”和“30个月大”很接近，要看出生日期才能判断。",
            ),
        ),
    ],
)
def test_why_it_is_not_known_is_said_with_the_rules_own_limit(
    rule: str, given: dict[str, Any], sentences: tuple[str, str]
) -> None:
    content = found(rule, **given)
    [line] = content.lines
    [close] = content.close_calls()
    for lang, sentence in zip(LANGUAGES, sentences, strict=True):
        with use_language(lang):
            assert [close_call_text(given) for given in line.given] == [sentence]
            assert sentence in status_label(line)
            [item] = close_call_items([close])
            assert item.startswith(sentence)
            assert item.endswith(close.question.find_out[lang])
            assert to_verify(content, line) == [close.question.short_name[lang]]


def test_it_is_to_be_found_out_once() -> None:
    content = found(RULE, "last_treatment > 5.9 months", last_treatment=WEEKS)
    assert [question.id for question in content.how_to_find_out] == ["last_treatment"]
    assert [given.question.id for given in content.close_calls()] == ["last_treatment"]
    assert content.checklist() == []


def test_it_is_asked_next() -> None:
    trial = trial_with(RULE)
    asked = ask_next(journey_with(trial, last_treatment=WEEKS))
    assert [(asking.question.id, len(asking.decides)) for asking in asked] == [("last_treatment", 1)]
    assert ask_next(journey_with(trial, last_treatment={"value": "27", "unit": "weeks"})) == []


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        (RULE, {"last_treatment": {"value": "6", "unit": "months"}}),
        (RULE, {"last_treatment": {"value": "25", "unit": "weeks"}}),
        (RULE, {"last_treatment": "unknown"}),
        (RULE, {}),
        # Another answer settles the rule.
        (f'{RULE} or level == "low"', {"last_treatment": WEEKS, "level": "low"}),
        (f'{RULE} and level == "low"', {"last_treatment": WEEKS, "level": "high"}),
    ],
)
def test_nothing_is_said_where_the_answer_is_not_what_leaves_the_rule_open(rule: str, given: dict[str, Any]) -> None:
    content = found(rule, **given)
    assert content.close_calls() == []
    assert [close_call_text(given) for line in content.lines for given in line.given if given.close_to] == []


def test_nothing_is_said_of_a_private_answer_where_others_may_read_it() -> None:
    trial = trial_with(RULE, last_treatment={"sensitive": True})
    content = report(journey_with(trial, last_treatment=WEEKS))
    assert len(content.close_calls()) == 1
    assert content.close_calls(private=False) == []
    assert content.checklist(private=False) == []


@pytest.mark.parametrize("unit", ["days", "weeks", "months", "years"])
def test_a_question_that_hangs_on_a_time_that_is_too_close_is_asked(unit: str) -> None:
    """It is asked unless its ask_if is known to be false."""
    trial = trial_with('level == "low"', ask_if={"alt": RULE})
    values = {"days": "182", "weeks": "26", "months": "6", "years": "0.5"}
    assert "alt" in [
        question.id for question in journey_with(trial, last_treatment={"value": values[unit], "unit": unit}).asked()
    ]
