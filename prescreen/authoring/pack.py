"""The document for an ethics committee: every screen, branch, rule and result of a trial in each of its languages, and
the differences from an earlier version."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from markupsafe import Markup

from prescreen.authoring.graph import DrawingError, svg
from prescreen.authoring.screens import render_screen, screen_names
from prescreen.definitions.loader import Study
from prescreen.i18n.boundary_text import boundary_rows
from prescreen.i18n.error_messages import error_message
from prescreen.i18n.locale import use_language
from prescreen.i18n.rule_text import describe_branch, describe_rule
from prescreen.pages.context import Frame, Site, page_without_request
from prescreen.screening.answer_error import AnswerError
from prescreen.screening.answers import read
from prescreen.trial.questions import Choice, MultipleChoice, Pair, Question

STATIC = Path(__file__).parents[2] / "static"


def pack(site: Site, study: Study, today: date, earlier: str | None = None) -> tuple[str, str]:
    """The version, and the document as one HTML page that loads nothing else. `earlier` is the HTML of an earlier
    version to compare with."""
    before = texts(earlier) if earlier is not None else None
    frames = [page_without_request(site, study, language, today, {}).frame for language in study.trial.languages]
    parts = [(frame.language, _part(frame, study, before)) for frame in frames]
    style = Markup((STATIC / "style.css").read_text("utf-8") + (STATIC / "pack.css").read_text("utf-8"))  # noqa: S704
    return frames[0].version, frames[0].render("authoring/pack.html", parts=parts, style=style)


def _part(frame: Frame, study: Study, before: dict[str, list[str]] | None) -> Markup:
    """The document in one language, with the differences from an earlier one."""
    language = frame.language
    with use_language(language):
        part = frame.render("authoring/_pack_part.html", **_content(frame, study))
        if before is not None:
            now = texts(f'<section lang="{language}">{part}</section>')[language]
            found = list(changes(before.get(language, []), now))
            part += frame.render("authoring/_pack_difference.html", changes=found)
    return Markup(part)  # noqa: S704


def _content(frame: Frame, study: Study) -> dict[str, Any]:
    trial = study.trial
    return {
        "screens": list(_screens(frame, study)),
        "branches": [(q, describe_branch(trial, q)) for q in trial.questions.values() if q.ask_if],
        "rules": {part.id: describe_rule(trial, part.fits) for part in trial.requirements},
        "boundaries": [(part, boundary_rows(trial, part)) for part in trial.requirements],
        "alerts": {alert.id: describe_rule(trial, alert.when) for alert in trial.alerts},
        "drawing": _drawing(study),
        "errors": [(question, list(_error_messages(question))) for question in trial.questions.values()],
    }


# Markup that works only on the page itself: hidden inputs, and attributes that connect labels, inputs and links.
INTERACTIVE = re.compile(
    r'<input type="hidden"[^>]*>'
    r'|\s(?:id|for|name|href|action|formaction|aria-describedby|aria-labelledby|aria-controls)="[^"]*"'
)
# This many results show every requirement; the others show only what is above those, since the rest is alike.
FULL_RESULTS = 2


def _screens(frame: Frame, study: Study) -> Iterator[tuple[str, Markup]]:
    """The name and main content of each screen."""
    results = 0
    for name in screen_names(study.trial):
        results += name.startswith("result/")
        result = "authoring/_brief_result.html" if results > FULL_RESULTS else "wizard/result.html"
        yield name, _main(render_screen(frame.site, study, frame.language, frame.today, name, result))


def _main(page: str) -> Markup:
    """The main content of a page, without ids and attributes that would clash with other screens in one document."""
    found = re.search(r"<main[^>]*>(.*)</main>", page, re.S)
    content = INTERACTIVE.sub("", found[1]) if found else ""
    # Explanations of terms would be open here and interrupt the sentences. The document lists them once.
    content = re.sub(r'<details class="term"><summary>(.*?)</summary>.*?</details>', r"\1", content)
    content = re.sub(r"<details", "<details open", content)
    return Markup(re.sub(r"<svg.*?</svg>", _with_words, content, flags=re.S))  # noqa: S704


def _with_words(drawing: re.Match[str]) -> str:
    """An SVG, followed by its texts, which print shows."""
    words = re.findall(r"<text[^>]*>([^<]+)</text>", drawing[0])
    return f'{drawing[0]}<p class="printed">{" · ".join(words)}</p>' if words else drawing[0]


def _drawing(study: Study) -> Markup | None:
    try:
        return Markup(svg(study.trial).decode())  # noqa: S704
    except DrawingError:
        return None


def _error_messages(question: Question) -> Iterator[str]:
    """The messages that a question shows for invalid answers, each once."""
    messages = [error_message(question, AnswerError("unanswered"))]
    for given in _invalid_inputs(question):
        try:
            read(question, given)
        except AnswerError as error:
            messages.append(error_message(question, error))
    yield from dict.fromkeys(messages)


def _invalid_inputs(question: Question) -> list[Any]:
    if isinstance(question, Choice):
        return []
    if isinstance(question, MultipleChoice):
        both = [[option.id, question.options[0].id] for option in question.options if option.exclusive]
        return [*both, ["unknown", question.options[0].id]]
    typed = ["", "abc", "<5", "1" * 30, "45.5", str(int(question.range[1]) * 1000 + 1)]
    if isinstance(question, Pair):
        first, second = question.parts
        return [{first: number, second: "1"} for number in typed] + [{first: "1", second: limit} for limit in ("", "0")]
    return [{"value": number} for number in typed]


# Elements that do not end a line of text.
INLINE = {"a", "b", "em", "i", "q", "small", "span", "strong", "kbd", "del", "ins", "abbr"}
# Elements without an end tag.
VOID = {"br", "hr", "img", "input", "link", "meta"}


@dataclass(frozen=True)
class Change:
    """Neighbouring lines that were removed and added, and the heading above them."""

    heading: str
    removed: list[str]
    added: list[str]


def changes(before: list[str], now: list[str]) -> Iterator[Change]:
    """The differences between the texts of two versions."""
    for kind, i, end, j, stop in SequenceMatcher(a=before, b=now, autojunk=False).get_opcodes():
        if kind != "equal":
            heading = next((line[2:] for line in reversed(now[: j + 1]) if line.startswith("# ")), "")
            yield Change(
                heading,
                [line.removeprefix("# ") for line in before[i:end]],
                [line.removeprefix("# ") for line in now[j:stop]],
            )


def texts(page: str) -> dict[str, list[str]]:
    """Language → the lines of text in its part of a document. Headings begin with “# ”."""
    reader = _Texts()
    reader.feed(page)
    reader.close()
    return reader.parts


class _Texts(HTMLParser):
    """Collects a document's text, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, list[str]] = {}
        self.lines: list[str] = []
        self.text = ""
        self.skipped_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in INLINE:
            self._end_line()
        if tag == "section" and "lang" in given:
            self.lines = self.parts.setdefault(given["lang"] or "", [])
        # Texts that differ in every version, such as the date, are not compared.
        if self.skipped_depth or "data-not-compared" in given or tag in ("style", "script"):
            self.skipped_depth += tag not in VOID
        elif tag in ("h1", "h2", "h3", "h4"):
            self.text = "# "

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self._end_line()
        if self.skipped_depth:
            self.skipped_depth -= 1

    def handle_data(self, data: str) -> None:
        if not self.skipped_depth:
            self.text += data

    def _end_line(self) -> None:
        line = " ".join(self.text.split())
        if line and line != "#":
            self.lines.append(line)
        self.text = ""
