"""Prints Lighthouse's scores for the start page, a step and a result, on mobile settings (`make lighthouse`).

It needs npm. Lighthouse opens the step and the result with the session of a real journey."""

import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from prescreen import create_app
from tests.support.browsing import CHROMIUM, FITTING, FLAGS, NCT, walk

PORT, DEBUGGING = 8765, 9333
SITE = f"http://127.0.0.1:{PORT}"
CATEGORIES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
# Search engines don't index steps and results, so SEO counts for the start page only.
PAGES = {"": CATEGORIES, "questions/blood-counts": {**CATEGORIES, "seo": 0}, "result": {**CATEGORIES, "seo": 0}}


def scores(url: str, lighthouse: str) -> dict[str, int]:
    options = ["--quiet", "--output=json", f"--port={DEBUGGING}", "--disable-storage-reset", "--form-factor=mobile"]
    only = f"--only-categories={','.join(CATEGORIES)}"
    done = subprocess.run([lighthouse, url, *options, only], capture_output=True, check=True)
    categories = json.loads(done.stdout)["categories"]
    return {name: round(100 * categories[name]["score"]) for name in CATEGORIES}


def main(lighthouse: str) -> bool:
    """Prints the table; returns whether every score is reached."""
    server = make_server(
        "127.0.0.1", PORT, create_app("a secret key for lighthouse that is long enough"), threaded=True
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    reached = True
    print("| page | " + " | ".join(CATEGORIES) + " |\n|---|" + "---|" * len(CATEGORIES))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        flags = [*FLAGS, f"--remote-debugging-port={DEBUGGING}"]
        context = playwright.chromium.launch_persistent_context(
            Path(profile), executable_path=CHROMIUM, args=flags, base_url=SITE
        )
        for lang in ("en", "zh"):
            walk(context.pages[0], lang, FITTING)
            for path, wanted in PAGES.items():
                found = scores(f"{SITE}/{lang}/{NCT}/{path}", lighthouse)
                print(f"| /{lang}/{NCT}/{path} | " + " | ".join(map(str, found.values())) + " |", flush=True)
                reached &= all(found[name] >= least for name, least in wanted.items())
        context.close()
    return reached


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1]))
