"""The files with which others run the site: compose, systemd, Kubernetes, Prometheus, Grafana and proxies."""

import configparser
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
from prometheus_client.registry import CollectorRegistry
from ruamel.yaml import YAML

from prescreen import create_app
from prescreen.web.metrics import Metrics
from prescreen.web.settings import Settings, settings_from_environment
from prescreen.web.state_metrics import StateCollector
from tests.conftest import KEY

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
READ_BY_THE_SITE = {"SECRET_KEY", "REGISTRY_URL", *(field.validation_alias for field in Settings.model_fields.values())}


def yaml(file: Path) -> list[Any]:
    return list(YAML(typ="safe").load_all(file))


@pytest.fixture(scope="module")
def services() -> Any:
    return yaml(ROOT / "compose.yaml")[0]["services"]


def test_the_services_settings_are_ones_that_the_app_reads(
    services: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    replica = services["app-1"]
    for name in ("app-1", "app-2", "records"):
        assert set(services[name]["environment"]) <= READ_BY_THE_SITE
    for name, value in replica["environment"].items():
        given = re.sub(r"\$\{(\w+):?[-?]?([^}]*)\}", r"\2", value)
        monkeypatch.setenv(name, {"RECORDS_PATH": str(tmp_path), "TRUSTED_HOSTS": "check.example.org"}.get(name, given))
    found = settings_from_environment()
    assert (found.proxy_hops, found.trusted_hosts) == (1, ("check.example.org",))
    assert found.rate_limit_storage == "redis://counters:6379"
    assert "reverse_proxy app-1:8000 app-2:8000 {" in (ROOT / "Caddyfile").read_text("utf-8")
    assert "PORT=8000" in (ROOT / "Dockerfile").read_text("utf-8")


def test_the_replicas_differ_in_nothing_but_that_one_is_built(services: Any) -> None:
    first, second = dict(services["app-1"]), services["app-2"]
    assert first.pop("build")["context"] == "."
    assert first == second


def test_records_are_written_by_their_job_only_and_read_by_the_site(services: Any) -> None:
    assert services["records"]["volumes"] == ["records:/records"]
    assert services["app-1"]["volumes"] == ["records:/records:ro"]
    assert services["records"]["command"] == ["flask", "trial", "refresh", "--every", "24"]
    assert services["records"]["image"] == services["app-1"]["image"]
    assert services["records"]["environment"]["RECORDS_PATH"] == services["app-1"]["environment"]["RECORDS_PATH"]
    assert "install --directory --owner=10001 --group=10001 /records" in (ROOT / "Dockerfile").read_text("utf-8")


def test_each_service_is_bounded_in_memory_and_log(services: Any) -> None:
    for name, service in services.items():
        assert service["mem_limit"], name
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}, name
        assert service["restart"] == "unless-stopped", name
        if name != "proxy":
            assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name


def test_a_proxy_tries_longer_than_it_leaves_a_replica_out() -> None:
    caddy = (ROOT / "Caddyfile").read_text("utf-8")
    tries, out = (int(re.findall(rf"{name} (\d+)s", caddy)[0]) for name in ("lb_try_duration", "fail_duration"))
    assert tries >= 10 * out


# systemd

UNITS = ["self-check.service", "self-check-records.service", "self-check-records.timer"]


def unit(name: str) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read(DEPLOY / name)
    return parsed


@pytest.mark.audit
def test_systemd_can_read_the_units(tmp_path: Path) -> None:
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8")
        # The commands need not be there, and the user neither.
        (tmp_path / name).write_text(re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", text, flags=re.M))
    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / name for name in UNITS)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_units_share_the_folder_of_records_and_the_settings() -> None:
    site, job = unit("self-check.service")["Service"], unit("self-check-records.service")["Service"]
    for name in ("User", "StateDirectory", "WorkingDirectory"):
        assert site[name] == job[name]
    assert "RECORDS_PATH=/var/lib/self-check" in site["Environment"]
    assert site["StateDirectory"] == "self-check"
    assert job["Environment"] == "RECORDS_PATH=/var/lib/self-check"
    assert site["EnvironmentFile"] == job["EnvironmentFile"].lstrip("-")


def test_the_site_restarts_and_records_are_fetched_daily_and_at_once() -> None:
    assert unit("self-check.service")["Service"]["Restart"] == "always"
    job, timer = unit("self-check-records.service"), unit("self-check-records.timer")
    assert job["Install"]["WantedBy"] == "multi-user.target"
    assert job["Service"]["Restart"] == "on-failure"
    assert (timer["Timer"]["OnCalendar"], timer["Timer"]["RandomizedDelaySec"]) == ("daily", "2h")


# Kubernetes


def test_the_manifests_have_the_shape_that_kubernetes_reads() -> None:
    manifests = yaml(DEPLOY / "kubernetes.yaml")
    for manifest in manifests:
        kubernetes_validate.validate(manifest, "1.30", strict=True)
    assert {manifest["kind"] for manifest in manifests} >= {"Deployment", "CronJob", "Service", "Ingress"}


def test_the_containers_settings_are_ones_that_the_app_reads() -> None:
    deployment = next(found for found in yaml(DEPLOY / "kubernetes.yaml") if found["kind"] == "Deployment")
    [container] = deployment["spec"]["template"]["spec"]["containers"]
    assert {entry["name"] for entry in container["env"]} <= READ_BY_THE_SITE
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"


# Prometheus and Grafana

ALERTS = [rule for group in yaml(DEPLOY / "alerts.yaml")[0]["groups"] for rule in group["rules"]]
DASHBOARD = json.loads((DEPLOY / "dashboard.json").read_text("utf-8"))
QUERIES = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


@pytest.fixture(scope="module")
def served_names() -> set[str]:
    """The names of all metrics that a site serves, without `_total` and the like."""
    app = create_app(KEY, settings=Settings(rate_limits=True, rate_limit_storage="redis://127.0.0.1:9"))
    app.extensions["log"] = type("Log", (), {"dropped": 0})
    registry: CollectorRegistry = Metrics().registry
    registry.register(StateCollector(app))
    return {metric.name for metric in registry.collect()}


@pytest.mark.parametrize("query", [*QUERIES, *(rule["expr"] for rule in ALERTS)])
def test_what_is_asked_for_is_served(query: str, served_names: set[str]) -> None:
    asked = re.findall(r"\b(?:prescreen|process)_\w+", query)
    assert asked or "up{" in query
    for name in asked:
        assert re.sub(r"_(total|bucket|info)$", "", name) in served_names


@pytest.mark.audit
def test_prometheus_can_read_the_rules_and_the_dashboards_queries(tmp_path: Path) -> None:
    rules = [{"record": f"query:{number}", "expr": query} for number, query in enumerate(QUERIES)]
    (tmp_path / "queries.yaml").write_text(json.dumps({"groups": [{"name": "queries", "rules": rules}]}))
    for file in (DEPLOY / "alerts.yaml", tmp_path / "queries.yaml"):
        done = subprocess.run(["promtool", "check", "rules", file], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_dashboards_panels_have_titles_and_do_not_overlap() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    cells = [(x, y) for p in places for x in range(p["x"], p["x"] + p["w"]) for y in range(p["y"], p["y"] + p["h"])]
    assert len(cells) == len(set(cells))
    assert all(panel["title"] and panel["targets"] for panel in DASHBOARD["panels"])
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(places)
