"""Handing answers over without an account: a code that carries them, sealed, and the page that asks before it loads
them. Nothing of it is stored on the server."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import segno
from flask import Blueprint, Flask, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from prescreen.definitions.loader import Study
from prescreen.i18n.locale import LANGUAGES, current_language, format_moment
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.screening.answers import Answers, read_all
from prescreen.screening.journey import Journey, follow
from prescreen.screening.provenance import StaffNotes
from prescreen.screening.serialization import compress, decompress
from prescreen.web.encryption import Decrypted, ExpiredError, TimedCipher
from prescreen.web.request_context import Page, catalogue, settings, so_far, trial_pages
from prescreen.web.session import cookie_flags, cookie_name, keep_answers, on_loopback

COOKIE = "handover"
COOKIE_SECONDS = 10 * 60
MAX_TOKEN = 4600  # characters; more than a session holds makes, and its bytes stay inside a 4 KB cookie

bp = trial_pages("handover")
opening = Blueprint("opening", __name__)


def init_app(app: Flask, keys: list[str]) -> None:
    app.extensions["handover"] = {purpose: TimedCipher(keys, purpose) for purpose in ("handover", "handover cookie")}
    app.register_blueprint(bp)
    app.register_blueprint(opening)


def _seal(purpose: str) -> TimedCipher:
    found: TimedCipher = current_app.extensions["handover"][purpose]
    return found


# Making


@bp.get("/handover")
def show() -> Page:
    answers = _asked(so_far())
    if not answers:
        return render_template("handover/show.html", answers=answers)
    trial, hours = g.study.trial, settings().handover_hours
    sealed = _seal("handover").close(compress([trial.id, trial.version, answers]), hours * 60 * 60)
    token = _as_text(sealed)
    # As for the cookies, anything but loopback is https, also where a proxy in front ends it.
    scheme = "http" if on_loopback(request) else "https"
    link = url_for("opening.receive", token=token, _external=True, _scheme=scheme)
    ends = moment(_seal("handover").open(sealed).ends)
    return render_template("handover/show.html", answers=answers, link=link, code=_drawn(link, token), ends=ends)


def _asked(journey: Journey) -> Answers:
    """The answers that the reader can see: not those kept for questions that are no longer asked."""
    return {question.id: journey.answers[question.id] for question in journey.asked() if question.id in journey.answers}


def _drawn(link: str, token: str) -> str | None:
    """The link as an inline SVG of a QR code, or None where it is too long for one."""
    # Capitals and digits take 5.5 bits each, other characters 8: the token makes a segment of its own.
    segments: Any = [link.removesuffix(token), token]
    try:
        code = segno.make_qr(segments, error="L")
    except segno.DataOverflowError:
        return None
    # Dark on light with a quiet zone in every colour scheme, since many readers know nothing else.
    return code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)


def moment(seconds: int) -> str:
    """A date and time where the service is used, with the zone's name."""
    at = datetime.fromtimestamp(seconds, settings().timezone)
    return format_moment(at)


def _as_text(sealed: bytes) -> str:
    """In capitals and digits, which make a smaller code than base64 does, and which a keyboard scanner types right."""
    return base64.b32encode(sealed).decode().rstrip("=")


def _as_bytes(token: str) -> bytes:
    """The bytes of a link's token; of junk, none."""
    try:
        sealed = base64.b32decode(token + "=" * (-len(token) % 8)) if len(token) <= MAX_TOKEN else b""
    except ValueError:
        return b""
    return sealed if _as_text(sealed) == token else b""


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

    def shown(self, present: Answers) -> str:
        """A mark of what a reader has seen when they agree: these answers, in place of those present ones."""
        content = [self.study.trial.id, self.answers, self.token.made, present]
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


@opening.get("/h/<path:token>")
def receive(token: str) -> Response:
    """Puts the token, whatever it is, out of the address and into a cookie. Nothing is read or changed yet."""
    response = redirect(url_for("opening.ask", lang=current_language()), 303)
    sealed = base64.urlsafe_b64encode(_seal("handover cookie").close(_as_bytes(token), COOKIE_SECONDS)).decode()
    response.set_cookie(cookie_name(COOKIE, request), sealed, max_age=COOKIE_SECONDS, **cookie_flags(request))
    return response


@opening.url_value_preprocessor
def _language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.lang = (values or {}).pop("lang", None)


@opening.get(f"/<any({','.join(LANGUAGES)}):lang>/handover")
def ask() -> Page:
    handed = _handed_over()
    if g.lang not in handed.study.trial.languages:
        return redirect(url_for("opening.ask", lang=handed.study.trial.languages[0]))
    return _ask(handed)


@opening.post(f"/<any({','.join(LANGUAGES)}):lang>/handover")
def load() -> Page:
    handed = _handed_over()
    if request.form.get("shown") != handed.shown(so_far().answers):
        # Another code was opened in another tab, say: nobody has agreed to this one yet.
        return _ask(handed, again=True), 409
    # What staff noted was about the answers that these replace.
    keep_answers(handed.study.trial, handed.answers, StaffNotes(), version=handed.version)
    to_staff = request.form.get("go") == "staff" and "staff.staff" in current_app.view_functions
    return without_handover(redirect(url_for("staff.staff" if to_staff else "wizard.check"), 303))


@opening.errorhandler(UnopenedError)
def _explain(error: UnopenedError) -> Page:
    status, heading, advice = WHY[error.why]
    return render_template("error.html", heading=heading, advice=advice), status


def without_handover(response: Response) -> Response:
    """The response, which makes the browser forget a code that was opened in it."""
    if cookie_name(COOKIE, request) in request.cookies:
        response.delete_cookie(cookie_name(COOKIE, request), **cookie_flags(request))
    return response


def _ask(handed: HandedOver, again: bool = False) -> str:
    present = so_far()
    return render_template(
        "handover/ask.html",
        count=len(handed.answers),
        present=len(_asked(present)),
        made=moment(handed.token.made),
        ends=moment(handed.token.ends),
        shown=handed.shown(present.answers),
        again=again,
        has_staff="staff.staff" in current_app.view_functions,
    )


def _handed_over() -> HandedOver:
    """What the cookie's token holds, with its study in `g.study`. Raises UnopenedError."""
    try:
        token = _seal("handover").open(_token_in_cookie())
        match decompress(token.content):
            case [str(nct), str(version), dict(given)]:
                study = catalogue().get(nct)
            case _:
                raise UnopenedError("unreadable")
    except ExpiredError as error:
        raise UnopenedError("expired") from error
    except ValueError as error:
        raise UnopenedError("unreadable") from error
    if study is None:
        raise UnopenedError("unknown")
    answers = _asked(follow(study.trial, read_all(study.trial, given, on_error=lambda *_: None)))
    if not answers:  # none is left in the definition of today
        raise UnopenedError("expired")
    g.study = study
    return HandedOver(study, version, answers, token)


def _token_in_cookie() -> bytes:
    """Raises UnopenedError where there is none, and ValueError."""
    sealed = request.cookies.get(cookie_name(COOKIE, request))
    if not sealed:
        raise UnopenedError("nothing")
    try:
        return _seal("handover cookie").open(base64.urlsafe_b64decode(sealed)).content
    except ExpiredError as error:
        raise UnopenedError("nothing") from error
