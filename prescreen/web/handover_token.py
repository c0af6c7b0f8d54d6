"""The code that carries answers from one browser to another: encrypted, as text and as a picture."""

import base64
from typing import Any

import segno
from flask import Flask, current_app

from prescreen.screening.serialization import compress
from prescreen.web.encryption import Decrypted, TimedCipher

COOKIE_SECONDS = 10 * 60
MAX_TOKEN = 4600  # characters; more than a session holds makes, and its bytes stay inside a 4 KB cookie


def init_app(app: Flask, keys: list[str]) -> None:
    app.extensions["handover"] = {purpose: TimedCipher(keys, purpose) for purpose in ("handover", "handover cookie")}


def _cipher(purpose: str) -> TimedCipher:
    found: TimedCipher = current_app.extensions["handover"][purpose]
    return found


def make_token(content: Any, seconds: int) -> tuple[str, int]:
    """A token that carries a content for so many seconds, in capitals and digits, which make a smaller code than base64
    does, and which a keyboard scanner types right; and when it ends, in seconds since 1970."""
    encrypted = _cipher("handover").encrypt(compress(content), seconds)
    return _as_text(encrypted), _cipher("handover").decrypt(encrypted).ends


def read_token(encrypted: bytes) -> Decrypted:
    """Raises DecryptionError or ExpiredError."""
    return _cipher("handover").decrypt(encrypted)


def cookie_of(token: str) -> str:
    """The content of the short-lived cookie that a link's token is moved into, whatever the token is."""
    return base64.urlsafe_b64encode(_cipher("handover cookie").encrypt(_as_bytes(token), COOKIE_SECONDS)).decode()


def token_in(cookie: str) -> bytes:
    """The bytes of a token, for `read_token`. Raises ValueError."""
    return _cipher("handover cookie").decrypt(base64.urlsafe_b64decode(cookie)).content


def qr_code(link: str, token: str) -> str | None:
    """A link that ends with a token as an inline SVG, or None where it is too long for a code."""
    # Capitals and digits take 5.5 bits each, other characters 8: the token makes a segment of its own.
    segments: Any = [link.removesuffix(token), token]
    try:
        code = segno.make_qr(segments, error="L")
    except segno.DataOverflowError:
        return None
    # Dark on light with a quiet zone in every colour scheme, since many readers know nothing else.
    return code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)


def _as_text(encrypted: bytes) -> str:
    return base64.b32encode(encrypted).decode().rstrip("=")


def _as_bytes(token: str) -> bytes:
    """The bytes of a link's token; none where it is malformed."""
    try:
        encrypted = base64.b32decode(token + "=" * (-len(token) % 8)) if len(token) <= MAX_TOKEN else b""
    except ValueError:
        return b""
    return encrypted if _as_text(encrypted) == token else b""
