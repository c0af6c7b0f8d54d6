"""The chrome's words for codes: outcomes, statuses, answers, units and errors, in the reader's language."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_decimal
from flask_babel import get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _

from prescreen.answers import Answer
from prescreen.assessment import Outcome, Status
from prescreen.limits import Measure
from prescreen.provenance import Judgement, Provenance, Source
from prescreen.trial import UNKNOWN, Choice, Choices, Quantity, Question, Ratio

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
    return "" if str(get_locale()) == "zh" else " "


def recruitment(status: str) -> str:
    return str(RECRUITMENT.get(status, RECRUITMENT["UNKNOWN"]))


def number_words(number: str | Decimal) -> str:
    """A number with every digit it was given, grouped as the language does."""
    return format_decimal(Decimal(number), locale=get_locale(), decimal_quantization=False)


SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def unit_words(unit: str) -> str:
    """A unit as reports print it: 10^9/L is × 10⁹/L."""
    chinese = str(get_locale()) == "zh"
    printed = re.sub(r"\^([0-9]+)", lambda power: power[1].translate(SUPERSCRIPTS), unit)
    # Chinese text sets the micro sign as the Greek letter.
    printed = printed.replace("uL", "μL" if chinese else "µL")
    return ("×" if chinese else "× ") + printed if printed.startswith("10") else printed


def quantity_words(value: str | Decimal, unit: str) -> str:
    printed = unit_words(unit)
    # Chinese reports print 0.3×10⁹/L.
    between = "" if printed.startswith(("%", "×1")) else " "
    return f"{number_words(value)}{between}{printed}"


def unknown_words(question: Question) -> str:
    return gettext("I don’t know, or I would rather not say") if question.sensitive else gettext("I don’t know")


def short_name(question: Question, lang: str) -> str:
    """The name of the test where there is one, else the question."""
    name = getattr(question, "name", None) or question.ask
    return str(name[lang])


def answer_words(question: Question, answer: Answer | None) -> str:
    """An answer as a reader would say it."""
    if answer is None:
        return gettext("Not answered yet")
    if answer == UNKNOWN:
        return unknown_words(question)
    language = str(get_locale())
    match question:
        case Choice():
            return question.option[answer].label[language]
        case Choices():
            return gettext("; ").join(question.option[option].label[language] for option in answer)
        case Quantity():
            return quantity_words(answer["value"], answer["unit"])
        case Ratio():
            ratio = Fraction(answer["value"]) / Fraction(answer["limit"])
            return gettext(
                "%(value)s, with an upper limit of %(limit)s: %(times)s",
                value=number_words(answer["value"]),
                limit=number_words(answer["limit"]),
                times=times_words(ratio),
            )


def provenance_words(provenance: Provenance, today: date) -> str:
    """Where an answer came from and how old it is, or an empty string."""
    parts = [str(SOURCE[provenance.source])] if provenance.source else []
    age = provenance.age(today)
    if age is not None and provenance.taken:
        day = provenance.taken.isoformat()
        ago = ngettext("%(num)s day ago", "%(num)s days ago", age) if age else gettext("today")
        parts.append(gettext("%(date)s (%(ago)s)", date=day, ago=ago))
    return gettext(", ").join(parts)


def _ratio_words(ratio: Fraction) -> str:
    exact = decimal_of(ratio)
    rounded = exact.quantize(Decimal("0.01"))
    if Fraction(rounded) == ratio:
        return number_words(rounded)
    if exact < Decimal("0.01"):
        return gettext("less than %(number)s", number=number_words("0.01"))
    return gettext("about %(number)s", number=number_words(rounded))


def measure_words(measure: Measure) -> str:
    """A number beside the study's limit, as a sentence that can stand for its number line."""
    limit = number_words(decimal_of(measure.limit))
    if isinstance(measure.question, Ratio):
        value, limit = times_words(measure.value), gettext("%(number)s times the upper limit", number=limit)
    else:
        value = quantity_words(decimal_of(measure.value), measure.unit)
        limit += "%" if measure.unit == "%" else ""
    is_count = measure.unit.startswith(("10^", "/"))
    looked_for = {
        "<": gettext("fewer than %(limit)s", limit=limit) if is_count else gettext("less than %(limit)s", limit=limit),
        "<=": gettext("at most %(limit)s", limit=limit),
        ">": gettext("more than %(limit)s", limit=limit),
        ">=": gettext("at least %(limit)s", limit=limit),
    }[measure.sign]
    return gettext("%(value)s; the study looks for %(limit)s", value=value, limit=looked_for)


def ends_words(measure: Measure) -> tuple[str, str, str]:
    """The line's low end, limit and high end."""
    low, limit, high = (number_words(decimal_of(number)) for number in (measure.low, measure.limit, measure.high))
    return low, limit, high


def times_words(ratio: Fraction) -> str:
    return gettext("%(number)s times the upper limit", number=_ratio_words(ratio))


def decimal_of(number: Fraction) -> Decimal:
    """Exact for every number that was typed, and for every limit over a unit's factor."""
    return Decimal(number.numerator) / Decimal(number.denominator)
