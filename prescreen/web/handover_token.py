"""Tokens that carry encrypted answers from one browser to another, in a link or a QR code."""

import base64
from typing import Any

import segno
from flask import Flask, current_app

from prescreen.screening.serialization import compress
from prescreen.web.encryption import Decrypted, TimedCipher

COOKIE_SECONDS = 10 * 60
MAX_TOKEN = 4600  # characters; a session makes shorter ones, and one of this length fits into a 4 KB cookie


def init_app(app: Flask, keys: list[str]) -> None:
    app.extensions["handover"] = {purpose: TimedCipher(keys, purpose) for purpose in ("handover", "handover cookie")}


def _cipher(purpose: str) -> TimedCipher:
    found: TimedCipher = current_app.extensions["handover"][purpose]
    return found


def make_token(content: Any, seconds: int) -> tuple[str, int]:
    """An encrypted token that expires after this many seconds, and that time in seconds since 1970. It is base32, since
    capitals and digits make a smaller QR code than base64, and scanners that act as keyboards type them correctly."""
    encrypted = _cipher("handover").encrypt(compress(content), seconds)
    return _to_base32(encrypted), _cipher("handover").decrypt(encrypted).expires_at


def read_token(encrypted: bytes) -> Decrypted:
    """Raises DecryptionError or ExpiredError."""
    return _cipher("handover").decrypt(encrypted)


def cookie_value(token: str) -> str:
    """The value of the short-lived cookie that holds a link's token. A malformed token is stored as an empty one."""
    return base64.urlsafe_b64encode(_cipher("handover cookie").encrypt(_from_base32(token), COOKIE_SECONDS)).decode()


def token_from_cookie(cookie: str) -> bytes:
    """The token in a cookie's value, as bytes for `read_token`. Raises ValueError or ExpiredError."""
    return _cipher("handover cookie").decrypt(base64.urlsafe_b64decode(cookie)).content


def qr_code(link: str, token: str) -> str | None:
    """The QR code of a link that ends with the token, as an inline SVG. None if the link is too long for one."""
    # In a segment of capitals and digits a character takes 5.5 bits instead of 8, so the token gets its own.
    segments: Any = [link.removesuffix(token), token]
    try:
        code = segno.make_qr(segments, error="L")
    except segno.DataOverflowError:
        return None
    # Dark on light with a border, in every colour scheme: many scanners read nothing else.
    return code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)


def _to_base32(encrypted: bytes) -> str:
    return base64.b32encode(encrypted).decode().rstrip("=")


def _from_base32(token: str) -> bytes:
    """The bytes of a link's token, empty if it is malformed."""
    try:
        encrypted = base64.b32decode(token + "=" * (-len(token) % 8)) if len(token) <= MAX_TOKEN else b""
    except ValueError:
        return b""
    return encrypted if _to_base32(encrypted) == token else b""
