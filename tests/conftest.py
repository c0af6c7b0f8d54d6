"""Fixtures: the app with the shipped trial, browsers, and apps with changed copies of the trial."""

import copy
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from ruamel.yaml import YAML
from werkzeug.serving import make_server

from prescreen import create_app
from prescreen.definitions.catalogue import Catalogue
from prescreen.definitions.loader import TRIALS
from prescreen.trial.trial import Trial
from tests.support.browsing import FLAGS, HEADLESS_SHELL
from tests.support.client import CheckingClient
from tests.support.core import NCT as NCT

# Tests send more requests than readers do; tests of the rate limits switch them on.
os.environ["RATELIMIT_ENABLED"] = "false"
os.environ["LOG_REQUESTS"] = "false"

KEY = "a secret key for tests that is long enough"
Change = Callable[[Any, Any], None]


@pytest.fixture(scope="session", autouse=True)
def _shipped_trials_are_loaded_once() -> Iterator[None]:
    """Apps with the shipped trials alone share what they have loaded."""

    @lru_cache
    def shared(*options: Any) -> Catalogue:
        return Catalogue([TRIALS], *options)

    def catalogue(roots: list[Path], with_drafts: bool, every: float, records: Path | None) -> Catalogue:
        return (
            shared(with_drafts, every)
            if (roots, records) == ([TRIALS], None)
            else Catalogue(roots, with_drafts, every, records)
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("prescreen.Catalogue", catalogue)
        yield


@pytest.fixture(scope="session")
def app() -> Flask:
    return create_app(KEY)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serves an app on a free loopback port; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def site(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=HEADLESS_SHELL, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _contexts_end_with_their_test(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "chromium" in request.fixturenames:
        for context in request.getfixturevalue("chromium").contexts:
            context.close()


@pytest.fixture
def browser(app: Flask) -> CheckingClient:
    return CheckingClient(app)


@pytest.fixture(scope="session")
def trial(app: Flask) -> Trial:
    found: Trial = app.extensions["prescreen"].get(NCT).trial
    return found


@pytest.fixture
def changed_app(tmp_path: Path) -> Callable[..., Flask]:
    """Makes an app with copies of the trial: id → a function that changes the copy's definition and record."""

    def make(key: str = KEY, **trials: Change) -> Flask:
        folder = tmp_path / f"trials-{len(list(tmp_path.iterdir()))}"
        for nct, change in trials.items():
            copy_trial(folder / nct, change)
        return create_app(key, folder)

    return make


def copy_trial(folder: Path, change: Change) -> None:
    """Copy the shipped trial into a folder, whose name becomes the copy's id, and change it."""
    shipped, (definition, record) = TRIALS / NCT, copy.deepcopy(_shipped_trial())
    definition["id"] = record["study"]["protocolSection"]["identificationModule"]["nctId"] = folder.name
    change(definition, record)
    shutil.copytree(shipped, folder)
    if definition == {**_shipped_trial()[0], "id": folder.name}:  # a hundred times faster than to write all of it
        text = (shipped / "definition.yaml").read_text("utf-8").replace(NCT, folder.name, 1)
        (folder / "definition.yaml").write_text(text, "utf-8")
    else:
        YAML().dump(definition, folder / "definition.yaml")
    (folder / "record.json").write_text(json.dumps(record), "utf-8")


@lru_cache(1)
def _shipped_trial() -> tuple[Any, Any]:
    """The shipped definition and record, parsed once. Written back, the definition keeps its layout."""
    folder = TRIALS / NCT
    return YAML().load(folder / "definition.yaml"), json.loads((folder / "record.json").read_text("utf-8"))


def unchanged(definition: Any, record: Any) -> None:
    """No change."""
