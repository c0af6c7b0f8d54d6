"""Security headers for every response, and checks that refuse a request before anything else reads it."""

from io import BytesIO
from typing import IO, Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, request
from flask.globals import request_ctx
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.middleware.proxy_fix import ProxyFix

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


class Parameters(ImmutableMultiDict[str, str]):
    """A query or form. Werkzeug raises and catches an HTTP error for each name that is not there."""

    def get(self, key: str, default: Any = None, *rest: Any, **named: Any) -> Any:  # type: ignore[override]
        return super().get(key, default, *rest, **named) if key in self else default


class InMemoryRequest(Request):
    """A request whose uploads stay in memory: Werkzeug writes those over 500 KB to the disk."""

    parameter_storage_class = Parameters

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


def init_app(app: Flask) -> None:
    app.request_class = InMemoryRequest
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MAX_REQUEST
    app.config["MAX_FORM_PARTS"] = MAX_FIELDS
    if app.config["SETTINGS"].trusted_hosts:
        # Health checks use a loopback name.
        app.config["TRUSTED_HOSTS"] = [*app.config["SETTINGS"].trusted_hosts, *LOOPBACK]
    if hops := app.config["SETTINGS"].proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(_refuse_what_no_browser_sends)
    app.after_request(_add_headers)


def _refuse_what_no_browser_sends() -> None:
    asked = request_ctx.request  # looked up once, since each use of the proxy costs
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
    length = asked.content_length or 0
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


def _add_headers(response: Response) -> Response:
    headers = response.headers
    # The hand-over's page and the preview for authors set their own policy.
    own_policy = headers.get(POLICY_HEADER)
    is_file = request.endpoint == "static" and response.status_code < 400
    headers.extend(HEADERS if is_file else PAGE_HEADERS)
    if own_policy:
        headers[POLICY_HEADER] = own_policy
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
