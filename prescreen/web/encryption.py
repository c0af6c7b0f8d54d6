"""Encryption with an expiry time, for cookies and hand-over tokens."""

import base64
import os
import struct
import time
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from prescreen.web.keys import derive_key

NONCE = 12  # bytes
TIMES = struct.Struct(">II")  # encrypted_at and expires_at


class DecryptionError(ValueError):
    """Damaged, or not encrypted with any of our keys."""


class ExpiredError(ValueError):
    """Encrypted with one of our keys, but expired."""


@dataclass(frozen=True)
class Decrypted:
    """The content, and when it was encrypted and when it expires, in seconds since 1970."""

    content: bytes
    encrypted_at: int
    expires_at: int


class TimedCipher:
    """AES-GCM with keys that are derived for one purpose, so that content encrypted for another does not decrypt. The
    first key encrypts; all keys decrypt."""

    def __init__(self, keys: list[str], purpose: str) -> None:
        self.ciphers = [AESGCM(base64.urlsafe_b64decode(derive_key(key, purpose))) for key in keys]

    def encrypt(self, content: bytes, seconds: int) -> bytes:
        """Encrypts content that expires after this many seconds."""
        nonce, now = os.urandom(NONCE), int(time.time())
        return nonce + self.ciphers[0].encrypt(nonce, TIMES.pack(now, now + seconds) + content, None)

    def decrypt(self, encrypted: bytes) -> Decrypted:
        """Raises DecryptionError or ExpiredError."""
        for cipher in self.ciphers:
            try:
                plain = cipher.decrypt(encrypted[:NONCE], encrypted[NONCE:], None)
            except (InvalidTag, ValueError):
                continue
            encrypted_at, expires_at = TIMES.unpack_from(plain)
            if time.time() >= expires_at:
                raise ExpiredError
            return Decrypted(plain[TIMES.size :], encrypted_at, expires_at)
        raise DecryptionError
