"""The command line: list, check and assess, and when a secret key is needed."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from prescreen import create_app
from prescreen.definitions.catalogue import Catalogue
from prescreen.web.keys import KeyFault
from tests.support.core import FITTING, NCT, assessment

ROOT = Path(__file__).parents[2]
BASE = Path(__file__).parents[1] / "support" / "broken" / "base"


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app("a key for the tests of the command line")


def run(app: Flask, *args: object, stdin: str | bytes = "") -> Result:
    return app.test_cli_runner().invoke(args=["trial", *map(str, args)], input=stdin)


def shell(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command from the root with only these variables for the app."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FLASK", "SECRET"))}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def line_of(given: dict[str, Any]) -> str:
    """The contract's compact JSON."""
    return json.dumps(assessment(given), separators=(",", ":"))


def saved(folder: Path, name: str, content: object) -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


def test_list_names_each_trial_with_titles_status_date_and_languages() -> None:
    listed = shell("-m", "flask", "trial", "list")
    assert listed.returncode == 0
    for part in (NCT, "RECRUITING", "2026-08-22", "en", "zh", "CD7 CAR-T", "重型再生障碍性贫血"):
        assert part in listed.stdout
    assert listed.stderr == ""


def test_list_says_of_a_draft_that_it_is_one(tmp_path: Path) -> None:
    offered, drafted = (shutil.copytree(BASE, tmp_path / name) for name in ("NCT00000000", "NCT00000001"))
    text = (drafted / "definition.yaml").read_text("utf-8").replace(offered.name, f"{drafted.name}\ndraft: true", 1)
    (drafted / "definition.yaml").write_text(text, "utf-8")
    record = (drafted / "record.json").read_text("utf-8").replace(offered.name, drafted.name)
    (drafted / "record.json").write_text(record, "utf-8")
    app = create_app("a key for the tests of the command line")
    app.extensions["prescreen"] = Catalogue([tmp_path])
    heads = [line for line in run(app, "list").stdout.splitlines() if line.startswith("NCT")]
    assert [line.endswith("  a draft: only its authors see it") for line in heads] == [False, True]


def test_check_finds_nothing_wrong_with_the_shipped_trial() -> None:
    checked = shell("-m", "flask", "trial", "check")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, f"{NCT}: nothing found\n", "")


def test_check_tells_each_finding_in_a_line_and_exits_1(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "NCT00000000")
    shutil.copytree(BASE, tmp_path / "NCT00000001")
    app = create_app("a key for the tests of the command line")
    app.extensions["prescreen"] = Catalogue([tmp_path])
    checked = run(app, "check")
    assert checked.exit_code == 1
    good, bad = checked.stdout.splitlines()
    assert good == "NCT00000000: nothing found"
    assert bad.startswith(f"{tmp_path / 'NCT00000001' / 'definition.yaml'}:2:5: id: the folder is of NCT00000001. ")
    assert run(app, "check", "NCT00000000").exit_code == 0
    assert run(app, "check", "NCT00000001").exit_code == 1


def test_list_goes_on_past_a_trial_that_cannot_be_loaded(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "NCT00000000")
    (shutil.copytree(BASE, tmp_path / "NCT00000001") / "record.json").unlink()
    app = create_app("a key for the tests of the command line")
    app.extensions["prescreen"] = Catalogue([tmp_path])
    listed = run(app, "list")
    assert "An invented study" in listed.stdout
    assert "NCT00000001" in listed.stderr


@pytest.mark.parametrize("command", [["check", "NCT1"], ["assess", "NCT1", "-"]])
def test_a_trial_that_is_not_installed_is_refused(command: list[str], app: Flask) -> None:
    refused = run(app, *command)
    assert refused.exit_code == 2
    assert "no trial NCT1 is installed" in refused.stderr
    assert "Set TRIALS_PATH" in refused.stderr
    assert NCT in refused.stderr


def test_assess_writes_one_compact_line_for_each_file_in_order(tmp_path: Path) -> None:
    cases = [FITTING, {}, FITTING | {"donor": "no"}, FITTING | {"oxygen": {"value": "90"}}]
    files = [str(saved(tmp_path, f"{9 - number}.json", case)) for number, case in enumerate(cases)]
    assessed = shell("-m", "flask", "trial", "assess", NCT, *files)
    assert assessed.returncode == 0
    assert assessed.stderr == ""
    assert assessed.stdout.splitlines() == [line_of(case) for case in cases]


def test_assess_keeps_the_shape_of_the_contract(app: Flask) -> None:
    found = json.loads(run(app, "assess", NCT, "-", stdin=json.dumps(FITTING | {"platelets": None})).stdout)
    assert list(found) == ["trial", "outcome", "criteria"]
    assert found["criteria"][0] == {
        "id": "I1", "kind": "inclusion", "status": "fits",
        "requirements": [
            {"id": "diagnosis", "status": "fits"},
            {"id": "marrow", "status": "fits"},
            {"id": "blood_counts", "status": "fits"},
        ],
    }  # fmt: skip
    assert [criterion["kind"] for criterion in found["criteria"]] == ["inclusion"] * 10 + ["exclusion"] * 9


def test_assess_reads_json_lines_from_standard_input(app: Flask) -> None:
    cases = [{}, FITTING, {"donor": "no"}]
    read = run(app, "assess", NCT, "-", stdin="\n\n".join(map(json.dumps, cases)))
    assert (read.exit_code, read.stderr) == (0, "")
    assert read.stdout.splitlines() == [line_of(case) for case in cases]


def test_files_and_standard_input_come_in_the_order_they_were_named(app: Flask, tmp_path: Path) -> None:
    one, other = saved(tmp_path, "one.json", {}), saved(tmp_path, "other.json", {"donor": "no"})
    read = run(app, "assess", NCT, other, "-", one, stdin=json.dumps(FITTING))
    assert read.stdout.splitlines() == [line_of({"donor": "no"}), line_of(FITTING), line_of({})]


# name: (what the file holds, what the message names)
BAD: dict[str, tuple[object, list[str]]] = {
    "unknown question": ({"age": 40}, ["age", "no such question"]),
    "unknown option": ({"diagnosis": "mild"}, ["diagnosis", '"mild"', "very_severe"]),
    "one option as a list": ({"diagnosis": ["severe"]}, ["diagnosis", "severe", "not among its options"]),
    "several options as text": ({"infections": "hiv"}, ["infections", "list"]),
    "exclusive beside another": ({"infections": ["none", "hiv"]}, ["infections", "another answer"]),
    "unknown beside another": ({"infections": ["unknown", "hiv"]}, ["infections", "another answer"]),
    "a number without its parts": ({"platelets": 12}, ["platelets", "value", "unit"]),
    "a ratio without its parts": ({"alt": 12}, ["alt", "value", "limit"]),
    "a part too many": ({"platelets": {"value": 1, "date": "today"}}, ["platelets", "value", "unit"]),
    "a missing value": ({"platelets": {"unit": "10^9/L"}}, ["platelets"]),
    "a missing limit": ({"alt": {"value": 60}}, ["alt", "limit"]),
    "a unit of another question": ({"platelets": {"value": 1, "unit": "mL/s"}}, ["platelets", "mL/s", "10^4/uL"]),
    "text for a number": ({"platelets": {"value": "few"}}, ["platelets", "number"]),
    "a comparison sign": ({"platelets": {"value": "<20"}}, ["platelets", "19.9"]),
    "a number out of range": ({"neutrophils": {"value": 8000}}, ["neutrophils", "8,000", "/µL"]),
    "a limit of 0": ({"alt": {"value": 60, "limit": 0}}, ["alt", "limit"]),
    "a ratio out of range": ({"alt": {"value": 60000, "limit": 1}}, ["alt", "60,000"]),
    "a mistake where it would not be asked": ({"transplant_before": "no", "gvhd_treatment": "x"}, ["gvhd_treatment"]),
    "true": ({"activity": True}, ["activity", "true"]),
    "too many digits": (b'{"platelets": {"value": 0.1234567890123456789012345}}', ["platelets", "digits"]),
    "a number beyond all": (b'{"platelets": {"value": 1e999999999}}', ["platelets"]),
    "an option beyond all": (b'{"activity": 1e999999999}', ["activity"]),
    "not an object": ([FITTING], ["object"]),
    "text": ("severe", ["object"]),
    "null": (None, ["object"]),
    "nothing": (b"", ["not an answers file"]),
    "not JSON": (b"{diagnosis: severe}", ["not an answers file"]),
    "two objects": (b"{} {}", ["not an answers file"]),
    "a number beyond reading": (b'{"platelets": {"value": 1e99999999999999999999}}', ["platelets", "1e999", "large"]),
    "NaN": (b'{"platelets": {"value": NaN}}', ["platelets: ", "NaN"]),
    "NaN in a list": (b'{"infections": ["hiv", NaN]}', ["infections: ", "NaN"]),
    "NaN alone": (b"NaN", ["not an answers file", "NaN"]),
    "Infinity": (b'{"platelets": {"value": -Infinity}}', ["platelets: ", "Infinity"]),
    "a key that stands twice": (b'{"donor": "yes", "donor": "no"}', ["donor", "twice"]),
    "a part that stands twice": (b'{"platelets": {"value": 1, "value": 2}}', ["platelets: ", "value", "twice"]),
    "not UTF-8": (b'{"diagnosis": "\xff\xfe"}', []),
    "UTF-16": ('{"diagnosis": "severe"}'.encode("utf-16"), []),
    "nested deeply": (b'{"diagnosis": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", []),
    "nested": (b'{"diagnosis": ' + b"[" * 900 + b"]" * 900 + b"}", []),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_with_its_question_and_cause_and_the_others_are_assessed(
    name: str, app: Flask, tmp_path: Path
) -> None:
    content, named = BAD[name]
    one, other = saved(tmp_path, "one.json", FITTING), saved(tmp_path, "other.json", {})
    bad = saved(tmp_path, "bad.json", content)
    assessed = run(app, "assess", NCT, one, bad, other)
    assert assessed.exit_code == 2
    assert assessed.stdout.splitlines() == [line_of(FITTING), line_of({})]
    [message] = assessed.stderr.splitlines()
    assert message.startswith(f"{bad}: ")
    for part in named:
        assert part in message
    assert len(message) < 1000


def test_nesting_of_any_depth_is_told_calmly(app: Flask) -> None:
    # At some depth a value can just be read, but no longer be written into the message.
    depths = range(900, 1000)
    lines = [b'{"diagnosis": ' + b"[" * depth + b"]" * depth + b"}" for depth in depths]
    read = run(app, "assess", NCT, "-", stdin=b"\n".join([*lines, b"{}"]))
    assert (read.exit_code, read.stdout.splitlines()) == (2, [line_of({})])
    assert len(read.stderr.splitlines()) == len(depths)


def test_an_unreadable_value_is_told_beside_the_other_mistakes(app: Flask) -> None:
    told = run(app, "assess", NCT, "-", stdin=b'{"donor": "perhaps", "alt": {"value": NaN, "limit": 40}}').stderr
    assert "alt: NaN is not a number" in told
    assert "donor: " in told


def test_every_mistake_of_a_file_is_told(app: Flask, tmp_path: Path) -> None:
    bad = saved(tmp_path, "bad.json", {"age": 40, "donor": "perhaps", "alt": {"value": "x", "limit": "40"}})
    told = run(app, "assess", NCT, bad).stderr.splitlines()
    assert [message.removeprefix(f"{bad}: ").split(":")[0] for message in told] == ["age", "donor", "alt"]


def test_a_bad_line_of_standard_input_is_told_by_its_number(app: Flask) -> None:
    read = run(app, "assess", NCT, "-", stdin=b'{}\n\n{"age": 4}\n\xff\n{"donor": "no"}\n')
    assert read.exit_code == 2
    assert read.stdout.splitlines() == [line_of({}), line_of({"donor": "no"})]
    first, second = read.stderr.splitlines()
    assert "line 3" in first
    assert "age" in first
    assert "line 4" in second


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_cannot_be_read_is_told(name: str, app: Flask, tmp_path: Path) -> None:
    good = saved(tmp_path, "good.json", {})
    assessed = run(app, "assess", NCT, tmp_path / name, good)
    assert assessed.exit_code == 2
    assert assessed.stdout.splitlines() == [line_of({})]
    assert assessed.stderr.startswith(f"{tmp_path / name}: ")
    assert len(assessed.stderr.splitlines()) == 1


def test_a_byte_order_mark_is_passed_over(app: Flask, tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + json.dumps(FITTING).encode()
    assert run(app, "assess", NCT, saved(tmp_path, "bom.json", content)).stdout == line_of(FITTING) + "\n"
    assert run(app, "assess", NCT, "-", stdin=content).stdout == line_of(FITTING) + "\n"


@pytest.mark.parametrize(
    ("number", "status"), [(b"60.00000000000000001", "fits"), (b"60.0000000000000000", "does_not_fit")]
)
def test_a_json_number_keeps_every_digit(number: bytes, status: str, app: Flask) -> None:
    found = json.loads(
        run(app, "assess", NCT, "-", stdin=b'{"creatinine_clearance": {"value": ' + number + b"}}").stdout
    )
    [kidney] = [part for criterion in found["criteria"] for part in criterion["requirements"] if part["id"] == "kidney"]
    assert kidney["status"] == status


def test_assess_without_a_file_is_a_mistake(app: Flask) -> None:
    assert run(app, "assess", NCT).exit_code == 2


def test_two_thousand_cases_take_less_than_three_seconds(app: Flask, tmp_path: Path) -> None:
    cases = [FITTING | {"platelets": {"value": str(number)}} for number in range(2000)]
    files = [saved(tmp_path, f"{number}.json", case) for number, case in enumerate(cases)]
    begun = time.process_time()  # of this process, so that a busy machine is no reason to fail
    assessed = run(app, "assess", NCT, *files)
    taken = time.process_time() - begun
    assert assessed.exit_code == 0
    assert len(assessed.stdout.splitlines()) == 2000
    assert taken < 3


RUN = ["-m", "flask", "run", "--port", "0"]
IMPORT = ["-c", "import app"]


@pytest.mark.parametrize(
    ("command", "key"), [(RUN, None), (RUN, "short"), (IMPORT, None), (IMPORT, "k" * 32 + ",short")]
)
def test_serving_refuses_to_start_without_a_good_key_in_one_clear_line(command: list[str], key: str | None) -> None:
    refused = shell(*command, **({} if key is None else {"SECRET_KEY": key}))
    assert refused.returncode != 0
    [line] = (refused.stdout + refused.stderr).splitlines()
    assert "SECRET_KEY" in line
    assert "32 characters" in line
    assert "kkk" not in line


@pytest.mark.parametrize("keys", ["", " ", " , ", "k" * 31, "k" * 32 + "," + "j" * 31])
def test_a_missing_or_short_key_is_refused(keys: str) -> None:
    with pytest.raises(KeyFault, match="SECRET_KEY"):
        create_app(keys)


def test_a_server_may_import_the_app_with_one_key_or_several() -> None:
    several = "a key of words with more than enough characters," + "j" * 32
    imported = shell(*IMPORT, SECRET_KEY=several)
    assert (imported.returncode, imported.stderr) == (0, "")
    assert create_app("k" * 32)


def test_a_key_may_hold_bytes_that_are_no_text() -> None:
    imported = shell("-c", "import app; app.app.test_client().get('/en/')", SECRET_KEY=os.fsdecode(b"\xff\xfe" * 16))
    assert (imported.returncode, imported.stderr) == (0, "")


def test_debugging_makes_a_throwaway_key_that_the_reloader_keeps() -> None:
    # `flask run --debug` sets FLASK_DEBUG before it imports the app.
    printing = "import os, app; print(len(os.environ['SECRET_KEY']))"
    imported = shell("-c", printing, FLASK_DEBUG="1")
    assert (imported.returncode, imported.stdout) == (0, "64\n")


def test_commands_need_no_key() -> None:
    for command in (["--app", "app", "routes"], ["routes"]):
        done = shell("-m", "flask", *command)
        assert (done.returncode, done.stderr) == (0, "")
        assert "/healthz" in done.stdout


REPORT = "采集时间：2026-11-18\nPLT 12 ↓ 10^9/L 125-350\nALT 38 U/L\n"
READ_REPORT = {
    "takes": {"platelets": {"value": "12", "unit": "10^9/L"}},
    "asks": [{"question": "alt", "line": 3, "why": "no_limit"}],
    "collected": "2026-11-18",
}


def test_read_report_prints_what_is_taken_and_asked(app: Flask, tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        file = saved(tmp_path, "report.txt", REPORT.encode(encoding))
        for args, stdin in ((file, ""), ("-", REPORT.encode(encoding))):
            printed = run(app, "read-report", NCT, args, stdin=stdin)
            assert (printed.exit_code, json.loads(printed.stdout)) == (0, READ_REPORT)


def test_what_a_report_takes_could_stand_in_an_answers_file(app: Flask, tmp_path: Path) -> None:
    takes = json.loads(run(app, "read-report", NCT, "-", stdin=REPORT).stdout)["takes"]
    assert run(app, "assess", NCT, saved(tmp_path, "answers.json", takes)).exit_code == 0


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "No such file"), (b"\0\1\2", "not text"), (b"a" * 60_001, "longer than 60,000 bytes")],
)
def test_read_report_of_a_file_that_cant_be_read_says_why_and_exits_2(
    app: Flask, tmp_path: Path, content: bytes | None, problem: str
) -> None:
    file = tmp_path / "report.txt" if content is None else saved(tmp_path, "report.txt", content)
    printed = run(app, "read-report", NCT, file)
    assert (printed.exit_code, printed.stdout) == (2, "")
    assert "report.txt: the file can't be read" in printed.stderr
    assert problem in printed.stderr


def test_a_check_where_nothing_is_installed_says_where_it_looked(tmp_path: Path) -> None:
    refused = run(create_app("a key for the tests of the command line", tmp_path), "check")
    assert refused.exit_code == 1
    assert str(tmp_path) in refused.stderr
    assert "Set TRIALS_PATH" in refused.stderr
