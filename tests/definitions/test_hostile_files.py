"""Whatever is wrong with one trial's files is a fault of those files, found within a second, and no other trial's."""

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from prescreen import create_app
from prescreen.definitions.catalogue import Catalogue, UnreadableTrialError
from prescreen.definitions.faults import DefinitionError, Fault
from prescreen.definitions.loader import load, read_summary
from prescreen.definitions.shared_questions import COMMON

BASE = Path(__file__).parents[1] / "support" / "broken" / "base"
DEFINITION = (BASE / "definition.yaml").read_text("utf-8")
BROKEN, SOUND = "NCT00000000", "NCT00000001"
LIMIT = 2.0  # seconds of CPU time


def with_title(text: str) -> str:
    assert DEFINITION.count("An invented study") == 1
    return DEFINITION.replace("An invented study", text)


def with_range(text: str) -> str:
    assert DEFINITION.count("range: [0, 30]") == 1
    return DEFINITION.replace("range: [0, 30]", f"range: {text}")


def with_rule(text: str) -> str:
    return DEFINITION.replace("fits: count < 0.5", f"fits: {text}")


def and_then(text: str) -> str:
    return DEFINITION + text


def nine_to_the_ninth(item: str, first: str) -> str:
    """Ten lines, each of which stands for nine of the line before."""
    lines = [f"a0: &a0 {first}\n"]
    lines += [f"a{n}: &a{n} {item.format(', '.join([f'*a{n - 1}'] * 9))}\n" for n in range(1, 10)]
    return and_then("".join(lines))


# name: (what definition.yaml holds, part of the first fault: its place, its problem)
DEFINITIONS: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "keys with values"),
    "only comments": ("# a\n# b\n", "keys with values"),
    "a list": ("- a\n- b\n", "keys with values"),
    "text": ("text\n", "keys with values"),
    "a date that there is not": (with_title("2026-02-30"), "title.en: the date 2026-02-30"),
    "a date without quotes": (with_title("2026-02-03"), "title.en: the date 2026-02-03"),
    "a time without quotes": (with_title("2026-02-03T25:61:00Z"), "title.en: the date"),
    "a number as a key": (and_then("1: x\n"), "the key 1 is not text"),
    "true as a key": (and_then("true: x\n"), "the key true is not text"),
    "null as a key": (and_then("~: x\n"), "the key ~ is not text"),
    "a list as a key": (and_then("? [a, b]\n: c\n"), "can't be a key"),
    "a list in itself": (and_then("x: &a [*a]\n"), "alias *a is part of its own value"),
    "a mapping in itself": (and_then("x: &a {b: *a}\n"), "alias *a is part of its own value"),
    "a merge with itself": (and_then("x: &a {<<: *a}\n"), "alias *a is part of its own value"),
    "aliases, 9 to the 9th": (nine_to_the_ninth("[{}]", "x"), "12,000 values"),
    "merges, 9 to the 9th": (nine_to_the_ninth("{{<<: [{}]}}", "{x: 1}"), "12,000 values"),
    "an alias of nothing": (and_then("x: *nothing\n"), "undefined alias"),
    "two anchors alike": (and_then("x: &a 1\ny: &a 2\n"), "x: extra inputs"),
    "!!int x": (with_title("!!int x"), "title.en: x can't be used as a number"),
    "!!float x": (with_title("!!float x"), "title.en: x can't be used as a number"),
    "!!bool x": (with_title("!!bool x"), "title.en: x can't be used as a number"),
    "!!timestamp x": (with_title("!!timestamp x"), "title.en: the date x"),
    "!!binary": (with_title("!!binary aGVsbG8="), "title.en: the tag binary"),
    "!!set": (and_then("x: !!set {a, b}\n"), "x: the tag set"),
    "!!omap": (and_then("x: !!omap [a: b]\n"), "x: the tag omap"),
    "!!python": (with_title("!!python/object/apply:os.system [ls]"), "title.en: the tag python"),
    "a tag of its own": (with_title("!mine x"), "title.en: the tag !mine"),
    "an equals sign": (with_title("="), "title.en: the tag value"),
    "5,000 digits": (with_range(f"[0, {'9' * 5000}]"), "range.1: this number has more than 30 digits"),
    "5,000 hexadecimal digits": (with_range(f"[0, 0x{'f' * 5000}]"), "range.1: this number has more than 30 digits"),
    "an exponent without bound": (with_range("[0, 1e999999999]"), "range.1: 1e999999999 can't be used"),
    "a number beyond all use": (with_range("[0, 1e300]"), "range.1: 1e300 can't be used"),
    "not a number": (with_range("[0, .nan]"), "range.1: .nan can't be used"),
    "infinity": (with_range("[0, .inf]"), "range.1: .inf can't be used"),
    "5,000 digits in a rule": (with_rule("count < " + "9" * 5000), "fits: this can't be read as a rule"),
    "an exponent in a rule": (with_rule("count < 1e999"), "fits: a number or a quoted option is expected"),
    "a rule without end": (with_rule(" or ".join(["count < 0.5"] * 3000)), "fits: this rule is longer than"),
    "a rule of many levels": (
        with_rule("(count < 1 and (count < 2 or " * 30 + "count < 0.5" + "))" * 30),
        "fits: this rule is longer than",
    ),
    "a rule of all too many levels": (with_rule("not " * 30_000 + "count < 0.5"), "fits: this rule is too long"),
    "a null byte": (with_title("a\0b"), "U+0000"),
    "an escaped null byte": (with_title(r'"a\0b"'), "title.en: the character U+0000"),
    "half a character": (with_title(r'"\ud800"'), "title.en: the character U+D800"),
    "a bell": (with_title("\a"), "U+0007"),
    "an escape in a key": (and_then('"\\e[2J": x\n'), "the character U+001B"),
    "UTF-16": (DEFINITION.encode("utf-16"), "not UTF-8"),
    "UTF-32": (DEFINITION.encode("utf-32"), "not UTF-8"),
    "Latin-1": (b"title: \xe9\n", "not UTF-8"),
    "a key twice": (and_then(f"id: {BROKEN}\n"), "appears twice"),
    "a key twice in braces": (with_title("{a: 1, a: 2}"), "appears twice"),
    "tabs": (and_then("\tx: 1\n"), "a tab stands"),
    "two documents": (and_then("---\nid: x\n"), "another document"),
    "another version of YAML": ("%YAML 9.9\n---\n" + DEFINITION, "version"),
    "brackets without end": ("[" * 100_000, "50 levels"),
    "braces without end": ('{"a":' * 50_000, "50 levels"),
    "dashes without end": ("- " * 50_000, "50 levels"),
    "steps without end": ("".join(f"{' ' * n}a:\n" for n in range(500)), "50 levels"),
    "too many lines": ("x:\n" + "- a\n" * 90_000, "12,000 values"),
    "too many items": ("x: [" + "a," * 90_000 + "]", "12,000 values"),
    "too many bytes": ("# " + "x" * 600_000, "larger than 500,000 bytes"),
    "too many faults": ("id: x\nsteps:\n" + "  - {}\n" * 2000, "id: string should match"),
    "a key without end": (and_then("k" * 5000 + ": x\n"), "this line has no key"),
    "an include without end": (
        DEFINITION.replace("- id: level\n        type", f"- include: {'x' * 9999}\n        type"),
        "include: no question xxx",
    ),
    "a text for the languages": (DEFINITION.replace("[en, zh]", "en"), "languages: a list"),
    "the steps again as words": (DEFINITION.replace("steps:", "steps: &s", 1) + "glossary: *s\n", "glossary"),
    "nothing for the steps": (DEFINITION.replace("steps:", "steps:\nother:", 1), "steps: a list"),
    "an age rule that reads nothing": (DEFINITION.replace("  - id: I1\n", "  - id: AGE\n", 1), "criteria"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The trial to break, beside one that is sound."""
    for name in (SOUND, BROKEN):
        shutil.copytree(BASE, tmp_path / name)
        for file in (tmp_path / name).iterdir():
            file.write_text(file.read_text("utf-8").replace(BROKEN, name), "utf-8")
    return tmp_path / BROKEN


def faults_of(folder: Path, read: Callable[[Path], object] = load) -> list[Fault]:
    """The faults of a folder, each in one line that can be printed; to find them takes less than a second."""
    begun = time.process_time()
    with pytest.raises(DefinitionError) as refused:
        read(folder)
    assert time.process_time() - begun < LIMIT
    faults = refused.value.faults
    lines = str(refused.value).split("\n")
    assert len(lines) == len(faults) > 0
    assert all(line.isprintable() and line.encode() and fault.fix for line, fault in zip(lines, faults, strict=True))
    return faults


def assert_only_this_trial_is_lost(folder: Path) -> None:
    catalogue = Catalogue([folder.parent])
    assert [summary.heading.id for summary in catalogue.summaries()] == [SOUND]
    with pytest.raises(UnreadableTrialError):
        catalogue.get(folder.name)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_definition_of_any_content_is_a_fault_of_its_own(name: str, folder: Path) -> None:
    content, told = DEFINITIONS[name]
    file = folder / "definition.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    faults = faults_of(folder)
    assert {fault.file for fault in faults} == {file}
    assert told in str(faults[0])


@pytest.mark.parametrize("name", DEFINITIONS)
def test_the_heading_of_a_definition_is_read_or_is_a_fault_of_its_own(name: str, folder: Path) -> None:
    content, _ = DEFINITIONS[name]
    (folder / "definition.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    begun = time.process_time()
    try:
        told = {folder / "definition.yaml"} if read_summary(folder) else set()
    except DefinitionError as error:
        told = {fault.file for fault in error.faults}
    assert told == {folder / "definition.yaml"}
    assert time.process_time() - begun < LIMIT


def test_a_folder_full_of_broken_trials_still_offers_the_sound_one(folder: Path) -> None:
    contents = list(DEFINITIONS.values())[::5]
    broken = [f"NCT{number:08}" for number in range(100, 100 + len(contents))]
    for nct, (content, _) in zip(broken, contents, strict=True):
        shutil.copytree(folder, folder.parent / nct)
        (folder.parent / nct / "definition.yaml").write_bytes(
            content if isinstance(content, bytes) else content.encode()
        )
    catalogue = Catalogue([folder.parent])
    assert SOUND in [summary.heading.id for summary in catalogue.summaries()]
    assert catalogue.get(SOUND)
    for nct in broken:
        with pytest.raises(UnreadableTrialError):
            catalogue.get(nct)


# Layouts that say the same as the plain one.
LAYOUTS: dict[str, str] = {
    "a byte order mark": "\ufeff" + DEFINITION,
    "an explicit document": "---\n" + DEFINITION + "...\n",
    "line ends of Windows": DEFINITION.replace("\n", "\r\n"),
    "line ends of old": DEFINITION.replace("\n", "\r"),
    "a quoted key": DEFINITION.replace("\nid:", '\n"id":'),
    "an anchor and an alias": DEFINITION.replace("en: An invented study", "en: &name An invented study").replace(
        "en: This study does not exist.", "en: *name"
    ),
    "a merge": DEFINITION.replace(
        "title:\n  en: An invented study\n", "title:\n  <<: {en: An invented study, zh: unused}\n"
    ),
    "a tag that says what it is": DEFINITION.replace("en: An invented study\n", "en: !!str An invented study\n"),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_definition_in_another_layout_is_read_and_listed(name: str, folder: Path) -> None:
    assert LAYOUTS[name] != DEFINITION
    (folder / "definition.yaml").write_bytes(LAYOUTS[name].encode())
    assert load(folder).trial.title["en"] == "An invented study"
    assert read_summary(folder).heading.title["en"] == "An invented study"


STUDY = json.loads((BASE / "record.json").read_text("utf-8"))


def record_with(**modules: object) -> bytes:
    return json.dumps(
        {**STUDY, "study": {"protocolSection": {**STUDY["study"]["protocolSection"], **modules}}}
    ).encode()


# name: (what record.json holds, part of the fault)
RECORDS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "1:1: the record can't be read"),
    "half": (b'{\n "source": ', "2:12: the record can't be read"),
    "lists without end": (b"[" * 1_000_000, "the record can't be read"),
    "objects without end": (b'{"a":' * 100_000, "the record can't be read"),
    "5,000 digits": (b'{"source": ' + b"9" * 5000 + b"}", "the record can't be read"),
    "a list": (b"[1]", "the record"),
    "text": (b'"text"', "the record"),
    "NaN": (b"NaN", "the record"),
    "UTF-16": (json.dumps(STUDY).encode("utf-16"), "not UTF-8"),
    "a null byte": (b"\0", "the record can't be read"),
    "too many bytes": (b" " * 11_000_000, "larger than 10,000,000 bytes"),
    "a number as its source": (json.dumps({**STUDY, "source": 3}).encode(), "the record"),
    "a month of no year": (
        record_with(statusModule={"completionDateStruct": {"date": "0000-05"}}),
        "statusModule.completionDateStruct.date: the record can't be read: 0000-05 is not a date",
    ),
    "a day of no year": (record_with(statusModule={"startDateStruct": {"date": "0000-05-01"}}), "0000-05-01 is not"),
    "a date that there is not": (json.dumps({**STUDY, "as_of": {"study": "2026-02-30"}}).encode(), "day is out of"),
    "a list for the status": (record_with(statusModule={"overallStatus": []}), "statusModule.overallStatus: "),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_of_any_content_is_a_fault_of_its_own(name: str, folder: Path) -> None:
    content, told = RECORDS[name]
    (folder / "record.json").write_bytes(content)
    for read in (load, read_summary):
        [fault] = faults_of(folder, read)
        assert fault.file == folder / "record.json"
        assert told in str(fault)
    assert_only_this_trial_is_lost(folder)


@pytest.mark.parametrize(
    "content", [DEFINITIONS[name][0] for name in DEFINITIONS if name.startswith(("!!", "aliases"))]
)
def test_shared_questions_of_any_content_are_a_fault_of_their_own(content: str | bytes, folder: Path) -> None:
    (folder.parent / COMMON).write_bytes(content if isinstance(content, bytes) else content.encode())
    assert {fault.file for fault in faults_of(folder)} == {folder.parent / COMMON}


# Files that are none


def a_folder(file: Path) -> None:
    file.mkdir()


def a_pipe(file: Path) -> None:
    os.mkfifo(file)


def a_loop(file: Path) -> None:
    file.symlink_to(file.name)


def a_link_to_nothing(file: Path) -> None:
    file.symlink_to("nothing")


def a_device(file: Path) -> None:
    file.symlink_to("/dev/zero")


@pytest.mark.parametrize("name", ["definition.yaml", "record.json"])
@pytest.mark.parametrize("make", [a_folder, a_pipe, a_loop, a_link_to_nothing, a_device])
def test_a_file_that_is_none_is_a_fault(make: Callable[[Path], None], name: str, folder: Path) -> None:
    (folder / name).unlink()
    make(folder / name)
    for read in (load, read_summary):
        [fault] = faults_of(folder, read)
        assert fault.file == folder / name
        assert "can't be read" in fault.problem
    assert_only_this_trial_is_lost(folder)


@pytest.mark.parametrize("make", [a_folder, a_pipe, a_loop, a_device])
def test_shared_questions_in_a_file_that_is_none_are_a_fault(make: Callable[[Path], None], folder: Path) -> None:
    make(folder.parent / COMMON)
    assert [fault.file for fault in faults_of(folder)] == [folder.parent / COMMON]


def test_a_trials_folder_that_links_to_itself_is_told_and_hurts_no_other(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to(folder.name)
    assert folder in Catalogue([folder.parent]).folders()
    faults_of(folder)
    assert_only_this_trial_is_lost(folder)


# The commands


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app("a key for the tests of hostile files")


@pytest.mark.parametrize("name", ["a date that there is not", "a list in itself", "aliases, 9 to the 9th", "!!int x"])
def test_check_tells_each_fault_in_a_line_and_list_goes_on(name: str, folder: Path, app: Flask) -> None:
    (folder / "definition.yaml").write_bytes(str(DEFINITIONS[name][0]).encode())
    app.extensions["prescreen"] = Catalogue([folder.parent])
    run = app.test_cli_runner().invoke
    checked = run(args=["trial", "check"])
    assert checked.exit_code == 1
    fault, sound = checked.output.splitlines()
    assert fault.startswith(f"{folder / 'definition.yaml'}:")
    assert sound == f"{SOUND}: nothing found"
    listed = run(args=["trial", "list"])
    assert listed.exit_code == 0
    assert SOUND in listed.stdout
    assert BROKEN in listed.stderr
