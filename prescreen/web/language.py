"""The language of the response to a request."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from prescreen.i18n.locale import LANGUAGES, use_language
from prescreen.web.request import Request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class LanguageMiddleware:
    """Sets the current language for each request, before Flask handles it."""

    def __init__(self, wsgi_app: "WSGIApplication") -> None:
        self.wsgi_app = wsgi_app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with use_language(language_of(environ.get("PATH_INFO", ""), environ.get("HTTP_ACCEPT_LANGUAGE", ""))):
            return self.wsgi_app(environ, start_response)


def init_app(app: Flask) -> None:
    app.wsgi_app = LanguageMiddleware(app.wsgi_app)  # type: ignore[method-assign]


def language_of(path: str, accept_language: str) -> str:
    """The language prefix of the path, else the browser's most preferred language that is offered, else English."""
    first = path.split("/", 2)[1] if "/" in path else ""
    if first in LANGUAGES:
        return first
    # Werkzeug's best_match tries exact tags first: for zh-Hans-CN,en;q=0.5 it would choose en. Only the primary
    # subtag counts here, in the browser's order of preference.
    for tag, quality in parse_accept_header(accept_language, LanguageAccept):
        primary = tag.lower().replace("_", "-").split("-")[0]
        if quality > 0 and primary in LANGUAGES:
            return primary
    return "en"


def prefers_traditional(asked: Request) -> bool:
    """Whether the browser's first choice is Traditional Chinese, which is not offered yet."""
    first = next((tag.lower().replace("_", "-") for tag, _ in asked.accept_languages), "")
    return first.startswith(("zh-tw", "zh-hk", "zh-mo", "zh-hant"))


def address_after_language(asked: Request) -> str:
    """A request's path and query without the language prefix. Without a prefix it is that of the list of trials."""
    path = asked.path if asked.path.split("/", 2)[1] in LANGUAGES else "/en/"
    query = f"?{asked.query_string.decode('ascii', 'ignore')}" if asked.query_string else ""
    return f"{path[3:] or '/'}{query}"
