"""For authors, under `flask run --debug` only: all screens of a trial in every language side by side, reloaded when
a file is saved."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, abort
from werkzeug.wrappers import Response

from prescreen.authoring.graph import svg
from prescreen.authoring.screens import render_screen, screen_names
from prescreen.definitions.catalogue import UnreadableTrialError
from prescreen.definitions.faults import DefinitionError, Fault
from prescreen.definitions.loader import Study
from prescreen.i18n.locale import use_language
from prescreen.web.request_context import Page, catalogue, complete, frame_of_request, site, today
from prescreen.web.security import CONTENT_SECURITY_POLICY

bp = Blueprint("preview", __name__, url_prefix="/preview/<nct>")

# The preview page shows the screens in iframes.
FRAMING = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'; frame-src 'self'")


def init_app(app: Flask) -> None:
    if app.debug:
        app.register_blueprint(bp)


@bp.url_value_preprocessor
def _load_trial(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Passes views the trial's folder, or its study if the URL has a language. Aborts with 404 if there is none."""
    if values is None:
        return
    nct = values.pop("nct")
    values["folder"] = catalogue().folder(nct) or abort(404)
    if endpoint in ("preview.preview", "preview.stamp"):
        return
    del values["folder"]
    values["study"] = _study(nct) or abort(404)
    if values["lang"] not in values["study"].trial.languages:
        abort(404)


def _study(nct: str) -> Study | None:
    try:
        return catalogue().get(nct)
    except UnreadableTrialError:
        return None  # the preview lists its faults


@bp.after_request
def _may_be_framed(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = FRAMING
    return response


@bp.get("/")
def preview(folder: Path) -> Page:
    faults: list[Fault] = []
    try:
        catalogue().load(folder, checked=True)
    except DefinitionError as error:
        faults = error.faults
    study = _study(folder.name)
    return complete(
        frame_of_request(study).render(
            "authoring/preview.html",
            folder=folder,
            nct=folder.name,
            faults=faults,
            names=screen_names(study.trial) if study else [],
            stamp=stamp(folder),
        )
    )


@bp.get("/stamp")
def stamp(folder: Path) -> str:
    """A hash that changes when one of the trial's files is saved."""
    return sha256(repr(catalogue().stamp(folder)).encode()).hexdigest()


@bp.get("/screen/<lang>/<path:name>")
def screen(study: Study, lang: str, name: str) -> Page:
    try:
        return complete(render_screen(site(), study, lang, today(), name))
    except KeyError:
        abort(404)


@bp.get("/graph.<lang>.svg")
def graph(study: Study, lang: str) -> Response:
    with use_language(lang):
        return Response(svg(study.trial), content_type="image/svg+xml")
