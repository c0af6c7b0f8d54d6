"""Handing answers over without an account: a code that carries them, encrypted, and the page that asks before it loads
them. The server stores nothing of it."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flask import Blueprint, Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from prescreen.definitions.catalogue import UnreadableTrialError
from prescreen.definitions.loader import Study
from prescreen.i18n.locale import current_language, format_moment
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.pages.context import PageContext
from prescreen.screening.answers import Answers, read_all
from prescreen.screening.journey import Journey, follow
from prescreen.screening.provenance import StaffNotes
from prescreen.screening.serialization import decompress
from prescreen.web import handover_token
from prescreen.web.cookies import cookie_flags, cookie_name, is_secure
from prescreen.web.encryption import Decrypted, ExpiredError
from prescreen.web.errors import message_page
from prescreen.web.handover_token import COOKIE_SECONDS, cookie_of, make_token, qr_code, read_token, token_in
from prescreen.web.request_context import (
    LANGUAGE_RULE,
    Page,
    catalogue,
    complete,
    keep_answers,
    page_of,
    settings,
    trial_pages,
)

COOKIE = "handover"

bp = trial_pages("handover")
opening = Blueprint("opening", __name__)


def init_app(app: Flask, keys: list[str]) -> None:
    handover_token.init_app(app, keys)
    app.register_blueprint(bp)
    app.register_blueprint(opening)


# Making


@bp.get("/handover")
def show(page: PageContext) -> Page:
    answers = _asked(page.journey)
    if not answers:
        return complete(page.frame.render("handover/show.html", number=0))
    content = [page.trial.id, page.trial.version, answers]
    token, ends = make_token(content, settings().handover_hours * 60 * 60)
    # As for the cookies: anything but this machine is https, also where a proxy in front ends it.
    link = url_for("opening.receive", token=token, _external=True, _scheme="https" if is_secure() else "http")
    shown = {"number": len(answers), "link": link, "code": qr_code(link, token), "ends": moment(ends)}
    return complete(page.frame.render("handover/show.html", **shown))


def _asked(journey: Journey) -> Answers:
    """The answers that the reader can see: not those kept for questions that are no longer asked."""
    return {question.id: journey.answers[question.id] for question in journey.asked() if question.id in journey.answers}


def moment(seconds: int) -> str:
    """A date and time where the service is used, with the zone's name."""
    return format_moment(datetime.fromtimestamp(seconds, settings().timezone))


# Opening


class UnopenedError(Exception):
    """There is nothing that could be loaded; `why` is a key of WHY."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


WHY = {
    "nothing": (
        404,
        _("There are no answers to load here"),
        _(
            "A code stays open in a browser for 10 minutes. Scan it again, or open its link again. "
            "If that does not help, ask for a new one."
        ),
    ),
    "expired": (
        410,
        _("This code has expired"),
        _("Each code works for a limited time, to protect the person it is from. Ask them for a new one."),
    ),
    "unreadable": (
        400,
        _("This code can’t be read"),
        _("Part of it may be missing, or another site made it. Scan it again, or ask for a new one."),
    ),
    "unknown": (
        404,
        _("This study is not on this site"),
        _("The code holds answers to a study that is not offered here. Ask for a new one, and which site it is for."),
    ),
}


@dataclass(frozen=True)
class HandedOver:
    """Answers that can be loaded. `version` is the definition's that they were given to."""

    study: Study
    version: str
    answers: Answers
    token: Decrypted

    def mark(self, present: Answers) -> str:
        """A mark of what a reader has seen when they agree: these answers, in place of those present ones."""
        content = [self.study.trial.id, self.answers, self.token.made, present]
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


@opening.get("/h/<path:token>")
def receive(token: str) -> Response:
    """Moves the token, whatever it is, from the address into a cookie. Nothing is read or changed yet."""
    response = redirect(url_for("opening.ask", lang=current_language()), 303)
    response.set_cookie(cookie_name(COOKIE), cookie_of(token), max_age=COOKIE_SECONDS, **cookie_flags())
    return response


@opening.get(f"{LANGUAGE_RULE}/handover")
def ask(lang: str) -> Page:
    handed = _handed_over()
    if lang not in handed.study.trial.languages:
        return redirect(url_for("opening.ask", lang=handed.study.trial.languages[0]))
    return _ask(handed, page_of(handed.study))


@opening.post(f"{LANGUAGE_RULE}/handover")
def load(lang: str) -> Page:
    handed = _handed_over()
    page = page_of(handed.study)
    if request.form.get("shown") != handed.mark(page.journey.answers):
        # Another code was opened in another tab, say: nobody has agreed to this one yet.
        return _ask(handed, page, again=True), 409
    # What staff noted was about the answers that these replace.
    keep_answers(page, handed.answers, StaffNotes(), version=handed.version)
    address = page.url_for("staff.staff" if request.form.get("go") == "staff" else "wizard.check")
    return without_handover(redirect(address, 303))


@opening.errorhandler(UnopenedError)
def _explain(error: UnopenedError) -> Page:
    status, heading, advice = WHY[error.why]
    return message_page(str(heading), str(advice)), status


def without_handover(response: Response) -> Response:
    """The response, which makes the browser forget a code that was opened in it."""
    if cookie_name(COOKIE) in request.cookies:
        response.delete_cookie(cookie_name(COOKIE), **cookie_flags())
    return response


def _ask(handed: HandedOver, page: PageContext, again: bool = False) -> str:
    return complete(
        page.frame.render(
            "handover/ask.html",
            number=len(handed.answers),
            present=len(_asked(page.journey)),
            made=moment(handed.token.made),
            ends=moment(handed.token.ends),
            shown=handed.mark(page.journey.answers),
            again=again,
        )
    )


def _handed_over() -> HandedOver:
    """What the cookie's token holds. Raises UnopenedError."""
    try:
        token = read_token(_token_in_cookie())
        match decompress(token.content):
            case [str(nct), str(version), dict(given)]:
                study = catalogue().get(nct)
            case _:
                raise UnopenedError("unreadable")
    except ExpiredError as error:
        raise UnopenedError("expired") from error
    except ValueError as error:
        raise UnopenedError("unreadable") from error
    except UnreadableTrialError as error:
        raise UnopenedError("unknown") from error
    if study is None:
        raise UnopenedError("unknown")
    answers = _asked(follow(study.trial, read_all(study.trial, given, on_error=lambda *_: None)))
    if not answers:  # none is left in the definition of today
        raise UnopenedError("expired")
    return HandedOver(study, version, answers, token)


def _token_in_cookie() -> bytes:
    """Raises UnopenedError where there is none, and ValueError."""
    encrypted = request.cookies.get(cookie_name(COOKIE))
    if not encrypted:
        raise UnopenedError("nothing")
    try:
        return token_in(encrypted)
    except ExpiredError as error:
        raise UnopenedError("nothing") from error
