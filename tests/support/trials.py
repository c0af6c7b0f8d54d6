"""The trials that the agreement tests and the fuzzer run on."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask

from prescreen import create_app
from prescreen.definitions.loader import TRIALS as SHIPPED
from prescreen.screening.assessment import assess
from prescreen.screening.journey import follow
from prescreen.trial.trial import Trial
from prescreen.web.settings import Settings
from tests.conftest import KEY
from tests.support import core, everything
from tests.support.answers import read_valid, varied_answers


@dataclass(frozen=True, eq=False)
class TrialFixture:
    """A trial, the folder of trials that it is in, and answers that fit all requirements that can fit."""

    folder: Path
    trial: Trial
    fitting: Mapping[str, Any]

    @property
    def id(self) -> str:
        return self.trial.id

    def app(self) -> Flask:
        return create_app(KEY, self.folder, Settings(rate_limits=False))

    def assessment(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return assess(self.trial, follow(self.trial, read_valid(self.trial, given)).values).as_json()

    @cached_property
    def varied(self) -> dict[str, list[Any]]:
        return varied_answers(self.trial)

    def random_answers(self, chance: random.Random, share: float = 0.8) -> dict[str, Any]:
        """Answers to about this share of the questions, including those that would not be asked."""
        return {name: chance.choice(found) for name, found in self.varied.items() if chance.random() < share}


TRIAL_FIXTURES = [
    TrialFixture(SHIPPED, core.TRIAL, core.FITTING),
    TrialFixture(everything.FOLDER, everything.TRIAL, everything.FITTING),
]
