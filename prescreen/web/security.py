"""Security headers for every response, and checks that refuse a request before anything else reads it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, abort
from werkzeug.middleware.proxy_fix import ProxyFix

from prescreen.web.request import Request, current_request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_REQUEST = 64 * 1024  # bytes of a body
MAX_REPORT = 1024 * 1024  # the same with results, as text or FHIR, beside all that was typed on the page
REPORTS = ("report.read", "report.take")
MAX_FIELDS = 1000  # of a form; the staff view of the longest shipped trial has under 150
MAX_ADDRESS = 16 * 1024  # characters; the longest hand-over link has under 5,000
MAX_COOKIES = 16 * 1024  # characters; our three cookies have at most 12 KB
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# For a page that itself holds a picture.
POLICY_WITH_PICTURES = CONTENT_SECURITY_POLICY.replace("img-src 'self'", "img-src 'self' data:")
# Browser features that no page needs.
UNUSED_FEATURES = ("camera", "geolocation", "microphone", "payment", "usb", "serial", "bluetooth", "hid", "midi",
          "display-capture", "accelerometer", "gyroscope", "magnetometer", "browsing-topics")  # fmt: skip
POLICY_HEADER = "Content-Security-Policy"
HEADERS = {
    POLICY_HEADER: CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would make Flask-WTF refuse every post over https.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
}
PAGE_HEADERS = HEADERS | {"Cache-Control": "no-store", "Vary": "Accept-Encoding, Accept-Language, Cookie"}
OVER_HTTPS = PAGE_HEADERS | {"Strict-Transport-Security": "max-age=31536000"}


class HeadersMiddleware:
    """Adds the headers to each response that has none of that name. A page that holds pictures and the preview for
    authors have a policy of their own, and static files are cached."""

    def __init__(self, wsgi_app: "WSGIApplication") -> None:
        self.wsgi_app = wsgi_app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        added = OVER_HTTPS if environ["wsgi.url_scheme"] == "https" else PAGE_HEADERS

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            own = {name for name, _ in headers}
            return start_response(status, headers + [item for item in added.items() if item[0] not in own], *error)

        return self.wsgi_app(environ, start)


def init_app(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MAX_REQUEST
    app.config["MAX_FORM_PARTS"] = MAX_FIELDS
    if app.config["SETTINGS"].trusted_hosts:
        # Health checks use a loopback name.
        app.config["TRUSTED_HOSTS"] = [*app.config["SETTINGS"].trusted_hosts, *LOOPBACK]
    app.wsgi_app = HeadersMiddleware(app.wsgi_app)  # type: ignore[method-assign]
    if hops := app.config["SETTINGS"].proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(_refuse_what_no_browser_sends)


def _refuse_what_no_browser_sends() -> None:
    asked = current_request()
    _refuse_unreadable_query(asked)
    _refuse_large_request(asked)
    # A part of a multipart form may have no name. Flask-WTF raises an error then.
    if asked.method == "POST" and None in asked.form:
        abort(400)
    _refuse_unreadable_addresses(asked)


def _refuse_unreadable_query(asked: Request) -> None:
    # Werkzeug decodes a query, also when it redirects, and raises an error if it is not UTF-8.
    try:
        readable = asked.query_string.decode().isprintable()
    except UnicodeDecodeError:
        readable = False
    if not readable:
        asked.query_string = b""
        abort(400)


def _refuse_large_request(asked: Request) -> None:
    most = MAX_REPORT if asked.endpoint in REPORTS else MAX_REQUEST
    asked.max_content_length = asked.max_form_memory_size = most
    length = (asked.environ.get("CONTENT_LENGTH") and asked.content_length) or 0
    # Browsers send a form's length. A chunked body would be cut at the limit and parsed as if it were complete.
    if length > most or "chunked" in asked.environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        abort(413)
    if len(asked.path) + len(asked.query_string) > MAX_ADDRESS:
        abort(414)
    if len(asked.environ.get("HTTP_COOKIE", "")) > MAX_COOKIES:
        abort(431)
    # Werkzeug limits the parts of a multipart form, but not the fields of a URL-encoded one.
    is_url_encoded = bool(asked.content_type) and asked.mimetype == "application/x-www-form-urlencoded"
    if is_url_encoded and asked.get_data(parse_form_data=False).count(b"&") > MAX_FIELDS:
        abort(413)


def _refuse_unreadable_addresses(asked: Request) -> None:
    # Werkzeug parses the host to build URLs, and Flask-WTF the referrer of a post. Both raise if it is invalid.
    try:
        for address in (f"//{asked.host}", asked.referrer if asked.method == "POST" else None):
            _ = urlsplit(address or "").port
    except ValueError:
        abort(400)
