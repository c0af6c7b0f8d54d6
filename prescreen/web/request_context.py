"""Builds the page context of a request, and stores the reader's answers in the session."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from flask import Blueprint, Flask, abort, current_app, g, redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from prescreen.definitions.catalogue import Catalogue, UnreadableTrialError
from prescreen.definitions.loader import Study
from prescreen.i18n.locale import LANGUAGES, current_language
from prescreen.pages.context import RESPONDENTS, Ending, Frame, PageContext, Site
from prescreen.pages.rendering import PERSON_PLACEHOLDER, PLACEHOLDER, SECONDS_PLACEHOLDER, TOKEN_PLACEHOLDER
from prescreen.screening.answers import Answer
from prescreen.screening.journey import follow
from prescreen.screening.provenance import StaffNotes
from prescreen.screening.session_entry import Refused, SessionEntry
from prescreen.screening.shared_answers import entry_of, origins_of
from prescreen.trial.questions import in_language
from prescreen.trial.trial import Trial
from prescreen.web.csrf import ReplacedFormError
from prescreen.web.language import address_after_language, prefers_traditional
from prescreen.web.person import Beginning
from prescreen.web.request import Request, current_request
from prescreen.web.session import (
    current_session,
    ensure_person,
    just_begun,
    keep_entry,
    seconds_left,
)
from prescreen.web.settings import Settings

Page = str | tuple[str, int] | Response
TRIAL_BLUEPRINTS = "trial blueprints"
# Browsers inside other apps.
IN_APP = re.compile("MicroMessenger|QQ/|Weibo|AlipayClient|DingTalk|FBA[NV]|Instagram|Line/")
# The parameter of links that says whose answers are on the page: without scripts, an old page may still be shown.
OF = "of"
LANGUAGE_RULE = f"/<any({','.join(LANGUAGES)}):lang>"


def trial_pages(name: str) -> Blueprint:
    """A blueprint below /LANG/NCT. Its views take the page context as their argument `page`."""
    pages = Blueprint(name, __name__, url_prefix=f"{LANGUAGE_RULE}/<nct>")
    pages.record(lambda state: state.app.extensions[TRIAL_BLUEPRINTS].add(state.name))
    return pages


def init_app(app: Flask) -> None:
    """Builds the page context before each view of a trial. Call it after rate limits and size limits are registered,
    and before CSRF protection, whose error page then is in a language of the trial."""
    app.extensions[TRIAL_BLUEPRINTS] = set()
    app.before_request(_add_page)


def _add_page() -> None:
    asked = current_request()
    values = asked.view_args
    if values is not None and asked.blueprint in current_app.extensions[TRIAL_BLUEPRINTS]:
        values["page"] = g.page = page_of(study_of(values.pop("nct")))
        values.pop("lang")
        if _is_of_earlier_person(asked.args.get(OF)):
            raise ReplacedFormError(is_same_person=False)


def _is_of_earlier_person(label: str | None) -> bool:
    """Whether a link stood on a page about another person, whose answers have been cleared or replaced since. Several
    first pages may have ids of their own."""
    here = current_session().person
    return label is not None and here is not None and here.beginning != Beginning.FIRST and here.label != label


def study_of(nct: str) -> Study:
    """The trial with this id. Aborts with 404 if there is none, and with 503 if it has never loaded."""
    try:
        return catalogue().get(nct) or abort(404)
    except UnreadableTrialError:
        abort(503)


def page_of(study: Study) -> PageContext:
    """The context of a page about a trial. Redirects if the trial does not have the current language."""
    entry = entry_of(study.trial, current_session().entries)
    frame = frame_of_request(study, entry)
    if frame.language not in study.trial.languages:
        abort(redirect(frame.address_in(study.trial.languages[0])))
    journey = follow(study.trial, entry.answers) if entry.answers else study.unanswered
    return PageContext(frame, study, journey, entry.notes, entry.refused, _origins(study.trial))


def _origins(trial: Trial) -> dict[str, str]:
    """Question id → the title of the other study in which its answer was given, or its id if that is not installed any
    more."""
    entries, language = current_session().entries, current_language()
    if entries.keys() <= {trial.id}:
        return {}
    origins = origins_of(trial, entries)
    summaries = {nct: catalogue().summary(nct) for nct in set(origins.values())}
    titles = {nct: in_language(found.heading.title, language) if found else nct for nct, found in summaries.items()}
    return {name: titles[nct] for name, nct in origins.items()}


def frame_of_request(study: Study | None = None, entry: SessionEntry | None = None) -> Frame:
    """The frame of the requested page. Without a study it is built without reading any answers."""
    asked, here, language = current_request(), current_session(), current_language()
    answered = tuple(sorted(here.entries))
    return Frame(
        site=site(),
        language=language,
        today=today(),
        address=address_after_language(asked),
        study=study,
        who=_who(asked, entry.who if entry else ""),
        answered=answered,
        definition_changed=_is_of_another_version(study, entry, answered),
        loaded=bool(entry and entry.loaded),
        ending=Ending.BY_TIME if here.has_ended else None,
        just_begun=just_begun(here),
        of=PERSON_PLACEHOLDER if here.person and here.person.beginning != Beginning.FIRST else None,
        prefers_traditional=language == "zh" and prefers_traditional(asked),
        in_app=bool(IN_APP.search(asked.header("User-Agent"))),
    )


def _is_of_another_version(study: Study | None, entry: SessionEntry | None, answered: tuple[str, ...]) -> bool:
    if study is None or entry is None or study.trial.id not in answered:
        return False
    return entry.version != study.trial.version


def _who(request: Request, kept: str) -> str:
    """Who is answering, from the URL, else from the session. It changes texts, never the result of a rule."""
    asked = request.args.get("who")
    if asked in RESPONDENTS:
        return asked
    return kept if kept in RESPONDENTS else "me"


def current_page() -> PageContext | None:
    """The request's page context, or None if it is about no trial. For error handlers; views get it as an argument."""
    page: PageContext | None = g.get("page")
    return page


def site() -> Site:
    found: Site = current_app.extensions["site"]
    return found


def catalogue() -> Catalogue:
    """The installed trials."""
    found: Catalogue = current_app.extensions["prescreen"]
    return found


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def now() -> datetime:
    """The time in the site's time zone."""
    return datetime.now(settings().timezone)


def today() -> date:
    """The date in the site's time zone."""
    return now().date()


def complete(text: str) -> str:
    """Replaces a page's placeholders by the reader's CSRF token, the label of the person whose answers the browser
    holds, and the seconds that they are still kept."""
    before, *others = text.split(PLACEHOLDER)
    return before + "".join([IN_PLACE_OF[other[0]]() + other[1:] for other in others])


def _token() -> str:
    ensure_person()
    return str(generate_csrf())


# The last character of each placeholder, and what it stands for.
IN_PLACE_OF: dict[str, Callable[[], str]] = {
    TOKEN_PLACEHOLDER[-1]: _token,
    PERSON_PLACEHOLDER[-1]: lambda: ensure_person().label,
    SECONDS_PLACEHOLDER[-1]: lambda: str(seconds_left()),
}


def keep_answers(
    page: PageContext,
    answers: Mapping[str, Answer],
    notes: StaffNotes | None = None,
    refused: Refused | None = None,
) -> PageContext:
    """Stores the answers in the session and returns the new page context. Without `notes`, those on unchanged answers
    are kept. Raises NoRoomError."""
    if notes is None:
        before = page.journey.answers
        notes = page.notes.about({name for name, answer in answers.items() if before.get(name) == answer})
    refused = page.refused if refused is None else refused
    loaded = page.frame.loaded and answers == page.journey.answers
    entry = SessionEntry(page.trial.version, answers, notes, page.frame.who, refused=refused, loaded=loaded)
    keep_entry(page.trial, entry)
    answered = tuple(sorted(current_session().entries))
    frame = page.frame if answered == page.frame.answered else replace(page.frame, answered=answered)
    return PageContext(frame, page.study, follow(page.trial, answers), notes, refused, _origins(page.trial))
