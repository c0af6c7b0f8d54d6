"""The result page: warnings first, each value once, nothing private in the picture, the right way to take it along."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from prescreen.pages import wizard
from prescreen.pages.context import page_without_request
from prescreen.pages.pdf import can_make_pdfs
from tests.support.answers import read_valid
from tests.support.client import LANGUAGES, CheckingClient, Page, reader_with, text_of
from tests.support.core import FITTING, NCT, TRIAL

WECHAT = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/86.0 Mobile Safari/537.36 MicroMessenger/8.0"
LOW_OXYGEN = FITTING | {"neutrophils": {"value": "0.6"}, "oxygen": {"value": "88"}, "lung_infection": "yes"}


def result(app: Flask, answers: dict[str, Any], lang: str = "en", page: str = "result", **options: Any) -> Page:
    return reader_with(app, TRIAL, answers).open(f"/{lang}/{NCT}/{page}", **options)


def unfolded(page: Page) -> str:
    """The text of main outside of what is folded, without the clinician's part, which only paper shows."""
    main = page.one("main")
    for parent in main.iter():
        for child in list(parent):
            if (child.tag == "details" and child.get("open") is None) or child.get("class") == "clinician":
                parent.remove(child)
    return " ".join(text_of(main).split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ["result", "check"])
def test_a_warning_answer_is_told_first_with_its_number(app: Flask, lang: str, path: str) -> None:
    page = result(app, LOW_OXYGEN, lang, path)
    said = unfolded(page)
    now, today = (("Get help now", "Call today"), ("请立即就医", "请今天联系医生"))[lang == "zh"]
    assert said.index(now) < said.index("88%") < said.index(today)
    if path == "result":
        assert said.index(today) < said.index(page.text("h1"))


def test_without_a_warning_answer_there_is_no_warning(app: Flask) -> None:
    assert not result(app, FITTING).all("div[@role='alert']")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_with_little_known_the_result_says_that_it_is_not_enough(app: Flask, lang: str) -> None:
    wanted = {"en": "There is not enough to say yet.", "zh": "信息还不够，现在还不能判断。"}[lang]
    for answers in ({}, {"diagnosis": "severe"}, dict.fromkeys(TRIAL.questions, "unknown")):
        page = result(app, answers, lang)
        assert page.text("h1") == wanted
        assert page.one("main").get("data-outcome") == "check_with_doctor"
        assert wanted in page.text("title")
    assert result(app, FITTING | {"donor": "testing"}, lang).text("h1") != wanted


def test_outside_of_what_is_folded_each_value_is_told_once(app: Flask) -> None:
    answers = FITTING | {"oxygen": {"value": "91.7"}, "bilirubin": {"value": "77.3", "limit": "21"}}
    said = unfolded(result(app, answers))
    assert (said.count("77.3"), said.count("91.7")) == (1, 1)
    assert "Oxygen saturation (told above)" in said
    assert "None of these" not in said


def test_every_requirement_has_one_row_and_every_status_a_link_to_its_rows(app: Flask) -> None:
    page = result(app, FITTING | {"donor": "testing", "diagnosis": "other"})
    rows = [row.get("data-requirement") for row in page.all("li[@data-requirement]")]
    assert sorted(map(str, rows)) == sorted(requirement.id for requirement in TRIAL.requirements)
    links = page.links("section[@class='glance']//a")
    assert links == ["#points-does_not_fit", "#points-unknown", "#points-for_study_team", "#points-fits"]
    counts = [int(found.text or "") for found in page.all("section[@class='glance']//strong")]
    assert sum(counts) == len(rows)
    assert counts == [len(found.findall("i")) for found in page.all("span[@class='dots']")]


def test_no_reason_has_a_link_to_change_its_answer_and_no_limit_stands_where_answers_change(app: Flask) -> None:
    answers = FITTING | {"standard_transplant": "suitable_and_willing", "oxygen": {"value": "91"}}
    page = result(app, answers)
    assert not page.links("section[@class='reasons']//a")
    assert [link for link in page.links() if "check" in link] == [f"/en/{NCT}/check?change=result"]
    check = result(app, answers, page="check").text("main")
    assert "92%" not in check
    assert "looks for" not in check


def test_who_changes_an_answer_from_the_result_comes_back_to_it(app: Flask) -> None:
    reader = reader_with(app, TRIAL, FITTING)
    check = reader.open(f"/en/{NCT}/check?change=result")
    [change] = [link for link in check.links() if "/questions/donor" in link and link.endswith("#donor")]
    reader.open(change.partition("#")[0])
    assert reader.fill({"donor": "no", "standard_transplant": "unwilling"}).location.startswith(f"/en/{NCT}/result")


@pytest.mark.parametrize(
    ("answers", "en", "zh"),
    [
        (
            {"standard_transplant": "suitable_and_willing"},
            "keep to the plan that you made with your doctor",
            "请按您和医生商定的计划治疗",
        ),
        (
            {name: {"value": "90"} for name in ("platelets", "reticulocytes")} | {"neutrophils": {"value": "2"}},
            "All three of your counts are higher than the study looks for.",
            "您的三项结果都高于研究要求的数值。",
        ),
        (
            {name: {"value": "90"} for name in ("platelets", "reticulocytes")},
            "Two of your three counts are higher than the study looks for.",
            "您的三项结果中，有两项高于研究要求的数值。",
        ),
    ],
)
def test_a_reason_says_what_it_means_for_the_reader(app: Flask, answers: dict[str, Any], en: str, zh: str) -> None:
    for lang, wanted in (("en", en), ("zh", zh)):
        said = unfolded(result(app, FITTING | answers, lang))
        assert wanted in said
        assert not re.search("not met|没有达到", said)


def test_a_reader_of_a_non_severe_illness_is_led_to_other_studies_of_it(app: Flask) -> None:
    links = result(app, FITTING | {"diagnosis": "not_severe"}).links()
    assert "https://clinicaltrials.gov/search?cond=aplastic%20anemia" in links


def test_words_about_survival_are_quoted_to_clinicians_only(app: Flask) -> None:
    reader = reader_with(app, TRIAL, FITTING)
    [criterion] = [criterion for criterion in TRIAL.criteria if criterion.for_clinicians]
    for path in ("questions/daily-life", "questions", "check", ""):
        assert "urviv" not in reader.open(f"/en/{NCT}/{path}").text()
    page = reader.open(f"/en/{NCT}/result")
    assert criterion.registry in page.text("section[@class='clinician']")
    assert "urviv" not in unfolded(page)
    assert "urviv" not in " ".join(map(text_of, page.all("details")))
    assert criterion.registry in reader.open(f"/en/{NCT}/staff").text()


def test_in_an_app_the_picture_comes_first_and_nothing_is_offered_that_fails_there(app: Flask) -> None:
    assert can_make_pdfs()
    page = result(app, FITTING, headers={"User-Agent": WECHAT})
    links = [link.partition("?")[0] for link in page.links("section[@class='take']//a")]
    assert links == [f"/en/{NCT}/picture", f"/en/{NCT}/handover"]
    assert not page.all("button[@data-print]")
    links = [link.partition("?")[0] for link in result(app, FITTING).links("section[@class='take']//a")]
    assert links == [f"/en/{NCT}/result.pdf", f"/en/{NCT}/picture", f"/en/{NCT}/handover"]


def test_the_picture_holds_no_answer_to_a_sensitive_question_and_counts_them(app: Flask) -> None:
    private = {"infections": ["hiv", "other_infection"], "could_have_children": "yes", "contraception": "not_agree"}
    answers = read_valid(TRIAL, FITTING | private | {"neutrophils": {"value": "0.31"}})
    study = app.extensions["prescreen"].get(NCT)
    page = page_without_request(app.extensions["site"], study, "en", date(2026, 1, 1), answers)
    text = wizard.picture_page(page)
    said = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", text))
    assert "4 answers to private questions count in the result, and are not shown in this picture." in said
    for hidden in ("HIV", "infection that is active", "Infections now", "birth control", "Could have children"):
        assert hidden not in said
    assert not re.search("Get help now|Call today", said)


def test_the_page_with_the_picture_says_what_it_leaves_out_and_where_it_stays(app: Flask) -> None:
    page = result(app, FITTING | {"infections": ["hiv"]}, page="picture")
    assert "3 answers to private questions count in the result, and are not shown" in page.text("main")
    assert "stays in your phone’s album" in page.text("main")
    [picture] = page.all("main//img")
    assert picture.get("src") == f"/en/{NCT}/result.png"
    assert reader_with(app, TRIAL, {}).open(f"/en/{NCT}/picture").status == 403


def test_the_start_page_says_what_the_record_says_of_ages(browser: CheckingClient) -> None:
    for lang, wanted in (("en", "gives no age limits: ask the study team"), ("zh", "没有写年龄要求，可以问研究团队")):
        assert wanted in browser.open(f"/{lang}/{NCT}/").text("dl")


def test_you_is_explained_once_to_whoever_answers_for_another(app: Flask) -> None:
    reader = CheckingClient(app)
    reader.open(f"/en/{NCT}/?who=other")
    assert "“You” means" in reader.page.text("main")
    walked = reader.answer_all(FITTING, f"/en/{NCT}/?who=other")
    explained = [path for path in walked if "“You” means" in reader.open(path.partition("?")[0]).text("main")]
    assert len(explained) == 1
