"""The list of trials, by condition, with a search."""

import unicodedata
from collections.abc import Callable, Iterable
from itertools import groupby

from prescreen.definitions.loader import TrialSummary
from prescreen.i18n.labels import recruitment_label
from prescreen.i18n.locale import current_language
from prescreen.pages.context import Frame
from prescreen.screening.overview import Overview
from prescreen.trial.questions import Text, in_language
from prescreen.trial.trial import Heading

PAGE_SIZE = 50
MAX_QUERY = 200  # characters


# Trial id → its result so far; None if there is none, or the trial can't be shown.
OverviewOf = Callable[[str], Overview | None]


def list_page(
    frame: Frame, summaries: Iterable[TrialSummary], query: str, number: int, cleared: bool, overview_of: OverviewOf
) -> str:
    """A page of the trials that match a query. `number` counts from 1; out of range it means the nearest page. The
    order never follows from the results."""
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
        overviews={summary.heading.id: overview_of(summary.heading.id) for summary in shown},
        found=len(found),
        query=query,
        page=number,
        pages=pages,
        cleared=cleared,
        in_language=in_language,
    )


def _sort_key(summary: TrialSummary, language: str) -> tuple[str, str]:
    heading = summary.heading
    return in_language(heading.condition, language).casefold(), in_language(heading.title, language).casefold()


def matches(summary: TrialSummary, query: str) -> bool:
    """Whether what the list shows of a trial, in any of its languages, contains each word of the query."""
    heading = summary.heading
    texts = [text for field in _shown(heading) for text in field.values()]
    shown = _comparable(" ".join([heading.id, recruitment_label(summary.record.status), *texts]))
    return all(word in shown for word in _comparable(query).split())


def _shown(heading: Heading) -> list[Text]:
    return [heading.title, heading.condition, heading.for_whom, heading.facility]


def same_condition(trial: Heading, summaries: Iterable[TrialSummary]) -> list[Heading]:
    """The headings of the other trials for the same condition, as any of its languages names it."""
    others = [summary.heading for summary in summaries if summary.heading.id != trial.id]
    found = [other for other in others if trial.has_condition_of(other)]
    return sorted(found, key=lambda heading: in_language(heading.title, current_language()).casefold())


def _comparable(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
