"""Stands in for the program that makes PDFs: its own loop, with documents that hang, fail, or end it."""

import os
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[2] / "prescreen" / "pages"))
pdf: Any = import_module("pdf")


def document(html: str) -> bytes:
    """The id of this process, unless `html` is what shall happen."""
    what, _, path = html.partition(" ")
    if what == "die":
        os._exit(3)
    if what == "fail":
        raise ValueError(html)
    if what == "hang":
        threading.Event().wait()
    if what == "read":  # a named pipe, which takes until somebody has opened and closed it
        Path(path).read_text("utf-8")
    if what == "idle":
        pdf.IDLE_SECONDS = 0
    return str(os.getpid()).encode()


pdf.DOCUMENTS["pdf"] = document
pdf.main()
