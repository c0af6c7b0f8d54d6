"""The pages as a reader meets them: addresses, steps, check, result, errors, in both languages."""

import random
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from prescreen.pages.duration import minutes_to_answer
from prescreen.screening.assessment import assess
from prescreen.screening.journey import follow
from prescreen.trial.questions import Choice, MultipleChoice, Quantity, Ratio
from prescreen.trial.trial import Trial
from tests.conftest import NCT, unchanged
from tests.support.client import CheckingClient, Page, text_of
from tests.support.core import FITTING

BOTH = pytest.mark.parametrize("lang", ["en", "zh"])
REGISTRY = f"https://clinicaltrials.gov/study/{NCT}"
# A path on which every question is asked.
LONGEST = FITTING | {
    "marrow": "25_to_50",
    "residual_cells": "under_30",
    "transplant_before": "100_days_or_more",
    "gvhd": ["chronic_mild"],
    "gvhd_treatment": "no",
    "could_have_children": "yes",
    "contraception": "agree",
}


def at(page: str = "", lang: str = "en") -> str:
    return f"/{lang}/{NCT}/{page}"


def step(name: str, lang: str = "en") -> str:
    return at(f"questions/{name}", lang)


def walk(browser: CheckingClient, answers: dict[str, Any], lang: str = "en") -> list[str]:
    """Answer everything; the ids of the steps on the way."""
    return [path.rpartition("/")[2] for path in browser.answer_all(answers, at(lang=lang))]


def fill(browser: CheckingClient, name: str, answers: dict[str, Any], lang: str = "en") -> Page:
    browser.open(step(name, lang))
    return browser.fill_step(answers)


def clear_forms(page: Page) -> list[Any]:
    return [form for form in page.all("form") if form.get("action", "").endswith("/clear")]


def statuses(page: Page) -> dict[str, str]:
    lines = page.all("*[@data-requirement]")
    found = Counter(line.get("data-requirement", "") for line in lines)
    assert set(found.values()) <= {1}, found
    return {line.get("data-requirement", ""): line.get("data-status", "") for line in lines}


def row(page: Page, trial: Trial, question: str) -> tuple[str, str]:
    """A question's answer on the check page, and the address of its link."""
    ask = trial.questions[question].short_name[page.lang]
    found = next(found for found in page.all("main//dl/div") if text_of(found.findall("dt")[0]) == ask)
    return text_of(found.findall("dd")[0]).strip(), found.findall(".//a")[0].get("href", "")


# Addresses and languages


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("zh", "zh"),
        ("zh-CN", "zh"),
        ("zh-Hans", "zh"),
        ("zh-Hans-CN", "zh"),
        ("zh-TW", "zh"),
        ("ZH_cn", "zh"),
        ("en-GB", "en"),
        ("en-GB,zh;q=0.9", "en"),
        ("en;q=0.1,zh;q=0.9", "zh"),
        ("fr", "en"),
        ("fr;q=1,zh;q=0.5", "zh"),
        ("zh;q=0", "en"),
        ("", "en"),
        (";;,q=,%%%", "en"),
    ],
)
def test_the_root_leads_to_the_language_that_the_browser_asks_for(app: Flask, accept: str, lang: str) -> None:
    page = CheckingClient(app, accept=accept).open("/")
    assert (page.status, page.location) == (302, f"/{lang}/")
    assert not page.response.headers.getlist("Set-Cookie")


@BOTH
def test_the_address_decides_the_language_whatever_the_browser_asks_for(app: Flask, lang: str) -> None:
    browser = CheckingClient(app, accept={"en": "zh", "zh": "en"}[lang])
    assert browser.open(f"/{lang}/").lang == lang


@BOTH
@pytest.mark.parametrize("path", ["/{lang}/", "/{lang}/{nct}/"])
def test_with_one_trial_its_start_page_tells_what_to_expect(app: Flask, trial: Trial, lang: str, path: str) -> None:
    page = CheckingClient(app).open(path.format(lang=lang, nct=NCT))
    shown = page.text("main")
    assert page.status == 200
    assert page.text("h1") == trial.title[lang]
    # Further on, words may be explained between the words.
    assert trial.about[lang][:6] in shown
    assert trial.for_whom[lang][:6] in shown
    assert f"{minutes_to_answer(trial, lang)}{' minutes' if lang == 'en' else '分钟'}" in shown
    assert page.all("main//*[@class='emergency']")
    assert REGISTRY in page.links("main//a")
    assert step("diagnosis", lang) in page.links("main//a")
    assert not [link for link in page.links() if link.startswith(("tel:", "mailto:"))]
    assert f"/{lang}/handover/code" in page.links("main//a")
    assert not page.all("form"), "a reader without answers needs none"
    assert not page.response.headers.getlist("Set-Cookie")


def test_several_trials_are_listed_and_each_has_its_start_page(changed_app: Callable[..., Flask]) -> None:
    browser = CheckingClient(changed_app(NCT06633328=unchanged, NCT06633329=unchanged))
    for lang in ("en", "zh"):
        links = browser.open(f"/{lang}/").links("main//a")
        assert links == [f"/{lang}/NCT06633328/", f"/{lang}/NCT06633329/"]
        assert browser.open(links[1]).status == 200


def test_an_address_without_its_last_slash_leads_to_the_page(browser: CheckingClient) -> None:
    assert browser.open(f"/en/{NCT}", follow=True).url.endswith(f"/en/{NCT}/")


def test_a_health_check_touches_no_session(browser: CheckingClient) -> None:
    page = browser.open("/healthz")
    assert (page.status, page.response.text.strip()) == (200, "ok")
    assert not page.response.headers.getlist("Set-Cookie")


@BOTH
@pytest.mark.parametrize("page", ["", "check", "result", "check?a=1&b=%22%3E"])
def test_the_language_switch_leads_to_the_same_page_with_its_query(
    browser: CheckingClient, lang: str, page: str
) -> None:
    other = {"en": "zh", "zh": "en"}[lang]
    browser.open(at(page, lang))
    assert browser.page.one("nav//a").get("href") == at(page, other)
    assert browser.open(at(page, other)).lang == other


@BOTH
def test_the_language_switch_on_a_step_brings_what_was_typed_along_unjudged_and_unsaved(
    browser: CheckingClient, lang: str
) -> None:
    other = {"en": "zh", "zh": "en"}[lang]
    typed = {"neutrophils-value": "twelve?", "neutrophils-unit": "/uL", "platelets-unknown": "unknown"}
    fill(browser, "diagnosis", FITTING, lang)
    before = browser.cookies()["answers"]
    page = browser.open(step("blood-counts", lang))
    switch = page.one("nav//button")
    token = page.token
    assert (switch.get("name"), switch.get("formaction")) == ("switch", step("blood-counts", other))
    assert page.one(f"*[@id='{switch.get('form')}']") is page.all("main//form")[0]
    page = browser.post(step("blood-counts", other), typed | {"csrf_token": token, "switch": other})
    assert (page.status, page.lang) == (200, other)
    content = page.content()
    assert content["neutrophils-value"] == ["twelve?"]
    assert content["neutrophils-unit"] == ["/uL"]
    assert content["platelets-unknown"] == ["unknown"]
    assert not page.all("*[@role='alert']")
    assert browser.cookies()["answers"] == before


@BOTH
def test_what_is_wrong_is_told_in_the_other_language_too_and_still_nothing_is_saved(
    browser: CheckingClient, lang: str
) -> None:
    other = {"en": "zh", "zh": "en"}[lang]
    typed = {"neutrophils-value": "twelve?", "platelets-value": "12", "reticulocytes-unknown": "unknown"}
    fill(browser, "diagnosis", FITTING, lang)
    before = browser.cookies()["answers"]
    browser.open(step("blood-counts", lang))
    page = browser.fill(typed)
    assert page.status == 422
    sent = {"csrf_token": page.token}
    switch = page.one("nav//button")
    sent |= {str(switch.get("name")): switch.get("value", "")}
    page = browser.post(step("blood-counts", other), typed | sent)
    assert (page.status, page.lang) == (200, other)
    assert len(page.all("*[@role='alert']//li")) == 1
    assert page.content()["neutrophils-value"] == ["twelve?"]
    # What has been put right since is not complained of.
    page = browser.post(step("blood-counts", lang), typed | sent | {"neutrophils-value": "0.3"})
    assert (page.status, page.lang) == (200, lang)
    assert not page.all("*[@role='alert']")
    assert browser.cookies()["answers"] == before


# Steps


@BOTH
def test_every_step_opens_unanswered_with_its_part_and_a_labelled_field_for_each_question(
    app: Flask, trial: Trial, lang: str
) -> None:
    browser = CheckingClient(app)
    browser.open(at(lang=lang))
    for place in trial.steps:
        page = browser.open(step(place.id, lang))
        while page.status == 302:
            browser.open(page.location)
            browser.fill_step(LONGEST)
            page = browser.open(step(place.id, lang))
        section = next(section for section in trial.sections if section.id == place.section)
        number, total = trial.sections.index(section) + 1, len(trial.sections)
        assert page.text("h1").endswith(f" {place.title[lang]}")
        assert section.title[lang] in page.text("h1")
        assert re.findall("[0-9]+", page.text("span[@class='progress']")) == [str(number), str(total)]
        assert [name for name in page.content() if not name.endswith("-unit")] == []
        asked = {name.split("-")[0] for name in page.names()}
        assert asked == {question.id for question in place.questions}
        for question in place.questions:
            assert question.ask[lang] in page.text("legend")
            assert question.why[lang][:6] in page.text("main")
        submit = [button for button in page.all("main//form//button") if button.get("type", "submit") == "submit"]
        assert submit[0].get("name") is None
        assert page.one("main//button[@value='back']").get("form") == "step"
        browser.fill_step(LONGEST)


@BOTH
def test_i_dont_know_is_an_answer_to_every_question(browser: CheckingClient, lang: str) -> None:
    steps = walk(browser, {}, lang)
    assert len(steps) == 15
    page = browser.open(at("result", lang))
    assert page.one("main").get("data-outcome") == "check_with_doctor"
    assert set(statuses(page).values()) == {"unknown", "for_study_team"}


def test_a_valid_answer_leads_to_the_first_step_with_an_unanswered_question(browser: CheckingClient) -> None:
    assert fill(browser, "kidney", FITTING).location == step("diagnosis")
    page = fill(browser, "diagnosis", FITTING)
    assert (page.status, page.location) == (303, step("blood-counts"))
    fill(browser, "blood-counts", FITTING)
    fill(browser, "donor", FITTING)
    assert fill(browser, "past-transplant", FITTING).location == step("liver")


def test_a_full_journey_leads_to_check_and_asks_only_what_is_needed(app: Flask, trial: Trial) -> None:
    short = walk(CheckingClient(app), FITTING | {"could_have_children": "no"})
    assert not {"residual-cells", "gvhd", "contraception"} & set(short)
    assert walk(CheckingClient(app), LONGEST) == [place.id for place in trial.steps]


def test_a_step_off_the_path_leads_to_where_the_reader_should_be(browser: CheckingClient) -> None:
    page = browser.open(step("residual-cells"))
    assert (page.status, page.location) == (302, step("diagnosis"))
    fill(browser, "diagnosis", FITTING)
    assert browser.open(step("residual-cells")).location == step("blood-counts")
    walk(browser, FITTING)
    assert browser.open(step("residual-cells")).location == at("check")


def test_an_answer_posted_to_a_step_off_the_path_is_not_kept(browser: CheckingClient) -> None:
    walk(browser, FITTING)
    token = browser.open(step("diagnosis")).token
    before = browser.cookies()["answers"]
    page = browser.post(step("residual-cells"), {"csrf_token": token, "residual_cells": "under_30"})
    assert (page.status, page.location) == (303, at("check"))
    assert browser.cookies()["answers"] == before


def test_an_unknown_step_is_not_found(browser: CheckingClient) -> None:
    assert browser.open(step("nothing")).status == 404


BAD: list[tuple[str, dict[str, str | list[str]], list[str]]] = [
    ("diagnosis", {}, ["diagnosis", "marrow"]),
    ("diagnosis", {"diagnosis": "severe"}, ["marrow"]),
    ("diagnosis", {"diagnosis": "flu", "marrow": "over_50"}, ["diagnosis"]),
    ("blood-counts", {}, ["neutrophils", "platelets", "reticulocytes"]),
    (
        "blood-counts",
        {"neutrophils-value": "12a", "platelets-value": "9", "reticulocytes-value": "9999"},
        ["neutrophils", "reticulocytes"],
    ),
    (
        "blood-counts",
        {
            "neutrophils-value": "0.3",
            "neutrophils-unknown": "unknown",
            "platelets-unknown": "unknown",
            "reticulocytes-value": "9",
            "reticulocytes-unit": "furlong",
        },
        ["neutrophils", "reticulocytes"],
    ),
    (
        "liver",
        {"liver_involved": "no", "bilirubin-value": "12", "alt-limit": "40", "ast-value": "9", "ast-limit": "0"},
        ["bilirubin", "alt", "ast"],
    ),
    ("infections", {"infections": ["none", "hiv"]}, ["infections"]),
    ("infections", {"infections": ["unknown", "hiv"]}, ["infections"]),
]


@BOTH
@pytest.mark.parametrize(("name", "typed", "wrong"), BAD)
def test_an_invalid_answer_is_shown_again_with_errors_and_nothing_is_kept(
    app: Flask, lang: str, name: str, typed: dict[str, str | list[str]], wrong: list[str]
) -> None:
    browser = CheckingClient(app)
    browser.open(step(name, lang))
    page = browser.fill(typed)
    assert page.status == 422
    summary = page.one("main//*[@role='alert']")
    assert summary.get("tabindex") == "-1"
    assert summary.get("autofocus") is not None
    targets = [link.get("href", "")[1:] for link in summary.iter("a")]
    assert [page.one(f"*[@id='{target}']").get("name", "").split("-")[0] for target in targets] == wrong
    for question in wrong:
        message = " ".join(text_of(page.one(f"fieldset[@id='{question}']//*[@id='{question}-error']")).split())
        assert len(message) > 5
        assert f"{question}-error" in page.one(f"fieldset[@id='{question}']").get("aria-describedby", "").split()
    assert len(page.all("p[@class='error']")) == len(wrong)
    kept = {field: [text] if isinstance(text, str) else text for field, text in typed.items()}
    offered = {field.get("value") for field in page.fields()} | {o.get("value") for o in page.all("main//option")}
    content = page.content()
    for field, values in kept.items():
        if not field.endswith("-unit") and (field.endswith(("-value", "-limit")) or set(values) <= offered):
            assert sorted(content[field]) == sorted(values)
    assert "answers" not in browser.cookies()
    assert not clear_forms(page)


@BOTH
def test_a_blank_question_gets_a_gentle_error_that_offers_i_dont_know(browser: CheckingClient, lang: str) -> None:
    browser.open(step("kidney", lang))
    page = browser.fill({})
    assert {"en": "I don’t know", "zh": "我不知道"}[lang] in page.text("main//*[@role='alert']")


def test_the_unit_that_was_chosen_stays_beside_a_wrong_number(browser: CheckingClient) -> None:
    browser.open(step("blood-counts"))
    page = browser.fill({"neutrophils-value": "abc", "neutrophils-unit": "/uL", "platelets-unit": "10^4/uL"})
    content = page.content()
    assert (page.status, content["neutrophils-unit"], content["platelets-unit"]) == (422, ["/uL"], ["10^4/uL"])


def test_what_was_typed_is_shown_as_text_and_never_as_markup(browser: CheckingClient) -> None:
    typed = '"><script>alert(1)</script>'
    browser.open(step("kidney"))
    page = browser.fill({"creatinine_clearance-value": typed})
    assert page.content()["creatinine_clearance-value"] == [typed]
    scripts = [script.get("src", "").partition("?")[0] for script in page.all("script")]
    assert scripts == ["/static/speak.js", "/static/session.js"]


@BOTH
def test_a_unit_that_cannot_be_chosen_is_an_error_whose_link_leads_to_the_number(
    browser: CheckingClient, lang: str
) -> None:
    browser.open(step("lungs", lang))
    page = browser.fill({"lung_infection": "no", "oxygen-value": "97", "oxygen-unit": "bad"})
    assert page.status == 422
    assert page.links("*[@role='alert']//a") == ["#oxygen-value"]


@BOTH
def test_a_correction_is_offered_beside_its_error_and_after_continue(browser: CheckingClient, lang: str) -> None:
    browser.open(step("blood-counts", lang))
    page = browser.fill({"neutrophils-value": "400", "neutrophils-unit": "10^9/L", "platelets-unknown": "unknown"})
    assert page.status == 422
    offered = page.one("main//fieldset[@id='neutrophils']//button")
    assert (offered.get("name"), offered.get("value")) == ("correct", "neutrophils 400 /uL")
    for buttons in (page.all("main//form//button"), page.all("button")):
        assert buttons[0].get("name") is None
    assert page.all("main//button[@name='correct']") == [offered]


@pytest.mark.parametrize("correction", ["oxygen x", "oxygen", "nothing %", "lung_infection yes"])
def test_a_correction_that_was_not_offered_is_passed_over(
    browser: CheckingClient, trial: Trial, correction: str
) -> None:
    browser.open(step("lungs"))
    typed = {"lung_infection": "no", "oxygen-value": "97", "correct": correction}
    assert browser.fill(typed).status == 303
    assert row(browser.open(at("check")), trial, "oxygen")[0].startswith("97")


def test_control_characters_that_were_typed_are_not_shown_again(browser: CheckingClient) -> None:
    controls = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"]
    browser.open(step("kidney"))
    page = browser.fill({"creatinine_clearance-value": f"9{''.join(controls)}x\t"})
    assert page.content()["creatinine_clearance-value"] == ["9x\t"]
    assert not [control for control in controls if control in page.response.text]


def test_a_correction_of_an_invalid_answer_is_taken(browser: CheckingClient) -> None:
    browser.open(step("diagnosis"))
    browser.fill({"diagnosis": "severe"})
    assert browser.fill({"diagnosis": "severe", "marrow": "over_50"}).location == step("blood-counts")


def test_a_missing_unit_means_the_first_one(browser: CheckingClient, trial: Trial) -> None:
    browser.open(step("blood-counts"))
    fields = {"neutrophils-value": "0.3", "platelets-value": "\uff11\uff12", "reticulocytes-value": "5,5"}
    assert browser.fill(fields).status == 303
    assert browser.open(step("blood-counts")).content()["neutrophils-unit"] == ["10^9/L"]
    assert row(browser.open(at("check")), trial, "platelets")[0].startswith("12 × 10⁹/L")


def test_a_kept_answer_stands_in_its_step_again(browser: CheckingClient) -> None:
    walk(browser, LONGEST)
    assert browser.open(step("diagnosis")).content() == {"diagnosis": ["severe"], "marrow": ["25_to_50"]}
    assert browser.open(step("gvhd")).content() == {"gvhd": ["chronic_mild"], "gvhd_treatment": ["no"]}
    content = browser.open(step("liver")).content()
    assert (content["bilirubin-value"], content["bilirubin-limit"]) == (["15"], ["21"])


def test_a_kept_i_dont_know_stands_in_its_step_again(browser: CheckingClient) -> None:
    walk(browser, {})
    assert browser.open(step("infections")).content() == {"infections": ["unknown"]}
    assert browser.open(step("kidney")).content()["creatinine_clearance-unknown"] == ["unknown"]


def test_back_links_lead_along_the_path(browser: CheckingClient) -> None:
    path = walk(browser, FITTING)
    for name, before in zip(path[1:], path, strict=False):
        browser.open(step(name))
        assert browser.fill({"go": "back"}).location == step(before)
    browser.open(step(path[0]))
    assert browser.fill({"go": "back"}).location == at()


# Check your answers


@BOTH
def test_check_shows_what_is_answered_and_what_is_still_open(app: Flask, trial: Trial, lang: str) -> None:
    browser = CheckingClient(app)
    page = browser.open(at("check", lang))
    assert page.status == 200
    open_rows = len(page.all("main//dl/div"))
    assert step("diagnosis", lang) in page.links("main//a")
    fill(browser, "diagnosis", FITTING, lang)
    page = browser.open(at("check", lang))
    diagnosis, marrow = trial.questions["diagnosis"], trial.questions["marrow"]
    assert isinstance(diagnosis, Choice)
    assert isinstance(marrow, Choice)
    assert row(page, trial, "diagnosis")[0] == diagnosis.option["severe"].label[lang]
    assert row(page, trial, "marrow")[0] == marrow.option["under_25"].label[lang]
    assert row(page, trial, "donor")[0] not in ("", diagnosis.option["severe"].label[lang])
    assert len(page.all("main//dl/div")) == open_rows
    assert step("blood-counts", lang) in page.links("main//a")
    browser = CheckingClient(app)
    walk(browser, LONGEST, lang)
    page = browser.open(at("check", lang))
    assert len(page.all("main//dl/div")) == len(trial.questions)
    assert all("change" in link for link in page.links("main//dl//a"))
    assert at("result", lang) in page.links("main//a")
    shown = page.text("main")
    assert shown.index(trial.sections[0].title[lang]) < shown.index(trial.sections[-1].title[lang])


def test_every_change_link_leads_to_its_field_and_back_to_check(browser: CheckingClient, trial: Trial) -> None:
    walk(browser, LONGEST)
    for question in trial.questions:
        path, _, anchor = row(browser.open(at("check")), trial, question)[1].partition("#")
        page = browser.open(path)
        assert page.one(f"main//*[@id='{anchor}']//legend") is not None
        assert anchor == question
        assert browser.fill(page.content() | {"go": "back"}).location == at("check")
        browser.page = page
        assert browser.fill({}).status == 422
        assert browser.fill_step(LONGEST).location.partition("#")[0] == at("check")


def test_a_change_that_opens_a_question_leads_through_just_that_one(browser: CheckingClient) -> None:
    walk(browser, FITTING)
    page = fill(browser, "diagnosis", LONGEST)
    assert page.location == step("residual-cells")
    browser.open(page.location)
    assert browser.fill_step(LONGEST).location == at("check")


def test_a_change_back_closes_a_question_and_keeps_its_answer_for_later(browser: CheckingClient, trial: Trial) -> None:
    walk(browser, LONGEST)
    assert fill(browser, "diagnosis", FITTING).location == at("check")
    page = browser.open(at("check"))
    assert trial.questions["residual_cells"].short_name["en"] not in page.text("main")
    assert browser.open(step("residual-cells")).status == 302
    assert fill(browser, "diagnosis", LONGEST).location == at("check")
    residual = trial.questions["residual_cells"]
    assert isinstance(residual, Choice)
    assert row(browser.open(at("check")), trial, "residual_cells")[0] == residual.option["under_30"].label["en"]


# Result

OUTCOMES: list[tuple[str, dict[str, Any]]] = [
    ("may_fit", FITTING | {"t_cell_test": "unknown"}),
    ("check_with_doctor", FITTING | {"donor": "testing"}),
    ("not_now", FITTING | {"activity": "3", "donor": "testing"}),
    ("may_not_fit", FITTING | {"activity": "3", "donor": "no"}),
]


@BOTH
@pytest.mark.parametrize(("outcome", "answers"), OUTCOMES)
def test_every_result_says_its_outcome_and_what_to_do_next(
    app: Flask, trial: Trial, lang: str, outcome: str, answers: dict[str, Any]
) -> None:
    browser = CheckingClient(app)
    walk(browser, answers, lang)
    page = browser.open(at("result", lang))
    shown = page.text("main")
    assert page.one("main").get("data-outcome") == outcome
    assert list(statuses(page).values()).count("does_not_fit") == {"not_now": 1, "may_not_fit": 2}.get(outcome, 0)
    assert page.all("main//*[@class='emergency']")
    assert REGISTRY in page.links("main//a")
    assert {"en": "not a decision", "zh": "不是"}[lang] in shown
    assert {"en": "doctor", "zh": "医生"}[lang] in shown
    assert trial.facility[lang] in shown


def test_the_four_outcomes_have_four_headings(app: Flask) -> None:
    headings = set()
    for _, answers in OUTCOMES:
        browser = CheckingClient(app)
        walk(browser, answers)
        headings.add(browser.open(at("result")).text("h1"))
    assert len(headings) == 4


@pytest.mark.parametrize("seed", range(30))
def test_the_result_is_the_assessment_of_the_answers(app: Flask, trial: Trial, seed: int) -> None:
    answers = random_answers(trial, random.Random(seed))
    browser = CheckingClient(app)
    walk(browser, answers)
    page = browser.open(at("result", random.Random(seed).choice(["en", "zh"])))
    expected = assess(trial, follow(trial, {q: answers.get(q, "unknown") for q in trial.questions}).values).as_json()
    judged = [requirement for criterion in expected["criteria"] for requirement in criterion["requirements"]]
    assert len(judged) == 29
    assert statuses(page) == {requirement["id"]: requirement["status"] for requirement in judged}
    assert page.one("main").get("data-outcome") == expected["outcome"]


def random_answers(trial: Trial, chance: random.Random) -> dict[str, Any]:
    """Mostly answers that fit, so that every outcome comes up, the others from all over."""
    answers: dict[str, Any] = {}
    rare = chance.choice([0.05, 0.2, 0.9])
    for question in trial.questions.values():
        if chance.random() > rare:
            answers[question.id] = LONGEST[question.id]
        elif chance.random() > 0.3:
            answers[question.id] = _random_answer(question, chance)
    return answers


def _random_answer(question: Any, chance: random.Random) -> Any:
    match question:
        case Choice():
            return chance.choice(list(question.option))
        case MultipleChoice():
            several = [option.id for option in question.options if not option.exclusive]
            return chance.sample(several, chance.randint(1, len(several)))
        case Quantity():
            low, high = question.range
            unit, factor = chance.choice(list(question.units.items()))
            number = (low + (high - low) * chance.randint(0, 100) / 100) / factor
            return {"value": format(Decimal(number.numerator) / Decimal(number.denominator), "f")[:15], "unit": unit}
        case Ratio():
            return {"value": str(chance.randint(0, 200)), "limit": str(chance.randint(20, 60))}


@BOTH
def test_the_result_can_be_seen_at_any_time_and_says_that_it_is_not_complete(app: Flask, lang: str) -> None:
    browser = CheckingClient(app)
    page = browser.open(at("result", lang))
    assert page.one("main").get("data-outcome") == "check_with_doctor"
    assert len(statuses(page)) == 29
    assert step("diagnosis", lang) in page.links("main//a")
    walk(browser, FITTING, lang)
    assert not [link for link in browser.open(at("result", lang)).links("main//a") if "/questions/" in link]


@BOTH
def test_the_registrys_words_are_marked_as_quotations(browser: CheckingClient, trial: Trial, lang: str) -> None:
    page = browser.open(at("result", lang))
    registry_drift = page.all("blockquote")
    assert {(quotation.get("cite"), quotation.get("lang")) for quotation in registry_drift} == {(REGISTRY, "en")}
    quoted = {text_of(quotation).strip() for quotation in registry_drift}
    assert quoted == {criterion.registry.strip() for criterion in trial.criteria if not criterion.for_clinicians}
    outside = page.text("main")
    for quotation in [*registry_drift, *page.all("q")]:
        outside = outside.replace(" ".join(text_of(quotation).split()), "")
    assert not [criterion.id for criterion in trial.criteria if " ".join(criterion.registry.split()) in outside]


@BOTH
def test_the_result_without_a_contact_on_file_says_so(browser: CheckingClient, lang: str) -> None:
    page = browser.open(at("result", lang))
    assert not [link for link in page.links() if link.startswith(("tel:", "mailto:"))]
    assert {"en": "no contact", "zh": "没有登记联系方式"}[lang] in page.text("main")
    assert page.links("main//a").count(REGISTRY) == 1


@BOTH
def test_contacts_on_file_are_shown_with_their_date(changed_app: Callable[..., Flask], lang: str) -> None:
    contact = {"name": "Dr. <Li> & Wang", "phone": "0571 8723 6114", "phoneExt": "7", "email": "li@example.org"}

    def add_contact(definition: Any, record: Any) -> None:
        record["study"]["protocolSection"]["contactsLocationsModule"]["centralContacts"] = [contact]
        record["as_of"]["contactsLocationsModule"] = "2026-10-03"

    page = CheckingClient(changed_app(NCT06633328=add_contact)).open(at("result", lang))
    shown = page.text("main")
    assert "Dr. <Li> & Wang" in shown
    assert "0571 8723 6114" in shown
    assert "mailto:li@example.org" in page.links("main//a")
    assert {"en": "October 3, 2026", "zh": "2026年10月3日"}[lang] in shown
    assert {"en": "no contact", "zh": "没有登记联系方式"}[lang] not in shown


def test_a_phone_link_holds_only_what_a_phone_can_dial(changed_app: Callable[..., Flask]) -> None:
    def add_contact(definition: Any, record: Any) -> None:
        contact = {"name": "Dr. Li", "phone": "+86 571-8723 6114", "phoneExt": "7"}
        record["study"]["protocolSection"]["contactsLocationsModule"]["centralContacts"] = [contact]

    page = CheckingClient(changed_app(NCT06633328=add_contact)).open(at("result"))
    [link] = [link for link in page.links() if link.startswith("tel:")]
    assert link.replace("-", "") in ("tel:+8657187236114", "tel:+8657187236114;ext=7")


# Clearing


@BOTH
def test_clearing_wipes_every_answer_and_says_so(browser: CheckingClient, trial: Trial, lang: str) -> None:
    walk(browser, FITTING, lang)
    browser.open(at("result", lang))
    page = browser.fill({}, form="footer//form")
    assert (page.status, page.location.partition("?")[0]) == (303, at(lang=lang))
    page = browser.open(page.location)
    assert page.all("main//*[@role='status']")
    assert "answers" not in browser.cookies()
    diagnosis = trial.questions["diagnosis"]
    assert isinstance(diagnosis, Choice)
    assert row(browser.open(at("check", lang)), trial, "diagnosis")[0] != diagnosis.option["severe"].label[lang]
    assert browser.open(step("diagnosis", lang)).content() == {}


def test_clearing_is_no_longer_told_once_there_are_answers_again(browser: CheckingClient) -> None:
    assert browser.open(at("?cleared=")).all("main//*[@role='status']")
    fill(browser, "diagnosis", FITTING)
    assert not browser.open(at("?cleared=")).all("main//*[@role='status']")


def test_every_page_offers_to_clear_once_there_are_answers_and_not_before(app: Flask, trial: Trial) -> None:
    browser = CheckingClient(app)
    pages = ["/en/", at(), at("check"), at("result"), step("diagnosis"), step("blood-counts")]
    assert not [path for path in pages if clear_forms(browser.open(path))]
    walk(browser, LONGEST)
    pages += [step(place.id) for place in trial.steps]
    assert not [path for path in pages if len(clear_forms(browser.open(path))) != 1]


def test_the_list_of_trials_offers_to_clear_once_there_are_answers(changed_app: Callable[..., Flask]) -> None:
    browser = CheckingClient(changed_app(NCT06633328=unchanged, NCT06633329=unchanged))
    assert not clear_forms(browser.open("/en/"))
    fill(browser, "diagnosis", FITTING)
    assert clear_forms(browser.open("/en/"))


def test_opening_the_address_of_clear_clears_nothing(browser: CheckingClient) -> None:
    walk(browser, FITTING)
    assert browser.open(at("clear")).status == 405
    assert "answers" in browser.cookies()


# Errors


@BOTH
@pytest.mark.parametrize(
    "path", ["/{lang}/NCT00000000/", "/{lang}/NCT06633328/nothing", "/{lang}/NCT06633328/questions/no", "/{lang}/x/y/z"]
)
def test_an_unknown_address_is_a_page_in_the_readers_language(browser: CheckingClient, lang: str, path: str) -> None:
    page = browser.open(path.format(lang=lang))
    assert (page.status, page.lang) == (404, lang)
    assert f"/{lang}/" in page.links("main//a")


@BOTH
def test_an_unknown_language_is_a_page_in_the_language_the_browser_asks_for(app: Flask, lang: str) -> None:
    page = CheckingClient(app, accept=lang).open(f"/fr/{NCT}/")
    assert (page.status, page.lang) == (404, lang)


@BOTH
@pytest.mark.parametrize("page", ["questions/diagnosis", "clear"])
@pytest.mark.parametrize("token", [None, "", "forged", "ImFiYyI.aaaa.bbbb"])
def test_a_post_without_a_good_token_is_refused_and_changes_nothing(
    browser: CheckingClient, lang: str, page: str, token: str | None
) -> None:
    walk(browser, FITTING)
    before = browser.cookies()
    data = {"diagnosis": "other", "marrow": "over_50"} | ({} if token is None else {"csrf_token": token})
    got = browser.post(at(page, lang), data)
    assert (got.status, got.lang) == (400, lang)
    assert browser.cookies() == before


def test_another_readers_token_is_refused(app: Flask) -> None:
    reader, other = CheckingClient(app), CheckingClient(app)
    token = other.open(step("diagnosis")).token
    walk(reader, FITTING)
    before = reader.cookies()
    reader.open(at("check"))
    assert reader.fill({}, form="footer//form", token=token).status == 409
    reader.open(step("diagnosis"))
    assert reader.fill({"diagnosis": "other", "marrow": "over_50"}, token=token).status == 409
    assert reader.cookies() == before


@BOTH
@pytest.mark.parametrize(("method", "page"), [("GET", "clear"), ("POST", "result"), ("DELETE", "check"), ("PUT", "")])
def test_a_wrong_method_is_a_page_that_names_the_right_ones(
    browser: CheckingClient, lang: str, method: str, page: str
) -> None:
    got = browser.open(at(page, lang), method=method)
    assert (got.status, got.lang) == (405, lang)
    assert got.response.headers["Allow"]


@BOTH
@pytest.mark.parametrize(
    ("method", "page"),
    [("GET", ""), ("GET", "questions/diagnosis"), ("POST", "questions/diagnosis"), ("POST", "clear")],
)
def test_a_request_of_more_than_64_kib_is_refused(browser: CheckingClient, lang: str, method: str, page: str) -> None:
    got = browser.open(at(page, lang), method=method, data=b"x" * (64 * 1024 + 1))
    assert (got.status, got.lang) == (413, lang)


@BOTH
def test_a_body_of_unknown_length_is_refused(browser: CheckingClient, lang: str) -> None:
    got = browser.post(step("diagnosis", lang), headers={"Transfer-Encoding": "chunked"})
    assert (got.status, got.lang) == (413, lang)


@pytest.mark.parametrize("length", [64 * 1024, 64 * 1024 - 1])
def test_a_request_of_up_to_64_kib_is_read(browser: CheckingClient, length: int) -> None:
    assert browser.open(at(), data=b"x" * length).status == 200


def test_a_large_form_is_refused_before_its_token_is_looked_at(browser: CheckingClient) -> None:
    browser.open(step("diagnosis"))
    assert browser.fill({"diagnosis": "severe", "marrow": "x" * 70_000}).status == 413


@BOTH
def test_a_fault_of_ours_is_a_page_and_neither_it_nor_the_log_holds_an_answer(
    app: Flask, lang: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(journey: Any) -> None:
        raise RuntimeError(str(journey.answers))

    caplog.set_level("DEBUG")
    browser = CheckingClient(app)
    walk(browser, FITTING | {"platelets": {"value": "12.3456"}}, lang)
    monkeypatch.setattr("prescreen.pages.wizard.report", fault)
    page = browser.open(at("result", lang))
    assert (page.status, page.lang) == (500, lang)
    assert "RuntimeError" in caplog.text
    assert "12.3456" not in page.response.text
    assert "12.3456" not in caplog.text
    monkeypatch.undo()
    assert browser.open(at("result", lang)).status == 200


# HTTPS


@BOTH
def test_the_same_journey_works_over_https(app: Flask, lang: str) -> None:
    browser = CheckingClient(app, base="https://example.org")
    walk(browser, FITTING, lang)
    page = browser.open(at("result", lang))
    assert page.one("main").get("data-outcome") == "may_fit"
    assert page.response.headers["Strict-Transport-Security"]
    assert browser.fill({}, form="footer//form").status == 303
    assert set(browser.cookies()) <= {"__Host-form"}


def test_a_post_from_another_site_is_refused_over_https(app: Flask) -> None:
    browser = CheckingClient(app, base="https://example.org")
    page = browser.open(step("diagnosis"))
    token = page.token
    data = {"csrf_token": token, "diagnosis": "severe", "marrow": "over_50"}
    headers = {"Referer": "https://example.com/"}
    assert browser.post(step("diagnosis"), data, headers=headers).status == 400
    assert "__Host-answers" not in browser.cookies()


@BOTH
@pytest.mark.parametrize("referrer", ["https://example.org:abc/", "https://example.org:99999/", "https://[/"])
def test_a_post_whose_referrer_cannot_be_read_is_refused_calmly(app: Flask, lang: str, referrer: str) -> None:
    browser = CheckingClient(app, base="https://example.org")
    browser.open(step("diagnosis", lang))
    token = browser.page.token
    data = {"csrf_token": token, "diagnosis": "severe", "marrow": "over_50"}
    page = browser.post(step("diagnosis", lang), data, headers={"Referer": referrer})
    assert (page.status, page.lang) == (400, lang)
    assert "__Host-answers" not in browser.cookies()
    assert browser.open(step("diagnosis", lang), headers={"Referer": referrer}).status == 200


def test_a_host_name_that_cannot_be_read_is_refused_in_plain_text(app: Flask) -> None:
    response = app.test_client().get(f"/en/{NCT}/check", headers={"Host": "a" * 3000})
    assert response.status_code == 400
    assert response.mimetype == "text/plain"


def test_a_unit_that_was_typed_behind_the_number_is_taken_and_told(browser: CheckingClient) -> None:
    browser.open(step("blood-counts"))
    units = {f"{name}-unit": "10^3/uL" for name in ("neutrophils", "platelets", "reticulocytes")}
    typed = {"neutrophils-value": "0.32×10⁹/L", "platelets-value": "12 K/µL ↓", "reticulocytes-value": "15000 /µL"}
    page = browser.fill(units | typed)
    assert page.status == 303
    told = browser.open(page.location).text("*[@role='status']")
    assert "The unit was taken from what you typed" in told
    assert "0.32 × 10⁹/L" in told
    assert "15,000 /µL" in told
    assert "12" not in told.replace("0.32", ""), "that unit was the menu's"
    assert browser.open(step("blood-counts")).content()["neutrophils-unit"] == ["10^9/L"]


@pytest.mark.parametrize("took", ["<b>", "donor", "neutrophils", ",,", "x" * 3000])
def test_odd_words_about_a_unit_are_ignored(browser: CheckingClient, took: str) -> None:
    for path in (step("kidney"), at("check")):
        page = browser.open(f"{path}?took={took}")
        assert page.status == 200
        assert "taken from what you typed" not in page.text("main")
