"""Several studies in one browser: what is asked once, what is told of it, and what stays apart."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from prescreen.trial.trial import Trial
from tests.support.client import CheckingClient, Page, text_of
from tests.support.studies import FIRST, SECOND, SHARED, STUDIES, THIRD, TITLES, app_with, definition

ONE_TITLE = TITLES[FIRST]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A site with the three invented trials."""
    return app_with(tmp_path_factory.mktemp("studies"))


def trial_of(app: Flask, nct: str) -> Trial:
    found: Trial = app.extensions["prescreen"].get(nct).trial
    return found


def path(nct: str, name: str = "", lang: str = "en") -> str:
    return f"/{lang}/{nct}/{name}"


def answer(browser: CheckingClient, nct: str, **answers: Any) -> None:
    """Answers on the steps of a study, where everything else is "I don't know"."""
    trial = trial_of(browser.app, nct)
    for step in dict.fromkeys(trial.step_of[name].id for name in answers):
        browser.open(path(nct, f"questions/{step}"))
        assert browser.fill_step(answers).status == 303


def shown(browser: CheckingClient, nct: str, question: str) -> list[str]:
    """What the staff view shows of a question, by the name of its input."""
    return browser.open(path(nct, "staff")).content().get(question, [])


def tab(browser: CheckingClient, address: str) -> Page:
    return browser.open(address)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_opening_a_second_study_shows_what_is_carried_over_from_which_with_a_way_to_change_it(
    browser: CheckingClient, lang: str
) -> None:
    answer(browser, FIRST, **SHARED)
    page = browser.open(path(SECOND, lang=lang))
    carried = page.text("section[@class='answers']")
    assert ONE_TITLE[lang] in carried
    assert "12" in carried
    changes = page.links("section[@class='answers']//a")
    assert changes == [
        path(SECOND, f"questions/{step}?change=#{question}", lang)
        for step, question in (("step-1", "donor"), ("step-2", "platelets"))
    ]
    assert ONE_TITLE[lang] in browser.open(changes[0]).text("p[@class='notice']"), "the step says so too"
    for name in ("check", "result", "staff", "worksheet"):
        assert ONE_TITLE[lang] in browser.open(path(SECOND, name, lang)).text("main"), name
    assert ONE_TITLE[lang] not in browser.open(path(SECOND, "questions/step-3", lang)).text("main"), (
        "nothing of it here"
    )


def test_what_is_carried_over_is_not_asked_again_and_what_only_looks_alike_is(browser: CheckingClient) -> None:
    answer(browser, FIRST, **SHARED, neutrophils={"value": "0.3", "unit": "10^9/L"}, heart=["none"], consent="yes")
    assert browser.open(path(SECOND)).links("p[@class='go']/a")[0] == path(SECOND, "questions/step-2")
    page = browser.open(path(SECOND, "questions/step-2")).content()
    assert page["platelets-value"] == ["12"]
    assert "neutrophils-value" not in page
    for name in ("heart", "consent", "birth"):
        assert shown(browser, SECOND, name) == []
    assert shown(browser, THIRD, "plt-value") == ["12"], "under another id it is the same question"


def test_a_change_in_one_study_counts_in_all_and_says_where_it_was_made(browser: CheckingClient) -> None:
    answer(browser, FIRST, **SHARED)
    browser.open(path(SECOND, "questions/step-1?change="))
    assert browser.fill(browser.page.content() | {"donor": "no"}).location.startswith(
        path(SECOND, "check?changed=donor")
    )
    assert shown(browser, FIRST, "donor") == shown(browser, THIRD, "donor") == ["no"]
    assert "Given for another study" in browser.open(path(FIRST, "check")).text("*[@id='donor-row']")
    assert TITLES[SECOND]["en"] in browser.page.text("p[@class='notice']")
    assert TITLES[SECOND]["en"] not in browser.open(path(SECOND, "check")).text("main")


def test_a_carried_answer_that_is_sent_again_unchanged_stays_where_it_was_given(browser: CheckingClient) -> None:
    answer(browser, FIRST, **SHARED)
    browser.open(path(SECOND, "questions/step-1"))
    browser.fill(browser.page.content())
    assert ONE_TITLE["en"] in browser.open(path(SECOND, "check")).text("p[@class='notice']")
    assert "Given for another study" in browser.page.text("*[@id='donor-row']")


def test_an_answer_that_was_changed_in_another_study_meanwhile_is_shown_and_asked(browser: CheckingClient) -> None:
    answer(browser, FIRST, donor="yes")
    open_page = tab(browser, path(FIRST, "questions/step-1"))
    answer(browser, SECOND, donor="no")
    browser.page = open_page
    page = browser.fill({"donor": "unknown"})
    assert page.status == 409
    assert shown(browser, THIRD, "donor") == ["no"]


def test_a_first_answer_in_two_studies_at_once_is_asked_too(browser: CheckingClient) -> None:
    answer(browser, SECOND, platelets={"value": "30", "unit": "10^9/L"})
    in_first, in_third = (tab(browser, path(nct, "questions/step-1")) for nct in (FIRST, THIRD))
    browser.page = in_first
    assert browser.fill({"donor": "yes"}).status == 303
    browser.page = tab(browser, path(THIRD, "questions/step-3"))
    stale = browser.page
    answer(browser, FIRST, donor="no")
    browser.page = stale
    assert browser.fill({"donor": "unknown", "pill": "no"}).status == 409
    assert in_third.status == 200


@pytest.mark.parametrize("form", ["footer//form", "form[@id='new-patient']"])
def test_clearing_in_one_study_clears_all_and_refuses_the_pages_of_each(browser: CheckingClient, form: str) -> None:
    answer(browser, FIRST, **SHARED)
    old = tab(browser, path(THIRD, "questions/step-3"))
    browser.open(path(SECOND, "staff"))
    assert browser.fill({}, form=form).status == 303
    assert shown(browser, FIRST, "donor") == shown(browser, THIRD, "donor") == []
    browser.page = old
    assert browser.fill({"donor": "yes", "pill": "no"}).status == 409
    assert shown(browser, FIRST, "donor") == []


def link_of(browser: CheckingClient, address: str) -> str:
    return "/h/" + next(link for link in browser.open(address).links() if "/h/" in link).partition("/h/")[2]


def test_a_hand_over_carries_one_study_or_all(browser: CheckingClient, app: Flask) -> None:
    answer(browser, FIRST, **SHARED, heart=["none"])
    answer(browser, THIRD, pill="no", donor="yes")
    one, every = link_of(browser, path(THIRD, "handover")), link_of(browser, path(THIRD, "handover?all"))
    assert [title in browser.page.text("main") for title in (ONE_TITLE["en"], TITLES[THIRD]["en"])] == [True, True]
    desk = CheckingClient(app)
    page = desk.open(one, follow=True)
    assert ONE_TITLE["en"] not in page.text("main")
    assert desk.fill({"go": "check"}).location == path(THIRD, "check")
    assert shown(desk, THIRD, "plt-value") == ["12"]
    assert shown(desk, FIRST, "heart") == []
    page = desk.open(every, follow=True)
    assert ONE_TITLE["en"] in page.text("main")
    assert "take their place" in page.text("main")
    assert desk.fill({"go": "check"}).location == "/en/"
    assert shown(desk, FIRST, "heart") == ["none"]
    assert shown(desk, THIRD, "pill") == ["no"]
    for nct in STUDIES:
        assert read_json(desk, path(nct, "assessment.json")) == read_json(browser, path(nct, "assessment.json"))


def test_a_code_that_holds_all_is_offered_only_where_there_are_several(browser: CheckingClient) -> None:
    answer(browser, FIRST, donor="yes")
    assert path(FIRST, "handover?all=") not in browser.open(path(FIRST, "handover")).links()
    assert link_of(browser, path(FIRST, "handover?all="))
    assert "Your answers to this study’s questions" in browser.page.text("main")


def read_json(browser: CheckingClient, address: str) -> Any:
    return json.loads(browser.open(address).response.get_data())


GIVEN: dict[str, dict[str, Any]] = {
    "fits": SHARED | {"neutrophils": {"value": "0.3", "unit": "10^9/L"}, "heart": ["none"], "consent": "yes"},
    "does not": {"donor": "no", "platelets": {"value": "90", "unit": "10^9/L"}, "heart": ["long_qt"]},
}


@pytest.mark.parametrize("name", GIVEN)
def test_all_outputs_of_a_study_agree_wherever_its_answers_were_given(app: Flask, name: str) -> None:
    carried = CheckingClient(app)
    answer(carried, FIRST, **GIVEN[name])
    for nct, names in ((SECOND, {"donor": "donor", "platelets": "platelets"}), (THIRD, {"plt": "platelets"})):
        names = names | {"donor": "donor"}
        given_in_it = CheckingClient(app)
        given_in_it.open(path(nct, "staff"))
        donor, count = GIVEN[name]["donor"], GIVEN[name]["platelets"]["value"]
        key = next(own for own, other in names.items() if other == "platelets")
        assert given_in_it.fill({"donor": donor, f"{key}-value": count}).status == 303
        assessments = [read_json(reader, path(nct, "assessment.json")) for reader in (carried, given_in_it)]
        assert assessments[0] == assessments[1]
        outcome = assessments[0]["outcome"]
        for page in ("result", "staff", "worksheet"):
            assert carried.open(path(nct, page)).one("main").get("data-outcome") == outcome
            statuses = {item.get("data-requirement"): item.get("data-status") for item in requirements(carried.page)}
            assert statuses == {
                requirement["id"]: requirement["status"]
                for criterion in assessments[0]["criteria"]
                for requirement in criterion["requirements"]
            }, page
        responses = [read_json(reader, path(nct, "response.fhir.json")) for reader in (carried, given_in_it)]
        assert responses[0]["item"] == responses[1]["item"]


def test_the_worksheet_on_paper_says_which_answers_were_given_for_another_study(browser: CheckingClient) -> None:
    answer(browser, FIRST, **next(iter(GIVEN.values())))
    pdf = browser.open(path(SECOND, "worksheet.pdf")).response.data
    assert "given for another study: Invented study one" in "".join(
        page.extract_text().replace("\n", " ") for page in PdfReader(io.BytesIO(pdf)).pages
    )


def requirements(page: Page) -> list[Any]:
    return [element for element in page.tree.iter() if element.get("data-requirement") and element.get("data-status")]


def test_a_study_that_is_gone_is_named_by_its_id(app: Flask, tmp_path: Path) -> None:
    browser = CheckingClient(app)
    answer(browser, FIRST, donor="yes")
    browser.use(app_with(tmp_path / "fewer", definition(SECOND), definition(THIRD)))
    assert FIRST in browser.open(path(SECOND)).text("section[@class='answers']")
    assert "donor" in browser.open(path(SECOND, "worksheet.json")).response.get_data(as_text=True)


def items(page: Page) -> dict[str, str]:
    """What the list shows of each study, by the path of its start page, in its order."""
    return {
        item.findall("a")[0].get("href", ""): " ".join(text_of(item).split())
        for item in page.all("ul[@class='trials']/li")
    }


def test_the_list_says_for_whom_each_study_is_and_nothing_of_results_before_an_answer(browser: CheckingClient) -> None:
    listed = items(browser.open("/en/"))
    assert all(f"Invented people for {nct}" in listed[path(nct)] for nct in STUDIES)
    assert "so far" not in "".join(listed.values())
    assert items(browser.open("/en/?q=people+for+NCT90000002")).keys() == {path(SECOND)}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_list_shows_each_studys_own_result_so_far_and_never_ranks_them(browser: CheckingClient, lang: str) -> None:
    order = list(items(browser.open(f"/{lang}/")))
    answer(browser, FIRST, donor="no", platelets={"value": "12", "unit": "10^9/L"})
    page = browser.open(f"/{lang}/")
    assert list(items(page)) == order
    for nct in STUDIES:
        assessment = read_json(browser, path(nct, "assessment.json", lang))
        statuses = [part["status"] for criterion in assessment["criteria"] for part in criterion["requirements"]]
        known = sum(status in ("fits", "does_not_fit") for status in statuses)
        browser.open(path(nct, "check", lang))
        left = len(browser.page.all("div[@class='row open']"))
        shown_here = items(page)[path(nct, lang=lang)]
        numbers = {"en": f"{known} of {len(statuses)} points known · {left} questions left"}
        numbers["zh"] = f"已知{known}项（共{len(statuses)}项） · 还剩{left}个问题"
        assert numbers[lang] in shown_here
        item = next(
            i for i in page.all("ul[@class='trials']/li") if i.findall("a")[0].get("href") == path(nct, lang=lang)
        )
        assert item.findall("p")[1].get("data-outcome") == assessment["outcome"]
        assert browser.open(path(nct, "result", lang)).text("h1") in shown_here
    assert "best" not in page.text("main").lower()


def test_a_study_that_cannot_be_loaded_is_listed_without_a_result(tmp_path: Path) -> None:
    app = app_with(tmp_path)
    file = tmp_path / SECOND / "definition.yaml"
    broken = json.loads(file.read_text("utf-8"))
    broken["steps"] = []
    file.write_text(json.dumps(broken), "utf-8")
    browser = CheckingClient(app)
    answer(browser, FIRST, donor="yes")
    listed = items(browser.open("/en/"))
    assert ["so far" in listed[path(nct)] for nct in STUDIES] == [True, False, True]
    assert browser.open(path(THIRD)).status == 200


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_end_of_a_result_names_the_other_studies_for_the_same_illness(browser: CheckingClient, lang: str) -> None:
    links = [link for link in browser.open(path(SECOND, "result", lang)).links("main//li/a") if link[0] == "/"]
    assert links == [path(FIRST, lang=lang), path(THIRD, lang=lang)]
    assert f"/{lang}/" in browser.page.links("main//section//p/a")


def test_a_result_names_no_study_for_another_illness(tmp_path: Path) -> None:
    other = definition(SECOND) | {"condition": {"en": "Another illness", "zh": "另一种病"}}
    page = CheckingClient(app_with(tmp_path, definition(FIRST), other)).open(path(FIRST, "result"))
    assert path(SECOND) not in page.links()


def verify_next(page: Page) -> dict[str, str]:
    """Question id → the line of “Verify next” in the staff view."""
    lines = page.all("ol[@class='ask-next']/li")
    return {line.findall("a")[0].get("href", "")[1:]: " ".join(text_of(line).split()) for line in lines}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_staff_switch_between_flowsheets_each_with_its_own_result(browser: CheckingClient, lang: str) -> None:
    browser.open(path(FIRST, "staff", lang))
    assert browser.fill({"donor": "no"}).status == 303
    page = browser.open(path(FIRST, "staff", lang))
    switch = {item.get("data-study", ""): item for item in page.all("*[@id='other-studies']//li")}
    assert switch.keys() == {SECOND, THIRD}
    for nct, item in switch.items():
        other = browser.open(path(nct, "staff", lang))
        assert item.findall("a")[0].get("href") == path(nct, "staff", lang)
        assert item.get("data-outcome") == other.one("main").get("data-outcome")
        assert other.text("*[@id='outcome']") in text_of(item)
        assert other.content()["donor"] == ["no"]


def test_verify_next_counts_what_an_answer_decides_over_all_studies(browser: CheckingClient) -> None:
    found = verify_next(browser.open(path(FIRST, "staff")))
    assert "(settles 3 points in 3 studies)" in found["donor"]
    assert "(settles 3 points in 3 studies)" in found["platelets"], "under another id too"
    assert "settles" not in found["neutrophils"], "the others ask it otherwise"
    assert list(found)[:2] == ["donor", "platelets"]
    browser.fill({"platelets-value": "12"})
    found = verify_next(browser.open(path(SECOND, "staff")))
    assert "platelets" not in found
    assert "(settles 3 points in 3 studies)" in found["donor"]


def test_a_save_by_the_script_brings_the_other_studies_up_to_date(browser: CheckingClient) -> None:
    browser.open(path(FIRST, "staff"))
    page = browser.fill({"donor": "no", "stay": "yes"})
    [second] = [item for item in page.all("*[@id='other-studies']//li") if item.get("data-study") == SECOND]
    assert page.status == 200
    assert text_of(second) != ""
    assert "to verify" in text_of(second)
    assert browser.open(path(SECOND, "staff")).text("*[@id='outcome']") in " ".join(text_of(second).split())


def test_answers_from_two_other_studies_are_told_apart(browser: CheckingClient) -> None:
    answer(browser, FIRST, platelets={"value": "12", "unit": "10^9/L"})
    answer(browser, THIRD, donor="yes")
    page = browser.open(path(SECOND, "check"))
    assert ONE_TITLE["en"] in page.text("*[@id='platelets-row']")
    assert TITLES[THIRD]["en"] in page.text("*[@id='donor-row']")
    rows = {title: page.text(f"*[@id='{name}-row']") for title, name in ((FIRST, "donor"), (THIRD, "platelets"))}
    assert not any(TITLES[nct]["en"] in row for nct, row in rows.items())
