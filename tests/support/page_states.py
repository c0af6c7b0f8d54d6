"""The pages of the site in each of their states: walks that engines of accessibility check at every stop."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from playwright.sync_api import Page

from tests.support.browsing import ALL_ASKED, FITTING, NCT, OUTCOMES, go_on, press
from tests.support.core import TRIAL

WITHOUT_ANSWERS = [
    "", "questions", "check", "result", "questions/nowhere", "staff", "worksheet", "handover", "?who=staff",
]  # fmt: skip
NOTHING_KNOWN = dict.fromkeys(TRIAL.questions, "unknown")
# Yields the name of each state once the page shows it, in this language.
Stops = Callable[[Page, str], Iterator[str]]


class Walk(NamedTuple):
    """Where a reader goes, and the answers that they have given before."""

    stops: Stops
    answers: dict[str, Any]


def _at(*paths: str) -> Stops:
    def stops(page: Page, lang: str) -> Iterator[str]:
        for path in paths:
            page.goto(f"/{lang}/{NCT}/{path}")
            yield f"{lang}/{path}"

    return stops


def _listing(page: Page, lang: str) -> Iterator[str]:
    for path in ("", "nowhere"):
        page.goto(f"/{lang}/{path}")
        yield f"{lang}/{path}"


def _empty_steps(page: Page, lang: str) -> Iterator[str]:
    for step in TRIAL.steps:
        page.goto(f"/{lang}/{NCT}/questions/{step.id}")
        yield f"{lang}/{step.id}"
        go_on(page)
        assert page.locator(".summary").count() == 1
        yield f"{lang}/{step.id} with errors"


def _correction(page: Page, lang: str) -> Iterator[str]:
    page.goto(f"/{lang}/{NCT}/questions/blood-counts")
    page.locator("[name=neutrophils-value]").fill("400")
    go_on(page)
    assert page.locator("button[name=correct]").is_visible()
    yield f"{lang}/blood-counts with a correction"


def _staff(page: Page, lang: str) -> Iterator[str]:
    yield from _at("staff", "worksheet")(page, lang)
    page.goto(f"/{lang}/{NCT}/staff")
    page.locator("#oxygen-value").fill("nearly all")
    page.locator("#oxygen-date").fill("soon")
    press(page.locator("#staff .primary").last)
    assert page.locator(".summary li").count() == 2
    yield f"{lang}/staff with errors"


def _handover(page: Page, lang: str) -> Iterator[str]:
    yield from _at("handover")(page, lang)
    page.goto(page.locator(".link a").get_attribute("href") or "")
    page.goto(f"/{lang}/handover")
    yield f"{lang}/handover taken"


STEPS = [f"questions/{step.id}" for step in TRIAL.steps]
WALKS = {
    "nothing answered": Walk(_at(*WITHOUT_ANSWERS), {}),
    "listing": Walk(_listing, {}),
    "empty steps": Walk(_empty_steps, {}),
    "a correction": Walk(_correction, {}),
    "everything asked": Walk(_at(*STEPS, "check", "result"), ALL_ASKED),
    "nothing known": Walk(_at(*STEPS, "check", "result"), NOTHING_KNOWN),
    "staff": Walk(_staff, FITTING),
    "handover": Walk(_handover, FITTING),
    **{outcome: Walk(_at("result"), FITTING | answers) for outcome, answers in OUTCOMES.items()},
}
