"""The short-lived cookie that holds a hand-over token until the reader has agreed to load it."""

from werkzeug.wrappers import Response

from prescreen.web.encryption import ExpiredError
from prescreen.web.handover_token import decrypt_from_cookie, encrypt_for_cookie
from prescreen.web.request import current_request

COOKIE = "handover"
SECONDS = 10 * 60


def with_handover(response: Response, token: bytes) -> Response:
    """The response, which also sets the cookie. The token may be invalid."""
    asked, value = current_request(), encrypt_for_cookie(token, SECONDS)
    response.set_cookie(asked.cookie_name(COOKIE), value, max_age=SECONDS, **asked.cookie_flags)
    return response


def without_handover(response: Response) -> Response:
    """The response, which also deletes the cookie."""
    asked = current_request()
    if asked.cookie_name(COOKIE) in asked.cookies:
        response.delete_cookie(asked.cookie_name(COOKIE), **asked.cookie_flags)
    return response


def token_in_cookie() -> bytes | None:
    """None if there is no cookie, or it has expired. Raises ValueError if it can't be decrypted."""
    asked = current_request()
    encrypted = asked.cookies.get(asked.cookie_name(COOKIE))
    try:
        return decrypt_from_cookie(encrypted) if encrypted else None
    except ExpiredError:
        return None
