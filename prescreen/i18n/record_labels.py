"""UI strings for a registry record, in the current language: warnings, ages and dates."""

from datetime import date

from prescreen.i18n.locale import current_language, format_date, gettext, ngettext
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.registry.record import Record, Site
from prescreen.registry.record_warnings import RecordWarning

RECORD_WARNING = {
    RecordWarning.WITHDRAWN: _("The study was withdrawn before it began. It takes no one."),
    RecordWarning.ENDED: _("The study has ended. It takes no one any more."),
    RecordWarning.NOT_RECRUITING: _("The study takes no new people at the moment."),
    RecordWarning.NOT_YET: _("The study does not take people yet."),
    RecordWarning.BY_INVITATION: _("The study takes only people whom it invites."),
    RecordWarning.CRITERIA_CHANGED: _(
        "The study’s criteria have changed since these questions were written. The questions may not fit them any more."
    ),
    RecordWarning.STALE: _(
        "Our information about the study is more than 30 days old. Its status and criteria may have changed."
    ),
}


def age_range_label(record: Record) -> str:
    """The ages that the study accepts; empty if the record has no limits."""
    youngest, oldest = record.ages
    if youngest and oldest:
        low, high = _age(youngest), _age(oldest)
        if youngest.split()[1].rstrip("s") == oldest.split()[1].rstrip("s"):
            low = youngest.split()[0]
        return gettext("%(youngest)s to %(oldest)s", youngest=low, oldest=high)
    if youngest:
        return gettext("%(youngest)s and older", youngest=_age(youngest))
    return gettext("up to %(oldest)s", oldest=_age(oldest)) if oldest else ""


def _age(age: str) -> str:
    text, unit = age.split()
    number = int(text)
    match unit.rstrip("s"):
        case "Month":
            return ngettext("%(num)s month old", "%(num)s months old", number)
        case "Week":
            return ngettext("%(num)s week old", "%(num)s weeks old", number)
        case "Day":
            return ngettext("%(num)s day old", "%(num)s days old", number)
        case "Hour":
            return ngettext("%(num)s hour old", "%(num)s hours old", number)
        case "Minute":
            return ngettext("%(num)s minute old", "%(num)s minutes old", number)
    return ngettext("%(num)s year old", "%(num)s years old", number)


DATES = {"start": _("Began"), "completion": _("Planned end"), "last_update": _("Last update at the registry")}


def format_registry_date(day: str) -> str:
    """A registry date, which may be a day or a month. One that doesn't exist is returned unchanged."""
    is_month = len(day) == len("2026-01")
    try:
        found = date.fromisoformat(f"{day}-01" if is_month else day)
    except ValueError:
        return day
    if is_month:
        return format_date(found, "y年M月" if current_language() == "zh" else "MMMM y")
    return format_date(found)


DOWNLOADED = "ClinicalTrials.gov API v2, "
ASSEMBLED = "Public pages about the trial, assembled by hand; not downloaded from ClinicalTrials.gov"


def source_label(record: Record) -> str:
    """Where the record comes from. A source that is not one of ours is shown as it is written."""
    if record.source.startswith(DOWNLOADED):
        return gettext("Downloaded from %(address)s", address=record.source.removeprefix(DOWNLOADED))
    if record.source == ASSEMBLED:
        return gettext("Public pages about the trial, assembled by hand; not downloaded from ClinicalTrials.gov")
    return record.source


def site_label(site: Site) -> str:
    """A site's name and place."""
    return gettext(", ").join(filter(None, (site.facility, site.city, site.state, site.country)))
