"""What a page is made from: the frame around every page, and the reader's answers to a trial."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from prescreen.definitions.loader import Study
from prescreen.pages.content_version import content_version
from prescreen.pages.rendering import Renderer
from prescreen.registry.record_warnings import RecordWarning, record_warnings
from prescreen.screening.journey import Journey, follow
from prescreen.screening.provenance import NO_NOTES, StaffNotes
from prescreen.trial.trial import Trial

# Endpoint, values for those of lang and nct that it takes, other values → an address on this site.
UrlBuilder = Callable[[str, Mapping[str, str], Mapping[str, Any]], str]

# Stands for a trial in an address where there is none.
NO_TRIAL = "NCT00000000"
RESPONDENTS = ("me", "other", "staff")


@dataclass(frozen=True, eq=False)
class Site:
    """What all pages of a running site share. `minutes` is how long a session lasts without use."""

    renderer: Renderer
    build_url: UrlBuilder
    wording: str
    kiosk: bool = False
    minutes: int = 60
    has_preview: bool = False


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What surrounds the content of every page. All of it is hashable, so that a rendered page can be cached by it."""

    site: Site
    language: str
    today: date
    # Path and query after the language, which the same page has in the other one.
    address: str = "/"
    study: Study | None = None
    who: str = "me"
    # The ids of the trials that the reader has answers to.
    answered: tuple[str, ...] = ()
    # Answers to other trials were dropped, since a cookie could not hold all.
    others_dropped: bool = False
    definition_changed: bool = False
    session_ended: bool = False
    prefers_traditional: bool = False

    def url_for(self, endpoint: str, **values: Any) -> str:
        """An address, by default of this trial in this language. `_anchor` is its fragment; a value of None is left
        out."""
        here = {"lang": self.language} | ({"nct": self.study.trial.id} if self.study else {})
        return self.site.build_url(endpoint, here, values)

    def render(self, template: str, **content: Any) -> str:
        """A page of this reader's, with placeholders for the token and the seconds that are left."""
        return self.site.renderer.render(template, self._variables | content)

    def render_cached(self, template: str, **content: Hashable) -> str:
        """A page that holds no answer, cached by all that it is rendered from."""
        if "?" in self.address:  # anyone may make up any number of queries
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
    def clear_in(self) -> str:
        """The trial in the address that clears all answers."""
        return self.study.trial.id if self.study else next(iter(self.answered), NO_TRIAL)

    @property
    def version(self) -> str:
        """The version of the trial's questions, where there is a trial, together with the pages' own texts."""
        return content_version(self.study.trial.version if self.study else "", self.site.wording)

    @property
    def record_warnings(self) -> list[RecordWarning]:
        if self.study is None:
            return []
        return record_warnings(self.study.record, bool(self.study.changed_criteria), self.today)


@dataclass(frozen=True)
class PageContext:
    """The one value that a page about a trial is made from. Built once a request."""

    frame: Frame
    study: Study
    journey: Journey
    notes: StaffNotes = NO_NOTES

    @property
    def trial(self) -> Trial:
        return self.study.trial

    @property
    def language(self) -> str:
        return self.frame.language

    @property
    def url_for(self) -> Callable[..., str]:
        return self.frame.url_for

    def next_url(self) -> str:
        """Where the reader goes on: the first step with an unanswered question, else the check page."""
        step = self.journey.next_unanswered()
        return self.url_for("wizard.step", step_id=step.step.id) if step else self.url_for("wizard.check")

    def with_answers(self, answers: Mapping[str, Any], notes: StaffNotes) -> "PageContext":
        """The same page after other answers were kept."""
        return replace(self, journey=follow(self.trial, answers), notes=notes)


def without_reader(site: Site, study: Study, language: str, today: date, answers: Mapping[str, Any]) -> PageContext:
    """A page as its authors see it, for someone with these answers."""
    frame = Frame(site=site, language=language, today=today, address=f"/{study.trial.id}/", study=study)
    return PageContext(frame, study, follow(study.trial, answers))
