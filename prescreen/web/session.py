"""Sessions: answers are kept between requests in an encrypted cookie in the reader's browser, and nowhere else.

The CSRF token has its own cookie, so that the first page that needs one does not rewrite the answers."""

import base64
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Flask, Request, Response, session
from flask.sessions import SecureCookieSession, SessionInterface

from prescreen.screening.serialization import MAX_COMPRESSED, compress, decompress
from prescreen.screening.session_entry import SessionEntry
from prescreen.web.cookies import cookie_flags, cookie_name
from prescreen.web.encryption import DecryptionError, TimedCipher
from prescreen.web.settings import Settings

CSRF = "csrf_token"
COOKIES = ("answers", "form")
CLOCK_SKEW = 60  # seconds by which the clocks of two servers may differ
TRIAL_ID = re.compile("NCT[0-9]{8}")


class CookieSession(SecureCookieSession):
    """Maps trial ids to session entries, and CSRF to the token. `received` holds the content of each cookie that could
    be decrypted, `unreadable` lists the others. `needs_renewal` means that the cookies are to be sent again;
    `seconds_left` is how long they are valid after this response."""

    def __init__(self) -> None:
        super().__init__()
        self.received: dict[str, dict[str, Any]] = {}
        self.unreadable: list[str] = []
        self.needs_renewal = False
        self.seconds_left = 0

    def part(self, cookie: str) -> dict[str, Any]:
        """What one of the cookies holds."""
        return {key: value for key, value in self.items() if (key == CSRF) == (cookie == "form")}


class EncryptedCookies(SessionInterface):
    """Compressed, encrypted and authenticated client-side sessions. An unreadable cookie counts as empty."""

    def __init__(self, keys: list[str], settings: Settings) -> None:
        self.settings = settings
        # Each cookie has its own keys, so that one can't be sent in place of the other.
        self.ciphers = {cookie: TimedCipher(keys, f"{cookie} cookie") for cookie in COOKIES}

    def open_session(self, app: Flask, request: Request) -> CookieSession:
        loaded, times = CookieSession(), []
        for cookie in COOKIES:
            encrypted = request.cookies.get(cookie_name(cookie))
            if not encrypted:
                continue
            try:
                found = self.ciphers[cookie].decrypt(base64.urlsafe_b64decode(encrypted))
                if found.encrypted_at > time.time() + CLOCK_SKEW:
                    raise DecryptionError("encrypted in the future")
                loaded.update(valid_entries(decompress(found.content)))
            except ValueError:
                loaded.unreadable.append(cookie)
            else:
                loaded.received[cookie] = loaded.part(cookie)
                times.append(found.encrypted_at)
        age = max((time.time() - at for at in times), default=0)
        loaded.needs_renewal = age > self.settings.renewed_after
        loaded.seconds_left = int(self.settings.lifetime - (0 if loaded.needs_renewal else age))
        loaded.accessed = loaded.modified = False
        return loaded

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if not session.accessed:
            return
        # A comparison finds every change, since entries are replaced and never changed in place.
        changed = [cookie for cookie in COOKIES if session.part(cookie) != session.received.get(cookie, {})]
        for cookie in COOKIES if session.needs_renewal or "answers" in changed else changed:
            self._save(cookie, session, response)

    def _save(self, cookie: str, session: CookieSession, response: Response) -> None:
        name, flags = cookie_name(cookie), cookie_flags()
        if content := session.part(cookie):
            encrypted = self.ciphers[cookie].encrypt(compress(content), self.settings.lifetime)
            # On a shared device the browser deletes them too after that time.
            age = self.settings.lifetime if self.settings.kiosk else None
            response.set_cookie(name, base64.urlsafe_b64encode(encrypted).decode(), max_age=age, **flags)
        elif cookie in session.received:
            response.delete_cookie(name, **flags)


def valid_entries(content: Any) -> dict[str, Any]:
    """The entries with a valid key and type. Others, such as those of another release, are dropped. Raises ValueError
    if the content is not an object."""
    if not isinstance(content, dict):
        raise ValueError("a session must be an object")
    return {
        key: value
        for key, value in content.items()
        if isinstance(value, str if key == CSRF else Mapping) and (key == CSRF or TRIAL_ID.fullmatch(key))
    }


def current_session() -> CookieSession:
    found: CookieSession = session._get_current_object()  # type: ignore[attr-defined]
    return found


def session_ended() -> bool:
    """Whether the browser sent a session that has expired or can't be decrypted."""
    return bool(current_session().unreadable)


def answered_trials() -> list[str]:
    """The ids of the trials that the session holds answers to."""
    return [key for key in session if key != CSRF]


def keep_entry(trial: str, entry: SessionEntry) -> None:
    """Stores a trial's entry. If not all entries fit into a cookie, those of other trials are dropped, and this one is
    marked `others_dropped`."""
    session[trial] = entry.as_json()
    others = [other for other in answered_trials() if other != trial]
    if others and len(compress(current_session().part("answers"))) > MAX_COMPRESSED:
        for other in others:
            del session[other]
        session[trial] = replace(entry, others_dropped=True).as_json()


def forget_answers() -> None:
    """Deletes the answers to every trial, and unreadable cookies."""
    for trial in answered_trials():
        del session[trial]
    if "answers" in current_session().received:
        _mark_as_changed("answers")
    forget_unreadable()


def forget_unreadable() -> None:
    """Deletes unreadable cookies. Call it once the reader has been told."""
    for cookie in current_session().unreadable:
        _mark_as_changed(cookie)


def _mark_as_changed(cookie: str) -> None:
    """Makes `save_session` delete the cookie if the session holds nothing for it."""
    current_session().received[cookie] = {"": ""}


def forget_token() -> None:
    """Invalidates the forms that are open in the browser: their input is shown again when posted, and not kept."""
    session.pop(CSRF, None)
