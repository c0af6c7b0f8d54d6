"""Runs what tests/npm/package.json lists; `make tools` installs it."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFIGS = ROOT / "tests" / "npm"
INSTALLED = ROOT / ".venv" / "npm"
MODULES = INSTALLED / "node_modules"


def run(command: str, *options: str | Path, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    """Run a package's command, and return what it printed, whatever its exit status."""
    environment = {**os.environ, "NODE_PATH": str(MODULES)}
    return subprocess.run(
        [MODULES / ".bin" / command, *options], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
