"""Chromium 67, the oldest browser that pages are made for, driven by the DevTools protocol: Playwright can't drive it.

It runs on x86-64 only."""

import itertools
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

from tests.support.npm import MODULES

UNPACK = """
const { readFileSync, writeFileSync } = require("fs");
const { brotliDecompressSync } = require("zlib");
const [from, to] = process.argv.slice(1);
writeFileSync(to, brotliDecompressSync(readFileSync(from)), { mode: 0o755 });
"""
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0"]


class OldPage:
    """A tab. A script's error fails the next call."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.numbers, self.loaded = socket, itertools.count(1), 0
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> Any:
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (message := self._receive()).get("id") != number:
            pass
        assert "error" not in message, (method, message["error"])
        return message["result"]

    def _receive(self) -> Any:
        message = json.loads(self.socket.recv(timeout=20))
        assert message.get("method") != "Runtime.exceptionThrown", message["params"]
        self.loaded += message.get("method") == "Page.loadEventFired"
        return message

    def evaluate(self, expression: str) -> Any:
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, (expression, found["exceptionDetails"])
        return found["result"].get("value")

    def wait_for_load(self, before: int) -> None:
        while self.loaded == before:
            self._receive()

    def wait_until(self, condition: str) -> None:
        """Waits until an expression is true, for ten seconds at most."""
        waited = f"""new Promise((resolve) => {{
            const asking = setInterval(() => {{ if ({condition}) {{ clearInterval(asking); resolve(true); }} }}, 20);
            setTimeout(() => resolve(false), 10000);
        }})"""
        assert self.evaluate(waited), condition

    def goto(self, address: str) -> None:
        before = self.loaded
        self.call("Page.navigate", url=address)
        self.wait_for_load(before)

    def click(self, selector: str) -> None:
        """Click the middle of the first such element, which must be what stands there."""
        place = self.evaluate(f"({MIDDLE})({json.dumps(selector)})")
        assert place, f"{selector} can't be reached"
        for event in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=event, **place, button="left", clickCount=1)

    def press(self, selector: str) -> None:
        """Click a link or button, and wait until the next page is loaded."""
        before = self.loaded
        self.click(selector)
        self.wait_for_load(before)


MIDDLE = """selector => {
    const node = document.querySelector(selector);
    if (!node) return null;
    node.scrollIntoView({block: "center"});
    const box = node.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const there = document.elementFromPoint(x, y);
    return node.contains(there) ? {x, y} : null;
}"""


@contextmanager
def old_chromium(folder: Path) -> Iterator[str]:
    """Starts the browser with a new profile in a folder; yields the address of a new tab."""
    program = folder / "chromium"
    packed = MODULES / "chrome-aws-lambda" / "bin" / "chromium.br"
    subprocess.run(["node", "-e", UNPACK, packed, program], check=True)
    command: list[str | Path] = [program, *FLAGS, f"--user-data-dir={folder / 'profile'}", "about:blank"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield _new_tab(process)
        finally:
            process.kill()


def _new_tab(process: "subprocess.Popen[str]") -> str:
    assert process.stderr
    listening = next(line for line in process.stderr if line.startswith("DevTools listening on ws://"))
    # A full pipe would block the browser.
    Thread(target=process.stderr.read, daemon=True).start()
    # On a machine with many fonts, the browser first reads them all.
    with urlopen(f"http://{listening.split('/')[2]}/json/new", timeout=90) as tab:
        return str(json.load(tab)["webSocketDebuggerUrl"])


@contextmanager
def old_page(tab: str, width: int, height: int) -> Iterator[OldPage]:
    """The tab at this size, without cookies."""
    # It does not know pings: one ends the connection.
    with connect(tab, max_size=None, proxy=None, ping_interval=None) as socket:
        page = OldPage(socket)
        page.call("Network.clearBrowserCookies")
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        yield page
