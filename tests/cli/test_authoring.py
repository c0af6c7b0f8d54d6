"""The tutorial for authors: every file in it is saved and every command run, from top to bottom."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from prescreen.pages.content_version import ROOT

TUTORIAL = ROOT / "docs" / "authoring.md"
BLOCK = re.compile(r"(?:^`(?P<file>[^`\n]+)`\n\n)?^```(?P<kind>\w+)\n(?P<content>.*?)^```$", re.M | re.S)
# What installs is done by `make test` before it comes here.
INSTALLING = ("make install", ".venv/bin/pip install")


@dataclass(frozen=True)
class Block:
    kind: str
    content: str
    file: str | None


def blocks() -> list[Block]:
    found = BLOCK.finditer(TUTORIAL.read_text("utf-8"))
    return [Block(match["kind"], match["content"], match["file"]) for match in found]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder that looks like the project's, so that nothing is written into the real one."""
    for name in ("app.py", "prescreen", "templates", "static", "translations"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "flask").symlink_to(Path(sys.executable).parent / "flask")
    return tmp_path


def run(project: Path, script: str) -> str:
    """A block of commands; what they print. The setting that one of them exports counts for all."""
    kept = "\n".join(line for line in script.splitlines() if not line.startswith(INSTALLING))
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("FLASK", "SECRET"))}
    done = subprocess.run(
        ["sh", "-c", kept],
        cwd=project,
        env=variables | {"TRIALS_PATH": "my-trials"} if (project / "my-trials").is_dir() else variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


def serve(project: Path, command: str) -> Iterator[int]:
    """A server of the tutorial on a port of its own, until its reader is done."""
    server = subprocess.Popen(
        [*command.split(), "--port", "0"],
        cwd=project,
        env=os.environ | {"TRIALS_PATH": "my-trials"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        assert server.stderr
        for line in server.stderr:
            if found := re.search(r"127\.0\.0\.1:(\d+)", line):
                yield int(found[1])
                break
    finally:
        os.killpg(server.pid, signal.SIGINT)
        server.communicate(timeout=20)


def test_the_tutorial_works_from_its_first_line_to_its_last(project: Path) -> None:
    printed, ran = "", 0
    for block in blocks():
        if block.file:
            (project / block.file).write_text(block.content, "utf-8")
        elif block.kind == "text":
            for line in block.content.splitlines():
                pattern = ".*".join(map(re.escape, line.split("…")))
                assert re.search(pattern, printed), f"{line}\nis not in\n{printed}"
        elif "flask run" in block.content:
            for port in serve(project, block.content.strip()):
                assert "Has a doctor told you" in fetched(port, "/preview/NCT00000099/screen/en/questions/illness")
                assert "/screen/zh/questions/illness" in fetched(port, "/preview/NCT00000099/")
            ran += 1
        else:
            assert block.kind == "sh", block
            printed = run(project, block.content)
            assert "Traceback" not in printed, printed
            assert "Error" not in printed, printed
            ran += 1
    assert ran >= 12
    assert {file.suffix for file in (project / "packs").iterdir()} == {".html", ".pdf"}
    assert (project / "invented.svg").read_bytes().startswith(b"<svg")
    assert "nothing found" in run(project, ".venv/bin/flask trial check NCT00000099")


def fetched(port: int, path: str) -> str:
    deadline = time.monotonic() + 20
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                return str(answer.read().decode())
        except URLError:
            assert time.monotonic() < deadline


def test_every_command_of_the_tutorial_is_one_that_there_is() -> None:
    named = set(re.findall(r"flask trial ([\w-]+)", TUTORIAL.read_text("utf-8")))
    command = [sys.executable, "-m", "flask", "trial"]
    helped = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    there = set(re.findall(r"^  ([\w-]+) ", helped.stdout + helped.stderr, re.M))
    assert named <= there
    assert {
        "new",
        "check",
        "graph",
        "pack",
        "refresh",
        "diff",
        "schema",
        "texts",
        "redcap",
        "assess",
        "read-report",
        "list",
    } == there & named


def test_the_tutorial_says_that_its_trial_is_invented() -> None:
    text = TUTORIAL.read_text("utf-8")
    assert "**invented**" in text
    assert "No such study exists" in text
