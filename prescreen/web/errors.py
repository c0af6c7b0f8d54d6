"""Error pages, which say in the reader's language what to do."""

import traceback
from typing import Any

from flask import Flask, current_app, redirect, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException, InternalServerError

from prescreen.i18n.labels import NO_ROOM, space
from prescreen.i18n.locale import current_language
from prescreen.i18n.locale import lazy_gettext as _
from prescreen.web.csrf import LateFormError, ReplacedFormError
from prescreen.web.document_queue import BusyError
from prescreen.web.person import Beginning
from prescreen.web.request import current_request
from prescreen.web.request_context import complete, current_page, frame_of_request, settings
from prescreen.web.session import NoRoomError, current_session

REPLACED = {
    Beginning.FIRST: _(
        "Its answers were forgotten, because they were not used for a while, and others have begun since."
    ),
    Beginning.CLEARED: _("Its answers were cleared in this browser, perhaps in another tab."),
    Beginning.LOADED: _("Its answers were replaced by those of a code that was loaded, perhaps in another tab."),
    Beginning.NEW_PATIENT: _("A new patient was begun since, perhaps in another tab."),
}
OTHERS_BEGUN = _("Other answers have begun in this browser since that page was opened.")
NOTHING_KEPT = _("Nothing of that page was kept, and it can’t be used any more. Please go on from here.")

NO_COOKIES = (
    _("Your browser did not keep our cookie"),
    _("Allow cookies for this site in the browser’s settings, or open it in another browser. Then try again."),
)

MANY_SHEETS = (
    _("Many people are saving a sheet right now"),
    _("Wait a minute, then go back and try again. Nothing was lost. You can also print the page itself."),
)

PAGES = {
    400: (
        _("We could not read that"),
        _("Go back, open the page again and send it once more. Nothing was changed."),
    ),
    403: (
        _("There are no answers in this browser"),
        _(
            "Your answers stay in the browser where you gave them. Open the result there, and save it from there. "
            "If you came from an app such as WeChat, go back to the app: your answers are in its own browser."
        ),
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
    app.register_error_handler(BusyError, _busy_page)
    app.register_error_handler(NoRoomError, _no_room_page)
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
    if isinstance(error, ReplacedFormError):
        return replaced_page()
    if isinstance(error, LateFormError) and error.is_first_page:
        return message_page(str(NO_COOKIES[0]), str(NO_COOKIES[1])), 400
    code = error.code or 500
    if code < 400:
        return error
    heading, advice = PAGES.get(code, PAGES[400 if code < 500 else 500])
    headers = [(name, value) for name, value in error.get_headers() if name == "Allow"] if code == 405 else []
    if code == 429:
        headers = [("Retry-After", "60")]
    # Without a valid host name no URL can be built.
    if request.path in ("/healthz", "/readyz") or request_ctx.url_adapter is None:
        return f"{code}\n", code, {"Content-Type": "text/plain"}
    return message_page(str(heading), str(advice), current_request().id if code == 500 else None), code, headers


def replaced_page() -> Any:
    """The response to a form that was opened for another person. It shows nothing of what the form holds. A shared
    device starts again."""
    page = current_page()
    home = page.url_for("wizard.start") if page else f"/{current_language()}/"
    if settings().kiosk:
        return redirect(home, 303)
    here = current_session().person
    beginning = here.beginning if here else Beginning.FIRST
    had_none = beginning == Beginning.FIRST and "answered" not in request.form
    reason = OTHERS_BEGUN if had_none else REPLACED[beginning]
    way = (
        (page.url_for("staff.staff"), _("Go to the staff view"))
        if page and request.blueprint in ("staff", "downloads")
        else None
    )
    text = f"{reason}{space()}{NOTHING_KEPT}"
    return message_page(str(_("That page belongs to earlier answers")), text, way=way), 409


def _busy_page(_error: BusyError) -> Any:
    """The response to a download whose document could not be made now."""
    heading, advice = MANY_SHEETS
    return message_page(str(heading), str(advice)), 503, {"Retry-After": "60"}


def _no_room_page(_error: NoRoomError) -> Any:
    heading, advice = NO_ROOM
    return message_page(str(heading), str(advice)), 422


def no_cookies_page() -> tuple[str, int]:
    """The response to a download that arrived without the answers that it is made of."""
    heading, advice = PAGES[403]
    return message_page(str(heading), str(advice)), 403


def message_page(
    heading: str, advice: str, number: str | None = None, way: tuple[str, Any] | None = None, asks_code: bool = False
) -> str:
    """A page with a message, rendered without reading any answers. `number` is the request id to look for in the log,
    `way` the address and text of its link. With `asks_code` it has a box for a patient's code."""
    # The language switch leads to the same address, except after a post, which can't be repeated by a link.
    same_page = request.method == "GET"
    content = {"heading": heading, "advice": advice, "number": number, "same_page": same_page}
    return complete(frame_of_request().render("error.html", way=way, asks_code=asks_code, **content))
