"""Sessions: answers are kept between requests in the reader's browser, and nowhere else. `session_cookies` reads and
writes the cookies."""

import time
from dataclasses import replace
from typing import Any

from flask import current_app, request, session
from flask.sessions import SecureCookieSession

from prescreen.screening.serialization import fits
from prescreen.screening.session_entry import SessionEntry
from prescreen.screening.shared_answers import entries_with
from prescreen.trial.trial import Trial
from prescreen.web.person import Beginning, Person, new_person, read_person

CSRF = "csrf_token"
JUST = 60  # seconds


class CookieSession(SecureCookieSession):
    """Maps trial ids to session entries, and CSRF to the person's id. `received` holds the entries of the request's
    cookie, `begun_at` when the first of them was kept. `has_ended` means that the browser sent answers that have
    expired or can't be decrypted. `unreadable`, `strays` and `outdated` are names of cookies: those that can't be
    decrypted, those of earlier persons, and those to delete."""

    def __init__(self) -> None:
        super().__init__()
        self.cookie_prefix = ""
        self.person: Person | None = None
        self.is_in_cookie = False
        self.received: dict[str, Any] = {}
        self.begun_at = 0
        self.last_use = 0.0
        self.renews = False
        self.has_ended = False
        self.unreadable: list[str] = []
        self.strays: list[str] = []
        self.outdated: set[str] = set()

    def name_of_cookie(self, cookie: str, person: Person) -> str:
        """It has the person's label, so that a late response can't overwrite another person's cookie."""
        return f"{self.cookie_prefix}{cookie}-{person.label}"

    @property
    def person_after(self) -> Person | None:
        """Whose answers the browser holds once it has the response."""
        key = self.get(CSRF)
        return self.person if self.person and self.person.key == key else read_person(key) if key else None

    @property
    def entries(self) -> dict[str, Any]:
        return {key: value for key, value in self.items() if key != CSRF}


class NoRoomError(Exception):
    """The answers don't fit into the cookie beside those to other trials. Nothing was kept."""


def holds_answers(cookie: str) -> bool:
    """Whether a cookie of this name holds answers, or says that they are in use, of whomever."""
    return cookie.removeprefix("__Host-").startswith(("answers-", "alive-"))


def current_session() -> CookieSession:
    found: CookieSession = session._get_current_object()  # type: ignore[attr-defined]
    return found


def session_ended() -> bool:
    """Whether the browser sent answers that have expired or can't be decrypted."""
    return current_session().has_ended


def just_begun(here: CookieSession) -> str:
    """How the person's answers began, if that was within the last minute and replaced those of another; else empty."""
    person = here.person
    is_new = person and person.beginning != Beginning.FIRST and time.time() - person.created_at < JUST
    return person.beginning.value if person and is_new else ""


def answered_trials() -> list[str]:
    """The ids of the trials that the session holds answers to."""
    return [*current_session().entries]


def ensure_person() -> Person:
    """The person whose answers the browser holds once it has this response. A new browser gets its person id, before
    the first form is rendered."""
    here = current_session()
    if CSRF not in here:
        here[CSRF] = new_person(Beginning.FIRST).key
    return here.person_after or read_person(here[CSRF])


def begin_person(beginning: Beginning, entries: dict[str, Any] | None = None) -> None:
    """Forgets all answers and begins those of another person, with these entries. Pages that are open now are refused
    when posted. Raises NoRoomError, before anything is forgotten."""
    here, begun = current_session(), entries or {}
    if not _fits(begun):
        raise NoRoomError
    here.outdated |= {name for name in request.cookies if holds_answers(name)}
    here.clear()
    here.received, here.begun_at = {}, 0
    here[CSRF] = new_person(beginning).key
    here.update(begun)


def keep_entry(trial: Trial, entry: SessionEntry) -> None:
    """Stores a trial's entry. If not all entries fit into a cookie, refused input is dropped; if they still don't,
    nothing changes, and NoRoomError is raised."""
    here = current_session()
    entries = entries_with(trial, here.entries, entry)
    if entry.refused and not _fits(entries):
        entries = entries_with(trial, here.entries, replace(entry, refused={}))
    if not _fits(entries):
        raise NoRoomError
    here.update(entries)


def _fits(entries: dict[str, Any]) -> bool:
    return fits(["", 0, entries])


def forget_unreadable() -> None:
    """Deletes unreadable cookies and those of earlier persons. Call it once the reader has been told."""
    here = current_session()
    here.accessed = True
    here.outdated |= {*here.unreadable, *here.strays}


def seconds_left() -> int:
    """How long the answers are kept after this response, if no other page is opened."""
    here, settings = current_session(), current_app.config["SETTINGS"]
    if here.renews or here.entries != here.received:
        return int(settings.lifetime)
    return max(0, int(here.last_use + settings.lifetime - time.time())) if here.received else 0


def set_renewal(renews: bool) -> None:
    """Whether this response keeps the answers for another lifetime. By default it does if that is due."""
    here = current_session()
    here.renews = renews and bool(here.received)
    here.accessed = True
