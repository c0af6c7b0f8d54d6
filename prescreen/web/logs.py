"""Logs: one JSON object per line, with nothing about a reader.

A line has the route's rule and never the requested URL, which may hold a token."""

import json
import logging
import re
import secrets
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request, request_started

from prescreen.web.queued_log import QueuedHandler
from prescreen.web.settings import in_command

access = logging.getLogger("prescreen.access")
STARTED = "prescreen.started"
QUIET = {"static", "operations.healthz", "operations.readyz"}  # endpoints that are logged only if they fail
PROXY_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class JsonFormatter(logging.Formatter):
    """Formats a log record as one line of JSON, with only the type of an exception: its message could hold an
    answer."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": at, "level": record.levelname.lower(), "logger": record.name}
        line |= {"request": request_id()} if has_request_context() else {}
        line |= getattr(record, "fields", None) or {"message": record.getMessage()}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def init_app(app: Flask) -> None:
    """Gives each request an id, and logs requests as the settings say. Commands and debug mode log as plain text."""
    settings = app.config["SETTINGS"]
    is_logging = settings.logs and not app.debug and not in_command()
    request_started.connect(_start_timer, app, weak=False)
    if is_logging:
        if not logging.getLogger().handlers:
            app.extensions["log"] = _log_to_stderr()
        access.setLevel(logging.INFO)
        # Werkzeug's development server logs full URLs.
        logging.getLogger("werkzeug").setLevel(logging.ERROR)

    @app.after_request
    def _log_request(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        failed = response.status_code >= 400
        if is_logging and (failed or request.endpoint not in QUIET):
            access.info("", extra={"fields": _fields(response, settings.log_addresses)})
        return response


def _log_to_stderr() -> QueuedHandler:
    handler = QueuedHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[handler])
    return handler


def _start_timer(_: Flask) -> None:
    # In a signal handler, since URL value preprocessors may raise before any before_request function runs.
    request.environ[STARTED] = time.perf_counter()


def elapsed_ms() -> float:
    """How long the request has taken so far."""
    return 1000 * (time.perf_counter() - float(request.environ[STARTED]))


def request_id() -> str:
    """The id that a proxy gave the request, or a random one."""
    known = g.get("request_id")
    if known is None:
        given = request.headers.get("X-Request-ID", "")
        known = g.request_id = given if PROXY_REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    return str(known)


def _fields(response: Response, with_address: bool) -> dict[str, Any]:
    fields = {
        "method": known_method(),
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round(elapsed_ms(), 1),
    }
    return fields | ({"address": request.remote_addr} if with_address else {})


METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


def known_method() -> str:
    return request.method if request.method in METHODS else "other"
