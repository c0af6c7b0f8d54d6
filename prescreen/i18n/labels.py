"""The chrome's words for codes: outcomes, statuses, answers, units and errors, in the reader's language."""

from datetime import date
from fractions import Fraction

from prescreen.i18n.formatting import format_number, format_quantity, format_ratio, format_times, format_unit
from prescreen.i18n.locale import current_language, gettext, ngettext
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.screening.answers import Answer
from prescreen.screening.assessment import Outcome, Status
from prescreen.screening.provenance import Judgement, Provenance, Source
from prescreen.trial.questions import UNKNOWN, BodyMassIndex, Choice, MultipleChoice, Quantity, Question, Ratio

OUTCOME = {
    Outcome.MAY_FIT: (
        _("You may be a fit. Talk to your doctor."),
        _(
            "Your answers match what this study looks for, as far as they can show. "
            "The study team still has to check every point."
        ),
    ),
    Outcome.CHECK_WITH_DOCTOR: (
        _("You may be a fit, but some things need checking."),
        _(
            "Nothing you told us goes against what this study looks for. Some points are not known yet. "
            "The list below shows what to find out."
        ),
    ),
    Outcome.NOT_NOW: (
        _("Not right now, but this may change."),
        _(
            "Something in your answers does not match what the study looks for at the moment. "
            "It may change with time or treatment. Your doctor can tell you more."
        ),
    ),
    Outcome.MAY_NOT_FIT: (
        _("This study may not be the right one for you."),
        _(
            "Thank you for taking the time. Something in your answers does not match what this study looks for. "
            "Your doctor can tell you about other options, and you can change any answer that was a slip."
        ),
    ),
}

STATUS = {
    Status.FITS: _("Matches"),
    Status.DOES_NOT_FIT: _("May not match"),
    Status.UNKNOWN: _("Not known yet"),
    Status.FOR_STUDY_TEAM: _("For the study team to check"),
}

NO_RESULT = (
    _("There is no result yet."),
    _("You have not answered any questions. When you have answered some, your result will be here."),
)

# For clinicians, beside a quoted exclusion criterion, where “matches” would read as having it.
EXCLUSION = STATUS | {
    Status.FITS: _("Not present, by their own answers"),
    Status.DOES_NOT_FIT: _("May be present, by their own answers"),
}

KIND = {"inclusion": _("Inclusion criterion"), "exclusion": _("Exclusion criterion")}

# The inputs of a question that takes two numbers.
PARTS = {
    "value": _("Result"),
    "limit": _("Upper limit beside it"),
    "weight": _("Weight in kg"),
    "height": _("Height in cm"),
}

SOURCE = {
    Source.PATIENT: _("patient says"),
    Source.REPORT: _("seen on a report"),
    Source.CHART: _("in the chart"),
}

# As staff read a criterion in the registry's words: “matches” beside an exclusion criterion would read as having it.
JUDGEMENT = {
    "inclusion": {Judgement.MET: _("Criterion met"), Judgement.NOT_MET: _("Criterion not met")},
    "exclusion": {Judgement.MET: _("Not present"), Judgement.NOT_MET: _("Present")},
}
STAFF_STATUS = {"inclusion": STATUS, "exclusion": EXCLUSION}

# Who is answering, and what to bear in mind then.
WHO = {
    "me": _("Me"),
    "other": _("Someone I look after (such as family)"),
    "staff": _("My patient (I am clinic staff)"),
}
ABOUT = {
    "other": _(
        "“You” means the person you care for. Answer together if you can. "
        "Where a question asks what you want, it is for them to say."
    ),
    "staff": _("“You” means the patient. Where a question asks what you want, it is for them to say."),
}
ABOUT_RESULT = {
    "other": _("“You” means the person you care for. Look at this together with them if you can."),
    "staff": _("“You” means the patient. For the file there is a worksheet, on the page for clinic staff."),
}

RECRUITMENT = {
    "ACTIVE_NOT_RECRUITING": _("Running, but taking no new people"),
    "COMPLETED": _("Completed"),
    "ENROLLING_BY_INVITATION": _("Taking people by invitation only"),
    "NOT_YET_RECRUITING": _("Not yet looking for people"),
    "RECRUITING": _("Looking for people to take part"),
    "SUSPENDED": _("Paused"),
    "TERMINATED": _("Stopped early"),
    "WITHDRAWN": _("Withdrawn before it began"),
    "UNKNOWN": _("Not known"),
}


def space() -> str:
    """What stands between two sentences: nothing in Chinese."""
    return "" if current_language() == "zh" else " "


def recruitment_label(status: str) -> str:
    return str(RECRUITMENT.get(status, RECRUITMENT["UNKNOWN"]))


def unknown_label(question: Question) -> str:
    return gettext("I don’t know, or I would rather not say") if question.sensitive else gettext("I don’t know")


def answer_label(question: Question, answer: Answer | None) -> str:
    """An answer as a reader would say it."""
    if answer is None:
        return gettext("Not answered yet")
    if answer == UNKNOWN:
        return unknown_label(question)
    language = current_language()
    match question:
        case Choice():
            return question.option[answer].label[language]
        case MultipleChoice():
            return gettext("; ").join(question.option[option].label[language] for option in answer)
        case Quantity():
            return format_quantity(answer["value"], answer["unit"])
        case Ratio() | BodyMassIndex():
            return _pair_words(question, answer)


def _pair_words(question: Ratio | BodyMassIndex, answer: Answer) -> str:
    first, second = (answer[part] for part in question.parts)
    numbers = {part: format_number(answer[part]) for part in question.parts}
    judged = question.combined(Fraction(first), Fraction(second))
    if isinstance(question, Ratio):
        text = gettext("%(value)s, with an upper limit of %(limit)s: %(times)s", **numbers, times=format_times(judged))
    else:
        index = f"{format_ratio(judged)} {format_unit(question.base_unit)}"
        text = gettext("%(weight)s kg and %(height)s cm: %(index)s", **numbers, index=index)
    return str(text)


def provenance_label(provenance: Provenance, today: date) -> str:
    """Where an answer came from and how old it is, or an empty string."""
    parts = [str(SOURCE[provenance.source])] if provenance.source else []
    age = provenance.age(today)
    if age is not None and provenance.taken:
        day = provenance.taken.isoformat()
        ago = ngettext("%(num)s day ago", "%(num)s days ago", age) if age else gettext("today")
        parts.append(gettext("%(date)s (%(ago)s)", date=day, ago=ago))
    return gettext(", ").join(parts)
