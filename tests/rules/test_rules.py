"""The rule language: three-valued logic, exact numbers, and errors for everything else."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prescreen.rules.evaluation import Truth, Value
from prescreen.rules.parser import RuleError, parse
from tests.support.core import steady

WORD = {"T": Truth.TRUE, "F": Truth.FALSE, "U": Truth.UNKNOWN}
LETTER = {truth: letter for letter, truth in WORD.items()}


def truth_of(rule: str, **values: Value) -> str:
    """The rule's truth as T, F or U."""
    return LETTER[parse(rule)(values)]


def known(**letters: str) -> dict[str, Value]:
    """Values under which `name == "yes"` is T, F or U."""
    return {name: {"T": "yes", "F": "no"}[letter] for name, letter in letters.items() if letter != "U"}


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        ("T", "T", "T", "T"),
        ("T", "U", "U", "T"),
        ("T", "F", "F", "T"),
        ("U", "T", "U", "T"),
        ("U", "U", "U", "U"),
        ("U", "F", "F", "U"),
        ("F", "T", "F", "T"),
        ("F", "U", "F", "U"),
        ("F", "F", "F", "F"),
    ],
)
def test_and_and_or_are_strong_kleene(a: str, b: str, both: str, either: str) -> None:
    values = known(a=a, b=b)
    assert truth_of('a == "yes" and b == "yes"', **values) == both
    assert truth_of('a == "yes" or b == "yes"', **values) == either


@pytest.mark.parametrize(("a", "opposite"), [("T", "F"), ("U", "U"), ("F", "T")])
def test_not_keeps_unknown(a: str, opposite: str) -> None:
    assert truth_of('not a == "yes"', **known(a=a)) == opposite
    assert truth_of('not (a == "yes")', **known(a=a)) == opposite


def test_and_binds_closer_than_or() -> None:
    rule = 'a == "yes" or b == "yes" and c == "yes"'
    assert truth_of(rule, **known(a="T", b="F", c="F")) == "T"
    assert truth_of(rule, **known(a="F", b="T", c="F")) == "F"


AT_LEAST_2 = {
    "TTT": "T", "TTU": "T", "TTF": "T", "TUU": "U", "TUF": "U", "TFF": "F", "UUU": "U", "UUF": "U", "UFF": "F",
    "FFF": "F",
}  # fmt: skip


@pytest.mark.parametrize("a", "TUF")
@pytest.mark.parametrize("b", "TUF")
@pytest.mark.parametrize("c", "TUF")
def test_at_least_two_of_three_is_decided_as_early_as_can_be(a: str, b: str, c: str) -> None:
    expected = AT_LEAST_2["".join(sorted((a, b, c), key="TUF".index))]
    assert truth_of('at_least(2, a == "yes", b == "yes", c == "yes")', **known(a=a, b=b, c=c)) == expected


def test_at_least_one_is_or_and_at_least_all_is_and() -> None:
    for a in "TUF":
        for b in "TUF":
            values = known(a=a, b=b)
            parts = 'a == "yes", b == "yes"'
            assert truth_of(f"at_least(1, {parts})", **values) == truth_of('a == "yes" or b == "yes"', **values)
            assert truth_of(f"at_least(2, {parts})", **values) == truth_of('a == "yes" and b == "yes"', **values)


@pytest.mark.parametrize(
    ("sign", "below", "at", "above"),
    [
        ("<", "T", "F", "F"),
        ("<=", "T", "T", "F"),
        (">", "F", "F", "T"),
        (">=", "F", "T", "T"),
        ("==", "F", "T", "F"),
        ("!=", "T", "F", "T"),
    ],
)
def test_a_number_is_compared_and_unknown_stays_unknown(sign: str, below: str, at: str, above: str) -> None:
    rule = f"a {sign} 0.5"
    assert truth_of(rule, a=Fraction("0.49999999999999999999")) == below
    assert truth_of(rule, a=Fraction("0.5")) == at
    assert truth_of(rule, a=Fraction("0.50000000000000000001")) == above
    assert truth_of(rule) == "U"


def test_an_option_is_compared_and_unknown_stays_unknown() -> None:
    assert truth_of('a == "x"', a="x") == "T"
    assert truth_of('a == "x"', a="y") == "F"
    assert truth_of('a != "x"', a="x") == "F"
    assert truth_of('a != "x"', a="y") == "T"
    assert truth_of('a == "x"') == "U"
    assert truth_of('a != "x"') == "U"
    assert truth_of('"x" == a', a="x") == "T"


def test_a_comparison_may_be_written_either_way_round() -> None:
    assert truth_of("20 > a", a=Fraction(19)) == "T"
    assert truth_of("20 > a", a=Fraction(20)) == "F"
    assert truth_of("20 > a") == "U"
    assert truth_of("a > -1", a=Fraction(0)) == "T"


@pytest.mark.parametrize(
    ("given_", "inside", "outside"),
    [({}, "U", "U"), ({"a": "x"}, "T", "F"), ({"a": "y"}, "T", "F"), ({"a": "z"}, "F", "T")],
)
def test_membership_in_a_list_of_options(given_: dict[str, Value], inside: str, outside: str) -> None:
    for options in ('("x", "y")', '["x", "y"]', '{"x", "y"}'):
        assert truth_of(f"a in {options}", **given_) == inside
        assert truth_of(f"a not in {options}", **given_) == outside


def test_membership_of_an_option_among_several_picked() -> None:
    assert truth_of('"x" in a', a=frozenset({"x", "y"})) == "T"
    assert truth_of('"x" in a', a=frozenset({"y"})) == "F"
    assert truth_of('"x" in a') == "U"
    assert truth_of('"x" not in a', a=frozenset({"x", "y"})) == "F"
    assert truth_of('"x" not in a', a=frozenset({"y"})) == "T"
    assert truth_of('"x" not in a') == "U"


def test_a_chain_is_the_and_of_its_links() -> None:
    assert truth_of("1 < a < 3", a=Fraction(2)) == "T"
    assert truth_of("1 < a < 3", a=Fraction(1)) == "F"
    assert truth_of("1 < a < 3", a=Fraction(3)) == "F"
    assert truth_of("1 < a < 3") == "U"
    assert truth_of("1 < a <= b", a=Fraction(2), b=Fraction(2)) == "T"
    assert truth_of("1 < a <= b", a=Fraction(2)) == "U"
    assert truth_of("1 < a <= b", a=Fraction(1)) == "F"


def test_two_questions_are_compared_with_each_other() -> None:
    assert truth_of("a < b", a=Fraction(1), b=Fraction(2)) == "T"
    assert truth_of("a < b", a=Fraction(2), b=Fraction(2)) == "F"
    assert truth_of("a < b", a=Fraction(2)) == "U"
    assert truth_of("a == b") == "U"


def test_known_is_never_unknown() -> None:
    assert truth_of("known(a)", a="x") == "T"
    assert truth_of("known(a)") == "F"
    assert truth_of("not known(a)") == "T"
    assert truth_of('known(a) and a == "x"') == "F"


def test_unknown_is_a_constant() -> None:
    assert truth_of("unknown") == "U"
    assert truth_of('a == "x" or unknown', a="x") == "T"
    assert truth_of('a == "x" or unknown', a="y") == "U"
    assert parse("unknown").says_unknown
    assert not parse('a == "x"').says_unknown


@pytest.mark.parametrize("truth", list(Truth))
def test_a_truth_refuses_to_pass_for_a_boolean(truth: Truth) -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(truth)


def test_numbers_are_exact() -> None:
    sum_of_two = Fraction("0.1") + Fraction("0.2")
    assert truth_of("a == 0.3", a=sum_of_two) == "T"
    assert truth_of("a <= 0.3", a=sum_of_two) == "T"
    assert truth_of("a > 0.3", a=sum_of_two) == "F"
    assert truth_of("a == 0.3", a=Fraction(0.3)) == "F"  # the binary float is not three tenths
    assert truth_of("a < 123456.789", a=Fraction("123456.78899999999999")) == "T"


def test_a_rule_knows_what_it_reads() -> None:
    rule = parse('a < 1 or known(b) and "x" in c and d in ("y", "z") and e == f')
    assert rule.reads == {"a", "b", "c", "d", "e", "f"}
    assert {use.question: use.kind for use in rule.uses} == {
        "a": "number", "b": "known", "c": "member", "d": "option", "e": "question", "f": "question",
    }  # fmt: skip


def test_a_rule_may_run_over_several_lines() -> None:
    rule = 'a == "yes"\n  and (b == "yes"\n    or c == "yes")\n'
    assert truth_of(rule, **known(a="T", b="F", c="T")) == "T"
    assert truth_of(rule, **known(a="F", b="F", c="T")) == "F"


# Text, and the line and column of the first thing that is not in the language.
REFUSED = {
    "nothing": ("", 1, 1),
    "only spaces": ("   ", 1, 1),
    "a bare question": ("a", 1, 1),
    "a bare question in a rule": ('a == "x" and b', 1, 14),
    "a negated bare question": ("not a", 1, 5),
    "a bare number": ("a < 1 or 5", 1, 10),
    "a call": ("f(a)", 1, 1),
    "a call that would do harm": ("__import__('os').system('true')", 1, 1),
    "a method": ('a.lower() == "x"', 1, 1),
    "an attribute": ("a.b == 1", 1, 1),
    "an attribute on the second line": ('a == "x" and\n  b.c == 1', 2, 3),
    "a bare question on the second line": ('a == "x" or\n   (b < 2 and c)', 2, 15),
    "an index": ("a[0] == 1", 1, 1),
    "a lambda": ("lambda: a", 1, 1),
    "a condition by if": ("a < 1 if b < 1 else c < 1", 1, 1),
    "is": ('a is "x"', 1, 6),
    "is not": ("a is not 1", 1, 10),
    "True": ("True", 1, 1),
    "a comparison with True": ("a == True", 1, 6),
    "a comparison with None": ("a == None", 1, 6),
    "bytes": ("a == b'x'", 1, 6),
    "an imaginary number": ("a == 1j", 1, 6),
    "addition": ("a + 1 < 2", 1, 1),
    "arithmetic in a literal": ("a < 1 + 1", 1, 5),
    "a negated question": ("-a < 1", 1, 1),
    "a double negation": ("a == --1", 1, 6),
    "bits": ("a & b", 1, 1),
    "an f-string": ('a == f"x{b}"', 1, 6),
    "a walrus": ("(a := 1) == 1", 1, 2),
    "a comprehension": ("[a for a in b]", 1, 1),
    "a list": ("[a < 1]", 1, 1),
    "a tuple": ("a < 1, b < 1", 1, 1),
    "no question": ("1 < 2", 1, 1),
    "options in order": ('a < "x"', 1, 5),
    "membership in text": ('a in "xyz"', 1, 1),
    "membership in a question": ("a in b", 1, 1),
    "a question in a list": ('a in ("x", b)', 1, 12),
    "at_least none": ("at_least(0, a < 1)", 1, 1),
    "at_least True": ("at_least(True, a < 1)", 1, 1),
    "at_least more than there are": ("at_least(2, a < 1)", 1, 1),
    "at_least of a starred part": ("at_least(1, *a)", 1, 13),
    "at_least alone": ("at_least", 1, 1),
    "known of text": ('known("a")', 1, 1),
    "known of two": ("known(a, b)", 1, 1),
    "known of a keyword": ("known(a=1)", 1, 1),
    "known of nothing": ("known()", 1, 1),
    "known of unknown": ("known(unknown)", 1, 1),
    "an assignment": ("a = 1", 1, 3),
    "two rules": ("a < 1; b < 2", 1, 6),
    "a number too large": ("a < 1000000000000000", 1, 5),
    "a number beyond all": ("a < 1e400", 1, 5),
    "a whole number of 5,000 digits": ("a < " + "9" * 5000, 1, None),
    "deep brackets": ("(" * 1000 + "a < 1" + ")" * 1000, 1, None),
    "deep negation": ("not " * 5000 + "a < 1", 1, 1),
    "an open bracket": ("(a < 1", 1, 1),
    "an end that is missing": ("a ==", 1, None),
    "an end that is missing on the second line": ("a < 1 and\nb <", 2, None),
    "a bracket too many": ("a < 1)", 1, 6),
    "brackets turned inside out": ("a < 1) or (b < 1", 1, 6),
    "a mistake after Chinese text": ('a == "重" and b', 1, 14),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_in_the_language_is_refused_with_its_place(name: str) -> None:
    text, line, column = REFUSED[name]
    with pytest.raises(RuleError) as refused:
        parse(text)
    assert str(refused.value)
    assert refused.value.line == line
    assert 1 <= refused.value.column <= len(text.split("\n")[line - 1]) + 1
    assert column is None or refused.value.column == column


ATOMS = st.sampled_from(
    [
        *(f'{name} == "{option}"' for name in "abc" for option in "xy"),
        *(f'{name} != "{option}"' for name in "abc" for option in "xy"),
        'a in ("x", "z")', 'b not in ("y", "z")', '"x" in s', '"y" not in s', "a == b", "n == m", "unknown",
        "n < 1", "n <= 1", "0 < n < 2", "n != 1", "m > n", "m >= 1",
    ]
)  # fmt: skip


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(parts, min_size=2, max_size=4)
    return st.one_of(
        parts.map(lambda part: f"not ({part})"),
        several.map(lambda of: "(" + " and ".join(of) + ")"),
        several.map(lambda of: "(" + " or ".join(of) + ")"),
        several.flatmap(lambda of: st.integers(1, len(of)).map(lambda needed: f"at_least({needed}, {', '.join(of)})")),
    )


RULES = st.recursive(ATOMS, _joined, max_leaves=12)
ALL_KNOWN: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {name: st.sampled_from("xyz") for name in "abc"}
    | {"s": st.sets(st.sampled_from("xyz")).map(frozenset)}
    | {name: st.sampled_from([Fraction(0), Fraction(1), Fraction(3, 2), Fraction(2)]) for name in "nm"}
)


@steady
@given(RULES, ALL_KNOWN, st.permutations("abcsnm"))
def test_learning_more_never_flips_a_rule(rule: str, everything: dict[str, Any], order: list[str]) -> None:
    parsed = parse(rule)
    truths = [parsed({name: everything[name] for name in order[:count]}) for count in range(len(order) + 1)]
    decided = [truth for truth in truths if truth is not Truth.UNKNOWN]
    assert len(set(decided)) <= 1
    assert Truth.UNKNOWN not in truths[len(truths) - len(decided) :]


def test_a_rule_knows_the_limits_of_each_question() -> None:
    rule = parse('a < 1 and (not a <= 0 or b >= 2) and c == 3 and d in (4, 5) and e != 6 and f == "x" and g < h')
    limits = {name: [f"{sign} {number}" for sign, number in found] for name, found in rule.limits.items()}
    assert limits == {"a": ["< 1", "> 0"], "b": [">= 2"]}
    assert parse("known(a)").limits == {}


def test_full_width_letters_are_read_as_plain_ones() -> None:
    assert parse("\uff41ge >= 18").reads == {"age"}
