"""What the documents say about commands, settings and files is so."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
CODE = "".join(file.read_text("utf-8") for file in (ROOT / "prescreen").glob("*.py"))


def test_every_setting_that_is_read_is_listed_and_every_listed_one_is_read() -> None:
    read = set(re.findall(r'(?:environ\.get|environ|_switch|_whole_number|_folders|_host_names)[(\[]"([A-Z_]+)"', CODE))
    table = re.findall(r"^\| (`[A-Z_`, ]+`) \|", README, re.M)
    listed = {name for row in table for name in re.findall(r"[A-Z_]+", row)}
    assert listed == read - {"SECRET_KEY"}
    assert "`SECRET_KEY`" in README


def test_every_module_has_its_room() -> None:
    rooms = set(re.findall(r"`(?:prescreen/)?(\w+)\.py`", README))
    assert {file.stem for file in (ROOT / "prescreen").glob("*.py")} - {"__init__"} <= rooms


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text("utf-8")
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (document.parent / link).exists(), link
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"`make (?:-s )?(\w+)", text)) <= targets
    for name in re.findall(r"`(test_\w+\.py)`", text):
        assert (ROOT / "tests" / name).exists(), name


def test_the_operators_table_quotes_what_readers_see() -> None:
    words = (ROOT / "translations/zh/LC_MESSAGES/messages.po").read_text("utf-8").replace('"\n"', "")
    for quoted in re.findall(r"^\| “([^”]+)”", (ROOT / "docs" / "operating.md").read_text("utf-8"), re.M):
        assert f'msgid "{quoted}"' in words, quoted
