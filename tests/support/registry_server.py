"""A fake registry API on a loopback port, with scripted responses, some of them faulty."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Handler"], None]


class Registry(ThreadingHTTPServer):
    """Each path has a script of responses: each request takes the next one, and the last one repeats."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.scripts: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.released = threading.Event()
        self.answers("/api/v2/version", json_of({"apiVersion": "2.0.5", "dataTimestamp": "2026-11-20T09:00:05"}))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answers(self, path: str, *script: Answer) -> None:
        self.scripts[path] = list(script)

    def study(self, nct: str, *script: Answer) -> None:
        self.answers(f"/api/v2/studies/{nct}", *script)

    def asked_for(self, path: str) -> list[dict[str, str]]:
        return [headers for asked, headers in self.asked if asked == path]


class Handler(BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        script = self.server.scripts.get(self.path, [text(404, "NCT number not found")])
        answer = script.pop(0) if len(script) > 1 else script[0]
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def json_of(content: Any, **headers: str) -> Answer:
    body = json.dumps(content).encode()
    return lambda handler: handler.send(200, body, Content_Type="application/json", **headers)


def text(status: int, body: str, **headers: str) -> Answer:
    return lambda handler: handler.send(status, body.encode(), Content_Type="text/plain", **headers)


def raw(body: bytes, **headers: str) -> Answer:
    return lambda handler: handler.send(200, body, Content_Type="application/json", **headers)


def redirect(target: str, status: int = 301) -> Answer:
    return lambda handler: handler.send(status, b"", Location=target)


def unless_same(tag: str, content: Any) -> Answer:
    """Status 304 if the request has this ETag, else the content with the ETag."""

    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == tag:
            handler.send(304, b"", ETag=tag)
        else:
            json_of(content, ETag=tag)(handler)

    return answer


def cut_off(content: Any) -> Answer:
    body = json.dumps(content).encode()
    return lambda handler: handler.send(200, body[: len(body) // 2], Content_Length=str(len(body)))


def closed(handler: Handler) -> None:
    handler.close_connection = True
    handler.connection.close()


def silent(handler: Handler) -> None:
    """Doesn't respond until the test is over."""
    handler.server.released.wait(30)


def dripping(handler: Handler) -> None:
    """Sends one byte at a time, without an end."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    while not handler.server.released.wait(0.02):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def bomb(handler: Handler) -> None:
    handler.send(200, gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")


@contextmanager
def registry() -> Iterator[Registry]:
    server = Registry()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
