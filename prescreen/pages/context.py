"""What pages are rendered from: the frame that every page has, and the context of a page about a trial."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from prescreen.definitions.loader import Study
from prescreen.pages.content_version import content_version
from prescreen.pages.rendering import Renderer
from prescreen.registry.record_warnings import RecordWarning, record_warnings
from prescreen.screening.journey import Journey, follow
from prescreen.screening.provenance import NO_NOTES, StaffNotes
from prescreen.screening.session_entry import Refused
from prescreen.trial.identity import Approval
from prescreen.trial.trial import Trial

# (endpoint, defaults, values) → the path. The defaults, `lang` and `nct`, are ignored by a route without them.
UrlBuilder = Callable[[str, Mapping[str, str], Mapping[str, Any]], str]

# The trial id in a path where there is no trial.
NO_TRIAL = "NCT00000000"
RESPONDENTS = ("me", "other", "staff")


class Ending(StrEnum):
    """Why answers, or a posted form's session, are not there any more."""

    BY_TIME = "by_time"  # there were answers, which were not used for too long
    LATE = "late"  # nothing had been kept yet
    NO_COOKIES = "no_cookies"  # the browser accepts none
    PLAIN_HTTP = "plain_http"  # the browser returns no cookies over http


@dataclass(frozen=True, eq=False)
class Site:
    """What all pages of a running app share. `ui_texts` is the hash of the UI texts; `minutes` is how long a session
    lasts without use."""

    renderer: Renderer
    build_url: UrlBuilder
    ui_texts: str
    kiosk: bool = False
    minutes: int = 60
    has_preview: bool = False


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What the header, notices and footer of a page are rendered from. All values are hashable, since the frame is part
    of the key of a cached page."""

    site: Site
    language: str
    today: date
    # Path and query without the language prefix: the same for a page in every language.
    address: str = "/"
    study: Study | None = None
    who: str = "me"
    # The ids of the trials that the session holds answers to.
    answered: tuple[str, ...] = ()
    # Whether what was just posted was not kept, because the cookie can't hold more beside the answers to other trials.
    has_no_room: bool = False
    definition_changed: bool = False
    # Whether someone else has passed the answers on, and none was changed since.
    loaded: bool = False
    ending: Ending | None = None
    # How the answers of the person here have just begun, where they replaced those of another: other tabs are told.
    just_begun: str = ""
    # What the links to documents, codes and single answers say of whose page it is. None for the first person that a
    # browser ever had: their addresses are plain.
    of: str | None = None
    # Whether the page shows a form again that was posted without its session.
    is_shown_again: bool = False
    prefers_traditional: bool = False
    # Whether the browser belongs to another app, such as WeChat: it neither prints nor keeps downloads.
    in_app: bool = False

    def url_for(self, endpoint: str, **values: Any) -> str:
        """The path of an endpoint, in this language and for this trial unless `values` name others. `_anchor` is the
        fragment; values of None are left out."""
        here = {"lang": self.language} | ({"nct": self.study.trial.id} if self.study else {})
        return self.site.build_url(endpoint, here, values)

    def render(self, template: str, **content: Any) -> str:
        """Renders a page without the cache. Placeholders stand for the CSRF token and the seconds left of the session,
        until `web.request_context.complete` replaces them."""
        return self.site.renderer.render(template, self._variables | content)

    def render_cached(self, template: str, **content: Hashable) -> str:
        """Renders a page without answers, cached by the frame and the content. It has the same placeholders."""
        if "?" in self.address:  # otherwise anyone could fill the cache with invented queries
            return self.render(template, **content)
        key = (template, self, *content.items())
        return self.site.renderer.cached(key, template, self._variables | content)

    @property
    def _variables(self) -> dict[str, Any]:
        study = self.study
        return {
            "frame": self,
            "lang": self.language,
            "url_for": self.url_for,
            "study": study,
            "trial": study.trial if study else None,
            "record": study.record if study else None,
        }

    def address_in(self, language: str) -> str:
        return f"/{language}{self.address}"

    @property
    def nct_to_clear(self) -> str:
        """The trial id in the URL that clears all answers: this page's, else one with answers, else a placeholder."""
        return self.study.trial.id if self.study else next(iter(self.answered), NO_TRIAL)

    @property
    def version(self) -> str:
        """The version in the footer: of the trial's definition, if there is one, and of the UI texts."""
        return content_version(self.study.trial.version if self.study else "", self.site.ui_texts)

    @property
    def approval(self) -> Approval | None:
        """The ethics committee's approval, if it is of what the pages say now."""
        approval = self.study.trial.approval if self.study else None
        return approval if approval and approval.version == self.version else None

    @cached_property
    def record_warnings(self) -> list[RecordWarning]:
        if self.study is None:
            return []
        return record_warnings(self.study.record, bool(self.study.changed_criteria), self.today)


@dataclass(frozen=True)
class PageContext:
    """Everything that a page about a trial is rendered from. Built once per request."""

    frame: Frame
    study: Study
    journey: Journey
    notes: StaffNotes = NO_NOTES
    refused: Refused = field(default_factory=dict)
    # Question id → the title of the other study for which its answer was given.
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def trial(self) -> Trial:
        return self.study.trial

    @property
    def language(self) -> str:
        return self.frame.language

    @property
    def url_for(self) -> Callable[..., str]:
        return self.frame.url_for

    def next_url(self, **query: str | None) -> str:
        """The path of the first step with an unanswered question, else of the check page."""
        step = self.journey.next_unanswered()
        place = ("wizard.step", {"step_id": step.step.id}) if step else ("wizard.check", {})
        return self.url_for(place[0], **place[1], **query)


def page_without_request(
    site: Site, study: Study, language: str, today: date, answers: Mapping[str, Any]
) -> PageContext:
    """The page context for these answers, built without a request or session: for authors and ethics committees."""
    frame = Frame(site=site, language=language, today=today, address=f"/{study.trial.id}/", study=study)
    return PageContext(frame, study, follow(study.trial, answers))
