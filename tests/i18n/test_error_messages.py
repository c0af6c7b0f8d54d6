"""What is said of an answer that is refused, by question type."""

from typing import Any, get_args

import pytest

from prescreen.cli.assess import FILE_ERRORS
from prescreen.i18n.error_messages import MESSAGES, error_message
from prescreen.i18n.locale import LANGUAGES, use_language
from prescreen.screening.answer_error import AnswerError, ErrorCode
from prescreen.screening.answers import read
from tests.support.every_type import trial_with

TRIAL = trial_with()


def message(name: str, given: Any, lang: str = "en") -> str:
    with use_language(lang), pytest.raises(AnswerError) as refused:
        read(TRIAL.questions[name], given)
    with use_language(lang):
        return error_message(TRIAL.questions[name], refused.value)


def test_every_reason_to_refuse_an_answer_has_a_message() -> None:
    # What is unusual is asked again in words of its own.
    assert MESSAGES.keys() | FILE_ERRORS.keys() | {"unusual"} == set(get_args(ErrorCode))


SAID: list[tuple[str, Any, str]] = [
    ("level", "none", "Choose one of the answers"),
    ("signs", ["none", "rash"], "“none” and another answer"),
    ("signs", ["unknown", "rash"], "“I don’t know” and another answer"),
    ("platelets", {"value": ""}, "Type the number, or choose"),
    ("platelets", {"value": "12 so"}, "as your report prints it"),
    ("platelets", {"value": "3000"}, "Did your report say 3,000 /µL? Please check it."),
    ("platelets", {"value": "3000000000"}, "3,000,000,000 × 10⁹/L is more than is possible. Please check it."),
    ("platelets", {"value": "-1"}, "-1 × 10⁹/L is less than is possible. Type the number without a minus sign."),
    ("platelets", {"value": "<20"}, "type 19.9 instead: that is less than 20 too."),
    ("platelets", {"value": ">20"}, "type 20.1 instead: that is more than 20 too."),
    ("platelets", {"value": "≤20"}, "Leave out “≤”: type 20."),
    ("platelets", {"value": "<0"}, "Type the number without the sign “<”"),
    ("platelets", {"value": "1" * 21}, "too many digits"),
    ("platelets", {"value": "1", "unit": "g"}, "Choose one of the units"),
    ("base_excess", {"value": "-31"}, "-31 mmol/L is less than is possible"),
    ("age", {"value": ""}, "Type the number, or choose"),
    ("age", {"value": "old"}, "Type only the number, with nothing else beside it."),
    ("age", {"value": "45.5"}, "Type whole years, such as 45."),
    ("age", {"value": "130"}, "130 years old is more than is possible"),
    ("treatments", {"value": "2.5"}, "Type a whole number, such as 2."),
    ("treatments", {"value": "none"}, "If there were none, type 0."),
    ("treatments", {"value": "2 lines"}, "Type only the number, with nothing else beside it."),
    ("last_treatment", {"value": "long"}, "Type one number, and choose its unit beside it."),
    ("alt", {"value": "", "limit": "40"}, "Type the result as well"),
    ("alt", {"value": "60", "limit": ""}, "Type the upper limit as well"),
    ("alt", {"value": "x", "limit": "40"}, "as your report prints it"),
    ("alt", {"value": "60", "limit": "0"}, "The upper limit must be more than 0"),
    ("alt", {"value": "9000", "limit": "1"}, "9,000 with an upper limit of 1 is outside what is possible."),
    ("bmi", {"weight": "60", "height": ""}, "Type the height as well."),
    ("bmi", {"weight": "", "height": "170"}, "Type the weight as well"),
    ("bmi", {"weight": "x", "height": "170"}, "Type only the number, in kilograms."),
    ("bmi", {"weight": "60", "height": "0"}, "The height must be more than 0."),
    ("bmi", {"weight": "60", "height": "1.7"}, "60 kg with a height of 1.7 cm is outside what is possible."),
]


@pytest.mark.parametrize(("name", "given", "said"), SAID)
def test_a_message_says_what_is_wrong_in_the_questions_own_words(name: str, given: Any, said: str) -> None:
    assert said in message(name, given)
    assert message(name, given, "zh") != message(name, given)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("level", "Choose an answer"),
        ("signs", "Choose an answer"),
        *((name, "Type the number") for name in ("platelets", "age", "last_treatment", "alt", "bmi")),
    ],
)
def test_a_question_left_blank_asks_for_what_its_type_takes(name: str, said: str) -> None:
    with use_language("en"):
        assert error_message(TRIAL.questions[name], AnswerError("unanswered")).startswith(said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_staff_type_needs_no_question(lang: str) -> None:
    with use_language(lang):
        assert "2026" in error_message(None, AnswerError("not_a_date"))
        assert "81" in error_message(None, AnswerError("note_too_long", most=80, length=81))
