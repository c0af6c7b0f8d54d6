"""Fixtures: the app with the trial of `support.everything`."""

from collections.abc import Iterator

import pytest
from flask import Flask

from prescreen import create_app
from prescreen.web.document_queue import DocumentQueue
from tests.conftest import KEY
from tests.support.everything import FOLDER


@pytest.fixture(scope="session")
def app() -> Flask:
    return create_app(KEY, FOLDER)


@pytest.fixture(scope="module")
def without_pdf_layout() -> Iterator[None]:
    """Makes PDFs without layout, which takes most of a second, for tests of the HTML that they are made from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DocumentQueue, "make", lambda *_: b"%PDF-")
        patch.setattr("prescreen.cli.pack.pdf", lambda *_, **__: b"%PDF-")
        yield
