"""The cookies of a session.

Three cookies, so that no order of responses can lose an answer or bring back a cleared one:
- `form` says whose answers the browser holds, by a random id that is also the secret of the CSRF tokens. It is replaced
  only when the answers of another person begin.
- `answers-ID` holds the answers of that person. Only posts write it.
- `alive-ID` says that they are still in use. Page views renew it, and without it the answers are not read."""

import base64
import time
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response
from flask.sessions import SessionInterface
from werkzeug.http import dump_cookie

from prescreen.screening.serialization import compress, decompress
from prescreen.screening.session_entry import valid_entries
from prescreen.web.encryption import DecryptionError, TimedCipher
from prescreen.web.person import Person, read_person
from prescreen.web.request import Request, current_request
from prescreen.web.session import CSRF, CookieSession, holds_answers
from prescreen.web.settings import Settings

CLOCK_SKEW = 60  # seconds by which the clocks of two servers may differ
# As long as browsers allow: the cookie is never renewed, and answers that begin with it must not outlive it.
FORM_SECONDS = 400 * 24 * 60 * 60


class EncryptedCookies(SessionInterface):
    """Compressed, encrypted and authenticated client-side sessions. An unreadable cookie counts as empty."""

    def __init__(self, keys: list[str], settings: Settings) -> None:
        self.settings = settings
        # Page views can't renew the answers, so they are kept for longer than the session lasts without use.
        self.seconds = {"answers": settings.answers_lifetime, "alive": settings.lifetime}
        # Each cookie has its own keys, so that one can't be sent in place of the other.
        self.ciphers = {cookie: TimedCipher(keys, f"{cookie} cookie") for cookie in self.seconds}

    def open_session(self, app: Flask, request: Any) -> CookieSession:
        asked: Request = request
        cookies = asked.cookies
        held = [name for name in cookies if holds_answers(name)]
        loaded = CookieSession()
        loaded.cookie_prefix = asked.cookie_name("")
        loaded.person = _person_in(cookies.get(f"{loaded.cookie_prefix}form", ""))
        loaded.is_in_cookie = loaded.person is not None
        if loaded.person and (other := self._overwritten(cookies, held, loaded.person)):
            loaded.person, loaded.is_in_cookie = other, False
        if loaded.person:
            loaded[CSRF] = loaded.person.key
            own = [loaded.name_of_cookie(cookie, loaded.person) for cookie in ("answers", "alive")]
            if cookies.get(own[0]):
                self._load_answers(loaded, loaded.person, own, cookies)
            loaded.strays = [name for name in held if name not in own]
        else:  # without the form cookie nobody can tell whose answers they are
            loaded.unreadable = held
            loaded.has_ended = bool(held)
        loaded.accessed = loaded.modified = False
        return loaded

    def _overwritten(self, cookies: Mapping[str, str], held: list[str], person: Person) -> Person | None:
        """The person whose id was overwritten by the late response to another first page. That page's person can't have
        answers yet."""
        labels = {name.rpartition("-")[2] for name in held}
        if self.settings.kiosk or len(labels) != 1 or person.label in labels:
            return None
        try:
            alive = next(cookies[name] for name in held if "alive-" in name)
            other = read_person(self._decrypted("alive", alive)[0].decode())
        except (ValueError, StopIteration):
            return None
        return other if other.label in labels and other.is_same_first_visit(person) else None

    def _load_answers(self, loaded: CookieSession, person: Person, own: list[str], cookies: Mapping[str, str]) -> None:
        """Loads the person's answers from their own two cookies if they are still in use. Otherwise they have ended."""
        answers, alive = own
        try:
            content, _ = self._decrypted("answers", cookies[answers])
            key, loaded.last_use = self._decrypted("alive", cookies.get(alive, ""))
            begun_at, entries = read_answers(decompress(content), person)
            if key != person.key.encode():
                raise ValueError("not this person's")
        except ValueError:
            loaded.has_ended = True
            loaded.unreadable += own
            return
        loaded.begun_at, loaded.received = begun_at, entries
        loaded.update(entries)
        loaded.renews = time.time() - loaded.last_use > self.settings.renewed_after

    def _decrypted(self, cookie: str, encrypted: str) -> tuple[bytes, float]:
        """A cookie's content, and when it was encrypted. Raises ValueError."""
        found = self.ciphers[cookie].decrypt(base64.urlsafe_b64decode(encrypted))
        if found.encrypted_at > time.time() + CLOCK_SKEW:
            raise DecryptionError("encrypted in the future")
        return found.content, found.encrypted_at

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if not session.accessed:
            return
        asked = current_request()
        outdated = session.outdated | (set(session.strays) if asked.method == "POST" else set())
        flags = asked.cookie_flags
        for name in outdated:
            response.delete_cookie(name, **flags)
        person = session.person_after
        if person is None:
            return
        if person != session.person or not session.is_in_cookie:
            response.set_cookie(f"{session.cookie_prefix}form", person.key, max_age=FORM_SECONDS, **flags)
        entries = session.entries
        is_changed = entries != session.received
        if is_changed:
            content = compress([person.key, session.begun_at or int(time.time()), entries])
            self._set(response, "answers", session, person, content)
        if entries and (is_changed or session.renews):
            self._set(response, "alive", session, person, person.key.encode())

    def _set(self, response: Response, cookie: str, session: CookieSession, person: Person, content: bytes) -> None:
        name, seconds = session.name_of_cookie(cookie, person), self.seconds[cookie]
        value = base64.urlsafe_b64encode(self.ciphers[cookie].encrypt(content, seconds)).decode()
        # Without Expires, which repeats Max-Age for old browsers: those keep the cookie until they are closed.
        set_cookie = dump_cookie(name, value, max_age=seconds, sync_expires=False, **current_request().cookie_flags)
        response.headers.add("Set-Cookie", set_cookie)


def _person_in(key: str) -> Person | None:
    try:
        return read_person(key)
    except ValueError:
        return None


def read_answers(content: Any, person: Person) -> tuple[int, dict[str, Any]]:
    """When the answers began, and the valid entries. Raises ValueError for content of any other shape, or of another
    person."""
    match content:
        case [person.key, int(begun_at), dict(entries)]:
            return begun_at, valid_entries(entries)
    raise ValueError("not the content of this person's answers cookie")
