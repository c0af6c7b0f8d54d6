"""The wizard with each type of question: blank, valid, wrong and unknown entries, and every branch."""

from typing import Any

import pytest
from flask import Flask

from tests.support.client import CheckingClient, Page
from tests.support.everything import ALL_ASKED, FITTING, LANGUAGES, NCT, TRIAL, answering, assessed

STEPS = list(TRIAL.step)
# Question, one of each type → fields that can't be taken, and where the error's link leads.
WRONG: dict[str, list[tuple[dict[str, Any], str]]] = {
    "step_id": [({"": "no such option"}, "--")],
    "switches": [({"": ["pills", "none"]}, "--"), ({"": ["unknown", "drips"]}, "--")],
    "value": [
        ({"-value": "12 or 13"}, "-value"),
        ({"-value": "-31"}, "-value"),
        ({"-value": "9000"}, "-value"),
        ({"-value": "<5"}, "-value"),
        ({"-value": "1", "-unknown": "unknown"}, "-value"),
        ({"-value": "1", "-unit": "no such unit"}, "-unit"),
    ],
    "age": [({"-value": "40.5"}, "-value"), ({"-value": "1980"}, "-value"), ({"-value": "-1"}, "-value")],
    "treatments": [({"-value": "2.5"}, "-value"), ({"-value": "2 times"}, "-value"), ({"-value": "-1"}, "-value")],
    "first_treatment": [
        ({"-value": "soon", "-unit": "weeks"}, "-value"),
        ({"-value": "-1", "-unit": "days"}, "-value"),
    ],
    "valued": [
        ({"-value": "5"}, "-limit"),
        ({"-limit": "5"}, "-value"),
        ({"-value": "5", "-limit": "0"}, "-limit"),
        ({"-value": "-1", "-limit": "5"}, "-value"),
    ],
    "body_mass_index": [
        ({"-weight": "60"}, "-height"),
        ({"-height": "170"}, "-weight"),
        ({"-weight": "60", "-height": "1.7"}, "-weight"),
        ({"-weight": "60", "-height": "170", "-unknown": "unknown"}, "-weight"),
    ],
}
NUMBER_PARTS = ("-value", "-limit", "-weight", "-height")


def step_path(lang: str, step: str) -> str:
    return f"/{lang}/{NCT}/questions/{step}"


def summary(page: Page) -> list[str]:
    return page.links("*[@class='summary']//a")


def kept(browser: CheckingClient) -> Any:
    """The statuses that follow from what is kept."""
    return browser.open(f"/en/{NCT}/assessment.json").response.json


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_walk_with_fitting_answers_leads_past_every_asked_step_to_the_result(app: Flask, lang: str) -> None:
    browser = CheckingClient(app)
    walked = browser.answer_all(FITTING, f"/{lang}/{NCT}/")
    assert walked == [step_path(lang, step) for step in STEPS if step != "second-look"]
    assert not browser.open(f"/{lang}/{NCT}/check").all("div[@class='row open']")
    assert browser.open(f"/{lang}/{NCT}/result").one("main").get("data-outcome") == "may_fit"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_walk_with_nothing_known_asks_all_but_what_must_be_known_first(app: Flask, lang: str) -> None:
    browser = CheckingClient(app)
    walked = browser.answer_all({}, f"/{lang}/{NCT}/")
    assert walked == [step_path(lang, step) for step in STEPS]
    assert "acid_kind" not in browser.open(step_path(lang, "low-values")).names()
    assert browser.open(f"/{lang}/{NCT}/result").one("main").get("data-outcome") == "check_with_doctor"


BRANCHES = [
    ("low-values", {"value": {"value": "0"}}, set()),
    ("low-values", {"value": {"value": "-3"}}, {"unknown_before"}),
    ("low-values", {"value": {"value": "-3.1"}}, {"unknown_before", "acid_kind"}),
    ("low-values", {"value": "unknown"}, {"unknown_before"}),
    ("told", {"switches": ["drips"]}, {"confirmed"}),
    ("told", {"switches": ["pills", "drips"]}, {"told_before", "confirmed"}),
    ("told", {"switches": ["unknown_x"]}, {"told_before", "confirmed"}),
    ("second-look", {"confirmed": "no"}, set()),
    ("second-look", {"confirmed": "unknown_x"}, {"told_again"}),
    ("second-look", {"confirmed": "unknown"}, {"told_again"}),
    ("pregnancy", {"sex": "male"}, set()),
    ("pregnancy", {"sex": "unknown"}, {"pregnant"}),
]


@pytest.mark.parametrize(("step", "given", "asked"), BRANCHES)
def test_a_question_is_asked_unless_its_condition_is_known_to_be_false(
    app: Flask, step: str, given: dict[str, Any], asked: set[str]
) -> None:
    page = answering(app, FITTING | given).open(step_path("en", step))
    if asked:
        assert {name.partition("-")[0] for name in page.names()} == asked
    else:
        assert (page.status, page.location) == (302, f"/en/{NCT}/check")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_a_blank_step_names_each_question_and_keeps_nothing(app: Flask, step: str, lang: str) -> None:
    given = {name: answer for name, answer in ALL_ASKED.items() if TRIAL.step_of[name].id != step}
    browser = answering(app, given)
    before = kept(browser)
    browser.open(step_path(lang, step))
    asked = dict.fromkeys(name.partition("-")[0] for name in browser.page.names())
    page = browser.fill({})
    assert page.status == 422
    assert [link.removeprefix("#").partition("-")[0] for link in summary(page)] == list(asked)
    assert kept(browser) == before


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_a_valid_step_is_kept_and_shown_again(app: Flask, step: str, lang: str) -> None:
    browser = answering(app, dict.fromkeys(ALL_ASKED, "unknown") | {"value": {"value": "-4"}})
    browser.open(step_path(lang, step))
    assert browser.fill_step(ALL_ASKED).status == 303
    shown = browser.open(step_path(lang, step)).content()
    assert shown == answering(app, ALL_ASKED).open(step_path(lang, step)).content()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_every_question_takes_that_it_is_not_known(app: Flask, step: str, lang: str) -> None:
    browser = answering(app, ALL_ASKED)
    browser.open(step_path(lang, step))
    names = [field.get("name", "") for field in browser.page.fields() if field.get("value") == "unknown"]
    assert browser.fill(dict.fromkeys(names, "unknown")).status == 303
    shown = browser.open(step_path(lang, step)).content()
    assert {name for name, values in shown.items() if values == ["unknown"]} == set(names)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("question", "fields", "place"), [(name, *case) for name, cases in WRONG.items() for case in cases]
)
def test_a_wrong_entry_is_shown_again_beside_its_error_and_not_kept(
    app: Flask, question: str, fields: dict[str, Any], place: str, lang: str
) -> None:
    step = TRIAL.step_of[question].id
    browser = answering(app, ALL_ASKED)
    before = kept(browser)
    browser.open(step_path(lang, step))
    blank = {f"{question}{part}": "" for part in NUMBER_PARTS}
    typed = {f"{question}{part}": text for part, text in fields.items()}
    page = browser.fill(browser.page.content() | blank | typed)
    assert page.status == 422
    assert [link for link in summary(page) if link.startswith(f"#{question}{place}")], summary(page)
    assert len(summary(page)) == 1
    for name, text in typed.items():
        if name.endswith(NUMBER_PARTS):
            assert page.one(f"input[@name='{name}']").get("value") == text
    assert kept(browser) == before


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_the_language_switch_keeps_what_was_typed(app: Flask, step: str, lang: str) -> None:
    browser = answering(app, ALL_ASKED)
    typed = browser.open(step_path(lang, step)).content()
    other = {"en": "zh", "zh": "en"}[lang]
    page = browser.post(step_path(other, step), {**typed, "csrf_token": browser.page.token, "switch": other})
    assert (page.status, page.lang) == (200, other)
    assert page.content() == typed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_start_and_the_questions_to_read_show_every_text(app: Flask, lang: str) -> None:
    browser = CheckingClient(app)
    assert TRIAL.about[lang] in browser.open(f"/{lang}/{NCT}/").text("main").replace(TRIAL.glossary[0].means[lang], "")
    text = browser.open(f"/{lang}/{NCT}/questions").text("main")
    assert [q.id for q in TRIAL.questions.values() if q.ask[lang] not in text] == []


def test_an_answer_that_counts_as_unknown_never_decides(app: Flask) -> None:
    _, statuses = assessed(FITTING | {"confirmed": "unknown_x", "switches": ["pills", "unknown_x"]})
    assert (statuses["confirmed"], statuses["drips"]) == ("unknown", "unknown")
