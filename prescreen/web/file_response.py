"""Responses that browsers keep as files, whose names say what they are in the reader's language."""

from typing import Literal
from urllib.parse import quote

from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from prescreen.i18n.locale import lazy_gettext as _
from prescreen.i18n.locale import use_language
from prescreen.pages.context import PageContext

SELF_CHECK = _("trial-self-check")
WORKSHEET = _("trial-self-check-worksheet")


def file_response(
    page: PageContext,
    content: str | bytes,
    content_type: str,
    name: LazyString,
    extension: str,
    shown_as: Literal["attachment", "inline"] = "attachment",
) -> Response:
    """A file about this trial. `name` is the first part of its name; clients that read no other get the English one."""
    ending = f"-{page.trial.id}-{page.frame.today}.{extension}"
    with use_language("en"):
        english = f"{name}{ending}"
    names = {"filename": english, "filename*": f"UTF-8''{quote(f'{name}{ending}')}"}
    response = Response(content, content_type=content_type)
    response.headers.set("Content-Disposition", shown_as, **names)
    return response
