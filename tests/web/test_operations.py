"""What proxies, container engines, crawlers and those who find a fault ask a site."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from prescreen import create_app
from prescreen.definitions.catalogue import Catalogue
from prescreen.version import LOCK, VERSION
from prescreen.web.settings import SettingFault, Settings, settings_from_environment
from tests.conftest import KEY, NCT
from tests.definitions.test_catalogue import NCT as INVENTED
from tests.definitions.test_catalogue import OTHER, add, change
from tests.support.server import ROOT


def test_a_site_is_ready_and_tells_its_version() -> None:
    app = create_app(KEY, settings=Settings(commit="0123abc"))
    response = app.test_client().get("/readyz")
    study = app.extensions["prescreen"].get(NCT)
    assert (response.status_code, response.json) == (
        200,
        {
            "status": "ready",
            "version": VERSION,
            "commit": "0123abc",
            "lock": sha256(LOCK.read_bytes()).hexdigest()[:12],
            "definitions": {NCT: study.trial.version},
        },
    )
    assert "Set-Cookie" not in response.headers


def test_readers_are_told_no_version() -> None:
    http = create_app(KEY).test_client()
    through_a_proxy = http.get("/readyz", headers={"X-Forwarded-For": "192.0.2.1"})
    assert (through_a_proxy.status_code, through_a_proxy.json) == (200, {"status": "ready"})


@pytest.mark.parametrize("name", ["definition.yaml", "record.json"])
def test_a_site_is_ready_as_long_as_one_trial_can_be_shown(name: str, tmp_path: Path) -> None:
    (add(tmp_path, INVENTED) / name).write_text("{", "utf-8")
    http = create_app(KEY, tmp_path).test_client()
    response = http.get("/readyz")
    assert (response.status_code, response.get_json()["status"]) == (503, "no trial can be shown")
    assert http.get("/healthz").status_code == 200, "a restart would not mend it"
    add(tmp_path, OTHER)
    assert http.get("/readyz").status_code == 200


def test_a_trial_whose_heading_alone_can_be_read_makes_no_site_ready(tmp_path: Path) -> None:
    folder = add(tmp_path, INVENTED)
    change(folder / "definition.yaml", **{"fits: count < 0.5": "fits: counts < 0.5"})
    http = create_app(KEY, tmp_path).test_client()
    assert list(Catalogue([tmp_path]).summaries())
    assert (http.get("/readyz").status_code, http.get("/en/").status_code) == (503, 503)


def test_a_site_without_trials_is_not_ready(tmp_path: Path) -> None:
    assert create_app(KEY, tmp_path).test_client().get("/readyz").status_code == 503


def test_a_process_asks_for_another_name_of_the_site() -> None:
    http = create_app(KEY, settings=Settings(trusted_hosts=("check.example.org",))).test_client()
    assert http.get("/readyz", headers={"Host": "localhost"}).status_code == 200
    assert http.get("/readyz", headers={"Host": "app-1:8000"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "is_allowed"),
    [("/en/", True), (f"/zh/{NCT}/", True), (f"/en/{NCT}/questions/diagnosis", False), (f"/en/{NCT}/result", False)],
)
def test_crawlers_may_fetch_start_pages_only(path: str, is_allowed: bool) -> None:
    robots = create_app(KEY).test_client().get("/robots.txt").text
    rules = re.findall(r"^(Allow|Disallow): (.+)$", robots, re.M)
    patterns = [(kind, rule, re.escape(rule).replace(r"\*", ".*").replace(r"\$", "$")) for kind, rule in rules]
    # As RFC 9309 says, the longest rule that matches counts.
    matching = sorted((len(rule), kind) for kind, rule, pattern in patterns if re.match(pattern, path))
    assert (not matching or matching[-1][1] == "Allow") is is_allowed


@pytest.mark.parametrize(
    ("given", "uri"),
    [
        ("security@example.org", "mailto:security@example.org"),
        ("https://example.org/report", "https://example.org/report"),
    ],
)
def test_who_finds_a_fault_reads_where_to_report_it(given: str, uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECURITY_CONTACT", given)
    response = create_app(KEY).test_client().get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert response.content_type == "text/plain; charset=utf-8"
    assert fields["Contact"] == uri
    assert 0 < (datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)).days < 366


def test_without_a_contact_there_is_no_page_of_it() -> None:
    assert create_app(KEY).test_client().get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("given", ["somebody", "http://example.org", "a@b.org\nExpires: never", "javascript:alert(1)"])
def test_a_contact_that_is_none_is_told_at_the_start(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECURITY_CONTACT", given)
    with pytest.raises(SettingFault, match=r"^SECURITY_CONTACT must be an e-mail address or an https URL"):
        settings_from_environment()


def test_the_image_is_labelled_with_the_version_and_has_the_lock() -> None:
    dockerfile = (LOCK.parent / "Dockerfile").read_text("utf-8")
    assert f"org.opencontainers.image.version={VERSION} " in dockerfile
    assert f"## {VERSION}" in (LOCK.parent / "CHANGELOG.md").read_text("utf-8")
    assert json.dumps(VERSION) in (LOCK.parent / "prescreen" / "version.py").read_text("utf-8")


FIRST_PAGES = """
import sys
from werkzeug.test import EnvironBuilder, run_wsgi_app
from app import app
imported = set(sys.modules)
for page in sys.argv[1:]:
    _, status, _ = run_wsgi_app(app.wsgi_app, EnvironBuilder(page, base_url="http://127.0.0.1/").get_environ())
    assert status == "200 OK", (page, status)
print(sorted(name for name in set(sys.modules) - imported if not name.startswith("encodings.")))
"""


def test_the_first_pages_of_a_worker_wait_for_no_import() -> None:
    pages = ["", "questions/blood-counts", "check", "result", "staff", "worksheet"]
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAGES, *(f"/zh/{NCT}/{page}" for page in pages)],
        cwd=ROOT,
        env=os.environ | {"SECRET_KEY": KEY, "LOG_REQUESTS": "false"},
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    assert done.stdout.strip() == "[]"
