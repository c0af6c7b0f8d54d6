"""Marks the parts of a text that are in another language than the page, for screen readers."""

import re
from functools import lru_cache

from markupsafe import Markup, escape

from prescreen.i18n.locale import HTML_LANGUAGES, current_language

# On English pages, Chinese terms. On Chinese pages, words in Latin letters; abbreviations and units are not words.
CHINESE = re.compile(r"[\u3400-\u9fff](?:[\u3400-\u9fff、（）：，]*[\u3400-\u9fff])?")
ENGLISH = re.compile(r"[A-Za-z][A-Za-z.’'-]*(?: [A-Za-z][A-Za-z.’'-]*)*[A-Za-z]")
WORD = re.compile("[a-z]{5}|[a-z]{3} [a-z]{3}")


@lru_cache(maxsize=20_000)
def _tagged(text: str, language: str) -> Markup:
    pattern, other = (CHINESE, "zh") if language == "en" else (ENGLISH, "en")
    parts, end = [], 0
    for found in pattern.finditer(text):
        if other == "en" and not WORD.search(found[0]):
            continue
        parts += [escape(text[end : found.start()])]
        parts += [Markup('<span lang="{}">{}</span>').format(HTML_LANGUAGES[other], found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def tagged(text: str) -> Markup:
    """The text as HTML, with a `lang` on what is not in the current language."""
    return _tagged(text, current_language())
