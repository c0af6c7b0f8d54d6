"""Which questions are asked, in what order, and what becomes of answers to those that are not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prescreen.screening.journey import follow
from tests.support.core import ANSWER, FITTING, OPTIONS, TRIAL, any_answers, asked, journey, statuses, steady, stored

# Question → the question it hangs on, and whether it is asked for each of that one's answers; None is unanswered.
HANGS_ON: dict[str, tuple[str, dict[str | None, bool]]] = {
    "residual_cells": (
        "marrow",
        {None: False, "unknown": False, "under_25": False, "25_to_50": True, "over_50": False},
    ),
    "gvhd": (
        "transplant_before",
        {None: True, "unknown": True, "no": False, "under_100_days": True, "100_days_or_more": True},
    ),
    "gvhd_treatment": (
        "transplant_before",
        {None: True, "unknown": True, "no": False, "under_100_days": True, "100_days_or_more": True},
    ),
    "contraception": ("could_have_children", {None: True, "unknown": True, "yes": True, "no": False}),
}
CASES = [
    (name, other, answer, is_asked)
    for name, (other, answers) in HANGS_ON.items()
    for answer, is_asked in answers.items()
]


def test_the_table_has_every_value_of_the_questions_that_others_hang_on() -> None:
    for other, answers in HANGS_ON.values():
        assert set(answers) == {None, "unknown", *OPTIONS[other]}


@pytest.mark.parametrize(("name", "other", "answer", "is_asked"), CASES)
@pytest.mark.parametrize("rest", [{}, FITTING], ids=["alone", "among fitting answers"])
def test_a_conditional_question_is_asked_when_it_should_be(
    name: str, other: str, answer: str | None, is_asked: bool, rest: dict[str, Any]
) -> None:
    assert (name in asked(rest | {other: answer})) is is_asked


def test_every_other_question_is_always_asked() -> None:
    always = set(TRIAL.questions) - set(HANGS_ON)
    assert len(always) == 27
    for given_ in ({}, FITTING, dict.fromkeys(TRIAL.questions, "unknown")):
        assert always <= asked(given_)


def test_a_skipped_question_keeps_its_answer_but_is_not_read() -> None:
    given_ = FITTING | {"could_have_children": "no", "contraception": "not_agree"}
    on_the_way = journey(given_)
    assert on_the_way.answers["contraception"] == "not_agree"
    assert "contraception" not in on_the_way.values
    assert statuses(given_)["contraception"] == "fits"
    assert statuses(given_ | {"could_have_children": "yes"})["contraception"] == "does_not_fit"


def test_a_skipped_answer_about_the_marrow_is_not_read() -> None:
    skipped = {"marrow": "unknown", "residual_cells": "30_or_more"}
    assert "residual_cells" not in journey(skipped).values
    assert statuses(skipped)["marrow"] == "unknown"
    assert statuses(skipped | {"marrow": "25_to_50"})["marrow"] == "does_not_fit"


def test_a_question_that_hangs_on_another_comes_in_a_later_step() -> None:
    place = {question.id: index for index, step in enumerate(TRIAL.steps) for question in step.questions}
    for name, (other, _) in HANGS_ON.items():
        assert place[other] < place[name]


def test_nothing_answered_begins_at_the_first_step() -> None:
    beginning = journey({}).next_unanswered()
    assert beginning is not None
    assert beginning.step is TRIAL.steps[0]


def test_the_next_step_is_the_first_with_a_question_that_is_not_answered() -> None:
    names = list(TRIAL.questions)
    for name in FITTING:
        without = {other: answer for other, answer in FITTING.items() if other != name}
        stop = journey(without).next_unanswered()
        assert stop is not None
        assert name in [question.id for question in stop.questions]
        both = {other: answer for other, answer in without.items() if other != "consent"}
        stop = journey(both).next_unanswered()
        assert stop is not None
        assert min(name, "consent", key=names.index) in [question.id for question in stop.questions]


def test_all_answered_has_no_next_step() -> None:
    assert journey(FITTING).next_unanswered() is None


def test_i_do_not_know_is_an_answer() -> None:
    assert journey(dict.fromkeys(TRIAL.questions, "unknown")).next_unanswered() is None


def test_a_new_answer_that_opens_a_question_makes_it_the_next() -> None:
    stop = journey(FITTING | {"could_have_children": "yes"}).next_unanswered()
    assert stop is not None
    assert [question.id for question in stop.questions] == ["contraception"]


def test_a_step_without_any_question_that_is_asked_is_off_the_path() -> None:
    assert journey(FITTING).visible_step("gvhd") is None
    assert journey(FITTING | {"transplant_before": "100_days_or_more"}).visible_step("gvhd") is not None
    assert journey(FITTING).visible_step("no-such-step") is None


def test_back_leads_along_the_path_and_passes_over_skipped_steps() -> None:
    for given_ in (FITTING, FITTING | {"transplant_before": "100_days_or_more", "marrow": "25_to_50"}):
        way = journey(given_)
        walked = [way.before(None)]
        while (stop := walked[-1]) is not None:
            walked.append(way.before(stop))
        assert [stop.step.id for stop in reversed(walked) if stop] == [stop.step.id for stop in way.visible_steps]
    kidney = journey(FITTING).visible_step("kidney")
    before = journey(FITTING).before(kidney)
    assert before is not None
    assert before.step.id == "past-transplant"


@steady
@given(any_answers())
def test_what_is_known_holds_no_question_that_is_not_asked(given_: dict[str, Any]) -> None:
    way = journey(given_)
    assert set(way.values) <= {question.id for question in way.asked()}
    assert set(way.values) <= set(given_)
    assert way.answers == stored(given_)
    assert all(stop.questions for stop in way.visible_steps)


@steady
@given(any_answers())
def test_the_same_answers_lead_the_same_way_in_whatever_order_they_came(given_: dict[str, Any]) -> None:
    answers = stored(given_)
    one, other = follow(TRIAL, answers), follow(TRIAL, dict(reversed(answers.items())))
    assert one == other


@steady
@given(any_answers(), st.data())
def test_changing_a_skipped_answer_changes_no_status(given_: dict[str, Any], data: st.DataObject) -> None:
    skipped = sorted(set(HANGS_ON) - asked(given_))
    changed = given_ | {name: data.draw(st.one_of(st.none(), ANSWER[name])) for name in skipped}
    assert asked(changed) == asked(given_)
    assert statuses(changed) == statuses(given_)
