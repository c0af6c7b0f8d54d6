"""Questions that trials include by name, so that all trials ask for a laboratory value in the same words."""

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from prescreen.definitions.locations import Finding, Location, unchecked_entries
from prescreen.definitions.washout import fill_washouts
from prescreen.definitions.yaml_file import YamlFile, faults_of, read_yaml

COMMON = "common.yaml"


@dataclass(frozen=True)
class Shared:
    """A shared question: its name, and the file that holds it."""

    file: YamlFile
    name: str

    @property
    def content(self) -> Any:
        return self.file.content[self.name]


@dataclass(frozen=True)
class Expanded:
    """A definition whose includes have been replaced. `origins` maps the place of each to its shared question."""

    content: Any
    origins: dict[Location, Shared]
    findings: list[Finding]


def shared_questions(*folders: Path) -> dict[str, Shared]:
    """The shared questions in folders of trials, by name. Those of later folders replace those of earlier ones. Raises
    DefinitionError."""
    found: dict[str, Shared] = {}
    for path in dict.fromkeys(folder / COMMON for folder in folders):
        with faults_of(path), suppress(FileNotFoundError):
            file = _read(path, path.stat().st_mtime_ns)
            names = file.content if isinstance(file.content, dict) else ()
            found |= {name: Shared(file, name) for name in names}
    return found


@lru_cache(maxsize=16)
def _read(path: Path, modified_at: int) -> YamlFile:
    return read_yaml(path)


def expand(content: Any, shared: dict[str, Shared]) -> Expanded:
    """Replaces each question with `include` by the shared one, and fills in washouts. Keys beside `include` replace
    those of the shared question. Shared texts in languages that the trial doesn't list are left out."""
    origins, findings = dict[Location, Shared](), list[Finding]()
    for place, question in unchecked_entries(content, "steps", "questions"):
        if "include" not in question:
            continue
        name = question["include"]
        found = shared.get(name) if isinstance(name, str) else None
        if found is None or not isinstance(found.content, dict):
            fix = f"Use one of {', '.join(shared)}, or write the question out"
            findings.append(Finding((*place, "include"), f"no question {name} is shared in {COMMON}", fix))
        else:
            own = {key: value for key, value in question.items() if key != "include"}
            included = {"id": name, **_in_languages(found.content, content.get("languages")), **own}
            _, i, _, j = place
            content["steps"][i]["questions"][j] = included
            origins[place] = found
    findings += fill_washouts(content)
    return Expanded(content, origins, findings)


def _in_languages(shared: Any, languages: Any) -> Any:
    """Shared content without texts in other languages. A mapping with one of the languages as a key counts as a
    text."""
    if isinstance(shared, list):
        return [_in_languages(item, languages) for item in shared]
    if not isinstance(shared, dict) or not isinstance(languages, list):
        return shared
    if any(language in shared for language in languages if isinstance(language, str)):
        return {language: text for language, text in shared.items() if language in languages}
    return {key: _in_languages(value, languages) for key, value in shared.items()}
