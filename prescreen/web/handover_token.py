"""Tokens that carry encrypted answers from one browser to another, in a link or a QR code."""

import base64
import re
import unicodedata
from hashlib import sha256
from typing import Any

import segno
from flask import Flask, current_app

from prescreen.screening.serialization import compress
from prescreen.web.encryption import Decrypted, DecryptionError, ExpiredError, TimedCipher

GAP, MAX_RUNS = r"[\s\u00AD\u200B-\u200F\u2060\uFEFF-]", 100
# A scanner types a link right behind the one before.
LINK = r"(?:https?://\S{0,255}?)?/h/"
QR_SCALE = 6  # pixels of a module
MAX_TOKEN = 4600  # characters; a session makes shorter ones, and one of this length fits into a 4 KB cookie


def init_app(app: Flask, keys: list[str]) -> None:
    app.extensions["handover"] = {purpose: TimedCipher(keys, purpose) for purpose in ("handover", "handover cookie")}


def _cipher(purpose: str) -> TimedCipher:
    found: TimedCipher = current_app.extensions["handover"][purpose]
    return found


def make_token(content: Any, seconds: int) -> bytes:
    """An encrypted token that expires after this many seconds."""
    return _cipher("handover").encrypt(compress(content), seconds)


def read_token(encrypted: bytes) -> Decrypted:
    """Raises DecryptionError or ExpiredError."""
    return _cipher("handover").decrypt(encrypted)


def encrypt_for_cookie(encrypted: bytes, seconds: int) -> str:
    """The value of the short-lived cookie that holds a token."""
    return base64.urlsafe_b64encode(_cipher("handover cookie").encrypt(encrypted, seconds)).decode()


def decrypt_from_cookie(cookie: str) -> bytes:
    """The token in a cookie's value, as bytes for `read_token`. Raises ValueError or ExpiredError."""
    return _cipher("handover cookie").decrypt(base64.urlsafe_b64decode(cookie)).content


def check_code(encrypted: bytes) -> str:
    """Four digits that are the same wherever this token is shown, to tell two patients' codes apart."""
    number = int.from_bytes(sha256(encrypted).digest()[:8]) % 10_000
    return f"{number // 100:02} {number % 100:02}"


def find_token(text: str) -> bytes:
    """The token in a link or code as people paste and scanners type it: in small letters, broken into lines, with
    punctuation or words around it. Empty if there is none, or the tokens of several people; whether it is valid is for
    `read_token` to say."""
    links = re.split(LINK, unicodedata.normalize("NFKC", text), flags=re.IGNORECASE)
    found = [token for link in links[1:] or links for token in map(_from_base32, _candidates(link)) if token]
    ours = {token for token in found if _is_ours(token)}
    if len(ours) > 1:
        return b""
    return next(iter(ours), found[0] if found else b"")


def _candidates(text: str) -> list[str]:
    """What may be the token: with gaps closed, and between any two gaps."""
    end = text.upper().strip()
    runs = [re.sub(GAP, "", end), *re.split(GAP, end)[:MAX_RUNS]]
    return [found[0][:MAX_TOKEN] for run in runs if (found := re.match("[A-Z2-7]+", run))]


def _is_ours(encrypted: bytes) -> bool:
    try:
        read_token(encrypted)
    except ExpiredError:
        return True
    except DecryptionError:
        return False
    return True


def qr_code(link: str, token: str) -> str | None:
    """The QR code of a link that ends with the token: a PNG as a data URI, which phones can save, and which no request
    fetches, so that no log holds the token. None if the link is too long for one."""
    # In a segment of capitals and digits a character takes 5.5 bits instead of 8, so the token gets its own.
    segments: Any = [link.removesuffix(token), token]
    try:
        code = segno.make_qr(segments, error="L")
    except segno.DataOverflowError:
        return None
    # Dark on light with a border, in every colour scheme: many scanners read nothing else.
    return code.png_data_uri(scale=QR_SCALE, border=4, dark="#000", light="#fff")


def to_base32(encrypted: bytes) -> str:
    """A token as it stands in a link. It is base32, since capitals and digits make a smaller QR code than base64, and
    scanners that act as keyboards type them correctly."""
    return base64.b32encode(encrypted).decode().rstrip("=")


def _from_base32(token: str) -> bytes:
    """The bytes of a link's token, empty if it is malformed."""
    try:
        encrypted = base64.b32decode(token + "=" * (-len(token) % 8)) if len(token) <= MAX_TOKEN else b""
    except ValueError:
        return b""
    return encrypted if to_base32(encrypted) == token else b""
