"""What an operator sets, and the keys derived from it."""

import base64
import os
import secrets

import click
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask.cli import FlaskGroup
from flask.helpers import get_debug_flag

MIN_KEY_LENGTH = 32


class KeyFault(SystemExit):
    """The secret key is missing or too short: serving stops with this one line."""


def secret_keys(text: str) -> list[str]:
    """The keys in SECRET_KEY, separated by commas: the first seals and signs, all open and verify. Raises KeyFault."""
    keys = [key.strip() for key in text.split(",") if key.strip()]
    if not keys:
        raise KeyFault(
            "SECRET_KEY is not set: give it a random string of at least 32 characters, such as the output of"
            " `python3 -c 'import secrets; print(secrets.token_hex(32))'`."
        )
    if any(len(key) < MIN_KEY_LENGTH for key in keys):
        raise KeyFault(f"SECRET_KEY holds a key of fewer than {MIN_KEY_LENGTH} characters: make each one longer.")
    return keys


def derived(key: str, purpose: str) -> str:
    """A working key of 32 bytes in URL-safe base64, as Fernet takes it; each purpose has its own."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"prescreen {purpose}".encode())
    return base64.urlsafe_b64encode(hkdf.derive(key.encode("utf-8", "surrogateescape"))).decode()


def key_from_environment() -> str:
    """SECRET_KEY as it is set, or a throwaway one where nothing is served or `flask run --debug` serves."""
    text = os.environ.get("SECRET_KEY", "")
    if only_a_command():
        return secrets.token_hex(32)
    if not text and get_debug_flag():
        # Kept in the environment, so that the reloader's next process opens the same sessions.
        text = os.environ["SECRET_KEY"] = secrets.token_hex(32)
    return text


def only_a_command() -> bool:
    """True inside `flask trial …` and other commands that answer no requests."""
    context = click.get_current_context(silent=True)
    return context is not None and isinstance(context.find_root().command, FlaskGroup) and context.info_name != "run"
