"""Renders templates. What is cached is rendered from the values of its key and nothing else."""

import secrets
from collections.abc import Hashable, Mapping
from contextvars import Context
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from prescreen.i18n import formatting, glossary, labels, number_line_text, record_labels
from prescreen.i18n.locale import LANGUAGES, current_language, format_date, ngettext, template_gettext, use_language
from prescreen.pages import forms

TEMPLATES = Path(__file__).parents[2] / "templates"
MAX_CACHED = 3000  # pages and parts, of some kilobytes each; then the cache starts again

# What stands in a rendered page for what is the reader's own. Random, so that nobody can type it.
TOKEN_PLACEHOLDER = f"token-{secrets.token_hex(16)}"
SECONDS_PLACEHOLDER = f"seconds-{secrets.token_hex(16)}"


def gettext(text: str, **values: Any) -> Markup:
    return template_gettext(current_language())(text, **values)


class Renderer:
    """A Jinja environment that knows nothing of Flask, and a cache of what it rendered."""

    def __init__(self, reloads: bool = False) -> None:
        self.reloads = reloads  # for authors, who change templates too
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
            record_labels=record_labels,
            forms=forms,
            with_terms=glossary.with_terms,
            LANGUAGES=LANGUAGES,
            csrf_token=TOKEN_PLACEHOLDER,
            seconds_left=SECONDS_PLACEHOLDER,
            part=self.part,
        )
        self.environment.filters.update(dateformat=_dateformat, without_controls=forms.without_controls)

    def render(self, template: str, variables: Mapping[str, Any]) -> str:
        """A page that holds something of a reader."""
        return self.environment.get_template(template).render(variables)

    def cached(self, key: Hashable, template: str, variables: Mapping[str, Any]) -> str:
        """A page or part without anything of a reader. `variables`, `lang` among them, follow from the key alone."""
        text = self.cache.get(key)
        if text is None:
            # An empty context has no request, session or application: a template or function that reaches for one
            # raises an error here.
            text = Context().run(self._render_in, variables["lang"], template, variables)
            if len(self.cache) >= MAX_CACHED:
                self.cache.clear()
            if not self.reloads:
                self.cache[key] = text
        return text

    def _render_in(self, language: str, template: str, variables: Mapping[str, Any]) -> str:
        with use_language(language):
            return self.render(template, variables)

    def part(self, template: str, **values: Hashable) -> Markup:
        """A part of a page, cached by the language and the values that it is rendered from; for templates."""
        variables = {"lang": current_language(), **values}
        return Markup(self.cached((template, *variables.items()), template, variables))  # noqa: S704


def _dateformat(day: date, style: str = "long") -> str:
    return format_date(day, style)
