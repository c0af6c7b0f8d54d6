"""The app with the fixture trial that has everything."""

import pytest
from flask import Flask

from prescreen import create_app
from tests.conftest import KEY
from tests.support.everything import FOLDER


@pytest.fixture(scope="session")
def app() -> Flask:
    return create_app(KEY, FOLDER)
