"""Encryption of what a browser keeps: readable by this site only, for a limited time."""

import base64
import os
import struct
import time
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from prescreen.web.settings import derive_key

NONCE = 12  # bytes
TIMES = struct.Struct(">II")  # when it was encrypted, and when it ends, in seconds since 1970


class DecryptionError(ValueError):
    """Damaged, or not encrypted with any of our keys."""


class ExpiredError(ValueError):
    """Encrypted by us, but its time is over."""


@dataclass(frozen=True)
class Decrypted:
    """A content, and when it was encrypted and ends, in seconds since 1970."""

    content: bytes
    made: int
    ends: int


class TimedCipher:
    """AES-GCM for one purpose: what was encrypted for another is refused. All keys decrypt, the first encrypts."""

    def __init__(self, keys: list[str], purpose: str) -> None:
        self.ciphers = [AESGCM(base64.urlsafe_b64decode(derive_key(key, purpose))) for key in keys]

    def encrypt(self, content: bytes, seconds: int) -> bytes:
        """The content, readable for so many seconds."""
        nonce, now = os.urandom(NONCE), int(time.time())
        return nonce + self.ciphers[0].encrypt(nonce, TIMES.pack(now, now + seconds) + content, None)

    def decrypt(self, encrypted: bytes) -> Decrypted:
        """Raises DecryptionError or ExpiredError."""
        for cipher in self.ciphers:
            try:
                plain = cipher.decrypt(encrypted[:NONCE], encrypted[NONCE:], None)
            except (InvalidTag, ValueError):
                continue
            made, ends = TIMES.unpack_from(plain)
            if time.time() >= ends:
                raise ExpiredError
            return Decrypted(plain[TIMES.size :], made, ends)
        raise DecryptionError
