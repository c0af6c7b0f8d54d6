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
    """Maps trial ids to session entries, and CSRF to the token. `unreadable` lists cookies that the browser sent and
    that have expired or can't be decrypted. `is_old` means that the others are due for renewal; `seconds_left` is how
    long they are valid after this response."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: dict[str, dict[str, Any]] = {}
        self.unreadable: list[str] = []
        self.is_old = False
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
        opened, made = CookieSession(), []
        for cookie in COOKIES:
            encrypted = request.cookies.get(cookie_name(cookie))
            if not encrypted:
                continue
            try:
                found = self.ciphers[cookie].decrypt(base64.urlsafe_b64decode(encrypted))
                if found.made > time.time() + CLOCK_SKEW:
                    raise DecryptionError("made in the future")
                opened.update(well_formed(decompress(found.content)))
            except ValueError:
                opened.unreadable.append(cookie)
            else:
                opened.opened[cookie] = opened.part(cookie)
                made.append(found.made)
        age = max((time.time() - at for at in made), default=0)
        opened.is_old = age > self.settings.renewed_after
        opened.seconds_left = int(self.settings.lifetime - (0 if opened.is_old else age))
        opened.accessed = opened.modified = False
        return opened

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if not session.accessed:
            return
        # Comparing finds every change, since entries are replaced and never changed in place.
        changed = [cookie for cookie in COOKIES if session.part(cookie) != session.opened.get(cookie, {})]
        for cookie in COOKIES if session.is_old or "answers" in changed else changed:
            self._save(cookie, session, response)

    def _save(self, cookie: str, session: CookieSession, response: Response) -> None:
        name, flags = cookie_name(cookie), cookie_flags()
        if content := session.part(cookie):
            encrypted = self.ciphers[cookie].encrypt(compress(content), self.settings.lifetime)
            # On a shared device the browser, too, deletes them after that time.
            age = self.settings.lifetime if self.settings.kiosk else None
            response.set_cookie(name, base64.urlsafe_b64encode(encrypted).decode(), max_age=age, **flags)
        elif cookie in session.opened:
            response.delete_cookie(name, **flags)


def well_formed(content: Any) -> dict[str, Any]:
    """The entries with a valid key and type; others, such as those of another release, are dropped. Raises ValueError
    if the content is not an object."""
    if not isinstance(content, dict):
        raise ValueError("a session is an object")
    return {
        key: value
        for key, value in content.items()
        if isinstance(value, str if key == CSRF else Mapping) and (key == CSRF or TRIAL_ID.fullmatch(key))
    }


def current_session() -> CookieSession:
    opened: CookieSession = session._get_current_object()  # type: ignore[attr-defined]
    return opened


def session_ended() -> bool:
    """Whether the browser sent a session that has expired or can't be decrypted."""
    return bool(current_session().unreadable)


def answered_trials() -> list[str]:
    """The ids of the trials that the session holds answers to."""
    return [key for key in session if key != CSRF]


def keep_entry(trial: str, entry: SessionEntry) -> None:
    """Stores a trial's entry. If all entries don't fit into a cookie, those of other trials are dropped, and this one
    says so."""
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
    opened = current_session().opened
    if "answers" in opened:
        # Whatever else the cookie held, it counts as changed, and is deleted.
        opened["answers"] = {"": ""}
    forget_unreadable()


def forget_unreadable() -> None:
    """Deletes unreadable cookies. To be called once the reader has been told."""
    for cookie in current_session().unreadable:
        # Any content marks the cookie as changed, so that `save_session` deletes it.
        current_session().opened[cookie] = {"": ""}


def forget_token() -> None:
    """Invalidates the forms that are open in the browser: what they post is shown again, and not kept."""
    session.pop(CSRF, None)
