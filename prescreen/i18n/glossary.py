"""Terms marked in the text, each with its meaning to open in place."""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from prescreen.trial.trial import Term


def with_terms(text: str, glossary: list[Term], lang: str) -> Markup:
    """The text as HTML, in which the first mention of each term opens its meaning, without script."""
    return Markup("").join(_parts(text, {term.term[lang].lower(): term.means[lang] for term in glossary}))


def _parts(text: str, meanings: dict[str, str]) -> Iterator[Markup]:
    # Longer terms first; Latin ones are whole words, and Chinese has no word boundary to look for. What stands in
    # quotes is a name as it is printed somewhere, and is left whole.
    names = sorted(meanings, key=len, reverse=True)
    terms = [rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in names]
    end = 0
    for found in re.finditer("|".join(["“[^”]*”", *terms]), text, re.I):
        meaning = meanings.pop(found[0].lower(), None)
        if meaning:
            yield escape(text[end : found.start()])
            yield Markup('<details class="term"><summary>{}</summary><span class="meaning">{}</span></details>').format(
                found[0], meaning
            )
            end = found.end()
    yield escape(text[end:])
