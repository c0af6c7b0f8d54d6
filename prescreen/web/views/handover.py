"""Hand-over of answers without an account: shows a QR code and link with the encrypted answers, and loads them in
another browser once its reader agrees. The server stores nothing."""

import json
from dataclasses import dataclass, replace
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
from prescreen.screening.provenance import Provenance, Source, StaffNotes
from prescreen.screening.serialization import decompress
from prescreen.web import handover_token
from prescreen.web.cookies import is_secure
from prescreen.web.encryption import Decrypted, ExpiredError
from prescreen.web.errors import message_page
from prescreen.web.handover_cookie import token_in_cookie, with_handover, without_handover
from prescreen.web.handover_token import check_code, find_token, make_token, qr_code, read_token, to_base32
from prescreen.web.person import Beginning
from prescreen.web.request_context import (
    LANGUAGE_RULE,
    Page,
    catalogue,
    complete,
    frame_of_request,
    keep_answers,
    page_of,
    settings,
    trial_pages,
)
from prescreen.web.security import POLICY_HEADER, POLICY_WITH_PICTURES
from prescreen.web.session import answered_trials, begin_person

bp = trial_pages("handover")
opening = Blueprint("opening", __name__)


def init_app(app: Flask, keys: list[str]) -> None:
    handover_token.init_app(app, keys)
    app.register_blueprint(bp)
    app.register_blueprint(opening)


@bp.get("/handover")
def show(page: PageContext) -> Page:
    answers = _asked_answers(page.journey)
    if not answers:
        return complete(page.frame.render("handover/show.html", number=0))
    encrypted = make_token([page.trial.id, page.trial.version, answers], settings().handover_hours * 60 * 60)
    token = to_base32(encrypted)
    # As for cookies: https except on loopback, also behind a proxy that terminates TLS.
    link = url_for("opening.receive", token=token, _external=True, _scheme="https" if is_secure() else "http")
    shown = {"number": len(answers), "link": link, "code": qr_code(link, token), "check_code": check_code(encrypted)}
    text = page.frame.render("handover/show.html", ends=moment(read_token(encrypted).expires_at), **shown)
    return Response(
        complete(text), content_type="text/html; charset=utf-8", headers={POLICY_HEADER: POLICY_WITH_PICTURES}
    )


def _asked_answers(journey: Journey) -> Answers:
    """The answers to questions that are asked. Answers kept for skipped questions are left out."""
    return {question.id: journey.answers[question.id] for question in journey.asked() if question.id in journey.answers}


def moment(seconds: int) -> str:
    """Date and time in the site's time zone, with its name."""
    return format_moment(datetime.fromtimestamp(seconds, settings().timezone))


class HandoverError(Exception):
    """The answers can't be loaded. `why` is a key of MESSAGES."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


MESSAGES = {
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
    """Answers that can be loaded. `version` is that of the definition that they were given for."""

    study: Study
    version: str
    answers: Answers
    token: Decrypted
    check_code: str

    def fingerprint(self, present: Answers) -> str:
        """A hash of what the reader agrees to: which answers replace which."""
        content = [self.study.trial.id, self.answers, self.token.encrypted_at, present, sorted(answered_trials())]
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


@opening.get("/h/<path:token>")
def receive(token: str) -> Response:
    """Moves the token from the URL into a cookie. No answer changes."""
    return with_handover(redirect(url_for("opening.ask", lang=current_language()), 303), find_token(token))


# Scanners that type all in capitals.
opening.add_url_rule("/H/<path:token>", "receive_capitals", receive)


@opening.get(f"{LANGUAGE_RULE}/handover/code")
def enter_code(lang: str) -> Page:
    return complete(frame_of_request().render_cached("handover/code.html"))


@opening.post(f"{LANGUAGE_RULE}/handover/code")
def receive_code(lang: str) -> Response:
    """Does what `receive` does, for a link or code that was typed, pasted or scanned into the box for it."""
    return with_handover(redirect(url_for("opening.ask", lang=lang), 303), find_token(request.form.get("code", "")))


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
    if request.form.get("shown") != handed.fingerprint(page.journey.answers):
        # The reader agreed to something else, for example before opening another code in another tab.
        return _ask(handed, page, again=True), 409
    goes_to_staff = request.form.get("go") == "staff"
    # Who answered here before is not who answered there.
    page = replace(page, frame=replace(page.frame, who="staff" if goes_to_staff else "me"))
    begin_person(Beginning.LOADED)
    sources = {name: Provenance(Source.PATIENT) for name in handed.answers}
    keep_answers(page, handed.answers, StaffNotes(sources), refused={}, version=handed.version, loaded=True)
    address = page.url_for("staff.staff" if goes_to_staff else "wizard.check")
    return without_handover(redirect(address, 303))


@opening.errorhandler(HandoverError)
def _explain(error: HandoverError) -> Page:
    status, heading, advice = MESSAGES[error.why]
    return message_page(str(heading), str(advice), asks_code=True), status


def _ask(handed: HandedOver, page: PageContext, again: bool = False) -> str:
    return complete(
        page.frame.render(
            "handover/ask.html",
            number=len(handed.answers),
            others=[trial for trial in answered_trials() if trial != handed.study.trial.id],
            present=len(_asked_answers(page.journey)),
            made=moment(handed.token.encrypted_at),
            ends=moment(handed.token.expires_at),
            check_code=handed.check_code,
            shown=handed.fingerprint(page.journey.answers),
            again=again,
        )
    )


def _handed_over() -> HandedOver:
    """The content of the token in the cookie. Raises HandoverError."""
    try:
        encrypted = token_in_cookie()
        if encrypted is None:
            raise HandoverError("nothing")
        token = read_token(encrypted)
        match decompress(token.content):
            case [str(nct), str(version), dict(given)]:
                study = catalogue().get(nct)
            case _:
                raise HandoverError("unreadable")
    except ExpiredError as error:
        raise HandoverError("expired") from error
    except ValueError as error:
        raise HandoverError("unreadable") from error
    except UnreadableTrialError as error:
        raise HandoverError("unknown") from error
    if study is None:
        raise HandoverError("unknown")
    answers = _asked_answers(follow(study.trial, read_all(study.trial, given, on_error=lambda *_: None)))
    if not answers:  # the current definition takes none of them
        raise HandoverError("expired")
    return HandedOver(study, version, answers, token, check_code(encrypted))
