"""What an operator sets, and what is said where it can't be used."""

import pytest

from prescreen import create_app
from prescreen.web.settings import SettingFault, key_from_environment, settings_from_environment
from tests.support.client import CheckingClient

NAMES = ("KIOSK", "KIOSK_MINUTES", "HANDOVER_HOURS", "TIMEZONE")


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_without_settings_it_is_a_readers_own_device_for_an_hour() -> None:
    found = settings_from_environment()
    assert (found.kiosk, found.lifetime, found.handover_hours, str(found.timezone)) == (False, 3600, 24, "UTC")
    assert found.renewed_after == 300


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
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv("KIOSK", "true")
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingFault, match=f"^{name} must be [^\n]+$"):
        settings_from_environment()


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
