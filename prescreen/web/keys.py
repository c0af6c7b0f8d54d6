"""The secret keys of a site, and the working keys that are derived from them."""

import base64
import os
import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask.helpers import get_debug_flag

from prescreen.web.settings import SettingFault, in_command

MIN_KEY_LENGTH = 32


class KeyFault(SettingFault):
    """The secret key is missing or too short."""


def secret_keys(text: str) -> list[str]:
    """The keys in SECRET_KEY, separated by commas: the first encrypts and signs, all decrypt and verify. Raises
    KeyFault."""
    keys = [key.strip() for key in text.split(",") if key.strip()]
    if not keys:
        raise KeyFault(
            "SECRET_KEY is not set: give it a random string of at least 32 characters, such as the output of"
            " `python3 -c 'import secrets; print(secrets.token_hex(32))'`."
        )
    if any(len(key) < MIN_KEY_LENGTH for key in keys):
        raise KeyFault(f"SECRET_KEY holds a key of fewer than {MIN_KEY_LENGTH} characters: make each one longer.")
    return keys


def derive_key(key: str, purpose: str) -> str:
    """A working key for one purpose: 32 bytes in URL-safe base64, by HKDF."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"prescreen {purpose}".encode())
    return base64.urlsafe_b64encode(hkdf.derive(key.encode("utf-8", "surrogateescape"))).decode()


def key_from_environment() -> str:
    """The value of SECRET_KEY. Commands that serve no requests, and `flask run --debug`, get a random one."""
    text = os.environ.get("SECRET_KEY", "")
    if in_command():
        return secrets.token_hex(32)
    if not text and get_debug_flag():
        # Set in the environment, so that the reloader's next process can decrypt the same sessions.
        text = os.environ["SECRET_KEY"] = secrets.token_hex(32)
    return text
