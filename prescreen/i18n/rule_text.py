"""Rules in plain words: what a requirement asks for, and when a question is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from prescreen.i18n.formatting import decimal_of, format_number, format_quantity
from prescreen.i18n.labels import space
from prescreen.i18n.locale import gettext, use_language
from prescreen.rules.analysis import never_unknown, without_guards
from prescreen.rules.evaluation import Rule
from prescreen.rules.nodes import (
    AllOf,
    AnyOf,
    AtLeast,
    CompareQuestions,
    Comparison,
    Contains,
    Known,
    Node,
    Not,
    OneOf,
    opposite,
)
from prescreen.trial.questions import Choice, MultipleChoice, Quantity, Question
from prescreen.trial.trial import Trial


@dataclass(frozen=True)
class RuleLine:
    """A line of a rule, and under it the lines that it joins, for nested lists."""

    text: str
    parts: tuple["RuleLine", ...] = ()

    def lines(self, depth: int = 0) -> Iterator[tuple[int, str]]:
        """Every line in order, with how deep it stands."""
        yield depth, self.text
        for part in self.parts:
            yield from part.lines(depth + 1)


def describe_rule(trial: Trial, rule: Rule, lang: str) -> RuleLine:
    """When a rule is true. Needs an application context, for the language."""
    with use_language(lang):
        return _line(trial, rule.node, lang)


def describe_branch(trial: Trial, question: Question, lang: str) -> RuleLine:
    """When a question is asked: unless its `ask_if` is known to be false."""
    with use_language(lang):
        if question.ask_if is None:
            return RuleLine(gettext("Always asked"))
        node = question.ask_if.node
        if never_unknown(node):
            return RuleLine(gettext("Asked only when this is so:"), (_line(trial, without_guards(node), lang),))
        return RuleLine(gettext("Always asked, unless it is known that:"), (_line(trial, opposite(node), lang),))


def _line(trial: Trial, node: Node, lang: str) -> RuleLine:
    match node:
        case AllOf(parts):
            return _joined(trial, len(parts), parts, lang)
        case AnyOf(parts):
            return _joined(trial, 1, parts, lang)
        case AtLeast(needed, parts):
            return _joined(trial, needed, parts, lang)
        case Not(OneOf() | Contains() | Known() as statement):
            return RuleLine(_statement(trial, statement, True, lang))
        case Not(part):
            return _line(trial, opposite(part), lang)
    return RuleLine(_statement(trial, node, False, lang))


def _joined(trial: Trial, needed: int, parts: tuple[Node, ...], lang: str) -> RuleLine:
    lines = tuple(_line(trial, part, lang) for part in parts)
    if len(lines) == 1:
        return lines[0]
    if needed == len(lines):
        return RuleLine(gettext("All of these:"), lines)
    if needed == 1:
        return RuleLine(gettext("At least one of these:"), lines)
    return RuleLine(gettext("At least %(needed)s of these %(total)s:", needed=needed, total=len(lines)), lines)


def _statement(trial: Trial, node: Node, negated: bool, lang: str) -> str:
    match node:
        case Comparison(name, sign, literal):
            question = trial.questions[name]
            return _about(question, _compared(question, sign, literal, lang), lang)
        case CompareQuestions(name, sign, other):
            question = trial.questions[name]
            return _about(question, _like(question, sign, trial.questions[other].short_name[lang]), lang)
        case OneOf(name, literals):
            question = trial.questions[name]
            return _about(question, _among(question, literals, negated, lang), lang)
        case Contains(option, name):
            question = trial.questions[name]
            return _about(question, _holding(_quoted(question, option, lang), negated), lang)
        case Known(name):
            question = trial.questions[name]
            return _about(question, _known(question, negated), lang)
    return gettext("Not decided here: only the study team can judge")


def _about(question: Question, statement: str, lang: str) -> str:
    """A test's name and what is said of it, or a question and what is said of its answer."""
    between = space() if isinstance(question, Choice | MultipleChoice) else gettext(": ")
    return f"{question.short_name[lang]}{between}{statement}"


def _compared(question: Question, sign: str, literal: Fraction | str, lang: str) -> str:
    if isinstance(question, Choice | MultipleChoice):
        option = _quoted(question, literal, lang)
        if sign == "==":
            return gettext("The answer is %(option)s", option=option)
        return gettext("The answer is not %(option)s", option=option)
    return _limited(sign, _number(question, literal))


def _limited(sign: str, limit: str) -> str:
    return {
        "<": gettext("less than %(limit)s", limit=limit),
        "<=": gettext("at most %(limit)s", limit=limit),
        ">": gettext("more than %(limit)s", limit=limit),
        ">=": gettext("at least %(limit)s", limit=limit),
        "==": gettext("exactly %(limit)s", limit=limit),
        "!=": gettext("not %(limit)s", limit=limit),
    }[sign]


def _like(question: Question, sign: str, other: str) -> str:
    if isinstance(question, Choice | MultipleChoice) and sign == "==":
        return gettext("The answer is the same as to “%(question)s”", question=other)
    if isinstance(question, Choice | MultipleChoice) and sign == "!=":
        return gettext("The answer is not the same as to “%(question)s”", question=other)
    return _limited(sign, gettext("the number for “%(question)s”", question=other))


def _among(question: Question, literals: tuple[Fraction | str, ...], negated: bool, lang: str) -> str:
    if len(literals) == 1:
        return _compared(question, "!=" if negated else "==", literals[0], lang)
    if isinstance(question, Choice | MultipleChoice):
        options = gettext("; ").join(_quoted(question, literal, lang) for literal in literals)
        if negated:
            return gettext("The answer is none of these: %(options)s", options=options)
        return gettext("The answer is one of these: %(options)s", options=options)
    numbers = gettext("; ").join(_number(question, literal) for literal in literals)
    if negated:
        return gettext("none of these: %(numbers)s", numbers=numbers)
    return gettext("one of these: %(numbers)s", numbers=numbers)


def _holding(option: str, negated: bool) -> str:
    if negated:
        return gettext("The answers do not include %(option)s", option=option)
    return gettext("The answers include %(option)s", option=option)


def _known(question: Question, negated: bool) -> str:
    if isinstance(question, Choice | MultipleChoice):
        return gettext("The answer is not known") if negated else gettext("The answer is known")
    return gettext("the number is not known") if negated else gettext("the number is known")


def _quoted(question: Any, option: Any, lang: str) -> str:
    return f"“{question.option[option].label[lang]}”"


def _number(question: Question, literal: Any) -> str:
    """A limit in the judged unit; a ratio's is so many times the laboratory's own."""
    if isinstance(question, Quantity):
        return format_quantity(decimal_of(literal), question.base_unit)
    return gettext("%(number)s times the upper limit", number=format_number(decimal_of(literal)))
