"""The parts of a result that stand once for each point or criterion: cached without answers, which are then put in."""

from collections.abc import Hashable, Iterable, Iterator

from markupsafe import Markup

from prescreen.i18n.close_call_text import close_call_text
from prescreen.i18n.labels import answer_label
from prescreen.i18n.language_tags import authored, tagged
from prescreen.i18n.locale import gettext
from prescreen.pages.context import PageContext
from prescreen.pages.rendering import ANSWER_PLACEHOLDER, fill
from prescreen.screening.assessment import AssessedCriterion
from prescreen.screening.report import Report, ReportLine


class ResultParts:
    """The parts of one reader's result. `said` has each answer in words by question id, put together once, since most
    of them stand in several places."""

    def __init__(self, page: PageContext, found: Report) -> None:
        self.page, self.report = page, found
        colon = gettext(": ")
        self.said = {given.question.id: tagged(answer_label(given.question, given.answer)) for given in found.asked}
        self.named = {
            given.question.id: Markup(f"{authored(given.question.short_name[page.language])}{colon}")  # noqa: S704
            for given in found.asked
        }

    def point(self, line: ReportLine) -> Markup:
        """A point of the reader's list."""
        part = self._cached(
            "wizard/_point.html",
            criterion_id=line.criterion.id,
            requirement_id=line.requirement.id,
            status=line.status,
            has_note=line.note is not None,
        )
        return Markup(fill(part, [self._answers(line)]))  # noqa: S704

    def _answers(self, line: ReportLine) -> Markup:
        if line.at_least or any(given.number_line or given.close_to for given in line.given):
            return Markup(self.page.frame.render("wizard/_point_answers.html", line=line, parts=self))  # noqa: S704
        names = (given.question.id for given in line.given)
        return _paragraphs(f"{self.named[name]}{self.said[name]}" for name in names)

    def clinician_row(self, assessed: AssessedCriterion, lines: list[ReportLine]) -> Markup:
        """A criterion's row of the clinician's table."""
        part = self._cached(
            "wizard/_clinician_row.html",
            criterion_id=assessed.criterion.id,
            status=assessed.status,
            statuses=tuple(line.status for line in lines),
        )
        to_verify = _paragraphs(authored(text[self.page.language]) for text in self.report.to_verify(lines))
        return Markup(fill(part, [_paragraphs(self._answers_to_check(lines)), to_verify]))  # noqa: S704

    def _answers_to_check(self, lines: list[ReportLine]) -> Iterator[str]:
        for given in self.report.given_in(lines):
            yield f"{self.named[given.question.id]}<strong>{self.said[given.question.id]}</strong>"
        for given in (given for line in lines for given in line.given if given.close_to):
            yield tagged(close_call_text(given))

    def _cached(self, template: str, **values: Hashable) -> Markup:
        answers = {"answers": ANSWER_PLACEHOLDER}
        return self.page.frame.site.renderer.cached_part(template, study=self.page.study, **values, **answers)


def _paragraphs(texts: Iterable[str]) -> Markup:
    """Paragraphs of HTML."""
    return Markup("".join(f"<p>{text}</p>" for text in texts))  # noqa: S704
