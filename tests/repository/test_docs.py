"""The settings, links, make targets, tests and messages that the documents name exist."""

import re
from pathlib import Path

import pytest

from prescreen.web.settings import Settings

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "prescreen"
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")


def test_the_documented_settings_are_those_that_are_read() -> None:
    code = "".join(file.read_text("utf-8") for file in PACKAGE.rglob("*.py"))
    read = {field.validation_alias for field in Settings.model_fields.values()}
    read |= set(re.findall(r'os\.environ(?:\.get\(|\[)"([A-Z_]+)"', code))
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", OPERATING, re.M)
    assert {name for row in rows for name in re.findall(r"[A-Z_]+", row)} == read


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text("utf-8")
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (document.parent / link).exists(), link
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"`make (?:-s )?(\w+)", text)) <= targets
    for path in re.findall(r"`([\w-]+/[\w/-]+\.(?:py|html))`", text):
        assert (ROOT / path).exists() or (PACKAGE / path).exists(), path


def test_the_operators_table_quotes_what_readers_see() -> None:
    words = (ROOT / "translations/zh/LC_MESSAGES/messages.po").read_text("utf-8").replace('"\n"', "")
    for quoted in re.findall(r"^\| “([^”]+)”", OPERATING, re.M):
        assert f'msgid "{quoted}"' in words, quoted
