"""One assessment behind every output: page, staff view, worksheet, table, JSON, FHIR and the command line agree."""

import csv
import io
import json
import random
from typing import Any

import pytest
from flask import Flask

from prescreen.cli.commands import trial as trial_commands
from tests.support.client import CheckingClient, Page, seal
from tests.support.core import JOINED, NCT, NUMBERS, OPTIONS, RATIOS, TRIAL, assessment, taken

SETS, PARTS = 500, 10


def random_answers(seed: int) -> dict[str, Any]:
    """Answers to about four in five questions, on both sides of every limit."""
    chance = random.Random(seed)
    pools: dict[str, list[Any]] = {name: [*options, "unknown"] for name, options in OPTIONS.items()}
    for name, options in JOINED.items():
        pools[name] = [["none"], ["none"], "unknown", *([option] for option in options), options[:2]]
    for name, numbers in NUMBERS.items():
        pools[name] = ["unknown", *({"value": number, "unit": unit} for number, unit in numbers)]
    for name, ratios in RATIOS.items():
        pools[name] = ["unknown", *({"value": number, "limit": limit} for number, limit in ratios)]
    return {name: chance.choice(pool) for name, pool in pools.items() if chance.random() < 0.8}


def shown(page: Page) -> tuple[str, dict[str, str]]:
    marked = page.all("*[@data-requirement]")
    assert len(marked) == len(TRIAL.requirements)
    found = {element.get("data-requirement", ""): element.get("data-status", "") for element in marked}
    return page.one("main").get("data-outcome", ""), found


def summed(found: Any) -> tuple[str, dict[str, str]]:
    parts = [requirement for criterion in found["criteria"] for requirement in criterion["requirements"]]
    return found["outcome"], {part["id"]: part["status"] for part in parts}


def read_back(resource: dict[str, Any]) -> dict[str, Any]:
    """The answers in a FHIR response, in the shape of an answers file."""
    given: dict[str, Any] = {}

    def read(items: list[dict[str, Any]]) -> None:
        for item in items:
            read(item.get("item", []))
            question, _, part = item["linkId"].partition("-")
            for answer in item.get("answer", []):
                if "valueCoding" in answer:
                    given.setdefault(question, []).append(answer["valueCoding"]["code"])
                elif "valueQuantity" in answer:
                    quantity = answer["valueQuantity"]
                    codes = getattr(TRIAL.questions[question], "ucum", None) or {}
                    unit = next(unit for unit, code in codes.items() if code == quantity["code"])
                    given[question] = {"value": str(quantity["value"]), "unit": unit}
                elif "valueDecimal" in answer:
                    given.setdefault(question, {})[part] = str(answer["valueDecimal"])

    read(resource["item"])
    return {
        name: answer[0] if isinstance(answer, list) and TRIAL.questions[name].type == "choice" else answer
        for name, answer in given.items()
    }


@pytest.mark.parametrize("part", range(PARTS))
def test_every_output_shows_the_same_statuses(app: Flask, part: int) -> None:
    sets = [random_answers(seed) for seed in range(part, SETS, PARTS)]
    lines = "\n".join(map(json.dumps, sets))
    printed = app.test_cli_runner().invoke(trial_commands, ["assess", NCT, "-"], input=lines).stdout.splitlines()
    assert len(printed) == len(sets)
    for number, (given, line) in enumerate(zip(sets, printed, strict=True)):
        lang = ("en", "zh")[number % 2]
        expected = summed(assessment(given))
        assert summed(json.loads(line)) == expected
        browser = CheckingClient(app)
        entry = {"version": TRIAL.version, "answers": taken(given)}
        browser.set_cookie("answers", seal(app, {NCT: entry}))
        for page in ("staff", "result", "worksheet"):
            assert shown(browser.open(f"/{lang}/{NCT}/{page}")) == expected, (page, given)
        assert summed(browser.open(f"/{lang}/{NCT}/assessment.json").response.json) == expected
        table = csv.reader(io.StringIO(browser.open(f"/{lang}/{NCT}/worksheet.csv").response.data.decode("utf-8-sig")))
        assert {row[3]: row[5] for row in list(table)[1:]} == expected[1]
        resource = json.loads(browser.open(f"/{lang}/{NCT}/response.fhir.json").response.data, parse_float=str)
        assert summed(assessment(read_back(resource))) == expected, given
