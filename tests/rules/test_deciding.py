"""Which answers a rule's truth hangs on."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from prescreen.rules.deciding import deciding_questions
from prescreen.rules.evaluation import Truth
from prescreen.rules.parser import parse
from tests.rules.test_rules import ALL_KNOWN, RULES
from tests.support.core import steady

HIGH, LOW = Fraction(9), Fraction(0)
COUNTS = "at_least(2, a < 1, b < 1, c < 1)"


@pytest.mark.parametrize(
    ("rule", "values", "decide"),
    [
        (COUNTS, {"a": HIGH, "b": HIGH, "c": HIGH}, "abc"),
        (COUNTS, {"a": HIGH, "b": LOW, "c": HIGH}, "ac"),
        (COUNTS, {"a": HIGH, "b": HIGH}, "ab"),
        (COUNTS, {"a": LOW, "b": LOW, "c": HIGH}, "ab"),
        (COUNTS, {"a": LOW, "b": HIGH}, ""),
        ('"x" not in s and a == "no"', {"s": frozenset({"none"}), "a": "yes"}, "a"),
        ('"x" not in s and a == "no"', {"s": frozenset({"x"}), "a": "yes"}, "as"),
        ('m == "low" or (m == "mid" and r == "few")', {"m": "mid", "r": "many"}, "mr"),
        ('m == "low" or (m == "mid" and r == "few")', {"m": "high", "r": "many"}, "m"),
        ('n < 1 and (a == "yes" or "x" in s)', {"n": LOW, "a": "yes", "s": frozenset({"x"})}, "ans"),
        ('n < 1 and (a == "yes" or "x" in s)', {"n": LOW, "a": "yes", "s": frozenset({"none"})}, "an"),
        ("unknown", {}, ""),
    ],
)
def test_the_answers_that_a_rule_hangs_on_are_found(rule: str, values: dict[str, Any], decide: str) -> None:
    assert deciding_questions(parse(rule), values) == set(decide)


@steady
@given(RULES, ALL_KNOWN)
def test_the_deciding_answers_alone_are_enough(rule: str, values: dict[str, Any]) -> None:
    parsed = parse(rule)
    names = deciding_questions(parsed, values)
    assert names <= parsed.reads
    if parsed(values) is not Truth.UNKNOWN:
        assert parsed({name: values[name] for name in names}) is parsed(values)
