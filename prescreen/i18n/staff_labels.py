"""UI strings for clinic staff, in the current language. Staff read of criteria and of a patient, not of themselves."""

import re
from datetime import date, datetime

from prescreen.i18n import labels
from prescreen.i18n.close_call_text import close_call_text
from prescreen.i18n.formatting import format_multiple
from prescreen.i18n.language_tags import CHINESE
from prescreen.i18n.locale import current_language, gettext, ngettext
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.screening.answers import Answer, combined_value
from prescreen.screening.assessment import Outcome, Status
from prescreen.screening.overview import Overview
from prescreen.screening.provenance import Judgement, Provenance, Source, TeamJudgement
from prescreen.screening.report import Report, ReportLine
from prescreen.trial.questions import UNKNOWN, Question

MAX_CODE = 6  # characters of a name that counts as a code

TEAM = {Status.FOR_STUDY_TEAM: _("For the investigator to judge")}
STATUS = labels.STATUS | TEAM
# Beside a quoted exclusion criterion, “matches” would mean that the person has the condition.
EXCLUSION = STATUS | {Status.FITS: _("Not present"), Status.DOES_NOT_FIT: _("May be present")}
STATUS_BY_KIND = {"inclusion": STATUS, "exclusion": EXCLUSION}
JUDGEMENT = {
    "inclusion": {Judgement.MET: _("Criterion met"), Judgement.NOT_MET: _("Criterion not met")},
    "exclusion": {Judgement.MET: _("Not present"), Judgement.NOT_MET: _("Present")},
}
SOURCE = {
    Source.PATIENT: _("patient says"),
    Source.REPORT: _("seen on a report"),
    Source.CHART: _("in the chart"),
}
# The same where a status names what it rests on, and where there is little room.
SHORT_SOURCE: dict[Source | None, object] = {
    Source.PATIENT: _("patient"),
    Source.REPORT: _("report"),
    Source.CHART: _("chart"),
    None: _("source not said"),
}
AGAINST = {Outcome.NOT_NOW: _("for now"), Outcome.MAY_NOT_FIT: _("not expected to change")}


def outcome_label(report: Report) -> str:
    """The outcome with the numbers of requirements that go against it or are open. What the study team has judged
    against comes first, since it does not change the outcome."""
    lines = {status: len(members) for status, members in report.groups}
    judged = [line.criterion.id for line in report.lines if line.team.judgement is Judgement.NOT_MET]
    against, unknown = lines.get(Status.DOES_NOT_FIT, 0), lines.get(Status.UNKNOWN, 0)
    words = _outcome_words(report.outcome, against, unknown, gettext("Nothing else found against") if judged else None)
    if not judged:
        return words
    return (
        gettext("Judged against by the study team: %(criteria)s", criteria=gettext(", ").join(judged))
        + gettext("; ")
        + words
    )


def overview_label(found: Overview) -> str:
    """The same for a study of which only the numbers are known."""
    return _outcome_words(found.outcome, found.against, found.not_known)


def _outcome_words(outcome: Outcome, against: int, unknown: int, nothing: str | None = None) -> str:
    parts = [nothing or gettext("Nothing found against")]
    if against:
        found = ngettext("%(num)s point may not match", "%(num)s points may not match", against)
        parts = [gettext("%(found)s (%(how)s)", found=found, how=AGAINST[outcome])]
    if unknown:
        parts.append(ngettext("%(num)s to verify", "%(num)s to verify", unknown))
    return gettext("; ").join(parts)


def nothing_open_label(report: Report) -> str:
    """That no answer could settle anything, and how much is not known all the same."""
    unknown = len(dict(report.groups).get(Status.UNKNOWN, []))
    nothing = gettext("Nothing is open that an answer could settle.")
    if not unknown:
        return nothing
    still = ngettext("%(num)s point is still not known.", "%(num)s points are still not known.", unknown)
    return f"{nothing}{labels.space()}{still}"


def status_label(line: ReportLine) -> str:
    """The status of a requirement. That of an exclusion criterion says whose word it rests on. Behind it stands why an
    answer is too close to a limit to call."""
    said = [_status_label(line), *filter(None, map(close_call_text, line.given))]
    return gettext(". ").join(said) if len(said) > 1 else said[0]


def _status_label(line: ReportLine) -> str:
    status, words = line.status, STATUS_BY_KIND[line.criterion.kind][line.status]
    if status is Status.FITS and line.requirement.staff_fits:
        return line.requirement.staff_fits[current_language()]
    sources = dict.fromkeys(given.provenance.source for given in line.given if given.answer not in (None, UNKNOWN))
    if line.criterion.kind == "inclusion" or status not in (Status.FITS, Status.DOES_NOT_FIT) or not any(sources):
        return str(words)
    names = gettext("/").join(str(SHORT_SOURCE[source]) for source in sources)
    return gettext("%(status)s (from: %(sources)s)", status=words, sources=names)


def to_verify(report: Report, line: ReportLine) -> list[str]:
    """The questions of a requirement that are to be found out, or whose answer is to be talked about."""
    wanted = {question.id for question in report.how_to_find_out}
    found = [given.question for given in line.given if given.question.id in wanted or given.talk_about]
    return [question.short_name[current_language()] for question in found]


def answer_label(question: Question, answer: Answer | None) -> str:
    """An answer as staff read it: with the grade of a scale, and as a multiple of the upper limit of normal."""
    if answer is None or answer == UNKNOWN:
        return labels.answer_label(question, answer)
    if question.type == "choice" and question.is_graded:
        return gettext("Grade %(grade)s: %(label)s", grade=answer, label=labels.answer_label(question, answer))
    if question.type == "ratio":
        times = format_multiple(combined_value(question, answer))
        return gettext("%(value)s, with an upper limit of %(limit)s: %(times)s", times=times, **labels.numbers(answer))
    return labels.answer_label(question, answer)


def team_label(judged: TeamJudgement) -> str:
    """The study team's judgement, where the kind of criterion is not known, and its note."""
    words = {Judgement.MET: gettext("in favour"), Judgement.NOT_MET: gettext("against"), None: ""}[judged.judgement]
    return gettext("; ").join(part for part in (words, judged.note) if part)


def provenance_label(provenance: Provenance, today: date) -> str:
    """The source of an answer and the date of its test; empty if neither is known."""
    parts = [str(SOURCE[provenance.source])] if provenance.source else []
    age = provenance.age(today)
    if age is not None and provenance.taken:
        day = provenance.taken.isoformat()
        ago = ngettext("%(num)s day ago", "%(num)s days ago", age) if age else gettext("today")
        parts.append(gettext("%(date)s (%(ago)s)", date=day, ago=ago))
    return gettext(", ").join(parts)


def short_provenance_label(provenance: Provenance) -> str:
    """The same where there is little room."""
    parts = [str(SHORT_SOURCE[provenance.source])] if provenance.source else []
    return " ".join([*parts, *([provenance.taken.isoformat()] if provenance.taken else [])])


def moment_label(now: datetime) -> str:
    """A time with its zone, as files are dated."""
    zone = now.strftime("%z")
    return f"{now:%Y-%m-%d %H:%M} (UTC{zone[:3]}:{zone[3:]})"


def laboratory_code(question: Question) -> str:
    """The first short name that reports print for a question's test, such as ANC; empty if there is none."""
    names = re.split("[;、]", question.printed[current_language()]) if question.printed else []
    codes = (name.strip() for name in names if len(name.strip()) <= MAX_CODE and not CHINESE.search(name))
    return next((code for code in codes if code not in question.short_name[current_language()]), "")
