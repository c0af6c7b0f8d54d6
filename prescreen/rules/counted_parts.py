"""How many of its statements a rule needs: at_least(2, …), or the same written with `and` and `or`."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from prescreen.rules.nodes import AllOf, AnyOf, AtLeast, Node, Not, parts_of
from prescreen.rules.statements import statements_of

MOST = 5  # statements, of which all combinations are tried


def needed_counts(node: Node) -> Iterator[Fraction]:
    """Of each part of a rule that counts statements, how many it needs, unless it needs one or all of them."""
    if isinstance(node, AtLeast):
        yield Fraction(node.needed)
    elif needed := _needed(node):
        yield Fraction(needed)
    for part in parts_of(node):
        yield from needed_counts(part)


def _needed(node: Node) -> int:
    """How many statements make an `and` and `or` of them true, if it doesn't matter which; else 0."""
    statements = list(dict.fromkeys(statements_of(node)))
    if not 3 <= len(statements) <= MOST:
        return 0
    rows = [dict(zip(statements, row, strict=True)) for row in product((False, True), repeat=len(statements))]
    needed = min((sum(row.values()) for row in rows if _holds(node, row)), default=0)
    is_count = all(_holds(node, row) is (sum(row.values()) >= needed) for row in rows)
    return needed if is_count and 1 < needed < len(statements) else 0


def _holds(node: Node, row: Mapping[Node, bool]) -> bool:
    holding = [_holds(part, row) for part in parts_of(node)]
    match node:
        case Not():
            return not holding[0]
        case AllOf():
            return all(holding)
        case AnyOf():
            return any(holding)
        case AtLeast(needed):
            return sum(holding) >= needed
    return row[node]
