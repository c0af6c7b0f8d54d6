"""The headers of every response, and protection against forged posts."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from flask_wtf.csrf import CSRFProtect

from prescreen.config import derived

MAX_REQUEST = 64 * 1024

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would make Flask-WTF refuse every post over https.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def init_app(app: Flask, keys: list[str]) -> None:
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST
    # itsdangerous signs with the last of its keys and verifies with all.
    app.config["WTF_CSRF_SECRET_KEY"] = [derived(key, "csrf") for key in reversed(keys)]
    # A token lives as long as the session that it belongs to.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.before_request(_refuse_large_requests)
    app.before_request(_refuse_unreadable_referrers)
    CSRFProtect(app)
    app.after_request(_add_headers)


def _refuse_large_requests() -> None:
    # Browsers send a form's length; a body of unknown length would be cut at the limit and read as if it were whole.
    if (request.content_length or 0) > MAX_REQUEST or "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        abort(413)


def _refuse_unreadable_referrers() -> None:
    # Flask-WTF reads a post's referrer without expecting that it can't be.
    try:
        _ = request.method == "POST" and urlsplit(request.referrer or "").port
    except ValueError:
        abort(400)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(("Accept-Language", "Cookie"))
    return response
