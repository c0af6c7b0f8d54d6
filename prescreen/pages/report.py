"""Pasting a laboratory report: the table of what was recognised, which is looked at before anything is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from prescreen.interop.laboratory_report.recognition import Recognized, Taken
from prescreen.pages.context import PageContext
from prescreen.screening.answers import Answer, Answers
from prescreen.screening.doubt import answer_of_button, button_value
from prescreen.trial.questions import LabValue, Question, Ratio
from prescreen.trial.trial import Trial

MAX_LINE = 120  # characters of a line that the table shows
STAFF = "staff"  # where the reader came from, if not from a step


@dataclass(frozen=True)
class Row:
    """A result that would be kept. `text` is its line of the report, `choice` the value of its box, `kept` what it
    replaces."""

    question: Question
    line: int
    text: str
    answer: Answer
    kept: Answer | None
    choice: str


def report_page(
    page: PageContext,
    origin: str,
    text: str = "",
    recognized: Recognized | None = None,
    ticked: Collection[str] | None = None,
    refused: Collection[str] = (),
    problem: str = "",
) -> str:
    """The box for a report and, once it was read, the table. `ticked` are the boxes that are ticked, by default all;
    `refused` are questions whose answers were changed on another page meanwhile, `problem` is why the report can't be
    read."""
    found = recognized or Recognized((), (), None)
    lines = ["", *text.splitlines()]
    rows = [_row(page, taken, lines) for taken in sorted(found.takes, key=lambda taken: taken.line)]
    asks = sorted(found.asks, key=lambda asked: asked.line)
    in_future = found.collected is not None and found.collected > page.frame.today + timedelta(days=1)
    return page.frame.render(
        "report.html",
        origin=origin,
        text=text,
        problem=problem,
        refused=refused,
        was_read=recognized is not None,
        rows=rows,
        ticked=[row.choice for row in rows if row.question.id not in refused] if ticked is None else ticked,
        asks=[(page.trial.questions[asked.question], asked, _line(lines, asked.line)) for asked in asks],
        collected=None if in_future else found.collected,
        url_of_step=_url_of_step(page),
    )


def _row(page: PageContext, taken: Taken, lines: list[str]) -> Row:
    question = page.trial.questions[taken.question]
    kept = page.journey.answers.get(question.id)
    return Row(question, taken.line, _line(lines, taken.line), taken.answer, kept, button_value(question, taken.answer))


def _line(lines: list[str], number: int) -> str:
    text = lines[number].strip() if number < len(lines) else ""
    return text if len(text) <= MAX_LINE else f"{text[:MAX_LINE]} …"


def _url_of_step(page: PageContext) -> dict[str, str]:
    """Question id → where it can be answered by hand."""
    steps = {question.id: visible.step.id for visible in page.journey.visible_steps for question in visible.questions}
    return {name: page.url_for("wizard.step", step_id=step, _anchor=name) for name, step in steps.items()}


def chosen_answers(trial: Trial, choices: Collection[str]) -> dict[str, Answer]:
    """The answers of the boxes that were ticked, by question."""
    found = {
        question.id: answer_of_button(question, choice)
        for choice in choices
        for question in trial.questions.values()
        if isinstance(question, LabValue | Ratio)
        if choice.startswith(f"{question.id} ")
    }
    return {name: answer for name, answer in found.items() if answer is not None}


def changed_elsewhere(chosen: Answers, kept: Answers, shown: Answers) -> list[str]:
    """The questions whose answers were changed since the table was shown with those in `shown`."""
    return [name for name, answer in chosen.items() if name in shown and kept.get(name) not in (shown[name], answer)]
