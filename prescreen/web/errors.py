"""Error pages, which say in the reader's language what to do."""

import traceback
from typing import Any

from flask import Flask, current_app, request
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from prescreen.i18n.locale import lazy_gettext as _
from prescreen.web.logs import request_id
from prescreen.web.request_context import complete, frame_of_request

PAGES = {
    400: (
        _("We could not read that"),
        _("Go back, open the page again and send it once more. Nothing was changed."),
    ),
    404: (
        _("There is no such page"),
        _("The address may be mistyped or out of date. You can go to the start page from here."),
    ),
    405: (
        _("This address can’t be used in this way"),
        _("Go to the start page and follow the links from there."),
    ),
    413: (
        _("That was too much to send"),
        _("Go back and type only what your report prints. Nothing was changed."),
    ),
    414: (
        _("This address is too long"),
        _("Go to the start page and follow the links from there."),
    ),
    429: (
        _("That was a lot at once"),
        _("Many pages were opened from your address. Wait a minute, then go back and try again. Nothing was lost."),
    ),
    503: (
        _("This study can’t be shown at the moment"),
        _("It is not your fault, and your answers so far are still there. Please come back later."),
    ),
    500: (
        _("Something went wrong on our side"),
        _("It is not your fault, and your answers so far are still there. Wait a minute, then open the page again."),
    ),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(Exception, _internal_error)


def _internal_error(error: Exception) -> Any:
    """Returns the 500 page. Logs the exception's type and traceback, but not its message, which could hold an
    answer."""
    if current_app.debug:
        raise error
    stack = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("%s in %s\n%s", type(error).__name__, request.endpoint, stack)
    return error_page(InternalServerError())


def error_page(error: HTTPException) -> Any:
    """The page for an HTTP error. A redirect raised by `abort` is an HTTPException too, and is returned unchanged."""
    code = 400 if isinstance(error, CSRFError) else error.code or 500
    if code < 400:
        return error
    heading, advice = PAGES.get(code, PAGES[400 if code < 500 else 500])
    headers = [(name, value) for name, value in error.get_headers() if name == "Allow"] if code == 405 else []
    if code == 429:
        headers = [("Retry-After", "60")]
    # Without a valid host name no URL can be built.
    if request.path == "/healthz" or request_ctx.url_adapter is None:
        return f"{code}\n", code, {"Content-Type": "text/plain"}
    return message_page(str(heading), str(advice), request_id() if code == 500 else None), code, headers


def message_page(heading: str, advice: str, number: str | None = None) -> str:
    """A page with a message, rendered without reading any answers. `number` is the request id to look for in the
    log."""
    # The language switch leads to the same address, except after a post, which can't be repeated by a link.
    same_page = request.method == "GET"
    content = {"heading": heading, "advice": advice, "number": number, "same_page": same_page}
    return complete(frame_of_request().render("error.html", **content))
