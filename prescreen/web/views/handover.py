"""Hand-over of answers without an account: shows a QR code and link with the encrypted answers, and loads them in
another browser once its reader agrees. The server stores nothing."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from prescreen.definitions.loader import Study
from prescreen.i18n.locale import current_language, format_moment
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.pages.context import PageContext
from prescreen.screening.shared_answers import asked_entries, number_of_answers
from prescreen.trial.questions import in_language
from prescreen.web import handover_token
from prescreen.web.errors import message_page
from prescreen.web.handed_over import HandedOver, HandoverError, handed_over, installed
from prescreen.web.handover_cookie import with_handover, without_handover
from prescreen.web.handover_token import check_code, find_token, make_token, qr_code, read_token, to_base32
from prescreen.web.person import Beginning
from prescreen.web.request import current_request
from prescreen.web.request_context import (
    LANGUAGE_RULE,
    Page,
    complete,
    frame_of_request,
    page_of,
    settings,
    trial_pages,
)
from prescreen.web.security import POLICY_HEADER, POLICY_WITH_PICTURES
from prescreen.web.session import answered_trials, begin_person, current_session

bp = trial_pages("handover")
opening = Blueprint("opening", __name__)


def init_app(app: Flask, keys: list[str]) -> None:
    handover_token.init_app(app, keys)
    app.register_blueprint(bp)
    app.register_blueprint(opening)


@bp.get("/handover")
def show(page: PageContext) -> Page:
    kept = current_session().entries
    everything = asked_entries([study.trial for study in installed(answered_trials())], kept)
    holds_all = "all" in request.args and len(everything) > 1
    entries = everything if holds_all else asked_entries([page.trial], kept)
    number = number_of_answers(entries)
    if not number:
        return complete(page.frame.render("handover/show.html", number=0))
    encrypted = make_token(entries, settings().handover_hours * 60 * 60)
    token = to_base32(encrypted)
    # As for cookies: https except on loopback, also behind a proxy that terminates TLS.
    scheme = "https" if current_request().has_secure_cookies else "http"
    link = url_for("opening.receive", token=token, _external=True, _scheme=scheme)
    studies = installed(entries) if holds_all else [page.study]
    shown = {"number": number, "link": link, "code": qr_code(link, token), "check_code": check_code(encrypted)}
    shown |= {"titles": _titles(studies), "holds_all": holds_all, "holdable": len(everything)}
    text = page.frame.render("handover/show.html", ends=moment(read_token(encrypted).expires_at), **shown)
    return Response(
        complete(text), content_type="text/html; charset=utf-8", headers={POLICY_HEADER: POLICY_WITH_PICTURES}
    )


def _titles(studies: list[Study]) -> list[tuple[str, str]]:
    """The title and id of each study."""
    return [(in_language(study.trial.title, current_language()), study.trial.id) for study in studies]


def moment(seconds: int) -> str:
    """Date and time in the site's time zone, with its name."""
    return format_moment(datetime.fromtimestamp(seconds, settings().timezone))


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
    handed = handed_over()
    if lang not in handed.languages:
        return redirect(url_for("opening.ask", lang=handed.languages[0]))
    return _ask(handed)


@opening.post(f"{LANGUAGE_RULE}/handover")
def load(lang: str) -> Page:
    handed = handed_over()
    if request.form.get("shown") != handed.fingerprint:
        # The reader agreed to something else, for example before opening another code in another tab.
        return _ask(handed, again=True), 409
    goes_to_staff = request.form.get("go") == "staff"
    # Who answered here before is not who answered there.
    trials = [study.trial for study in handed.studies]
    entries = asked_entries(trials, handed.entries, who="staff" if goes_to_staff else "me", from_patient=True)
    begin_person(Beginning.LOADED, entries)
    first = handed.studies[0].trial
    values: dict[str, Any] = {"lang": lang if lang in first.languages else first.languages[0], "nct": first.id}
    if goes_to_staff:
        address = url_for("staff.staff", **values)
    elif len(handed.studies) > 1:
        address = url_for("listing.trials", lang=lang)
    else:
        address = url_for("wizard.check", **values)
    return without_handover(redirect(address, 303))


@opening.errorhandler(HandoverError)
def _explain(error: HandoverError) -> Page:
    status, heading, advice = MESSAGES[error.why]
    return message_page(str(heading), str(advice), asks_code=True), status


def _ask(handed: HandedOver, again: bool = False) -> str:
    is_one, ids = len(handed.studies) == 1, [study.trial.id for study in handed.studies]
    frame = page_of(handed.studies[0]).frame if is_one else frame_of_request()
    kept = current_session().entries
    text = frame.render(
        "handover/ask.html",
        titles=_titles(handed.studies),
        number=number_of_answers(handed.entries),
        others=[nct for nct in answered_trials() if nct not in ids],
        present=number_of_answers(asked_entries([study.trial for study in handed.studies], kept)),
        made=moment(handed.token.encrypted_at),
        ends=moment(handed.token.expires_at),
        check_code=handed.check_code,
        shown=handed.fingerprint,
        again=again,
    )
    return complete(text)
