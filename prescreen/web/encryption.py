"""Bytes that only this site can read, for a limited time: encrypted and authenticated, with their times inside."""

import base64
import os
import struct
import time
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from prescreen.web.settings import derive_key

NONCE = 12  # bytes
TIMES = struct.Struct(">II")  # when it was sealed, and when it ends, in seconds since 1970


class DecryptionError(ValueError):
    """Damaged, or not sealed by any of our keys."""


class ExpiredError(ValueError):
    """Sealed by us, but its time is over."""


@dataclass(frozen=True)
class Decrypted:
    content: bytes
    made: int
    ends: int


class TimedCipher:
    """Seals for one purpose: what is sealed for another can't stand in. All keys open, the first seals."""

    def __init__(self, keys: list[str], purpose: str) -> None:
        self.ciphers = [AESGCM(base64.urlsafe_b64decode(derive_key(key, purpose))) for key in keys]

    def close(self, content: bytes, seconds: int) -> bytes:
        nonce, now = os.urandom(NONCE), int(time.time())
        return nonce + self.ciphers[0].encrypt(nonce, TIMES.pack(now, now + seconds) + content, None)

    def open(self, sealed: bytes) -> Decrypted:
        """Raises BrokenError or ExpiredError."""
        for cipher in self.ciphers:
            try:
                plain = cipher.decrypt(sealed[:NONCE], sealed[NONCE:], None)
            except (InvalidTag, ValueError):
                continue
            made, ends = TIMES.unpack_from(plain)
            if time.time() >= ends:
                raise ExpiredError
            return Decrypted(plain[TIMES.size :], made, ends)
        raise DecryptionError
