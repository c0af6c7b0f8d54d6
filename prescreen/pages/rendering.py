"""Renders templates. What is cached is rendered from the values of its key and nothing else."""

import secrets
from collections.abc import Hashable, Mapping, Sequence
from contextvars import Context
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import Markup

from prescreen.i18n import (
    close_call_text,
    doubt_text,
    formatting,
    glossary,
    labels,
    number_line_text,
    reason_text,
    record_labels,
    staff_labels,
)
from prescreen.i18n.language_tags import authored, tagged
from prescreen.i18n.locale import (
    HTML_LANGUAGES,
    LANGUAGES,
    current_language,
    format_date,
    ngettext,
    template_gettext,
    use_language,
)
from prescreen.pages import conflicts, forms
from prescreen.pages.compiled_texts import EnvironmentOfLanguage
from prescreen.pages.duration import minutes_to_answer
from prescreen.pages.kept_inputs import with_answer, with_provenance
from prescreen.screening import doubt

TEMPLATES = Path(__file__).parents[2] / "templates"
MAX_CACHED = 3000  # pages and parts, of some kilobytes each; a full cache is emptied

# Placeholders for the reader's CSRF token, whose answers the browser holds, and the seconds left of them. They begin
# alike, so that a page is searched once. Random, so that no input can contain them.
PLACEHOLDER = f"place-{secrets.token_hex(16)}-"
TOKEN_PLACEHOLDER, PERSON_PLACEHOLDER, SECONDS_PLACEHOLDER = (f"{PLACEHOLDER}{kind}" for kind in "tps")
# The placeholder for an answer or its inputs.
ANSWER_PLACEHOLDER = f"answer-{secrets.token_hex(16)}"


@lru_cache
def environment_of(language: str, reloads: bool) -> EnvironmentOfLanguage:
    """The Jinja environment of a language, without Flask's globals. It compiles each template once."""
    environment = EnvironmentOfLanguage(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=reloads,
        undefined=StrictUndefined,
    )
    environment.globals.update(
        _=template_gettext(language),
        ngettext=ngettext,
        space=partial(labels.space, language),
        labels=labels,
        formatting=formatting,
        number_line_text=number_line_text,
        close_call_text=close_call_text,
        reason_text=reason_text,
        record_labels=record_labels,
        staff_labels=staff_labels,
        forms=forms,
        minutes_to_answer=minutes_to_answer,
        conflicts=conflicts,
        with_answer=with_answer,
        with_provenance=with_provenance,
        doubts=doubt,
        doubt_text=doubt_text,
        with_terms=glossary.with_terms,
        LANGUAGES=LANGUAGES,
        HTML_LANGUAGES=HTML_LANGUAGES,
        csrf_token=TOKEN_PLACEHOLDER,
        person_label=PERSON_PLACEHOLDER,
        seconds_left=SECONDS_PLACEHOLDER,
        answer_placeholder=ANSWER_PLACEHOLDER,
    )
    environment.filters.update(
        dateformat=_dateformat, without_controls=forms.without_controls, tagged=tagged, authored=authored
    )
    return environment


class Renderer:
    """Renders the templates, and keeps a cache of pages and parts."""

    def __init__(self, reloads: bool = False) -> None:
        self.reloads = reloads  # in debug mode templates are reloaded, and nothing is cached
        self.cache: dict[Hashable, str] = {}

    def render(self, template: str, variables: Mapping[str, Any]) -> str:
        """Renders a template in the language `lang` of the variables, without the cache."""
        language = variables["lang"]
        with use_language(language):
            found = environment_of(language, self.reloads).get_template(template)
            return found.render(variables, cached_part=self.cached_part)

    def cached(self, key: Hashable, template: str, variables: Mapping[str, Any]) -> str:
        """Renders a page or part, or returns it from the cache. The variables must follow from the key alone; `lang` is
        one of them."""
        text = self.cache.get(key)
        if text is None:
            # An empty context has no request, session or current app: a template that uses one raises an error.
            text = Context().run(self.render, template, variables)
            if len(self.cache) >= MAX_CACHED:
                self.cache.clear()
            if not self.reloads:
                self.cache[key] = text
        return text

    def cached_part(self, template: str, **values: Hashable) -> Markup:
        """For templates: a part of a page, cached by the language and the values that it is rendered from."""
        return Markup(self.part(template, **values))  # noqa: S704

    def part(self, template: str, **values: Hashable) -> str:
        """The same as text, which may still have places for answers."""
        variables = {"lang": current_language(), **values}
        return self.cached((template, *variables.items()), template, variables)


def fill(text: str, answers: Sequence[str]) -> str:
    """Puts answers or their inputs, as HTML, in the places of the placeholders. Raises ValueError if there are more
    or fewer."""
    pairs = zip(text.split(ANSWER_PLACEHOLDER), [*answers, ""], strict=True)
    return "".join([part for pair in pairs for part in pair])


def _dateformat(day: date, style: str = "long") -> str:
    return format_date(day, style)
