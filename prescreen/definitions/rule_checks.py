"""Checks of a definition's rules: what they read, and whether any answers make them true and false."""

from collections.abc import Iterator
from itertools import chain

from prescreen.definitions.locations import Finding, Location, questions, requirements
from prescreen.rules.analysis import Use
from prescreen.rules.evaluation import Rule, Truth, Value
from prescreen.rules.idle_parts import idle_part, settled_part
from prescreen.rules.nodes import CompareQuestions, Literal, Node, parts_of
from prescreen.rules.satisfiability import find_examples, unknown_when_answered
from prescreen.rules.times import Duration, TimeValue
from prescreen.trial.candidates import variables
from prescreen.trial.number_units import AGE_UNITS
from prescreen.trial.questions import Age, Choice, MultipleChoice, Number, OptionQuestion, Question
from prescreen.trial.times import is_time, unit_of
from prescreen.trial.trial import Trial

# A larger rule could exhaust the stack when it is evaluated or described.
MAX_RULE = 2000  # characters
MAX_RULE_DEPTH = 20
CHILDREN_UNITS = AGE_UNITS.keys() - {"years_of_age"}


def consistency(trial: Trial) -> Iterator[Finding]:
    """Rules that read an unknown question, or one in a way that its type doesn't allow, and questions that no rule
    reads."""
    found = [*_ask_ifs(trial), *_requirements(trial)]
    for i, alert in enumerate(trial.alerts):
        found += _uses(trial, ("alerts", i, "when"), alert.when)
    # A misspelt question is not said a second time, as one that no rule reads.
    yield from found or _unread(trial)


def reachability(trial: Trial) -> Iterator[Finding]:
    """Questions that no answers lead to, requirements that can never fit or never fail, and alerts that never show."""
    for i, alert in enumerate(trial.alerts):
        if Truth.TRUE not in _truths(trial, alert.when):
            yield Finding(("alerts", i, "when"), "no answers ever raise this alert", "Correct the rule")
    for place, question in questions(trial):
        if question.ask_if and not _truths(trial, question.ask_if) & {Truth.TRUE, Truth.UNKNOWN}:
            yield Finding((*place, "ask_if"), "no answers ever lead to this question", "Correct its ask_if")
    for i, j, requirement in requirements(trial):
        if problem := _not_asked_in(trial, requirement.fits):
            yield Finding(("criteria", i, "requirements", j, "fits"), problem, "Let its units have that one too")
            continue
        found = _truths(trial, requirement.fits)
        for truth, word in ((Truth.TRUE, "fit"), (Truth.FALSE, "fail")):
            if truth not in found and not requirement.fits.says_unknown:
                place = ("criteria", i, "requirements", j, "fits")
                fix = "Correct the rule; where only the study team can judge, write unknown"
                yield Finding(place, f"no answers ever make this requirement {word}", fix)


def _not_asked_in(trial: Trial, rule: Rule) -> str:
    """The problem if a rule has a time in a unit in which its question is not asked; empty if not."""
    for name, limits in rule.limits.items():
        question = trial.questions[name]
        for _, limit in limits:
            if isinstance(limit, Duration) and is_time(question) and not unit_of(question, limit.unit):
                return f"{name} is not asked in {limit.unit}, so answers near the limit are too close to call"
    return ""


def dead_ends(trial: Trial) -> Iterator[Finding]:
    """Requirements that stay unknown when every question that is asked has been answered."""
    for i, j, requirement in requirements(trial):
        rule = requirement.fits
        if rule.says_unknown or requirement.study_team or requirement.differs:
            continue
        values = unknown_when_answered(rule, variables(trial, rule))
        if values is not None:
            skipped = sorted(rule.reads - values.keys())
            answers = ", ".join(f"{name} {_value_text(value)}" for name, value in values.items())
            problem = f"with {answers} it stays unknown, since {' and '.join(skipped)} is not asked then"
            fix = 'Say in the rule what holds then, `… and other == "yes"` or `… or other == "no"`, or ask it then too'
            yield Finding(("criteria", i, "requirements", j, "fits"), problem, fix)


def idle_parts(trial: Trial) -> Iterator[Finding]:
    """Parts of a rule that never change what it says of anybody."""
    rules: list[tuple[Location, Rule]] = [
        (("criteria", i, "requirements", j, "fits"), r.fits) for i, j, r in requirements(trial) if not r.differs
    ]
    rules += [((*place, "ask_if"), question.ask_if) for place, question in questions(trial) if question.ask_if]
    rules += [(("alerts", i, "when"), alert.when) for i, alert in enumerate(trial.alerts)]
    for place, rule in rules:
        tried = variables(trial, rule)
        if part := idle_part(rule, tried):
            fix = "Leave it out, or correct its and or or, its sign, its limit or its option"
            yield Finding(place, f"“{part}” has no effect: without it this rule says the same of everybody", fix)
        elif not rule.says_unknown and (part := settled_part(rule, tried)):
            yield Finding(place, f"“{part}” is the same for every answer", "Correct its option, its limit or its sign")


def _value_text(value: Value) -> str:
    match value:
        case str():
            return value
        case frozenset():
            return "+".join(sorted(value))
        case TimeValue():
            return f"{float(value.said.number):g} {value.said.unit}"
    return f"{float(value):g}"


def _truths(trial: Trial, rule: Rule) -> set[Truth]:
    return set(find_examples(rule, variables(trial, rule)))


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
    for i, j, requirement in requirements(trial):
        place = ("criteria", i, "requirements", j)
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
    for node in _comparisons(rule.node):
        left, right = trial.questions.get(node.question), trial.questions.get(node.other)
        if left and right and node.sign not in ("==", "!=") and not (_is_number(left) and _is_number(right)):
            problem = f"{node.question} and {node.other} have no order"
            yield Finding(place, problem, "Compare two numbers, or options with == or !=")


def _comparisons(node: Node) -> Iterator[CompareQuestions]:
    if isinstance(node, CompareQuestions):
        yield node
    yield from chain.from_iterable(map(_comparisons, parts_of(node)))


def _is_number(question: Question) -> bool:
    return isinstance(question, Number)


def _depth(node: Node) -> int:
    return 1 + max(map(_depth, parts_of(node)), default=0)


def _misuse(question: Question, use: Use) -> tuple[str, str] | None:
    """The problem and the fix if a rule can't read a question in this way."""
    is_number = _is_number(question)
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
    read |= set(chain.from_iterable(alert.when.reads for alert in trial.alerts))
    read |= set(chain.from_iterable(q.ask_if.reads for q in trial.questions.values() if q.ask_if))
    for place, question in questions(trial):
        if question.id not in read:
            fix = "Use it in a rule, list it under a requirement's shows, or don't ask it"
            yield Finding((*place, "id"), f"no rule reads {question.id}", fix)
