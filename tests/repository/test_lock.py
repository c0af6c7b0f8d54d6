"""What a server installs is pinned with hashes, and is what the project asks for."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ASKED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["pdf"], *PROJECT["optional-dependencies"]["redis"]]
ENTRY = re.compile(r"^(\S+)==(\S+)(?: ; ([^\\\n]+?))? \\\n((?:    --hash=\S+(?: \\)?\n)+)", re.M)
LOCKED = [*ENTRY.findall((ROOT / "requirements.lock").read_text("utf-8"))]


def test_every_line_is_one_version_with_hashes() -> None:
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    names = [line for line in lines if line and not line.startswith(("#", " "))]
    assert len(LOCKED) == len(names) > 30
    for name, _, marker, hashes in LOCKED:
        assert re.findall(r"--hash=sha256:[0-9a-f]{64}", hashes), name
        assert not marker or Marker(marker)


@pytest.mark.parametrize("asked", ASKED)
def test_what_the_project_asks_for_is_locked_in_a_version_that_it_allows(asked: str) -> None:
    wanted = Requirement(asked)
    versions = [version for name, version, _, _ in LOCKED if canonicalize_name(name) == canonicalize_name(wanted.name)]
    assert versions
    assert all(wanted.specifier.contains(version) for version in versions)
