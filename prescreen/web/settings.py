"""The settings that an operator makes in the environment, besides the secret key."""

import os
import re
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import click
from annotated_types import Ge, Le
from flask.cli import FlaskGroup
from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class SettingFault(SystemExit):
    """A setting that can't be used: the process stops with this one line."""


def _timezone(name: Any) -> Any:
    try:
        return ZoneInfo(name) if isinstance(name, str) else name
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"must be a name such as Asia/Shanghai, and {name!r} is none") from error


def _folders(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    folders = [Path(part).resolve() for part in text.split(os.pathsep) if part.strip()]
    for folder in folders:
        if not folder.is_dir():
            raise ValueError(f"names {folder}, and there is no such folder")
    return tuple(folders)


def _host_names(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    names = [part.strip().lower() for part in text.split(",") if part.strip()]
    for name in names:
        if not re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*", name):
            raise ValueError(f"must be names such as check.example.org, and {name!r} is none")
    return tuple(names)


Timezone = Annotated[ZoneInfo, BeforeValidator(_timezone)]
Folders = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_folders)]
HostNames = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_host_names)]


class Settings(BaseSettings):
    """What an operator sets besides the keys: each field is read from the environment variable of its alias, unless it
    is given as an argument. A blank variable counts as unset.

    `secure_cookies` says whether cookies carry Secure and the __Host- prefix; None (SECURE_COOKIES unset) leaves that
    to each request, by its peer's address and its host. `rate_limit_storage` may hold a password."""

    model_config = SettingsConfigDict(
        frozen=True, case_sensitive=True, populate_by_name=True, arbitrary_types_allowed=True
    )

    kiosk: bool = Field(False, validation_alias="KIOSK")
    kiosk_minutes: int = Field(5, ge=1, le=60, validation_alias="KIOSK_MINUTES")
    handover_hours: int = Field(24, ge=1, le=7 * 24, validation_alias="HANDOVER_HOURS")
    timezone: Timezone = Field(ZoneInfo("UTC"), validation_alias="TIMEZONE")
    trials_path: Folders = Field((), validation_alias="TRIALS_PATH")
    rate_limits: bool = Field(True, validation_alias="RATELIMIT_ENABLED")
    rate_limit_storage: str = Field("memory://", validation_alias="RATELIMIT_STORAGE_URI", repr=False)
    trusted_hosts: HostNames = Field((), validation_alias="TRUSTED_HOSTS")
    proxy_hops: int = Field(0, ge=0, le=5, validation_alias="PROXY_HOPS")
    secure_cookies: bool | None = Field(None, validation_alias="SECURE_COOKIES")
    logs: bool = Field(True, validation_alias="LOG_REQUESTS")
    log_addresses: bool = Field(False, validation_alias="LOG_ADDRESSES")
    metrics_port: int = Field(0, ge=0, le=65535, validation_alias="METRICS_PORT")
    metrics_address: str = Field("127.0.0.1", validation_alias="METRICS_ADDRESS")

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: dict[str, Any]) -> dict[str, Any]:
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    @property
    def lifetime(self) -> int:
        """Seconds after its last use at which a session ends."""
        return 60 * (self.kiosk_minutes if self.kiosk else 60)

    @property
    def renewed_after(self) -> int:
        """Seconds after which a page that is only looked at renews the session; a short one needs it sooner."""
        return min(5 * 60, self.lifetime // 5)


def settings_from_environment() -> Settings:
    """The settings as they are set. Raises SettingFault, which names the variable and what it must be."""
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


def only_a_command() -> bool:
    """True inside `flask trial …` and other commands that answer no requests."""
    context = click.get_current_context(silent=True)
    return context is not None and isinstance(context.find_root().command, FlaskGroup) and context.info_name != "run"
