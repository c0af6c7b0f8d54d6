"""A new type of question fails type checking in every place that differs by type, until each says what to do."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("trial", "screening", "interop", "i18n", "definitions", "pages", "authoring")
UNION = "NumberQuestion = "
NEW_TYPE = """class PackYears(Quantity):
    printed: ClassVar[None] = None
    type: Literal["pack_years"]


NumberQuestion = PackYears | """

Place = tuple[str, int]


def with_new_type(folder: Path) -> Path:
    """A copy of the package with one more type of question."""
    shutil.copytree(ROOT / "prescreen", folder / "prescreen", ignore=shutil.ignore_patterns("__pycache__", "trials"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    questions = folder / "prescreen" / "trial" / "questions.py"
    text = questions.read_text("utf-8")
    assert text.count(UNION) == 1
    questions.write_text(text.replace(UNION, NEW_TYPE), "utf-8")
    return folder


def unhandled(folder: Path) -> set[Place]:
    """Each `assert_never` that could be reached, by module and line."""
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", *(f"prescreen/{package}" for package in PACKAGES)],
        cwd=folder, capture_output=True, text=True, timeout=170, check=False,
    )  # fmt: skip
    found = re.findall(r'^(\S+\.py):(\d+): error: Argument 1 to "assert_never"', checked.stdout, re.M)
    assert found, checked.stdout + checked.stderr
    return {(module, int(line)) for module, line in found}


def matches_on_type(folder: Path) -> set[Place]:
    """The `assert_never` of each `match` on the type of any question or of any number, by module and line."""
    found = set()
    for module in (file for package in PACKAGES for file in (folder / "prescreen" / package).glob("*.py")):
        function = ""
        for number, line in enumerate(module.read_text("utf-8").splitlines(), 1):
            if line.startswith("def "):
                function = line
            elif "match " in line and ".type:" in line:
                function += " matches"
            elif "assert_never(" in line and re.search(r"Question\b.* matches|NumberLine\b.* matches", function):
                found.add((str(module.relative_to(folder)), number))
    return found


def test_a_new_type_fails_mypy_in_every_place_that_differs_by_type(tmp_path: Path) -> None:
    folder = with_new_type(tmp_path)
    places = matches_on_type(folder)
    assert len(places) > 20
    assert places - unhandled(folder) == set()
