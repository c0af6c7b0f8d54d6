"""Check and result pages for every status, every outcome and every limit, with their number lines."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element, tostring

import pytest
from flask import Flask

from prescreen.rules.satisfiability import find_examples
from prescreen.screening.assessment import status_of
from prescreen.trial.candidates import variables
from tests.support.client import Page, text_of
from tests.support.everything import (
    ANSWER_SETS,
    FAILING,
    FITTING,
    LANGUAGES,
    LIMITS,
    NCT,
    OUTCOMES,
    TRIAL,
    answering,
    assessed,
    beside_limits,
    numbers_beside_limits,
    with_numbers,
)

SVG = "{http://www.w3.org/2000/svg}"
# Requirement and question → whether the study looks for a number, given the fitting answers to the other questions.
WANTED: dict[tuple[str, str], Callable[[Fraction], bool]] = {
    ("age", "age"): lambda years: 18 <= years <= 65,
    ("child", "child_age"): lambda years: years >= 2,
    ("body_mass", "body_mass_index"): lambda index: index < 30,
    ("oxygen", "oxygen"): lambda percent: percent > 50,
    ("lvef", "lvef"): lambda percent: percent >= 90,
    ("counts", "neutrophils"): lambda count: count < Fraction("0.5"),
    ("counts", "platelets"): lambda count: count < 20,
    ("young_cells", "unit"): lambda count: count > 0,
    ("alt", "alt"): lambda times: times <= 3,
    ("bilirubin", "bilirubin"): lambda times: times <= Fraction("1.5"),
    ("enzyme", "valued"): lambda times: times > 0,
    ("base_excess", "value"): lambda excess: excess >= -3,
    ("base_excess_high", "value"): lambda excess: excess < 10,
    ("temperature", "temperature_change"): lambda degrees: -2 < degrees < 2,
    ("weight_loss", "drop"): lambda kilograms: kilograms < 0,
    ("few", "treatments"): lambda number: number <= 3,
    ("begun", "first_treatment"): lambda days: days not in (0, 1),
    ("wait", "last_treatment"): lambda days: days >= 28,
}


def lines(page: Page) -> dict[tuple[str, str], Element]:
    """Each number line on a page, by the requirement that it stands under and its question."""
    asked = {question.short_name[page.lang]: question.id for question in TRIAL.questions.values()}
    return {
        (item.get("data-requirement", ""), asked[" ".join(text_of(given.findall("p")[0]).split())]): line
        for item in page.all("li[@data-requirement]")
        for given in item.iterfind(".//div[@class='given']")
        for line in given.iterfind(".//*[@class='line']")
    }


def percent(text: str | None) -> float:
    return float((text or "0").removesuffix("%"))


def is_inside(line: Element) -> bool:
    """A number that the study looks for is a circle; any other is a shape of its own."""
    [shape] = line.findall("*[@class='value']")
    return shape.tag == f"{SVG}circle"


def value_place(line: Element) -> float:
    [shape] = line.findall("*[@class='value']")
    return percent(shape.get("cx") or shape.get("x"))


def test_answer_sets_lead_to_each_outcome() -> None:
    assert {name: assessed(given)[0] for name, given in OUTCOMES.items()} == {name: name for name in OUTCOMES}


def test_answer_sets_reach_every_status_that_a_search_finds() -> None:
    reachable = {
        (requirement.id, str(status_of(requirement, values)))
        for requirement in TRIAL.requirements
        for values in find_examples(requirement.fits, variables(TRIAL, requirement.fits)).values()
    }
    reached = {pair for given in ANSWER_SETS.values() for pair in assessed(given)[1].items()}
    assert reached == reachable
    assert len(reachable) == 3 * len(TRIAL.requirements) - 2, "all but the team's own judgement have three statuses"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ANSWER_SETS)
def test_the_result_shows_every_status_and_the_outcome(app: Flask, name: str, lang: str) -> None:
    browser = answering(app, ANSWER_SETS[name])
    page = browser.open(f"/{lang}/{NCT}/result")
    outcome, statuses = assessed(ANSWER_SETS[name])
    marked = page.all("*[@data-requirement]")
    assert {part.get("data-requirement"): part.get("data-status") for part in marked} == statuses
    assert len(marked) == len(statuses)
    assert page.one("main").get("data-outcome") == outcome
    for requirement in TRIAL.requirements:
        assert requirement.means[lang] in page.text("main")
    assert browser.open(f"/{lang}/{NCT}/check").status == 200


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_picked_to_talk_about_and_to_find_out_stands_on_the_result(app: Flask, lang: str) -> None:
    given = FITTING | {"confirmed": "unknown_x", "main_answer": "yes", "lvef": "unknown"}
    text = answering(app, given).open(f"/{lang}/{NCT}/result").text("section[@class='bring']")
    expected = {
        "en": ("Ask when the result comes.", "Ask what the reason is.", "Ask for your ejection fraction"),
        "zh": ("结果什么时候出来？", "问医生：有什么顾虑？", "左室射血分数"),
    }
    assert [words for words in expected[lang] if words not in text] == []


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "“60 days” is too close to “2 months” to tell: the exact date decides."),
        ("en", "“1 year old” is too close to “18 months old” to tell: the date of birth decides."),
        ("zh", "“60天”和“2个月”很接近，要看具体日期才能判断。"),
        ("zh", "“1岁”和“18个月大”很接近，要看出生日期才能判断。"),
    ],
)
def test_a_time_that_is_too_close_to_call_is_told_wherever_its_status_is(app: Flask, lang: str, sentence: str) -> None:
    browser = answering(app, ANSWER_SETS["too_close"])
    result = browser.open(f"/{lang}/{NCT}/result")
    for place in ("section[@class='bring']", "section[@class='points']", "section[@class='clinician']"):
        assert sentence in result.text(place)
    for page in ("staff", "worksheet", "worksheet.csv"):
        assert sentence in browser.open(f"/{lang}/{NCT}/{page}").response.text, page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("numbers", numbers_beside_limits())
def test_every_number_beside_a_limit_is_judged_and_drawn_right(
    app: Flask, numbers: dict[str, Fraction], lang: str
) -> None:
    browser = answering(app, with_numbers(numbers))
    on_result = lines(browser.open(f"/{lang}/{NCT}/result"))
    for (requirement, question), line in on_result.items():
        if (requirement, question) in WANTED:
            assert is_inside(line) is WANTED[requirement, question](numbers[question]), (requirement, question)
    for case, line in on_result.items():
        assert_drawn_within(line)
        assert_on_its_side(line, case)
    for page in ("staff", "worksheet"):
        assert browser.open(f"/{lang}/{NCT}/{page}").status == 200


def assert_drawn_within(line: Element) -> None:
    """Every place on a line lies on it."""
    places = [float(place) for place in re.findall(r"\"(-?[0-9.einfa]+)%\"", tostring(line, "unicode"))]
    assert all(0 <= place <= 100 for place in places), places


def assert_on_its_side(line: Element, case: Any) -> None:
    """A number that the study looks for lies on the marked part of the line, and any other off it or at its end."""
    [wanted] = line.findall("*[@class='wanted']")
    start, width, place = percent(wanted.get("x")), percent(wanted.get("width")), value_place(line)
    rounding = 0.11
    if is_inside(line):
        assert start - rounding <= place <= start + width + rounding, case
    else:
        assert place <= start + rounding or place >= start + width - rounding, case


@pytest.mark.parametrize("end", [0, -1])
def test_a_number_at_an_end_of_its_range_lies_apart_from_a_limit_elsewhere(app: Flask, end: int) -> None:
    numbers = {question: beside_limits(question)[end] for question in LIMITS}
    for (_, question), line in lines(answering(app, with_numbers(numbers)).open(f"/en/{NCT}/result")).items():
        if str(numbers[question]) not in LIMITS[question][0]:
            [mark] = line.findall("*[@class='limit']")
            assert abs(value_place(line) - percent(mark.get("x1"))) > 1, question


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_number_on_the_wrong_side_of_its_limit_has_a_line_and_no_other_number(app: Flask, lang: str) -> None:
    assert lines(answering(app, FITTING).open(f"/{lang}/{NCT}/result")) == {}
    failing = answering(app, FAILING)
    shown = {question for _, question in lines(failing.open(f"/{lang}/{NCT}/result"))}
    assert {"body_mass_index", "neutrophils", "platelets", "alt", "bilirubin", "last_treatment", "value"} <= shown
    assert lines(failing.open(f"/{lang}/{NCT}/check")) == {}
