"""Large text, narrow screens, forced colours, paper, reading aloud, and taking the result along."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.support.browsing import FITTING, NCT, OUTCOMES, PHONE, answered, opened, press

PAGES = ("", "questions/blood-counts", "questions/liver", "questions/donor", "check", "result", "handover", "staff")
# Voices of a device and of a service; what is said is noted.
VOICES = """
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => VOICES_HERE,
  speak: (utterance) => window.said.push([utterance.text, utterance.voice.name]),
  cancel: () => { window.said.push("stopped"); },
} });
"""
LOCAL = [
    {"name": "here", "lang": "en-GB", "localService": True},
    {"name": "hier", "lang": "zh-CN", "localService": True},
]
REMOTE = [
    {"name": "there", "lang": "en-US", "localService": False},
    {"name": "hk", "lang": "zh-HK", "localService": True},
]


def with_voices(page: Page, voices: object) -> None:
    page.add_init_script(VOICES.replace("VOICES_HERE", str(voices).replace("True", "true").replace("False", "false")))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("width", "scale"), [(390, 200), (320, 100), (320, 200)])
def test_nothing_runs_off_a_narrow_screen_or_out_of_large_text(
    chromium: Browser, app: Flask, site: str, lang: str, width: int, scale: int
) -> None:
    page = answered(chromium, app, site, FITTING | OUTCOMES["not_now"], viewport={"width": width, "height": 844})
    for path in PAGES:
        page.goto(f"/{lang}/{NCT}/{path}")
        page.evaluate(f"document.documentElement.style.fontSize = '{1.0625 * scale}%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        box = page.locator(".switch").bounding_box()
        assert box, path
        assert box["x"] + box["width"] <= width, path


def test_in_forced_colours_what_is_picked_and_every_mark_stays_visible(
    chromium: Browser, app: Flask, site: str
) -> None:
    page = answered(chromium, app, site, FITTING, viewport=PHONE, forced_colors="active")
    page.goto(f"/en/{NCT}/questions/donor")
    picked = page.locator("input:checked + label").first
    assert picked.evaluate("found => getComputedStyle(found).outlineStyle") == "solid"
    page.goto(f"/en/{NCT}/result")
    for mark in page.locator(".glance .mark, .glance .dots i").all():
        assert mark.evaluate("found => getComputedStyle(found).borderTopStyle") in ("solid", "dotted")


def test_a_question_is_read_aloud_by_a_voice_of_the_device(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    with_voices(page, LOCAL)
    page.goto(f"/en/{NCT}/questions/donor")
    buttons = page.get_by_role("button", name="Read aloud")
    assert buttons.count() == 2
    buttons.first.click()
    said = [found for found in page.evaluate("window.said") if found != "stopped"]
    assert said[0] == ["Could someone in your family be your donor?", "here"]
    assert len(said) == 6
    assert all(voice == "here" for _, voice in said)
    assert not re.search("[\u3400-\u9fff]|, *\\)|\\( *\\)", " ".join(text for text, _ in said))
    page.get_by_role("button", name="Stop reading").click()
    assert page.evaluate("window.said")[-1] == "stopped"
    assert page.get_by_role("button", name="Read aloud").count() == 2
    page.goto(f"/zh/{NCT}/questions/donor")
    page.get_by_role("button", name="朗读").first.click()
    assert page.evaluate("window.said").pop()[1] == "hier"


@pytest.mark.parametrize(
    ("path", "voices"),
    [
        ("en", REMOTE),  # of a service: the text would leave the device
        ("zh", REMOTE),  # Cantonese
        ("en", []),
    ],
)
def test_without_a_voice_on_the_device_there_is_no_button(
    chromium: Browser, site: str, path: str, voices: list[object]
) -> None:
    page = opened(chromium, site, viewport=PHONE)
    with_voices(page, voices)
    page.goto(f"/{path}/{NCT}/questions/donor")
    assert page.locator(".speak").count() == 0


def test_a_sensitive_question_is_never_read_aloud(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, viewport=PHONE)
    with_voices(page, LOCAL)
    page.goto(f"/en/{NCT}/questions/daily-life")
    assert page.locator("#activity .speak").count() == 1
    assert page.locator("#outlook .speak").count() == 0


def test_the_link_of_a_hand_over_is_copied(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=PHONE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.goto(f"/en/{NCT}/handover")
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_text("Copied", exact=True).wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#link").evaluate("link => link.href")


def test_the_result_is_printed_with_its_lists_open(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, dict.fromkeys(FITTING, "unknown"), viewport=PHONE)
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(f"/en/{NCT}/result")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    assert page.locator("details.more[open]").count() == 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.more[open]").count() == page.locator("details.more").count() == 1
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.more[open]").count() == 0


def test_a_link_at_a_glance_opens_its_points(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING | {"donor": "testing"}, viewport=PHONE)
    page.goto(f"/en/{NCT}/result")
    page.locator(".glance .unknown a").click()
    assert page.locator("#points-unknown").get_attribute("open") is not None
    assert page.locator("#points-unknown [data-requirement=donor]").is_visible()


def test_the_picture_is_shown_to_be_saved(chromium: Browser, app: Flask, site: str) -> None:
    page = answered(chromium, app, site, FITTING, viewport=PHONE)
    page.goto(f"/zh/{NCT}/result")
    press(page.get_by_role("link", name="存成图片"))
    picture = page.locator("main img")
    picture.scroll_into_view_if_needed()
    picture.evaluate("found => found.decode()")
    assert picture.evaluate("found => found.naturalWidth") == 1080
    assert picture.evaluate("found => found.getBoundingClientRect().width") <= PHONE["width"]
