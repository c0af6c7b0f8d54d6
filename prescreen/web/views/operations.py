"""What programs ask a site: whether it runs and is ready, what crawlers may fetch, and where to report a fault."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort

from prescreen.definitions.catalogue import Catalogue, UnreadableTrialError
from prescreen.version import VERSION, lock_hash
from prescreen.web.request import current_request
from prescreen.web.request_context import catalogue, settings

bp = Blueprint("operations", __name__)
# Start pages only: the others show answers, or are steps on the way.
ROBOTS = "User-agent: *\nAllow: /*/NCT*/$\nDisallow: /*/NCT*/\nDisallow: /h/\n"
SECURITY_TXT_DAYS = 180


def text(content: str) -> Response:
    return Response(content, content_type="text/plain; charset=utf-8")


@bp.get("/healthz")
def healthz() -> Response:
    """Whether the process answers. A process that doesn't should be restarted."""
    return text("ok")


@bp.get("/readyz")
def readyz() -> tuple[dict[str, Any], int]:
    """Whether readers can be served, which needs a trial that can be shown. Those who don't come through a proxy, as
    readers do, are also told the running version."""
    catalogue().look_again()
    is_ready = _has_readable_trial(catalogue())
    status = {"status": "ready" if is_ready else "no trial can be shown"}
    return status | ({} if current_request().is_forwarded else _version()), 200 if is_ready else 503


def _version() -> dict[str, Any]:
    definitions = {study.trial.id: study.trial.version for study in catalogue().loaded()}
    return {"version": VERSION, "commit": settings().commit, "lock": lock_hash(), "definitions": definitions}


def _has_readable_trial(installed: Catalogue) -> bool:
    """Whether at least one trial can be shown. Stops at the first, since loading all of them may take minutes."""
    for summary in installed.summaries():
        try:
            if installed.get(summary.heading.id):
                return True
        except UnreadableTrialError:
            continue
    return False


@bp.get("/robots.txt")
def robots() -> Response:
    return text(ROBOTS)


@bp.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Where to report a vulnerability (RFC 9116), if the operator has said so."""
    contact = settings().security_contact or abort(404)
    expires = (datetime.now(UTC) + timedelta(days=SECURITY_TXT_DAYS)).replace(microsecond=0)
    return text(f"Contact: {contact}\nExpires: {expires.isoformat()}\nPreferred-Languages: en, zh\n")
