"""What happens to a posted form of answers, the same for a step and for the staff view."""

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


class Validated(Protocol):
    def validate(self) -> bool: ...


Form = TypeVar("Form", bound=Validated)


@dataclass(frozen=True)
class Submission(Generic[Form]):
    """How a page's form is bound, drawn (with true where its session has ended) and kept, and where the reader goes
    on. With `keeps_valid_part`, errors don't keep the rest from being kept."""

    bind: Callable[[MultiDict[str, str]], Form]
    render: Callable[[PageContext, Form, bool], str]
    keep: Callable[[PageContext, Form], PageContext]
    keeps_valid_part: bool
    next_url: Callable[[PageContext], str]
    # Where a shared device leads, which shows nothing of what was typed.
    kiosk_url: str


def submit(page: PageContext, submission: Submission[Form]) -> Page:
    """Keeps what was posted and leads on; or shows the form again, in another language, with its errors, or because the
    answers that it belonged to are gone."""
    if answers_lost():
        forget_token()
        return show_again(page, submission)
    form = submission.bind(_corrected(page))
    switch = request.form.get("switch")
    if switch:
        # Who was told what is wrong is told in the other language too.
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
    """Whether the post came with a session that can't be read any more, and its sender has not been told so."""
    return session_ended() and "told" not in request.form


def show_again(page: PageContext, submission: Submission[Form]) -> Page:
    """A form that was posted after its session ended, with what was typed, and nothing kept."""
    if page.frame.site.kiosk:
        return redirect(submission.kiosk_url, 303)
    forget_unreadable()
    return complete(submission.render(page, submission.bind(request.form), True)), 422


def is_late(error: CSRFError) -> bool:
    """Whether a post was refused because its session has ended since, and not because it is forged."""
    # The other token was signed by us too, for a session before the one that is open now.
    return session_is_gone() or error.description == "The CSRF tokens do not match."


def session_is_gone() -> bool:
    return CSRF in request.form and CSRF not in session


def after_the_end(page: PageContext) -> PageContext:
    """The page of a late post, which says whether the answers are gone."""
    ended = page.frame.session_ended or session_is_gone()
    return replace(page, frame=replace(page.frame, session_ended=ended))


def _corrected(page: PageContext) -> MultiDict[str, str]:
    correction = unit_correction(page.trial.questions.values(), request.form)
    if not correction:
        return request.form
    return MultiDict({**request.form.to_dict(flat=False), **{name: [unit] for name, unit in correction.items()}})
