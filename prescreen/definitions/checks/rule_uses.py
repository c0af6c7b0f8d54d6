"""Checks of what rules read: questions that are asked, each in a way that its type allows."""

from collections.abc import Iterator
from itertools import chain

from prescreen.definitions.locations import Finding, Location, questions, requirements, rules
from prescreen.rules.analysis import Use
from prescreen.rules.evaluation import Rule
from prescreen.rules.nodes import Literal, Node, parts_of
from prescreen.rules.statements import comparisons_of_questions
from prescreen.rules.times import Duration
from prescreen.trial.number_units import AGE_UNITS
from prescreen.trial.questions import Age, Choice, MultipleChoice, Number, OptionQuestion, Question
from prescreen.trial.times import is_time
from prescreen.trial.trial import Trial

# A larger rule could exhaust the stack when it is evaluated or described.
MAX_RULE = 2000  # characters
MAX_RULE_DEPTH = 20
CHILDREN_UNITS = AGE_UNITS.keys() - {"years_of_age"}


def rule_uses(trial: Trial) -> Iterator[Finding]:
    """Rules that read an unknown question, or one in a way that its type doesn't allow, and questions that no rule
    reads."""
    found = [*_ask_ifs(trial), *_requirements(trial)]
    for i, alert in enumerate(trial.alerts):
        found += _uses(trial, ("alerts", i, "when"), alert.when)
    # A misspelt question is not said a second time, as one that no rule reads.
    yield from found or _unread(trial)


def _ask_ifs(trial: Trial) -> Iterator[Finding]:
    step_number = {question.id: i for i, step in enumerate(trial.steps) for question in step.questions}
    for place, question in questions(trial):
        if question.ask_if:
            yield from _uses(trial, (*place, "ask_if"), question.ask_if)
            for name in sorted(question.ask_if.reads & step_number.keys()):
                if step_number[name] >= int(place[1]):
                    fix = "Let it read questions of earlier steps, or move this question to a later step"
                    yield Finding((*place, "ask_if"), f"it reads {name}, which is not asked in an earlier step", fix)


def _requirements(trial: Trial) -> Iterator[Finding]:
    for place, _, requirement in requirements(trial):
        yield from _uses(trial, (*place, "fits"), requirement.fits)
        for k, name in enumerate(requirement.shows):
            if name not in trial.questions:
                yield Finding((*place, "shows", k), f"there is no question {name}", "Use a question's id")


def _uses(trial: Trial, place: Location, rule: Rule) -> Iterator[Finding]:
    if len(rule.source) > MAX_RULE or _depth(rule.node) > MAX_RULE_DEPTH:
        problem = f"this rule is longer than {MAX_RULE:,} characters or nested more than {MAX_RULE_DEPTH} levels deep"
        yield Finding(place, problem, "Split it over several requirements")
    for use in rule.uses:
        question = trial.questions.get(use.question)
        if question is None:
            is_option = any(use.question in q.option for q in trial.questions.values() if isinstance(q, OptionQuestion))
            fix = f'Write "{use.question}" in quotes' if is_option else "Use a question's id"
            yield Finding(place, f"there is no question {use.question}", fix)
        elif wrong := _misuse(question, use):
            yield Finding(place, *wrong)
    for node in comparisons_of_questions(rule.node):
        left, right = trial.questions.get(node.question), trial.questions.get(node.other)
        has_order = isinstance(left, Number) and isinstance(right, Number)
        if left and right and node.sign not in ("==", "!=") and not has_order:
            problem = f"{node.question} and {node.other} have no order"
            yield Finding(place, problem, "Compare two numbers, or options with == or !=")


def _depth(node: Node) -> int:
    return 1 + max(map(_depth, parts_of(node)), default=0)


def _misuse(question: Question, use: Use) -> tuple[str, str] | None:
    """The problem and the fix if a rule can't read a question in this way."""
    is_number = isinstance(question, Number)
    match use.kind:
        case "time" if not is_time(question):
            return f"{question.id} is no time", "Compare it with a number or an option; times are of type age or ago"
        case "time" if question.type == "age" and any(_is_part(literal) for literal in use.literals):
            return f"{question.id} counts completed units", "Write a whole number, such as 18 months for 1.5 years"
        case "number" | "question" if isinstance(question, Age) and question.units.keys() & CHILDREN_UNITS:
            problem = f"{question.id} may be answered in {' or '.join(question.units)}"
            return problem, f"Write the unit: {question.id} >= 6 months"
        case "number" if not is_number:
            return f"{question.id} is not a number", "Compare it with a quoted option"
        case "option" | "member" if is_number:
            return f"{question.id} is a number", "Compare it with a number"
        case "option" if isinstance(question, MultipleChoice):
            return f"{question.id} may have several options", f'Write "option" in {question.id}'
        case "member" if isinstance(question, Choice):
            return f"{question.id} has one option", f'Write {question.id} == "option"'
        case "question" if isinstance(question, MultipleChoice):
            return f"{question.id} may have several options", "Compare it with options"
    if use.kind in ("option", "member") and isinstance(question, OptionQuestion):
        for option in map(str, use.literals):
            if option not in question.option:
                return f"{question.id} has no option {option}", f"Use one of {', '.join(question.option)}"
            if question.option[option].unknown:
                return f"the option {option} counts as unknown, so no rule can read it", "Leave it out"
    return None


def _is_part(literal: Literal) -> bool:
    return isinstance(literal, Duration) and literal.number.denominator != 1


def _unread(trial: Trial) -> Iterator[Finding]:
    read = set(chain.from_iterable(r.question_ids for r in trial.requirements))
    read |= set(chain.from_iterable(rule.reads for _, rule in rules(trial)))
    for place, question in questions(trial):
        if question.id not in read:
            fix = "Use it in a rule, list it under a requirement's shows, or don't ask it"
            yield Finding((*place, "id"), f"no rule reads {question.id}", fix)
