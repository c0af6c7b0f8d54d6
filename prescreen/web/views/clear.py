"""Ends the answers of one person, and begins those of another. Works even if the trial in the URL can't be loaded,
since the answers may be to other trials."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from prescreen.definitions.catalogue import UnreadableTrialError
from prescreen.web.csrf import LateFormError, ReplacedFormError
from prescreen.web.errors import error_page
from prescreen.web.handover_cookie import without_handover
from prescreen.web.person import Beginning
from prescreen.web.request_context import LANGUAGE_RULE, catalogue, settings
from prescreen.web.session import answered_trials, begin_person

bp = Blueprint("clear", __name__)


@bp.post(f"{LANGUAGE_RULE}/<nct>/clear")
def clear(lang: str, nct: str) -> Response:
    """Forgets all answers and says so, on the trial's start page if there is one."""
    return _begin(Beginning.CLEARED, _address(lang, nct))


@bp.post(f"{LANGUAGE_RULE}/<nct>/new-patient")
def new_patient(lang: str, nct: str) -> Response:
    """For staff: forgets all answers, and opens an empty staff view."""
    return _begin(Beginning.NEW_PATIENT, url_for("staff.staff", lang=lang, nct=nct))


def _begin(beginning: Beginning, address: str) -> Response:
    begin_person(beginning)
    response = without_handover(redirect(address, 303))
    if settings().kiosk:
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _address(lang: str, nct: str) -> str:
    start = url_for("wizard.start", lang=lang, nct=nct, cleared="")
    return start if _is_available(nct) else url_for("listing.trials", lang=lang, cleared="")


def _is_available(nct: str) -> bool:
    try:
        return catalogue().get(nct) is not None
    except UnreadableTrialError:
        return False


@bp.errorhandler(LateFormError)
@bp.errorhandler(ReplacedFormError)
def _refused(error: HTTPException) -> Any:
    """A late post is accepted if there are no answers: then it changes nothing. On a shared device, so is one of any
    earlier page: a clear must clear, and not leave the answers to whoever comes next."""
    view, values = clear if request.endpoint == "clear.clear" else new_patient, request.view_args or {}
    is_replaced = isinstance(error, ReplacedFormError)
    if answered_trials() and not (is_replaced and settings().kiosk):
        return error_page(error)
    if is_replaced and not answered_trials():
        return redirect(_address(values["lang"], values["nct"]), 303)
    return view(values["lang"], values["nct"])
