"""The search for values that a rule depends on."""

from fractions import Fraction

import pytest

from prescreen.rules import satisfiability
from prescreen.rules.evaluation import Truth
from prescreen.rules.parser import parse
from prescreen.rules.satisfiability import Variable, find_examples, unknown_when_answered, value_matters

A = Variable("a", ["x", "y"])
N = Variable("n", [Fraction(0), Fraction(1), Fraction(2)])


def reached(rule: str, *variables: Variable) -> set[str]:
    return {truth.value for truth in find_examples(parse(rule), variables)}


@pytest.mark.parametrize(
    ("rule", "truths"),
    [
        ('a == "x"', {"true", "false", "unknown"}),
        ('a in ("x", "y")', {"true", "unknown"}),
        ("n < 0", {"false", "unknown"}),
        ("known(a)", {"true", "false"}),
        ("unknown", {"unknown"}),
        ('a == "x" and n > 1', {"true", "false", "unknown"}),
        ('a == "x" and a == "y"', {"false", "unknown"}),
    ],
)
def test_each_truth_that_a_rule_can_come_to_is_found(rule: str, truths: set[str]) -> None:
    assert reached(rule, A, N) == truths


def test_an_example_leads_to_its_truth() -> None:
    rule = parse('a == "y" and n >= 1')
    found = find_examples(rule, [A, N])
    assert {truth: rule(values) for truth, values in found.items()} == {truth: truth for truth in Truth}
    assert found[Truth.TRUE] == {"a": "y", "n": Fraction(1)}


@pytest.mark.parametrize(
    ("ask_if", "truths"),
    [
        # n is asked unless the rule is known to be false, so an unknown a leads to it.
        ('a == "x"', {"true", "false", "unknown"}),
        ('a == "z"', {"true", "false", "unknown"}),
        ('known(a) and a == "z"', {"unknown"}),
    ],
)
def test_a_variable_has_a_value_only_where_it_is_asked(ask_if: str, truths: set[str]) -> None:
    assert reached("n > 1", A, Variable("n", N.candidates, parse(ask_if))) == truths


def test_a_variable_that_is_not_asked_is_unknown() -> None:
    asked_for_x = Variable("n", N.candidates, parse('known(a) and a == "x"'))
    assert reached('a == "y" and n > 1', A, asked_for_x) == {"false", "unknown"}


def test_the_search_stops_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(satisfiability, "MAX_TRIED", 2)
    assert reached("n > 1", N) == {"false"}
    monkeypatch.setattr(satisfiability, "MAX_TRIED", 3)
    assert reached("n > 1", N) == {"false", "true"}


@pytest.mark.parametrize(
    ("rule", "value", "matters"),
    [
        ('a == "x"', "x", True),
        ('a == "x"', "y", True),
        ("known(a)", "y", True),
        ("n > 1", "x", False),
        ('unknown or a == "z"', "x", False),
        ('unknown or a == "x"', "x", True),
    ],
)
def test_a_value_matters_where_it_changes_a_truth(rule: str, value: str, matters: bool) -> None:
    assert value_matters(parse(rule), "a", value, [A, N]) is matters


def test_a_value_may_matter_only_together_with_another() -> None:
    rule = parse('n > 1 and a == "x"')
    assert value_matters(rule, "a", "x", [A, N])
    assert not value_matters(rule, "a", "x", [A, Variable("n", [Fraction(0)])])


def test_a_variable_without_candidates_is_never_known() -> None:
    assert not value_matters(parse('known(n) and a == "x"'), "a", "x", [Variable("n", [])])
    assert reached("known(n)", Variable("n", [])) == {"false"}


def test_variables_that_the_rule_does_not_read_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(satisfiability, "MAX_TRIED", 1)
    assert value_matters(parse('a == "x"'), "a", "x", [Variable("n", list(N.candidates) * 100), A])


@pytest.mark.parametrize(
    ("rule", "ask_if", "stuck"),
    [
        ("n > 1", 'a == "x"', {"a": "y"}),
        ('a == "y" or n > 1', 'a == "x"', None),
        ("n > 1", None, None),
        ("n > 1 or unknown", None, {"a": "x", "n": Fraction(0)}),
    ],
)
def test_answers_after_which_a_rule_stays_unknown_are_found(rule: str, ask_if: str | None, stuck: object) -> None:
    variables = [A, Variable("n", N.candidates, parse(ask_if) if ask_if else None)]
    assert unknown_when_answered(parse(rule), variables) == stuck


def test_the_search_for_such_answers_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(satisfiability, "MAX_TRIED", 1)
    assert unknown_when_answered(parse("n > 1"), [A, Variable("n", N.candidates, parse('a == "x"'))]) is None
