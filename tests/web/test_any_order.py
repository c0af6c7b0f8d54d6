"""A model of one browser with several tabs on two studies, in any order of page views, saves, clears, loads and late
responses: the answers kept are always one person's, and exactly what their last page to touch each question said, in
whichever study that was. The second study is an invented copy of the first, which asks one of the questions in other
words."""

import atexit
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from prescreen import create_app
from prescreen.definitions.loader import TRIALS
from prescreen.web.settings import Settings
from tests.conftest import KEY, NCT, copy_trial
from tests.support.client import CheckingClient, Page, reader_with
from tests.support.core import TRIAL
from tests.web.test_whose_answers import arrive

OTHER = "NCT90000001"
STAFF, OTHER_STAFF = f"/en/{NCT}/staff", f"/en/{OTHER}/staff"
# An input of each kind, and what may be typed or picked there. All are asked whatever the other answers.
CHOICES: dict[str, list[list[str]]] = {
    "creatinine_clearance-value": [["61"], ["77.5"], [""]],
    "donor": [["yes"], ["no"], ["unknown"]],
    "infections": [["hiv"], ["none"], []],
}
STEPS = [f"/en/{nct}/questions/{TRIAL.step_of[name.partition('-')[0]].id}" for nct in (NCT, OTHER) for name in CHOICES]
PATHS = [STAFF, OTHER_STAFF, *STEPS]
REWORDED = "infections"
THERE = " there"  # behind the name of what the second study asks in other words


def reworded(definition: Any, record: Any) -> None:
    questions = [question for step in definition["steps"] for question in step["questions"]]
    [found] = [question for question in questions if question.get("id") == REWORDED]
    found["ask"]["en"] = "Do you have any of these now?"


def two_studies() -> Flask:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    copy_trial(folder / OTHER, reworded)
    return create_app(KEY, TRIALS, Settings(trials_path=(folder,), rate_limits=False))


APP = two_studies()
Values = dict[str, list[str]]
Cookies = list[tuple[str, str]]


@dataclass
class Tab:
    """A page that stays open: who it was opened for, and what it was shown with."""

    page: Page
    person: int
    shown: Values


@dataclass
class SentPost:
    """A post whose response has not arrived yet: what it will set, for whom, and what is kept with it."""

    cookies: Cookies
    person: int
    kept: Values


def shown_on(page: Page) -> Values:
    """What a page shows in the inputs above."""
    content, names = page.content(), page.names()
    return {
        key_of(page, name): content.get(name) or [""] * (name.endswith("-value")) for name in CHOICES if name in names
    }


def key_of(page: Page, name: str) -> str:
    """An input's name, with THERE behind what another study asks in other words."""
    return name + THERE if name == REWORDED and OTHER in page.url else name


def blank(name: str) -> list[str]:
    return [""] if name.endswith("-value") else []


@dataclass
class Model:
    person: int = 0
    kept: Values = field(default_factory=dict)

    def begin(self, kept: Values) -> None:
        self.person, self.kept = self.person + 1, kept


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel("2026-11-24T09:00:00Z", tick=False)
        self.time = self.clock.start()
        self.browser, self.model = CheckingClient(APP), Model()
        self.tabs: list[Tab] = []
        self.late_pages: list[Cookies] = []
        self.sent: SentPost | None = None
        self.late_posts: list[Cookies] = []
        self.looked_at = STAFF
        self.unused = 0  # minutes without answers
        self.open(STAFF, late=False)

    def teardown(self) -> None:
        self.clock.stop()

    def cookies_of(self, page: Page) -> Cookies:
        headers = page.response.headers.getlist("Set-Cookie")
        return [(header.partition("=")[0], header.partition("=")[2].partition(";")[0]) for header in headers]

    def apart(self) -> CheckingClient:
        """A request with the browser's cookies of now, whose response changes nothing yet."""
        sender = CheckingClient(APP)
        sender.set_cookies(self.browser.jar())
        return sender

    @rule(path=st.sampled_from(PATHS), late=st.booleans())
    def open(self, path: str, late: bool) -> None:
        late = late and bool(self.browser.jar())
        sender = self.apart() if late else self.browser
        page = sender.open(path)
        if late:
            self.late_pages.append(self.cookies_of(page))
        self.tabs = [*self.tabs[-3:], Tab(page, self.model.person, shown_on(page))]

    def changed(self, tab: Tab, data: st.DataObject) -> tuple[str, list[str]]:
        name = data.draw(st.sampled_from(sorted(tab.shown)))
        choices, can_erase = CHOICES[name.removesuffix(THERE)], "/staff" in tab.page.url
        options = [value for value in choices if value != blank(name) or can_erase]
        return name, data.draw(st.sampled_from(options))

    def post(self, browser: CheckingClient, tab: Tab, name: str, value: list[str]) -> Page:
        content: dict[str, str | list[str]] = {**tab.page.content(), name.removesuffix(THERE): value}
        content["creatinine_clearance-unit"] = "mL/min"
        # Whatever else the page asks is "I don't know", so that a step can be posted.
        others = {"standard_transplant", "transplant_before"} & set(tab.page.names())
        browser.page = tab.page
        for other in others - content.keys():
            content[other] = "unknown"
        return browser.fill(content)

    def expected(self, tab: Tab, name: str, value: list[str]) -> tuple[int, Values]:
        """The status of a post, and what is kept after it."""
        if tab.person != self.model.person:
            return 409, self.model.kept
        now, shown = self.model.kept.get(name, blank(name)), tab.shown[name]
        # A radio button can't be unpicked.
        if value == shown or now in (value, shown):
            return 303, self.model.kept | ({} if value == shown else {name: value})
        return 409, self.model.kept

    @precondition(lambda self: self.sent is None)
    @rule(data=st.data(), late=st.booleans())
    def save(self, data: st.DataObject, late: bool) -> None:
        tab = data.draw(st.sampled_from(self.tabs))
        name, value = self.changed(tab, data)
        status, kept = self.expected(tab, name, value)
        sender = self.apart() if late else self.browser
        page = self.post(sender, tab, name, value)
        assert page.status == status
        if late:
            self.sent = SentPost(self.cookies_of(page), self.model.person, kept)
        else:
            self.model.kept = kept

    @precondition(lambda self: self.sent is not None)
    @rule()
    def response_arrives(self) -> None:
        assert self.sent
        arrive(self.browser, self.sent.cookies)
        self.model.kept, self.sent = self.sent.kept, None

    def another_person_begins(self, kept: Values) -> None:
        if self.sent:
            self.late_posts.append(self.sent.cookies)
        self.sent = None
        self.model.begin(kept)

    # Not at once, so that pages of one person meet too.
    @precondition(lambda self: len(self.model.kept) > 1)
    @rule(form=st.sampled_from(["footer//form", "form[@id='new-patient']"]))
    def clear(self, form: str) -> None:
        page = self.browser.open(STAFF)
        if not page.all(form):
            return
        assert self.browser.fill({}, form=form).status == 303
        self.another_person_begins({})

    @precondition(lambda self: len(self.model.kept) > 1)
    @rule(donor=st.sampled_from(["yes", "no"]))
    def load(self, donor: str) -> None:
        giver = reader_with(APP, TRIAL, {"donor": donor})
        link = next(link for link in giver.open(f"/en/{NCT}/handover").links() if "/h/" in link)
        self.browser.open("/h/" + link.partition("/h/")[2], follow=True)
        assert self.browser.fill({"go": "staff"}).status == 303
        self.another_person_begins({"donor": [donor]})

    @precondition(lambda self: self.late_pages)
    @rule(data=st.data())
    def late_page_arrives(self, data: st.DataObject) -> None:
        arrive(self.browser, self.late_pages.pop(data.draw(st.integers(0, len(self.late_pages) - 1))))

    @precondition(lambda self: self.late_posts)
    @rule(data=st.data())
    def late_response_to_an_earlier_persons_post_arrives(self, data: st.DataObject) -> None:
        arrive(self.browser, self.late_posts.pop(data.draw(st.integers(0, len(self.late_posts) - 1))))

    @rule(minutes=st.sampled_from([1, 6, 30]))
    def time_passes(self, minutes: int) -> None:
        self.time.shift(timedelta(minutes=minutes))
        self.unused = 0 if self.model.kept else self.unused + minutes
        if self.unused >= 55:
            # A page that was opened an hour before the first answer can't be told from one of answers that have ended.
            self.unused, self.tabs = 0, []
            self.open(STAFF, late=False)
        if minutes > 5:  # no browser waits that long for a response
            self.late_pages, self.late_posts, self.sent = [], [], None
        self.browser.open(f"/en/{NCT}/check")  # somebody is still there

    @invariant()
    def what_is_kept_is_one_persons_and_what_their_last_page_said(self) -> None:
        self.looked_at = OTHER_STAFF if self.looked_at == STAFF else STAFF  # in turns, to be quick
        page = self.apart().open(self.looked_at)
        names = [key_of(page, name) for name in CHOICES]
        assert shown_on(page) == {name: self.model.kept.get(name, blank(name)) for name in names}


# Without shrinking, which takes minutes.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
AnyOrder.TestCase.settings = settings(phases=PHASES, max_examples=10, stateful_step_count=30, deadline=None)
TestAnyOrder = AnyOrder.TestCase
