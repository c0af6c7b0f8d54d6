"""Renders templates. What is cached is rendered from the values of its key and nothing else."""

import secrets
from collections.abc import Hashable, Mapping
from contextvars import Context
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from prescreen.i18n import (
    doubt_text,
    formatting,
    glossary,
    labels,
    number_line_text,
    reason_text,
    record_labels,
    staff_labels,
)
from prescreen.i18n.language_tags import tagged
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
from prescreen.pages.duration import minutes_to_answer
from prescreen.screening import doubt

TEMPLATES = Path(__file__).parents[2] / "templates"
MAX_CACHED = 3000  # pages and parts, of some kilobytes each; a full cache is emptied

# Placeholders for the reader's CSRF token, whose answers the browser holds, and the seconds left of them. Random, so
# that no input can contain them.
TOKEN_PLACEHOLDER = f"token-{secrets.token_hex(16)}"
PERSON_PLACEHOLDER = f"person-{secrets.token_hex(16)}"
SECONDS_PLACEHOLDER = f"seconds-{secrets.token_hex(16)}"


def gettext(text: str, **values: Any) -> Markup:
    return template_gettext(current_language())(text, **values)


class Renderer:
    """A Jinja environment without Flask's globals, and a cache of rendered pages and parts."""

    def __init__(self, reloads: bool = False) -> None:
        self.reloads = reloads  # in debug mode templates are reloaded, and nothing is cached
        self.cache: dict[Hashable, str] = {}
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=reloads,
            undefined=StrictUndefined,
        )
        self.environment.globals.update(
            _=gettext,
            ngettext=ngettext,
            space=labels.space,
            labels=labels,
            formatting=formatting,
            number_line_text=number_line_text,
            reason_text=reason_text,
            record_labels=record_labels,
            staff_labels=staff_labels,
            forms=forms,
            minutes_to_answer=minutes_to_answer,
            conflicts=conflicts,
            doubts=doubt,
            doubt_text=doubt_text,
            with_terms=glossary.with_terms,
            LANGUAGES=LANGUAGES,
            HTML_LANGUAGES=HTML_LANGUAGES,
            csrf_token=TOKEN_PLACEHOLDER,
            person_label=PERSON_PLACEHOLDER,
            seconds_left=SECONDS_PLACEHOLDER,
            cached_part=self.cached_part,
        )
        self.environment.filters.update(dateformat=_dateformat, without_controls=forms.without_controls, tagged=tagged)

    def render(self, template: str, variables: Mapping[str, Any]) -> str:
        """Renders a template without the cache."""
        return self.environment.get_template(template).render(variables)

    def cached(self, key: Hashable, template: str, variables: Mapping[str, Any]) -> str:
        """Renders a page or part, or returns it from the cache. The variables must follow from the key alone; `lang` is
        one of them."""
        text = self.cache.get(key)
        if text is None:
            # An empty context has no request, session or current app: a template that uses one raises an error.
            text = Context().run(self._render_in, variables["lang"], template, variables)
            if len(self.cache) >= MAX_CACHED:
                self.cache.clear()
            if not self.reloads:
                self.cache[key] = text
        return text

    def _render_in(self, language: str, template: str, variables: Mapping[str, Any]) -> str:
        with use_language(language):
            return self.render(template, variables)

    def cached_part(self, template: str, **values: Hashable) -> Markup:
        """For templates: a part of a page, cached by the language and the values that it is rendered from."""
        variables = {"lang": current_language(), **values}
        return Markup(self.cached((template, *variables.items()), template, variables))  # noqa: S704


def _dateformat(day: date, style: str = "long") -> str:
    return format_date(day, style)
