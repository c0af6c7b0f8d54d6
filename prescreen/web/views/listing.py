"""The trials on offer, by condition, with a search."""

import unicodedata
from itertools import groupby

from flask import g, redirect, render_template, request, url_for

from prescreen.definitions.loader import Entry
from prescreen.i18n.labels import recruitment_label
from prescreen.trial.questions import Text
from prescreen.web.request_context import Page, catalogue
from prescreen.web.views import wizard

ON_A_PAGE = 50
MAX_SOUGHT = 200


def trials(lang: str) -> Page:
    """A list of the trials; with one trial, its start page."""
    g.lang = lang
    entries = list(catalogue().entries())
    if len(entries) == 1:
        g.study = catalogue().get(entries[0].heading.id)
        if lang in entries[0].heading.languages:
            return wizard.start()
        return redirect(url_for("wizard.start", lang=entries[0].heading.languages[0]))
    sought = request.args.get("q", "")[:MAX_SOUGHT]
    found = sorted((entry for entry in entries if _matches(entry, sought)), key=lambda entry: _place(entry, lang))
    pages = range(1, max(1, -(-len(found) // ON_A_PAGE)) + 1)
    page = min(max(request.args.get("page", 1, int), 1), pages[-1])
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return render_template(
        "listing/trials.html",
        conditions=[
            (name, list(members)) for name, members in groupby(shown, lambda e: said(e.heading.condition, lang))
        ],
        number=len(found),
        sought=sought,
        page=page,
        pages=pages,
        cleared="cleared" in request.args,
        said=said,
    )


def _place(entry: Entry, lang: str) -> tuple[str, str]:
    return _condition(entry, lang).casefold(), said(entry.heading.title, lang).casefold()


def _condition(entry: Entry, lang: str) -> str:
    return said(entry.heading.condition, lang)


def said(text: Text, lang: str) -> str:
    """A text in a language, or in the first that there is."""
    return text.get(lang) or next(iter(text.values()))


def _matches(entry: Entry, sought: str) -> bool:
    """Whether every word that is sought stands in what the list shows of a trial, in any of its languages."""
    heading = entry.heading
    texts = [text for field in (heading.title, heading.condition, heading.facility) for text in field.values()]
    shown = _plain(" ".join([heading.id, recruitment_label(entry.record.status), *texts]))
    return all(word in shown for word in _plain(sought).split())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
