"""Hostile requests to the trial that has everything."""

import pytest
from flask import Flask

from tests.support import hostile
from tests.support.everything import FITTING, NCT, TRIAL, taken


@pytest.fixture
def _aimed_at_this_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"NCT": NCT, "TRIAL": TRIAL, "FITTING": FITTING, "taken": taken}.items():
        monkeypatch.setattr(hostile, name, value)


@pytest.mark.usefixtures("_aimed_at_this_trial", "without_pdf_layout")
def test_hostile_requests_give_no_fault_and_change_nothing_for_others(app: Flask) -> None:
    found = hostile.attack(app, 500, seed=20_261_126)
    # All of these were reached, so that the requests were not stopped at the door.
    assert {200, 303, 400, 404, 405, 413, 422} <= set(found)
