"""Static files with fingerprints in their URLs, which browsers cache for a year, and gzip compression."""

import gzip
import secrets
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask, Response

from prescreen.web.request import Request, current_request

YEAR = 365 * 24 * 3600
COMPRESSIBLE = {"text/html", "text/css", "text/javascript", "image/svg+xml"}
MIN_COMPRESSED = 500  # bytes; less is not worth compressing


def init_app(app: Flask) -> None:
    folder = Path(app.static_folder or "")
    files = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    fingerprints = {name: sha256(content).hexdigest()[:10] for name, content in files.items()}
    compressed = {content: gzip.compress(content, 9, mtime=0) for content in files.values()}

    @app.url_defaults
    def _fingerprint(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and values["filename"] in fingerprints:
            values["v"] = fingerprints[values["filename"]]

    @app.after_request
    def _deliver(response: Response) -> Response:
        asked = current_request()
        if asked.endpoint == "static" and response.status_code in (200, 206, 304):
            current = fingerprints.get((asked.view_args or {}).get("filename", ""))
            is_current = current is not None and asked.args.get("v") == current
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if is_current else "no-cache"
            response.headers["Vary"] = "Accept-Encoding"
        if response.mimetype in COMPRESSIBLE:
            _compress(asked, response, compressed)
        return response


def _compress(asked: Request, response: Response, static_files: dict[bytes, bytes]) -> None:
    """Compresses a response where the browser accepts gzip. `static_files` maps the content of each static file to its
    compressed content."""
    acceptable = asked.accept_encodings["gzip"] > 0 and asked.method != "HEAD" and "Range" not in asked.headers
    if not acceptable or response.status_code in (204, 304) or "Content-Encoding" in response.headers:
        return
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) < MIN_COMPRESSED:
        return
    response.set_data(static_files.get(content) or _compressed(content))
    response.headers["Content-Encoding"] = "gzip"
    # A strong ETag identifies exact bytes, and these have changed.
    response.headers.pop("ETag", None)


def _compressed(content: bytes) -> bytes:
    compressed = BytesIO()
    # A file name of random length hides the exact size, which could reveal a secret (BREACH).
    padding = "x" * secrets.randbelow(64)
    with gzip.GzipFile(padding, "wb", 6, compressed, mtime=0) as file:
        file.write(content)
    return compressed.getvalue()
