"""`make image`: builds the image, runs the services of compose.yaml with podman on loopback addresses, and walks the
site through Caddy with TLS: two replicas, an update without a lost request, the way back, and the records job.

Needs root, and Debian's buildah, podman, runc and debootstrap. Caddy is this machine's, since its image may be out of
reach, and rate limits are off. BASE names the base image, by default one that base.sh builds; BUILD_OPTIONS are passed
to buildah."""

import json
import os
import re
import resource
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

import httpx
from ruamel.yaml import YAML

from prescreen.definitions.loader import TRIALS
from prescreen.version import VERSION
from tests.conftest import KEY, NCT
from tests.support import registry_server as served
from tests.support.crowd import Person, WalkResult
from tests.support.server import ROOT, TRUSTING

PREFIX = "self-check-test"
BASE, FIRST, NEXT = f"localhost/{PREFIX}-base", f"localhost/{PREFIX}:first", f"localhost/{PREFIX}:next"
ADDRESS = "https://localhost:8443"
HOSTS = {"app-1": "127.0.0.2", "app-2": "127.0.0.3"}
SERVICES = YAML(typ="safe").load(ROOT / "compose.yaml")["services"]
READERS = 8


def run(*command: object) -> str:
    done = subprocess.run([*map(str, command)], cwd=ROOT, text=True, stdout=subprocess.PIPE, check=True)
    return done.stdout.strip()


def podman(*arguments: object) -> str:
    return run("podman", "--runtime", "runc", *arguments)


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def build() -> None:
    """Builds the image, and from it a next release that differs in its commit."""
    base = os.environ.get("BASE") or BASE
    if base == BASE and subprocess.run(["buildah", "inspect", BASE], capture_output=True, check=False).returncode:
        say(f"building {BASE} with debootstrap")
        run("sh", "tests/deploy/base.sh", BASE)
    say("building the image")
    given = shlex.split(os.environ.get("BUILD_OPTIONS", ""))
    build_arguments = ["--build-arg", f"BASE={base}", "--build-arg", "COMMIT=first"]
    chroot = ["--isolation", "chroot", "--network", "host", "--format", "docker"]
    run("buildah", "build", "--quiet", "--layers", *chroot, *build_arguments, *given, "--tag", FIRST, ".")
    container = run("buildah", "from", FIRST)
    run("buildah", "config", "--env", "COMMIT=next", container)
    run("buildah", "commit", "--quiet", "--rm", container, NEXT)


def start(name: str, image: str, *more: object, **variables: str) -> None:
    """Starts a service as compose.yaml says, on this machine's network and with a bounded number of files."""
    service = SERVICES[name]
    # Engines ask for more than a machine may allow.
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    options = ["--network", "host", "--no-healthcheck", "--ulimit", f"nofile={files}", "--ulimit", "nproc=1000"]
    options += [f"--add-host={host}:{address}" for host, address in HOSTS.items()]
    options += ["--read-only"] * service.get("read_only", False) + ["--init"] * service.get("init", False)
    options += [f"--memory={service['mem_limit']}"]
    options += [f"--cap-drop={capability}" for capability in service.get("cap_drop", [])]
    options += [f"--security-opt={option.replace(':true', '')}" for option in service.get("security_opt", [])]
    options += [f"--tmpfs={folder}" for folder in service.get("tmpfs", [])]
    options += [f"--volume={PREFIX}-{volume}" for volume in service["volumes"] if not volume.startswith(".")]
    environment = service["environment"] | variables
    options += [f"--env={key}={_filled(value)}" for key, value in environment.items()]
    podman("run", "--detach", f"--name={PREFIX}-{name}", *options, *more, image, *service.get("command", []))


def _filled(value: str) -> str:
    """A value of compose.yaml with its variables filled in: what is set here, else the default."""
    known = {"SECRET_KEY": KEY, "SITE": "localhost"}
    return re.sub(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}", lambda found: known.get(found[1], found[2] or ""), value)


def stop(name: str) -> None:
    podman("stop", "--time=40", f"{PREFIX}-{name}")
    podman("rm", f"{PREFIX}-{name}")


def remove_all() -> None:
    for name in SERVICES:
        subprocess.run(["podman", "rm", "--force", "--time=1", f"{PREFIX}-{name}"], capture_output=True, check=False)
    for volume in ("records", "certificates"):
        subprocess.run(["podman", "volume", "rm", "--force", f"{PREFIX}-{volume}"], capture_output=True, check=False)


def start_replica(name: str, image: str) -> None:
    """Starts a replica, and waits until it is ready."""
    # All readers come from one address.
    start(name, image, HOST=HOSTS[name], RATELIMIT_ENABLED="false")
    until(lambda: state_of(name)["status"] == "ready", f"{name} is ready")


def state_of(name: str) -> Any:
    """What /readyz of a replica says."""
    try:
        return httpx.get(f"http://{HOSTS[name]}:8000/readyz", headers={"Host": "localhost"}, timeout=2).json()
    except httpx.HTTPError:
        return {"status": "unreachable", "commit": ""}


def until(is_so: Callable[[], bool], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.2)


def start_proxy(folder: Path) -> None:
    """Starts Caddy with the Caddyfile and a certificate of its own."""
    caddyfile = (ROOT / "Caddyfile").read_text("utf-8").replace("{\n", "{\n\tlocal_certs\n\tskip_install_trust\n", 1)
    (folder / "Caddyfile").write_text(caddyfile)
    mounts = {
        Path(sys.executable).with_name("caddy").resolve(): "/usr/bin/caddy",
        folder / "Caddyfile": "/etc/caddy/Caddyfile",
        ROOT / "deploy" / "unavailable.html": "/etc/caddy/unavailable.html",
    }
    volumes = [f"--volume={source}:{target}:ro" for source, target in mounts.items()]
    command = ["--entrypoint", '["caddy", "run", "--config", "/etc/caddy/Caddyfile"]']
    start(
        "proxy", os.environ.get("BASE") or BASE, *volumes, *command, SITE=ADDRESS, XDG_DATA_HOME="/data", HOME="/data"
    )


@contextmanager
def readers() -> Iterator[list[WalkResult]]:
    """People who walk through the site meanwhile; the results of their walks are complete at the end."""
    walks: list[WalkResult] = []
    is_over = Event()

    def walk(number: int) -> None:
        while not is_over.is_set():
            person = Person(ADDRESS, number * 1000 + len(walks))
            person.http = httpx.Client(base_url=ADDRESS, timeout=30, verify=TRUSTING)
            walks.append(person.walk())

    threads = [Thread(target=walk, args=[number]) for number in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield walks
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def replace_replicas(image: str, commit: str) -> None:
    """Replaces one replica after the other while people use the site, and checks that none of them noticed."""
    with readers() as walks:
        for name in ("app-1", "app-2"):
            stop(name)
            start_replica(name, image)
            assert state_of(name)["commit"] == commit, state_of(name)
            enough = len(walks) + READERS
            until(partial(_are_many, walks, enough), "people finish their walks")
    faults = [fault for walked in walks for fault in walked.faults]
    retried = sum(walked.retried for walked in walks)
    requests = sum(walked.requests for walked in walks)
    say(f"replaced by {commit}: {len(walks)} walks, {requests} requests, {retried} retried, {len(faults)} faults")
    assert not faults, faults[:3]
    assert not retried


def _are_many(walks: list[WalkResult], enough: int) -> bool:
    return len(walks) > enough


def walk_through(registry: served.Registry) -> None:
    """What a reader and an operator see of a fresh site."""
    with httpx.Client(base_url=ADDRESS, verify=TRUSTING, timeout=30) as reader:
        page = reader.get(f"/en/{NCT}/questions/diagnosis")
        assert page.headers["set-cookie"].startswith("__Host-")
        assert reader.get("/readyz").json() == {"status": "ready"}
        start("records", FIRST, REGISTRY_URL=registry.address)
        started = time.monotonic()
        until(lambda: "Withdrawn before it began" in reader.get(f"/en/{NCT}/").text, "the site shows the new record")
        say(f"the fetched record is shown after {time.monotonic() - started:.0f} s")
        for name in ("app-1", "app-2"):
            assert state_of(name)["version"] == VERSION
            stop(name)
        lost = reader.get("/en/")
        assert lost.status_code in (502, 503)
        assert "过一分钟" in lost.text
        say("without replicas the proxy says so calmly")


def main() -> None:
    remove_all()
    build()
    study = json.loads((TRIALS / NCT / "record.json").read_text("utf-8"))["study"]
    study["protocolSection"]["statusModule"]["overallStatus"] = "WITHDRAWN"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        stack.callback(remove_all)
        registry = stack.enter_context(served.registry())
        registry.study(NCT, served.json_of(study))
        for name in ("app-1", "app-2"):
            start_replica(name, FIRST)
        start_proxy(folder)
        until(lambda: _answers(ADDRESS), "the proxy answers")
        replace_replicas(NEXT, "next")
        replace_replicas(FIRST, "first")
        walk_through(registry)
    say("all is well")


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/en/", verify=TRUSTING).status_code == 200
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    main()
