"""The largest entry that a session could have to hold."""

from typing import Any

import pytest

from prescreen.screening.answers import read
from prescreen.screening.number_input import MAX_DIGITS
from prescreen.screening.provenance import MAX_NOTE, kept_notes
from prescreen.screening.serialization import compress
from prescreen.screening.session_budget import largest_answers, largest_entry
from tests.support.core import FITTING, TRIAL, stored
from tests.support.every_type import ANSWERS, trial_with


def longest() -> dict[str, Any]:
    # Not at the top of the module, where the mutation tests would not see it.
    return largest_answers(trial_with())


def digits(number: str) -> int:
    return sum(character.isdigit() for character in number)


def test_every_question_has_a_longest_answer() -> None:
    assert list(longest()) == list(ANSWERS)


def test_the_longest_options_and_units_are_taken() -> None:
    assert longest()["level"] == "waiting"
    assert longest()["signs"] == ["fever", "rash", "untested"]
    assert longest()["platelets"]["unit"] == "10^9/L"
    assert longest()["last_treatment"]["unit"] == "months"


@pytest.mark.parametrize("name", ["platelets", "base_excess", "saturation", "age", "last_treatment", "alt", "bmi"])
def test_every_number_has_as_many_digits_as_can_be_typed_and_differs_from_the_others(name: str) -> None:
    numbers = [text for part, text in longest()[name].items() if part != "unit"]
    assert [digits(number) for number in numbers] == [MAX_DIGITS] * len(numbers)
    assert len({*numbers, "0"}) == len(numbers) + 1


def test_numbers_differ_from_question_to_question() -> None:
    numbers = [text for answer in longest().values() if isinstance(answer, dict) for text in answer.values()]
    assert len(set(numbers)) == len(numbers)


def test_the_longest_answers_are_answers_and_compress_to_more_than_usual_ones() -> None:
    assert {name: longest()[name] for name in ("level", "signs")} == {
        name: read(trial_with().questions[name], longest()[name]) for name in ("level", "signs")
    }
    assert len(compress(largest_answers(TRIAL))) > len(compress(stored(FITTING)))


def test_the_largest_entry_has_all_that_staff_can_add() -> None:
    entry = largest_entry(TRIAL)
    notes = kept_notes(TRIAL, entry)
    judged = {requirement.id for requirement in TRIAL.requirements if requirement.study_team}
    assert notes.provenance.keys() == TRIAL.questions.keys()
    assert {found.source for found in notes.provenance.values()} == {"patient"}
    assert len({found.taken for found in notes.provenance.values()}) > len(TRIAL.questions) / 2
    assert notes.team.keys() == judged
    assert {(found.judgement, len(found.note)) for found in notes.team.values()} == {("not_met", MAX_NOTE)}
    assert entry["version"] == TRIAL.version
    assert notes.as_json() == {name: entry[name] for name in ("sources", "team")}
