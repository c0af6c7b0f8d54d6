"""Checks that a posted form is one of ours, and was opened for the person whose answers the browser holds now.

Flask-WTF signs the tokens. They are read here, since the person and the time in them matter too."""

import hmac
from datetime import datetime

from flask import Flask, current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import BadRequest, Conflict

from prescreen.web.keys import derive_key
from prescreen.web.person import Beginning, Person, read_person
from prescreen.web.request import current_request
from prescreen.web.request_origin import Origin, is_sent_by_our_page, request_origin
from prescreen.web.session import CSRF, current_session
from prescreen.web.settings import Settings

SAME_RESPONSE = 1  # seconds between a new id and the token of the page that came with it


class ForeignFormError(BadRequest):
    """The form is not one of ours, or was sent by another site's page."""


class LateFormError(BadRequest):
    """The browser sent no session with a form, which may be shown again, but is not kept. `is_first_page` means that it
    had none when it opened the page either, so it may accept no cookies."""

    def __init__(self, is_first_page: bool = False) -> None:
        super().__init__()
        self.is_first_page = is_first_page


class ReplacedFormError(Conflict):
    """The form was opened for another person, whose answers have been cleared or replaced since. `is_same_person` means
    that the id is the same, but that the form was opened before earlier answers ended by time."""

    def __init__(self, is_same_person: bool) -> None:
        super().__init__()
        self.is_same_person = is_same_person


def init_app(app: Flask, keys: list[str]) -> None:
    # itsdangerous signs with the last of its keys and verifies with all.
    app.config["WTF_CSRF_SECRET_KEY"] = [derive_key(key, "csrf") for key in reversed(keys)]
    app.extensions["csrf serializer"] = URLSafeTimedSerializer(app.config["WTF_CSRF_SECRET_KEY"], salt="wtf-csrf-token")
    app.before_request(_check_form)


def _check_form() -> None:
    asked = current_request()
    if asked.method not in ("POST", "PUT", "PATCH", "DELETE") or asked.endpoint is None:
        return
    origin, token, here = request_origin(), asked.form.get(CSRF), current_session().person
    if origin == "foreign" or not token:
        raise ForeignFormError
    try:
        person, issued_at = _read_token(token)
    except ValueError:
        # With new keys, the tokens of before can't be read, and neither can the answers.
        raise (LateFormError if origin == "ours" and not _is_replaced(here) else ForeignFormError) from None
    if here is None:
        raise LateFormError(_is_first_page(person, issued_at)) if _may_be_shown(origin) else ForeignFormError
    is_same = _is_same(person, here) or _is_same_first_visit(person, issued_at, here)
    if not is_same or _is_of_before(issued_at):
        raise ReplacedFormError(is_same)


def _is_replaced(here: Person | None) -> bool:
    """Whether a form that can't be read may be an earlier person's."""
    return here is not None and (here.beginning != Beginning.FIRST or bool(current_session().begun_at))


def _read_token(token: str) -> tuple[Person, float]:
    """The person for whom the form was opened, and when. Raises ValueError."""
    serializer: URLSafeTimedSerializer = current_app.extensions["csrf serializer"]
    try:
        key, issued_at = serializer.loads(token, return_timestamp=True)
    except BadData as error:
        raise ValueError("not signed with one of our keys") from error
    signed_at: datetime = issued_at
    return read_person(str(key)), signed_at.timestamp()


def _may_be_shown(origin: Origin) -> bool:
    # Browsers say where a form comes from. Other programs, which don't, may do the same on this machine.
    return origin == "ours" or not current_request().has_secure_cookies


def _is_same(person: Person, here: Person) -> bool:
    return hmac.compare_digest(person.key, here.key)


def _is_first_page(person: Person, issued_at: float) -> bool:
    """Whether the page was the one that the person's id came with."""
    return person.beginning == Beginning.FIRST and issued_at - person.created_at <= SAME_RESPONSE


def _is_same_first_visit(person: Person, issued_at: float, here: Person) -> bool:
    """Whether two first pages were opened at the same time: each came with an id, and the browser kept the last. Once
    there are answers, only the browser's own word for the form's origin tells this from another reader's token."""
    settings: Settings = current_app.config["SETTINGS"]
    is_safe = is_sent_by_our_page() if current_session().begun_at else _may_be_shown(request_origin())
    # On a shared device, the page of an earlier person may look the same.
    return not settings.kiosk and _is_first_page(person, issued_at) and person.is_same_first_visit(here) and is_safe


def _is_of_before(issued_at: float) -> bool:
    """Whether the form was opened before earlier answers ended by time, and others have begun since."""
    settings: Settings = current_app.config["SETTINGS"]
    begun_at = current_session().begun_at
    return bool(begun_at) and issued_at < begun_at - (settings.lifetime - settings.renewed_after)
