"""Every output is made from one assessment: pages, worksheet, CSV, JSON, FHIR and the command line agree."""

import csv
import io
import json
import random
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import pytest
from flask import Flask

from prescreen.interop.fhir_input.reading import read_fhir
from prescreen.rules.evaluation import Truth, evaluator_of
from prescreen.rules.nodes import Unknown, parts_of
from prescreen.screening.assessment import Outcome
from prescreen.screening.journey import follow
from tests.support.answers import read_valid
from tests.support.client import Page, reader_with
from tests.support.everything import outcome_and_statuses
from tests.support.trials import TRIAL_FIXTURES, TrialFixture

SETS, PARTS = 120, 4


@pytest.fixture(scope="module", params=TRIAL_FIXTURES, ids=lambda fixture: fixture.id)
def fixture(request: pytest.FixtureRequest) -> TrialFixture:
    found: TrialFixture = request.param
    return found


@pytest.fixture(scope="module")
def app_of(fixture: TrialFixture) -> Flask:
    return fixture.app()


def nodes_of(node: Any, place: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Each node of a rule with its position in the tree."""
    yield place, node
    for number, part in enumerate(parts_of(node)):
        yield from nodes_of(part, (*place, number))


def reached(fixture: TrialFixture, given: Mapping[str, Any]) -> set[tuple[Any, ...]]:
    """What a set of answers covers: its answers, the outcome, and the truth of each node of each requirement's rule."""
    values = follow(fixture.trial, read_valid(fixture.trial, given)).values
    nodes = {
        (requirement.id, place, evaluator_of(node)(values))
        for requirement in fixture.trial.requirements
        for place, node in nodes_of(requirement.fits.node)
    }
    answers = {("answer", name, json.dumps(answer)) for name, answer in given.items()}
    return nodes | answers | {("outcome", str(fixture.assessment(given)["outcome"]))}


@lru_cache
def chosen_sets(fixture: TrialFixture) -> list[dict[str, Any]]:
    """A few of many random sets of answers, which together cover all that the many cover. Half of the many are the
    fitting answers with some of them changed."""
    chance = random.Random(1)
    sets = [fixture.random_answers(chance) for _ in range(400)]
    sets += [{**fixture.fitting, **fixture.random_answers(chance, 0.2)} for _ in range(400)]
    reaching = [reached(fixture, given) for given in sets]
    missing = set[Any]().union(*reaching)
    chosen: list[dict[str, Any]] = []
    while missing:
        best = max(range(len(sets)), key=lambda number: len(reaching[number] & missing))
        chosen.append(sets[best])
        missing -= reaching[best]
    return chosen


def shown(page: Page, fixture: TrialFixture) -> tuple[str, dict[str, str]]:
    marked = page.all("*[@data-requirement]")
    assert len(marked) == len(fixture.trial.requirements)
    found = {element.get("data-requirement", ""): element.get("data-status", "") for element in marked}
    return page.one("main").get("data-outcome", ""), found


def read_back(response: str, fixture: TrialFixture) -> dict[str, Any]:
    """The answers that are read from a FHIR response, in the shape of an answers file."""
    version = json.loads(response)["questionnaire"].partition("|")[2]
    read = read_fhir(fixture.trial, version, response)
    assert (read.asks, read.unread, read.warnings) == ((), (), ())
    return {taken.question: taken.answer for taken in read.takes}


def check_outputs(app: Flask, fixture: TrialFixture, sets: list[dict[str, Any]]) -> None:
    """Every output shows the same outcome and statuses as the assessment. Pages are in either language in turn."""
    lines = "\n".join(map(json.dumps, sets))
    printed = app.test_cli_runner().invoke(args=["trial", "assess", fixture.id, "-"], input=lines).stdout.splitlines()
    for number, (given, line) in enumerate(zip(sets, printed, strict=True)):
        expected = outcome_and_statuses(fixture.assessment(given))
        assert outcome_and_statuses(json.loads(line)) == expected, given
        base = f"/{('en', 'zh')[number % 2]}/{fixture.id}"
        browser = reader_with(app, fixture.trial, given)
        for page in ("staff", "result", "worksheet"):
            assert shown(browser.open(f"{base}/{page}"), fixture) == expected, (page, given)
        assert outcome_and_statuses(browser.open(f"{base}/assessment.json").response.json) == expected
        table = csv.reader(io.StringIO(browser.open(f"{base}/worksheet.csv").response.data.decode("utf-8-sig")))
        assert {row[3]: row[5] for row in list(table)[1:]} == expected[1]
        response = browser.open(f"{base}/response.fhir.json").response.text
        assert outcome_and_statuses(fixture.assessment(read_back(response, fixture))) == expected, given


@pytest.mark.parametrize("part", range(2))
def test_every_output_shows_the_same_statuses(app_of: Flask, fixture: TrialFixture, part: int) -> None:
    check_outputs(app_of, fixture, chosen_sets(fixture)[part::2])


@pytest.mark.audit
@pytest.mark.parametrize("part", range(PARTS))
def test_every_output_shows_the_same_statuses_for_random_answers(
    app_of: Flask, fixture: TrialFixture, part: int
) -> None:
    sets = [fixture.random_answers(random.Random(seed)) for seed in range(part, SETS, PARTS)]
    check_outputs(app_of, fixture, sets)


def test_the_chosen_answers_reach_every_outcome_and_both_truths_of_every_node(fixture: TrialFixture) -> None:
    found = set[Any]().union(*(reached(fixture, given) for given in chosen_sets(fixture)))
    for requirement in fixture.trial.requirements:
        for place, node in nodes_of(requirement.fits.node):
            if not any(isinstance(part, Unknown) for _, part in nodes_of(node)):
                wanted = {(requirement.id, place, truth) for truth in (Truth.TRUE, Truth.FALSE)}
                assert wanted <= found, requirement.fits.source
    assert {("outcome", outcome) for outcome in Outcome} <= found
