import shutil
from pathlib import Path

import pytest

from tests.support.base_trial import BASE, NAME


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The base trial in a folder of its own, for one test to break."""
    return shutil.copytree(BASE, tmp_path / NAME)
