"""`make scan`: wapiti, which looks for holes, and slowhttptest, which occupies a server with slow requests, on the site
behind Caddy with TLS. Exits with 1 on a finding that is not explained here, or if a reader is kept waiting."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from tests.conftest import KEY, NCT
from tests.support.proxies import caddy
from tests.support.server import TRUSTING, free_port, started, wait_for

HOST = "127.0.0.1"
REPLICA = {"PROXY_HOPS": "1", "TRUSTED_HOSTS": HOST, "RATELIMIT_ENABLED": "false"}
WAPITI = Path(sys.executable).parents[1] / "wapiti" / "bin" / "wapiti"
# All of wapiti's modules that need neither the internet nor a program of a certain name, such as WordPress.
MODULES = (
    "backup,brute_login_form,buster,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,https_redirect,ldap,"
    "methods,permanentxss,redirect,shellshock,spring4shell,sql,timesql,ssl,upload,xss"
)
# What wapiti reports of this set-up and not of the site, and why.
EXPLAINED = {
    "Clickjacking Protection": "X-Frame-Options is replaced by frame-ancestors of the Content-Security-Policy",
    "LDAP Injection": "there is no directory: wapiti compares two pages, whose CSRF tokens always differ",
}
# How each kind of slow request is sent: 400 connections for 30 seconds.
SLOW = {"headers": "-H", "bodies": "-B", "readers": "-X"}
CONNECTIONS, SECONDS = 400, 30


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The address of Caddy in front of two replicas."""
    first, second, port = free_port(), free_port(), free_port()
    with started(first, KEY, "app:app", **REPLICA), started(second, KEY, "app:app", **REPLICA):
        starting = caddy(folder, port, first, second, HOST)
        proxy = subprocess.Popen(starting, stderr=subprocess.DEVNULL, start_new_session=True, text=True)
        try:
            wait_for(f"https://{HOST}:{port}", proxy)
            yield f"https://{HOST}:{port}"
        finally:
            os.killpg(proxy.pid, signal.SIGKILL)
            proxy.wait()


def holes(address: str, folder: Path) -> list[str]:
    """Wapiti's findings, without those that are explained."""
    found = folder / "wapiti.json"
    command: list[Any] = [
        WAPITI, "--url", f"{address}/en/", "--scope", "domain", "--module", MODULES, "--verify-ssl", "0",
        "--max-scan-time", "120", "--max-attack-time", "20", "--no-bugreport", "--flush-session",
        "--store-session", folder, "--store-config", folder, "--format", "json", "--output", found,
    ]  # fmt: skip
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    report = json.loads(found.read_text("utf-8"))
    crawled = report["infos"]["crawled_pages_nbr"]
    by_kind = {**report["vulnerabilities"], **report["anomalies"]}
    for kind in (kind for kind in EXPLAINED if by_kind[kind]):
        print(f"{len(by_kind.pop(kind))} × {kind}, explained: {EXPLAINED[kind]}")
    lines = [f"{kind}: {one['method']} {one['path']}: {one['info']}" for kind in by_kind for one in by_kind[kind]]
    print(f"wapiti read {crawled} pages, and found {len(lines)} holes", flush=True)
    return [*lines, *([] if crawled > 100 else [f"wapiti read only {crawled} pages"])]


def waits(address: str, mode: str) -> list[float]:
    """How long a reader's pages take, in seconds, while another client sends slow requests."""
    command = ["slowhttptest", mode, "-c", CONNECTIONS, "-r", 200, "-l", SECONDS, "-i", 5, "-u", f"{address}/en/{NCT}/"]
    slow = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    taken = []
    with httpx.Client(base_url=address, verify=TRUSTING, timeout=60) as reader:
        while slow.poll() is None:
            begun = time.monotonic()
            assert reader.get(f"/en/{NCT}/questions/diagnosis").status_code == 200
            taken.append(time.monotonic() - begun)
            time.sleep(0.05)
    return sorted(taken)


def main() -> None:
    with TemporaryDirectory() as folder, site(Path(folder)) as address:
        faults = holes(address, Path(folder))
        print(*faults, sep="\n")
        print("| slow | pages read meanwhile | p99 |\n| --- | --- | --- |")
        for name, mode in SLOW.items():
            taken = waits(address, mode)
            p99 = taken[int(len(taken) * 0.99)]
            print(f"| {name} | {len(taken)} | {p99:.2f} s |", flush=True)
            if p99 >= 1:
                faults.append(f"slow {name}: a page took {p99:.1f} s")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
