"""Clears all answers. Works even if the trial in the URL can't be loaded, since the answers may be to other trials."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from prescreen.definitions.catalogue import UnreadableTrialError
from prescreen.web.errors import error_page
from prescreen.web.request_context import LANGUAGE_RULE, catalogue, settings
from prescreen.web.session import answered_trials, forget_answers, forget_token
from prescreen.web.views.handover import without_handover

bp = Blueprint("clear", __name__)


@bp.post(f"{LANGUAGE_RULE}/<nct>/clear")
def clear(lang: str, nct: str) -> Response:
    forget_answers()
    address = url_for("wizard.start", lang=lang, nct=nct, cleared="")
    response = without_handover(
        redirect(address if _is_available(nct) else url_for("listing.trials", lang=lang, cleared=""), 303)
    )
    if settings().kiosk:
        forget_token()
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _is_available(nct: str) -> bool:
    try:
        return catalogue().get(nct) is not None
    except UnreadableTrialError:
        return False


@bp.errorhandler(CSRFError)
def _refused(error: CSRFError) -> Any:
    """A post without a valid token is refused, unless there are no answers: then there is nothing to protect."""
    values = request.view_args or {}
    return error_page(error) if answered_trials() else clear(values["lang"], values["nct"])
