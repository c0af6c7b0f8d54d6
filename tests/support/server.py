"""A real server on a free port."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
# Accepts the self-signed certificates of proxies under test.
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def granian(port: int, key: str, target: str = "app:app", *options: str, **variables: str) -> Iterator[str]:
    """Serves the site with granian, and yields its address. The server and its workers are killed at the end."""
    with started(port, key, target, *options, **variables):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def started(
    port: int, key: str, target: str = "app:app", *options: str, before: Sequence[str] = (), **variables: str
) -> Iterator["subprocess.Popen[str]"]:
    """The same, but yields the server's process once it responds. `before` is a command to run it under."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [*before, *command, *options, target],
        cwd=ROOT,
        env={**os.environ, "SECRET_KEY": key, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        yield process
    finally:
        with process, suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def wait_for(address: str, process: "subprocess.Popen[str]", seconds: float = 30) -> None:
    """Waits until the server responds, with any status. Fails if it ends or takes too long."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            urlopen(address, timeout=5, context=TRUSTING).close()
            return
        except URLError as error:
            if isinstance(error, HTTPError):
                error.close()
                return
            ended = process.poll() is not None or time.monotonic() > deadline
            assert not ended, process.communicate()[0]
            time.sleep(0.05)
