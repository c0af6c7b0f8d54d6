"""Parts of a rule without which it would judge the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from prescreen.rules.evaluation import Rule, rule_of
from prescreen.rules.nodes import AllOf, AnyOf, AtLeast, Comparison, Contains, Node, Not, OneOf, Unknown, parts_of
from prescreen.rules.satisfiability import Variable, combinations_of
from prescreen.rules.statements import comparisons_of_questions, statements_of, written, written_literal

# Each is tried with every part of a rule left out.
MAX_COMBINATIONS = 20_000


def idle_part(rule: Rule, variables: Sequence[Variable]) -> str:
    """The first part of an `and` or `or` that never changes the truth, as a rule would write it; empty if each may do
    so, or if not all combinations can be tried. The variables must be in the order in which they are asked."""
    # The values that are tried for two questions need not tell what comparing them does.
    if comparisons_of_questions(rule.node):
        return ""
    shorter = [(part, rule_of(node)) for part, node in _without(rule.node)]
    for tried, values in enumerate(combinations_of(variables)):
        truth = rule(values)
        shorter = [(part, other) for part, other in shorter if other(values) is truth]
        if not shorter or tried == MAX_COMBINATIONS:
            return ""
    return written(shorter[0][0])


def settled_part(rule: Rule, variables: Sequence[Variable]) -> str:
    """The first statement of a rule that each answer to its question makes true, or each makes false; empty if there is
    none. A question with one known answer only is left out."""
    candidates = {variable.name: variable.candidates for variable in variables if len(variable.candidates) > 1}
    for node in statements_of(rule.node):
        if isinstance(node, Comparison | OneOf | Contains) and node.question in candidates and not _is_meant(node):
            statement = rule_of(node)
            if len({statement({node.question: value}) for value in candidates[node.question]}) == 1:
                return written(node)
    return ""


def _without(node: Node) -> Iterator[tuple[Node, Node]]:
    """Each part of an `and` or `or` within the node, with the node that is left without it."""
    parts = parts_of(node)
    for index, part in enumerate(parts):
        before, after = parts[:index], parts[index + 1 :]
        rest = before + after
        if isinstance(node, AllOf | AnyOf) and rest and not _is_meant(part):
            yield part, rest[0] if len(rest) == 1 else replace(node, parts=rest)
        for inner, left in _without(part):
            yield inner, _with_parts(node, (*before, left, *after))


def _is_meant(part: Node) -> bool:
    """Whether a part is written for whom it reads: `unknown` beside the only known answer, or `0 <= age <= 2`."""
    if isinstance(part, Comparison):
        return written_literal(part.literal).split()[0] == "0"
    return isinstance(part, Unknown)


def _with_parts(node: Node, parts: tuple[Node, ...]) -> Node:
    match node:
        case Not():
            return Not(parts[0])
        case AllOf() | AnyOf() | AtLeast():
            return replace(node, parts=parts)
        case _:
            return node
