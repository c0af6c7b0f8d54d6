"""Handles a posted form of answers: one routine for the steps and the staff view."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from flask import redirect, request, session
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict

from prescreen.pages.context import PageContext
from prescreen.pages.forms import unit_correction
from prescreen.web.metrics import count_answers
from prescreen.web.request_context import Page, complete
from prescreen.web.session import CSRF, forget_token, forget_unreadable, session_ended


class Validatable(Protocol):
    def validate(self) -> bool: ...


Form = TypeVar("Form", bound=Validatable)


@dataclass(frozen=True)
class Submission(Generic[Form]):
    """What differs between pages with a form."""

    bind: Callable[[MultiDict[str, str]], Form]
    # The last argument says whether the session ended before the post.
    render: Callable[[PageContext, Form, bool], str]
    keep: Callable[[PageContext, Form], PageContext]
    # Whether valid answers are kept even if others are invalid.
    keeps_valid_part: bool
    next_url: Callable[[PageContext], str]
    # Where a shared device redirects after its session has ended, since it must not show what was typed.
    kiosk_url: str


def submit(page: PageContext, submission: Submission[Form]) -> Page:
    """Keeps a valid form's answers and redirects. Otherwise renders the form again: with errors (422), because its
    session has ended (422), or in another language where the reader switched it (200)."""
    if answers_lost():
        forget_token()
        return show_again(page, submission)
    form = submission.bind(_with_unit_correction(page))
    switch = request.form.get("switch")
    if switch:
        # A page that showed errors shows them in the other language too.
        if switch == "judged":
            form.validate()
        return complete(submission.render(page, form, False))
    is_valid = form.validate()
    if is_valid or submission.keeps_valid_part:
        before, page = page, submission.keep(page, form)
        count_answers(before.journey.answers, page.journey)
    if is_valid:
        return redirect(submission.next_url(page), 303)
    return complete(submission.render(page, form, False)), 422


def answers_lost() -> bool:
    """Whether a post's session has expired or can't be decrypted, and the posted page did not tell the reader yet."""
    return session_ended() and "told" not in request.form


def show_again(page: PageContext, submission: Submission[Form]) -> Page:
    """Renders a form that was posted after its session ended, with what was typed. Keeps nothing."""
    if page.frame.site.kiosk:
        return redirect(submission.kiosk_url, 303)
    forget_unreadable()
    return complete(submission.render(page, submission.bind(request.form), True)), 422


def is_late(error: CSRFError) -> bool:
    """Whether a post was refused because its session has ended, and not because it is forged."""
    # Flask-WTF raises this for a token that the app signed for an earlier session.
    return _token_is_gone() or error.description == "The CSRF tokens do not match."


def _token_is_gone() -> bool:
    """Whether the form has a token and the session has none any more."""
    return CSRF in request.form and CSRF not in session


def page_after_session_end(page: PageContext) -> PageContext:
    """The page context of a late post, with `session_ended` set if the answers are gone."""
    ended = page.frame.session_ended or _token_is_gone()
    return replace(page, frame=replace(page.frame, session_ended=ended))


def _with_unit_correction(page: PageContext) -> MultiDict[str, str]:
    correction = unit_correction(page.trial.questions.values(), request.form)
    if not correction:
        return request.form
    return MultiDict({**request.form.to_dict(flat=False), **{name: [unit] for name, unit in correction.items()}})
