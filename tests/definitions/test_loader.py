"""Definition files: a well-formed one loads, and each fault has its file, line, place, problem and fix."""

import json
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from prescreen.definitions.catalogue import Catalogue
from prescreen.definitions.faults import DefinitionError, Fault
from prescreen.definitions.loader import TRIALS, load
from prescreen.screening.session_budget import largest_answers
from prescreen.trial.questions import Question
from tests.support.base_trial import BASE, faults_after
from tests.support.core import NCT, TRIAL, stored


def test_the_base_of_the_faults_is_well_formed(folder: Path) -> None:
    study = load(folder, checked=True)
    assert list(study.trial.questions) == ["kind", "count", "signs", "enzyme", "level"]
    assert study.record.status == "RECRUITING"
    assert (study.record.as_of, study.record.status_as_of) == (date(2026, 1, 2), date(2026, 1, 3))


def test_the_shipped_trials_are_without_fault() -> None:
    shipped = Catalogue([TRIALS]).folders()
    assert NCT in [path.name for path in shipped]
    for path in shipped:
        load(path, checked=True)


def test_the_longest_answers_of_the_shipped_trial_are_real_answers() -> None:
    longest = largest_answers(TRIAL)
    assert longest.keys() == TRIAL.questions.keys()
    numbers = {name for name, question in TRIAL.questions.items() if question.type in ("quantity", "ratio")}
    assert stored({name: answer for name, answer in longest.items() if name not in numbers})


def test_the_version_changes_with_the_text(folder: Path) -> None:
    version = load(folder).trial.version
    assert version
    assert load(folder).trial.version == version
    file = folder / "definition.yaml"
    file.write_text(file.read_text("utf-8").replace("Which kind is it?", "Which kind do you have?"), "utf-8")
    assert load(folder).trial.version != version


MISTAKEN = """          - unit: {}
            label:
              en: Another
              zh: 另一项
            means:
              en: Look again.
              zh: 请再看一眼。
"""
# name: (old text, new text, the line at fault, its place, part of the problem, part of the fix)
ONE_FAULT: dict[str, tuple[str, str, str, str, str, str]] = {
    "unknown question in fits": (
        "fits: count < 0.5", "fits: counts < 0.5",
        "fits: counts < 0.5", "criteria.I1.requirements.low_count.fits", "no question counts", "question's id",
    ),
    "unknown question in ask_if": (
        'ask_if: kind != "mild"', 'ask_if: sort != "mild"',
        'ask_if: sort != "mild"', "steps.signs.questions.signs.ask_if", "no question sort", "question's id",
    ),
    "unknown question in shows": (
        "fits: unknown\n", "fits: unknown\n        shows: [kind, worries]\n",
        "shows: [kind, worries]", "criteria.E3.requirements.opinion.shows.1", "no question worries", "question's id",
    ),
    "unknown option in ==": (
        'fits: kind == "severe"', 'fits: kind == "strong"',
        'fits: kind == "strong"', "criteria.I1.requirements.severe.fits", "no option strong", "mild, severe, waiting",
    ),
    "unknown option in a list": (
        'level in ("0", "1")', 'level in ("0", "5")',
        'fits: level in ("0", "5")', "criteria.I2.requirements.low_level.fits", "no option 5", "0, 1, 2",
    ),
    "unknown option among several": (
        'or "fever" not in signs', 'or "cough" not in signs',
        'kind == "mild"', "criteria.E1.requirements.no_fever.fits", "no option cough", "fever, rash, none",
    ),
    "an option that counts as unknown": (
        'fits: kind == "severe"', 'fits: kind in ("severe", "waiting")',
        'fits: kind in ("severe", "waiting")', "criteria.I1.requirements.severe.fits", "counts as unknown", "out",
    ),
    "a number ordered against an option": (
        "fits: count < 0.5", "fits: count < kind",
        "fits: count < kind", "criteria.I1.requirements.low_count.fits", "count and kind have no order", "two numbers",
    ),
    "a number compared with an option": (
        "fits: count < 0.5", 'fits: count == "low"',
        'fits: count == "low"', "criteria.I1.requirements.low_count.fits", "count is a number", "with a number",
    ),
    "an option compared with a number": (
        'fits: kind == "severe"', "fits: kind == 1",
        "fits: kind == 1", "criteria.I1.requirements.severe.fits", "kind is not a number", "quoted option",
    ),
    "a ratio asked for an option": (
        "fits: 'enzyme <= 3'", "fits: '\"high\" not in enzyme'",
        "fits: '\"high\" not in enzyme'", "criteria.E2.requirements.low_enzyme.fits", "enzyme is a number", "number",
    ),
    "several options compared with one": (
        'or "fever" not in signs', 'or signs != "fever"',
        'kind == "mild"', "criteria.E1.requirements.no_fever.fits", "several options", '"option" in signs',
    ),
    "one option asked for membership": (
        'fits: kind == "severe"', "fits: '\"severe\" in kind'",
        "fits: '\"severe\" in kind'", "criteria.I1.requirements.severe.fits", "one option", 'kind == "option"',
    ),
    "ask_if that reads the same step": (
        'ask_if: kind != "mild"', "ask_if: enzyme > 1",
        "ask_if: enzyme > 1", "steps.signs.questions.signs.ask_if", "enzyme, which is not asked in an", "earlier",
    ),
    "ask_if that reads itself": (
        'ask_if: kind != "mild"', "ask_if: known(signs)",
        "ask_if: known(signs)", "steps.signs.questions.signs.ask_if", "signs, which is not asked in an", "earlier",
    ),
    "ask_if that reads a later step": (
        'ask_if: kind != "mild"', 'ask_if: level == "0"',
        'ask_if: level == "0"', "steps.signs.questions.signs.ask_if", "level, which is not asked in an", "earlier",
    ),
    "a question that is never asked": (
        'ask_if: kind != "mild"', 'ask_if: known(kind) and kind == "mild" and kind == "severe"',
        "ask_if: known(kind) and", "steps.signs.questions.signs.ask_if", "no answers ever lead", "ask_if",
    ),
    "a requirement that can never fit": (
        "fits: count < 0.5", "fits: count < 0",
        "fits: count < 0", "criteria.I1.requirements.low_count.fits", "ever make this requirement fit", "rule",
    ),
    "a requirement that can never fail": (
        "fits: count < 0.5", "fits: count <= 30",
        "fits: count <= 30", "criteria.I1.requirements.low_count.fits", "ever make this requirement fail", "rule",
    ),
    "a requirement that can never fail by its options": (
        'level in ("0", "1")', 'level in ("0", "1", "2")',
        'fits: level in ("0", "1", "2")', "criteria.I2.requirements.low_level.fits", "requirement fail", "rule",
    ),
    "a text without a language": (
        "          en: Which kind is it?\n          zh: 是哪一种？\n", "          en: Which kind is it?\n",
        "en: Which kind is it?", "steps.kind.questions.kind.ask.zh", "text in zh is missing", "Add zh",
    ),
    "an option without a language": (
        "              en: Rash\n", "",
        "zh: 皮疹", "steps.signs.questions.signs.options.rash.label.en", "text in en is missing", "Add en",
    ),
    "a list of texts without a language": (
        "  - en: Nothing\n    zh: 无\n", "  - en: Nothing\n",
        "- en: Nothing", "at_hand.0.zh", "text in zh is missing", "Add zh",
    ),
    "a text in a language too many": (
        "  zh: 虚构的研究\n", "  zh: 虚构的研究\n  de: Erfunden\n",
        "de: Erfunden", "title.de", "de is not among", "Remove or list it",
    ),
    "an empty text": (
        "  zh: 虚构的研究\n", '  zh: " "\n',
        'zh: " "', "title.zh", "at least 1 character", "",
    ),
    "a comma that silently starts a key": (
        "title:\n  en: An invented study\n  zh: 虚构的研究", "title: {en: An invented, tested study, zh: 虚构的研究}",
        "title: {en: An invented, tested study", "title.tested study", "string", "text",
    ),
    "two options alike": (
        "          - id: rash\n", "          - id: fever\n",
        "- id: fever", "steps.signs.questions.signs.options.fever.id", "two options have the id fever", "own id",
    ),
    "two questions alike": (
        "      - id: enzyme\n", "      - id: count\n",
        "- id: count", "steps.kind.questions.count.id", "two questions have the id count", "own id",
    ),
    "two steps alike": (
        "  - id: level\n    section", "  - id: kind\n    section",
        "- id: kind", "steps.kind.id", "two steps have the id kind", "own id",
    ),
    "two requirements alike": (
        "      - id: low_enzyme\n", "      - id: low_count\n",
        "- id: low_count", "criteria.I1.requirements.low_count.id", "two requirements have the id low_count", "own id",
    ),
    "a word of the language as an option": (
        "          - id: rash\n", "          - id: unknown\n",
        "- id: unknown", "steps.signs.questions.signs.options.unknown.id", "rule language", "another id",
    ),
    "a word of the language as a question": (
        "      - id: enzyme\n", "      - id: known\n",
        "- id: known", "steps.signs.questions.known.id", "rule language", "another id",
    ),
    "a criterion that differs from the registry": (
        "    registry: Fever\n", "    registry: Any fever\n",
        "registry: Any fever", "criteria.E1.registry", "differs from the registry", "Quote it unchanged: “Fever”",
    ),
    "a criterion out of order": (
        "  - id: E3\n", "  - id: E4\n",
        "- id: E4", "criteria.E4.id", "this is E3 in the registry's order", "Renumber",
    ),
    "an exclusion that is called an inclusion": (
        "    kind: exclusion\n    registry: Fever\n", "    kind: inclusion\n    registry: Fever\n",
        "kind: inclusion", "criteria.E1.kind", "its kind is inclusion", "kind: exclusion",
    ),
    "a question that nothing reads": (
        'fits: level in ("0", "1")', "fits: count < 20",
        "- id: level", "steps.level.questions.level.id", "no rule reads level", "rule",
    ),
    "a section that does not exist": (
        "  - id: level\n    section: person", "  - id: level\n    section: persons",
        "section: persons", "steps.level.section", "no section persons", "illness or person",
    ),
    "a question of no known type": (
        "        type: ratio\n", "        type: rato\n",
        "- id: enzyme", "steps.signs.questions.enzyme", "rato", "choice, choices, quantity, count, age, ago",
    ),
    "a question without a type": (
        "        type: ratio\n", "",
        "- id: enzyme", "steps.signs.questions.enzyme", "no type", "ratio or body_mass_index",
    ),
    "a field that is missing": (
        "    registry: Fever\n", "",
        "- id: E1", "criteria.E1.registry", "required", "Add it",
    ),
    "a field of a question that is missing": (
        "        units:\n          10^9/L: 1\n          /uL: 0.001\n", "",
        "- id: count", "steps.kind.questions.count.units", "required", "Add it",
    ),
    "a field that does not exist": (
        "        may_change: true\n", "        may_chance: true\n",
        "may_chance: true", "criteria.I1.requirements.low_count.may_chance", "not permitted", "spelling",
    ),
    "a field of another question type": (
        "        type: ratio\n", "        type: ratio\n        units: {g: 1}\n",
        "units: {g: 1}", "steps.signs.questions.enzyme.units", "not permitted", "Remove it",
    ),
    "a mark that is not true or false": (
        "        may_change: true\n", "        may_change: yes\n",
        "may_change: yes", "criteria.I1.requirements.low_count.may_change", "bool", "",
    ),
    "a number as an option without quotes": (
        '          - id: "2"\n', "          - id: 2\n",
        "- id: 2", "steps.level.questions.level.options.2.id", "string", "quotes",
    ),
    "an id with a capital": (
        "          - id: rash\n", "          - id: Rash\n",
        "- id: Rash", "steps.signs.questions.signs.options.Rash.id", "match", "lower-case",
    ),
    "a range of one number": (
        "        range: [0, 30]\n", "        range: [30]\n",
        "range: [30]", "steps.kind.questions.count.range", "2 items", "",
    ),
    "a range the wrong way round": (
        "        range: [0, 30]\n", "        range: [30, 0]\n",
        "range: [30, 0]", "steps.kind.questions.count.range", "range is empty", "lowest number first",
    ),
    "a usual unit that is none of the units": (
        "        range: [0, 30]\n",
        "        usual_unit:\n          en: g\n          zh: 10^9/L\n        range: [0, 30]\n",
        "en: g", "steps.kind.questions.count.usual_unit.en", "g is not among its units", "10^9/L, /uL",
    ),
    "a LOINC code that was copied wrongly": (
        "        range: [0, 30]\n", "        loinc:\n          26499-5: Neutrophils\n        range: [0, 30]\n",
        "26499-5: Neutrophils", "steps.kind.questions.count.loinc.26499-5", "not a LOINC code: 26499-5", "loinc.org",
    ),
    "a LOINC code with digits exchanged": (
        "        range: [0, 30]\n", "        loinc:\n          24699-4: Neutrophils\n        range: [0, 30]\n",
        "24699-4: Neutrophils", "steps.kind.questions.count.loinc.24699-4", "not a LOINC code: 24699-4", "loinc.org",
    ),
    "a LOINC code that is another kind of code": (
        "        range: [0, 50]\n", "        loinc:\n          K70.3: Cirrhosis\n        range: [0, 50]\n",
        "K70.3: Cirrhosis", "steps.signs.questions.enzyme.loinc.K70.3", "not a LOINC code: K70.3", "loinc.org",
    ),
    "a unit in place of its UCUM code": (
        "        range: [0, 30]\n",
        "        ucum:\n          10^9/L: 10^9/L\n          /uL: /uL\n        range: [0, 30]\n",
        "10^9/L: 10^9/L", "steps.kind.questions.count.ucum.10^9/L", "not a UCUM code: 10^9/L", "10*9/L",
    ),
    "a unit without its UCUM code": (
        "        range: [0, 30]\n", "        ucum:\n          10^9/L: 10*9/L\n        range: [0, 30]\n",
        "10^9/L: 10*9/L", "steps.kind.questions.count.ucum", "its units are not those", "each unit its code",
    ),
    "a first unit that is not 1": (
        "          10^9/L: 1\n", "          10^9/L: 10\n",
        "10^9/L: 10", "steps.kind.questions.count.units", "of the factors", "1 for the first unit",
    ),
    "a usual number out of range": (
        "        range: [0, 30]\n", "        range: [0, 30]\n        usual: [0, [1, 31]]\n",
        "[0, [1, 31]]", "steps.kind.questions.count.usual", "not possible", "within the range",
    ),
    "a usual range that begins with its end": (
        "        range: [0, 30]\n", "        range: [0, 30]\n        usual: [5, 1]\n",
        "[5, 1]", "steps.kind.questions.count.usual", "not possible", "the lower number first",
    ),
    "a usual range of three numbers": (
        "        range: [0, 30]\n", "        range: [0, 30]\n        usual: [[1, 2, 3]]\n",
        "[1, 2, 3]", "steps.kind.questions.count.usual.0", "at most 2", "docs/authoring.md",
    ),
    "a unit of another kind that is the question's own": (
        "        range: [0, 30]\n", f"        range: [0, 30]\n        mistaken:\n{MISTAKEN.format('/uL')}",
        "/uL", "steps.kind.questions.count.mistaken.0.unit", "/uL can't be a unit of another kind", "own units",
    ),
    "a unit of another kind beside a ratio": (
        "        range: [0, 50]\n", f"        range: [0, 50]\n        mistaken:\n{MISTAKEN.format('mg/dL')}",
        "mg/dL", "steps.signs.questions.enzyme.mistaken.0.unit", "mg/dL can't be", "Leave the unit out",
    ),
    "a kind of number without words in a language": (
        "        range: [0, 30]\n",
        "        range: [0, 30]\n        mistaken:\n          - label:\n              en: DBIL\n            means:\n"
        "              en: Not this one.\n              zh: 不是这个。\n",
        "en: DBIL", "steps.kind.questions.count.mistaken.0.label.zh", "the text in zh is missing", "Add zh",
    ),
    "a rule that can't be read": (
        "fits: count < 0.5", "fits: count < < 0.5",
        "fits: count < < 0.5", "criteria.I1.requirements.low_count.fits", "can't be read as a rule", "Write the rule",
    ),
    "a rule with a bare question": (
        'fits: kind == "severe"', 'fits: kind == "severe" and count',
        'fits: kind == "severe" and count', "criteria.I1.requirements.severe.fits", "condition is expected", "Write",
    ),
    "an id of another trial": (
        "\nid: NCT00000000\n", "\nid: NCT00000001\n", "id: NCT00000001", "id", "", "one registry id",
    ),
    "an id of no trial": (
        "\nid: NCT00000000\n", "\nid: NCT0\n", "id: NCT0", "id", "match", "",
    ),
}  # fmt: skip
# Places of further faults that follow from the first.
ALSO = {
    "a question that is never asked": ["criteria.E1.requirements.no_fever.fits"],
    "a section that does not exist": ["sections.person"],
    "an id of another trial": ["id"],  # one for the folder, one for the record
}


@pytest.mark.parametrize("name", ONE_FAULT)
def test_a_fault_is_told_with_its_line_place_problem_and_fix(name: str, folder: Path) -> None:
    old, new, line, place, problem, fix = ONE_FAULT[name]
    faults = faults_after(folder, old, new)
    fault = faults[0]
    lines = (folder / "definition.yaml").read_text("utf-8").splitlines()
    assert fault.file == folder / "definition.yaml"
    assert line in lines[fault.line - 1]
    assert 1 <= fault.column <= len(lines[fault.line - 1])
    assert (fault.place, problem in fault.problem, fix in fault.fix) == (place, True, True), str(fault)
    assert [other.place for other in faults[1:]] == ALSO.get(name, [])
    assert str(fault) == f"{fault.file}:{fault.line}:{fault.column}: {fault.place}: {fault.problem}. {fault.fix}."
    assert fault.fix


@pytest.mark.parametrize("written", ["type: rato", "kind: ratio"])
def test_a_wrong_or_missing_type_is_told_with_every_type_that_there_is(written: str, folder: Path) -> None:
    fault = faults_after(folder, "        type: ratio\n", f"        {written}\n")[0]
    types = [question.model_fields["type"].annotation for question in get_args(Question)]
    assert len(types) >= 7
    for name in (name for literal in types for name in get_args(literal)):
        assert re.search(rf"\b{name}\b", fault.fix)


# name: (old text, new text, the text that begins at the fault's line and column)
IN_RULES: dict[str, tuple[str, str, str]] = {
    "plain": ('fits: kind == "severe"', 'fits: kind == "severe" and count', "count"),
    "single quotes": ("'enzyme <= 3'", "'enzyme <= 3 or level'", "level'"),
    "double quotes": ("'enzyme <= 3'", '"enzyme <= 3 or level"', 'level"'),
    "a block, first line": ('          kind == "mild"\n', '          kind.sort == "mild"\n', "kind.sort"),
    "a block, second line": (
        '          or "fever" not in signs',
        '          or ("fever" not in signs and level)',
        "level)",
    ),
    "a literal": ("fits: count < 0.5", "fits: count < True", "True"),
    "ask_if": ('ask_if: kind != "mild"', "ask_if: kind is unknown", "unknown"),
    "at_least": ("fits: count < 0.5", "fits: at_least(3, count < 0.5)", "at_least"),
}


@pytest.mark.parametrize("name", IN_RULES)
def test_a_mistake_in_a_rule_is_told_with_its_line_and_column(name: str, folder: Path) -> None:
    old, new, begins = IN_RULES[name]
    [fault] = faults_after(folder, old, new)
    line = (folder / "definition.yaml").read_text("utf-8").splitlines()[fault.line - 1]
    assert line[fault.column - 1 :].startswith(begins), f"{fault}\n{line}"


def test_a_rule_with_brackets_turned_inside_out_is_a_fault(folder: Path) -> None:
    [fault] = faults_after(folder, "fits: count < 0.5", "fits: count < 0.5) or (count > 29")
    assert fault.place == "criteria.I1.requirements.low_count.fits"


# name: (old text, new text, the line at fault, part of the problem)
BAD_YAML: dict[str, tuple[str, str, str, str]] = {
    "a key that stands twice": (
        "    registry: Fever\n",
        "    registry: Fever\n    registry: Rash\n",
        "Rash",
        "the key registry appears twice",
    ),
    "a colon in text": (
        "en: A count below 0.5 × 10⁹/L.",
        "en: The count: low.",
        "en: The count: low.",
        "a colon with a space",
    ),
    "an open quote": ("fits: 'enzyme <= 3'", "fits: 'enzyme <= 3", "", "this quote is not closed"),
    "a wrong indentation": (
        "    registry: Fever\n",
        "   registry: Fever\n",
        "registry: Fever",
        "is indented otherwise",
    ),
    "a tab": ("    registry: Fever\n", "\tregistry: Fever\n", "registry: Fever", ""),
}


@pytest.mark.parametrize("name", BAD_YAML)
def test_bad_yaml_is_told_with_its_line(name: str, folder: Path) -> None:
    old, new, line, problem = BAD_YAML[name]
    [fault] = faults_after(folder, old, new)
    lines = (folder / "definition.yaml").read_text("utf-8").splitlines()
    assert fault.file == folder / "definition.yaml"
    assert problem in fault.problem
    assert fault.fix
    if line:
        assert line in lines[fault.line - 1]


def test_several_faults_are_told_together(folder: Path) -> None:
    text = (BASE / "definition.yaml").read_text("utf-8")
    text = text.replace("fits: count < 0.5", "fits: counts < 0.5").replace("registry: Fever", "registry: Fevers")
    (folder / "definition.yaml").write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as refused:
        load(folder, checked=True)
    told = {fault.place for fault in refused.value.faults}
    assert told >= {"criteria.I1.requirements.low_count.fits", "criteria.E1.registry"}
    assert str(refused.value).count("\n") == len(refused.value.faults) - 1


def test_a_criterion_that_is_left_out_is_a_fault(folder: Path) -> None:
    text = (BASE / "definition.yaml").read_text("utf-8")
    faults = faults_after(folder, text[text.index("  - id: E3\n") :], "")
    assert [fault.place for fault in faults] == ["criteria"]
    assert "the registry's criterion E3 is missing" in faults[0].problem


def test_answers_too_large_for_the_session_are_a_fault(folder: Path) -> None:
    text = (BASE / "definition.yaml").read_text("utf-8")
    start, end = text.index("      - id: enzyme\n"), text.index("  - id: level\n    section")
    several = [text[start:end].replace("id: enzyme", f"id: enzyme_{number}") for number in range(150)]
    shown = ", ".join(f"enzyme_{number}" for number in range(150))
    text = text[:end] + "".join(several) + text[end:]
    text = text.replace("fits: unknown\n", f"fits: unknown\n        shows: [{shown}]\n")
    (folder / "definition.yaml").write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as refused:
        load(folder)
    [fault] = refused.value.faults
    assert fault.place == "steps"
    assert "bytes, and a session holds" in fault.problem
    assert "fewer questions" in fault.fix


def test_a_folder_of_another_name_is_a_fault(folder: Path) -> None:
    [fault] = _faults(folder.rename(folder.with_name("NCT00000009")))
    assert (fault.place, fault.problem) == ("id", "the folder is of NCT00000009")


def test_a_record_of_another_trial_is_a_fault(folder: Path) -> None:
    [fault] = faults_after(folder, '"NCT00000000"', '"NCT00000009"', "record.json")
    assert (fault.place, fault.problem) == ("id", "the record is of NCT00000009")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nothing", b""),
        ("not JSON", b"{"),
        ("a list", b"[]"),
        ("a number", b"1"),
        ("no study", b'{"source": "x", "as_of": {"study": "2026-01-02"}}'),
        ("no date", b'{"source": "x", "as_of": {}, "study": {"protocolSection": {"identificationModule": {}}}}'),
        ("no UTF-8", b'{"source": "\xff"}'),
    ],
)
def test_a_garbled_record_is_a_fault_in_its_file(name: str, content: bytes, folder: Path) -> None:
    (folder / "record.json").write_bytes(content)
    [fault] = _faults(folder)
    assert fault.file == folder / "record.json"
    assert "record can't be read" in fault.problem
    assert fault.fix, name


def test_a_record_with_a_date_that_is_none_is_a_fault(folder: Path) -> None:
    [fault] = faults_after(folder, '"2026-01-03"', '"January 2026"', "record.json")
    assert fault.file == folder / "record.json"
    assert "January 2026" in fault.problem


def test_a_record_may_lack_what_the_definition_does_not_need(folder: Path) -> None:
    record = json.loads((BASE / "record.json").read_text("utf-8"))
    del record["study"]["protocolSection"]["statusModule"], record["as_of"]["statusModule"]
    (folder / "record.json").write_text(json.dumps(record), "utf-8")
    loaded = load(folder).record
    assert (loaded.status, loaded.central_contacts, loaded.status_as_of) == ("UNKNOWN", [], loaded.as_of)


def test_a_missing_record_is_a_fault(folder: Path) -> None:
    (folder / "record.json").unlink()
    [fault] = _faults(folder)
    assert fault.file == folder / "record.json"


def test_a_missing_definition_is_a_fault(folder: Path) -> None:
    (folder / "definition.yaml").unlink()
    [fault] = _faults(folder)
    assert fault.file == folder / "definition.yaml"


@pytest.mark.parametrize("content", [b"id: \xff\xfe\n", b"\xff\xfei\x00d\x00", b"id: a\x00b\n"])
def test_a_definition_that_is_not_readable_text_is_a_fault(content: bytes, folder: Path) -> None:
    (folder / "definition.yaml").write_bytes(content)
    [fault] = _faults(folder)
    assert fault.file == folder / "definition.yaml"
    assert fault.fix


@pytest.mark.parametrize("content", ["", "just text\n", "- a\n- list\n", "# nothing\n", "1\n"])
def test_a_definition_that_is_no_mapping_is_a_fault(content: str, folder: Path) -> None:
    (folder / "definition.yaml").write_text(content, "utf-8")
    assert all(fault.file == folder / "definition.yaml" and fault.fix for fault in _faults(folder))


def _faults(folder: Path) -> list[Fault]:
    with pytest.raises(DefinitionError) as refused:
        load(folder)
    assert refused.value.faults
    return refused.value.faults


def test_only_folders_with_a_definition_are_trials(folder: Path) -> None:
    (folder.parent / "notes").mkdir()
    assert Catalogue([folder.parent]).folders() == [folder]
