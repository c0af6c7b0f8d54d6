"""Marks the parts of a text that are in another language than the page, for screen readers."""

import re
from functools import lru_cache

from markupsafe import Markup, escape

from prescreen.i18n.locale import HTML_LANGUAGES, current_language

# On English pages, Chinese terms. On Chinese pages, English words; abbreviations and units are not words.
CHINESE = re.compile(r"[\u3400-\u9fff](?:[\u3400-\u9fff、（）：，]*[\u3400-\u9fff])?")
ENGLISH = re.compile(r"[A-Za-z][A-Za-z.’'-]*(?: [A-Za-z][A-Za-z.’'-]*)*[A-Za-z]")
WORD = re.compile("[a-z]{5}|[a-z]{3} [a-z]{3}")


def tagged(text: object) -> Markup:
    """The text as HTML, with a `lang` on what is not in the current language. Nothing is cached, since a text may be a
    reader's."""
    return _in_language(text if isinstance(text, str) else str(text), current_language())


def authored(text: str) -> Markup:
    """The same for a text of a definition or of this project, cached. Not for what a reader has typed."""
    return _cached(text, current_language())


def _in_language(text: str, language: str) -> Markup:
    if language == "en":
        return _tagged(text, CHINESE, "zh") if CHINESE.search(text) else escape(text)
    return _tagged(text, ENGLISH, "en") if WORD.search(text) else escape(text)


# `typed`, since a Markup equals the same text that is still to be escaped.
_cached = lru_cache(10_000, typed=True)(_in_language)


def _tagged(text: str, pattern: re.Pattern[str], language: str) -> Markup:
    parts, end = [], 0
    for found in pattern.finditer(text):
        if language == "en" and not WORD.search(found[0]):
            continue
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<span lang="{}">{}</span>').format(HTML_LANGUAGES[language], found[0]))
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])
