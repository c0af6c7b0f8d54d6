"""Three invented studies in real Chromium: answered once, seen in each, in both languages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_accessibility import check
from tests.conftest import served
from tests.support.browsing import DESK, PHONE, opened
from tests.support.studies import FIRST, SECOND, THIRD, TITLES, app_with

LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(app_with(tmp_path_factory.mktemp("studies"))) as address:
        yield address


def go_on(page: Page) -> None:
    page.locator("main form .primary").click()


def answer_first(page: Page, lang: str) -> None:
    """Answers two steps of the first study, from the list of studies on."""
    page.goto(f"/{lang}/")
    page.get_by_role("link", name=TITLES[FIRST][lang]).click()
    page.locator(".go .primary").click()
    page.locator("[name=donor][value=yes]").check()
    go_on(page)
    page.locator("[name=neutrophils-value]").fill("0.3")
    page.locator("[name=platelets-value]").fill("12")
    go_on(page)


@LANGUAGES
def test_a_second_study_shows_what_is_carried_over_and_a_change_counts_in_both(
    chromium: Browser, studies: str, lang: str
) -> None:
    page = opened(chromium, studies, viewport=PHONE)
    answer_first(page, lang)
    page.goto(f"/{lang}/")
    check(page)
    page.get_by_role("link", name=TITLES[SECOND][lang]).click()
    carried = page.locator("section.answers")
    expect(carried).to_contain_text(TITLES[FIRST][lang])
    expect(carried.locator(".row")).to_have_count(2)
    check(page)
    carried.locator(".action a").first.click()
    expect(page.locator("[name=donor][value=yes]")).to_be_checked()
    page.locator("[name=donor][value=no]").check()
    go_on(page)
    expect(page.locator("#donor-row")).to_be_visible()
    page.goto(f"/{lang}/{FIRST}/check")
    expect(page.locator("#donor-row .note")).to_be_visible()
    expect(page.locator("main")).to_contain_text(TITLES[SECOND][lang])
    check(page)
    page.goto(f"/{lang}/{THIRD}/result")
    page.get_by_role("link", name=TITLES[FIRST][lang]).click()
    expect(page.locator("h1")).to_have_text(TITLES[FIRST][lang])


@LANGUAGES
def test_two_tabs_on_two_studies_never_overwrite_one_anothers_answer(
    chromium: Browser, studies: str, lang: str
) -> None:
    page = opened(chromium, studies, viewport=DESK)
    answer_first(page, lang)
    page.goto(f"/{lang}/{FIRST}/staff")
    other = page.context.new_page()
    other.goto(f"/{lang}/{THIRD}/staff")
    other.locator("[name=plt-value]").fill("30")
    other.locator("[name=plt-value]").blur()
    saved = other.locator("#saved")
    expect(saved).to_have_text(saved.get_attribute("data-saved") or "")
    page.locator("[name=platelets-value]").fill("40")
    page.locator("[name=platelets-value]").blur()
    expect(page.locator("#platelets [name=pick]")).to_have_count(2)
    page.goto(f"/{lang}/{SECOND}/staff")
    expect(page.locator("[name=platelets-value]")).to_have_value("30")
    switch = page.locator("#other-studies")
    expect(switch.locator("li")).to_have_count(2)
    before = switch.inner_text()
    page.locator("[name=donor][value=no]").check()
    expect(switch).not_to_have_text(before)
    check(page)
    switch.get_by_role("link", name=TITLES[FIRST][lang]).click()
    expect(page.locator("[name=donor][value=no]")).to_be_checked()


def test_a_clear_in_one_study_blanks_the_tabs_of_the_others(chromium: Browser, studies: str) -> None:
    page = opened(chromium, studies, viewport=PHONE)
    answer_first(page, "en")
    page.goto(f"/en/{FIRST}/check")
    other = page.context.new_page()
    other.goto(f"/en/{SECOND}/questions/step-1")
    page.locator("footer form button").click()
    expect(other.locator("h1")).to_contain_text("belongs to earlier answers")
    other.goto(f"/en/{SECOND}/check")
    expect(other.locator("main")).not_to_contain_text(TITLES[FIRST]["en"])
