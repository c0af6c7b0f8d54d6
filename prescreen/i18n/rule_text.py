"""Rules in words, in the current language: what a requirement asks for, and when a question is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from prescreen.i18n.formatting import decimal_of, format_number, format_quantity, format_times
from prescreen.i18n.labels import space
from prescreen.i18n.locale import current_language, gettext
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
    Literal,
    Node,
    Not,
    OneOf,
    QuestionStatement,
    Statement,
    Unknown,
    opposite,
)
from prescreen.rules.times import Duration
from prescreen.trial.questions import NumberQuestion, OptionQuestion, Question
from prescreen.trial.trial import Trial


@dataclass(frozen=True)
class RuleText:
    """A line of a rule, and the lines nested under it."""

    text: str
    parts: tuple["RuleText", ...] = ()

    def lines(self, depth: int = 0) -> Iterator[tuple[int, str]]:
        """Each line's depth and text, in order."""
        yield depth, self.text
        for part in self.parts:
            yield from part.lines(depth + 1)


def describe_rule(trial: Trial, rule: Rule) -> RuleText:
    """The condition under which the rule is true."""
    return _describe(trial, rule.node)


def describe_branch(trial: Trial, question: Question) -> RuleText:
    """The condition under which the question is asked: unless its `ask_if` is known to be false."""
    if question.ask_if is None:
        return RuleText(gettext("Always asked"))
    node = question.ask_if.node
    if never_unknown(node):
        return RuleText(gettext("Asked only when this is so:"), (_describe(trial, without_guards(node)),))
    return RuleText(gettext("Always asked, unless it is known that:"), (_describe(trial, opposite(node)),))


def _describe(trial: Trial, node: Node) -> RuleText:
    match node:
        case AllOf(parts):
            return _joined(trial, len(parts), parts)
        case AnyOf(parts):
            return _joined(trial, 1, parts)
        case AtLeast(needed, parts):
            return _joined(trial, needed, parts)
        case Not(OneOf() | Contains() | Known() as statement):
            return RuleText(_statement(trial, statement, negated=True))
        case Not(part):
            return _describe(trial, opposite(part))
        case Comparison() | CompareQuestions() | OneOf() | Contains() | Known() | Unknown():
            return RuleText(_statement(trial, node))
        case never:
            assert_never(never)


def _joined(trial: Trial, needed: int, parts: tuple[Node, ...]) -> RuleText:
    lines = tuple(_describe(trial, part) for part in parts)
    if len(lines) == 1:
        return lines[0]
    if needed == len(lines):
        return RuleText(gettext("All of these:"), lines)
    if needed == 1:
        return RuleText(gettext("At least one of these:"), lines)
    return RuleText(gettext("At least %(needed)s of these %(total)s:", needed=needed, total=len(lines)), lines)


def _statement(trial: Trial, node: Statement, negated: bool = False) -> str:
    """A question's name and what is said of its answer."""
    if isinstance(node, Unknown):
        return gettext("Not decided here: only the study team can judge")
    question = trial.questions[node.question]
    name = _short_name(trial, question.id)
    match question.type:
        case "choice" | "choices":
            return name + space() + _options_text(trial, question, node, negated)
        case "quantity" | "count" | "age" | "ago" | "ratio" | "body_mass_index":
            return name + gettext(": ") + _number_text(trial, question, node, negated)
        case never:
            assert_never(never)


def _options_text(trial: Trial, question: OptionQuestion, node: QuestionStatement, negated: bool) -> str:
    match node:
        case Comparison(_, sign, option):
            return _picked(question, (str(option),), sign == "!=")
        case OneOf(_, options):
            return _picked(question, options, negated)
        case Contains(option):
            if negated:
                return gettext("The answers do not include %(option)s", option=_quoted(question, option))
            return gettext("The answers include %(option)s", option=_quoted(question, option))
        case CompareQuestions(_, "==", other):
            return gettext("The answer is the same as to “%(question)s”", question=_short_name(trial, other))
        case CompareQuestions(_, "!=", other):
            return gettext("The answer is not the same as to “%(question)s”", question=_short_name(trial, other))
        case CompareQuestions(_, sign, other):
            return comparison_text(sign, _number_of(trial, other))
        case Known():
            return gettext("The answer is not known") if negated else gettext("The answer is known")
        case never:
            assert_never(never)


def _picked(question: OptionQuestion, options: tuple[Fraction | str, ...], negated: bool) -> str:
    quoted = gettext("; ").join(_quoted(question, option) for option in options)
    if len(options) == 1:
        if negated:
            return gettext("The answer is not %(option)s", option=quoted)
        return gettext("The answer is %(option)s", option=quoted)
    if negated:
        return gettext("The answer is none of these: %(options)s", options=quoted)
    return gettext("The answer is one of these: %(options)s", options=quoted)


def _quoted(question: OptionQuestion, option: Fraction | str) -> str:
    return f"“{question.option[str(option)].label[current_language()]}”"


def _number_text(trial: Trial, question: NumberQuestion, node: QuestionStatement, negated: bool) -> str:
    match node:
        case Comparison(_, sign, limit):
            return comparison_text(sign, limit_text(question, limit))
        case CompareQuestions(_, sign, other):
            return comparison_text(sign, _number_of(trial, other))
        case OneOf(_, numbers):
            return _one_of([limit_text(question, number) for number in numbers], negated)
        case Known():
            return gettext("the number is not known") if negated else gettext("the number is known")
        case Contains():
            raise TypeError(f"{question.id} is a number and has no options")
        case never:
            assert_never(never)


def _one_of(numbers: list[str], negated: bool) -> str:
    if len(numbers) == 1:
        return comparison_text("!=" if negated else "==", numbers[0])
    listed = gettext("; ").join(numbers)
    if negated:
        return gettext("none of these: %(numbers)s", numbers=listed)
    return gettext("one of these: %(numbers)s", numbers=listed)


def comparison_text(sign: str, limit: str) -> str:
    return {
        "<": gettext("less than %(limit)s", limit=limit),
        "<=": gettext("at most %(limit)s", limit=limit),
        ">": gettext("more than %(limit)s", limit=limit),
        ">=": gettext("at least %(limit)s", limit=limit),
        "==": gettext("exactly %(limit)s", limit=limit),
        "!=": gettext("not %(limit)s", limit=limit),
    }[sign]


def limit_text(question: NumberQuestion, limit: Literal) -> str:
    """A limit in the unit of the rule; for a ratio, a multiple of the laboratory's upper limit."""
    if isinstance(limit, Duration):
        unit = f"{limit.unit}_of_age" if question.type == "age" else limit.unit
        return format_quantity(decimal_of(limit.number), unit)
    limit = Fraction(limit)
    match question.type:
        case "quantity" | "count" | "age" | "ago" | "body_mass_index":
            return format_quantity(decimal_of(limit), question.base_unit)
        case "ratio":
            return format_times(format_number(decimal_of(limit)))
        case never:
            assert_never(never)


def _short_name(trial: Trial, name: str) -> str:
    question = trial.questions[name]
    # The whole question, where its answer is an option: the text is for those who check a rule.
    said = question.ask if isinstance(question, OptionQuestion) else question.short_name
    return said[current_language()]


def _number_of(trial: Trial, name: str) -> str:
    return gettext("the number for “%(question)s”", question=_short_name(trial, name))
