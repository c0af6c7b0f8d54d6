"""Many people at once, each with answers of their own, whose results are known beforehand."""

import random
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from prescreen.screening.answers import Answers
from prescreen.screening.assessment import assess
from prescreen.screening.journey import follow
from tests.support.answers import taken, varied_answers
from tests.support.core import TRIAL

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
ASKED = re.compile(r'<fieldset class="question" id="(\w+)"')
RETRIED = (httpx.TransportError,)
VARIED = varied_answers(TRIAL)


@dataclass
class Walked:
    """What came of a person's way: how many requests, how many had to be sent again, and what went wrong."""

    requests: int = 0
    retried: int = 0
    faults: list[str] = field(default_factory=list)


def some_answers(chance: random.Random) -> Answers:
    """An answer to every question, "unknown" among them."""
    return taken(TRIAL, {name: chance.choice(answers) for name, answers in VARIED.items()})


class Person:
    """Walks from the first step to the result; a request that finds no server is sent again."""

    def __init__(self, address: str, seed: int) -> None:
        self.answers = some_answers(random.Random(seed))
        self.http = httpx.Client(base_url=address, timeout=30)
        self.walked = Walked()

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        deadline = time.monotonic() + 30
        while True:
            try:
                self.walked.requests += 1
                return self.http.request(method, path, **options)
            except RETRIED:
                self.walked.retried += 1
                if time.monotonic() > deadline:
                    raise

    def walk(self) -> Walked:
        with self.http:
            try:
                self._walk()
            except (AssertionError, httpx.HTTPError, KeyError, IndexError) as error:
                self.walked.faults.append(f"{type(error).__name__}: {str(error)[:300]}")
        return self.walked

    def _walk(self) -> None:
        path = f"/en/{TRIAL.id}/questions/{TRIAL.steps[0].id}"
        while not path.endswith("/check"):
            page = self.send("GET", path)
            assert page.status_code == 200, f"{page.status_code} of {path}"
            posted = self.send("POST", path, data=form_of(page.text, self.answers))
            assert posted.status_code == 303, f"{posted.status_code} of a post to {path}"
            path = posted.headers["location"]
        known = follow(TRIAL, self.answers)
        expected = assess(TRIAL, known.values)
        assert self.send("GET", f"/en/{TRIAL.id}/assessment.json").json() == expected.as_json(), "another assessment"
        result = self.send("GET", f"/zh/{TRIAL.id}/result").text
        assert f'data-outcome="{expected.outcome}"' in result, "another outcome"


def form_of(page: str, answers: Answers) -> dict[str, Any]:
    """The form of a step, filled in."""
    filled: dict[str, Any] = {"csrf_token": TOKEN.findall(page)[0]}
    for name in ASKED.findall(page):
        answer = answers.get(name, "unknown")
        if isinstance(answer, dict):
            filled |= {f"{name}-{part}": text for part, text in answer.items()}
        else:
            filled[name if f'name="{name}"' in page else f"{name}-unknown"] = answer
    return filled


def crowd(address: str, people: int, seconds: float, meanwhile: Callable[[], None] = lambda: None) -> Walked:
    """So many people at a time, for so long; who is under way then walks to the end."""
    ends, total = time.monotonic() + seconds, Walked()

    def one_after_another(place: int) -> list[Walked]:
        walks: list[Walked] = []
        turn = 0
        while not walks or time.monotonic() < ends:
            walks.append(Person(address, place * 100_000 + turn).walk())
            turn += 1
        return walks

    with ThreadPoolExecutor(people) as pool:
        ways = [pool.submit(one_after_another, place) for place in range(people)]
        meanwhile()
        for way in ways:
            for walked in way.result():
                total.requests += walked.requests
                total.retried += walked.retried
                total.faults += walked.faults
    return total
