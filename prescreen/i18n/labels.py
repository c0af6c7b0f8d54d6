"""UI strings for codes and answers, in the current language."""

from typing import assert_never

from prescreen.i18n.formatting import (
    format_exact,
    format_number,
    format_quantity,
    format_ratio,
    format_rounded,
    format_times,
    format_unit,
)
from prescreen.i18n.locale import current_language, gettext
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.screening.answers import Answer, combined_value
from prescreen.screening.assessment import Outcome, Status
from prescreen.screening.overview import Overview
from prescreen.screening.report import Report
from prescreen.trial.questions import UNKNOWN, Question

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
            "Your doctor can tell you about other options."
        ),
    ),
}

STATUS = {
    Status.FITS: _("Matches"),
    Status.DOES_NOT_FIT: _("May not match"),
    Status.UNKNOWN: _("Not known yet"),
    Status.FOR_STUDY_TEAM: _("For the study team to check"),
}

# The heading of CHECK_WITH_DOCTOR while little is known.
LITTLE_KNOWN = (
    _("There is not enough to say yet."),
    _("Thank you. Few points are known so far, and that is fine. The list below shows what you can find out."),
)

# The browser's cookie can't hold more answers beside those to other studies.
NO_ROOM = (
    _("There is no room for more answers"),
    _(
        "What you have just entered was not kept. All your earlier answers are still here. "
        "Print or save the results that you have. Then clear your answers, and go on with this study."
    ),
)

# For clinicians: beside a quoted exclusion criterion, “matches” would mean that the person has the condition.
EXCLUSION = STATUS | {
    Status.FITS: _("Not present, by their own answers"),
    Status.DOES_NOT_FIT: _("May be present, by their own answers"),
}

# When to act on an alert.
URGENCY = {"now": _("Get help now"), "today": _("Call today")}

KIND = {"inclusion": _("Inclusion criterion"), "exclusion": _("Exclusion criterion")}

# The inputs of a question that takes two numbers, by part.
PARTS = {
    "value": _("Result"),
    "limit": _("Upper limit"),
    "weight": _("Weight in kg"),
    "height": _("Height in cm"),
}

# Who is answering, and notes for those who answer for someone else.
WHO = {
    "me": _("Me"),
    "other": _("Someone I look after (such as family)"),
    "staff": _("My patient (I am clinic staff)"),
}
ABOUT = {
    "other": _(
        "“You” means the person you care for. Answer together if you can. "
        "Where a question asks what you want, it is for them to say; for a child, a parent or guardian answers."
    ),
    "staff": _(
        "“You” means the patient. Where a question asks what you want, it is for them to say; for a child, a parent or "
        "guardian answers."
    ),
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


# Why a result of a pasted report is not taken.
REPORT_ASKS = {
    "no_unit": _("There is no unit beside it."),
    "other_unit": _("Its unit belongs to another kind of result."),
    "sign": _("It has a sign such as < or >."),
    "two_values": _("There are two results."),
    "no_limit": _("There is no upper limit of the reference range beside it."),
    "flag": _("Its mark (↑ ↓ H L) is missing, or does not go with the reference range."),
    "unusual": _("The number is unusual for this test."),
    "unclear": _("It can’t be read for certain."),
}

# Why what was sent as FHIR is left alone.
FHIR_UNREAD = {
    "other_test": _("This study does not ask for it."),
    "status": _("It is not final, or it was withdrawn."),
    "other_study": _("It answers other questions than those of this study."),
}
REPORT_WARNINGS = {
    "several_subjects": _(
        "These results may be of more than one person, so none is ticked. Check whose each of them is."
    ),
    "incomplete": _(
        "More results follow on another page, which is not in this file, so none is ticked. Check the dates."
    ),
    "doubtful_report": _(
        "These results may be of more than one person, day or sample, or not final, so none is taken. "
        "Check each of them."
    ),
    "other_version": _("These answers were given to another version of the questions. Please look at each of them."),
}
# Why FHIR can’t be read at all.
FHIR_PROBLEMS = {
    "not_json": _("This looks like FHIR (JSON), but can’t be read. Part of it may be missing."),
    "too_long": _("This is too long. Paste only the part with the results."),
    "too_deep": _("This has more parts inside each other than can be read here."),
    "too_many": _("This has more entries than can be read here. Choose only the results that are asked for."),
    "repeated_name": _("A name stands twice in one place, so nobody can tell which one counts. Nothing was read."),
    "number": _("A number in it is too long to be right. Nothing was read."),
    "xml": _("This is FHIR as XML, which is not read here. Save it as JSON."),
    "not_fhir": _("This is JSON, but it holds no FHIR Observation and no QuestionnaireResponse."),
}


def outcome_text(report: Report | Overview) -> tuple[str, str]:
    """The heading of a result, and what it means."""
    little = report.outcome is Outcome.CHECK_WITH_DOCTOR and report.is_little_known
    heading, meaning = LITTLE_KNOWN if little else OUTCOME[report.outcome]
    return str(heading), str(meaning)


def space(language: str | None = None) -> str:
    """The separator between two sentences, in the current language unless one is given: empty in Chinese."""
    return "" if (language or current_language()) == "zh" else " "


def recruitment_label(status: str) -> str:
    """The label of the registry's overall status; one that is not in RECRUITMENT is shown as not known."""
    return str(RECRUITMENT.get(status, RECRUITMENT["UNKNOWN"]))


def unknown_label(question: Question) -> str:
    return gettext("I don’t know, or I would rather not say") if question.sensitive else gettext("I don’t know")


def answer_label(question: Question, answer: Answer | None, exact: bool = False) -> str:
    """An answer as a reader would say it. With `exact`, calculated numbers have all their decimals, so that answers on
    both sides of a limit read differently."""
    if answer is None:
        return gettext("Not answered yet")
    if answer == UNKNOWN:
        return unknown_label(question)
    match question.type:
        case "choice":
            return question.option[answer].label[current_language()]
        case "choices":
            return gettext("; ").join(question.option[option].label[current_language()] for option in answer)
        case "quantity" | "count" | "age" | "ago":
            return format_quantity(answer["value"], answer["unit"])
        case "ratio":
            ratio = combined_value(question, answer)
            times = format_times(format_exact(ratio)) if exact else format_ratio(ratio)
            return gettext("%(value)s, with an upper limit of %(limit)s: %(times)s", times=times, **numbers(answer))
        case "body_mass_index":
            number = combined_value(question, answer)
            index = f"{(format_exact if exact else format_rounded)(number)} {format_unit(question.base_unit)}"
            return gettext("%(weight)s kg and %(height)s cm: %(index)s", index=index, **numbers(answer))
        case never:
            assert_never(never)


def numbers(answer: Answer) -> dict[str, str]:
    """The numbers of an answer by part, formatted."""
    return {part: format_number(number) for part, number in answer.items()}
