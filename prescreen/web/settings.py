"""What an operator sets, and the keys derived from it."""

import base64
import os
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask.cli import FlaskGroup
from flask.helpers import get_debug_flag

MIN_KEY_LENGTH = 32


class SettingFault(SystemExit):
    """A setting that can't be used: serving stops with this one line."""


class KeyFault(SettingFault):
    """The secret key is missing or too short."""


@dataclass(frozen=True)
class Settings:
    """What an operator sets besides the keys. `lifetime` is in seconds since the last use."""

    kiosk: bool = False
    lifetime: int = 60 * 60
    handover_hours: int = 24
    timezone: tzinfo = UTC
    trials_path: tuple[Path, ...] = ()
    rate_limits: bool = True
    rate_limit_storage: str = "memory://"
    trusted_hosts: tuple[str, ...] = ()
    proxy_hops: int = 0
    logs: bool = False
    log_addresses: bool = False
    metrics_port: int = 0
    metrics_address: str = "127.0.0.1"
    secure_cookies: bool | None = None

    @property
    def renewed_after(self) -> int:
        """Seconds after which a page that is only looked at renews the session; a short one needs it sooner."""
        return min(5 * 60, self.lifetime // 5)


def settings_from_environment() -> Settings:
    """The settings that README lists, but for the keys. Raises SettingFault."""
    is_kiosk = _switch("KIOSK", False)
    return Settings(
        kiosk=is_kiosk,
        lifetime=60 * (_whole_number("KIOSK_MINUTES", 5, 60) if is_kiosk else 60),
        handover_hours=_whole_number("HANDOVER_HOURS", 24, 7 * 24),
        timezone=_timezone(os.environ.get("TIMEZONE", "").strip() or "UTC"),
        trials_path=_folders("TRIALS_PATH"),
        rate_limits=_switch("RATELIMIT_ENABLED", True),
        rate_limit_storage=os.environ.get("RATELIMIT_STORAGE_URI", "").strip() or "memory://",
        trusted_hosts=_host_names("TRUSTED_HOSTS"),
        proxy_hops=_whole_number("PROXY_HOPS", 0, 5, least=0),
        logs=_switch("LOG_REQUESTS", True),
        log_addresses=_switch("LOG_ADDRESSES", False),
        metrics_port=_whole_number("METRICS_PORT", 0, 65535, least=0),
        metrics_address=os.environ.get("METRICS_ADDRESS", "").strip() or "127.0.0.1",
    )


def _switch(name: str, default: bool) -> bool:
    text = os.environ.get(name, "").strip().lower() or str(default).lower()
    if text not in ("true", "false", "1", "0"):
        raise SettingFault(f"{name} must be true or false.")
    return text in ("true", "1")


def _host_names(name: str) -> tuple[str, ...]:
    names = tuple(part.strip().lower() for part in os.environ.get(name, "").split(",") if part.strip())
    for found in names:
        if not re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*", found):
            raise SettingFault(f"{name} must be names such as check.example.org, and {found!r} is none.")
    return names


def _folders(name: str) -> tuple[Path, ...]:
    folders = tuple(Path(part).resolve() for part in os.environ.get(name, "").split(os.pathsep) if part.strip())
    for folder in folders:
        if not folder.is_dir():
            raise SettingFault(f"{name} names {folder}, and there is no such folder.")
    return folders


def _whole_number(name: str, default: int, most: int, least: int = 1) -> int:
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise SettingFault(f"{name} must be a whole number from {least} to {most}.")
    return int(text)


def _timezone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise SettingFault(f"TIMEZONE must be a name such as Asia/Shanghai, and {name!r} is none.") from error


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


def derive_key(key: str, purpose: str) -> str:
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
