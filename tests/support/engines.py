"""Accessibility engines beside axe: IBM Equal Access and HTML CodeSniffer in the page, and the Nu HTML checker."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from tests.support.npm import MODULES

# Each engine's script, and what runs it: a list of [rule, message, where, HTML].
ENGINES = {
    "ibm": (
        MODULES / "accessibility-checker-engine" / "ace.js",
        """async () => (await new ace.Checker().check(document, ["WCAG_2_2"])).results
            .filter(({value: [level, result]}) => level === "VIOLATION" && result === "FAIL")
            .map(({ruleId, message, path, snippet}) => [ruleId, message, path.dom, snippet])""",
    ),
    "htmlcs": (
        MODULES / "html_codesniffer" / "build" / "HTMLCS.js",
        """() => new Promise((resolve, reject) => HTMLCS.process("WCAG2AA", document,
            () => resolve(HTMLCS.getMessages().filter(({type}) => type === HTMLCS.ERROR)
                .map(({code, msg, element}) => [code, msg, element.id || element.className, element.outerHTML])),
            reject))""",
    ),
}


# What is folded is checked too, and folded again, so that a walk can go on.
UNFOLD = (
    "() => document.querySelectorAll('details:not([open])').forEach(node => { node.dataset.shut = node.open = true })"
)
FOLD = "() => document.querySelectorAll('[data-shut]').forEach(node => { delete node.dataset.shut; node.open = false })"


def engine_findings(page: Page) -> list[str]:
    """What IBM Equal Access and HTML CodeSniffer call failures of WCAG's level AA on the page shown."""
    found = []
    page.evaluate(UNFOLD)
    for engine, (script, check) in ENGINES.items():
        page.evaluate(script.read_text("utf-8"))
        found += [f"{engine} {rule}: {said} [{place}] {html[:160]}" for rule, said, place, html in page.evaluate(check)]
    page.evaluate(FOLD)
    return found


def nu_findings(documents: Mapping[str, str]) -> list[str]:
    """What the Nu HTML checker says of these documents, by name. It starts slowly, so give it many at once."""
    names = list(documents)
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.html") for number in range(len(names))]
        for file, name in zip(files, names, strict=True):
            file.write_text(documents[name], "utf-8")
        options: list[str | Path] = [
            "-Xss1m",
            "-jar",
            MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar",
            "--format",
            "json",
        ]
        done = subprocess.run(["java", *options, *files], capture_output=True, text=True, check=False)
    found = [(names[int(Path(fault["url"]).stem)], fault) for fault in json.loads(done.stderr)["messages"]]
    return [f"nu {fault['message']} [{name}] {fault.get('extract', '')}" for name, fault in found]
