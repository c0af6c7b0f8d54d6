"""Prometheus counters for operators and the study team, off by default and served on their own port. None is per
person."""

import logging
from typing import Any

from flask import Flask, Response, current_app

from prescreen.screening.answers import Answers
from prescreen.screening.assessment import assess
from prescreen.screening.journey import Journey
from prescreen.trial.questions import UNKNOWN
from prescreen.web.logs import known_method
from prescreen.web.request import current_request
from prescreen.web.settings import in_command

logger = logging.getLogger(__name__)
SECONDS = (0.005, 0.02, 0.1, 0.5, 2.0)


class Metrics:
    """The counters of one app. No label's value is chosen by a reader, or distinguishes two readers."""

    def __init__(self) -> None:
        # Imported here, since it is only needed if metrics are on.
        from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

        common: dict[str, Any] = {"namespace": "prescreen", "registry": CollectorRegistry()}
        self.registry = common["registry"]
        self.requests = Counter("requests", "Requests.", ["route", "method", "status"], **common)
        self.seconds = Histogram("request_seconds", "Seconds that they took.", ["route"], buckets=SECONDS, **common)
        self.started = Counter("started", "Times that a first answer was kept.", ["trial"], **common)
        self.finished = Counter("finished", "Times that the last open question was answered.", ["trial"], **common)
        self.outcomes = Counter("outcomes", "The outcome at that time.", ["trial", "outcome"], **common)
        ProcessCollector(registry=self.registry)
        self.unknown = Counter("unknown", "Times that “I don't know” was kept.", ["trial", "question"], **common)

    def serve(self, address: str, port: int) -> None:
        from prometheus_client import start_http_server

        try:
            start_http_server(port, address, self.registry)
        except OSError as error:
            logger.warning("No metrics from this process: %s on %s:%s", error.strerror, address, port)


def init_app(app: Flask) -> None:
    """Counts requests if the settings name a port for metrics."""
    settings = app.config["SETTINGS"]
    if not settings.metrics_port or in_command():
        return
    from prescreen.web.state_metrics import StateCollector

    metrics = app.extensions["metrics"] = Metrics()
    metrics.registry.register(StateCollector(app))
    metrics.serve(settings.metrics_address, settings.metrics_port)

    @app.after_request
    def _count(response: Response) -> Response:
        asked = current_request()
        route = asked.url_rule.rule if asked.url_rule else "none"
        metrics.requests.labels(route, known_method(), response.status_code).inc()
        metrics.seconds.labels(route).observe(asked.elapsed_ms / 1000)
        return response


def count_answers(before: Answers, after: Journey) -> None:
    """Counts what a post has changed. `before` are the answers before the post, `after` is the journey after it."""
    metrics: Metrics | None = current_app.extensions.get("metrics")
    if metrics is None:
        return
    trial, answers = after.trial, after.answers
    if answers and not before:
        metrics.started.labels(trial.id).inc()
    for name in (name for name in answers if answers[name] == UNKNOWN != before.get(name)):
        metrics.unknown.labels(trial.id, name).inc()
    was_open = any(question.id not in before for question in after.asked())
    if was_open and after.next_unanswered() is None:
        metrics.finished.labels(trial.id).inc()
        metrics.outcomes.labels(trial.id, assess(trial, after.values).outcome.value).inc()
