"""What can be said of a rule without values: its opposite, its guards, and what it reads."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prescreen.rules.analysis import Use, never_unknown, without_guards
from prescreen.rules.evaluation import Truth, evaluator_of
from prescreen.rules.nodes import Contains, Known, Node, Not, OneOf, opposite, parts_of, positive
from prescreen.rules.parser import parse
from tests.rules.test_rules import ALL_KNOWN, RULES
from tests.support.core import steady

SOME_KNOWN: st.SearchStrategy[dict[str, Any]] = ALL_KNOWN.flatmap(
    lambda values: st.sets(st.sampled_from(sorted(values))).map(lambda kept: {name: values[name] for name in kept})
)
GUARDED = st.one_of(
    RULES,
    RULES.map(lambda rule: f"known(a) and known(n) and {rule}"),
    st.sampled_from(
        ['known(a) and a == "x"', "known(n) and 0 < n < 2", 'known(s) and not ("x" in s or "y" in s)',
         "not known(a)", 'known(a) and (a == "x" or b == "y")', "known(n) and known(m) and n < m"]
    ),
)  # fmt: skip


@steady
@given(GUARDED, SOME_KNOWN)
def test_the_opposite_is_judged_as_the_negation_whatever_is_known(rule: str, values: dict[str, Any]) -> None:
    node: Node = parse(rule).node
    assert evaluator_of(opposite(node))(values) is evaluator_of(Not(node))(values)


@steady
@given(GUARDED, SOME_KNOWN)
def test_what_is_never_unknown_is_true_or_false_and_is_true_just_when_its_unguarded_form_is(
    rule: str, values: dict[str, Any]
) -> None:
    node = parse(rule).node
    if never_unknown(node):
        assert evaluator_of(node)(values) is not Truth.UNKNOWN
        assert (evaluator_of(without_guards(node))(values) is Truth.TRUE) == (evaluator_of(node)(values) is Truth.TRUE)


@pytest.mark.parametrize(
    ("rule", "never"),
    [
        ("known(a)", True),
        ("not known(a) or known(b)", True),
        ("known(a) and a < 1", True),
        ("known(a) and a < b", False),
        ("known(a) or a < 1", False),
        ("known(a) and unknown", False),
        ("a < 1", False),
    ],
)
def test_a_rule_that_asks_what_is_known_first_is_never_unknown(rule: str, never: bool) -> None:
    assert never_unknown(parse(rule).node) is never


def test_two_readings_of_a_rule_are_equal() -> None:
    assert parse("a < 0.5 and b in (1, 2)") == parse("a < 0.5 and b in (1, 2)")
    assert parse("a < 0.5").node == parse("0.5 > a").node
    assert parse("a < 0.5").node != parse("a < 0.50001").node
    assert parse("a == 1")({"a": Fraction(1)}) is Truth.TRUE


@pytest.mark.parametrize(
    ("rule", "same_as"),
    [
        # A guard goes where a statement beside it reads the same question.
        ("known(a) and a < 1", "a < 1"),
        ("a < 1 and known(a)", "a < 1"),
        ("known(a) and a < 1 and a > 0", "a < 1 and a > 0"),
        ('known(a) and "x" in a', '"x" in a'),
        ("known(a) and known(b) and a < b", "a < b"),
        # It stays where none does,
        ("known(a) and b < 1", "known(a) and b < 1"),
        ("known(a) and known(b)", "known(a) and known(b)"),
        ("known(a) and known(b) and a < 1", "known(b) and a < 1"),
        # where the statement is part of another, which may be true without it,
        ("known(a) and (a < 1 or b < 1)", "known(a) and (a < 1 or b < 1)"),
        ("known(a) and at_least(1, a < 1, b < 1)", "known(a) and at_least(1, a < 1, b < 1)"),
        # and outside of `and`.
        ("known(a) or a < 1", "known(a) or a < 1"),
        ("known(a)", "known(a)"),
    ],
)
def test_a_guard_is_left_out_only_where_a_statement_beside_it_says_as_much(rule: str, same_as: str) -> None:
    assert without_guards(parse(rule).node) == parse(same_as).node


def negated(node: Node) -> list[Node]:
    """What `Not` stands around, anywhere in a tree."""
    inner = [found for part in parts_of(node) for found in negated(part)]
    return [*parts_of(node), *inner] if isinstance(node, Not) else inner


@steady
@given(RULES)
def test_in_a_positive_tree_only_statements_without_an_opposite_are_negated(rule: str) -> None:
    node = parse(rule).node
    assert positive(node) == node
    assert all(isinstance(part, OneOf | Contains | Known) for part in negated(node))
    assert all(isinstance(part, OneOf | Contains | Known) for part in negated(opposite(node)))


@pytest.mark.parametrize(
    ("rule", "same_as"),
    [
        ("not a < 1", "a >= 1"),
        ("not not a < 1", "a < 1"),
        ("not a == b", "a != b"),
        ("not (a < 1 and b > 2)", "a >= 1 or b <= 2"),
        ("not (a < 1 or not b > 2)", "a >= 1 and b > 2"),
        ("not at_least(2, a < 1, b < 1, c < 1)", "at_least(2, a >= 1, b >= 1, c >= 1)"),
        ("not at_least(3, a < 1, b < 1, c < 1)", "at_least(1, a >= 1, b >= 1, c >= 1)"),
        ("not unknown", "unknown"),
        ('not (not known(a) or a in ("x", "y"))', 'known(a) and a not in ("x", "y")'),
    ],
)
def test_a_rule_is_read_as_what_it_asks_for(rule: str, same_as: str) -> None:
    read, plain = parse(rule), parse(same_as)
    assert (read.node, read.uses, read.at_least) == (plain.node, plain.uses, plain.at_least)


def test_a_use_of_a_negated_comparison_has_the_sign_that_is_asked_for() -> None:
    [use] = parse("not a < 1").uses
    assert use == Use("a", "number", (Fraction(1),), ">=")


def test_the_counts_of_a_rule_are_the_outermost() -> None:
    rule = parse("at_least(2, a < 1, at_least(1, b < 1, c < 1), d < 1) and at_least(1, e < 1, f < 1)")
    assert [(found.needed, len(found.parts)) for found in rule.at_least] == [(2, 3), (1, 2)]
    assert [part.reads for part in rule.at_least[0].parts] == [{"a"}, {"b", "c"}, {"d"}]
