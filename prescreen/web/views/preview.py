"""For authors, under `flask run --debug` only: all screens of a trial in every language side by side, which come anew
when a file is saved."""

from hashlib import sha256
from typing import Any

from flask import Blueprint, Flask, abort, g, render_template
from werkzeug.wrappers import Response

from prescreen.authoring.graph import svg
from prescreen.authoring.screens import drawn, screen_names
from prescreen.definitions.catalogue import UnreadableTrialError, files_stamp
from prescreen.definitions.faults import DefinitionError, Fault
from prescreen.definitions.loader import load
from prescreen.i18n.locale import use_language
from prescreen.web.request_context import Page, catalogue
from prescreen.web.security import CONTENT_SECURITY_POLICY

bp = Blueprint("preview", __name__, url_prefix="/preview/<nct>")

# The screens stand in frames of this site's own page.
FRAMING = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'; frame-src 'self'")


def init_app(app: Flask) -> None:
    if app.debug:
        app.register_blueprint(bp)


@bp.url_value_preprocessor
def _find_study(endpoint: str | None, values: dict[str, Any] | None) -> None:
    nct = (values or {}).pop("nct")
    g.folder, g.study = catalogue().folder(nct), None
    try:
        g.study = catalogue().get(nct)
    except UnreadableTrialError:
        return  # the page says what is wrong with it


@bp.before_request
def _know_study() -> None:
    if g.folder is None:
        abort(404)


@bp.url_defaults
def _same_study(endpoint: str, values: dict[str, Any]) -> None:
    if g.get("folder"):
        values.setdefault("nct", g.folder.name)


@bp.after_request
def _may_be_framed(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = FRAMING
    return response


@bp.get("/")
def preview() -> Page:
    folder = g.folder
    faults: list[Fault] = []
    try:
        load(folder, checked=True)
    except DefinitionError as error:
        faults = error.faults
    names = screen_names(g.study.trial) if g.study else []
    return render_template("authoring/preview.html", folder=folder, faults=faults, names=names, stamp=stamp())


@bp.get("/stamp")
def stamp() -> str:
    """What changes when one of the trial's files is saved."""
    return sha256(repr(files_stamp(g.folder)).encode()).hexdigest()


@bp.get("/screen/<lang>/<path:name>")
def screen(lang: str, name: str) -> Page:
    if g.study is None or lang not in g.study.trial.languages or name not in screen_names(g.study.trial):
        abort(404)
    return drawn(g.study, lang, name)


@bp.get("/graph.<lang>.svg")
def graph(lang: str) -> Response:
    if g.study is None or lang not in g.study.trial.languages:
        abort(404)
    with use_language(lang):
        drawing = svg(g.study.trial)
    return Response(drawing, content_type="image/svg+xml")
