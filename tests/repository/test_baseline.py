"""Styles and scripts keep to the browsers that tests/npm/package.json states: Chrome and WebView 67, Safari 12."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.support.npm import CONFIGS, INSTALLED, ROOT, run

STATIC = ROOT / "static"
# How stylelint's plugins and ESLint's name what is not supported.
FEATURE = re.compile(r"(?<=featureId: )[\w.-]+|(?<=browser feature \")[\w-]+|^[\w.]+(?=(?:\(\))? is not supported)")
# The scripts of the pages that have most, and how many bytes they may be together.
PAGE_SCRIPTS = {
    ("session.js", "speak.js"): 12 * 1024,
    ("session.js", "share.js"): 12 * 1024,
    ("session.js", "staff.js"): 12 * 1024,
    ("session.js", "staff.js", "kiosk.js"): 14 * 1024,
}

# What older browsers lack, and why a page does without it.
STYLES = {
    "properties.color-scheme": "browsers without dark themes lack it: the page is light",
    "at-rules.media.prefers-color-scheme": "the same",
    "prefers-color-scheme": "the same",
    "properties.text-size-adjust": "the size of text is not changed by browsers on desks, which lack it",
    "text-size-adjust": "the same",
    "properties.text-wrap": "headings break at other words",
    "properties.text-underline-offset": "links are underlined closer to the text",
    "properties.text-decoration-thickness": "links are underlined thinner",
    "selectors.focus-visible": "the browser's own outline is shown",
    "css-focus-visible": "the same",
    "properties.outline": "the outline has square corners",
    "properties.cursor": "iOS has no pointer",
    "properties.scroll-margin-top": "the target of a link stands at the edge of the screen",
    "css-snappoints": "the same",
    "properties.accent-color": "what is picked has the browser's own colour",
    "selectors.details-content": "browsers that lack it hide what is folded by themselves",
    "at-rules.media.forced-colors": "browsers that lack it force no colours",
    "properties.forced-color-adjust": "the same",
    "at-rules.page": "the printer's own margins are used; the PDF is not made by a browser",
    "at-rules.page.size": "the same",
    "css-paged-media": "the same",
    "properties.page": "the same",
    "css-color-adjust": "marks are printed without their colour, and still differ by their shape",
}
SCRIPTS = {
    "navigator.locks": "two tabs that save at once are told that the answers were changed elsewhere",
    "locks": "the same",
    "visibilitychange_event": "Safari lacks it on leaving for another page only",
    "beforeprint_event": "lists stay as they are on paper, where they are folded too",
    "afterprint_event": "the same",
    "clipboard": "a selection is copied",
    "navigator.clipboard": "the same",
    "writeText": "the same",
    "speechSynthesis": "there is no button for reading aloud",
    "SpeechSynthesisUtterance": "the same",
    "getVoices": "the same",
    "localService": "the same",
    "voice": "the same",
    "speak": "the same",
    "beforeunload_event": "iOS never asks before it leaves; links and forms of the page wait by themselves",
}


Faults = dict[str, list[str]]


def unsupported_styles(folder: Path) -> Faults:
    """Where the folder's styles use what a browser lacks, by feature, or by message where the fault is another one."""
    config = f"--config={CONFIGS / 'stylelint.config.cjs'}"
    done = run("stylelint", config, f"--config-basedir={INSTALLED}", "--formatter=json", "*.css", cwd=folder)
    return _by_feature((file["source"], file["warnings"], "text") for file in json.loads(done.stderr))


def unsupported_scripts(folder: Path) -> Faults:
    """The same for scripts, by the name of what is used."""
    config = f"--config={CONFIGS / 'eslint.config.cjs'}"
    done = run("eslint", config, "--format=json", "*.js", cwd=folder)
    return _by_feature((file["filePath"], file["messages"], "message") for file in json.loads(done.stdout))


def _by_feature(files: Iterable[tuple[str, list[dict[str, Any]], str]]) -> Faults:
    found: Faults = {}
    for path, faults, key in files:
        for fault in faults:
            feature = FEATURE.search(fault[key])
            place = f"{Path(path).name}:{fault['line']}"
            found.setdefault(feature.group() if feature else fault[key], []).append(place)
    return found


def test_styles_keep_to_the_baseline() -> None:
    found = unsupported_styles(STATIC)
    assert {feature: places for feature, places in found.items() if feature not in STYLES} == {}
    assert STYLES.keys() - found.keys() == set(), "accepted, but not used"


def test_scripts_keep_to_the_baseline() -> None:
    found = unsupported_scripts(STATIC)
    assert {name: places for name, places in found.items() if name not in SCRIPTS} == {}
    assert SCRIPTS.keys() - found.keys() == set(), "accepted, but not used"


@pytest.mark.parametrize("names", PAGE_SCRIPTS)
def test_the_scripts_of_a_page_are_small(names: tuple[str, ...]) -> None:
    assert sum((STATIC / name).stat().st_size for name in names) <= PAGE_SCRIPTS[names]


BREAKING_STYLES = [
    ".a { inset: 0 }",
    ".a { display: flex; gap: 1px }",
    ".a { width: clamp(1px, 2vw, 3px) }",
    ".a { color: rgb(0 0 0 / .5) }",
    ".a:has(.b) { margin: 0 }",
    "a:hover, a:focus-visible { margin: 0 }",
    "a:focus-visible,\na:hover { margin: 0 }",
    "@media (width > 1px) { .a { margin: 0 } }",
    ".a { .b { margin: 0 } }",
]
BREAKING_SCRIPTS = [
    "a?.b;",
    "a ?? b;",
    "try { f(); } catch { g(); }",
    "a.replaceChildren();",
    "a.at(-1);",
    "Object.fromEntries(a);",
    "structuredClone(a);",
    "/(?<=a)b/.test(a);",
    "addEventListener('pointerdown', a);",
    "fetch('/session', { cache: 'no-store' });",
]


def _written(folder: Path, texts: list[str], ending: str) -> set[str]:
    for number, text in enumerate(texts):
        (folder / f"{number}.{ending}").write_text(text, "utf-8")
    return {file.name for file in folder.iterdir()}


def _files(found: Faults, accepted: dict[str, str]) -> set[str]:
    return {place.split(":")[0] for feature in found.keys() - accepted.keys() for place in found[feature]}


def test_a_style_that_breaks_in_older_browsers_is_found(tmp_path: Path) -> None:
    written = _written(tmp_path, BREAKING_STYLES, "css")
    assert _files(unsupported_styles(tmp_path), STYLES) == written


def test_a_script_that_breaks_in_older_browsers_is_found(tmp_path: Path) -> None:
    written = _written(tmp_path, BREAKING_SCRIPTS, "js")
    assert _files(unsupported_scripts(tmp_path), SCRIPTS) == written


def test_a_style_behind_a_question_for_support_is_accepted(tmp_path: Path) -> None:
    _written(tmp_path, ["@supports (inset: 0) { .a { inset: 0 } }"], "css")
    assert unsupported_styles(tmp_path) == {}
