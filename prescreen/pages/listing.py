"""The list of trials, by condition, with a search."""

import unicodedata
from collections.abc import Iterable
from itertools import groupby

from prescreen.definitions.loader import TrialSummary
from prescreen.i18n.labels import recruitment_label
from prescreen.pages.context import Frame
from prescreen.trial.questions import Text

PAGE_SIZE = 50
MAX_QUERY = 200  # characters


def list_page(frame: Frame, summaries: Iterable[TrialSummary], query: str, number: int, cleared: bool) -> str:
    """A page of the trials that match a query. `number` counts from 1; out of range it means the nearest page."""
    language, query = frame.language, query[:MAX_QUERY]
    matching = [summary for summary in summaries if matches(summary, query)]
    found = sorted(matching, key=lambda summary: _sort_key(summary, language))
    pages = range(1, max(1, -(-len(found) // PAGE_SIZE)) + 1)
    number = min(max(number, 1), pages[-1])
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    by_condition = groupby(shown, lambda summary: in_language(summary.heading.condition, language))
    return frame.render(
        "listing/trials.html",
        conditions=[(condition, list(members)) for condition, members in by_condition],
        found=len(found),
        query=query,
        page=number,
        pages=pages,
        cleared=cleared,
        in_language=in_language,
    )


def in_language(text: Text, language: str) -> str:
    """The text in this language, or in the first one that it has."""
    return text.get(language) or next(iter(text.values()))


def _sort_key(summary: TrialSummary, language: str) -> tuple[str, str]:
    heading = summary.heading
    return in_language(heading.condition, language).casefold(), in_language(heading.title, language).casefold()


def matches(summary: TrialSummary, query: str) -> bool:
    """Whether what the list shows of a trial, in any of its languages, contains each word of the query."""
    heading = summary.heading
    texts = [text for field in (heading.title, heading.condition, heading.facility) for text in field.values()]
    shown = _comparable(" ".join([heading.id, recruitment_label(summary.record.status), *texts]))
    return all(word in shown for word in _comparable(query).split())


def _comparable(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
