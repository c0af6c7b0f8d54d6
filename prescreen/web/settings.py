"""The settings that an operator makes in the environment, except the secret key."""

import os
import re
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import click
from annotated_types import Ge, Le
from flask.cli import FlaskGroup
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class SettingFault(SystemExit):
    """A setting is missing or invalid: the process exits with this message of one line."""


def _timezone(name: Any) -> Any:
    try:
        return ZoneInfo(name) if isinstance(name, str) else name
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"must be a name such as Asia/Shanghai, and {name!r} is not one") from error


def _folder(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    folder = Path(text.strip()).resolve()
    if not folder.is_dir():
        raise ValueError(f"names {folder}, and there is no such folder")
    return folder


def _folders(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    return tuple(_folder(part) for part in text.split(os.pathsep) if part.strip())


def _host_names(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    names = [part.strip().lower() for part in text.split(",") if part.strip()]
    for name in names:
        if not re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*", name):
            raise ValueError(f"must be names such as check.example.org, and {name!r} is not one")
    return tuple(names)


def _canonical_url(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)*/?", text):
        raise ValueError(f"must be an address such as https://check.example.org, and {text!r} is not one")
    return text.rstrip("/")


def _contact(text: str) -> str:
    """An address of a person or a page, as a URI. An e-mail address is accepted without its scheme."""
    if re.fullmatch(r"(https://|mailto:|tel:)[!-~]+", text):
        return text
    if re.fullmatch(r"[\w.+-]+@[A-Za-z0-9.-]+", text, re.A):
        return f"mailto:{text}"
    raise ValueError(f"must be an e-mail address or an https URL, and {text!r} is neither")


Contact = Annotated[str, AfterValidator(_contact)]
Timezone = Annotated[ZoneInfo, BeforeValidator(_timezone)]
Folder = Annotated[Path, BeforeValidator(_folder)]
Folders = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_folders)]
CanonicalUrl = Annotated[str, BeforeValidator(_canonical_url)]
HostNames = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_host_names)]


class Settings(BaseSettings):
    """Each field is read from the environment variable that its alias names, unless it is given as an argument. A blank
    variable counts as unset.

    `secure_cookies` says whether cookies carry Secure and the __Host- prefix; with None (SECURE_COOKIES unset) each
    request's host and peer address decide. `rate_limit_storage` may hold a password. `canonical_url` begins the names
    of Questionnaires; the default is no address, so that a copy of the site does not claim to be another."""

    model_config = SettingsConfigDict(
        frozen=True, case_sensitive=True, populate_by_name=True, arbitrary_types_allowed=True
    )

    kiosk: bool = Field(False, validation_alias="KIOSK")
    kiosk_minutes: int = Field(5, ge=1, le=60, validation_alias="KIOSK_MINUTES")
    handover_hours: int = Field(24, ge=1, le=7 * 24, validation_alias="HANDOVER_HOURS")
    timezone: Timezone = Field(ZoneInfo("UTC"), validation_alias="TIMEZONE")
    trials_path: Folders = Field((), validation_alias="TRIALS_PATH")
    records_path: Folder | None = Field(None, validation_alias="RECORDS_PATH")
    rate_limits: bool = Field(True, validation_alias="RATELIMIT_ENABLED")
    rate_limit_storage: str = Field("memory://", validation_alias="RATELIMIT_STORAGE_URI", repr=False)
    canonical_url: CanonicalUrl = Field("https://prescreen.invalid", validation_alias="CANONICAL_URL")
    trusted_hosts: HostNames = Field((), validation_alias="TRUSTED_HOSTS")
    proxy_hops: int = Field(0, ge=0, le=5, validation_alias="PROXY_HOPS")
    secure_cookies: bool | None = Field(None, validation_alias="SECURE_COOKIES")
    logs: bool = Field(True, validation_alias="LOG_REQUESTS")
    log_addresses: bool = Field(False, validation_alias="LOG_ADDRESSES")
    security_contact: Contact | None = Field(None, validation_alias="SECURITY_CONTACT")
    commit: str = Field("", validation_alias="COMMIT")
    metrics_port: int = Field(0, ge=0, le=65535, validation_alias="METRICS_PORT")
    metrics_address: str = Field("127.0.0.1", validation_alias="METRICS_ADDRESS")

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: dict[str, Any]) -> dict[str, Any]:
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    @property
    def lifetime(self) -> int:
        """Seconds without use after which a session ends."""
        return 60 * (self.kiosk_minutes if self.kiosk else 60)

    @property
    def answers_lifetime(self) -> int:
        """Seconds after the last change for which page views alone can keep answers."""
        return 12 * self.lifetime

    @property
    def renewed_after(self) -> int:
        """The age in seconds from which a page view renews the session; a short session is renewed earlier."""
        return min(5 * 60, self.lifetime // 5)


def settings_from_environment() -> Settings:
    """Reads the settings. Raises SettingFault, which names the variable and what it must be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise SettingFault(f"{first['loc'][0]} {_requirement(first)}.") from None


def _requirement(error: Any) -> str:
    """What a variable must be, without its value, which may be secret."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    [field] = [field for field in Settings.model_fields.values() if field.validation_alias == error["loc"][0]]
    bounds = [limit.ge if isinstance(limit, Ge) else limit.le for limit in field.metadata if isinstance(limit, Ge | Le)]
    return f"must be a whole number from {bounds[0]} to {bounds[1]}" if bounds else "must be true or false"


def in_command() -> bool:
    """Whether the app runs in `flask trial …` or another command that serves no requests."""
    context = click.get_current_context(silent=True)
    return context is not None and isinstance(context.find_root().command, FlaskGroup) and context.info_name != "run"
