"""The parts of a result that stand once for each point or criterion: cached without answers, which are then put in."""

from collections.abc import Hashable, Sequence

from markupsafe import Markup

from prescreen.i18n.close_call_text import close_call_text
from prescreen.i18n.labels import answer_label
from prescreen.i18n.language_tags import authored, tagged
from prescreen.pages.context import PageContext
from prescreen.pages.rendering import fill
from prescreen.screening.assessment import AssessedCriterion
from prescreen.screening.report import Report, ReportLine


class ResultParts:
    """The parts of one reader's result. `said` has each answer in words by question id, put together once, since most
    of them stand in several places."""

    def __init__(self, page: PageContext, found: Report) -> None:
        self.page, self.report = page, found
        self.said = {given.question.id: tagged(answer_label(given.question, given.answer)) for given in found.asked}

    def points(self, lines: list[ReportLine]) -> Markup:
        """The points of the reader's list."""
        return Markup("".join([self._point(line) for line in lines]))  # noqa: S704

    def _point(self, line: ReportLine) -> str:
        is_pictured = bool(line.at_least) or any(given.number_line or given.close_to for given in line.given)
        names = () if is_pictured else tuple([given.question.id for given in line.given])
        answers = [self._pictured(line)] if is_pictured else [self.said[name] for name in names]
        return self._filled(
            answers,
            "wizard/_point.html",
            criterion_id=line.criterion.id,
            requirement_id=line.requirement.id,
            status=line.status,
            question_ids=names,
            is_pictured=is_pictured,
            has_note=line.note is not None,
        )

    def _pictured(self, line: ReportLine) -> str:
        return self.page.frame.render("wizard/_point_answers.html", line=line, said=self.said)

    def clinician_rows(self) -> Markup:
        """The criteria's rows of the clinician's table."""
        return Markup("".join([self._clinician_row(*pair) for pair in self.report.criteria]))  # noqa: S704

    def _clinician_row(self, assessed: AssessedCriterion, lines: list[ReportLine]) -> str:
        given, language = self.report.given_in(lines), self.page.language
        close = [tagged(close_call_text(one)) for line in lines for one in line.given if one.close_to]
        to_verify = [authored(text[language]) for text in self.report.to_verify(lines)]
        return self._filled(
            [*(self.said[one.question.id] for one in given), _paragraphs(close), _paragraphs(to_verify)],
            "wizard/_clinician_row.html",
            criterion_id=assessed.criterion.id,
            status=assessed.status,
            statuses=tuple([line.status for line in lines]),
            question_ids=tuple([one.question.id for one in given]),
        )

    def _filled(self, answers: Sequence[str], template: str, **values: Hashable) -> str:
        """A cached part with answers, as HTML, in its places."""
        return fill(self.page.frame.site.renderer.part(template, study=self.page.study, **values), answers)


def _paragraphs(texts: list[Markup]) -> str:
    return "".join([f"<p>{text}</p>" for text in texts])
