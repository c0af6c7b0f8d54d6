"""Measures the CPU time of requests, called as a WSGI server calls them, and compares calls within one run."""

import io
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from prescreen.screening.shared_answers import with_fingerprints
from tests.conftest import NCT
from tests.support.client import CheckingClient, session_cookies
from tests.support.core import FITTING, stored

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ROUNDS = 9
Call = Callable[[], Any]


def microseconds(call: Call, seconds: float = 0.05) -> float:
    """CPU time of one call."""
    begun, calls = time.process_time(), 0
    while (spent := time.process_time() - begun) < seconds:
        call()
        calls += 1
    return spent / calls * 1e6


def side_by_side(*calls: Call) -> list[float]:
    """The median CPU time of each call in microseconds. They take turns, so that noise affects all of them."""
    for call in calls:
        call()
    rounds = [[microseconds(call) for call in calls] for _ in range(ROUNDS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def requesting(
    app: "WSGIApplication | Flask",
    path: str,
    cookies: dict[str, str] | None = None,
    form: Any = None,
    gzip: bool = False,
) -> Call:
    """A call that sends this request and reads the whole response."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())}
    headers |= {"Accept-Encoding": "gzip"} if gzip else {}
    body = urlencode(form or {}, doseq=True).encode()
    content_type = "application/x-www-form-urlencoded" if form is not None else None
    method = "GET" if form is None else "POST"
    builder = EnvironBuilder(path, method=method, headers=Headers(headers), content_type=content_type)
    environ = builder.get_environ()
    environ |= {"CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": "127.0.0.1"}

    serve = app.wsgi_app if isinstance(app, Flask) else app

    def send() -> bytes:
        status: list[str] = []
        sent = serve({**environ, "wsgi.input": io.BytesIO(body)}, lambda *head: status.append(head[0]))  # type: ignore[arg-type]
        content = b"".join(sent)
        getattr(sent, "close", lambda: None)()
        assert status[0][0] in "23", status
        return content

    return send


class Reader:
    """Requests of two readers of a trial: `fresh` has a token and no answers, `full` has answered everything."""

    def __init__(self, app: Flask, nct: str = NCT, answers: dict[str, Any] = FITTING) -> None:
        self.app, self.nct = app, nct
        browser = CheckingClient(app)
        self.step = f"/en/{nct}/questions/blood-counts"
        page = browser.open(self.step)
        self.fresh = browser.jar()
        counts = ("neutrophils", "platelets", "reticulocytes")
        self.form = {"csrf_token": page.token}
        for name, value in zip(counts, ("0.3", "12", "15"), strict=True):
            self.form |= {f"{name}-value": value, f"{name}-unit": "10^9/L"}
        trial = app.extensions["prescreen"].get(nct).trial
        entry = {"version": trial.version, "answers": stored(answers)}
        self.full = session_cookies(app, {nct: with_fingerprints(trial, entry)})

    def pages(self) -> dict[str, Call]:
        page = f"/en/{self.nct}"
        return {
            "Start page": requesting(self.app, f"{page}/"),
            "Step with three quantities, GET": requesting(self.app, self.step, self.fresh),
            "The same with its answers, GET": requesting(self.app, self.step, self.full),
            "Step with three quantities, POST": requesting(self.app, self.step, self.fresh, self.form),
            "Check with all answers": requesting(self.app, f"{page}/check", self.full),
            "Result with all answers": requesting(self.app, f"{page}/result", self.full),
            "Staff view with all answers": requesting(self.app, f"{page}/staff", self.full),
        }
