"""Prometheus gauges of the site's state, read when they are fetched: version, records, definitions, storage and log."""

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Flask
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from prescreen.definitions.catalogue import Catalogue
from prescreen.registry.record_warnings import age_in_days
from prescreen.version import VERSION, lock_hash
from prescreen.web.rate_limits import is_remote
from prescreen.web.settings import Settings


class StateCollector(Collector):
    """The gauges of one app."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.settings: Settings = app.config["SETTINGS"]

    def describe(self) -> Iterator[Metric]:
        """Nothing, so that registering does not read all trials."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        version = {"version": VERSION, "commit": self.settings.commit, "lock": lock_hash()}
        yield InfoMetricFamily("prescreen_build", "The running version.", version)
        yield from self._trials(self.app.extensions["prescreen"])
        yield from self._storage()
        if log := self.app.extensions.get("log"):
            yield CounterMetricFamily("prescreen_log_lines_dropped", "Log lines that were dropped.", log.dropped)

    def _trials(self, catalogue: Catalogue) -> Iterator[Metric]:
        age = GaugeMetricFamily("prescreen_record_age_days", "Age of a trial's record.", labels=["trial"])
        today = datetime.now(UTC).date()
        for summary in catalogue.summaries():
            age.add_metric([summary.heading.id], age_in_days(summary.record, today))
        yield age
        broken = GaugeMetricFamily("prescreen_broken_trials", "Trials whose files can't be loaded as they are.")
        broken.add_metric([], len(catalogue.broken()))
        yield broken
        definitions = InfoMetricFamily("prescreen_definition", "A loaded definition.", labels=["trial"])
        for study in catalogue.loaded():
            definitions.add_metric([study.trial.id], {"version": study.trial.version})
        yield definitions

    def _storage(self) -> Iterator[Metric]:
        limiter = self.app.extensions.get("rate limits")
        if limiter and is_remote(self.settings.rate_limit_storage):
            help_text = "Whether the storage of rate limits responds."
            yield GaugeMetricFamily("prescreen_rate_limit_storage_up", help_text, float(limiter.storage.check()))
