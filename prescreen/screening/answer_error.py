"""Why an answer, or what staff add to one, is refused."""

from typing import Any, Literal

ErrorCode = Literal[
    "unanswered",
    "missing",
    "not_an_option",
    "exclusive_beside_another",
    "unknown_beside_another",
    "unknown_beside_number",
    "not_a_number",
    "too_long",
    "comparison_sign",
    "range_typed",
    "two_numbers",
    "says_not_known",
    "ten_thousands",
    "not_a_unit",
    "no_unit",
    "other_kind",
    "unit_not_taken",
    "two_units",
    "not_positive",
    "not_whole",
    "year_of_birth",
    "year_typed",
    "months_of_age",
    "other_measure",
    "out_of_range",
    "pair_out_of_range",
    # Only pages ask for this.
    "unusual",
    # What staff add.
    "not_a_date",
    "no_such_day",
    "date_ahead",
    "note_too_long",
    # Only an answers file can be wrong in these ways.
    "not_an_object",
    "unknown_question",
    "not_a_list",
    "wrong_parts",
]


class AnswerError(ValueError):
    """An answer that is refused. `part` is the input at fault: one of the question's `parts`, "date" or "note" of what
    staff add, or empty for the whole answer. `details` are the values that a message needs."""

    def __init__(self, code: ErrorCode, part: str = "", **details: Any) -> None:
        super().__init__(code)
        self.code: ErrorCode = code
        self.part = part
        self.details = details
