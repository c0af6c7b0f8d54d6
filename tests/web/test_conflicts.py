"""A page changes only what was changed on it. What was changed elsewhere too is shown and asked, and what was refused
stays until it is mended or taken out."""

from typing import Any

import pytest
from flask import Flask

from tests.conftest import NCT
from tests.support.client import CheckingClient, Page, reader_with
from tests.support.core import FITTING, TRIAL

STAFF, CHECK, WORKSHEET = f"/en/{NCT}/staff", f"/en/{NCT}/check", f"/en/{NCT}/worksheet"


def step(name: str) -> str:
    return f"/en/{NCT}/questions/{name}"


def post(browser: CheckingClient, page: Page, data: dict[str, Any]) -> Page:
    """Post the form of a page that was opened earlier, with these changes."""
    browser.page = page
    return browser.fill(page.content() | data)


def kept(browser: CheckingClient) -> dict[str, list[str]]:
    """What a new staff view shows."""
    return browser.open(STAFF).content()


def picks(page: Page) -> dict[str, str]:
    """The buttons that say which of two values is right: text → value."""
    buttons = [button for button in page.all("main//button") if button.get("name") == "pick"]
    return {" ".join("".join(button.itertext()).split()): button.get("value", "") for button in buttons}


@pytest.fixture
def reader(app: Flask) -> CheckingClient:
    return reader_with(app, TRIAL, FITTING)


def test_one_change_on_an_old_staff_view_leaves_all_that_changed_since(reader: CheckingClient) -> None:
    old = reader.open(STAFF)
    for question, value in (("oxygen", "91"), ("lvef", "44")):
        reader.open(step(TRIAL.step_of[question].id))
        reader.fill_step(FITTING | {question: {"value": value}})
    assert post(reader, old, {"creatinine_clearance-value": "77"}).status == 303
    now = kept(reader)
    assert (now["oxygen-value"], now["lvef-value"], now["creatinine_clearance-value"]) == (["91"], ["44"], ["77"])


def test_an_old_step_that_was_not_changed_changes_nothing(reader: CheckingClient) -> None:
    old = reader.open(step("diagnosis"))
    post(reader, reader.open(STAFF), {"diagnosis": "very_severe"})
    assert post(reader, old, {}).status == 303
    assert kept(reader)["diagnosis"] == ["very_severe"]


def test_a_step_that_was_blank_when_it_was_opened_does_not_ask_for_what_was_answered_since(app: Flask) -> None:
    browser = CheckingClient(app)
    old = browser.open(step("donor"))
    post(browser, browser.open(STAFF), {"donor": "yes", "standard_transplant": "unwilling"})
    assert post(browser, old, {}).status == 303
    assert kept(browser)["donor"] == ["yes"]


@pytest.mark.parametrize("path", [STAFF, step("kidney")])
def test_what_was_changed_on_two_pages_is_shown_and_nothing_is_kept_until_one_is_picked(
    reader: CheckingClient, path: str
) -> None:
    old = reader.open(path)
    post(reader, reader.open(path), {"creatinine_clearance-value": "70"})
    page = post(reader, old, {"creatinine_clearance-value": "80"})
    assert page.status == 409
    assert page.content()["creatinine_clearance-value"] == ["80"]
    assert list(picks(page)) == ["From this page: 80 mL/min", "From the other page: 70 mL/min"]
    assert "#creatinine_clearance-value" in page.links("*[@class='summary']//a")
    assert post(reader, page, {}).status == 409, "it is asked until one is picked"
    assert kept(reader)["creatinine_clearance-value"] == ["70"]


@pytest.mark.parametrize("path", [STAFF, step("kidney")])
@pytest.mark.parametrize(("place", "value"), [(0, "80"), (1, "70")])
def test_the_value_that_is_picked_is_kept(reader: CheckingClient, path: str, place: int, value: str) -> None:
    old = reader.open(path)
    post(reader, reader.open(path), {"creatinine_clearance-value": "70"})
    page = post(reader, old, {"creatinine_clearance-value": "80"})
    assert post(reader, page, {"pick": list(picks(page).values())[place]}).status == 303
    assert kept(reader)["creatinine_clearance-value"] == [value]


def test_a_value_that_changes_a_third_time_while_it_is_asked_is_asked_again(reader: CheckingClient) -> None:
    old = reader.open(STAFF)
    post(reader, reader.open(STAFF), {"oxygen-value": "95"})
    page = post(reader, old, {"oxygen-value": "96"})
    post(reader, reader.open(STAFF), {"oxygen-value": "94"})
    again = post(reader, page, {"pick": next(iter(picks(page).values()))})
    assert again.status == 409
    assert "From the other page: 94%" in picks(again)


def test_the_other_changes_of_the_page_are_kept(reader: CheckingClient) -> None:
    old = reader.open(STAFF)
    post(reader, reader.open(STAFF), {"oxygen-value": "95"})
    assert post(reader, old, {"oxygen-value": "96", "lvef-value": "51", "donor": "no"}).status == 409
    now = kept(reader)
    assert (now["oxygen-value"], now["lvef-value"], now["donor"]) == (["95"], ["51"], ["no"])


def test_the_same_change_on_two_pages_is_no_conflict(reader: CheckingClient) -> None:
    old = reader.open(STAFF)
    post(reader, reader.open(STAFF), {"oxygen-value": "95", "infections": ["hiv"]})
    assert post(reader, old, {"oxygen-value": "95.0", "infections": ["hiv"], "lvef-value": "52"}).status in (303, 409)
    old = reader.open(STAFF)
    post(reader, reader.open(STAFF), {"oxygen-value": "93"})
    assert post(reader, old, {"oxygen-value": "93"}).status == 303


def test_two_conflicts_are_picked_one_after_the_other(reader: CheckingClient) -> None:
    old = reader.open(STAFF)
    post(reader, reader.open(STAFF), {"oxygen-value": "95", "donor": "no"})
    page = post(reader, old, {"oxygen-value": "96", "donor": "testing"})
    assert len(picks(page)) == 4
    page = post(reader, page, {"pick": next(value for text, value in picks(page).items() if "96%" in text)})
    assert page.status == 409
    assert len(picks(page)) == 2
    page = post(reader, page, {"pick": list(picks(page).values())[1]})
    assert page.status == 303
    now = kept(reader)
    assert (now["oxygen-value"], now["donor"]) == (["96"], ["no"])


def test_notes_are_compared_like_answers(reader: CheckingClient) -> None:
    old = reader.open(STAFF)
    changes = {"oxygen-source": "report", "oxygen-date": "2026-01-31", "opinion-note": "first"}
    post(reader, reader.open(STAFF), changes)
    assert post(reader, old, {"lvef-value": "51"}).status == 303
    assert kept(reader)["oxygen-date"] == ["2026-01-31"]
    page = post(reader, old, {"opinion-note": "second", "oxygen-date": "2026-02-01"})
    assert page.status == 409
    texts = " ".join(picks(page))
    assert "second" in texts
    assert "first" in texts
    assert "2026-02-01" in texts
    assert kept(reader)["opinion-note"] == ["first"]


def test_an_answer_that_was_taken_out_elsewhere_and_changed_here_is_asked(reader: CheckingClient) -> None:
    old = reader.open(STAFF)
    post(reader, reader.open(STAFF), {"oxygen-value": ""})
    page = post(reader, old, {"oxygen-value": "93"})
    assert page.status == 409
    assert "From the other page: nothing" in picks(page)


def test_a_post_without_the_values_that_it_was_shown_with_applies_to_what_it_names(reader: CheckingClient) -> None:
    token = reader.open(STAFF).token
    assert reader.post(STAFF, {"csrf_token": token, "oxygen-value": "91"}).status == 303
    kidney = {"creatinine_clearance-value": "77", "creatinine_clearance-unit": "mL/min"}
    assert reader.post(step("kidney"), {"csrf_token": token, **kidney}).status == 303
    now = kept(reader)
    assert (now["oxygen-value"], now["creatinine_clearance-value"], now["donor"]) == (["91"], ["77"], ["yes"])


@pytest.mark.parametrize("shown", ["{", "[" * 20_000, "9" * 5000, '"no such option"', "null", "\x00"])
def test_an_odd_value_that_it_was_shown_with_is_no_fault(reader: CheckingClient, shown: str) -> None:
    page = reader.open(step("kidney"))
    posted = post(reader, page, {"creatinine_clearance-value": "77", "creatinine_clearance-shown": shown})
    assert posted.status in (303, 409)
    for pick in (shown, '["creatinine_clearance-shown","here",[[[]]]]', '["x","kept",1]', "[]"):
        assert post(reader, reader.open(step("kidney")), {"pick": pick}).status == 303


# The links of a step keep what was typed


@pytest.mark.parametrize(
    ("go", "location"),
    [
        ("check", CHECK),
        ("result", f"/en/{NCT}/result"),
        ("home", "/en/"),
        ("back", step("diagnosis")),
    ],
)
def test_a_link_of_a_step_keeps_what_was_answered_and_what_was_not_yet_right(
    app: Flask, go: str, location: str
) -> None:
    browser = CheckingClient(app)
    browser.open(step("blood-counts"))
    page = browser.fill({"go": go, "neutrophils-value": "0.3", "platelets-value": "q7q"})
    assert (page.status, page.location) == (303, location)
    again = browser.open(step("blood-counts"))
    assert again.content()["neutrophils-value"] == ["0.3"]
    assert again.content()["platelets-value"] == ["q7q"]
    assert again.links("*[@class='summary']//a") == ["#platelets-value"]
    assert "q7q" in browser.open(CHECK).text("*[@id='platelets-row']")
    assert "Not answered yet" in browser.page.text("*[@id='platelets-row']")


def test_what_was_not_right_goes_once_it_is_mended_or_taken_out(app: Flask) -> None:
    for mended in ({"platelets-value": "12"}, {"platelets-unknown": "unknown", "platelets-value": ""}):
        browser = CheckingClient(app)
        browser.open(step("blood-counts"))
        browser.fill({"go": "check", "neutrophils-value": "0.3", "platelets-value": "q7q"})
        page = browser.open(step("blood-counts"))
        assert post(browser, page, {"reticulocytes-value": "8"} | mended).status == 303
        assert "q7q" not in browser.open(step("blood-counts")).response.text
        assert "q7q" not in browser.open(CHECK).response.text


def test_a_link_of_a_blank_step_keeps_nothing_and_asks_for_nothing(app: Flask) -> None:
    browser = CheckingClient(app)
    browser.open(step("donor"))
    assert browser.fill({"go": "check"}).location == CHECK
    assert not browser.open(step("donor")).all("*[@class='summary']")


# After “Change”, back to the row


def test_after_a_change_the_reader_is_back_at_the_row_which_says_so(reader: CheckingClient) -> None:
    reader.open(f"{step('kidney')}?change")
    page = reader.fill_step({"creatinine_clearance": {"value": "88", "unit": "mL/min"}})
    assert page.location == f"{CHECK}?changed=creatinine_clearance#creatinine_clearance-row"
    shown = reader.open(page.location.partition("#")[0])
    assert "Changed just now" in shown.text("*[@id='creatinine_clearance-row']")
    assert shown.text("main").count("Changed just now") == 1


def test_a_change_that_changes_nothing_leads_back_without_a_word(reader: CheckingClient) -> None:
    reader.open(f"{step('kidney')}?change")
    page = post(reader, reader.page, {})
    assert page.location == f"{CHECK}#creatinine_clearance-row"
    assert "Changed just now" not in reader.open(CHECK).text("main")


def test_who_came_from_the_result_gets_back_to_it_and_is_told(reader: CheckingClient) -> None:
    reader.open(f"{step('kidney')}?change=result")
    page = reader.fill_step({"creatinine_clearance": {"value": "30", "unit": "mL/min"}})
    assert page.location == f"/en/{NCT}/result?changed=creatinine_clearance"
    assert "Your answer was changed" in reader.open(page.location).text("main")


def test_a_change_that_opens_a_question_leads_there(reader: CheckingClient) -> None:
    reader.open(f"{step('diagnosis')}?change")
    page = reader.fill_step({"diagnosis": "severe", "marrow": "25_to_50"})
    assert page.location == step("residual-cells")


@pytest.mark.parametrize("changed", ["<b>", "no_such_question", ",,,", "x" * 2000])
def test_odd_words_about_a_change_are_ignored(reader: CheckingClient, changed: str) -> None:
    for path in (CHECK, f"/en/{NCT}/result"):
        page = reader.open(f"{path}?changed={changed}")
        assert page.status == 200
        assert "just now" not in page.text("main")
        assert "was changed" not in page.text("main")


# What a second look at two tabs has found


def test_boxes_that_were_all_unticked_are_kept_so_by_a_link_too(app: Flask) -> None:
    reader = reader_with(app, TRIAL, FITTING | {"infections": ["hiv"]})
    page = reader.open(step(TRIAL.step_of["infections"].id))
    without = {name: texts for name, texts in page.content().items() if name != "infections"}
    assert reader.fill(without | {"go": "check"}).status == 303
    assert "infections" not in kept(reader)


def test_a_note_on_an_answer_that_was_changed_elsewhere_is_asked(reader: CheckingClient) -> None:
    old = reader.open(STAFF)
    post(reader, reader.open(STAFF), {"oxygen-value": "93"})
    page = post(reader, old, {"oxygen-source": "report", "oxygen-date": "2026-01-31"})
    assert page.status == 409
    assert page.content()["oxygen-value"] == ["93"]
    assert "2026-01-31" not in reader.open(WORKSHEET).text("tr[@data-requirement='oxygen']")


def test_what_was_refused_in_one_tab_stays_when_another_one_saves_something_else(reader: CheckingClient) -> None:
    other = reader.open(STAFF)
    post(reader, reader.open(STAFF), {"oxygen-value": "9x"})
    post(reader, other, {"lvef-value": "55"})
    page = reader.open(STAFF)
    assert page.content()["oxygen-value"] == ["9x"]
    post(reader, page, {"oxygen-value": ""})
    assert kept(reader).get("oxygen-value", [""]) != ["9x"]


def test_a_fault_in_a_question_that_is_no_longer_asked_can_be_seen_and_mended(reader: CheckingClient) -> None:
    post(reader, reader.open(STAFF), {"transplant_before": "100_days_or_more"})
    post(reader, reader.open(STAFF), {"gvhd": ["none", "acute"]})
    page = post(reader, reader.open(STAFF), {"transplant_before": "no"})
    fieldset = page.one("fieldset[@id='gvhd']")
    assert fieldset.get("hidden") is None
    page = post(reader, page, {"gvhd": ["none"]})
    assert page.status == 303
    assert reader.open(STAFF).one("fieldset[@id='gvhd']").get("hidden") is not None


def test_the_language_switch_of_the_staff_view_shows_what_is_wrong(reader: CheckingClient) -> None:
    page = post(reader, reader.open(STAFF), {"oxygen-value": "9x"})
    switch = page.one("header//button[@name='switch']").get("value")
    page = post(reader, page, {"switch": str(switch)})
    assert page.links("*[@class='summary']//a") == ["#oxygen-value"]


def test_a_partial_post_that_names_only_a_source_leaves_the_answer(reader: CheckingClient) -> None:
    token = reader.open(STAFF).token
    reader.post(STAFF, {"csrf_token": token, "infections-source": "report", "oxygen-source": "report"})
    now = kept(reader)
    assert (now["infections"], now["oxygen-value"]) == (["none"], [FITTING["oxygen"]["value"]])


def test_options_that_were_refused_are_told_in_the_readers_words(app: Flask) -> None:
    browser = CheckingClient(app)
    browser.open(step(TRIAL.step_of["heart"].id))
    browser.fill({"go": "check", "heart": ["none", "long_qt"]})
    told = browser.open(CHECK).text("*[@id='heart-row']")
    assert "long_qt" not in told
    assert TRIAL.questions["heart"].option["long_qt"].label["en"] in told  # type: ignore[union-attr]


def test_a_row_without_an_answer_has_not_changed(app: Flask) -> None:
    assert "just now" not in CheckingClient(app).open(f"{CHECK}?changed=lvef").text("main")


@pytest.mark.parametrize("shown", ['"\\ud800"', '["\\ud800"]'])
def test_text_that_has_no_encoding_is_no_fault(reader: CheckingClient, shown: str) -> None:
    for data in ({"creatinine_clearance-shown": shown}, {"pick": f'["creatinine_clearance-shown","here",{shown}]'}):
        page = reader.open(step("kidney"))
        assert post(reader, page, {"creatinine_clearance-value": "77"} | data).status in (303, 409)
