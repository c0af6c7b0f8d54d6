"""Results from a report or from FHIR: the table of what was recognised, which is looked at before anything is kept."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from prescreen.interop.recognized import Recognized, Taken, Why
from prescreen.pages.context import PageContext
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import Answer, Answers, read
from prescreen.screening.doubt import answer_of_button, button_value
from prescreen.screening.provenance import Provenance, read_date, read_source
from prescreen.trial.questions import OptionQuestion, Question
from prescreen.trial.trial import Trial

MAX_LINE = 120  # characters of a line that the table shows
STAFF = "staff"  # where the reader came from, if not from a step


@dataclass(frozen=True)
class Row:
    """A result that would be kept. `text` is its line of the report, `choice` the value of its box, `kept` what it
    replaces. Of several results for a question, `is_option` says that only one can be picked."""

    question: Question
    line: int
    text: str
    answer: Answer
    kept: Answer | None
    choice: str
    provenance: Provenance
    why: Why | None
    is_option: bool

    @property
    def noted(self) -> str:
        """Its source and date, and the choice that they are of, for a hidden input."""
        return " ".join((*(part or "-" for part in self.provenance.as_json()), self.choice))


def report_page(
    page: PageContext,
    origin: str,
    text: str = "",
    recognized: Recognized | None = None,
    ticked: Collection[str] | None = None,
    refused: Collection[str] = (),
    problem: str = "",
) -> str:
    """The box for a report and, once it was read, the table. `ticked` are the boxes that are ticked, by default all
    that are certain; `refused` are questions whose answers were changed on another page meanwhile, `problem` is why the
    report can't be read."""
    found = recognized or Recognized((), (), None)
    lines = ["", *text.splitlines()]
    takes = sorted(found.takes, key=lambda taken: taken.line)
    asks = sorted(found.asks, key=lambda asked: asked.line)
    collected = None if found.collected and _is_ahead(page, found.collected) else found.collected
    return page.frame.render(
        "report.html",
        origin=origin,
        text=text,
        problem=problem,
        refused=refused,
        was_read=recognized is not None,
        groups=list(_groups(page, takes, lines)),
        ticked=_certain(takes, page.trial, refused) if ticked is None else ticked,
        asks=[(page.trial.questions[asked.question], asked, asked.text or _line(lines, asked.line)) for asked in asks],
        collected=collected,
        unread=found.unread,
        warnings=found.warnings,
        url_of_step=_url_of_step(page),
    )


def _groups(page: PageContext, takes: list[Taken], lines: list[str]) -> Iterator[list[Row]]:
    """The rows of each question."""
    for _, group in groupby(takes, key=lambda taken: taken.question):
        taken = list(group)
        yield [_row(page, one, lines, is_option=len(taken) > 1) for one in taken]


def _row(page: PageContext, taken: Taken, lines: list[str], is_option: bool) -> Row:
    question, day = page.trial.questions[taken.question], taken.provenance.taken
    return Row(
        question=question,
        line=taken.line,
        text=_shortened(taken.text) or _line(lines, taken.line),
        answer=taken.answer,
        kept=page.journey.answers.get(question.id),
        choice=choice_value(question, taken.answer),
        provenance=replace(taken.provenance, taken=None if day and _is_ahead(page, day) else day),
        why=taken.why,
        is_option=is_option,
    )


def _certain(takes: list[Taken], trial: Trial, refused: Collection[str]) -> list[str]:
    chosen = [taken for taken in takes if taken.is_chosen and taken.question not in refused]
    return [choice_value(trial.questions[taken.question], taken.answer) for taken in chosen]


def _is_ahead(page: PageContext, day: date) -> bool:
    return day > page.frame.today + timedelta(days=1)


def _line(lines: list[str], number: int) -> str:
    return _shortened(lines[number].strip()) if number < len(lines) else ""


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_LINE else f"{text[:MAX_LINE]} …"


def _url_of_step(page: PageContext) -> dict[str, str]:
    """Question id → where it can be answered by hand."""
    steps = {question.id: visible.step.id for visible in page.journey.visible_steps for question in visible.questions}
    return {name: page.url_for("wizard.step", step_id=step, _anchor=name) for name, step in steps.items()}


def choice_value(question: Question, answer: Answer) -> str:
    """The value of the box that takes an answer: the question's id, and its number or options."""
    if isinstance(question, OptionQuestion):
        return " ".join((question.id, *([answer] if isinstance(answer, str) else answer)))
    return button_value(question, answer)


def _answer_of_choice(question: Question, choice: str) -> Answer | None:
    """The answer that a box takes; None if it is of another question, or no answer."""
    if not isinstance(question, OptionQuestion):
        return answer_of_button(question, choice)
    name, *options = choice.split(" ")
    if name != question.id or not options:
        return None
    try:
        return read(question, options if question.type == "choices" else " ".join(options))
    except AnswerError:
        return None


def chosen_answers(trial: Trial, choices: Collection[str]) -> dict[str, Answer]:
    """The answers of the boxes that were ticked, by question."""
    named = [(trial.questions.get(choice.partition(" ")[0]), choice) for choice in choices]
    found = {question.id: _answer_of_choice(question, choice) for question, choice in named if question}
    return {name: answer for name, answer in found.items() if answer is not None}


def noted_provenance(trial: Trial, noted: Collection[str], today: date) -> list[tuple[str, Answer, Provenance]]:
    """The questions and answers whose boxes had a source or date of their own, from hidden inputs."""
    found = []
    for text in noted:
        source, day, choice = (*text.split(" ", 2), "", "")[:3]
        for name, answer in chosen_answers(trial, [choice]).items():
            found.append((name, answer, Provenance(read_source(source), _day(day, today))))
    return found


def _day(text: str, today: date) -> date | None:
    try:
        return read_date(text, today)
    except AnswerError:
        return None


def changed_elsewhere(chosen: Answers, kept: Answers, shown: Answers) -> list[str]:
    """The questions whose answers were changed since the table was shown with those in `shown`."""
    return [name for name, answer in chosen.items() if name in shown and kept.get(name) not in (shown[name], answer)]
