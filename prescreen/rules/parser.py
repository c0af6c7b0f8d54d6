"""Parses the rule language with the standard library's `ast`. Rules are never run as Python."""

import ast
import re
from fractions import Fraction

from prescreen.rules.evaluation import Rule, rule_of
from prescreen.rules.mistyped import is_typed_on_another_keyboard, mistyped
from prescreen.rules.nodes import (
    AllOf,
    AnyOf,
    AtLeast,
    CompareQuestions,
    Comparison,
    Contains,
    Known,
    Literal,
    Node,
    Not,
    OneOf,
    Unknown,
)
from prescreen.rules.times import UNITS, Duration

MAX_NUMBER = 10**15
# “6 months” becomes “6@months”, which Python can parse. Quoted options stay as they are.
TIME = re.compile(r"\"[^\"]*\"|'[^']*'|(?<![\w.])([0-9]+(?:\.[0-9]+)?)( +)((?:day|week|month|year)s?)\b")


class RuleError(ValueError):
    """A rule that can't be parsed. `line` and `column` count from 1 within the rule's own text. `fix` says what to
    write instead, where that is known."""

    def __init__(self, message: str, line: int = 1, column: int = 1, fix: str = "") -> None:
        super().__init__(message)
        self.fix = fix
        self.line = line
        self.column = column


def parse(source: str) -> Rule:
    """Parses a rule's text; raises RuleError with the place of the first thing that is not in the language."""
    # A rule may span several lines. A space in place of each line break keeps all offsets.
    line = source.rstrip().replace("\n", " ")
    start = len(line) - len(line.lstrip())
    if "#" in line:
        raise _error("a rule has no comments", source, line.index("#"))
    if is_typed_on_another_keyboard(line):
        raise _mistyped(line, source) or _error("a sign is not in the rule language", source, start)
    try:
        tree = ast.parse(TIME.sub(_with_at, line[start:]), mode="eval")
        return rule_of(_node(tree.body), source.strip())
    except _LanguageError as fault:
        # `ast` counts columns in bytes of UTF-8.
        characters = len(line[start:].encode()[: fault.node.col_offset].decode())
        raise _error(str(fault), source, start + characters, fault.fix) from None
    except SyntaxError as fault:
        if found := _mistyped(line, source):
            raise found from None
        # Python gives no offset for a rule that ends too early.
        offset = start + fault.offset - 1 if fault.offset else len(line) - 1
        message = next(
            (said for begins, said in UNCLOSED.items() if begins in fault.msg), "this can't be read as a rule"
        )
        raise _error(message, source, max(offset, 0)) from None
    except (ValueError, RecursionError, MemoryError):
        raise RuleError("this rule is too long or nested too deeply") from None


def _mistyped(line: str, source: str) -> RuleError | None:
    found = mistyped(line)
    return _error(found[1], source, found[0], found[2]) if found else None


def _with_at(found: re.Match[str]) -> str:
    number, gap, unit = found.groups()
    return f"{number}@{gap[1:]}{unit}" if number else found[0]


# Part of Python's message → what it means.
UNCLOSED = {
    "was never closed": "this bracket is not closed",
    "unmatched": "this bracket was not opened",
    "does not match": "this bracket closes one of another kind",
    "unterminated string": "this quote is not closed",
}


def _error(message: str, source: str, offset: int, fix: str = "") -> RuleError:
    before = source[:offset]
    return RuleError(message, before.count("\n") + 1, offset - before.rfind("\n"), fix)


class _LanguageError(Exception):
    """Valid Python that is not in the rule language."""

    def __init__(self, node: ast.expr, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.node = node
        self.fix = fix


SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def _node(node: ast.expr) -> Node:
    match node:
        case ast.BoolOp(op=ast.And()):
            return AllOf(tuple(_node(part) for part in node.values))
        case ast.BoolOp(op=ast.Or()):
            return AnyOf(tuple(_node(part) for part in node.values))
        case ast.UnaryOp(op=ast.Not()):
            return Not(_node(node.operand))
        case ast.Compare():
            return _chain(node)
        case ast.Call(func=ast.Name(id="at_least"), keywords=[]):
            return _at_least(node)
        case ast.Call(func=ast.Name(id="known"), args=[ast.Name(id=name)], keywords=[]) if name != "unknown":
            return Known(name)
        case ast.Name(id="unknown"):
            return Unknown()
        case ast.Tuple():
            fix = "Write 100000 for 100,000, and 0.5 for 0,5; join two conditions by and or or"
            raise _LanguageError(node, "a comma stands between two parts of this rule", fix)
    raise _LanguageError(
        node,
        "a condition is expected here: a comparison, and, or, not, at_least(…), known(…) or unknown",
    )


def _chain(node: ast.Compare) -> Node:
    """One comparison, or all of `1 < a < 3`."""
    operands = [node.left, *node.comparators]
    pairs = zip(operands, node.ops, operands[1:], strict=False)
    links = tuple(_comparison(left, op, right) for left, op, right in pairs)
    return links[0] if len(links) == 1 else AllOf(links)


def _at_least(node: ast.Call) -> Node:
    match node.args:
        case [ast.Constant(value=int(needed)), *parts] if 1 <= needed <= len(parts) and needed is not True:
            return AtLeast(needed, tuple(_node(part) for part in parts))
    raise _LanguageError(node, "at_least(n, …) takes a whole number and at least that many conditions")


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node:
    if isinstance(op, ast.In | ast.NotIn):
        member = _membership(left, right)
        return member if isinstance(op, ast.In) else Not(member)
    if type(op) not in SIGNS:
        raise _LanguageError(right, "`is` is not in the language; write == or !=")
    sign = SIGNS[type(op)]
    match left, right:
        case ast.Name(id=name), ast.Name(id=other):
            return CompareQuestions(name, sign, other)
        case ast.Name(id=name), _:
            return Comparison(name, sign, _literal(right, sign))
        case _, ast.Name(id=name):
            return Comparison(name, FLIPPED[sign], _literal(left, sign))
    raise _LanguageError(left, "one side of a comparison must be a question")


def _membership(left: ast.expr, right: ast.expr) -> Node:
    match left, right:
        case ast.Constant(value=str(option)), ast.Name(id=name):
            return Contains(option, name)
        case ast.Name(id=name), ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return OneOf(name, tuple(_number_or_option(part) for part in parts))
    raise _LanguageError(left, 'write "option" in question, or question in ("option", "option")')


def _literal(node: ast.expr, sign: str) -> Literal:
    literal = _time(node) or _number_or_option(node)
    if isinstance(literal, str) and sign not in ("==", "!="):
        raise _LanguageError(node, "options have no order: compare them with ==, != or in")
    if isinstance(literal, Duration) and sign in ("==", "!="):
        raise _LanguageError(node, "a time is compared with <, <=, > or >=")
    return literal


def _time(node: ast.expr) -> Duration | None:
    match node:
        case ast.BinOp(left=ast.Constant() as left, op=ast.MatMult(), right=ast.Name(id=unit)):
            number = _literal_value(left)
            if isinstance(number, Fraction) and f"{unit.removesuffix('s')}s" in UNITS:
                return Duration(number, f"{unit.removesuffix('s')}s")
    return None


def _number_or_option(node: ast.expr) -> Fraction | str:
    literal = _literal_value(node)
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.MatMult):
        fix = "Write 1000 for 10^3, and leave the unit out: a number counts the question’s first unit"
        raise _LanguageError(node, "a number is expected here, not a calculation", fix)
    if literal is None:
        raise _LanguageError(node, "a number or a quoted option is expected here")
    return literal


def _literal_value(node: ast.expr) -> Fraction | str | None:
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=str(text)):
            return text
        case ast.Constant(value=int() | float() as number) if abs(number) < MAX_NUMBER:
            return Fraction(repr(number))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
            operand = _literal_value(node.operand)
            return -operand if isinstance(operand, Fraction) else None
    return None
