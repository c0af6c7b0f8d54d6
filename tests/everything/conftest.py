"""The app with the fixture trial that has everything."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask

from prescreen import create_app
from tests.conftest import KEY
from tests.support.everything import FOLDER


@pytest.fixture(scope="session")
def app() -> Flask:
    return create_app(KEY, FOLDER)


@pytest.fixture(scope="module")
def without_pdf_layout() -> Iterator[None]:
    """PDFs are empty, for tests of what they are made from: laying one out takes most of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("weasyprint.HTML", lambda **_: SimpleNamespace(write_pdf=lambda **_: b"%PDF-"))
        patch.setattr("weasyprint.CSS", lambda **_: None)
        yield
