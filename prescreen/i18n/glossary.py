"""Marks glossary terms in a text: as HTML, in which a term opens its meaning."""

import re
from collections.abc import Iterator

from markupsafe import Markup

from prescreen.i18n.language_tags import tagged
from prescreen.i18n.locale import current_language
from prescreen.trial.trial import Term


def with_terms(text: str, glossary: list[Term]) -> Markup:
    """A text in the current language as HTML, in which the first occurrence of each term opens its meaning without a
    script."""
    lang = current_language()
    return Markup("").join(_parts(text, {term.term[lang].lower(): term.means[lang] for term in glossary}))


def _parts(text: str, meanings: dict[str, str]) -> Iterator[Markup]:
    # Longer terms come first. English terms match whole words; Chinese has no word boundaries. Quoted text is matched
    # before all terms, so that no term inside it is marked.
    names = sorted(meanings, key=len, reverse=True)
    terms = [rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in names]
    end = 0
    for found in re.finditer("|".join(["“[^”]*”", *terms]), text, re.I):
        meaning = meanings.pop(found[0].lower(), None)
        if meaning:
            yield tagged(text[end : found.start()])
            yield Markup('<details class="term"><summary>{}</summary><span class="meaning">{}</span></details>').format(
                tagged(found[0]), tagged(meaning)
            )
            end = found.end()
    yield tagged(text[end:])
