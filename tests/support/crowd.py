"""Many people who use a server at once, each with random answers whose result is known in advance."""

import html
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from prescreen.screening.answers import Answers
from prescreen.screening.assessment import assess
from prescreen.screening.journey import follow
from tests.support.answers import read_valid, varied_answers
from tests.support.client import as_fields, confirming
from tests.support.core import TRIAL

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
QUESTION = re.compile(r'<fieldset class="question" id="(\w+)"')
NAME = re.compile(r'name="([^"]+)"')
VARIED = varied_answers(TRIAL)


@dataclass
class WalkResult:
    """The requests that a person sent, how many of them were retries, what went wrong, and how many seconds each
    request took."""

    requests: int = 0
    retried: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def p99(self) -> float:
        """The seconds within which 99 of 100 requests were served."""
        return statistics.quantiles(self.seconds, n=100)[-1]


def some_answers(chance: random.Random) -> Answers:
    """A random answer to every question; some are "unknown"."""
    return read_valid(TRIAL, {name: chance.choice(answers) for name, answers in VARIED.items()})


class Person:
    """Walks from the first step to the result in one tab, with another one open beside it, and retries requests that
    can't connect. At the end another person begins. `pause` are the seconds before each request."""

    def __init__(self, address: str, seed: int, own_address: str = "", pause: float = 0) -> None:
        self.answers, self.pause = some_answers(random.Random(seed)), pause
        headers = {"X-Forwarded-For": own_address} if own_address else {}
        self.http = httpx.Client(base_url=address, timeout=30, headers=headers)
        self.walked = WalkResult()

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        time.sleep(self.pause)
        deadline = time.monotonic() + 30
        while True:
            try:
                self.walked.requests += 1
                begun = time.monotonic()
                response = self.http.request(method, path, **options)
                self.walked.seconds.append(time.monotonic() - begun)
                return response
            except httpx.TransportError:
                self.walked.retried += 1
                if time.monotonic() > deadline:
                    raise

    def walk(self) -> WalkResult:
        with self.http:
            try:
                self._walk()
            except (AssertionError, httpx.HTTPError, KeyError, IndexError) as error:
                self.walked.faults.append(f"{type(error).__name__}: {str(error)[:300]}")
        return self.walked

    def _walk(self) -> None:
        first = path = f"/en/{TRIAL.id}/questions/{TRIAL.steps[0].id}"
        beside = self.send("GET", first).text
        while not path.endswith("/check"):
            page = self.send("GET", path)
            assert page.status_code == 200, f"{page.status_code} of {path}"
            posted = self.send("POST", path, data=form_of(page.text, self.answers))
            assert posted.status_code == 303, f"{posted.status_code} of a post to {path}"
            path = posted.headers["location"]
        # The other tab's page is older than the answers, and says the same.
        again = self.send("POST", first, data=form_of(beside, self.answers))
        assert again.status_code == 303, f"{again.status_code} of the same answers in another tab"
        known = follow(TRIAL, self.answers)
        expected = assess(TRIAL, known.values)
        assert self.send("GET", f"/en/{TRIAL.id}/assessment.json").json() == expected.as_json(), "another assessment"
        result = self.send("GET", f"/zh/{TRIAL.id}/result").text
        assert f'data-outcome="{expected.outcome}"' in result, "another outcome"
        cleared = self.send("POST", f"/en/{TRIAL.id}/new-patient", data=dict(HIDDEN.findall(beside)))
        assert cleared.status_code == 303, f"{cleared.status_code} of a new patient"
        late = self.send("POST", first, data=form_of(beside, self.answers))
        assert late.status_code == 409, f"{late.status_code} of an earlier person's page"
        none = assess(TRIAL, follow(TRIAL, {}).values)
        assert self.send("GET", f"/en/{TRIAL.id}/assessment.json").json() == none.as_json(), "answers of before"


@contextmanager
def answering(address: str) -> Iterator[httpx.Client]:
    """The browser of a reader who has answered a step with "I don't know"."""
    step = f"/en/{TRIAL.id}/questions/{TRIAL.steps[0].id}"
    with httpx.Client(base_url=address, timeout=60) as reader:
        reader.post(step, data=form_of(reader.get(step).text, {}))
        yield reader


def form_of(page: str, answers: Answers) -> dict[str, Any]:
    """The fields of a step's form, filled in from answers; others are "I don't know"."""
    filled: dict[str, Any] = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
    for question in QUESTION.findall(page):
        filled |= as_fields(question, answers.get(question, "unknown"), NAME.findall(page))
    return filled | {"confirm": confirming(answers)}


def crowd(
    address: str,
    people: int,
    seconds: float,
    meanwhile: Callable[[], object] = lambda: None,
    own_addresses: bool = False,
    pause: float = 0,
) -> WalkResult:
    """This many people walk at the same time, one walk after another, until `seconds` have passed; walks that have
    begun are finished. With `own_addresses` each says another address, as a proxy would. Returns the sum of all
    results."""
    ends, total = time.monotonic() + seconds, WalkResult()

    def walk_repeatedly(number: int) -> list[WalkResult]:
        walks: list[WalkResult] = []
        while not walks or time.monotonic() < ends:
            own = f"10.0.{number % 256}.{len(walks) % 256}" if own_addresses else ""
            walks.append(Person(address, number * 100_000 + len(walks), own, pause).walk())
        return walks

    with ThreadPoolExecutor(people) as pool:
        running = [pool.submit(walk_repeatedly, number) for number in range(people)]
        meanwhile()
        for future in running:
            for walked in future.result():
                total.requests += walked.requests
                total.retried += walked.retried
                total.faults += walked.faults
                total.seconds += walked.seconds
    return total
