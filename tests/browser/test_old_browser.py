"""A journey and the staff view in Chromium 67, as old as the oldest browser that pages are made for."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.browsing import DESK, NCT, PHONE
from tests.support.old_browser import OldPage, old_chromium, old_page

# What is wrong with the controls on a page: those that another one covers or touches, or that can't be reached.
LAYOUT = """(() => {
    const said = (node) => `${node.outerHTML.slice(0, 90)} (${node.textContent.trim().slice(0, 30)})`;
    const shown = (node) => node.getClientRects().length && !node.closest(".skip, .hidden, #ending");
    const controls = [...document.querySelectorAll("a, button, summary, label, select, input:not([type=hidden])")]
        .filter(shown);
    const faults = [];
    if (document.documentElement.scrollWidth > innerWidth) faults.push("wider than the screen");
    const labels = (node) => [node, ...(node.labels || []), node.control].filter(Boolean);
    for (const node of controls) {
        node.scrollIntoView({block: "center"});
        const box = node.getClientRects()[0];
        const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        if (!there || !labels(node).some((own) => own.contains(there))) faults.push(`can't be reached: ${said(node)}`);
    }
    scrollTo(0, 0);
    const boxes = controls.map((node) => [node, [...node.getClientRects()]]);
    boxes.forEach(([node, rects], place) => boxes.slice(place + 1).forEach(([other, others]) => {
        if (node.contains(other) || labels(node).indexOf(other) >= 0) return;
        const touches = (one, two) => one.left < two.right + 2 && two.left < one.right + 2
            && one.top < two.bottom - 1 && two.top < one.bottom - 1;
        const isTouched = rects.some((one) => others.some((two) => touches(one, two)));
        if (isTouched) faults.push(`${said(node)} touches ${said(other)}`);
    }));
    return faults;
})()"""
IN_VIEW = """(selector => {
    const box = document.querySelector(selector).getBoundingClientRect();
    const fits = box.top >= 0 && box.bottom <= innerHeight + 1 && box.left >= 0 && box.right <= innerWidth + 1;
    return box.width > 0 && box.height > 0 && fits;
})"""
# As the server says four minutes before the end.
NEARLY_OVER = """(() => {
    const person = document.getElementById("ending").dataset.person;
    window.fetch = () => Promise.resolve({json: () => Promise.resolve({seconds: 240, person})});
    dispatchEvent(new Event("saved"));
    return new Promise((resolve) => setTimeout(resolve, 50));
})()"""
NOTING_ANSWERS = """(() => {
    const {json} = Response.prototype;
    Response.prototype.json = function () { return json.call(this).then((answer) => (window.answer = answer)); };
})()"""
ADDRESS, CONTINUE = "location.pathname", "main form .primary:last-child"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with old_chromium(tmp_path_factory.mktemp("old")) as address:
        yield address


@pytest.fixture
def page(tab: str, request: pytest.FixtureRequest) -> Iterator[OldPage]:
    size: dict[str, Any] = getattr(request, "param", PHONE)
    with old_page(tab, **size) as opened:
        yield opened


def _know_nothing(page: OldPage) -> None:
    """Answer each question that is shown with “I don't know”."""
    questions = page.evaluate("[...document.querySelectorAll('fieldset.question:not([hidden])')].map(node => node.id)")
    assert questions
    for question in questions:
        page.click(f"label[for='{question}-unknown'], label[for='{question}--unknown']")


def _walk(page: OldPage, site: str, lang: str) -> Iterator[str]:
    """From the start page to the result of a reader who knows nothing, over each step's errors; yields each path."""
    page.goto(f"{site}/{lang}/{NCT}/")
    yield page.evaluate(ADDRESS)
    page.press(".go .primary")
    while "/questions/" in page.evaluate(ADDRESS):
        page.press(CONTINUE)
        assert page.evaluate(f"{IN_VIEW}('.summary h2')")
        yield page.evaluate(ADDRESS)
        _know_nothing(page)
        page.press(CONTINUE)
    yield page.evaluate(ADDRESS)
    page.press(".go .primary")
    yield page.evaluate(ADDRESS)


@pytest.mark.audit
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_reader_who_knows_nothing_walks_to_the_result_and_back(page: OldPage, site: str, lang: str) -> None:
    *steps, check, result = _walk(page, site, lang)
    assert len(steps) > 10
    assert (check, result) == (f"/{lang}/{NCT}/check", f"/{lang}/{NCT}/result")
    assert page.evaluate("document.querySelector('main').dataset.outcome") == "check_with_doctor"
    page.press(".back")
    assert page.evaluate(ADDRESS) == check


@pytest.mark.audit
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_on_a_page_overlaps_or_is_out_of_reach(page: OldPage, site: str, lang: str) -> None:
    faults = {path: page.evaluate(LAYOUT) for path in _walk(page, site, lang)}
    assert not any(faults.values()), faults


def test_the_warning_before_the_end_is_in_view(page: OldPage, site: str) -> None:
    page.goto(f"{site}/en/{NCT}/questions/donor")
    _know_nothing(page)
    page.press(CONTINUE)
    page.evaluate(NEARLY_OVER)
    assert page.evaluate(f"{IN_VIEW}('#ending')")
    assert page.evaluate(f"{IN_VIEW}('#ending button')")
    page.click("#ending button")


@pytest.mark.audit
def test_a_page_that_asks_the_server_knows_that_its_answers_are_kept(page: OldPage, site: str) -> None:
    page.goto(f"{site}/en/{NCT}/questions/donor")
    _know_nothing(page)
    page.press(CONTINUE)
    page.goto(f"{site}/en/{NCT}/result")
    page.evaluate(NOTING_ANSWERS)
    page.evaluate("dispatchEvent(new Event('saved'))")
    page.wait_until("window.answer")
    assert page.evaluate("window.answer.seconds") > 300
    assert page.evaluate("document.getElementById('ending').hidden") is True
    assert page.evaluate(ADDRESS).endswith("/result")


@pytest.mark.audit
@pytest.mark.parametrize("page", [DESK], indirect=True)
def test_the_staff_view_saves_each_change(page: OldPage, site: str) -> None:
    page.goto(f"{site}/en/{NCT}/staff")
    page.click("label[for='marrow--25_to_50']")
    page.wait_until("document.getElementById('saved').textContent === 'Saved'")
    assert page.evaluate("document.getElementById('residual_cells').hidden") is False


@pytest.mark.audit
@pytest.mark.parametrize("page", [DESK], indirect=True)
def test_nothing_in_the_staff_view_overlaps_or_is_out_of_reach(page: OldPage, site: str) -> None:
    page.goto(f"{site}/en/{NCT}/staff")
    assert page.evaluate(LAYOUT) == []
