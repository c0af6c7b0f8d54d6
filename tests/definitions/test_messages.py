"""What an author is told of a slip: its name, its place and what to write, once."""

from pathlib import Path

import pytest

from prescreen.definitions.faults import DefinitionError
from prescreen.definitions.loader import load
from tests.support.base_trial import faults_after

RULE = "fits: count < 0.5"


SIGNS = {
    "count ≥ 0.5": ("≥", "Write >="),
    "count => 0.5": ("=>", "Write >="),
    "count =< 0.5": ("=<", "Write <="),
    "count = 0.5": ("=", "Write =="),
    "count <> 0.5": ("<>", "Write !="),
    "count ＜ 0.5": ("＜", "Write <"),
    "count < 0.5 && known(kind)": ("&&", "Write and"),
    "count < 0.5 || known(kind)": ("||", "Write or"),
    "count < 0.5 AND known(kind)": ("AND", "Write and"),
    "count < 0.5 Or known(kind)": ("Or", "Write or"),
    "!known(kind)": ("!", "Write not"),
    "kind == “mild”": ("“", 'Write "'),
    "at_least（2, count < 0.5, known(kind)）": ("（", "Write ("),
    "at_least(2， count < 0.5, known(kind))": ("，", "Write ,"),
    "count < 0.5 。": ("。", "Leave it out"),
    "count < 0.5%": ("%", "Leave it out"),
    "count < ５０": ("５０", "Write 50"),
    "count < ０.５": ("０.５", "Write 0.5"),
    "count < 0.5 且 known(kind)": ("且", "Write and"),
    "count < 0.5 或 known(kind)": ("或", "Write or"),
    "count >= four weeks": ("four", "Write 4"),
}


@pytest.mark.parametrize("rule", SIGNS)
def test_a_sign_of_another_language_is_named_at_its_place(rule: str, folder: Path) -> None:
    sign, fix = SIGNS[rule]
    [fault] = faults_after(folder, RULE, f"fits: '{rule}'")
    assert (fault.problem, fault.fix) == (f"“{sign}” is not in the rule language", fix)
    line = (folder / "definition.yaml").read_text("utf-8").splitlines()[fault.line - 1]
    assert line[fault.column - 1 :].startswith(sign)


WITH_A_UNIT = {
    "count < 100 10^9/L": "100 10^9/L",
    "count < 100 x 10^9/L and known(kind)": "100 x 10^9/L",
    "count < 100×10⁹/L": "100×10⁹/L",
    "count < 100 mg/dL": "100 mg/dL",
    "count <= 3 x ULN": "3 x ULN",
    "count <= 3x": "3x",
}


@pytest.mark.parametrize("rule", WITH_A_UNIT)
def test_a_unit_is_left_out_of_a_rule(rule: str, folder: Path) -> None:
    [fault] = faults_after(folder, RULE, f"fits: '{rule}'")
    written = WITH_A_UNIT[rule]
    assert fault.problem == f"“{written}” has a unit, and numbers in rules have none"
    number = "100" if "100" in written else "3"
    assert fault.fix.startswith(f"Write {number} alone")
    line = (folder / "definition.yaml").read_text("utf-8").splitlines()[fault.line - 1]
    assert line[fault.column - 1 :].startswith(written)


@pytest.mark.parametrize(
    "rule", ["count >= 4 weks", "count >= 4周", "count >= 四周", "count >= 4 个月", "count >= 4 wks"]
)
def test_a_time_that_is_written_otherwise_is_told_how_to_write_it(rule: str, folder: Path) -> None:
    [fault] = faults_after(folder, RULE, f"fits: '{rule}'")
    assert fault.problem.endswith("is no time in the rule language")
    assert fault.fix == "Write a number, a space, and days, weeks, months or years"


@pytest.mark.parametrize(
    ("rule", "problem", "fix"),
    [
        ("count < 100,000", "a comma stands between two parts of this rule", "Write 100000 for 100,000"),
        ("count < 10^3", "a number is expected here, not a calculation", "Write 1000 for 10^3"),
        ("kind == mild", "there is no question mild", 'Write "mild" in quotes'),
    ],
)
def test_a_number_or_an_option_is_told_how_to_write_it(rule: str, problem: str, fix: str, folder: Path) -> None:
    [fault] = faults_after(folder, RULE, f"fits: '{rule}'")
    assert fault.problem == problem
    assert fault.fix.startswith(fix)


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("not (count < 0.5", "this bracket is not closed"),
        ("count < 0.5)", "this bracket was not opened"),
        ('kind == "mild', "this quote is not closed"),
        ("count < < 0.5", "this can't be read as a rule"),
    ],
)
def test_what_is_not_closed_is_named(rule: str, problem: str, folder: Path) -> None:
    [fault] = faults_after(folder, RULE, f"fits: '{rule}'")
    assert fault.problem == problem


def test_a_sign_within_quotes_is_an_option(folder: Path) -> None:
    [fault] = faults_after(folder, RULE, "fits: 'kind == \"=\"'")
    assert "kind has no option =" in fault.problem


YAML = {
    "fits： count < 0.5": ("a full-width colon stands after fits", "“fits: ”"),
    'fits: "none" in signs': (
        "the text goes on after its closing quote",
        "Put single quotes around the whole: fits: '\"none\" in signs'",
    ),
    "fits: True": ("a rule is expected here, such as age >= 18", "as text"),
    "fits: 3": ("a rule is expected here, such as age >= 18", "as text"),
    "fits:": ("a rule is expected here, such as age >= 18", "as text"),
    "fits: [count < 0.5]": ("a rule is expected here, such as age >= 18", "as text"),
    "fits: count < 0.5\n        fits: count < 1": ("the key fits appears twice", "Remove one of the two"),
    "fits: count < 0.5\n\t may_change: true": ("a tab stands where spaces belong", "Indent with spaces"),
    "shows: [count\n        fits: count < 0.5": ("this bracket is not closed, or what is in it is no list", "Close it"),
    'fits: "count < 0.5': ("this quote is not closed", "Close it"),
    "note: {en: a: b, zh: c}\n        fits: count < 0.5": (
        "this bracket is not closed, or what is in it is no list",
        "put quotes around texts with a colon",
    ),
}


@pytest.mark.parametrize("written", YAML)
def test_a_slip_in_yaml_is_named_plainly_and_once(written: str, folder: Path) -> None:
    problem, fix = YAML[written]
    [fault] = faults_after(folder, RULE, written)
    assert fault.problem == problem
    assert fix in fault.fix
    text = (folder / "definition.yaml").read_text("utf-8")
    first = text[: text.index(f"{written}\n")].count("\n") + 1
    assert first <= fault.line <= first + 1 + written.count("\n")
    assert fault.column > 0


ASK = "        ask:\n          en: Which kind is it?\n          zh: 是哪一种？\n"
# How it is indented → the key that is named, and the problem.
INDENTED = {
    "both beside it": (
        "        ask:\n        en: Which kind is it?\n        zh: 是哪一种？\n",
        "en", "en and zh stand beside ask, not under it",
    ),
    "one beside it": (
        "        ask:\n          en: Which kind is it?\n        zh: 是哪一种？\n",
        "zh", "zh stands beside the text that it belongs to, not under it",
    ),
    "after a text": (
        "        ask: Which kind is it?\n        zh: 是哪一种？\n", "zh", "zh stands beside ask, not under it",
    ),
    "more than the other": (
        "        ask:\n          en: Which kind is it?\n            zh: 是哪一种？\n",
        "zh", "zh is indented more than the line before it, as if it went on with its text",
    ),
    "less than the other": (
        "        ask:\n            en: Which kind is it?\n          zh: 是哪一种？\n",
        "zh", "zh is indented otherwise than the keys that it belongs beside",
    ),
    "less than the question": (
        "        ask:\n      en: Which kind is it?\n      zh: 是哪一种？\n",
        "en", "en is indented otherwise than the keys that it belongs beside",
    ),
    "the key itself": (
        "      ask:\n          en: Which kind is it?\n          zh: 是哪一种？\n",
        "ask", "ask is indented otherwise than the keys that it belongs beside",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", INDENTED)
def test_a_text_that_is_indented_wrongly_is_told_once_at_its_key(name: str, folder: Path) -> None:
    written, key, problem = INDENTED[name]
    [fault] = faults_after(folder, ASK, written)
    assert fault.problem == problem
    assert fault.fix.startswith(("Indent", "Give"))
    line = (folder / "definition.yaml").read_text("utf-8").splitlines()[fault.line - 1]
    assert line.strip().startswith(f"{key}:")


def test_a_full_width_colon_within_a_text_is_left_alone(folder: Path) -> None:
    text = (
        (folder / "definition.yaml")
        .read_text("utf-8")
        .replace("zh: 是哪一种？", "zh: >-\n            类型：\n            是哪一种？")
    )
    (folder / "definition.yaml").write_text(text, "utf-8")
    assert load(folder, checked=True)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("      - id: count\n", "      - id: kind\n", "two questions have the id kind"),
        ("id: low_count", "id: severe", "two requirements have the id severe"),
        ("  - id: E2", "  - id: E1", "two criteria have the id E1"),
        ("- id: signs\n    section", "- id: kind\n    section", "two steps have the id kind"),
        ("          - id: rash", "          - id: fever", "two options have the id fever"),
        (RULE, "fits: cuont < 0.5", "there is no question cuont"),
    ],
)
def test_one_wrong_id_gives_one_message(old: str, new: str, problem: str, folder: Path) -> None:
    assert [fault.problem for fault in faults_after(folder, old, new)] == [problem]


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "cp1252", "utf-16"])
def test_a_file_in_another_encoding_is_told_its_place_and_the_cure(encoding: str, folder: Path) -> None:
    new = "en: Quelle forme est-elle, légère?" if encoding == "cp1252" else "en: Which kind is it?"
    [fault] = faults_after(folder, "en: Which kind is it?", new, encoding=encoding)
    assert fault.line > 0
    assert "UTF-8" in fault.fix
    assert "iconv" in fault.fix
    assert "byte" not in fault.problem


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_record_in_another_encoding_is_told_the_cure_too(encoding: str, folder: Path) -> None:
    file = folder / "record.json"
    file.write_bytes(file.read_text("utf-8").replace("Fever", "发热").encode(encoding))
    with pytest.raises(DefinitionError) as refused:
        load(folder)
    assert "iconv" in refused.value.faults[0].fix
