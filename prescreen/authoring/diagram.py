"""What is drawn of a trial, before any notation: the journey, and the rules with the questions they read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from prescreen.i18n.labels import KIND
from prescreen.i18n.locale import gettext, use_language
from prescreen.i18n.rule_text import describe_branch, describe_rule
from prescreen.trial.questions import Question
from prescreen.trial.trial import Criterion, Requirement, Step, Trial

# Lines of text, each with how deep it stands under those before it.
Lines = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Box:
    """A step, a question or a requirement; dashed where it may be skipped, or isn't judged by the answers."""

    id: str
    title: str
    lines: Lines = ()
    dashed: bool = False


@dataclass(frozen=True)
class Arrow:
    start: str
    end: str
    lines: Lines = ()
    dashed: bool = False


@dataclass(frozen=True)
class Group:
    id: str
    title: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Drawing:
    """Boxes before, in and after groups, with arrows between them; drawn downward, or from left to right."""

    id: str
    title: str
    downward: bool
    before: tuple[Box, ...]
    groups: tuple[Group, ...]
    after: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def drawings(trial: Trial, lang: str) -> tuple[Drawing, Drawing]:
    """The journey and the rules. Needs an application context, for the language."""
    with use_language(lang):
        return _journey(trial, lang), _rules(trial, lang)


def _journey(trial: Trial, lang: str) -> Drawing:
    sections = [
        Group(
            f"section_{_name(section.id)}",
            section.title[lang],
            tuple(_step(step, lang) for step in trial.steps if step.section == section.id),
        )
        for section in trial.sections
    ]
    return Drawing(
        "journey",
        gettext("The questions, in order"),
        True,
        (Box("start", gettext("Start")),),
        tuple(sections),
        (Box("check", gettext("Check your answers")), Box("result", gettext("Result"))),
        tuple(_way(trial, lang)),
    )


def _name(slug: str) -> str:
    return slug.replace("-", "_")


def _step_id(step: Step) -> str:
    return f"step_{_name(step.id)}"


def _step(step: Step, lang: str) -> Box:
    names = tuple((1, question.short_name[lang]) for question in step.questions)
    return Box(_step_id(step), step.title[lang], names, _skippable(step))


def _skippable(step: Step) -> bool:
    return all(question.ask_if for question in step.questions)


def _way(trial: Trial, lang: str) -> Iterator[Arrow]:
    """From step to step, past those that may be skipped; each branch stands on an arrow from the step that it reads."""
    ends = ["start"]
    for step in trial.steps:
        here = _step_id(step)
        arrows = {end: Arrow(end, here, _past(ends, end)) for end in ends}
        for start, lines in _branches(trial, step, lang):
            arrow = arrows.get(start, Arrow(start, here, dashed=True))
            arrows[start] = replace(arrow, lines=lines)
        yield from arrows.values()
        ends = [*ends, here] if _skippable(step) else [here]
    yield from (Arrow(end, "check", _past(ends, end)) for end in ends)
    yield Arrow("check", "result")


def _past(ends: list[str], end: str) -> Lines:
    """What an arrow says that leads past a step."""
    return () if end == ends[-1] else ((0, gettext("otherwise")),)


def _branches(trial: Trial, step: Step, lang: str) -> Iterator[tuple[str, Lines]]:
    """For each earlier step that decides what is asked here: the rules that read it last."""
    found: dict[str, Lines] = {}
    rules = {question.ask_if: question for question in step.questions if question.ask_if}
    for rule, question in rules.items():
        alone = len(rules) == 1 and _skippable(step)
        named = () if alone else tuple((0, q.short_name[lang]) for q in step.questions if q.ask_if == rule)
        reads = [earlier for earlier in trial.steps if {q.id for q in earlier.questions} & rule.reads]
        for earlier in reads[:-1]:
            found.setdefault(_step_id(earlier), ())
        last = _step_id(reads[-1])
        found[last] = found.get(last, ()) + named + tuple(describe_branch(trial, question, lang).lines())
    yield from found.items()


def _rules(trial: Trial, lang: str) -> Drawing:
    judged = {name for requirement in trial.requirements for name in _judged_or_shown(requirement)}
    questions = [question for name, question in trial.questions.items() if name in judged]
    return Drawing(
        "rules",
        gettext("The rules: what each requirement asks of the answers"),
        False,
        tuple(Box(_question_id(question.id), question.short_name[lang]) for question in questions),
        tuple(_criterion(trial, criterion, lang) for criterion in trial.criteria),
        (),
        tuple(_reading(trial, questions)),
    )


def _judged_or_shown(requirement: Requirement) -> set[str]:
    return set(requirement.fits.reads) | set(requirement.shows)


def _question_id(name: str) -> str:
    return f"question_{name}"


def _requirement_id(requirement: Requirement) -> str:
    return f"requirement_{requirement.id}"


def _criterion(trial: Trial, criterion: Criterion, lang: str) -> Group:
    boxes = [
        Box(_requirement_id(part), part.id, tuple(describe_rule(trial, part.fits, lang).lines()), part.study_team)
        for part in criterion.requirements
    ]
    return Group(f"criterion_{criterion.id}", criterion.id + gettext(": ") + str(KIND[criterion.kind]), tuple(boxes))


def _reading(trial: Trial, questions: list[Question]) -> Iterator[Arrow]:
    """From each question to the requirements that judge it, dashed where it only stands beside one."""
    for question in questions:
        for requirement in trial.requirements:
            if question.id in _judged_or_shown(requirement):
                shown = question.id not in requirement.fits.reads
                yield Arrow(_question_id(question.id), _requirement_id(requirement), dashed=shown)
