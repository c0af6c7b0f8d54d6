"""Where answers live between requests: in a sealed cookie of the reader's own browser, and nowhere else.

The token against forged posts has a cookie of its own, so that opening a page never rewrites the answers."""

import ipaddress
import time
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import Flask, Request, Response, request, session
from flask.sessions import SecureCookieSession, SessionInterface
from werkzeug.exceptions import SecurityError

from prescreen.screening.answers import Answers, read_all
from prescreen.screening.provenance import StaffNotes, kept_notes
from prescreen.screening.serialization import MAX_COMPRESSED, compress, decompress
from prescreen.trial.trial import Trial
from prescreen.web.settings import Settings, derive_key

CSRF = "csrf_token"
COOKIES = ("answers", "form")


class SealedSession(SecureCookieSession):
    """`unopened` are the cookies that the browser sent and that are too old or can't be opened; `old` is true when the
    others are due for renewal, and `left` is for how many seconds they are good after this response."""

    def __init__(self) -> None:
        super().__init__()
        self.sealed_at: dict[str, int] = {}
        self.opened: dict[str, dict[str, Any]] = {}
        self.unopened: list[str] = []
        self.old = False
        self.left = 0.0

    def part(self, cookie: str) -> dict[str, Any]:
        """What one of the cookies holds."""
        return {key: value for key, value in self.items() if (key == CSRF) == (cookie == "form")}


class SealedCookies(SessionInterface):
    """Encrypted, authenticated and compressed client-side sessions; a cookie that can't be opened is an empty one."""

    def __init__(self, keys: list[str], settings: Settings) -> None:
        self.settings = settings
        # Each cookie has its own keys, so that none can stand in for the other.
        self.fernets = {cookie: MultiFernet([Fernet(derive_key(key, cookie)) for key in keys]) for cookie in COOKIES}

    def open_session(self, app: Flask, request: Request) -> SealedSession:
        opened = SealedSession()
        for cookie in COOKIES:
            sealed = request.cookies.get(cookie_name(cookie, request))
            if not sealed:
                continue
            try:
                content = decompress(self.fernets[cookie].decrypt(sealed.encode(), ttl=self.settings.lifetime))
                opened.update(content)
                opened.opened[cookie] = opened.part(cookie)
                opened.sealed_at[cookie] = self.fernets[cookie].extract_timestamp(sealed.encode())
            except (InvalidToken, ValueError, TypeError):
                opened.unopened.append(cookie)
        ages = [time.time() - sealed_at for sealed_at in opened.sealed_at.values()]
        opened.old = any(age > self.settings.renewed_after for age in ages)
        opened.left = self.settings.lifetime - (0 if opened.old else max(ages, default=0))
        opened.accessed = opened.modified = False
        return opened

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if not session.accessed:
            return
        # What a session holds is replaced, and never changed in place.
        changed = [cookie for cookie in COOKIES if session.part(cookie) != session.opened.get(cookie, {})]
        for cookie in COOKIES if session.old or "answers" in changed else changed:
            flags = cookie_flags(request)
            # On a shared device the browser itself drops them too.
            age = self.settings.lifetime if self.settings.kiosk else None
            if content := session.part(cookie):
                sealed = self.fernets[cookie].encrypt(compress(content)).decode()
                response.set_cookie(cookie_name(cookie, request), sealed, max_age=age, **flags)
            elif cookie in session.opened:
                response.delete_cookie(cookie_name(cookie, request), **flags)


def on_loopback(request: Request) -> bool:
    """Plain http on a loopback address, the only place where cookies may do without Secure."""
    try:
        return _is_loopback(request.host, request.is_secure)
    except SecurityError:  # a host name that is not ours
        return False


@lru_cache(100)
def _is_loopback(host: str, secure: bool) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        loopback = name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:  # another name, or brackets around what is no address
        loopback = False
    return loopback and not secure


def _sealed() -> SealedSession:
    opened: SealedSession = session._get_current_object()  # type: ignore[attr-defined]
    return opened


def cookie_name(cookie: str, request: Request) -> str:
    return cookie if on_loopback(request) else f"__Host-{cookie}"


def cookie_flags(request: Request) -> dict[str, Any]:
    return {"path": "/", "httponly": True, "samesite": "Lax", "secure": not on_loopback(request)}


def kept_answers(trial: Trial) -> tuple[Answers, bool]:
    """The reader's answers to a trial, and whether its definition has changed since they were given: then only those
    that are still valid are returned."""
    kept = session.get(trial.id)
    if kept is None:
        return {}, False
    if kept["version"] == trial.version:
        return kept["answers"], False
    return read_all(trial, kept["answers"], on_error=lambda *_: None), True


def notes_so_far(trial: Trial) -> StaffNotes:
    """What staff have added to the answers to a trial."""
    return kept_notes(trial, session.get(trial.id, {}))


def who_answers(trial: Trial) -> str:
    """Who the reader said they are, or an empty string."""
    return str(session.get(trial.id, {}).get("who", ""))


def keep_answers(
    trial: Trial,
    answers: Answers,
    notes: StaffNotes | None = None,
    who: str | None = None,
    version: str | None = None,
) -> None:
    """Make these the reader's answers, given to the definition of a version (by default the present one), with the
    staff's notes and who is answering. Where notes are not given, those of unchanged answers stay. Another trial's
    answers give way where both would not fit in a cookie."""
    before, _ = kept_answers(trial)
    if notes is None:
        unchanged = {name for name, answer in answers.items() if before.get(name) == answer}
        notes = notes_so_far(trial).about(unchanged)
    who = who_answers(trial) if who is None else who
    entry = {"version": version or trial.version, "answers": dict(answers), **notes.as_json()}
    session[trial.id] = entry | ({"who": who} if who not in ("", "me") else {})
    others = [other for other in answered_trials() if other != trial.id]
    if others and len(compress(_sealed().part("answers"))) > MAX_COMPRESSED:
        for other in others:
            del session[other]


def session_ended() -> bool:
    """True when the browser sent a session that is too old or can't be opened."""
    return bool(_sealed().unopened)


def seconds_left() -> int:
    """How long the answers are sure to last after this response."""
    return int(_sealed().left)


def answered_trials() -> list[str]:
    """The ids of the trials that the reader has answers to."""
    return [trial for trial in session if trial != CSRF]


def forget_answers() -> None:
    """Forget the answers to every trial, those that can't be opened too."""
    for trial in answered_trials():
        del session[trial]
    drop_unopened()


def drop_unopened() -> None:
    """Delete the cookies that can't be opened, once the reader knows."""
    for cookie in _sealed().unopened:
        # As if it had held something, so that it counts as changed.
        _sealed().opened[cookie] = {"": ""}


def forget_token() -> None:
    """Make the pages that were opened before now ask again before what they post is kept."""
    session.pop(CSRF, None)
