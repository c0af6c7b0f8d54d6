"""Texts of both languages: complete, without words that are ruled out, in each language's typography."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask
from pydantic import BaseModel

from prescreen.i18n.locale import DIRECTORY, LANGUAGES
from prescreen.trial.trial import Trial
from prescreen.web.language import address_after_language
from prescreen.web.request import current_request
from tests.conftest import NCT
from tests.support.client import CheckingClient
from tests.support.core import FITTING

ROOT = Path(__file__).parents[2]
HAN = "[\u4e00-\u9fff]"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]")

RULED_OUT = {
    "en": r"\b(eligib\w*|ineligib\w*|qualif\w*|disqualif\w*|reject\w*|fail(s|ed|ure)?|exclu\w*|promising|breakthrough"
    r"|cures?|benefits?|costs?|novel|new (treatment|therapy|medicine|drug)|you are in(?= the study|[.!])"
    r"|surviv\w*|life expectancy)\b",
    "zh": "合格|资格|入选|入组|被拒|拒绝|淘汰|失败|试验性|突破|治愈率|新疗法|新药|有希望|疗效好|获益|费用|生存期|存活",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (DIRECTORY / "zh/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="zh", abort_invalid=True)


@pytest.fixture(scope="module")
def wanted() -> set[Any]:
    """Every message of the code and the templates, found as pyproject.toml says."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    method_map = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    found: set[Any] = set()
    for folder in ("prescreen", "templates"):
        # Patterns are relative to the root. Each folder is searched by itself, because .venv is below the root too.
        below = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in method_map if folder in pattern]
        assert below, folder
        found |= {message for _, _, message, *_ in extract_from_dir(ROOT / folder, below, keywords=KEYWORDS)}
    return found


KEYWORDS: Any = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


def translations(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def originals(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id or ())


def test_the_extraction_finds_what_is_on_the_pages(wanted: set[Any]) -> None:
    assert len(wanted) > 100
    assert {"Continue", "I don’t know", "Matches", "There is no such page"} <= wanted


def test_every_ui_string_has_a_finished_chinese_translation(catalogue: Catalog, wanted: set[Any]) -> None:
    listed = {message.id: message for message in catalogue if message.id}
    missing = wanted - listed.keys()
    unfinished = [key for key, message in listed.items() if message.fuzzy or not all(translations(message))]
    assert (missing, unfinished) == (set(), [])


def test_the_catalogue_holds_nothing_that_is_not_used(catalogue: Catalog, wanted: set[Any]) -> None:
    assert {message.id for message in catalogue if message.id} - wanted == set()
    assert not catalogue.obsolete


def test_a_translation_has_the_placeholders_of_its_original(catalogue: Catalog) -> None:
    for message in catalogue:
        expected = sorted(PLACEHOLDER.findall(originals(message)[0] if message.id else ""))
        for translation in translations(message) if message.id else []:
            assert sorted(PLACEHOLDER.findall(translation)) == expected, message.id


# Every text, with where it stands


def definition_texts(node: Any, place: str = "") -> Iterator[tuple[str, str, str]]:
    """Place, language and text of all that a definition shows to readers, without the registry's own words."""
    if isinstance(node, BaseModel):
        for name in type(node).model_fields:
            if name != "registry":
                yield from definition_texts(getattr(node, name), f"{place}.{getattr(node, 'id', '')}.{name}")
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from definition_texts(item, f"{place}.{index}")
    elif isinstance(node, dict):
        for key, item in node.items():
            if key in LANGUAGES and isinstance(item, str):
                yield place, key, item
            else:
                yield from definition_texts(item, f"{place}.{key}")


@pytest.fixture(scope="module")
def texts(trial: Trial, catalogue: Catalog) -> list[tuple[str, str, str]]:
    found = list(definition_texts(trial))
    for message in catalogue:
        if message.id:
            found += [(str(message.id), "en", original) for original in originals(message)]
            found += [(str(message.id), "zh", translation) for translation in translations(message)]
    assert len(found) > 500
    return found


def chinese(texts: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(place, text) for place, lang, text in texts if lang == "zh"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_uses_a_word_that_is_ruled_out(texts: list[tuple[str, str, str]], lang: str) -> None:
    found = [
        (place, match[0], text)
        for place, language, text in texts
        if language == lang and (match := re.search(RULED_OUT[lang], text, re.IGNORECASE))
    ]
    # As headings for staff, the names of the two lists of criteria may be used.
    headings = ("Inclusion criteri", "Exclusion criteri", "inclusion criteri", "exclusion criteri", "入选标准")
    assert [hit for hit in found if not hit[2].startswith(headings)] == []


def test_chinese_texts_use_full_width_punctuation(texts: list[tuple[str, str, str]]) -> None:
    # A half-width mark on either side of a Han character; a range such as 5–21 and 3.5 have none beside them.
    half_width = re.compile(rf"{HAN}[,;:?!()]|[,;:?!()]{HAN}|{HAN}\.(?![a-z])|{HAN}\"|\"{HAN}")
    assert [(place, text) for place, text in chinese(texts) if half_width.search(PLACEHOLDER.sub("字", text))] == []


def test_chinese_texts_have_no_gap_beside_a_number(texts: list[tuple[str, str, str]]) -> None:
    beside = "[，。：；（）？！、]"
    gap = re.compile(rf"{HAN} +([0-9]|{HAN}|%\()|([0-9]|%\(\w+\)s) +{HAN}|{beside} | {beside}")
    assert [(place, text) for place, text in chinese(texts) if gap.search(text)] == []


def test_chinese_texts_are_in_simplified_characters_and_say_you_politely(texts: list[tuple[str, str, str]]) -> None:
    traditional = "[這個們說請問體驗醫療實無細嗎點應該對為開關時間過還會沒讓從]"
    assert [(place, text) for place, text in chinese(texts) if re.search(traditional, text)] == []
    assert [(place, text) for place, text in chinese(texts) if re.search("你", text)] == []


# A word → the one that says the same everywhere.
ONE_WORD = {
    "登记网页": "登记页面",
    "载入": "导入",
    "医务人员": "医护人员",
    "纳入和排除": "入选和排除",
    "请输入": "请填",
    "以上都": "都",  # on “Check your answers” and on sheets nothing stands above
}


def test_chinese_texts_have_one_word_for_one_thing(texts: list[tuple[str, str, str]]) -> None:
    assert [(place, word) for place, text in chinese(texts) for word in ONE_WORD if word in text] == []


def test_what_to_ask_and_to_tell_is_in_the_patients_own_words(texts: list[tuple[str, str, str]]) -> None:
    # To the doctor, “您” is the doctor.
    lists = [(place, text) for place, text in chinese(texts) if place.endswith((".find_out", ".talk_about"))]
    assert len(lists) > 30
    assert [(place, text) for place, text in lists if re.search("您(的|和|想|对|要)|对您", text)] == []


def test_english_texts_have_no_chinese_punctuation_and_no_straight_quotes(texts: list[tuple[str, str, str]]) -> None:
    assert [
        (place, text) for place, lang, text in texts if lang == "en" and re.search("[，。：；？！]|\"|'", text)
    ] == []


# On the pages


@pytest.mark.parametrize(
    ("lang", "day", "number", "count"),
    [("en", "May 15, 2026", "1,234.5", "× 10⁹/L"), ("zh", "2026年5月15日", "1,234.5", "×10⁹/L")],
)
def test_dates_numbers_and_units_are_written_as_the_language_does(
    app: Flask, lang: str, day: str, number: str, count: str
) -> None:
    browser = CheckingClient(app)
    browser.answer_all(FITTING | {"platelets": {"value": "1234.50", "unit": "10^9/L"}}, f"/{lang}/{NCT}/")
    page = browser.open(f"/{lang}/{NCT}/result")
    assert day in page.text("main")
    assert day in page.text("footer")
    assert "2026-05-15" not in page.text()
    assert re.search(re.escape(number) + f"0? ?{re.escape(count)}", page.text("main"))


@pytest.mark.parametrize(
    ("accept", "told"),
    [
        ("zh-TW", True),
        ("zh-HK,zh;q=0.9,en;q=0.8", True),
        ("zh-Hant-TW,zh", True),
        ("zh-CN,zh-TW;q=0.5", False),
        ("zh", False),
        ("en,zh-TW;q=0.5", False),
    ],
)
def test_a_reader_of_traditional_chinese_is_told_that_the_pages_are_in_simplified(
    app: Flask, accept: str, told: bool
) -> None:
    browser = CheckingClient(app, accept=accept)
    for path in (f"/zh/{NCT}/", f"/zh/{NCT}/check", "/zh/nothing/here"):
        assert len(browser.open(path).all("*[@lang='zh-Hant']")) == int(told)
    assert not browser.open(f"/en/{NCT}/").all("*[@lang='zh-Hant']")


@pytest.mark.parametrize(
    ("path", "lang", "expected"),
    [
        (f"/en/{NCT}/check", "zh", f"/zh/{NCT}/check"),
        (f"/zh/{NCT}/check?a=1&b=2", "en", f"/en/{NCT}/check?a=1&b=2"),
        ("/en/", "zh", "/zh/"),
        ("/", "zh", "/zh/"),
        ("/fr/nothing", "zh", "/zh/"),
        ("/english/", "zh", "/zh/"),
        ("/healthz", "en", "/en/"),
    ],
)
def test_the_other_language_of_a_page_is_at_the_same_address(app: Flask, path: str, lang: str, expected: str) -> None:
    with app.test_request_context(path):
        assert f"/{lang}{address_after_language(current_request())}" == expected


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/en/", "///evil.example", "/en//evil.example", "/en/../..//evil.example"]
)
def test_no_address_makes_the_language_switch_leave_the_site(app: Flask, path: str) -> None:
    with app.test_request_context("/", environ_overrides={"PATH_INFO": path}):
        assert re.match(r"/(en|zh)/", f"/zh{address_after_language(current_request())}")


@pytest.mark.parametrize("query", ["?a=%22%3E%3Cscript%3E", "?next=//evil.example", "?é=1", '?"><b>'])
def test_a_query_comes_along_as_text(app: Flask, query: str) -> None:
    page = CheckingClient(app).open(f"/en/{NCT}/check{query}")
    switch = page.one("nav//a").get("href", "")
    assert switch.startswith(f"/zh/{NCT}/check?")
    assert not page.all("script")
    assert not page.all("main//b")
