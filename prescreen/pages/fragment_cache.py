"""What every reader sees in the same way is drawn once: parts of pages, and whole pages with holes for what differs."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app, g, render_template, request
from flask_wtf.csrf import generate_csrf

from prescreen.i18n.locale import current_language as language
from prescreen.web.language import prefers_traditional as reads_traditional

MANY = 3000  # parts and pages, of some kilobytes each, before all are drawn anew
TOKEN, SECONDS = "\ue000token\ue000", "\ue000seconds\ue000"

Key = tuple[Any, ...]


def _drawn(key: Key, draw: Callable[[], str]) -> str:
    """`key` names all that the text depends on besides the trial, the language and the settings."""
    if current_app.debug:  # an author changes templates too
        return draw()
    kept: dict[Key, str] = current_app.extensions["drawn"]
    study = g.get("study")
    place = (study.number if study else 0, language(), *key)
    text = kept.get(place)
    if text is None:
        if len(kept) >= MANY:
            kept.clear()
        text = kept[place] = draw()
    return text


def once(*key: str, caller: Callable[[], str]) -> str:
    """A part of a page, in a template's `call` block."""
    return _drawn(key, caller)


def page_once(template: str, key: Key, frame: Mapping[str, Any], **content: Any) -> str:
    """A page that holds no answer. `frame` is what `pages.shown_everywhere` tells of the reader."""
    if request.query_string or len(frame["answered"]) > 1:
        return render_template(template, **content)
    told = [frame.get(name) for name in ("clear_in", "ended", "stale", "changed", "who")]
    seen = (request.path, *key, *told, *frame["answered"], *frame.get("record_warnings", ()), reads_traditional())
    holes = {"csrf_token": lambda: TOKEN, "seconds_left": SECONDS}
    page = _drawn(seen, lambda: render_template(template, **content, **holes))
    if TOKEN in page:
        page = page.replace(TOKEN, generate_csrf())
    return page.replace(SECONDS, str(frame.get("seconds_left")))
