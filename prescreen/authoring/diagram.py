"""A trial's two diagrams, independent of notation: the journey through its steps, and its rules with the questions they
read. All texts are in the current language."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from prescreen.i18n.labels import KIND, URGENCY
from prescreen.i18n.locale import current_language, gettext
from prescreen.i18n.rule_text import describe_branch, describe_rule
from prescreen.trial.questions import Question, Text
from prescreen.trial.trial import Alert, Criterion, Requirement, Step, Trial

# Lines of text, each with its depth of indentation: (depth, text).
IndentedText = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Box:
    """A step, a question or a requirement. It is dashed where a step may be skipped, or where only the study team
    judges a requirement."""

    id: str
    title: str
    lines: IndentedText = ()
    dashed: bool = False


@dataclass(frozen=True)
class Arrow:
    start: str
    end: str
    lines: IndentedText = ()
    dashed: bool = False


@dataclass(frozen=True)
class Group:
    id: str
    title: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Diagram:
    """Boxes before, in and after groups, with arrows between them. It runs downward, or from left to right."""

    id: str
    title: str
    downward: bool
    before: tuple[Box, ...]
    groups: tuple[Group, ...]
    after: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def diagrams(trial: Trial) -> tuple[Diagram, Diagram]:
    """The journey and the rules."""
    return _journey(trial), _rules(trial)


def _in_language(text: Text) -> str:
    return text[current_language()]


def _journey(trial: Trial) -> Diagram:
    sections = [
        Group(
            f"section_{_underscored(section.id)}",
            _in_language(section.title),
            tuple(_step(step) for step in trial.steps if step.section == section.id),
        )
        for section in trial.sections
    ]
    return Diagram(
        "journey",
        gettext("The questions, in order"),
        True,
        (Box("start", gettext("Start")),),
        tuple(sections),
        (Box("check", gettext("Check your answers")), Box("result", gettext("Result"))),
        tuple(_step_arrows(trial)),
    )


def _underscored(slug: str) -> str:
    return slug.replace("-", "_")


def _step_id(step: Step) -> str:
    return f"step_{_underscored(step.id)}"


def _step(step: Step) -> Box:
    names = tuple((1, _in_language(question.short_name)) for question in step.questions)
    return Box(_step_id(step), _in_language(step.title), names, _skippable(step))


def _skippable(step: Step) -> bool:
    return all(question.ask_if and question.ask_if.reads for question in step.questions)


def _step_arrows(trial: Trial) -> Iterator[Arrow]:
    """Arrows from each step to the next, and past steps that may be skipped. The text of an `ask_if` is on the arrow
    from the last step that it reads."""
    ends = ["start"]
    for step in trial.steps:
        here = _step_id(step)
        arrows = {end: Arrow(end, here, _otherwise(ends, end)) for end in ends}
        for start, lines in _branches(trial, step):
            arrow = arrows.get(start, Arrow(start, here, dashed=True))
            arrows[start] = replace(arrow, lines=lines)
        yield from arrows.values()
        ends = [*ends, here] if _skippable(step) else [here]
    yield from (Arrow(end, "check", _otherwise(ends, end)) for end in ends)
    yield Arrow("check", "result")


def _otherwise(ends: list[str], end: str) -> IndentedText:
    """The text on an arrow that skips a step."""
    return () if end == ends[-1] else ((0, gettext("otherwise")),)


def _branches(trial: Trial, step: Step) -> Iterator[tuple[str, IndentedText]]:
    """The id of each earlier step that this step's rules read, with the text of the rules for which it is the last
    one."""
    found: dict[str, IndentedText] = {}
    rules = {q.ask_if: q for q in step.questions if q.ask_if and q.ask_if.reads}
    for rule, question in rules.items():
        names = () if len(rules) == 1 and _skippable(step) else _asked_by(step, question)
        reads = [earlier for earlier in trial.steps if {q.id for q in earlier.questions} & rule.reads]
        for earlier in reads[:-1]:
            found.setdefault(_step_id(earlier), ())
        last = _step_id(reads[-1])
        found[last] = found.get(last, ()) + names + tuple(describe_branch(trial, question).lines())
    yield from found.items()


def _asked_by(step: Step, question: Question) -> IndentedText:
    """The names of the step's questions that have the same rule as this one."""
    return tuple((0, _in_language(other.short_name)) for other in step.questions if other.ask_if == question.ask_if)


def _rules(trial: Trial) -> Diagram:
    used = {name for requirement in trial.requirements for name in requirement.question_ids}
    used |= {name for alert in trial.alerts for name in alert.when.reads}
    questions = [question for name, question in trial.questions.items() if name in used]
    groups = [_criterion(trial, criterion) for criterion in trial.criteria]
    return Diagram(
        "rules",
        gettext("The rules: what each requirement asks of the answers"),
        False,
        tuple(Box(_question_id(question.id), _in_language(question.short_name)) for question in questions),
        (*groups, *_alerts(trial)),
        (),
        (*_rule_arrows(trial, questions), *_alert_arrows(trial, questions)),
    )


def _alerts(trial: Trial) -> Iterator[Group]:
    """A group of the warnings that answers raise, if there are any."""
    boxes = [
        Box(_alert_id(alert), f"{alert.id} ({URGENCY[alert.urgency]})", tuple(describe_rule(trial, alert.when).lines()))
        for alert in trial.alerts
    ]
    if boxes:
        yield Group("alerts", gettext("Warnings before a result"), tuple(boxes))


def _alert_id(alert: Alert) -> str:
    return f"alert_{alert.id}"


def _alert_arrows(trial: Trial, questions: list[Question]) -> Iterator[Arrow]:
    for question in questions:
        for alert in trial.alerts:
            if question.id in alert.when.reads:
                yield Arrow(_question_id(question.id), _alert_id(alert))


def _question_id(name: str) -> str:
    return f"question_{name}"


def _requirement_id(requirement: Requirement) -> str:
    return f"requirement_{requirement.id}"


def _criterion(trial: Trial, criterion: Criterion) -> Group:
    boxes = [
        Box(_requirement_id(part), part.id, tuple(describe_rule(trial, part.fits).lines()), part.study_team)
        for part in criterion.requirements
    ]
    return Group(f"criterion_{criterion.id}", criterion.id + gettext(": ") + str(KIND[criterion.kind]), tuple(boxes))


def _rule_arrows(trial: Trial, questions: list[Question]) -> Iterator[Arrow]:
    """Arrows from each question to the requirements that read it, and dashed ones to those that only show it."""
    for question in questions:
        for requirement in trial.requirements:
            if question.id in requirement.question_ids:
                shown = question.id not in requirement.fits.reads
                yield Arrow(_question_id(question.id), _requirement_id(requirement), dashed=shown)
