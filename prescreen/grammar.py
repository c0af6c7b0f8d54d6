"""The rule language, parsed once into a Rule by way of `ast` and never run as Python."""

import ast
from collections.abc import Callable
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from prescreen.rules import Count, Judge, Rule, Truth, Use, all_of, any_of, compared, contained, count, negation


class RuleError(ValueError):
    """A rule that can't be read. `line` and `column` count from 1 within the rule's own text."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def parse(source: str) -> Rule:
    """Read a rule's text; raises RuleError with the place of the first thing that is not in the language."""
    # On one line, so that a rule may run over several; places are counted in this text and mapped back.
    line = source.rstrip().replace("\n", " ")
    start = len(line) - len(line.lstrip())
    if "#" in line:
        raise _error("a rule has no comments", source, line.index("#"))
    try:
        tree = ast.parse(line[start:], mode="eval")
        reader = _Reader()
        return reader.rule(source.strip(), reader.condition(tree.body))
    except _LanguageError as fault:
        characters = len(line[start:].encode()[: fault.node.col_offset].decode())
        raise _error(str(fault), source, start + characters) from None
    except SyntaxError as fault:
        # Python gives no place for a rule that ends too early: that place is its end.
        offset = start + fault.offset - 1 if fault.offset else len(line) - 1
        raise _error("this can't be read as a rule", source, max(offset, 0)) from None
    except (ValueError, RecursionError, MemoryError):
        raise RuleError("this rule is too long or nested too deeply") from None


def _error(message: str, source: str, offset: int) -> RuleError:
    before = source[:offset]
    return RuleError(message, before.count("\n") + 1, offset - before.rfind("\n"))


class _LanguageError(Exception):
    def __init__(self, node: ast.expr, message: str) -> None:
        super().__init__(message)
        self.node = node


COMPARISONS: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], bool]]] = {
    ast.Lt: ("<", lt),
    ast.LtE: ("<=", le),
    ast.Gt: (">", gt),
    ast.GtE: (">=", ge),
    ast.Eq: ("==", eq),
    ast.NotEq: ("!=", ne),
}
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class _Reader:
    """Turns a syntax tree into a Judge, and notes which questions it reads and how."""

    def __init__(self) -> None:
        self.uses: list[Use] = []
        self.counts: list[Count] = []
        self.says_unknown = False

    def rule(self, source: str, judge: Judge) -> Rule:
        return Rule(source, tuple(self.uses), tuple(self.counts), self.says_unknown, judge)

    def condition(self, node: ast.expr) -> Judge:
        match node:
            case ast.BoolOp(op=ast.And()):
                return all_of([self.condition(part) for part in node.values])
            case ast.BoolOp(op=ast.Or()):
                return any_of([self.condition(part) for part in node.values])
            case ast.UnaryOp(op=ast.Not()):
                return negation(self.condition(node.operand))
            case ast.Compare():
                operands = [node.left, *node.comparators]
                pairs = zip(operands, node.ops, operands[1:], strict=False)
                return all_of([self.comparison(left, op, right) for left, op, right in pairs])
            case ast.Call(func=ast.Name(id="at_least"), keywords=[]):
                return self.at_least(node)
            case ast.Call(func=ast.Name(id="known"), args=[ast.Name(id=name)], keywords=[]) if name != "unknown":
                self.uses.append(Use(name, "known"))
                return lambda values: Truth.TRUE if name in values else Truth.FALSE
            case ast.Name(id="unknown"):
                self.says_unknown = True
                return lambda values: Truth.UNKNOWN
        raise _LanguageError(
            node,
            "a condition is expected here: a comparison, and, or, not, at_least(…), known(…) or unknown",
        )

    def at_least(self, node: ast.Call) -> Judge:
        match node.args:
            case [ast.Constant(value=int(needed)), *parts] if 1 <= needed <= len(parts) and needed is not True:
                rules = [self.part(part) for part in parts]
                self.counts.append(Count(needed, tuple(rules)))
                return count(needed, [rule.judge for rule in rules])
        raise _LanguageError(node, "at_least(n, …) takes a whole number and at least that many conditions")

    def part(self, node: ast.expr) -> Rule:
        """A part as a rule of its own, whose uses are this rule's too."""
        reader = _Reader()
        rule = reader.rule(ast.unparse(node), reader.condition(node))
        self.uses += reader.uses
        self.says_unknown |= reader.says_unknown
        return rule

    def comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Judge:
        if isinstance(op, ast.In | ast.NotIn):
            judge = self.membership(left, right)
            return judge if isinstance(op, ast.In) else negation(judge)
        if type(op) not in COMPARISONS:
            raise _LanguageError(right, "`is` is not in the language; write == or !=")
        sign, compare = COMPARISONS[type(op)]
        match left, right:
            case ast.Name(id=name), ast.Name(id=other):
                self.uses += [Use(name, "question"), Use(other, "question")]
                return lambda values: compared(compare, values.get(name), values.get(other))
            case ast.Name(id=name), _:
                literal = self.literal(right, name, sign)
                return lambda values: compared(compare, values.get(name), literal)
            case _, ast.Name(id=name):
                literal = self.literal(left, name, FLIPPED[sign])
                return lambda values: compared(compare, literal, values.get(name))
        raise _LanguageError(left, "one side of a comparison must be a question")

    def membership(self, left: ast.expr, right: ast.expr) -> Judge:
        match left, right:
            case ast.Constant(value=str(option)), ast.Name(id=name):
                self.uses.append(Use(name, "member", (option,)))
                return lambda values: contained(option, values.get(name))
            case ast.Name(id=name), ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                options = frozenset(self.literal(part, name, "==") for part in parts)
                return lambda values: contained(values.get(name), options)
        raise _LanguageError(left, 'write "option" in question, or question in ("option", "option")')

    def literal(self, node: ast.expr, question: str, sign: str) -> Fraction | str:
        literal = _literal_value(node)
        if literal is None:
            raise _LanguageError(node, "a number or a quoted option is expected here")
        if isinstance(literal, str) and sign not in ("==", "!="):
            raise _LanguageError(node, "options have no order: compare them with ==, != or in")
        self.uses.append(Use(question, "option" if isinstance(literal, str) else "number", (literal,), sign))
        return literal


def _literal_value(node: ast.expr) -> Fraction | str | None:
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=str(text)):
            return text
        case ast.Constant(value=int() | float() as number) if abs(number) < 10**15:
            return Fraction(repr(number))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
            positive = _literal_value(node.operand)
            return -positive if isinstance(positive, Fraction) else None
    return None
