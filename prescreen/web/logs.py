"""Logs: one JSON object per line, with nothing about a reader.

A line has the route's rule and never the requested URL, which may hold a token."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, has_request_context

from prescreen.web.queued_log import QueuedHandler
from prescreen.web.request import Request, current_request
from prescreen.web.settings import in_command

access = logging.getLogger("prescreen.access")
QUIET = {"static", "operations.healthz", "operations.readyz"}  # endpoints that are logged only if they fail


class JsonFormatter(logging.Formatter):
    """Formats a log record as one line of JSON, with only the type of an exception: its message could hold an
    answer."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": at, "level": record.levelname.lower(), "logger": record.name}
        line |= {"request": current_request().id} if has_request_context() else {}
        line |= getattr(record, "fields", None) or {"message": record.getMessage()}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def init_app(app: Flask) -> None:
    """Gives each request an id, and logs requests as the settings say. Commands and debug mode log as plain text."""
    settings = app.config["SETTINGS"]
    is_logging = settings.logs and not app.debug and not in_command()
    if is_logging:
        if not logging.getLogger().handlers:
            app.extensions["log"] = _log_to_stderr()
        access.setLevel(logging.INFO)
        # Werkzeug's development server logs full URLs.
        logging.getLogger("werkzeug").setLevel(logging.ERROR)

    @app.after_request
    def _log_request(response: Response) -> Response:
        asked = current_request()
        response.headers["X-Request-ID"] = asked.id
        failed = response.status_code >= 400
        if is_logging and (failed or asked.endpoint not in QUIET):
            access.info("", extra={"fields": _fields(asked, response, settings.log_addresses)})
        return response


def _log_to_stderr() -> QueuedHandler:
    handler = QueuedHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[handler])
    return handler


def _fields(asked: Request, response: Response, with_address: bool) -> dict[str, Any]:
    fields = {
        "method": known_method(),
        "route": asked.url_rule.rule if asked.url_rule else None,
        "status": response.status_code,
        "ms": round(asked.elapsed_ms, 1),
    }
    return fields | ({"address": asked.remote_addr} if with_address else {})


METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


def known_method() -> str:
    method = current_request().method
    return method if method in METHODS else "other"
