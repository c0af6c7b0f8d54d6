"""A site with several trials in real Chromium: the list, warnings about a record, and every type of question."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from prescreen import create_app
from prescreen.definitions.loader import TRIALS
from prescreen.web.settings import Settings
from tests.browser.test_accessibility import check
from tests.conftest import KEY, served
from tests.definitions.test_catalogue import add
from tests.pages.test_question_types import with_every_type
from tests.support.browsing import PHONE, go_on, opened

WITHDRAWN = "NCT00000001"
TYPES = "NCT00000000"
CONTACT = {"name": "Nurse Li", "phone": "+86 571 0000 0000", "email": "li@example.org"}
CHANGED: dict[str, Any] = {
    "statusModule": {
        "overallStatus": "WITHDRAWN",
        "startDateStruct": {"date": "2024-10"},
        "completionDateStruct": {"date": "2027-12-31"},
    },
    "contactsLocationsModule": {
        "centralContacts": [CONTACT],
        "locations": [{"facility": "First Hospital", "city": "Hangzhou", "country": "China", "contacts": [CONTACT]}],
    },
}


def add_withdrawn(root: Path) -> None:
    file = add(root, WITHDRAWN) / "record.json"
    record = json.loads(file.read_text("utf-8"))
    record["study"]["protocolSection"] |= CHANGED
    file.write_text(json.dumps(record), "utf-8")


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = with_every_type(tmp_path_factory.mktemp("trials"))
    add_withdrawn(root)
    with served(create_app(KEY, TRIALS, Settings(trials_path=(root,)))) as address:
        yield address
    shutil.rmtree(root)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_they_are_accessible_and_fit_a_narrow_phone(chromium: Browser, several: str, lang: str) -> None:
    page = opened(chromium, several, viewport={**PHONE, "width": 320})

    def look() -> None:
        check(page, also_dark=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url

    for path, shown in {
        "": "ul.trials",
        "?q=nothing+like+it": "form.search",
        f"{WITHDRAWN}/": "aside.caution",
        f"{WITHDRAWN}/result": "aside.caution",
    }.items():
        page.goto(f"/{lang}/{path}")
        assert page.locator(shown).count() >= 1
        look()
    page.goto(f"/{lang}/{TYPES}/questions/you")
    look()
    for name, typed in {"age-value": "45.5", "last_treatment-value": "soon", "body_mass_index-height": "1.70"}.items():
        page.locator(f"[name={name}]").fill(typed)
    go_on(page)
    assert page.locator(".summary li").count() == 3
    look()
