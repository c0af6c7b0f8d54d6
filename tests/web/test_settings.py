"""What an operator sets, and what is said where it can't be used."""

from pathlib import Path

import pytest

from prescreen import create_app
from prescreen.web.keys import key_from_environment
from prescreen.web.settings import SettingFault, Settings, settings_from_environment
from tests.support.client import CheckingClient

NAMES = ("KIOSK", "KIOSK_MINUTES", "HANDOVER_HOURS", "TIMEZONE")
ALL = [field.validation_alias for field in Settings.model_fields.values() if isinstance(field.validation_alias, str)]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ALL:
        monkeypatch.delenv(name, raising=False)


def test_without_settings_it_is_a_readers_own_device_for_an_hour() -> None:
    found = settings_from_environment()
    assert (found.kiosk, found.lifetime, found.handover_hours, str(found.timezone)) == (False, 3600, 24, "UTC")
    assert found.renewed_after == 300


def test_a_site_without_settings_limits_rates_logs_requests_and_trusts_no_proxy() -> None:
    found = settings_from_environment()
    assert (found.rate_limits, found.rate_limit_storage, found.logs, found.log_addresses) == (
        True,
        "memory://",
        True,
        False,
    )
    assert (found.proxy_hops, found.trusted_hosts, found.trials_path, found.secure_cookies) == (0, (), (), None)
    assert (found.metrics_port, found.metrics_address) == (0, "127.0.0.1")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_setting_counts_as_unset(name: str, blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    unset = settings_from_environment()
    monkeypatch.setenv(name, blank)
    assert settings_from_environment() == unset


def test_a_time_out_counts_only_where_patients_share_a_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_MINUTES", "7")
    assert settings_from_environment().lifetime == 3600
    monkeypatch.setenv("KIOSK", "true")
    assert settings_from_environment().lifetime == 420


@pytest.mark.parametrize(("text", "means"), [("true", True), ("false", False), ("1", True), (" FALSE ", False)])
def test_secure_cookies_are_switched_by_words_and_digits(
    text: str, means: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECURE_COOKIES", text)
    assert settings_from_environment().secure_cookies is means


def test_several_folders_and_hosts_are_separated_as_paths_and_by_commas(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    monkeypatch.setenv("TRIALS_PATH", f"{tmp_path}:{tmp_path / 'a'}:")
    monkeypatch.setenv("TRUSTED_HOSTS", " Check.example.org,.example.com, ")
    found = settings_from_environment()
    assert found.trials_path == (tmp_path, tmp_path / "a")
    assert found.trusted_hosts == ("check.example.org", ".example.com")


def test_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in zip(NAMES, ("true", "3", "48", "Asia/Shanghai"), strict=True):
        monkeypatch.setenv(name, text)
    found = settings_from_environment()
    assert (found.kiosk, found.lifetime, found.handover_hours, str(found.timezone)) == (True, 180, 48, "Asia/Shanghai")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("KIOSK", "maybe"),
        ("KIOSK_MINUTES", "0"),
        ("KIOSK_MINUTES", "61"),
        ("HANDOVER_HOURS", "-1"),
        ("HANDOVER_HOURS", "a day"),
        ("TIMEZONE", "Hangzhou"),
        ("TIMEZONE", "../etc/passwd"),
        ("PROXY_HOPS", "6"),
        ("PROXY_HOPS", "9" * 5000),
        ("METRICS_PORT", "65536"),
        ("RATELIMIT_ENABLED", "perhaps"),
        ("SECURE_COOKIES", "perhaps"),
        ("TRUSTED_HOSTS", "https://check.example.org"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv("KIOSK", "true")
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingFault, match=f"^{name} must be [^\n]+$"):
        settings_from_environment()


def test_the_address_of_the_rate_limits_is_shown_nowhere_since_it_may_hold_a_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RATELIMIT_STORAGE_URI", "redis://:password@redis")
    found = settings_from_environment()
    assert found.rate_limit_storage == "redis://:password@redis"
    assert "password" not in repr(found)
    monkeypatch.setenv("KIOSK", "maybe")
    with pytest.raises(SettingFault) as refused:
        settings_from_environment()
    assert "password" not in str(refused.value)


def test_a_key_that_is_not_utf_8_seals_sessions() -> None:
    browser = CheckingClient(create_app("\udcff" * 40))
    browser.open("/en/NCT06633328/questions/diagnosis")
    assert browser.fill_step({"diagnosis": "severe"}).status == 303


def test_debugging_makes_a_throwaway_key_and_keeps_it_for_the_reloader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "")
    monkeypatch.setenv("FLASK_DEBUG", "1")
    first = key_from_environment()
    assert len(first) >= 32
    assert key_from_environment() == first
    monkeypatch.setenv("SECRET_KEY", "")
    monkeypatch.setenv("FLASK_DEBUG", "0")
    assert key_from_environment() == ""
