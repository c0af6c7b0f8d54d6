"""The REDCap data dictionary: its form, and branching logic that shows what the wizard asks."""

import csv
import random
import re
from io import StringIO
from typing import Any

import pytest

from prescreen import create_app
from prescreen.interop.redcap import COLUMNS, data_dictionary
from prescreen.interop.redcap_logic import field_names, shown_if, unit_of
from prescreen.rules.evaluation import Truth
from prescreen.rules.parser import parse
from prescreen.screening.answers import value_of
from prescreen.trial.questions import OptionQuestion, Pair, Quantity
from tests.conftest import KEY
from tests.support import everything
from tests.support.answers import read_valid
from tests.support.trials import TRIAL_FIXTURES, TrialFixture

TRIAL = everything.TRIAL


def rows(lang: str = "en", fixture: TrialFixture = TRIAL_FIXTURES[1]) -> dict[str, dict[str, str]]:
    """The fields of a dictionary, by their names."""
    head, *fields = data_dictionary(fixture.trial, lang)
    return {field[0]: dict(zip(head, field, strict=True)) for field in fields}


class Field:
    """A field's value in REDCap's logic: text or a number, or blank, with which no comparison of numbers holds."""

    def __init__(self, value: Any = "") -> None:
        self.value = value

    def _number(self) -> float:
        return float("nan") if self.value == "" else float(self.value)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Field):
            return bool(self.value == other.value)
        return bool(self.value == other) if isinstance(other, str) else self._number() == other

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: Any) -> bool:
        return self._number() < _plain(other)

    def __le__(self, other: Any) -> bool:
        return self._number() <= _plain(other)

    def __gt__(self, other: Any) -> bool:
        return self._number() > _plain(other)

    def __ge__(self, other: Any) -> bool:
        return self._number() >= _plain(other)

    def __mul__(self, other: Any) -> "Field":
        return Field(self._number() * _plain(other))

    def __truediv__(self, other: Any) -> "Field":
        return Field(self._number() / _plain(other))


def _plain(other: Any) -> float:
    return other._number() if isinstance(other, Field) else other


def holds(logic: str, values: dict[str, Any]) -> bool:
    """Evaluates branching logic for a record, with names of fields such as `a`, or `a(option)` for a box."""
    python = re.sub(r"\[([^\]]+)\]", r"V['\1']", logic).replace("<>", "!=")
    python = re.sub(r"(?<![<>!=]) = ", " == ", python)
    boxes = {name: Field(values.get(name, "0" if "(" in name else "")) for name in re.findall(r"\[([^\]]+)\]", logic)}
    return bool(eval(python, {"V": boxes}))


def record(lang: str, answers: dict[str, Any]) -> dict[str, Any]:
    """What a clinic would type for stored answers."""
    found: dict[str, Any] = {}
    for name, answer in answers.items():
        question, fields = TRIAL.questions[name], field_names(TRIAL)[name]
        if isinstance(question, OptionQuestion):
            picked = answer if isinstance(answer, list) else [answer]
            found |= {f"{fields[0]}({o})": "1" for o in picked} if question.type == "choices" else {fields[0]: answer}
        elif answer != "unknown" and isinstance(question, Pair):
            found |= {field: answer[part] for field, part in zip(fields, question.parts, strict=True)}
        elif answer != "unknown" and isinstance(question, Quantity):
            value = value_of(question, answer)
            assert not isinstance(value, str | frozenset | None)
            found[fields[0]] = float(value / question.units[unit_of(question, lang)])
    return found


RULES = [
    'sex != "male" and not (activity in ("0", "1"))',
    'at_least(2, lvef < 50, alt > 3, "pills" in switches)',
    'not known(confirmed) or "pills" not in switches',
    "neutrophils < 0.5 and body_mass_index >= 30",
    "not (platelets >= 20 or unknown)",
    "bilirubin <= 1.5 or known(alt)",
    'blood_group == donor_group and not ("hiv" in infections)',
]


@pytest.mark.parametrize("rule", [*RULES, *sorted({q.ask_if.source for q in TRIAL.questions.values() if q.ask_if})])
def test_a_field_is_shown_unless_its_rule_is_false(rule: str) -> None:
    chance, fixture, seen = random.Random(7), TRIAL_FIXTURES[1], set()
    parsed = parse(rule)
    for share in (0.3, 0.6, 0.9) * 60:
        answers = read_valid(TRIAL, fixture.random_answers(chance, share))
        values = {name: value_of(TRIAL.questions[name], answer) for name, answer in answers.items()}
        truth = parsed({name: value for name, value in values.items() if value is not None})
        seen.add(truth)
        for lang in ("en", "zh"):
            logic = shown_if(TRIAL, parsed, lang)
            assert holds(logic, record(lang, answers)) is (truth is not Truth.FALSE), (logic, answers)
    assert len(seen) > 1


@pytest.mark.parametrize("fixture", TRIAL_FIXTURES, ids=lambda fixture: fixture.id)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_dictionary_has_the_form_that_redcap_reads(lang: str, fixture: TrialFixture) -> None:
    found = data_dictionary(fixture.trial, lang)
    assert found[0] == COLUMNS
    assert len(COLUMNS) == 18
    assert {len(row) for row in found} == {18}
    names = [row[0] for row in found[1:]]
    assert names[0] == "record_id"
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z](?:_?[a-z0-9])*", name) for name in names)
    assert {row[3] for row in found[1:]} <= {"text", "radio", "checkbox", "descriptive"}
    assert all(row[4] for row in found[1:])
    for row in found[1:]:
        for choice in row[5].split(" | ") if row[5] else ():
            assert re.fullmatch(r"[a-z0-9_]+, .+", choice)
        assert set(re.findall(r"\[(\w+)", row[11])) <= set(names)
    for question in fixture.trial.questions.values():
        assert set(field_names(fixture.trial)[question.id]) <= set(names)


def test_not_knowing_can_be_said_of_every_question() -> None:
    fields = rows()
    for name, own in field_names(TRIAL).items():
        base = fields[own[0]]
        if isinstance(TRIAL.questions[name], OptionQuestion):
            assert " | unknown, I don’t know" in base["Choices, Calculations, OR Slider Labels"]
        else:
            question = TRIAL.questions[name]
            stem = own[0].removesuffix(f"_{question.parts[0]}") if isinstance(question, Pair) else own[0]
            assert fields[f"{stem}_unknown"]["Field Type"] == "checkbox"


def test_numbers_are_asked_in_the_unit_of_the_languages_reports_within_their_range() -> None:
    english, chinese = rows("en", TRIAL_FIXTURES[0])["platelets"], rows("zh", TRIAL_FIXTURES[0])["platelets"]
    assert english["Field Label"].endswith("(10^3/uL)")
    assert chinese["Field Label"].endswith("(10^9/L)")
    assert english["Text Validation Type OR Show Slider Number"] == "number"
    assert (english["Text Validation Min"], english["Text Validation Max"]) == ("0", "2000")
    assert rows()["age"]["Text Validation Type OR Show Slider Number"] == "integer"


def test_an_option_that_excludes_the_others_is_marked() -> None:
    assert rows()["infections"]["Field Annotation"] == "@NONEOFTHEABOVE='none,unknown'"


def test_the_command_writes_the_dictionary_in_one_language() -> None:
    runner = create_app(KEY, everything.FOLDER).test_cli_runner()
    written = runner.invoke(args=["trial", "redcap", everything.NCT, "--language", "zh"])
    assert list(csv.reader(StringIO(written.stdout, newline=""))) == data_dictionary(TRIAL, "zh")


@pytest.mark.parametrize("sign", [">=", ">", "<=", "<"])
def test_a_limit_of_time_shows_a_field_in_every_case_that_the_calendar_leaves_open(sign: str) -> None:
    logic = shown_if(TRIAL, parse(f"last_treatment {sign} 6 months"), "en")
    shown = {days: holds(logic, {"last_treatment": days}) for days in (180, 181, 184, 185)}
    later = sign.startswith(">")
    assert shown[180] is not later
    assert shown[185] is later
    assert holds(logic, {})
    assert shown[181] is (sign != ">")
    assert shown[184] is (sign != "<")
