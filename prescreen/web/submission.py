"""Handles a posted form of answers: one routine for the steps and the staff view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from flask import current_app, redirect
from werkzeug.datastructures import MultiDict

from prescreen.pages.conflicts import pick_between
from prescreen.pages.context import Ending, PageContext
from prescreen.pages.core_field import NOT_SAID, CoreField
from prescreen.pages.forms import chosen_reading
from prescreen.pages.refused import refused_input
from prescreen.screening.session_entry import Refused
from prescreen.web.csrf import LateFormError
from prescreen.web.metrics import count_answers
from prescreen.web.request import current_request
from prescreen.web.request_context import Page, complete
from prescreen.web.request_origin import uses_plain_http
from prescreen.web.session import NoRoomError, answered_trials, forget_unreadable, session_ended

PLAIN_HTTP = (
    "A page was opened over plain http, where browsers return no Secure cookies, so no answer can be kept. Serve the"
    " site over https (see docs/operating.md)."
)


class AnswersForm(Protocol):
    @property
    def fields(self) -> Sequence[CoreField]: ...
    def validate(self) -> bool: ...


Form = TypeVar("Form", bound=AnswersForm)


@dataclass(frozen=True)
class Submission(Generic[Form]):
    """What differs between pages with a form."""

    # The last argument says whether blank questions are accepted, because the reader leaves the page.
    bind: Callable[[MultiDict[str, str], bool], Form]
    render: Callable[[PageContext, Form], str]
    # The last argument is the refused input, which is shown again later.
    keep: Callable[[PageContext, Form, Refused], PageContext]
    # Where a valid form leads, from the page contexts before and after.
    next_url: Callable[[PageContext, PageContext, Form], str]
    # Where a shared device redirects after its session has ended, since it must not show what was typed.
    kiosk_url: str
    # Whether valid answers are kept even if others are invalid.
    keeps_valid_part: bool = False
    # Where the form's links lead, by the value of their button `go` (None for another). They keep what was typed.
    link_url: Callable[[str], str | None] = lambda go: None


def submit(page: PageContext, submission: Submission[Form]) -> Page:
    """Keeps what was changed on a page, and redirects. Renders the form again in another language where the reader
    switched it (200), with errors or if there is no room for more answers (422), or if an answer was changed elsewhere
    too (409)."""
    if answers_lost():
        return show_again(page, submission)
    sent = current_request().form
    posted, link = _with_chosen_reading(page, sent), submission.link_url(sent.get("go", ""))
    form = submission.bind(posted, link is not None)
    if "switch" in sent:
        # A page that showed errors shows them in the other language too.
        if sent["switch"] == "judged":
            form.validate()
        return complete(submission.render(page, form))
    pick_between(form.fields, sent.get("pick"))
    is_valid = form.validate()
    is_conflict = any(field.is_conflict for field in form.fields)
    before = page
    if link and "full" in sent:
        return redirect(link, 303)  # the reader knows that nothing more can be kept, and leaves
    try:
        if is_valid or link or submission.keeps_valid_part:
            page = _keep(page, submission, form, posted)
    except NoRoomError:
        page = replace(page, frame=replace(page.frame, has_no_room=True))
        return complete(submission.render(page, form)), 422
    if (is_valid or link) and not is_conflict:
        if "stay" in sent:  # a script, which replaces parts of its page
            return complete(submission.render(page, form))
        return redirect(link or submission.next_url(before, page, form), 303)
    return complete(submission.render(page, form)), 409 if is_conflict else 422


def keep_input(page: PageContext, submission: Submission[Form]) -> PageContext:
    """Keeps the input of a page that the reader leaves, as its links do."""
    sent = current_request().form
    form = submission.bind(sent, True)
    form.validate()
    return _keep(page, submission, form, sent)


def _keep(page: PageContext, submission: Submission[Form], form: Form, posted: MultiDict[str, str]) -> PageContext:
    """Keeps what was changed, and refused input to show it again."""
    after = submission.keep(page, form, refused_input(form.fields, posted, page.refused))
    count_answers(page.journey.answers, after.journey)
    for changed in form.fields:
        changed.settle()
    return after


def answers_lost() -> bool:
    """Whether there were answers when the page was opened which are gone now, and the page did not say so yet."""
    sent = current_request().form
    were_there = "answered" in sent and not answered_trials()
    return "told" not in sent and (session_ended() or were_there)


def show_again(page: PageContext, submission: Submission[Form], error: LateFormError | None = None) -> Page:
    """Renders a form that was posted after its session ended, with what was typed. Keeps nothing."""
    if page.frame.site.kiosk:
        return redirect(submission.kiosk_url, 303)
    form = submission.bind(current_request().form, True)
    for late in form.fields:
        late.shown = NOT_SAID  # the answers that the page was shown with are gone
    return complete(submission.render(with_ending(page, error), form)), 422


def with_ending(page: PageContext, error: LateFormError | None) -> PageContext:
    """The context of a page that is shown again, which says why. Once it is told, what has ended is forgotten."""
    ending = _ending(is_first_page=error is not None and error.is_first_page)
    forget_unreadable()
    return replace(page, frame=replace(page.frame, ending=ending, is_shown_again=True))


def _ending(is_first_page: bool) -> Ending:
    if session_ended() or "answered" in current_request().form:
        return Ending.BY_TIME
    if not is_first_page:
        return Ending.LATE
    if not (current_request().has_secure_cookies and uses_plain_http()):
        return Ending.NO_COOKIES
    current_app.logger.warning(PLAIN_HTTP)
    return Ending.PLAIN_HTTP


def _with_chosen_reading(page: PageContext, sent: MultiDict[str, str]) -> MultiDict[str, str]:
    chosen = chosen_reading(page.trial.questions.values(), sent)
    return MultiDict({**sent.to_dict(flat=False), **chosen}) if chosen else sent
